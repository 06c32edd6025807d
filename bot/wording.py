"""The bot's own sentences, all in one place so that they can be read aloud in one go.

Templates only: `bot.address.fill` puts the learner's form of address into {bác} and {cháu}. Lesson
texts are not here. Each is at most 300 characters (P7); the labels at most 20.
"""

# --- Hello, consent, settings ----------------------------------------------------------------------

HELLO = (
    "{Cháu} chào {bác} ạ! {Cháu} là trợ giảng tự động Học Vụ Số, chỉ {bác} dùng điện thoại từng bước.\n"
    "Để nhớ chỗ đang học, {cháu} xin lưu: tên {bác} đang hiện, cách xưng hô, loại máy, bài đã học "
    "và câu trả lời đố. Dùng để dạy tiếp và báo số người học cho tổ công nghệ số."
)
CONSENT = (
    "Dữ liệu về việc học được coi là nhạy cảm. {Bác} xem hay xóa lúc nào cũng được: nhắn DỮ LIỆU "
    "CỦA TÔI hoặc XÓA DỮ LIỆU. {Cháu} không hỏi mật khẩu, mã OTP, số căn cước.\n"
    "{Bác} đủ 18 tuổi và đồng ý cho {cháu} lưu chứ ạ? Chọn KHÔNG thì vẫn đọc được bài."
)
CONSENT_AGAIN = (
    "{Cháu} xin phép hỏi lại ạ: {bác} đủ 18 tuổi và đồng ý cho {cháu} nhớ việc học chứ? Dữ liệu này "
    "nhạy cảm, {bác} xem hay xóa lúc nào cũng được. Chọn KHÔNG thì vẫn đọc được bài."
)
CONSENT_LATER = (
    "{Cháu} sẽ nhớ: tên {bác} đang hiện, cách xưng hô, loại máy, bài đã học và câu trả lời đố, để "
    "dạy tiếp và báo số người học. Dữ liệu này nhạy cảm, {bác} xem hay xóa lúc nào cũng được.\n"
    "{Bác} đủ 18 tuổi và đồng ý chứ ạ?"
)
WAIT_FOR_CONSENT = "Dạ, khi nào cần học {bác} cứ nhắn {cháu} nhé."
CONSENT_GIVEN = "{Cháu} cảm ơn {bác}!"
CONSENT_REFUSED = (
    "Dạ vâng ạ. {Bác} cứ đọc bài thoải mái. {Cháu} chỉ giữ chỗ đang đọc trong một ngày để bấm sang "
    "bước sau được, rồi quên hết."
)
AGREE, REFUSE = "ĐỒNG Ý", "KHÔNG"
REMEMBER_ME = "Nhớ giúp chỗ học"

ASK_HONORIFIC = "{Cháu} xưng hô thế nào cho phải ạ? Chưa chọn thì nhắn BỎ QUA, {cháu} gọi là {bác}."
ASK_WHICH = "Dạ, {cháu} gọi thế nào ạ?"
HONORIFIC_SET = "Dạ, {cháu} nhớ rồi, thưa {bác}."
CO_OR_CHU, ANH_OR_CHI = "Cô hoặc chú", "Anh hoặc chị"

ASK_DEVICE = (
    "{Bác} đang dùng máy nào ạ? Lưng máy có hình quả táo là iPhone, còn lại hầu hết là Android."
)
DEVICE_SET = "Dạ, {cháu} sẽ chỉ theo máy {máy}."
DEVICE_UNKNOWN = "Không sao ạ, {cháu} sẽ chỉ cả hai loại máy."
ANDROID, IPHONE, NOT_SURE = "Android", "iPhone", "Không rõ"

# --- Choosing a lesson -----------------------------------------------------------------------------

