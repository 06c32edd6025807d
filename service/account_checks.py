"""What can be amiss with an account on its platform, each as one pure function, as in `service.checks`.

All of them are warnings: behind every other process it would be the same.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.limits import Quota
from bot.usage import LAST, LITTLE, Room, Usage, room
from channels.setup import Condition
from channels.zalo_oa.tokens import WARN_BEFORE, TokenState
from service import spoken
from service.checks import ZONE, Check, Grade
from service.proofs import MANY

# An error that Telegram met longer ago is over: it keeps the last one for ever.
RECENT = timedelta(minutes=15)
# Some wait at any moment on a busy day; Telegram itself holds up to 80 ready (2 × 40 connections).
MANY_PENDING = 100
# So long without an update, in daytime, although some wait for us.
SILENCE = timedelta(hours=3)
# Where nobody tells whether some wait: in a hamlet a quiet day is nothing, two are worth a trial.
LONG_SILENCE = timedelta(days=2)
# The keys of updates are kept for a month: so far back it is known whether any came.
MEMORY = timedelta(days=30)
DAY_BEGINS, DAY_ENDS = 7, 21  # o'clock in Vietnam


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


# By the platform's kind: where a new token is had.
NEW_TOKEN = {
    "telegram": "Lấy mã mới ở @BotFather (/mybots, API Token), đặt vào cấu hình của tài khoản, chạy lại.",
    "zalo-bot": "Lấy mã mới trong ứng dụng nhỏ Zalo Bot Creator, đặt vào cấu hình của tài khoản, chạy lại.",
    "zalo-oa": "Cấp quyền lại: hocvuso channels authorise {account}.",
}


def token(account: str, refusal: str, name: str = "", kind: str = "") -> Check:
    """`refusal`: the platform's words, "" while it takes what we send; `name`: what people reach it by."""
    if not refusal:
        return Check("token", Grade.OK, f"đúng, tên là {name}" if name else "dùng được", account)
    advice = NEW_TOKEN.get(kind, "Chạy: hocvuso channels check").format(account=account)
    return Check(
        "token",
        Grade.WARNING,
        f"nền tảng từ chối tài khoản: {refusal}. Việc gửi đã dừng, tin đến vẫn được giữ. {advice}",
        account,
    )


def right(account: str, state: TokenState | None, now: datetime) -> Check:
    """For a platform on which the right to speak ends by itself. None: it was never given."""
    again = f"Cấp quyền lại: hocvuso channels authorise {account}."
    if state is None:
        said = f"chưa được cấp quyền gửi lần nào. Cấp quyền: hocvuso channels authorise {account}."
        return Check("token_expiry", Grade.WARNING, said, account)
    left = state.refresh_until - now
    if state.trouble:
        return Check("token_expiry", Grade.WARNING, f"mất quyền gửi: {state.trouble}", account)
    if left <= timedelta(0):
        return Check("token_expiry", Grade.WARNING, f"quyền gửi đã hết hạn. {again}", account)
    said = f"quyền gửi còn {spoken.span(left)}"
    if left < WARN_BEFORE:
        return Check("token_expiry", Grade.WARNING, f"{said}. {again}", account)
    return Check("token_expiry", Grade.OK, said, account)


def notices(account: str, warnings: tuple[str, ...]) -> Check:
    """What the platform says will not go well for long."""
    if not warnings:
        return Check("notices", Grade.OK, "nền tảng không nhắc gì", account)
    return Check("notices", Grade.WARNING, " ".join(warnings), account)


def quota(account: str, allowed: Quota, used: Usage) -> Check:
    """What is used of an account's plan."""
    amiss = [*_messages_used(allowed, used), *_places_used(allowed, used)]
    if amiss:
        return Check("quota", Grade.WARNING, " ".join(amiss), account)
    if allowed.messages is None:
        return Check("quota", Grade.OK, "gói còn rộng", account)
    said = f"tháng này đã dùng {spoken.count(used.messages)} trong {spoken.count(allowed.messages)} tin"
    return Check("quota", Grade.OK, said, account)


