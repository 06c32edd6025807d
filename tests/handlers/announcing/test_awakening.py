"""Where an older database stands in the place of the lost one, announcements wait for their authors (F51)."""

from datetime import datetime, timedelta

import pytest

from bot.announcing import Audience
from bot.policy import Role
from handlers.awakening import AHEAD, SILENT_FOR, awaken, beat
from tests.handlers.announcing.hamlet import DONG, Hamlet, texts
from tests.handlers.village import NOON

LATER = timedelta(hours=2)


@pytest.mark.parametrize("seen", [None, NOON + LATER], ids=["a new machine", "the same machine"])
def test_with_an_older_database_what_was_under_way_waits_for_its_author(
    hamlet: Hamlet, seen: datetime | None
) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "ba")
    beat(hamlet.db, NOON)
    under_way = hamlet.confirmed(hamlet.draft(hoa), hoa)
    hamlet.tick()
    hamlet.bind("-1")
    soon = hamlet.now + timedelta(minutes=30)
    planned = hamlet.confirmed(hamlet.draft(hoa, Audience.GROUP, send_at=soon), hoa)
    hamlet.now += LATER
    assert awaken(hamlet.db, hamlet.school, seen, hamlet.now) == 2
    assert [hamlet.state(number) for number in (under_way, planned)] == ["paused", "paused"]
    asked = texts(hamlet.claim())
    assert sum("nhắn GỬI TIẾP" in text for text in asked) == len(asked) > 0
    hamlet.tick()
    assert not [one for one in hamlet.claim() if one.key.startswith("broadcast:")]


@pytest.mark.parametrize(
    ("silent", "seen"),
    [
        (SILENT_FOR, None),  # a new machine of several
        (timedelta(hours=10), NOON),  # a laptop that was shut for the night
        (timedelta(hours=10), NOON + AHEAD),  # killed between its two heartbeats
    ],
)
def test_where_nothing_is_in_doubt_it_just_goes_on(
    hamlet: Hamlet, silent: timedelta, seen: datetime | None
) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan")
    assert awaken(hamlet.db, hamlet.school, None, hamlet.now) == 0  # the very first start
    number = hamlet.confirmed(hamlet.draft(hoa), hoa)
    beat(hamlet.db, NOON)
    assert awaken(hamlet.db, hamlet.school, seen, NOON + silent) == 0
    hamlet.rest()
    assert hamlet.state(number) == "done"