MENU = "{Bác} muốn học bài nào ạ?"
MENU_GROUPS = "{Bác} muốn học về việc gì ạ?"
MENU_GROUP = "{nhóm}. {Bác} chọn bài nào ạ?"
MENU_EMPTY = "{Cháu} đang soạn bài, {bác} quay lại sau giúp {cháu} nhé."
GO_ON = "Học tiếp"
MORE, FIRST_PAGE, OTHER_GROUPS, OTHER_LESSON = "Xem thêm", "Trang đầu", "Nhóm khác", "Bài khác"
LESSON_FINISHED, LESSON_BEGUN = "{bài} ✓", "{bài} …"
GROUP_PROGRESS = "{nhóm} ({xong}/{tất} bài)"
LESSON_UNKNOWN = "{Cháu} không tìm thấy bài đó ạ."
LESSON_GONE = "Bài {bác} đang học đã được cất đi rồi ạ. {Bác} chọn giúp {cháu} bài khác nhé."

ASK_ROUTE = "{Bác} muốn học theo lộ trình nào ạ? Muốn tự chọn từng bài thì nhắn MENU."
ROUTE_NEW = "Lộ trình “{lộ_trình}” có {tất} bài."
ROUTE_PROGRESS = "Lộ trình “{lộ_trình}”: đã xong {xong} trong {tất} bài."
ROUTE_DONE = "Lộ trình “{lộ_trình}”: đã xong cả {tất} bài, {bác} giỏi quá!"
ROUTE_LEFT = "Dạ, từ giờ {bác} cứ tự chọn bài ạ."
ROUTE_NEEDS_CONSENT = "Muốn học theo lộ trình thì {cháu} phải được nhớ {bác} đã học tới đâu ạ."
BY_ROUTE, OTHER_ROUTE = "Học theo lộ trình", "Lộ trình khác"
BETTER_FIRST = "Nên học trước: “{trước}”, nhắn HỌC TRƯỚC."

# --- Walking through a lesson ----------------------------------------------------------------------

INTRO = "Bài “{bài}”, khoảng {phút} phút.\n{mở_đầu}"
STEP_HEAD = "Bước {bước}/{tất} · {tên}"
STEP_MOVED = "Bài này vừa được sửa cho dễ hơn. Mình học tiếp từ đây ạ."
LONG_TIME = "{Cháu} mừng gặp lại {bác}! Mình học tiếp “{bài}” nhé. {Bác} đang ở đây ạ:"
WELCOME_BACK = "{Cháu} chào {bác}! Mình học tiếp chỗ đang dở nhé."
HELLO_AGAIN = "{Cháu} chào {bác} ạ!"
FIRST_STEP_ALREADY = "Đây là bước đầu của bài rồi ạ."
NO_LESSON_OPEN = "{Bác} chưa mở bài nào ạ."
CHOOSE_ONE = "{Bác} chọn giúp {cháu} một câu ở dưới nhé."
HELP_HINT = "Cần người giúp thì nhắn GIÚP ạ."
OLD_BUTTON = "Nút này cũ rồi ạ. Mình đang ở đây:"
ASKED_ELSEWHERE = "Ở ứng dụng kia mình đã học tới đây rồi ạ:"
OLD_ANSWER = "Câu trả lời này là của câu hỏi trước ạ. Mình đang ở đây:"
LISTEN_HINT = "Muốn nghe đọc thì nhắn NGHE ạ."
LISTEN = "Mời {bác} nghe ạ."
CHOICES_ALOUD = "Mời {bác} chọn."
NOT_HEARD = "Lần này {cháu} chưa đọc thành tiếng được ạ. {Bác} xem chữ ở tin trên giúp {cháu} nhé."
NO_SOUND_HERE = "Ở đây {cháu} chưa đọc thành tiếng được ạ. {Cháu} gửi lại chữ nhé."
DONE, NOT_YET, BACK = "Xong rồi", "Chưa được", "Lùi lại"
LATER, REST = "Để sau", "Nghỉ, đừng nhắc"
PAUSED = "Dạ, {cháu} giữ nguyên chỗ này. Khi nào rảnh, {bác} nhắn HỌC TIẾP là được ạ."
GOODBYE = "Dạ, {cháu} chào {bác}. Khi nào muốn học, {bác} nhắn {cháu} nhé."
YOU_ARE_WELCOME = "Dạ, {cháu} cảm ơn {bác}. Giúp được {bác} là {cháu} vui rồi ạ."
THUMBS_UP = "{Cháu} cảm ơn {bác} ạ!"

