"""The list of hamlets and teams that a province or commune hands over: rows of a spreadsheet, read with every
fault named. Pure; which units are there already is the handler's to know.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.folding import fold
from bot.units import Level, Name, Population, name_meant

Cell = str | int | float | date | None

# A hamlet of Thanh Hóa has some hundreds of adults; ten thousand is a slip of the finger or a whole commune.
MOST_ADULTS = 10_000
LONGEST_NAME = 100  # characters
LONGEST_SOURCE = 200

# Each column's name as it is printed and told, and what else it may be headed by.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "xã, phường": ("xã", "phường", "xã phường", "đơn vị cấp xã", "tên xã", "tên xã phường"),
    "thôn, tổ dân phố": (
        "thôn", "tổ dân phố", "thôn tổ dân phố", "thôn bản", "thôn bản tổ dân phố",
        "thôn bản khu phố", "khu phố", "tên thôn",
    ),
    "tổ công nghệ số": ("tổ", "tên tổ", "tổ cnscđ", "tổ công nghệ số cộng đồng"),
    "số người trưởng thành": (
        "người trưởng thành", "người lớn", "số người lớn", "dân số trưởng thành",
    ),
    "nguồn số liệu": ("nguồn", "căn cứ"),
    "ngày số liệu": ("ngày", "tính đến ngày", "đến ngày"),
    "nhập vào": ("sáp nhập vào", "nhập vào thôn"),
    "từ ngày": ("sáp nhập từ ngày", "nhập từ ngày"),
}  # fmt: skip
COMMUNE, HAMLET, TEAM, ADULTS, SOURCE, AS_OF, INTO, SINCE = COLUMNS
_NEEDED = (COMMUNE, HAMLET)
_HEADINGS = {
    " ".join(re.findall(r"\w+", fold(spelt))): column
    for column, others in COLUMNS.items()
    for spelt in (column, *others)
}
_GROUPED = re.compile(r"[0-9]{1,3}(?:[., ][0-9]{3})*|[0-9]+")
_DAY = re.compile(r"(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})")


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as the spreadsheet counts, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which row, and what to do; `column` "" for the row as a whole."""

    row: int
    column: str
    says: str

    def __str__(self) -> str:
        where = f"dòng {self.row}, cột “{self.column}”" if self.column else f"dòng {self.row}"
        return f"{where}: {self.says}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A hamlet and its team. `into`: it was merged into that one of the same commune, since `since`."""

    row: int
    commune: Name
    hamlet: Name
    team: str
    population: Population | None = None
    into: Name | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


class Spoilt(Exception):
    """A cell that cannot be what it should; the sentence says what is wrong with it."""

    def __init__(self, column: str, says: str) -> None:
        super().__init__(says)
        self.column = column


def read(rows: Sequence[Row], today: date) -> Reading:
    """The first row that names both needed columns is the heading; what stands above it is a title."""
    columns: dict[str, int] = {}
    entries: list[Entry] = []
    faults: list[Fault] = []
    for row in rows:
        if not columns:
            columns = _heading(row)
            continue
        if not any(_text(cell) for cell in row.cells):
            continue
        try:
            entries.append(_entry(row, columns, today))
        except Spoilt as spoilt:
            faults.append(Fault(row.number, spoilt.column, str(spoilt)))
    if not columns:
        wanted = " và ".join(f"“{column}”" for column in _NEEDED)
        faults.append(Fault(1, "", f"không thấy dòng tiêu đề có hai cột {wanted}."))
    elif not entries and not faults:
        faults.append(Fault(rows[-1].number, "", "dưới dòng tiêu đề chưa có thôn nào."))
    return Reading(tuple(entries), (*faults, *_twice(entries)))


def team_name(hamlet: Name) -> str:
    """What a team is called where the list gives it no name."""
    return f"Tổ công nghệ số cộng đồng {hamlet}"


