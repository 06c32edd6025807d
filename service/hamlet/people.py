"""Who lives in the hamlet that a newcomer finds, and how it is governed. All names are made up."""

from datetime import date

from bot.roster import Entry
from bot.units import Kind, Name, Population
from town.hamlet import Circle, Hamlet
from town.world import Device

PROVINCE = Name(Kind.TINH, "Thanh Hóa")
COMMUNE = Name(Kind.XA, "Sông Mây")
EAST, WEST = "Tổ thôn Đông", "Tổ thôn Đoài"
COUNTED = date(2026, 6, 30)
ROSTER = (
    Entry(2, COMMUNE, Name(Kind.THON, "Đông"), EAST, Population(412, "số liệu mẫu", COUNTED)),
    Entry(3, COMMUNE, Name(Kind.THON, "Đoài"), WEST, Population(365, "số liệu mẫu", COUNTED)),
)

HOA, THANH, DUNG, MAI = "Cô Hoa", "Bác Thành", "Anh Dũng", "Chị Mai"
# Whoever works is told from the residents by what stands behind the dash.
WORKING = (
    (f"{THANH} – Tổ trưởng thôn Đoài", Device.ANDROID),
    (f"{DUNG} – Thành viên tổ Đông", Device.ANDROID),
    (f"{MAI} – Cán bộ xã", Device.IPHONE),
)
RESIDENTS = (
    ("Bác Tám", Device.ANDROID),
    ("Cô Nhàn", Device.ANDROID),
    ("Bà Cúc", Device.ANDROID),
    ("Ông Bính", Device.ANDROID),
    ("Chú Lực", Device.IPHONE),
    ("Bà Thơm", Device.ANDROID),
    ("Ông Vinh", Device.ANDROID),
    ("Bác Ngọ", Device.IPHONE),
    ("Ông Tịnh", Device.ANDROID),
    ("Bà Mận", Device.ANDROID),
    ("Cô Duyên", Device.IPHONE),
    ("Chú Phong", Device.ANDROID),
)
EAST_ZALO, WEST_ZALO, EAST_TELEGRAM = "Xóm Đông", "Xóm Đoài", "Bà con thôn Đông"
HAMLET = Hamlet(
    neighbours=(*WORKING, *RESIDENTS),
    on_zalo=(
        Circle(
            EAST_ZALO,
            (HOA, DUNG, "Bác Lan", "Chú Hùng", "Bác Tám", "Cô Nhàn", "Ông Bính", "Bà Thơm"),
        ),
        Circle(WEST_ZALO, (THANH, "Ông Tịnh", "Bà Mận", "Cô Duyên", "Chú Phong")),
    ),
    on_telegram=(
        Circle(EAST_TELEGRAM, (HOA, "Bác Lan", "Chú Hùng", "Bà Cúc", "Chú Lực", "Bác Ngọ")),
    ),
)