QUIZ_RIGHT = "Đúng rồi ạ!"
QUIZ_WRONG = "Chưa đúng, mình xem lại nhé."
QUIZ_TOLD = "Câu này đáp án là “{đáp}”. Không sao đâu ạ, hôm khác {cháu} hỏi lại cho nhớ lâu nhé."

# Which one is said depends on how many lessons were finished before, so that it does not wear out.
PRAISES = (
    "Chúc mừng {bác}, xong bài “{bài}” rồi ạ!",
    "{Bác} giỏi quá! Thêm một bài nữa: “{bài}”.",
    "Hay quá, {bác} lại xong bài “{bài}” rồi!",
    "{Cháu} phục {bác} thật! Bài “{bài}” đã xong.",
)
OUTCOME = "{Bác} thử xem nhé: {tự_kiểm_tra}"
SHOW_A_NEIGHBOUR = "Hôm nào {bác} chỉ cho một người hàng xóm cùng làm nhé."
WHAT_NEXT = "Giờ {bác} muốn học gì tiếp ạ?"
NEXT_LESSON = "Tiếp: {bài}"
SEE_LESSONS = "Xem các bài"
PRACTISE = (
    "Có bài tập thử “{bài}”: toàn chuyện bịa để luyện, không phải thật. Thích thì {bác} chọn nhé."
)
ALL_DONE = "{Bác} đã học hết các bài đang có rồi ạ. Muốn xem lại bài nào, {bác} cứ chọn."

# --- When it does not work -------------------------------------------------------------------------

ASK_TROUBLE = "Không sao ạ, mình gỡ dần. {Bác} đang gặp chuyện gì?"
NO_TROUBLES = "Không sao ạ, {bác} cứ thong thả. Mình xem lại bước này, hay nhờ người giúp?"
SEE_AGAIN, HUMAN, SOMETHING_ELSE = "Xem lại bước này", "Gặp người", "Chuyện khác"
SOLVED, STILL_NOT = "Được rồi", "Vẫn chưa được"
# No telephone number is passed on, and nobody is promised: whoever reads it may be out in the field.
HUMAN_CALLED = (
    "{Cháu} đã ghi lời nhờ giúp: tên {bác} đang hiện{chỗ}. Không kèm số điện thoại. "
    "{Bác} cũng có thể hỏi: {liên_hệ}."
)
HUMAN_NOTED = (
    "{Cháu} đã ghi lời nhờ giúp: tên {bác} đang hiện{chỗ}. Ở đây chưa có số người trực, {bác} hỏi "
    "người nhà hoặc tổ công nghệ số của thôn giúp nhé."
)
HUMAN_TOLD = (
    "{Cháu} đã nhắn tổ công nghệ số: tên {bác} đang hiện{chỗ}. Không kèm số điện thoại. Trong lúc "
    "chờ, {bác} hỏi thêm người nhà nhé."
)
AT_HOME = "Đến nhà giúp tôi"
ASK_WHEN = (
    "Dạ. Khi nào có người đến thì tiện cho {bác} ạ? {Bác} chọn một câu, hoặc nhắn lúc khác, như “thứ năm, "
    "sau 4 giờ chiều”. Không cần nữa thì nhắn THÔI."
)
TOMORROW_MORNING, TOMORROW_AFTERNOON, WEEKEND = "Sáng mai", "Chiều mai", "Cuối tuần"
IN_THE_MORNING, IN_THE_AFTERNOON, AT_THE_WEEKEND = (
    "sáng {ngày}",
    "chiều {ngày}",
    "cuối tuần, từ {ngày}",
)
VISIT_NOTED = (
    "{Cháu} đã ghi lời nhờ người đến nhà: tên {bác} đang hiện{chỗ}, lúc tiện là “{khi}”. Không kèm số điện "
    "thoại. {Cháu} chưa dám hứa chắc có người đến; tổ trả lời thì {cháu} nhắn {bác}."
)
VISIT_DROPPED = "Dạ, {cháu} không ghi lời nhờ ấy nữa ạ."

