"""Lists of hamlets and teams that exist nowhere, to try with: a commune, or a province of Thanh Hóa's size."""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO

from bot.roster import ADULTS, AS_OF, COMMUNE, HAMLET, SOURCE, TEAM
from bot.units import Kind, Name

# Thanh Hóa since 1 July 2025 (domain.md 2.4), and its teams (2.1).
XA, PHUONG = 147, 19
TEAMS = 4_351
SEED = 4_351
HAMLETS_OF_COMMUNE = 12
SOURCE_SAID = "Số liệu mẫu, không có thật"
AS_OF_SAID = date(2025, 12, 31)
_FIRST = [
    "Sông",
    "Đồi",
    "Rừng",
    "Bến",
    "Cầu",
    "Đồng",
    "Suối",
    "Gò",
    "Vườn",
    "Hồ",
    "Nương",
    "Bãi",
    "Đình",
]
_SECOND = [
    "Mây",
    "Trăng",
    "Gió",
    "Sương",
    "Nắng",
    "Cau",
    "Sen",
    "Quế",
    "Trúc",
    "Mận",
    "Bưởi",
    "Sim",
    "Lúa",
]
_HAMLETS = ["Thượng", "Trung", "Hạ", "Đông", "Đoài", "Nam", "Bắc", "Tân", "Cổ", "Phú", "Lộc", "Yên"]

Line = tuple[str, str, str, int, str, str]


def sample(*, whole_province: bool) -> str:
    """CSV for Excel: with a byte-order mark, separated by semicolons. The same every time."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_headed(one) for one in (COMMUNE, HAMLET, TEAM, ADULTS, SOURCE, AS_OF)])
    writer.writerows(_province() if whole_province else _commune())
    return "\ufeff" + out.getvalue()


def _headed(column: str) -> str:
    return column[:1].upper() + column[1:]


def _commune() -> Iterator[Line]:
    dice = random.Random(SEED)  # noqa: S311  the same list every time
    yield from _hamlets(Name(Kind.XA, "Sông Mây"), HAMLETS_OF_COMMUNE, dice)


def _province() -> Iterator[Line]:
    dice = random.Random(SEED)  # noqa: S311  the same list every time
    communes = [*_names(Kind.XA, XA), *_names(Kind.PHUONG, PHUONG)]
    least, rest = divmod(TEAMS, len(communes))
    for at, commune in enumerate(communes):
        yield from _hamlets(commune, least + (at < rest), dice)


def _names(kind: Kind, count: int) -> Sequence[Name]:
    """Two words each, none twice: there are more pairs than communes."""
    pairs = [f"{first} {second}" for second in _SECOND for first in _FIRST]
    return [Name(kind, pair) for pair in pairs[:count]]


def _hamlets(commune: Name, count: int, dice: random.Random) -> Iterator[Line]:
    kind = Kind.KHU_PHO if commune.kind is Kind.PHUONG else Kind.THON
    for at in range(count):
        name = str(at + 1) if kind is Kind.KHU_PHO else _hamlet(at)
        adults = dice.randint(120, 900)
        yield str(commune), f"{kind} {name}", "", adults, SOURCE_SAID, f"{AS_OF_SAID:%d/%m/%Y}"


def _hamlet(at: int) -> str:
    """Thượng, Trung, …, and from the thirteenth on Thượng 2."""
    turn, which = divmod(at, len(_HAMLETS))
    return _HAMLETS[which] + (f" {turn + 1}" if turn else "")