def _messages_used(allowed: Quota, used: Usage) -> list[str]:
    if allowed.messages is None:
        return []
    said = f"Tháng này đã dùng {spoken.count(used.messages)} trong {spoken.count(allowed.messages)} tin của gói"
    match room(allowed, used.messages):
        case Room.ENOUGH:
            return []
        case Room.LITTLE:
            return [
                f"{said}; quá {LAST:.0%} thì bot chỉ còn trả lời, không nhắc học và không gửi thông báo."
            ]
        case Room.ANSWERS_ONLY:
            return [
                f"{said}: bot chỉ còn trả lời, không nhắc học và không gửi thông báo đến hết tháng."
            ]
        case Room.NONE:
            return [
                f"{said}: nền tảng có thể từ chối mọi tin đến hết tháng. Nâng gói hoặc chờ sang tháng."
            ]


def _places_used(allowed: Quota, used: Usage) -> list[str]:
    amiss = []
    for there, most, what in (
        (used.users, allowed.users, "người"),
        (used.groups, allowed.groups, "nhóm"),
    ):
        if most is not None and there >= most:
            amiss.append(
                f"Đã đủ {spoken.count(most)} {what} của gói: {what} mới sẽ không được phục vụ."
            )
        elif most is not None and there >= LITTLE * most:
            amiss.append(f"Gói còn chỗ cho {most - there} {what} nữa.")
    return amiss


def proof(account: str, failed: int) -> Check:
    """How many requests in a row were not shown to be the platform's."""
    if failed < MANY:
        return Check("proof", Grade.OK, "tin gửi đến đúng mã bí mật", account)
    return Check(
        "proof",
        Grade.WARNING,
        f"{failed} lần liền có tin gửi đến webhook mà sai mã bí mật hoặc chữ ký, nên bị từ chối. Mới đổi "
        f"mã? Chạy: hocvuso channels set-webhook {account} (Zalo OA: xem lại OA Secret Key). Nếu bot vẫn "
        "trả lời bình thường thì chỉ là người lạ thử địa chỉ này.",
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


def deliveries(account: str, found: Condition, now: datetime) -> Check:
    at = found.last_error_at
    if not found.last_error or at is None or now - at > RECENT:
        return Check("deliveries", Grade.OK, "không có lỗi mới", account)
    return Check(
        "deliveries",
        Grade.WARNING,
        f"{spoken.span(now - at)} trước nền tảng không giao được tin cho ta: {found.last_error}. "
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


def silence(account: str, waiting: int | None, heard: bool, now: datetime) -> Check:
    """`waiting` None: the platform does not say. `heard`: an update came within `patience(waiting)`."""
    if waiting is None and not heard:
        return Check(
            "silence",
            Grade.WARNING,
            f"hơn {spoken.span(LONG_SILENCE)} không có tin nào đến. Xin nhắn thử cho bot một tin; nếu "
            "bot không trả lời, xem lại webhook trên trang quản lý của nền tảng.",
            account,
        )
    hour = now.astimezone(ZoneInfo(ZONE)).hour
    by_day = DAY_BEGINS + SILENCE // timedelta(hours=1) <= hour < DAY_ENDS
    if heard or not waiting or not by_day:
        return Check("silence", Grade.OK, "tin vẫn đến", account)
    return Check(
        "silence",
        Grade.WARNING,
        f"hơn {spoken.span(SILENCE)} giữa ban ngày không có tin nào đến, mà {waiting} tin chờ ở nền tảng. "
        "Chạy: hocvuso channels check",
        account,
    )


def patience(waiting: int | None) -> timedelta:
    """How long a silence has to last before it says something."""
    return LONG_SILENCE if waiting is None else SILENCE


def of_condition(
    account: str, wanted: str, found: Condition, before: int | None, now: datetime
) -> tuple[Check, ...]:
    """All that a platform's own words say; `wanted` is the webhook that it should have, `before` how many
    updates waited at the last look. What it does not tell is not judged."""
    judged = [platform(account, "")]
    if found.webhook is not None:
        judged += [webhook(account, wanted, found.webhook), deliveries(account, found, now)]
    if found.pending is not None:
        judged.append(pending(account, before, found.pending))
    return (*judged, notices(account, found.warnings))
