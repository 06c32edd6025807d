"""The clock jumps, or the machine thinks it stands elsewhere (F11, F12)."""

from datetime import timedelta

import pytest

from bot.update import DueKind
from handlers import due
from storage.database import Database
from storage.tables import DueRow, table
from tests.handlers.village import ACCOUNT, SCHOOL, Village
from sqlalchemy import insert

JUMPS = [timedelta(days=2), timedelta(days=40), timedelta(days=400)]


@pytest.fixture
def village(database: Database) -> Village:
    """Lan finished a lesson, is in the middle of another, and wants to be reminded of both."""
    village = Village(database)
    village.enrol("lan")
    village.finish("lan", "L01")
    village.say("lan", "có")
    village.open("lan", "L02")
    return village


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_after_a_leap_everybody_is_told_once(village: Village, jump: timedelta) -> None:
    print(village.rows("due", "kind", "lesson", "step", "due_at"), village.rows("learner", "standing"))
    village.now += jump
    print(village.now)
    for n in range(3):
        print(due.queue(village.db, SCHOOL, village.now, 100))
        village.now += timedelta(seconds=15)
    print([k for k in village.rows("message", "key") if k.startswith("due:")])
    assert len([k for k in village.rows("message", "key") if k.startswith("due:")]) == 1