# A helper answers in the learner's own chat. Until it is over the learner's words go to the helper.
ANSWERED = "{tổ} trả lời: {lời}"
TALK_RULES = (
    "{Bác} nhắn gì ở đây, {cháu} chuyển cho tổ. Được rồi thì nhắn XONG. Nút bấm, số, MENU, DỪNG NHẮC, XÓA DỮ "
    "LIỆU vẫn dùng như thường, bị lừa thì {cháu} vẫn chỉ ngay. Mã và mật khẩu {cháu} không chuyển; muốn cho "
    "tổ số điện thoại thì {bác} tự nhắn."
)
VISIT_PROMISED = "{tổ} hẹn đến nhà giúp {bác}: {khi}. Có gì thay đổi, {bác} nhắn ngay ở đây."
CALL_DONE = "{tổ} ghi là đã giúp xong. Còn vướng thì {bác} nhắn GIÚP nhé."
CALL_NOT_DONE = "{tổ} ghi là đã đến mà chưa làm xong. {Bác} cứ nhắn GIÚP khi muốn làm tiếp nhé."
CALL_ENDED_WELL = "{Cháu} đã báo tổ là {bác} làm được rồi. {Cháu} chúc mừng {bác}!"
NOT_PASSED = (
    "Người của tổ hiện không trực lời nhờ này nữa, nên câu vừa rồi {cháu} chưa chuyển được ạ. {Cháu} sẽ tìm "
    "người khác trong tổ. Cần gấp thì {bác} nhắn GIÚP nhé."
)

AT_STEP = ", bài “{bài}”, bước “{bước}”"
HUMAN_BEFORE_CONSENT = "Dạ, cần giúp ngay thì {bác} hỏi: {liên_hệ}."
FAMILY_OR_TEAM = "người nhà hoặc tổ công nghệ số của thôn"
NOT_UNDERSTOOD = "{Cháu} chưa hiểu ý {bác}."
NOT_UNDERSTOOD_TWICE = "{Cháu} vẫn chưa hiểu, {cháu} xin lỗi ạ. {Bác} gặp người cho nhanh nhé?"
OUT_OF_SCOPE = (
    "Việc này {cháu} không rành, {bác} hỏi người nhà hay cán bộ xã giúp {cháu} nhé. "
    "{Cháu} chỉ biết hướng dẫn việc trên điện thoại thôi ạ."
)
CHOOSE_HELP = "{Bác} chọn giúp {cháu} nhé."
WHICH_LESSON = "Có phải {bác} hỏi về bài này không ạ?"
WHAT_DID_YOU_MEAN = "{Bác} muốn làm gì ạ?"
MENU_LABEL = "Danh sách bài"

NOT_IN_HERE = (
    "{Bác} đừng gửi mã, mật khẩu hay số căn cước vào đây. {Cháu} không giữ lại. {Bác} xóa tin vừa "
    "gửi giúp nhé."
)
DANGER = (
    "{Bác} bình tĩnh ạ. Cúp máy, đừng đọc mã, đừng chuyển thêm tiền.\n"
    "Việc đầu tiên: gọi tổng đài ngân hàng, số in sau thẻ, nhờ khóa tài khoản ngay."
)
DANGER_REPORT = (
    "Rồi {bác} ra công an xã, phường báo, gấp thì gọi {khẩn_cấp}. Cuộc gọi lừa thì nhắn tin báo số "
    "{báo_cuộc_gọi}, miễn phí. Ai hứa lấy lại tiền mà đòi phí trước là lừa lần nữa."
)
DANGER_NOTED = "{Cháu} cũng ghi lời nhờ giúp gấp rồi ạ."

NO_PICTURES = (
    "{Cháu} cảm ơn {bác}, nhưng {cháu} chưa xem được ảnh, chỉ đọc được chữ. {Bác} đừng gửi ảnh căn "
    "cước hay thẻ ngân hàng cho ai nhé."
)
NO_VOICE = "{Cháu} cảm ơn {bác}, nhưng {cháu} chưa nghe được, chỉ đọc được chữ và câu {bác} chọn ạ."
NO_FILES = "{Cháu} cảm ơn {bác}, nhưng {cháu} chỉ đọc được chữ và câu {bác} chọn ạ."