def _heading(row: Row) -> dict[str, int]:
    """Where each column stands; nothing for a row that is no heading."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row.cells):
        column = _HEADINGS.get(" ".join(re.findall(r"\w+", fold(_text(cell)))))
        if column is not None:
            found.setdefault(column, at)
    return found if all(column in found for column in _NEEDED) else {}


def _entry(row: Row, columns: Mapping[str, int], today: date) -> Entry:
    def cell(column: str) -> Cell:
        at = columns.get(column)
        return row.cells[at] if at is not None and at < len(row.cells) else None

    commune = _name(cell(COMMUNE), COMMUNE, Level.COMMUNE, "xã Hậu Lộc, phường Hạc Thành")
    hamlet = _name(
        cell(HAMLET), HAMLET, Level.HAMLET, "thôn Đông, khu phố 4, tổ dân phố 3, bản Nưa"
    )
    into = cell(INTO)
    merged = _name(into, INTO, Level.HAMLET, "thôn Đông") if _text(into) else None
    since = _date(cell(SINCE), SINCE, today) if _text(cell(SINCE)) else None
    if (merged is None) != (since is None):
        missing = SINCE if since is None else INTO
        raise Spoilt(missing, f"đã ghi một trong hai ô “{INTO}” và “{SINCE}” thì cần ghi cả hai.")
    if merged == hamlet:
        raise Spoilt(INTO, "thôn không nhập vào chính nó được.")
    team = _bounded(cell(TEAM), TEAM, LONGEST_NAME) or team_name(hamlet)
    return Entry(row.number, commune, hamlet, team, _population(cell, today), merged, since)


def _population(cell: Callable[[str], Cell], today: date) -> Population | None:
    """A number without its source and date is no denominator (P9)."""
    given = {column: _text(cell(column)) for column in (ADULTS, SOURCE, AS_OF)}
    if not given[ADULTS]:
        return None
    for column in (SOURCE, AS_OF):
        if not given[column]:
            raise Spoilt(column, f"đã có {ADULTS} thì cần ghi cả {column}.")
    return Population(
        _number(cell(ADULTS)),
        _bounded(cell(SOURCE), SOURCE, LONGEST_SOURCE),
        _date(cell(AS_OF), AS_OF, today),
    )


def _name(cell: Cell, column: str, level: Level, examples: str) -> Name:
    written = _bounded(cell, column, LONGEST_NAME)
    if not written:
        raise Spoilt(column, "ô này đang trống.")
    found = name_meant(written, level)
    if found is None:
        raise Spoilt(column, f"“{written}” thiếu loại đứng trước tên; ví dụ: {examples}.")
    return found


def _bounded(cell: Cell, column: str, longest: int) -> str:
    text = " ".join(_text(cell).split())
    if len(text) > longest:
        raise Spoilt(column, f"dài quá {longest} ký tự.")
    return text


def _number(cell: Cell) -> int:
    """Dots and spaces part thousands, as they are written here."""
    text = _text(cell)
    whole = isinstance(cell, float) and cell.is_integer()
    digits = str(int(cell)) if whole and isinstance(cell, float) else text
    if _GROUPED.fullmatch(digits) is None:
        raise Spoilt(ADULTS, f"“{text}” không phải một số đếm; ví dụ: 312.")
    count = int(re.sub(r"\D", "", digits))
    if not 1 <= count <= MOST_ADULTS:
        raise Spoilt(ADULTS, f"{count} người trong một thôn: xem lại, có lẽ gõ nhầm.")
    return count


def _date(cell: Cell, column: str, today: date) -> date:
    day = _day(cell)
    if day is None:
        raise Spoilt(column, f"“{_text(cell)}” không phải ngày; ví dụ: 31/12/2025.")
    if day > today:
        raise Spoilt(column, f"ngày {day:%d/%m/%Y} chưa tới.")
    return day


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DAY.fullmatch(_text(cell))
    try:
        if found:
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
        return date.fromisoformat(_text(cell))
    except ValueError:
        return None


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()


def _twice(entries: Sequence[Entry]) -> Iterator[Fault]:
    """One hamlet may have two teams; two rows about the same team are a mistake."""
    first: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        key = (str(entry.commune).casefold(), str(entry.hamlet).casefold(), entry.team.casefold())
        known = first.setdefault(key, entry.row)
        if known != entry.row:
            yield Fault(
                entry.row,
                HAMLET,
                f"{entry.hamlet}, {entry.commune} đã có ở dòng {known}. Là hai thôn trùng tên sau khi "
                f"sáp nhập xã thì thêm tên xã cũ, ví dụ “{entry.hamlet} (Thuần Lộc)”.",
            )
