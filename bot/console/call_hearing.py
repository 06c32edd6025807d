"""The words with which somebody who serves asks who is waiting, or takes a call."""

import re

from bot.console.call_orders import CallOrder, OpenCalls, TakeCall
from bot.typed import Typed

_WHO = frozenset(
    {
        "cuoc goi", "xem cuoc goi", "cac cuoc goi", "ai dang cho", "ai dang cho giup", "ai cho giup",
        "nguoi dang cho", "danh sach cho", "loi nho giup", "viec can giup",
    }
)  # fmt: skip
_TAKE = re.compile(
    r"(?:toi |to )?(?:nhan|giup|tra loi)(?: giup| loi| viec| cuoc goi| so)* ([0-9]{1,9})"
)
_STUCK_TOGETHER = re.compile(r"/?(?:nhận|nhan|giúp|giup)([0-9]{1,9})")


def hear(typed: Typed) -> CallOrder | None:
    plain = typed.plain.removeprefix("da ").removesuffix(" nhe").removesuffix(" a")
    if plain in _WHO:
        return OpenCalls()
    taken = _TAKE.fullmatch(plain) or _STUCK_TOGETHER.fullmatch(typed.shape.strip())
    return TakeCall(int(taken[1])) if taken else None
