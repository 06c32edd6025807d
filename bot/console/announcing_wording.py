"""What is said about announcements, to those who make, approve or follow them."""

ANNOUNCE = "Đăng thông báo"
NOTICES = "Thông báo đã đăng"
SEE = "Xem thông báo này"
ASK_TEXT = (
    "{Bác} viết lời thông báo rồi gửi cho {cháu} nhé. Viết ngắn: việc gì, ở đâu, cần mang gì. {Cháu} cho xem lại "
    "trước, chưa gửi đi đâu cả."
)
ASK_NEW_TEXT = "{Bác} viết lại lời thông báo rồi gửi cho {cháu} nhé. {Cháu} cho xem lại trước."
ASK_CORRECTION = "{Bác} viết lời đúng rồi gửi cho {cháu} nhé. Tin sẽ mang chữ ĐÍNH CHÍNH, và chỉ tới những nơi đã nhận tin trước."
TOO_LONG = "Lời này dài quá ạ: {dài} ký tự, mà {cháu} gửi được nhiều nhất {nhất}. {Bác} viết gọn lại giúp {cháu} nhé."
UNFIT = (
    "Trong lời có số trông như mã, mật khẩu hoặc số giấy tờ. Những số ấy không nên đưa vào nhóm ạ. {Bác} bỏ số "
    "ấy đi rồi gửi lại giúp {cháu} nhé."
)
NO_PHOTO = (
    "{Cháu} chưa gửi được ảnh của {bác}, chỉ gửi được lời viết. Viết xong, {bác} chọn “Kèm hình chữ to” thì {cháu} vẽ "
    "lời ấy thành hình dễ đọc."
)
NEVER_MIND = "Thôi, không đăng nữa"

PREVIEW = "Trên đây là tin bà con sẽ thấy. Gửi tới: {ai}, {số}. {khi}"
NOBODY = "Trên đây là tin bà con sẽ thấy. Hiện chưa có ai để gửi: {lý_do}. {Bác} chọn người nhận khác nhé."
LEFT_OUT = "Không gửi tới: {lý_do}."
WHEN_NOW = "Gửi ngay khi {bác} xác nhận."
WHEN_QUIET = "Giờ này bà con nghỉ, nên tin sẽ đi lúc {lúc}."
WHEN_AT = "Sẽ gửi lúc {lúc}."
WHEN_WEEKLY = "Rồi mỗi tuần gửi lại một lần."
WHEN_WARNING = "Đây là CẢNH BÁO KHẨN: gửi ngay, cả ban đêm."
NOT_ON_ZALO = (
    "Hình chỉ hiện trên Telegram; Zalo chỉ nhận lời, vì hệ thống chưa có địa chỉ trên mạng."
)
NEEDS_APPROVAL = "Tin tới nhiều nơi, nên sẽ có người thứ hai duyệt trước khi gửi."

SEND = "Gửi đi"
SEND_AT = "Đúng, hẹn gửi"
SEND_ASKING = "Gửi người duyệt"
SEND_WARNING = "Gửi cảnh báo ngay"
WHOM = "Chọn người nhận"
TIME = "Chọn giờ gửi"
EDIT = "Sửa lời, thêm hình, bài học"
DROP = "Bỏ bản nháp này"
BACK_TO_DRAFT = "Quay lại bản nháp"
ASK_WHOM = "{Bác} muốn gửi tới ai?"
ASK_EDIT = "{Bác} muốn đổi gì?"
REWRITE = "Viết lại lời"
WITH_PICTURE = "Kèm hình chữ to"
WITHOUT_PICTURE = "Bỏ hình"
EVENT = "Ghi giờ họp, giờ làm việc"
TEACH = "Mời học một bài"
ASK_EVENT = "Việc ấy bắt đầu lúc nào? {Bác} gõ ngày giờ, ví dụ: 19 giờ thứ bảy, hoặc 8h ngày 28/11."
NO_EVENT = "Không ghi giờ"
ASK_LESSON = "Mời bà con học bài nào? {Bác} gõ tên bài hoặc mã bài, ví dụ: L06, VNeID."
NO_LESSON = "Không kèm bài học"
LESSON_UNKNOWN = (
    "{Cháu} chưa tìm thấy bài ấy. {Bác} gõ tên khác, hoặc mã bài như L06 giúp {cháu} nhé."
)
ASK_TIME = "Gửi lúc nào? {Bác} gõ giờ, ví dụ: 19 giờ tối nay, 7 giờ sáng mai."
TIME_UNKNOWN = "{Cháu} chưa hiểu giờ ấy, hoặc giờ ấy đã qua. {Bác} gõ lại như “19 giờ tối nay”, “8h ngày 28/11” nhé."
TIME_QUIET = "Lúc {lúc} bà con nghỉ rồi ạ. Giờ gần nhất gửi được là {sau}."
NOW = "Gửi ngay khi xác nhận"
REPEAT = "Lặp lại mỗi tuần"
REPEAT_NOT = "Không lặp lại nữa"
WARN = "Là cảnh báo khẩn (thiên tai)"
WARN_NOT = "Không phải cảnh báo khẩn"

