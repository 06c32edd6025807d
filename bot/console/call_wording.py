"""What is said to those who answer calls for help. Templates as in `bot.wording`."""

WAITING = "Ai đang chờ giúp ({số})"
NOBODY_WAITS = "Hiện không ai đang chờ giúp ạ."
WHO_WAITS = "{số} người đang chờ giúp, lâu nhất đứng trước. {Bác} chọn một người nhé:"
WAITS = "{Ai}, chờ {lâu}"
WAITS_AT_HOME = "{Ai}, đến nhà, chờ {lâu}"
URGENT = "GẤP: {Ai}, chờ {lâu}"
YOURS = "Đang giúp: {ai}"
MORE = "Xem thêm"
SOMEONE = "Một người"

# To a helper who did not ask: no answers under it, but the words that lead there.
CALL = "{Ai} đang cần giúp ở {chỗ}. Nhắn NHẬN {số} để trả lời."
CALL_AT_HOME = (
    "{Ai} nhờ người đến nhà giúp ở {chỗ}, lúc tiện là “{khi}”. Nhắn NHẬN {số} để trả lời."
)
CALL_URGENT = (
    "GẤP: {Ai} có thể đang bị lừa lấy tiền hoặc tài khoản. Ai ở gần gặp ngay giúp nhé. Nhắn NHẬN {số} để trả "
    "lời."
)
STEP_OF = "bài “{bài}”, bước “{bước}”"
LESSON_OF = "bài “{bài}”"
NO_PLACE = "chỗ đang làm"

IS_STUCK = "{Ai} cần giúp ở {chỗ}, chờ {lâu}."
WANTS_VISIT = "{Ai} nhờ đến nhà giúp ở {chỗ}, lúc tiện là “{khi}”, chờ {lâu}."
IN_DANGER = "GẤP: {Ai} có thể đang bị lừa lấy tiền hoặc tài khoản, chờ {lâu}. {Bác} gặp hoặc gọi ngay giúp nhé."
STEP_SAYS = "Bước này dặn: {lời}"
TROUBLE = "Hay gặp: {chuyện} {gỡ}"
ANSWER_HERE = "{Bác} nhắn lời trả lời ngay ở đây, {cháu} chuyển cho {ai}. Hoặc {bác} chọn:"
TAKE = "Tôi nhận giúp"
TAKE_IT = "{Bác} nhận giúp {ai} chứ ạ?"
TO_CALL = "Quay lại lời nhờ này"
SAY_WHEN = "Hẹn ngày giờ đến"
READY_ANSWERS = "Câu trả lời có sẵn"
COME = "Đến nhà giúp"
DONE = "Đã giúp xong"
CAME_DONE = "Đã đến, làm được rồi"
CAME_NOT_DONE = "Đã đến, chưa làm được"
GIVE_BACK = "Trả lại cho tổ"
ALL_CALLS = "Ai đang chờ giúp"

PICK = "{Bác} chọn một câu, {cháu} gửi ngay cho {ai}:"
READY_LABELS = (
    "Đã đọc, chờ một lát",
    "Hỏi máy đang hiện gì",
    "Làm lại thật chậm",
    "Tắt ứng dụng, mở lại",
)
READY = (
    "Tổ đã đọc lời nhờ của {bác} ở {chỗ}. {Bác} chờ một lát, tổ trả lời ngay ở đây.",
    "Ở {chỗ}, màn hình đang hiện những chữ gì ạ? {Bác} gõ lại mấy chữ ấy, đừng gửi mã hay mật khẩu.",
    "{Bác} xem lại {chỗ}, làm từng ý một, xong ý này mới sang ý sau. Vướng ý nào, {bác} nhắn lại ý ấy.",
    "{Bác} xem máy có mạng chưa, tắt hẳn ứng dụng rồi mở lại, sau đó làm lại {chỗ}.",
)
SENT = "{Cháu} đã chuyển cho {ai}. {Bác} nhắn tiếp ở đây thì {cháu} chuyển tiếp."
NO_CODES = "Câu này có mã, mật khẩu hoặc số căn cước nên {cháu} không chuyển ạ. {Bác} viết lại giúp {cháu} nhé."
TOO_LONG = "Câu này dài quá ạ. {Bác} viết gọn lại, khoảng vài dòng thôi, để người đọc dễ theo."
NOT_REACHED = (
    "{Cháu} hiện không nhắn được cho {ai}: máy bên ấy chặn, hoặc lâu chưa nhắn lại nên ứng dụng không cho gửi. "
    "{Bác} ghé nhà giúp nhé."
)
WHEN = "{Bác} hẹn {ai} lúc nào ạ? {Bác} chọn, hoặc nhắn ngày giờ."
WHEN_WISHED = "{Ai} muốn: “{khi}”. {Bác} hẹn lúc nào ạ? {Bác} chọn, hoặc nhắn ngày giờ."
AS_WISHED = "Đúng lúc ấy"
PROMISED = "{Cháu} đã báo {ai}: {khi}. Đến rồi, {bác} nhắn NHẬN {số} để ghi lại nhé."
CLOSED = "{Cháu} đã ghi. Cảm ơn {bác} đã giúp {ai}."
CLOSED_BY_LEARNER = "{Ai} báo đã làm được rồi. Cảm ơn {bác} nhiều!"
GIVEN_BACK = "Dạ, {cháu} sẽ tìm người khác giúp {ai}."
HAS_IT = "Lời nhờ này đang có {người} trả lời rồi ạ."
IS_OVER = "Lời nhờ này đã xong rồi ạ."
NOT_YOURS = (
    "Lời nhờ này {bác} chưa nhận, hoặc quá một ngày không trả lời nên {cháu} đã hỏi người khác."
)
SAYS = "{Ai} nhắn: {lời}"
SAYS_ELSEWHERE = "{Ai} nhắn: {lời}\nNhắn NHẬN {số} để trả lời."
SOMEBODY = "người khác trong tổ"
