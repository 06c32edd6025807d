"""Counters of people over all lessons of a team: moved by whatever moves the rows, and equal to a recount."""

import pytest

from handlers import people
from storage import confirmations, households, progress
from storage.confirmations import Kept
from storage.progress import ANY, Count
from tests.handlers.console.hamlet import agrees, home, join, learner, settle
from tests.handlers.village import Village


@pytest.fixture
def hamlet(village: Village) -> Village:
    """Lan and Nga are residents of the first team."""
    settle(village, "lan", "nga")
    return village


def over_all(village: Village, team: int = 1) -> Count:
    assert agrees(village)
    with village.db.reading() as uow:
        return progress.kept(uow).get((team, ANY), Count())


def seen(village: Village, lesson: str, *, alone: bool, team: int = 1, **who: int) -> Kept:
    with village.db.transaction() as uow:
        return confirmations.add(uow, team, 1, lesson, village.now, alone=alone, **who)


def test_people_are_counted_once_however_much_they_learn(hamlet: Village) -> None:
    assert over_all(hamlet) == Count(joined=2)
    hamlet.open("lan", "L01")
    assert over_all(hamlet) == Count(started=1, joined=2)
    hamlet.finish("lan", "L02")
    hamlet.finish("lan", "L02")
    assert over_all(hamlet) == Count(started=1, learners=1, joined=2)
    hamlet.finish("nga", "L02")
    hamlet.finish("nga", "L01")
    assert over_all(hamlet) == Count(started=2, learners=2, joined=2)


def test_who_moves_to_another_team_counts_in_each_for_what_was_done_there(hamlet: Village) -> None:
    hamlet.finish("lan", "L02")
    join(hamlet, "lan", team=2)
    assert over_all(hamlet) == Count(started=1, learners=1, joined=1)
    assert over_all(hamlet, 2) == Count(joined=1)
    hamlet.finish("lan", "L01")
    assert over_all(hamlet, 2) == Count(started=1, learners=1, joined=1)


def test_somebody_counts_by_the_best_that_was_seen(hamlet: Village) -> None:
    lan = learner(hamlet, "lan")
    assert seen(hamlet, "mot", alone=False, learner=lan) is Kept.NEW
    assert over_all(hamlet) == Count(helped=1, joined=2)
    assert seen(hamlet, "hai", alone=False, learner=lan) is Kept.NEW
    assert over_all(hamlet) == Count(helped=1, joined=2)
    assert seen(hamlet, "hai", alone=True, learner=lan) is Kept.RAISED
    assert over_all(hamlet) == Count(confirmed=1, joined=2)
    assert seen(hamlet, "mot", alone=True, learner=lan) is Kept.RAISED
    assert seen(hamlet, "mot", alone=False, learner=lan) is Kept.KNOWN
    assert over_all(hamlet) == Count(confirmed=1, joined=2)


def test_households_count_and_go_with_all_that_was_seen_there(hamlet: Village) -> None:
    number = home(hamlet, "bà Mận", "ba man")
    seen(hamlet, "mot", alone=True, household=number)
    seen(hamlet, "hai", alone=False, household=number)
    assert over_all(hamlet) == Count(confirmed=1, joined=2)
    with hamlet.db.transaction() as uow:
        households.erase(uow, number)
    assert over_all(hamlet) == Count(joined=2)


def test_whoever_is_erased_is_counted_nowhere(hamlet: Village) -> None:
    hamlet.finish("lan", "L01")
    seen(hamlet, "mot", alone=True, learner=learner(hamlet, "lan"))
    assert people.erase(hamlet.db, hamlet.account, "lan", hamlet.now)
    assert over_all(hamlet) == Count(joined=1)


def test_two_who_are_one_are_counted_as_one(hamlet: Village) -> None:
    hamlet.finish("lan", "L01")
    digits = "".join(
        c for e in hamlet.say("lan", "liên kết") for c in str(e.content) if c.isdigit()
    )
    hamlet.account = "zalo-bot"
    hamlet.enrol("lan-zalo")
    join(hamlet, "lan-zalo")
    hamlet.finish("lan-zalo", "L02")
    assert over_all(hamlet) == Count(started=2, learners=2, joined=3)
    hamlet.say("lan-zalo", f"liên kết {digits[:6]}")
    assert over_all(hamlet) == Count(started=1, learners=1, joined=2)
