"""What a call to an Official Account's interface did, as one of the product's six results. Pure.

Zalo answers nearly everything with HTTP 200 and says in `error` what it thinks.
Codes: docs.zaloplatforms.com/docs/OA/phu-luc/ma-loi; third parties give some of them other meanings, so
Zalo's own words always come along. An unknown code is final for its message and told to the operator.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import assert_never
from zoneinfo import ZoneInfo

import orjson

from bot.delivery import Ambiguous, Rejected, Result, RetryAt, Sent, Unreachable
from bot.update import ChatKind
from channels.reply import Answer, MaybeSent, NotSent, Reply

# Of ours, for failures that certainly sent nothing.
SOON = timedelta(seconds=5)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# -234: some kinds of message are not taken from 22:00 to 05:59 of Vietnam (OA/phu-luc/ma-loi).
MORNING = time(6, 5)
# Of ours: a little after a day's count begins anew.
MIDNIGHT = time(0, 5)

_LONGEST_WORDS = 160


class Why(StrEnum):
    """Reasons that are stored with a message and shown to people who look after it."""

    WINDOW = "window"  # too long since the person wrote; the next word from them opens it again
    MONEY = "window: quá 48 giờ, mà tài khoản Zalo Cloud của OA chưa nối hoặc đã hết tiền"
    TODAY = "hôm nay người này đã nhận đủ số tin Zalo cho phép"
    NOT_FOLLOWED = "not_followed"
    BLOCKED = "blocked"
    BANNED = "deactivated"
    GROUP_OFF = "group_disabled"
    NOT_IN_GROUP = "kicked"


class Fate(StrEnum):
    """What a refusal means for what was to be sent."""

    TOKEN = "token"  # noqa: S105  renew the access token, once
    BROKEN = "broken"  # the account or its app: a person must change something
    MINUTE = "minute"  # too many calls
    ONCE_MORE = "once more"
    MORNING = "morning"
    SHAPE = "shape"  # not in this form: without buttons or a picture it may go
    GONE = "gone"
    MESSAGE = "message"  # this one message, for ever


_FATES: Mapping[int, tuple[Fate, str]] = {
    -32: (Fate.MINUTE, "gọi Zalo quá nhanh"),
    -100: (Fate.SHAPE, "tệp đính kèm hết hạn hoặc không có"),
    -124: (Fate.TOKEN, "mã truy cập không đúng"),
    -200: (Fate.ONCE_MORE, "Zalo gửi không được"),
    -201: (Fate.SHAPE, "tham số không đúng"),
    -202: (Fate.MESSAGE, "chữ ký không đúng"),
    -204: (Fate.BROKEN, "OA đã bị khóa hoặc xóa"),
    -205: (Fate.BROKEN, "không có OA này"),
    -207: (Fate.BROKEN, "ứng dụng chưa được OA nhận làm bên thứ ba"),
    -208: (Fate.BROKEN, "OA chưa có khóa bí mật"),
    -209: (Fate.BROKEN, "ứng dụng chưa kích hoạt ở developers.zalo.me"),
    -210: (Fate.SHAPE, "tin dài quá hoặc tham số ngoài khoảng cho phép"),
    -211: (Fate.BROKEN, "OA đã dùng hết hạn mức gửi tin"),
    -212: (Fate.BROKEN, "ứng dụng chưa đăng ký API Official Account"),
    -213: (Fate.GONE, Why.NOT_FOLLOWED),
    -214: (Fate.ONCE_MORE, "Zalo còn đang xử lý"),
    -215: (Fate.BROKEN, "mã ứng dụng (app id) không đúng"),
    -216: (Fate.TOKEN, "mã truy cập không đúng"),
    -217: (Fate.GONE, Why.BLOCKED),
    -218: (Fate.MESSAGE, Why.TODAY),
    -219: (Fate.BROKEN, "ứng dụng đã bị gỡ hoặc khóa"),
    -220: (Fate.TOKEN, "mã truy cập hết hạn"),
    -221: (Fate.BROKEN, "OA chưa được xác thực"),
    -222: (Fate.GONE, Why.BANNED),
    -223: (Fate.BROKEN, "OA chưa cho ứng dụng dùng API này"),
    -224: (Fate.BROKEN, "gói dịch vụ của OA chưa có tính năng này"),
    -227: (Fate.GONE, Why.BANNED),
    -230: (Fate.MESSAGE, Why.WINDOW),
    -232: (Fate.MESSAGE, Why.WINDOW),
    -233: (Fate.SHAPE, "loại tin không được nhận"),
    -234: (Fate.MORNING, "loại tin này không gửi ban đêm"),
    -235: (Fate.BROKEN, "loại OA này không dùng được API"),
    -237: (Fate.GONE, Why.GROUP_OFF),
    -238: (Fate.GONE, Why.GROUP_OFF),
    -240: (Fate.SHAPE, "kiểu gửi tin cũ, Zalo đã ngừng"),
    -241: (Fate.GONE, Why.GROUP_OFF),
    -242: (Fate.BROKEN, "appsecret_proof không đúng"),
    -244: (Fate.GONE, Why.BLOCKED),
    -248: (Fate.MESSAGE, "nội dung trái quy định của Zalo"),
    -249: (Fate.MESSAGE, "mẫu tin không gửi được theo UID"),
    -305: (Fate.MESSAGE, Why.WINDOW),
    -311: (Fate.MESSAGE, Why.WINDOW),
    -320: (Fate.MESSAGE, Why.MONEY),
    -321: (Fate.MESSAGE, Why.MONEY),
    -403: (Fate.GONE, Why.NOT_IN_GROUP),
}
# These stop one function of the account. What cannot be said in a group may still be said in private.
_OF_ONE_FUNCTION = frozenset({-211, -212, -221, -223, -224, -235})
# -223 is also what a used-up quota of articles is called, and -32 what a day's is.
_QUOTA = re.compile(r"quota|article|bài viết|hạn mức", re.IGNORECASE)
_DAY = re.compile(r"\bday\b|daily|ngày", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Zalo heard us and said no: nothing was sent."""

    code: int
    words: str

    @property
    def fate(self) -> Fate:
        fate, _ = _FATES.get(self.code, (Fate.MESSAGE, ""))
        if self.code == -223 and _QUOTA.search(self.words):
            return Fate.MESSAGE
        return fate

    @property
    def reason(self) -> str:
        """In words, with the code to look up; those that others go by stand alone."""
        _, meaning = _FATES.get(self.code, (Fate.MESSAGE, "Zalo từ chối"))
        if isinstance(meaning, Why):
            return meaning
        return (
            f"{meaning} ({self.code}: {self.words})" if self.words else f"{meaning} ({self.code})"
        )