SENT_NOW = "Đã bắt đầu gửi thông báo số {số_hiệu} tới {số}. Nhắn THÔNG BÁO {số_hiệu} lúc nào cũng xem được."
SENT_LATER = "Đã hẹn: thông báo số {số_hiệu} sẽ gửi lúc {lúc} tới {số}."
SENT_TO_APPROVE = (
    "Thông báo số {số_hiệu} đang chờ duyệt. Có người duyệt, {cháu} gửi ngay và báo {bác}."
)
NOBODY_APPROVES = (
    "Thông báo số {số_hiệu} cần người thứ hai duyệt, mà {cháu} chưa biết cán bộ nào duyệt được. {Bác} nhờ xã "
    "đăng ký cán bộ với {cháu}, hoặc chọn ít người nhận hơn."
)
SENT_ALREADY = (
    "Thông báo số {số_hiệu} đã được xác nhận lúc {lúc} rồi ạ, {cháu} không gửi thêm lần nữa."
)
NOT_SENT = "Thông báo số {số_hiệu} chưa tới ai nên không cần đính chính ạ. {Bác} dừng hẳn rồi đăng thông báo mới là được."
DROPPED = "Đã bỏ bản nháp, chưa gửi cho ai."
NOT_NOW = "Thông báo số {số_hiệu} {trạng_thái}, nên không làm việc ấy được nữa ạ."

STATUS = "Thông báo số {số_hiệu}: “{đầu}”"
STATE_DRAFT = "còn là bản nháp"
STATE_APPROVAL = "đang chờ duyệt"
STATE_SCHEDULED = "hẹn gửi lúc {lúc}"
STATE_SENDING = "đang gửi"
STATE_PAUSED = "đang tạm dừng"
STATE_STOPPED = "đã dừng lúc {lúc}"
STATE_DONE = "đã gửi xong lúc {lúc}"
STATE_DROPPED = "đã bỏ, không gửi"
ARRIVED = "Đã tới {số}."
WAITING = "Còn chờ gửi: {số}."
NOT_ARRIVED = "Chưa tới {số}: {lý_do}."
UNKNOWN = "Chưa rõ có tới hay không: {số}. {Cháu} không tự gửi lại để khỏi trùng."
STOPPED_REST = "Không gửi nữa vì đã dừng: {số}."
HEARD = "Đã nắm: {đã} trên {tất} người."
OPENED = "Đường dẫn chuyển tiếp đã được mở {số} lần."
PAUSE = "Tạm dừng"
RESUME = "Gửi tiếp"
STOP = "Dừng hẳn"
CORRECT = "Đính chính"
MISSED = "Nên gọi điện cho ai"
UNHEARD = "Ai chưa nắm"
KIT = "Tự chuyển tiếp vào nhóm"
LIST = "Các thông báo gần đây. {Bác} chọn một thông báo để xem:"
LIST_EMPTY = "Chưa có thông báo nào ạ."
MISSED_LIST = "Tin chưa tới những người này, {bác} gọi điện hoặc ghé nhà giúp: {tên}."
MISSED_GROUPS = "Nhóm chưa nhận được: {tên}. {Bác} xem {cháu} còn trong nhóm không nhé."
MISSED_NONE = "Không có ai cần gọi điện ạ."
UNHEARD_LIST = "Chưa nhắn “đã nắm”: {tên}."
UNHEARD_NONE = "Mọi người đều đã nắm ạ."
AND_OTHERS = "và {số} người nữa"

KIT_HOW = (
    "Trên đây là tin để {bác} chuyển tiếp: giữ ngón tay vào tin, chọn Chuyển tiếp, rồi chọn nhóm. Đường dẫn "
    "trong tin là của riêng tổ: {cháu} chỉ đếm số lần mở, không biết ai mở."
)
KIT_NO_LINK = (
    "Trên đây là tin để {bác} chuyển tiếp: giữ ngón tay vào tin, chọn Chuyển tiếp, rồi chọn nhóm. Hệ thống chưa có "
    "địa chỉ trên mạng, nên chưa kèm được đường dẫn để đếm."
)
KIT_LINK = "Xem và học: {đường_dẫn}"

REVIEW_ASKED = "{tổ} xin gửi một thông báo tới {số}. Nhắn DUYỆT {số_hiệu} để xem và duyệt."
REVIEW = "Trên đây là tin {tổ} xin gửi tới {ai}, {số}. {Bác} thấy gửi được không?"
APPROVE = "Duyệt, gửi đi"
REJECT = "Trả lại, chưa gửi"
APPROVED = "Đã duyệt. Thông báo số {số_hiệu} bắt đầu được gửi."
REJECTED = "Đã trả lại thông báo số {số_hiệu} cho {tổ}."
OWN = "Thông báo này do chính {bác} soạn, nên cần người khác duyệt ạ."
TOLD_APPROVED = "Thông báo số {số_hiệu} đã được duyệt và bắt đầu gửi."
TOLD_REJECTED = "Thông báo số {số_hiệu} được trả lại để xem thêm. Nhắn THÔNG BÁO {số_hiệu} để sửa."

TO_GROUP = "nhóm của tổ"
TO_RESIDENTS = "bà con của tổ"
TO_UNFINISHED = "người chưa học xong “{bài}”"
TO_STUCK = "người đang học dở"
TO_TEAMS = "các tổ"
TO_SAME = "nơi đã nhận tin trước"
GROUPS = "{số} nhóm"
PEOPLE = "{số} người"
NOWHERE = "chưa có nơi nào"
