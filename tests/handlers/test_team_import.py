"""A list of hamlets and teams goes in whole or not at all, as often as it is brought; merged units stay."""

from datetime import date
from typing import Any

import pytest

from bot.roster import Row, read
from bot.units import Kind, Name
from handlers.team_import import Imported, import_teams
from handlers.team_list import listed
from reports.spreadsheet import rows_of
from service.team_sample import PHUONG, TEAMS, XA, sample
from storage.database import Database
from tests.handlers.village import NOON, Village

PROVINCE = Name(Kind.TINH, "Thanh Hóa")
HEADING = (
    "Xã", "Thôn", "Tổ", "Người lớn", "Nguồn", "Ngày", "Nhập vào", "Từ ngày",
)  # fmt: skip


def take(db: Database, *lines: tuple[Any, ...], write: bool = True) -> Imported:
    rows = [Row(1, HEADING), *(Row(n, line) for n, line in enumerate(lines, 2))]
    reading = read(rows, date(2026, 11, 25))
    assert reading.faults == ()
    return import_teams(db, PROVINCE, reading.entries, NOON, write=write)


DONG = ("xã Sông Mây", "thôn Đông", "", 312, "UBND xã", "31/12/2025")
DOAI = ("xã Sông Mây", "thôn Đoài", "", 150, "UBND xã", "31/12/2025")


def test_a_list_goes_in_and_a_second_time_changes_nothing(village: Village) -> None:
    first = take(village.db, DONG, DOAI)
    assert first == Imported(communes=1, hamlets=2, teams=2, populations=2)
    assert take(village.db, DONG, DOAI) == Imported()
    assert take(village.db, (" XÃ  sông mây", "THÔN ĐÔNG")) == Imported(
        unseen=("thôn Đoài, xã Sông Mây",)
    )
    names = [(str(one.hamlet), str(one.commune), one.name) for one in listed(village.db)]
    assert names == [
        (hamlet, "xã Sông Mây", f"Tổ công nghệ số cộng đồng {hamlet}")
        for hamlet in ("thôn Đông", "thôn Đoài")
    ]


def test_without_write_it_is_only_tried(village: Village) -> None:
    assert take(village.db, DONG, write=False) == Imported(1, 1, 1, 1)
    assert listed(village.db) == []
    assert village.rows("unit", "id") == village.rows("audit", "id") == []


def test_two_villages_whose_names_differ_by_a_mark_are_two(village: Village) -> None:
    take(village.db, ("xã Sông Mây", "thôn Đông"), ("xã Sông Mây", "thôn Đồng"))
    assert len(listed(village.db)) == 2


def test_a_new_count_takes_the_place_of_the_old_which_stays_in_the_book(village: Village) -> None:
    take(village.db, DONG)
    assert take(village.db, (*DONG[:3], 320, "Công an xã", "1/6/2026")).populations == 1
    (team,) = listed(village.db)
    assert team.population is not None
    assert (team.population.adults, team.population.source) == (320, "Công an xã")
    told = village.rows("audit", "detail")
    assert any("312 (UBND xã, 31/12/2025) → 320" in str(one) for one in told)


def test_a_merged_hamlet_keeps_its_row_its_team_and_its_people(village: Village) -> None:
    take(village.db, DONG, DOAI)
    village.enrol("lan")
    village.change("UPDATE person SET team_id = 1")
    merge = (*DONG, "thôn Đoài", "1/6/2026")
    assert take(village.db, merge, DOAI) == Imported(merged=1)
    assert take(village.db, merge, DOAI) == Imported()
    dong, doai = listed(village.db)
    assert (dong.merged, dong.residents, doai.merged) == (True, 1, False)
    # It can be named no longer as if nothing had happened.
    (fault,) = take(village.db, DONG).faults
    assert (fault.row, fault.column) == (2, "thôn, tổ dân phố")
    assert "đã nhập vào nơi khác từ 01/06/2026" in fault.says


@pytest.mark.parametrize(
    ("into", "words"),
    [("thôn Lạ", "chưa có trong xã Sông Mây"), ("thôn Đoài", "cũng đã nhập")],
)
def test_one_row_that_cannot_be_keeps_all_the_others_out(
    village: Village, into: str, words: str
) -> None:
    take(village.db, DONG, DOAI, (*DOAI[:1], "thôn Nam"))
    take(village.db, (*DOAI, "thôn Nam", "1/6/2026"))
    before = (village.rows("unit", "id"), village.rows("team", "id"), village.rows("audit", "id"))
    done = take(village.db, ("xã Mới", "thôn Một"), (*DONG, into, "1/6/2026"))
    (fault,) = done.faults
    assert (fault.row, words in fault.says) == (3, True)
    after = (village.rows("unit", "id"), village.rows("team", "id"), village.rows("audit", "id"))
    assert after == before


def test_a_whole_province_goes_in(village: Village) -> None:
    reading = read(rows_of("tinh.csv", sample(whole_province=True).encode()), date(2026, 11, 25))
    assert reading.faults == ()
    done = import_teams(village.db, PROVINCE, reading.entries, NOON, write=True)
    assert done == Imported(XA + PHUONG, TEAMS, TEAMS, TEAMS)
    assert (XA + PHUONG, TEAMS) == (166, 4_351)  # domain.md 2.1 and 2.4


def test_a_chain_of_merges_is_taken_in_whichever_order_it_stands(village: Village) -> None:
    nam = ("xã Sông Mây", "thôn Nam")
    into_doai = (*DONG, "thôn Đoài", "1/6/2025")
    into_nam = (*DOAI, "thôn Nam", "1/6/2026")
    for lines in ((into_doai, into_nam, nam), (nam, into_nam, into_doai)):
        assert take(village.db, *lines, write=False).merged == 2
    # What was gone by then takes nobody in, wherever its row stands.
    too_late = (*DONG, "thôn Đoài", "1/7/2026")
    for lines in ((too_late, into_nam, nam), (nam, into_nam, too_late)):
        (fault,) = take(village.db, *lines).faults
        assert "cũng đã nhập" in fault.says
