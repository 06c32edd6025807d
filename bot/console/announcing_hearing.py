"""Announcements in words: "thông báo", "/tb tối nay 19 giờ họp", "duyệt 12", "tb 12"."""

import re
from collections.abc import Callable, Mapping

from bot.console.announcing_orders import (
    CorrectNotice,
    ListNotices,
    NewNotice,
    NoticeOrder,
    PauseNotice,
    ResumeNotice,
    ReviewNotice,
    ShowKit,
    ShowNotice,
    StopNotice,
    WriteNotice,
)
from bot.typed import Typed

_NEW = frozenset(
    {
        "thong bao", "dang thong bao", "soan thong bao", "gui thong bao", "viet thong bao",
        "thong bao moi", "tb", "lam thong bao", "gui tin nhom", "dang tin",
    }
)  # fmt: skip
_LIST = frozenset(
    {
        "xem thong bao",
        "cac thong bao",
        "thong bao da gui",
        "danh sach thong bao",
        "bao cao thong bao",
    }
)
# What is written behind the command, or behind a colon, is the announcement itself.
_WRITTEN = re.compile(r"\s*(?:/tb|/thongbao)(?:@\w+)?\s+(?P<one>\S.*)|\s*th[oô]ng b[aá]o\s*:\s*(?P<two>\S.*)",
                      re.IGNORECASE | re.DOTALL)  # fmt: skip
_NUMBERED = re.compile(
    r"(?P<verb>[a-z ]+?)(?P<object> (?:thong bao|tb))?(?: so)? ?(?P<number>\d{1,9})"
)
_VERBS: Mapping[str, Callable[[int], NoticeOrder]] = {
    "duyet": ReviewNotice,
    "tb": ShowNotice,
    "thong bao": ShowNotice,
    "xem": ShowNotice,
    "bao cao": ShowNotice,
    "dung": StopNotice,
    "dung han": StopNotice,
    "huy": StopNotice,
    "tam dung": PauseNotice,
    "gui tiep": ResumeNotice,
    "dinh chinh": CorrectNotice,
    "chuyen tiep": ShowKit,
}

# Short words that mean something else where no announcement is named: "đúng 1", "xem 2".
_NEEDING = frozenset({"dung", "xem", "huy"})


def hear(typed: Typed) -> NoticeOrder | None:
    written = _WRITTEN.fullmatch(typed.text)
    if written is not None:
        return WriteNotice(said=(written["one"] or written["two"]).strip())
    plain = typed.plain
    if plain in _NEW:
        return NewNotice()
    if plain in _LIST:
        return ListNotices()
    numbered = _NUMBERED.fullmatch(plain)
    if numbered is None:
        return None
    verb, number = numbered["verb"].strip(), int(numbered["number"])
    if numbered["object"] is None and verb in _NEEDING:
        return None
    order = _VERBS.get(verb)
    return None if order is None else order(number)