# --- Reminders and reviews -------------------------------------------------------------------------

ASK_REMINDERS = (
    "{Bác} có muốn {cháu} nhắc ôn lại không ạ? Nhiều nhất hai lần một tuần, vào buổi tối. Muốn thôi "
    "thì nhắn DỪNG NHẮC."
)
WANT_REMINDERS, NO_REMINDERS = "Có, nhắc giúp", "Không cần"
REMINDERS_ON = "Dạ, {cháu} sẽ nhắc {bác} nhẹ nhàng thôi ạ."
REMINDERS_OFF = "Dạ, từ giờ {cháu} không nhắc nữa. Bài đã học vẫn còn nguyên ạ."
REMINDERS_NOT_WANTED = "Dạ, {cháu} không nhắc ạ."
STOP_REMINDERS = "Dừng nhắc"
SEE_YOU = "Khi nào muốn học, {bác} bấm hoặc nhắn {cháu} nhé."
REMIND = "{Cháu} chào {bác}! Bài “{bài}” đang ở bước {bước}/{tất} rồi ạ. {Bác} rảnh thì mình học tiếp nhé?"
REVIEW = "{Cháu} chào {bác}! Mình ôn một câu của bài “{bài}” nhé."
LAST_REMINDER = "Lần này {bác} bận thì {cháu} thôi không nhắc nữa ạ."
REVIEW_DONE = "{Bác} nhớ tốt lắm ạ!"
REVIEW_GONE = "Câu ôn này được thay rồi ạ."

# --- One's own data --------------------------------------------------------------------------------

MY_DATA = (
    "{Cháu} đang nhớ về {bác}: tên đang hiện, xưng hô “{xưng_hô}”, máy {máy}, {xong} bài đã xong"
    "{lộ_trình}{đang_học}, nhắc ôn {nhắc}. Muốn xóa thì nhắn XÓA DỮ LIỆU."
)
MY_DATA_NONE = (
    "{Cháu} không lưu việc học của {bác}, chỉ giữ chỗ đang đọc trong một ngày rồi quên. Muốn xóa "
    "ngay thì nhắn XÓA DỮ LIỆU."
)
ON_ROUTE = ", lộ trình “{lộ_trình}”"
LEARNING_NOW = ", đang học “{bài}”"
UNKNOWN_DEVICE = "chưa rõ"
ON, OFF = "đang bật", "đang tắt"
ASK_ERASE = (
    "{Cháu} sẽ xóa hết: xưng hô, loại máy, bài đã học, câu trả lời. Xóa rồi thì không lấy lại được "
    "ạ. {Bác} có chắc muốn xóa không?"
)
ERASE_LABEL = "Xóa dữ liệu"
ERASE, KEEP = "Có, xóa hết", "Không, giữ lại"
KEPT = "Dạ, {cháu} giữ nguyên ạ."
ERASED = "Dạ, {cháu} đã xóa hết rồi. Khi nào muốn học lại, {bác} cứ nhắn {cháu} nhé."
DATA_FILE_CAPTION = "Đây là tất cả những gì {cháu} đang lưu về {bác} ạ."

# --- One place in two apps ------------------------------------------------------------------------

