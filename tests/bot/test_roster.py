"""The list of hamlets and teams: what is read out of it, and that every bad row is named."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.roster import (
    ADULTS,
    AS_OF,
    COLUMNS,
    COMMUNE,
    HAMLET,
    INTO,
    SINCE,
    SOURCE,
    TEAM,
    Cell,
    Row,
    read,
)
from bot.units import Kind, Level, Name, Population, name_meant

TODAY = date(2026, 11, 25)
HEADING = tuple(COLUMNS)
DONG = Name(Kind.THON, "Đông")


def rows(*lines: dict[str, Cell]) -> list[Row]:
    made = [Row(1, HEADING)]
    for line in lines:
        cells = {COMMUNE: "xã Sông Mây", HAMLET: "thôn Đông"} | line
        made.append(Row(len(made) + 1, tuple(cells.get(column) for column in HEADING)))
    return made


def test_a_whole_row() -> None:
    line: dict[str, Cell] = {
        TEAM: "Tổ  Hai", ADULTS: "1.312", SOURCE: "UBND xã", AS_OF: "31/12/2025",
        INTO: "Thôn Đoài", SINCE: datetime(2026, 5, 1),
    }  # fmt: skip
    reading = read(rows(line), TODAY)
    assert reading.faults == ()
    (entry,) = reading.entries
    assert (entry.row, entry.commune, entry.hamlet) == (2, Name(Kind.XA, "Sông Mây"), DONG)
    assert entry.team == "Tổ Hai"
    assert entry.population == Population(1312, "UBND xã", date(2025, 12, 31))
    assert (entry.into, entry.since) == (Name(Kind.THON, "Đoài"), date(2026, 5, 1))


def test_a_team_without_a_name_is_called_after_its_hamlet() -> None:
    (entry,) = read(rows({}), TODAY).entries
    assert entry.team == "Tổ công nghệ số cộng đồng thôn Đông"
    assert entry.population is None


@pytest.mark.parametrize(
    "heading",
    [
        ("Xã", "Thôn"),
        ("XÃ, PHƯỜNG", "Thôn / bản / tổ dân phố"),
        ("don vi cap xa", "TEN THON"),
        ("STT", "Xã (phường)", "Thôn, bản, khu phố"),
    ],
)
def test_headings_as_offices_write_them_below_a_title(heading: tuple[str, ...]) -> None:
    cells = ("7",) * (len(heading) - 2) + ("phường Hạc Thành", "KHU PHỐ 4")
    found = read([Row(1, ("DANH SÁCH TỔ",)), Row(3, heading), Row(4, cells)], TODAY)
    (entry,) = found.entries
    assert str(entry.hamlet) == "khu phố 4"
    assert found.faults == ()


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ({COMMUNE: ""}, COMMUNE, "trống"),
        ({COMMUNE: "Sông Mây"}, COMMUNE, "thiếu loại"),
        ({COMMUNE: "thôn Đông"}, COMMUNE, "thiếu loại"),
        ({HAMLET: "thôn"}, HAMLET, "thiếu loại"),
        ({HAMLET: "xã Sông Mây"}, HAMLET, "thiếu loại"),
        ({HAMLET: "thôn " + "a" * 200}, HAMLET, "dài quá 100"),
        ({ADULTS: "ba trăm", SOURCE: "x", AS_OF: "1/1/2025"}, ADULTS, "không phải một số"),
        ({ADULTS: "12,5", SOURCE: "x", AS_OF: "1/1/2025"}, ADULTS, "không phải một số"),
        ({ADULTS: 12.5, SOURCE: "x", AS_OF: "1/1/2025"}, ADULTS, "không phải một số"),
        ({ADULTS: "-3", SOURCE: "x", AS_OF: "1/1/2025"}, ADULTS, "không phải một số"),
        ({ADULTS: 0, SOURCE: "x", AS_OF: "1/1/2025"}, ADULTS, "xem lại"),
        ({ADULTS: 99_999, SOURCE: "x", AS_OF: "1/1/2025"}, ADULTS, "xem lại"),
        ({ADULTS: "312", AS_OF: "1/1/2025"}, SOURCE, "cần ghi cả"),
        ({ADULTS: "312", SOURCE: "x"}, AS_OF, "cần ghi cả"),
        ({ADULTS: "312", SOURCE: "x", AS_OF: "31/2/2025"}, AS_OF, "không phải ngày"),
        ({ADULTS: "312", SOURCE: "x", AS_OF: "26/11/2026"}, AS_OF, "chưa tới"),
        ({INTO: "thôn Đoài"}, SINCE, "cần ghi cả hai"),
        ({SINCE: "1/5/2026"}, INTO, "cần ghi cả hai"),
        ({INTO: "Thôn Đông", SINCE: "1/5/2026"}, INTO, "chính nó"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(
    line: dict[str, Cell], column: str, words: str
) -> None:
    reading = read(rows({HAMLET: "thôn Trung"}, line), TODAY)
    assert [entry.row for entry in reading.entries] == [2]  # the good one is read all the same
    (fault,) = reading.faults
    assert (fault.row, fault.column) == (3, column)
    assert words in fault.says
    assert str(fault).startswith(f"dòng 3, cột “{column}”: ")


def test_every_fault_is_named_at_once_and_two_rows_of_one_team_are_one() -> None:
    reading = read(
        rows({}, {COMMUNE: ""}, {HAMLET: "THÔN ĐÔNG"}, {ADULTS: "x", TEAM: "Hai"}), TODAY
    )
    assert sorted(fault.row for fault in reading.faults) == [3, 4, 5]
    assert "đã có ở dòng 2" in next(fault for fault in reading.faults if fault.row == 4).says


def test_a_second_team_of_a_hamlet_is_no_mistake() -> None:
    assert read(rows({}, {TEAM: "Tổ hai"}), TODAY).faults == ()


@pytest.mark.parametrize("lines", [[], [Row(1, ("Tên", "Tuổi"))], [Row(1, HEADING)]])
def test_a_file_that_is_no_such_list_says_so(lines: list[Row]) -> None:
    (fault,) = read(lines, TODAY).faults
    assert fault.column == ""


CELLS = st.none() | st.text() | st.integers() | st.floats() | st.dates() | st.datetimes()


@given(st.lists(st.lists(CELLS, max_size=10)))
def test_whatever_stands_in_a_spreadsheet_each_row_is_read_or_named(grid: list[list[Cell]]) -> None:
    lines = [Row(1, HEADING), *(Row(n, tuple(cells)) for n, cells in enumerate(grid, 2))]
    reading = read(lines, TODAY)
    told = {entry.row for entry in reading.entries} | {fault.row for fault in reading.faults}
    filled = {row.number for row in lines[1:] if any(str(c or "").strip() for c in row.cells[:8])}
    assert filled <= told


@given(st.sampled_from(Kind), st.text(st.sampled_from("ABCDĐabc 0123"), min_size=1))
def test_a_name_is_read_back_from_how_it_is_written(kind: Kind, proper: str) -> None:
    name = Name(kind, " ".join(proper.split()) or "A")
    assert name_meant(str(name), kind.level) == name
    assert name_meant(str(name).upper(), kind.level) == Name(kind, name.proper.upper())
    for other in set(Level) - {kind.level}:
        assert name_meant(str(name), other) is None
