"""What an operator does with an Official Account beside its messages. Much of it is done by hand, in Zalo's
console, which no interface reaches: then the sentence says what exactly.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import assert_never

from channels.reply import Answer, MaybeSent, NotSent, Reply
from channels.setup import Condition, OutOfReach, Quarantine, Submit, Unusable
from channels.text import LONGEST_NAME, clean
from channels.zalo_oa.adapter import FREE_WINDOW, ZaloOA
from channels.zalo_oa.events import WANTED
from channels.zalo_oa.results import ZONE, data_of, refusal_of

# docs.zaloplatforms.com/docs/OA: who the account is, and its plan
ABOUT_PATH = "/v2.0/oa/getoa"
# Of ours: buying a plan takes a commune weeks.
PLAN_WARNING = timedelta(days=14)

_CONSOLE = "developers.zalo.me"


class ZaloOASetup:
    """`webhook`: the address that Zalo must be given by hand, for saying it; "" while there is none."""

    def __init__(self, channel: ZaloOA, clock: Callable[[], datetime], webhook: str = "") -> None:
        self._channel = channel
        self._clock = clock
        self._webhook = webhook

    async def look(self) -> Condition:
        """Zalo does not say where it brings events, nor how many wait: only silence tells."""
        about = await self._about()
        name = clean(str(about.get("name") or ""), LONGEST_NAME).strip()
        if name:
            self._channel.knows_its_name(name)
        return Condition(name, webhook=None, warnings=(*self._plan(about), *await self._tokens()))

    async def set_webhook(self, url: str) -> Condition:
        raise Unusable(instructions(self._channel.account, url))

    async def drop_webhook(self) -> None:
        raise Unusable(
            f"Webhook của Zalo OA chỉ tắt được bằng tay: mở {_CONSOLE}, chọn ứng dụng, mục Webhook, "
            "rồi tắt các sự kiện. Zalo OA không có cách hỏi tin (polling)."
        )

    async def poll(self, submit: Submit, quarantine: Quarantine) -> None:  # noqa: ARG002
        address = self._webhook or "https://TÊN-MIỀN-CỦA-XÃ/webhook/" + self._channel.account
        raise Unusable(
            "Zalo OA chỉ đưa tin tới qua webhook, không hỏi tin (polling) được: máy chủ cần một địa chỉ "
            f"https công khai (HOCVUSO_PUBLIC_URL). {instructions(self._channel.account, address)}"
        )

    async def _about(self) -> Mapping[str, object]:
        reply = await self._channel.get(ABOUT_PATH)
        refusal = refusal_of(reply)
        if refusal is not None:
            raise Unusable(f"Zalo từ chối {self._channel.account}: {refusal.reason}.")
        about = (data_of(reply) or {}).get("data")
        if not isinstance(about, dict):
            raise OutOfReach(
                f"{self._channel.api_url} không trả lời như Zalo khi hỏi về {self._channel.account} "
                f"({_fault(reply)}). Máy này có mạng không, và có được phép nối tới đó không?"
            )
        ours, theirs = self._channel.keys.oa_id, str(about.get("oa_id") or about.get("oaid") or "")
        if ours and theirs and ours != theirs:
            raise Unusable(
                f"Mã truy cập của {self._channel.account} thuộc OA khác ({theirs}), không phải OA {ours} "
                "trong phần cài đặt (ZALO_OA_ID): xin sửa cài đặt, hoặc cấp quyền lại đúng OA."
            )
        return about

    def _plan(self, about: Mapping[str, object]) -> list[str]:
        """What about the account will not do for long, or for some of its work."""
        found = []
        if about.get("is_verified") in (False, "false", 0, "0"):
            found.append("OA chưa được Zalo xác thực: nhiều tính năng bị khóa, nhóm chat cũng vậy.")
        ends = _day(about.get("package_valid_through_date"))
        today = self._clock().astimezone(ZONE).date()
        if ends is not None and ends - today < PLAN_WARNING:
            plan = clean(str(about.get("package_name") or ""), LONGEST_NAME).strip() or "dịch vụ"
            when = f"hết hạn ngày {ends:%d/%m/%Y}" if ends >= today else "đã hết hạn"
            found.append(f"Gói {plan} của OA {when}: xin gia hạn để OA không bị ngừng.")
        window = self._channel.limits.window
        pays = window is None or window > FREE_WINDOW
        if pays and about.get("linked_ZCA") in (False, "", "false", 0):
            found.append(
                "OA chưa nối tài khoản Zalo Cloud: tin gửi sau 48 giờ sẽ bị từ chối (-320). Xin nối, "
                "hoặc bỏ cài đặt gửi tin trả phí."
            )
        return found

    async def _tokens(self) -> tuple[str, ...]:
        state = await self._channel.tokens.state()
        if state is None:
            return ()
        return (state.trouble,) if state.trouble else state.warnings(self._clock())


def instructions(account: str, url: str) -> str:
    """How to point an Official Account at us: no interface can do it."""
    listed = ", ".join(WANTED)
    return (
        f"Webhook của Zalo OA đặt bằng tay, một lần, cho {account}:\n"
        f"1. Mở {_CONSOLE}, chọn ứng dụng đã liên kết với OA, mục Xác thực domain: xác thực tên miền.\n"
        f"2. Mục Webhook, ô Webhook URL: dán {url}\n"
        "   Zalo thử ngay địa chỉ ấy bằng một tin rỗng {}; chương trình phải đang chạy thì mới lưu được.\n"
        "3. Chép OA Secret Key ở cùng trang vào HOCVUSO_ZALO_OA_SECRET_KEY.\n"
        f"4. Bật các sự kiện: {listed}.\n"
        '5. Tắt "Lọc cú pháp": nếu để bật, chỉ tin bắt đầu bằng dấu # mới tới.\n'
        f"6. Dùng Zalo nhắn một chữ cho OA, rồi chạy: hocvuso channels check {account}"
    )


def _fault(reply: Reply) -> str:
    match reply:
        case NotSent(reason) | MaybeSent(reason):
            return reason
        case Answer(status):
            return f"http {status}"
        case _:
            assert_never(reply)


def _day(value: object) -> date | None:
    """The plan's last day, in whichever of the usual ways it is written; None where it is in none."""
    text = value if isinstance(value, str) else ""
    for pattern, order in (
        (r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", "dmy"),
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", "ymd"),
    ):
        if found := re.search(pattern, text):
            parts = dict(zip(order, map(int, found.groups()), strict=True))
            try:
                return date(parts["y"], parts["m"], parts["d"])
            except ValueError:
                return None
    return None
