"""What is said to those who serve in a team, whatever they do. Templates as in `bot.wording`."""

WORK = "Việc của tổ"
OFFICE_WORK = "Việc của đơn vị"
GREETING = "{Bác} đang làm việc của {tổ}. {Bác} chọn một việc nhé:"
OFFICE = "{Bác} đang làm việc của {nơi}. {Bác} chọn một việc nhé:"
MORE_WORK = "Việc khác của {tổ}:"
WHICH_TEAM = "{Bác} chọn nơi muốn làm việc nhé:"
MORE = "Việc khác"
BACK = "Quay lại việc của tổ"
TO_LESSONS = "Về phần bài học"
TEAM_CODE = "Mã mời bà con vào tổ"
CONNECT_GROUP = "Kết nối nhóm của tổ"
CODE = (
    "Mã của {tổ}: {mã}. Bà con nhắn riêng cho {cháu} “TỔ {mã}” là vào đúng tổ. Muốn có tờ giấy in mã để dán, "
    "{bác} nhờ cán bộ in giúp."
)
NO_POST = (
    "{Bác} hiện không giữ việc nào trong tổ ạ. Nếu chưa đúng, {bác} nhờ cán bộ xã cấp lại mã nhé."
)
FORBIDDEN = "Việc này không thuộc tổ hoặc vai trò của {bác} ạ, nên {cháu} chưa làm được."
GONE = "Mục này không còn nữa ạ. {Bác} xem lại danh sách nhé."
