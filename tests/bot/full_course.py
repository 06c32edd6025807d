"""A course of all 24 lessons of the catalogue, with titles, keywords and a few troubles only."""

from lessons.lesson import Course, Lesson, Line, Step, Trouble

# code, group, title, keywords, troubles ("problem → where it belongs" is not needed here)
LESSONS = (
    (
        "L01",
        "K0",
        "Làm quen điện thoại thông minh",
        "wifi · bật wifi · chữ to · cỡ chữ · phóng to chữ · chụp màn hình · mở khóa máy · vào mạng · kết nối wifi",
        "Không thấy wifi nhà tôi · Hết dung lượng 4G",
    ),
    (
        "L02",
        "K0",
        "Cài ứng dụng an toàn từ CH Play / App Store",
        "tải app · cài app · ch play · app store · cài phần mềm · tải ứng dụng · tải về máy",
        "Hết bộ nhớ · Máy đòi thẻ ngân hàng · Quên mật khẩu Google · Máy không tương thích",
    ),
    (
        "L03",
        "K2",
        "Zalo: vào nhóm thôn, gửi ảnh, gọi hình",
        "zalo · nhóm thôn · vào nhóm · gửi ảnh · gọi hình · gọi video · kết bạn · nhắn tin zalo",
        "Không nhắn được trong nhóm · Người lạ kết bạn · Gọi không thấy hình",
    ),
    (
        "L04",
        "K3",
        "Mật khẩu mạnh và mã OTP",
        "mật khẩu · mật khẩu mạnh · mật khẩu yếu · đặt mật khẩu · otp là gì · khóa máy · vân tay",
        "OTP đến chậm · Vân tay không nhận",
    ),
    (
        "L05",
        "K3",
        "Nhận biết lừa đảo qua mạng",
        "lừa đảo · nhận biết lừa đảo · công an giả · giả công an · cuộc gọi lừa · deepfake · xưng công an · gọi điện lừa",
        "Họ đọc đúng tên, số căn cước của tôi · Họ dọa bắt",
    ),
    (
        "L06",
        "K3",
        "Báo lừa đảo, làm gì khi lỡ bị lừa",
        "báo lừa đảo · bị lừa · bấm link lạ · lỡ bấm link · mất tiền · lỡ chuyển tiền · 156 · báo cuộc gọi rác · chặn số",
        "Có người bảo lấy lại tiền giúp · Ngại nói với con",
    ),
    (
        "L07",
        "K4",
        "VNeID: cài đặt và kích hoạt mức 2",
        "vneid · cài vneid · mức 2 · kích hoạt · định danh điện tử · đăng ký mức 2 · tạo tài khoản vneid",
        "Không nhận được OTP · Báo thông tin không khớp · Máy đời cũ không cài được",
    ),
    (
        "L08",
        "K4",
        "VNeID: quên mật khẩu, đổi điện thoại",
        "quên mật khẩu vneid · quên passcode · đổi máy · mất điện thoại · đổi điện thoại · đổi số điện thoại · lấy lại mật khẩu",
        "Đọc NFC mãi không được · Đổi số điện thoại",
    ),
    (
        "L09",
        "K4",
        "VNeID: đưa thẻ BHYT, bằng lái vào ví giấy tờ",
        "bằng lái · ví giấy tờ · thẻ bảo hiểm y tế · giấy phép lái xe · tích hợp giấy tờ · bằng lái xe",
        "Bị từ chối · Đi đường có cần bằng giấy",
    ),
    (
        "L10",
        "K4",
        "Sổ sức khỏe điện tử và đi khám bằng VNeID",
        "sổ sức khỏe · đi khám · khám bệnh · bệnh viện · đơn thuốc · tiêm chủng",
        "Sổ trống · Bệnh viện đòi sổ giấy",
    ),
    (
        "L11",
        "K4",
        "Cổng Dịch vụ công quốc gia: đăng nhập, tìm thủ tục",
        "dịch vụ công · dichvucong · thủ tục · làm giấy tờ trên mạng · tra thủ tục",
        "Trang quay mãi · Báo lỗi đăng nhập",
    ),
    (
        "L12",
        "K4",
        "Nộp hồ sơ: khai sinh cho bé; xác nhận cư trú",
        "khai sinh · giấy khai sinh · xác nhận cư trú · xác nhận nơi ở · giấy xác nhận · nộp hồ sơ · đăng ký thường trú · tạm trú",
        "Ảnh bị từ chối · Quá 60 ngày",
    ),
    (
        "L13",
        "K4",
        "Theo dõi hồ sơ và trả phí trực tuyến",
        "theo dõi hồ sơ · xem hồ sơ · tra cứu hồ sơ · lệ phí · trả phí · nộp hồ sơ rồi · trạng thái hồ sơ · nộp lệ phí",
        "Quá hẹn · Trừ tiền mà báo chưa trả",
    ),
    (
        "L14",
        "K4",
        "Chữ ký số cá nhân",
        "chữ ký số · ký số · smartca · chứng thư số · quên pin ký số",
        "Quên PIN, đổi máy · Có mất tiền không",
    ),
    (
        "L15",
        "K5",
        "Tài khoản ngân hàng, ứng dụng ngân hàng, sinh trắc học",
        "ngân hàng · mở tài khoản · sinh trắc học · quay mặt · app ngân hàng · quét mặt · chuyển khoản",
        "Bị dừng chuyển tiền · Sao cứ quay mặt",
    ),
    (
        "L16",
        "K5",
        "Trả tiền bằng mã QR",
        "mã qr · quét mã · quét qr · trả tiền bằng điện thoại · đi chợ trả tiền · trả tiền",
        "Khách đưa ảnh chuyển khoản mà tiền chưa vào · Chuyển nhầm",
    ),
    (
        "L17",
        "K5",
        "Nhận lương hưu, trợ cấp qua tài khoản",
        "lương hưu · trợ cấp · an sinh xã hội · tiền chính sách · vssid",
        "VNeID mức 1 · Liên kết lỗi · Không có tài khoản",
    ),
    (
        "L18",
        "K5",
        "Trả tiền điện và các khoản của trường học",
        "tiền điện · đóng tiền điện · hóa đơn điện · học phí · tiền học · evn",
        "Có người gọi xưng điện lực dọa cắt điện · Trả nhầm mã nhà khác",
    ),
    (
        "L19",
        "K5",
        "Mua hàng trên mạng an toàn",
        "shopee · mua hàng · đặt hàng · mua trên mạng · trả hàng · giao hàng",
        "Shipper gọi bảo chuyển khoản trước · Không đặt mà có hàng tới",
    ),
    (
        "L20",
        "K5",
        "Bán nông sản, mã QR truy xuất nguồn gốc",
        "bán hàng · bán nông sản · bán trên mạng · đăng bán · bán cam · truy xuất nguồn gốc · ocop",
        "Không biết chụp · Sàn bắt khai thuế",
    ),
    (
        "L21",
        "K1",
        "Tìm tin trên mạng, tránh tin giả",
        "tin giả · tìm tin · tra google · tìm trên mạng · kiểm tra tin · tin thật hay giả",
        "Chia sẻ nhầm tin giả · Tin về bão lũ",
    ),
    (
        "L22",
        "K2",
        "Gửi phản ánh, kiến nghị tới chính quyền",
        "phản ánh · kiến nghị · báo xã · báo cho xã · đường hỏng · đường xóm · đèn đường · góp ý · rác thải",
        "Sợ bị trả thù · Việc khẩn: cháy, tai nạn",
    ),
    (
        "L23",
        "K6",
        "Hỏi trợ lý AI cho đúng cách",
        "trợ lý ai · ai · con ai · chatgpt · gemini · viết đơn · nhờ máy viết",
        "AI nói sai · Đòi trả tiền",
    ),
    (
        "L24",
        "K6",
        "Học tiếp trên nền tảng Bình dân học vụ số",
        "bình dân học vụ số · nền tảng học · chứng nhận kỹ năng số · xác nhận phổ cập · học tiếp ở đâu",
        "Video tốn 4G · Khó quá",
    ),
)


def full_course() -> Course:
    return Course(tuple(_lesson(*row) for row in LESSONS))


def _lesson(code: str, group: str, title: str, keywords: str, problems: str) -> Lesson:
    troubles = tuple(Trouble(problem, "Nhắn GIÚP.") for problem in problems.split(" · "))
    step = Step(
        f"buoc-{code.lower()}", "Làm thử", (Line("Làm theo người hướng dẫn."),), troubles=troubles
    )
    return Lesson(
        code.lower(), code, title, group, 10, "", (step,), "", keywords=tuple(keywords.split(" · "))
    )
