"""The weekly list: who is on it and why, in people and in numbers."""

import pytest

from bot.weekly import Counts, Need
from handlers import weekly
from storage import weekly as rows
from storage.weekly import Listed
from tests.handlers.console.hamlet import ON_SQLITE, days_later, home, learner, settle
from tests.handlers.village import Village


@pytest.fixture
def hamlet(village: Village) -> Village:
    """Lan, Nga and Tu began a lesson, the first two at the same step; Sen began nothing."""
    settle(village, "lan", "nga", "tu", "sen")
    for who in ("lan", "nga", "tu"):
        village.open(who, "L01")
        village.say(who, "xong")
    return village


def listed(village: Village, team: int = 1) -> list[Listed]:
    with village.db.reading() as uow:
        return list(rows.listed(uow, team, village.now))


def needs(village: Village) -> dict[int | None, Need]:
    return {one.learner: one.need for one in listed(village)}


def counts(village: Village) -> dict[int, Counts]:
    with village.db.reading() as uow:
        found = dict(weekly.all_lists(uow, village.now))
        assert rows.counted(uow, [1, 2], village.now) == found
    return found


def test_everybody_is_listed_once_for_what_is_most_pressing(hamlet: Village) -> None:
    lan, nga, sen = (learner(hamlet, who) for who in ("lan", "nga", "sen"))
    assert needs(hamlet) == {sen: Need.NEVER}
    days_later(hamlet, 4)
    hamlet.say("tu", "xong")  # goes on
    hamlet.say("nga", "gặp người")  # asks for somebody
    assert needs(hamlet) == {nga: Need.ASKED, lan: Need.STUCK, sen: Need.NEVER}
    first, second, third = listed(hamlet)
    assert (first.lesson, first.step, second.lesson, second.step) == ("mot", "b", "mot", "b")
    assert (second.name, third.lesson) == ("Tên lan", None)
    assert counts(hamlet) == {1: Counts(asked=1, stuck=1, never=1)}
    days_later(hamlet, 15)
    assert needs(hamlet)[lan] is Need.STOPPED
    assert counts(hamlet) == {1: Counts(asked=1, stopped=2, never=1)}


def test_whoever_has_a_reminder_to_come_has_not_stopped_yet(hamlet: Village) -> None:
    days_later(hamlet, 20)
    hamlet.change(
        "INSERT INTO due (learner_id, kind, lesson, step, nth, due_at)"
        " VALUES (:n, 'reminder', 'mot', '', 3, :t)",
        n=learner(hamlet, "lan"),
        t=hamlet.now,
    )
    assert needs(hamlet)[learner(hamlet, "lan")] is Need.STUCK


@ON_SQLITE
def test_whoever_wants_to_be_left_alone_is_until_they_learn_again(hamlet: Village) -> None:
    lan = learner(hamlet, "lan")
    days_later(hamlet, 4)
    hamlet.change("UPDATE learner SET left_alone_at = :t WHERE id = :n", t=hamlet.now, n=lan)
    assert lan not in needs(hamlet)
    hamlet.say("lan", "menu")
    days_later(hamlet, 4)
    assert needs(hamlet)[lan] is Need.STUCK


def test_households_are_listed_until_somebody_met_them(hamlet: Village) -> None:
    number = home(hamlet, "ông Tư xóm 3", "ong tu xom 3")
    home(hamlet, "bà Mận", "ba man", team=2)
    assert [one.name for one in listed(hamlet)] == ["Tên sen", "ông Tư xóm 3"]
    assert counts(hamlet) == {1: Counts(never=1, households=1), 2: Counts(households=1)}
    for key, outcome, still in (("a", "not home", True), ("b", "met", False)):
        hamlet.change(
            "INSERT INTO visit (key, team_id, household_id, outcome, at)"
            " VALUES (:k, 1, :n, :o, :t)",
            k=key,
            n=number,
            o=outcome,
            t=hamlet.now,
        )
        assert (number in {one.household for one in listed(hamlet)}) is still


@ON_SQLITE
def test_nobody_who_did_not_agree_is_shown_to_anybody(hamlet: Village) -> None:
    days_later(hamlet, 4)
    hamlet.change("UPDATE person SET consent = 'declined'")
    assert (listed(hamlet), counts(hamlet)) == ([], {})
