"""What can be amiss, each as one pure function: facts in, a `Check` with a sentence for the operator out.

`/readyz`, `/metrics` and `hocvuso doctor` share them; docs/operate.md has a line for each name, and a
test compares. A *failure* means that this process cannot take updates, so others should be asked
instead; a *warning* is for a person to look at, and no reason to turn anybody away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service import spoken

ZONE = "Asia/Ho_Chi_Minh"
OFFSET = timedelta(hours=7)  # since 1975, without summer time

# A row that waits longer than this although it may be sent says that nobody is sending.
LONGEST_WAIT = timedelta(minutes=5)
# A reminder is put off by quiet hours when it is set, not when it is due: then it goes out at once.
LATEST_REMINDER = timedelta(minutes=15)
# Between two machines with time synchronisation it is milliseconds.
LARGEST_SKEW = timedelta(minutes=2)


class Grade(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Check:
    """`says` is Vietnamese: what was found and, where it is amiss, what to do."""

    name: str
    grade: Grade
    says: str
    account: str = ""


# --- What this process needs to take updates: failures ------------------------------------------------


def database(trouble: str) -> Check:
    """`trouble` "": it can be read and written."""
    if not trouble:
        return Check("database", Grade.OK, "đọc và ghi được")
    return Check(
        "database",
        Grade.FAILURE,
        f"chưa dùng được: {trouble}. Xem đĩa có đầy, có chương trình khác giữ khóa, máy chủ "
        "PostgreSQL có chạy không. Tin gửi đến bị từ chối tạm thời rồi sẽ đến lại, không mất.",
    )


def disk(free: int | None, least: int, folder: str) -> Check:
    """In bytes; `free` None: could not be asked, so nothing is known to be amiss."""
    if free is None:
        return Check("disk", Grade.OK, "không đo được chỗ trống")
    if free >= least:
        return Check("disk", Grade.OK, f"còn trống {spoken.size(free)} ở {folder}")
    return Check(
        "disk",
        Grade.FAILURE,
        f"đĩa sắp đầy: chỉ còn {spoken.size(free)} ở {folder}, cần ít nhất {spoken.size(least)} "
        "(HOCVUSO_MIN_FREE_MB). Dọn bớt tệp hoặc chuyển cơ sở dữ liệu sang đĩa lớn hơn.",
    )


def zone(now: datetime, load: Callable[[str], tzinfo] = ZoneInfo) -> Check:
    try:
        offset = now.astimezone(load(ZONE)).utcoffset()
    except ZoneInfoNotFoundError:
        offset = None
    if offset == OFFSET:
        return Check("zone", Grade.OK, "giờ Việt Nam là +07:00")
    found = "không có" if offset is None else f"lệch {offset}"
    return Check(
        "zone",
        Grade.FAILURE,
        f"múi giờ {ZONE} {found}: lời nhắc sẽ sai giờ. Cài lại gói tzdata.",
    )


def lessons(served: int, broken: int) -> Check:
    """How many can be learned, and how many errors stand in their files."""
    if not served:
        return Check(
            "lessons",
            Grade.FAILURE,
            "không có bài nào để học. Chạy: hocvuso lessons check",
        )
    if broken:
        return Check(
            "lessons",
            Grade.WARNING,
            f"có {served} bài, nhưng còn {broken} lỗi trong tệp; bài lỗi đang dùng bản cũ. "
            "Chạy: hocvuso lessons check",
        )
    return Check("lessons", Grade.OK, f"có {served} bài")


# --- What somebody should look at: warnings -----------------------------------------------------------


def queue(oldest_ready: timedelta | None) -> Check:
    if oldest_ready is None or oldest_ready <= LONGEST_WAIT:
        return Check("queue", Grade.OK, "không có tin nào chờ lâu")
    return Check(
        "queue",
        Grade.WARNING,
        f"có tin đã chờ {spoken.span(oldest_ready)} mà chưa gửi. Chương trình gửi tin có chạy không "
        "(hocvuso serve hoặc hocvuso work)? Nền tảng có bắt chờ không (xem /metrics)?",
    )


def reminders(late: int, latest: timedelta) -> Check:
    if latest <= LATEST_REMINDER:
        return Check("reminders", Grade.OK, "lời nhắc đúng giờ")
    return Check(
        "reminders",
        Grade.WARNING,
        f"{late} lời nhắc đã đến giờ mà chưa gửi, trễ nhất {spoken.span(latest)}. "
        "hocvuso serve hoặc hocvuso work có chạy không? Xem nhật ký tìm 'tick'.",
    )


def unknown(count: int) -> Check:
    if not count:
        return Check("unknown", Grade.OK, "một ngày qua tin nào cũng rõ đã đến hay chưa")
    return Check(
        "unknown",
        Grade.WARNING,
        f"{count} tin trong một ngày qua không rõ đã đến chưa (mất trả lời của nền tảng). "
        "Không tự gửi lại, để khỏi trùng. Tìm trong nhật ký: 'ends as unknown'.",
    )


def clock(newest: datetime | None, now: datetime) -> Check:
    """`newest`: when the last update was taken, by whichever process of this installation."""
    if newest is None or newest - now <= LARGEST_SKEW:
        return Check("clock", Grade.OK, "đồng hồ không chạy lùi")
    return Check(
        "clock", Grade.WARNING, _skewed(f"chậm {spoken.span(newest - now)} so với tin mới nhất")
    )


def platform_clock(theirs: datetime | None, now: datetime, account: str) -> Check:
    """`theirs` None: the platform did not say."""
    if theirs is None:
        return Check("clock", Grade.OK, "nền tảng không cho biết giờ", account)
    if abs(theirs - now) <= LARGEST_SKEW:
        return Check("clock", Grade.OK, "khớp với giờ của nền tảng", account)
    how = "chậm" if theirs > now else "nhanh"
    words = _skewed(f"{how} {spoken.span(abs(theirs - now))} so với nền tảng")
    return Check("clock", Grade.WARNING, words, account)


def helpers(contact: bool, help_chat: bool) -> Check:
    """Whether a learner who is stuck is led to a human."""
    missing = [
        name
        for name, there in (("HOCVUSO_CONTACT", contact), ("HOCVUSO_HELP_CHAT", help_chat))
        if not there
    ]
    if not missing:
        return Check("helpers", Grade.OK, "người học gặp khó có người để gọi")
    return Check(
        "helpers",
        Grade.WARNING,
        f"chưa đặt {' và '.join(missing)}: người học gặp khó sẽ không biết gọi ai.",
    )


def configured(names: tuple[str, ...], faults: tuple[str, ...] = ()) -> Check:
    """`faults`: what could not be understood of the accounts' file, each with its place."""
    if faults:
        more = f" (và {len(faults) - 1} chỗ nữa)" if len(faults) > 1 else ""
        said = (
            f"{faults[0]}{more} Tài khoản đang chạy vẫn giữ như cũ; sửa tệp xong chương trình tự đọc lại. "
            "Xem tất cả: hocvuso channels list"
        )
        return Check("accounts", Grade.WARNING, said)
    if names:
        return Check("accounts", Grade.OK, ", ".join(names))
    words = "chưa có tài khoản nào: chỉ có trang trò chuyện và thị trấn thử"
    return Check("accounts", Grade.OK, words)