LINK_CODE = (
    "Mã của {bác} là {mã}, dùng được trong 15 phút. {Bác} mở ứng dụng kia, vào chỗ trò chuyện với "
    "{cháu} rồi nhắn:\nLIEN KET {mã}\nMã này chỉ để học, đừng đưa cho ai ạ."
)
LINK_NEEDS_CONSENT = "Muốn học chung hai ứng dụng thì {cháu} phải được nhớ chỗ {bác} đang học ạ."
LINK_FROM_THERE = (
    "Nếu {bác} đã học ở ứng dụng khác: {bác} mở ứng dụng đó, nhắn LIÊN KẾT để lấy mã, rồi nhắn mã "
    "sang đây là học tiếp được ngay ạ."
)
LINK_WRONG = (
    "Mã này chưa đúng hoặc đã hết hạn ạ. {Bác} mở ứng dụng đang học, nhắn LIÊN KẾT để lấy mã mới "
    "giúp {cháu} nhé."
)
LINK_TOO_MANY = (
    "{Bác} đã thử mã nhiều lần rồi ạ. Khoảng một giờ nữa {bác} thử lại giúp {cháu}, hoặc nhắn GIÚP "
    "để có người giúp nhé."
)
LINK_SAME = "Hai ứng dụng này đã học chung rồi ạ."
TEAM_JOINED = "Dạ, {cháu} ghi nhận {bác} học cùng {tổ}."
TEAM_CHANGED = "Dạ, từ nay {cháu} ghi nhận {bác} học cùng {tổ}. Bài đã học vẫn còn nguyên ạ."
TEAM_ALREADY = "{Bác} đang học cùng {tổ} rồi ạ."
TEAM_UNKNOWN = (
    "{Cháu} chưa tìm thấy tổ nào có mã này ạ. {Bác} xem lại sáu chữ và số trên tờ giấy, rồi nhắn TỔ "
    "kèm mã ấy. Chưa có mã {bác} vẫn học được."
)
POST_LEADER = (
    "Dạ, từ nay {bác} là {vai} của {tổ}. Ai trong tổ nhờ giúp, {cháu} sẽ nhắn {bác}. Muốn kết nối nhóm "
    "của tổ thì nhắn KẾT NỐI NHÓM."
)
POST_MEMBER = "Dạ, từ nay {bác} là {vai} của {tổ}. Ai trong tổ nhờ giúp, {cháu} sẽ nhắn {bác}."
POST_OFFICER = "Dạ, từ nay {bác} là {vai} {tổ}, theo dõi việc học của bà con ở đây. Lúc nào cần, {bác} nhắn VIỆC CỦA XÃ."
POST_WRONG = "Mã này chưa đúng, đã dùng hoặc đã hết hạn ạ. {Bác} nhờ người quản trị cấp mã mới giúp {cháu} nhé."
POST_TOO_MANY = "{Bác} đã thử mã nhiều lần rồi ạ. Khoảng một giờ nữa thử lại giúp {cháu} nhé."
POST_NEEDS_CONSENT = (
    "Để nhận việc của tổ, {bác} cho {cháu} nhớ {bác} trước đã ạ. {Bác} trả lời câu dưới đây, rồi nhắn lại mã "
    "ấy giúp {cháu}."
)
LINKED = "Xong rồi ạ! Từ nay {bác} học ở ứng dụng nào cũng được, {cháu} nhớ chung một chỗ."
LINKED_THERE = (
    "{Bác} vừa nối thêm một ứng dụng trò chuyện để học chung. Nếu không phải {bác} làm, {bác} nhắn "
    "GIÚP ngay nhé."
)

# --- Announcements, as everybody reads them ---------------------------------------------------------

BULLETIN = "THÔNG BÁO của {nơi}"
BULLETIN_CORRECTION = "ĐÍNH CHÍNH của {nơi} (cho thông báo lúc {lúc})"
BULLETIN_CORRECTED = "Đã có đính chính, xem tin mới"
BULLETIN_WARNING = "CẢNH BÁO KHẨN của {nơi}"
BULLETIN_WAITS = (
    "Máy chủ vừa được phục hồi, nên thông báo số {số} đang tạm dừng để khỏi gửi trùng. {Bác} hỏi xem ai đã nhận được, rồi "
    "nhắn GỬI TIẾP {số} hoặc DỪNG THÔNG BÁO {số}."
)
BULLETIN_EVENT = "Thời gian: {lúc}."
BULLETIN_LESSON = "Học cách làm: nhắn riêng cho {cháu} chữ {mã} ({bài})."
BULLETIN_HAND_ON = "Muốn chuyển vào nhóm của thôn, nhắn CHUYỂN TIẾP {số}."
BULLETIN_ASKS = "Đọc rồi thì nhắn ĐÃ NẮM để tổ biết nhé."