def refusal_of(reply: Reply) -> Refusal | None:
    """The error that Zalo itself stated; None where it took the call, or something else answered."""
    if not isinstance(reply, Answer):
        return None
    said = data_of(reply) or {}
    code = _code(said) or 0
    # A refused token may come as HTTP 401, with or without Zalo's JSON, and with a code of HTTP's own.
    if reply.status == 401 and code not in _FATES:
        return Refusal(-216, f"http {reply.status}")
    return Refusal(code, _words(said)) if code else None


def result_of(reply: Reply, now: datetime, kind: ChatKind, attempt: int = 1) -> Result:
    """What became of a message to such a chat. A refused token is final here: it was renewed before."""
    refusal = refusal_of(reply)
    if refusal is not None:
        return _refused(refusal, now, kind, attempt)
    match reply:
        case NotSent(reason):
            return RetryAt(now + SOON, reason)
        case MaybeSent(reason):
            return Ambiguous(reason)
        case Answer(status):
            said = data_of(reply)
            return _unsaid(status, now) if said is None else _taken(status, said)
        case _:
            assert_never(reply)


def data_of(reply: Reply) -> Mapping[str, object] | None:
    """Zalo's own words, or None when they come from something in between, or not whole."""
    if not isinstance(reply, Answer):
        return None
    try:
        said = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return None
    return said if isinstance(said, dict) and _code(said) is not None else None


def next_minute(now: datetime) -> datetime:
    """When a count by the minute (4,000 calls of an app: OA/phu-luc/gioi-han-toc-do-api) begins anew."""
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1, seconds=1)


def next_time(now: datetime, hour: time) -> datetime:
    """The next moment after `now` at which it is so late in Vietnam."""
    here = now.astimezone(ZONE)
    today = datetime.combine(here.date(), hour, ZONE)
    return (today if today > here else today + timedelta(days=1)).astimezone(now.tzinfo)


def _taken(status: int, said: Mapping[str, object]) -> Result:
    if status >= 300:
        return Ambiguous(f"http {status}")
    match said.get("data"):
        case {"message_id": str(message)}:
            return Sent(message)
        case {"message_id": int(number)} if not isinstance(number, bool):
            return Sent(str(number))
        case _:
            return Sent("")


def _refused(refusal: Refusal, now: datetime, kind: ChatKind, attempt: int) -> Result:
    reason = refusal.reason
    match refusal.fate:
        case Fate.TOKEN:
            return Rejected(reason, account_broken=True)
        case Fate.BROKEN:
            in_group = kind is ChatKind.GROUP and refusal.code in _OF_ONE_FUNCTION
            return Rejected(reason, account_broken=not in_group)
        case Fate.MINUTE:
            a_day = _DAY.search(refusal.words)
            at = next_time(now, MIDNIGHT) if a_day else next_minute(now)
            return RetryAt(at, reason, throttled=True, whole_account=True)
        case Fate.ONCE_MORE:
            return RetryAt(now + SOON, reason) if attempt == 1 else Rejected(reason)
        case Fate.MORNING:
            return RetryAt(next_time(now, MORNING), reason)
        case Fate.GONE:
            return Unreachable(reason)
        case Fate.SHAPE | Fate.MESSAGE:
            return Rejected(reason)
        case fate:
            assert_never(fate)


def _unsaid(status: int, now: datetime) -> Result:
    """An answer that is not Zalo's JSON: a gateway's page, nothing at all, half of it."""
    reason = f"http {status} without an answer"
    if status == 429:
        return RetryAt(next_minute(now), reason, throttled=True, whole_account=True)
    if status == 413:
        return Rejected(reason)
    if 300 <= status < 500:
        # A proxy's or a sign-in page's refusal says nothing about the person; nothing got through.
        return RetryAt(now + SOON, reason)
    return Ambiguous(reason)


def _code(said: Mapping[str, object]) -> int | None:
    """None where there is no error code, so that it is not Zalo who speaks."""
    match said.get("error"):
        case bool():
            return None
        case int(code):
            return code
        case str(text) if re.fullmatch(r"-?[0-9]{1,9}", text):
            return int(text)
        case _:
            return None


def _words(said: Mapping[str, object]) -> str:
    for field in ("message", "error_description", "error_reason", "error_name"):
        found = said.get(field)
        if isinstance(found, str) and found.strip():
            return " ".join(found.split())[:_LONGEST_WORDS]
    return ""
