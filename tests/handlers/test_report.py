"""A month's figures: of the one that runs from the counters, of an earlier one from what was done by then."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.coverage import Reached
from bot.units import Kind, Name
from handlers import report
from handlers.report import NotYet, NoUnit
from storage import confirmations, units
from tests.handlers.console.hamlet import learner, settle
from tests.handlers.village import Village


def test_a_month_that_is_over_is_told_as_it_was_then(village: Village) -> None:
    settle(village, "lan", "nga")
    with village.db.transaction() as uow:
        province = units.add(uow, Name(Kind.TINH, "Thanh Hóa"), None)
        commune = units.add(uow, Name(Kind.XA, "Lộc"), province)
        hamlet = units.add(uow, Name(Kind.THON, "Đông"), commune)
    village.change("UPDATE team SET unit_id = :u WHERE id = 1", u=hamlet)
    village.finish("lan", "L02")
    village.open("nga", "L01")
    # The last hour of November in Vietnam is still November there, and elsewhere too.
    village.now = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)
    village.finish("lan", "L02")
    november = report.made(village.db, "xã lộc", (2026, 11), village.now)
    assert november.whole.joined == 2
    village.now = datetime(2026, 11, 30, 17, 30, tzinfo=UTC)
    village.say("nga", "xong", "xong", "2")
    with village.db.transaction() as uow:
        confirmations.add(
            uow, 1, 1, "mot", village.now, alone=True, learner=learner(village, "nga")
        )
    december = report.made(village.db, "", (2026, 12), village.now)
    assert december.name == "tỉnh Thanh Hóa"
    assert december.month.counted == date(2026, 12, 1)
    assert december.whole.over_all == Reached(2, 2, 1, 0)
    assert december.lately == {hamlet: 1}
    past = report.made(village.db, str(commune), (2026, 11), village.now)
    assert (past.month.counted, past.lately) == (date(2026, 11, 30), {hamlet: 2})
    assert past.whole == replace(november.whole, joined=None)
    assert report.made(village.db, "", (2026, 10), village.now).whole.over_all == Reached()
    with pytest.raises(NotYet):
        report.made(village.db, "", (2027, 1), village.now)
    for said in ("xã Sơn", "thôn Đông", str(hamlet), "99"):
        with pytest.raises(NoUnit, match="Không rõ"):
            report.made(village.db, said, (2026, 11), village.now)


def test_without_units_it_is_said_how_they_come_in(village: Village) -> None:
    with pytest.raises(NoUnit, match="team import"):
        report.made(village.db, "", (2026, 11), village.now)