def schema(present: str | None, newest: str) -> Check:
    if present == newest:
        return Check("schema", Grade.OK, f"phiên bản {present}")
    if present is None:
        return Check("schema", Grade.OK, "chưa có bảng nào; lần chạy đầu sẽ tạo")
    return Check(
        "schema",
        Grade.WARNING,
        f"phiên bản {present}, chương trình này cần {newest}. hocvuso serve sẽ tự nâng cấp; "
        "nếu số của cơ sở dữ liệu lớn hơn thì chương trình này cũ quá.",
    )


def integrity(faults: tuple[str, ...]) -> Check:
    if not faults:
        return Check("integrity", Grade.OK, "tệp lành lặn")
    return Check(
        "integrity",
        Grade.FAILURE,
        f"tệp hỏng: {faults[0]}. Dừng chương trình, giữ tệp này, lấy lại bản sao lưu.",
    )


def counters(wrong: int) -> Check:
    if not wrong:
        return Check("counters", Grade.OK, "số liệu khớp với từng lượt học")
    return Check(
        "counters",
        Grade.WARNING,
        f"{wrong} số liệu không khớp với từng lượt học; đừng báo cáo con số nào trước khi hỏi "
        "người phát triển.",
    )


def _skewed(how: str) -> str:
    return f"đồng hồ máy này {how}. Bật đồng bộ giờ (chrony hoặc systemd-timesyncd)."
