"""What has happened in the hamlet: who wrote what, when and where. Everything that a newcomer finds there comes
from this one list; what the service learns to do is added here, in the words that people type for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.calendar import ZONE
from service.hamlet.people import (
    DUNG,
    EAST,
    EAST_TELEGRAM,
    EAST_ZALO,
    HOA,
    MAI,
    THANH,
    WEST,
    WEST_ZALO,
)


class App(StrEnum):
    TELEGRAM = "telegram"
    ZALO = "zalo"


@dataclass(frozen=True, slots=True)
class Talk:
    """So many `days` ago, from that hour in Vietnam on, a word a minute. In a `group` the bot is called.

    In the words stand for what only the service knows: {mã}, the last digits that the person was sent; {tổ: NAME},
    the code of a team; {tổ trưởng: NAME}, {thành viên: NAME} and {cán bộ: NAME}, an invitation made out that minute.
    """

    days: int
    hour: float
    who: str
    words: tuple[str, ...]
    app: App = App.ZALO
    group: str = ""

    def begins(self, now: datetime) -> datetime:
        day = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        return day + timedelta(days=-self.days, hours=self.hour)


# Each lesson's name and the answers that lead through it, as a resident types them.
INSTALL = (
    "cài ứng dụng",
    "xong rồi",
    "roi",
    "ok",
    "1",
    "xog",
    "duoc roi",
    "tiep",
    "xong",
    "xong rui",
    "2",
    "2",
)
SCAMS = (
    "nhận biết lừa đảo",
    "nhớ rồi",
    "nho roi",
    "1",
    "ok",
    "nho roi",
    "xong",
    "nho roi",
    "nho roi",
    "1",
    "2",
    "2",
)
PASSWORDS = ("mật khẩu và mã otp", "xong", "da xong", "xong", "nhớ rồi", "dc roi", "1", "xong rui", "bam roi", "1", "2", "2")  # fmt: skip


def joins(days: int, hour: float, who: str, team: str, app: App = App.ZALO) -> Talk:
    """Somebody reads the code off the poster, agrees, and says who they are."""
    title = who.split(maxsplit=1)[0].lower()
    device = "iphone" if who in {"Chú Lực", "Bác Ngọ", "Cô Duyên", MAI} else "android"
    return Talk(days, hour, who, (f"tổ {{tổ: {team}}}", "đồng ý", title, device), app)


TELEGRAM = App.TELEGRAM
STORY: tuple[Talk, ...] = (
    # The teams are set up: leaders and officers say their codes, and connect their groups.
    Talk(
        12,
        8.0,
        HOA,
        ("xin chào", "đồng ý", "cô", "android", "vai trò {tổ trưởng: Tổ thôn Đông}"),
        TELEGRAM,
    ),
    Talk(12, 8.2, HOA, ("kết nối nhóm",), TELEGRAM),
    Talk(12, 8.25, HOA, ("{mã}",), TELEGRAM, EAST_TELEGRAM),
    Talk(12, 8.5, HOA, ("liên kết",), TELEGRAM),
    Talk(12, 8.55, HOA, ("liên kết {mã}", "kết nối nhóm")),
    Talk(12, 8.7, HOA, ("{mã}",), group=EAST_ZALO),
    Talk(
        12,
        9.0,
        THANH,
        ("xin chào", "đồng ý", "bác", "android", "vai trò {tổ trưởng: Tổ thôn Đoài}"),
    ),
    Talk(12, 9.2, THANH, ("kết nối nhóm",)),
    Talk(12, 9.3, THANH, ("{mã}",), group=WEST_ZALO),
    Talk(
        11,
        8.0,
        DUNG,
        ("xin chào", "đồng ý", "anh", "android", "vai trò {thành viên: Tổ thôn Đông}"),
    ),
    Talk(
        11,
        9.0,
        MAI,
        ("/start", "đồng ý", "chị", "iphone", "vai trò {cán bộ: xã Sông Mây}"),
        TELEGRAM,
    ),
    # Residents come in by the posters' codes.
    joins(10, 8.0, "Bà Cúc", EAST, TELEGRAM),
    joins(10, 8.0, "Ông Bính", EAST),
    joins(10, 8.0, "Ông Tịnh", WEST),
    joins(10, 9.0, "Bà Mận", WEST),
    joins(9, 16.0, "Bác Ngọ", EAST),
    joins(9, 16.0, "Bà Thơm", EAST),
    joins(9, 16.0, "Chú Phong", WEST),
    joins(7, 8.0, "Bác Tám", EAST),
    joins(7, 8.0, "Chú Lực", EAST, TELEGRAM),
    joins(7, 8.0, "Cô Duyên", WEST),
    joins(6, 17.0, "Cô Nhàn", EAST),
    joins(4, 17.0, "Ông Vinh", EAST),
    # Some finish, some stop on the way, some never begin (Bà Thơm, Cô Duyên, Ông Vinh).
    Talk(10, 8.2, "Bà Cúc", (*INSTALL, "có"), TELEGRAM),
    Talk(10, 8.2, "Ông Bính", (*INSTALL, "có")),
    Talk(10, 8.2, "Ông Tịnh", INSTALL[:3]),
    Talk(9, 9.0, "Bà Mận", (*INSTALL[:6], "gặp người")),
    # A call that was answered, in the chat.
    Talk(9, 9.2, THANH, ("nhận 1", "Bà xem máy có mạng chưa, rồi chờ thêm vài phút nhé.")),
    Talk(9, 9.4, "Bà Mận", ("cài xong rồi, cảm ơn bác", "duoc roi", *INSTALL[6:])),
    Talk(9, 16.2, "Bác Ngọ", SCAMS),
    Talk(8, 8.0, "Bà Cúc", SCAMS, TELEGRAM),
    Talk(6, 8.0, "Chú Lực", INSTALL[:7], TELEGRAM),
    Talk(5, 8.0, "Bác Tám", INSTALL[:4]),
    Talk(4, 9.0, "Bác Ngọ", PASSWORDS),
    # What was announced: into the groups with a picture, and to the residents, some of whom say that they know.
    Talk(
        6,
        18.0,
        HOA,
        (
            "/tb Tối mai 19 giờ, tổ hướng dẫn cài VNeID ở nhà văn hóa thôn. Bà con mang theo điện thoại.",
            "4",
            "Kèm hình chữ to",
            "1",
        ),
        TELEGRAM,
    ),
    Talk(
        3,
        9.0,
        HOA,
        (
            "/tb Sáng mai tổ đến từng nhà giúp bà con, ai cần thì ở nhà đợi tổ nhé.",
            "2",
            "2",
            "1",
        ),
        TELEGRAM,
    ),
    Talk(3, 9.5, "Ông Bính", ("đã nắm",)),
    Talk(
        2,
        8.0,
        THANH,
        (
            "thông báo",
            "Chiều mai xã mở lớp dùng điện thoại ở trường tiểu học, mời bà con thôn Đoài.",
            "1",
        ),
    ),
    # Visits, also to somebody without a phone.
    Talk(5, 16.0, HOA, ("thăm Ông Bính, tự làm được bài cài ứng dụng", "1"), TELEGRAM),
    Talk(4, 15.0, DUNG, ("thăm Bà Thơm, đi vắng", "1")),
    Talk(2, 15.0, DUNG, ("thăm bà Sen đầu ngõ, cháu giúp cài VNeID", "1")),
    Talk(1, 9.0, MAI, ("việc của xã", "tiến độ"), TELEGRAM),
    # And what is still a draft.
    Talk(
        1,
        17.5,
        HOA,
        ("/tb Sáng mai, 8 giờ, tổ giúp bà con nộp hồ sơ trực tuyến ở nhà văn hóa.",),
        TELEGRAM,
    ),
    # Two ask for a human, and wait.
    Talk(3, 15.0, "Chú Phong", (*INSTALL[:6], "gặp người")),
    Talk(1, 16.0, "Cô Nhàn", (*PASSWORDS[:5], "gặp người")),
)