NOTICE_NOTED = "Dạ, {cháu} ghi nhận {bác} đã nắm thông báo rồi ạ. Cảm ơn {bác}!"

# --- For groups and helpers ------------------------------------------------------------------------

GROUP_INVITATION = (
    "{Cháu} chào cả nhà! Muốn học dùng điện thoại từng bước, mỗi người nhắn riêng cho {cháu} nhé. "
    "Học riêng nên không ai phải ngại."
)
GROUP_CODE = (
    "Mã kết nối nhóm: {mã}, dùng một lần trong 15 phút. {Bác} vào nhóm của tổ, gọi {cháu} bằng dấu @ "
    "rồi nhắn kèm mã này. Nhóm nào nhận mã thì thông báo của tổ gửi được vào nhóm đó."
)
GROUP_CODE_REFUSED = (
    "Mã kết nối nhóm chỉ dành cho tổ công nghệ số thôi ạ. {Bác} nhờ tổ trưởng giúp {cháu} nhé."
)
GROUP_BOUND = (
    "Đã kết nối nhóm này. Từ nay tổ công nghệ số gửi thông báo vào đây được ạ. Cả nhà muốn học thì "
    "mỗi người nhắn riêng cho {cháu} nhé."
)
GROUP_BOUND_TO = (
    "Đã kết nối nhóm này với {tổ}. Từ nay tổ gửi thông báo vào đây được ạ. Cả nhà muốn học thì mỗi "
    "người nhắn riêng cho {cháu} nhé."
)
GROUP_BOUND_ALREADY = (
    "Nhóm này đã kết nối từ trước rồi ạ. Muốn đổi, người đã kết nối gọi {cháu} trong nhóm và nhắn "
    "HỦY KẾT NỐI trước nhé."
)
GROUP_CODE_WRONG = (
    "Mã này chưa đúng hoặc đã hết hạn ạ. Tổ trưởng nhắn riêng cho {cháu} câu KẾT NỐI NHÓM để lấy mã "
    "mới nhé."
)
GROUP_CODE_TOO_MANY = "Nhóm đã thử mã nhiều lần rồi ạ. Khoảng một giờ nữa thử lại giúp {cháu} nhé."
GROUP_UNBOUND = "Đã hủy kết nối. Nhóm này sẽ không nhận thông báo của tổ nữa ạ."
GROUP_NOT_YOURS = "Chỉ người đã kết nối nhóm mới hủy được ạ."
GROUP_NOT_BOUND = "Nhóm này chưa kết nối với tổ nào ạ."
GROUP_LOST = (
    "{Cháu} không gửi tin vào nhóm{tên_nhóm} được nữa ạ. {Bác} xem giúp: {cháu} còn trong nhóm không? "
    "Mời lại rồi kết nối lại bằng mã mới nhé."
)
HELP_CALL = "{Bác} {tên} đang cần giúp ở bài “{bài}”, bước {bước}/{tất}: {tên_bước}."
HELP_CALL_NO_LESSON = "{Bác} {tên} đang nhờ người giúp."
HELP_CALL_URGENT = (
    "GẤP: {Bác} {tên} có thể đang bị lừa lấy tiền hoặc tài khoản. Ai ở gần gặp ngay giúp nhé."
)
SOMEONE = "(chưa rõ tên)"

WHO_LEARNS = "Ai học trên máy này bây giờ ạ? Mỗi người có chỗ học riêng, đổi qua lại không mất bài."
LEARNS_NOW = "{tên} (đang học)"
FIRST_LEARNER = "Người học đầu tiên"
ADD_LEARNER = "Thêm người mới"
NO_NEW_LEARNER = "Không thêm nữa"
ASK_LEARNER_NAME = "Người mới tên là gì ạ? {Bác} nhắn tên giúp {cháu}, ví dụ: Nam."
LEARNERS_FULL = "Máy này đã đủ bốn người học, nên {cháu} chưa thêm được nữa ạ."
LEARNER_NOW = "Bây giờ là {tên} học. Chỗ học của người trước vẫn được giữ. Muốn đổi lại, nhắn “đổi người học”."
