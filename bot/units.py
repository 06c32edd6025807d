"""The units of the country that we know: a province, its communes, their hamlets. There is no district any
more (since 1 July 2025), and a unit that was merged keeps its row and its figures.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.folding import fold


class Level(StrEnum):
    PROVINCE = "province"
    COMMUNE = "commune"
    HAMLET = "hamlet"


class Kind(StrEnum):
    """What a unit calls itself; its name follows, as in “thôn Đông”."""

    TINH = "tỉnh"
    THANH_PHO = "thành phố"
    XA = "xã"
    PHUONG = "phường"
    DAC_KHU = "đặc khu"
    THON = "thôn"
    BAN = "bản"
    LANG = "làng"
    KHU_PHO = "khu phố"
    PHO = "phố"
    TO_DAN_PHO = "tổ dân phố"

    @property
    def level(self) -> Level:
        if self in _PROVINCES:
            return Level.PROVINCE
        return Level.COMMUNE if self in _COMMUNES else Level.HAMLET


_PROVINCES = frozenset({Kind.TINH, Kind.THANH_PHO})
_COMMUNES = frozenset({Kind.XA, Kind.PHUONG, Kind.DAC_KHU})
_BY_NAME = [(fold(kind), kind) for kind in Kind]


@dataclass(frozen=True, slots=True)
class Name:
    """“thôn Đông”: the kind, and the name behind it."""

    kind: Kind
    proper: str

    def __str__(self) -> str:
        return f"{self.kind} {self.proper}"


@dataclass(frozen=True, slots=True)
class Population:
    """Adults of a unit, as somebody counted them: a denominator, never without its source and date (P9)."""

    adults: int
    source: str
    as_of: date


def name_meant(written: str, level: Level) -> Name | None:
    """ "Thôn Đông", "KHU PHO 4". None: no kind in front, no name behind it, or a unit of another level."""
    words = written.split()
    folded = [fold(word) for word in words]
    for prefix, kind in _BY_NAME:
        size = len(prefix.split())
        if folded[:size] == prefix.split() and len(words) > size:
            return Name(kind, " ".join(words[size:])) if kind.level is level else None
    return None
