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

from channels.telegram.setup import Webhook

ZONE = "Asia/Ho_Chi_Minh"
OFFSET = timedelta(hours=7)  # since 1975, without summer time

# A row that waits longer than this although it may be sent says that nobody is sending.
LONGEST_WAIT = timedelta(minutes=5)
# A reminder is put off by quiet hours when it is set, not when it is due: then it goes out at once.
LATEST_REMINDER = timedelta(minutes=15)
# Between two machines with time synchronisation it is milliseconds.
LARGEST_SKEW = timedelta(minutes=2)
# An error that Telegram met longer ago is over: it keeps the last one for ever.
RECENT = timedelta(minutes=15)
# Some wait at any moment on a busy day; Telegram itself holds up to 80 ready (2 × 40 connections).
MANY_PENDING = 100
# So long without an update, in daytime, although some wait for us.
SILENCE = timedelta(hours=3)
DAY_BEGINS, DAY_ENDS = 7, 21  # o'clock in Vietnam


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
        return Check("disk", Grade.OK, f"còn trống {_size(free)} ở {folder}")
    return Check(
        "disk",
        Grade.FAILURE,
        f"đĩa sắp đầy: chỉ còn {_size(free)} ở {folder}, cần ít nhất {_size(least)} "
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
        f"có tin đã chờ {_time(oldest_ready)} mà chưa gửi. Chương trình gửi tin có chạy không "
        "(hocvuso serve hoặc hocvuso work)? Nền tảng có bắt chờ không (xem /metrics)?",
    )


def reminders(late: int, latest: timedelta) -> Check:
    if latest <= LATEST_REMINDER:
        return Check("reminders", Grade.OK, "lời nhắc đúng giờ")
    return Check(
        "reminders",
        Grade.WARNING,
        f"{late} lời nhắc đã đến giờ mà chưa gửi, trễ nhất {_time(latest)}. "
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
    return Check("clock", Grade.WARNING, _skewed(f"chậm {_time(newest - now)} so với tin mới nhất"))


def platform_clock(theirs: datetime | None, now: datetime, account: str) -> Check:
    """`theirs` None: the platform did not say."""
    if theirs is None:
        return Check("clock", Grade.OK, "nền tảng không cho biết giờ", account)
    if abs(theirs - now) <= LARGEST_SKEW:
        return Check("clock", Grade.OK, "khớp với giờ của nền tảng", account)
    how = "chậm" if theirs > now else "nhanh"
    words = _skewed(f"{how} {_time(abs(theirs - now))} so với nền tảng")
    return Check("clock", Grade.WARNING, words, account)


def sender(account: str, taken: bool) -> Check:
    """`taken`: some process holds the account's lock."""
    if taken:
        return Check("sender", Grade.OK, "có một chương trình đang gửi tin", account)
    return Check(
        "sender",
        Grade.WARNING,
        "không có chương trình nào đang gửi tin. Chạy hocvuso serve (không --web-only) "
        "hoặc hocvuso work.",
        account,
    )


def token(account: str, refusal: str, name: str = "") -> Check:
    """`refusal`: the platform's words, "" while it takes what we send."""
    if not refusal:
        return Check("token", Grade.OK, f"đúng, bot là @{name}" if name else "dùng được", account)
    return Check(
        "token",
        Grade.WARNING,
        f"nền tảng từ chối tài khoản: {refusal}. Việc gửi đã dừng, tin đến vẫn được giữ. "
        "Lấy mã mới ở @BotFather (/mybots, API Token), đặt HOCVUSO_TELEGRAM_TOKEN, chạy lại.",
        account,
    )


def platform(account: str, trouble: str) -> Check:
    """`trouble`: why the platform could not be asked."""
    if not trouble:
        return Check("platform", Grade.OK, "hỏi được nền tảng", account)
    words = (
        f"không hỏi được nền tảng: {trouble}. "
        "Máy này có mạng không, tường lửa có cho ra ngoài không?"
    )
    return Check("platform", Grade.WARNING, words, account)


def webhook(account: str, wanted: str, found: str) -> Check:
    """Addresses; "" = updates are asked for."""
    if found == wanted:
        words = "trỏ về đây" if wanted else "không dùng, máy này tự hỏi tin"
        return Check("webhook", Grade.OK, words, account)
    if not wanted:
        words = (
            "nền tảng đang gửi tin đến một webhook nên máy này không hỏi được tin nào. "
            "Muốn nhận ở đây: hocvuso channels drop-webhook"
        )
    elif found:
        words = (
            "trỏ về địa chỉ khác: có ai đó đã đặt lại, hoặc chương trình khác dùng chung mã. "
            "Nếu phải là ở đây: hocvuso channels set-webhook"
        )
    else:
        words = "chưa đặt, nên tin không đến. Chạy: hocvuso channels set-webhook"
    return Check("webhook", Grade.WARNING, words, account)


def deliveries(account: str, found: Webhook, now: datetime) -> Check:
    at = found.last_error_at
    if not found.last_error or at is None or now - at > RECENT:
        return Check("deliveries", Grade.OK, "không có lỗi mới", account)
    return Check(
        "deliveries",
        Grade.WARNING,
        f"{_time(now - at)} trước nền tảng không giao được tin cho ta: {found.last_error}. "
        "Xem chứng chỉ, tường lửa, proxy và nhật ký quanh lúc đó.",
        account,
    )


def pending(account: str, before: int | None, now: int) -> Check:
    """How many updates waited on the platform at the last look (None: there was none) and wait now."""
    if before is None or now <= before or now < MANY_PENDING:
        return Check("pending", Grade.OK, f"{now} tin đang chờ ở nền tảng", account)
    return Check(
        "pending",
        Grade.WARNING,
        f"{now} tin chờ ở nền tảng và đang tăng (lần trước {before}). Ta nhận không kịp, "
        "hoặc tin không đến được: xem mục webhook và deliveries.",
        account,
    )


def silence(account: str, waiting: int, heard: bool, now: datetime) -> Check:
    """`heard`: an update came within the last SILENCE."""
    hour = now.astimezone(ZoneInfo(ZONE)).hour
    by_day = DAY_BEGINS + SILENCE // timedelta(hours=1) <= hour < DAY_ENDS
    if heard or not waiting or not by_day:
        return Check("silence", Grade.OK, "tin vẫn đến", account)
    return Check(
        "silence",
        Grade.WARNING,
        f"hơn {_time(SILENCE)} giữa ban ngày không có tin nào đến, mà {waiting} tin chờ ở nền tảng. "
        "Chạy: hocvuso channels check",
        account,
    )


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


def configured(names: tuple[str, ...]) -> Check:
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


def _size(count: int) -> str:
    return f"{count / 1024**3:.1f} GiB" if count >= 1024**3 else f"{count / 1024**2:.0f} MiB"


def _time(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    if minutes < 1:
        return f"{int(span.total_seconds())} giây"
    if minutes < 120:
        return f"{minutes} phút"
    hours = minutes // 60
    return f"{hours} giờ" if hours < 48 else f"{hours // 24} ngày"
