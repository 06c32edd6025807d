"""What is said of numbers: never a share without its numerator, its denominator with source and date, how we
know, and that they are self-declared (P9)."""

from collections.abc import Sequence
from datetime import date

from bot.coverage import Adults, Coverage

SELF_DECLARED = "Số liệu tự khai qua chatbot"
_LONGEST_SOURCE = 60  # characters, in a chat
_MOST_NAMED = 3


def percent(numerator: int, denominator: int) -> str:
    """Rounded down, so that nobody reads more than there is; "" where there is no share to tell: without a
    denominator, or one that must be wrong, since there are more who learned than adults."""
    if denominator <= 0 or not 0 <= numerator <= denominator:
        return ""
    if 0 < 100 * numerator < denominator:
        return "dưới 1%"
    return f"{100 * numerator // denominator}%"


def share(numerator: int, adults: Adults) -> str:
    """ "52/310 (16%)". Without the denominator, or a part of it, there is no share: "52 người"."""
    if adults.missing or not adults.count:
        return f"{numerator} người"
    rate = percent(numerator, adults.count)
    return f"{numerator}/{adults.count} ({rate})" if rate else f"{numerator}/{adults.count}"


def told(coverage: Coverage, at: date) -> str:
    """The sentence of a place as a whole. `at`: the day of the count, in Vietnam."""
    return f"{_reached(coverage)} {note(coverage.adults, at)}"


def note(adults: Adults, at: date) -> str:
    """Where numbers come from: behind every one of them."""
    return " ".join([f"{SELF_DECLARED}, đến {said(at)}.", *_denominator(adults)])


def said(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def opening(name: str) -> str:
    """A place as it begins a sentence: "Xã Quảng Đông"."""
    return name[:1].upper() + name[1:]


def named(names: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = len(names) - _MOST_NAMED
    first = ", ".join(names[:_MOST_NAMED])
    return f"{first} và {more} nơi nữa" if more > 0 else first


def _reached(coverage: Coverage) -> str:
    over_all, adults = coverage.over_all, coverage.adults
    whole = not adults.missing and adults.count > 0
    rate = percent(over_all.finished, adults.count) if whole else ""
    of = (
        f"{over_all.finished} trên {adults.count} người lớn"
        if whole
        else f"{over_all.finished} người"
    )
    share_said = f" ({rate})" if rate else ""
    seen = f", {over_all.alone} người được tổ xem tận nơi là tự làm được" if over_all.alone else ""
    joined = "" if coverage.joined is None else f"{coverage.joined} người đã vào tổ; "
    return f"{opening(coverage.name)}: {joined}{of}{share_said} đã học xong ít nhất một bài trong chat{seen}."


def _denominator(adults: Adults) -> Sequence[str]:
    if not adults.sources:
        return ["Chưa ai ghi số người lớn nên chưa tính tỷ lệ."]
    if adults.missing:
        return [f"Chưa tính tỷ lệ vì thiếu số người lớn của {named(adults.missing)}."]
    if len(adults.sources) > 1:
        return [f"Số người lớn: {len(adults.sources)} nguồn, {_between(adults)}."]
    source = adults.sources[0]
    if len(source) > _LONGEST_SOURCE:
        source = source[: _LONGEST_SOURCE - 1].rstrip() + "…"
    return [f"Số người lớn: {source}, {_between(adults)}."]


def _between(adults: Adults) -> str:
    if adults.since is None or adults.until is None:
        return "không rõ ngày"
    if adults.since == adults.until:
        return said(adults.until)
    return f"từ {said(adults.since)} đến {said(adults.until)}"
