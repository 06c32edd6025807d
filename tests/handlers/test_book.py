"""Counters equal a recount of the rows, whatever facts arrive in whatever order and batches."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.standing import Consent
from bot.turn import (
    ConsentAnswered,
    DuesCancelled,
    DueSet,
    Fact,
    LessonFinished,
    LessonStarted,
    QuizAnswered,
    RunMoved,
    StepDone,
    StepShown,
)
from bot.update import DueKind
from handlers import figures, people
from handlers.book import Book
from storage import people as stored
from tests.handlers.village import ACCOUNT, NOON, Village

LESSONS, RUNS = st.sampled_from(["mot", "hai"]), st.integers(1, 4)
STEPS = st.sampled_from(["a", "b"])
KINDS = st.sampled_from(list(DueKind))
AT = st.integers(0, 9).map(lambda days: NOON + timedelta(days=days))
FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(LessonStarted, RUNS, LESSONS, st.just("digest"), STEPS),
    st.builds(StepShown, RUNS, LESSONS, STEPS),
    st.builds(StepDone, RUNS, LESSONS, STEPS),
    st.builds(QuizAnswered, RUNS, LESSONS, STEPS, st.integers(0, 3), st.booleans(), st.booleans()),
    st.builds(LessonFinished, RUNS, LESSONS),
    st.builds(RunMoved, RUNS, LESSONS, STEPS, STEPS),
    st.builds(DueSet, KINDS, AT, LESSONS, STEPS),
    st.builds(DuesCancelled, KINDS, st.none() | LESSONS),
    st.builds(ConsentAnswered, st.sampled_from([Consent.GRANTED, Consent.DECLINED]), st.just("v")),
)
BATCHES = st.lists(st.lists(st.tuples(st.integers(0, 2), FACTS), max_size=12), max_size=4)


@given(BATCHES, st.booleans())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_counters_equal_the_recount(
    village: Village, batches: list[list[tuple[int, Fact]]], erases: bool
) -> None:
    for user in "abc":
        people.erase(village.db, ACCOUNT, user, NOON)
    village.enrol("a", "b", "c")
    for batch in batches:
        with village.db.transaction() as uow:
            pupils = sorted(stored.find(uow, ACCOUNT, {"a", "b", "c"}), key=lambda p: p.user)
            pupils[2] = replace(pupils[2], team_id=5)  # a team's counters beside those of no team
            book = Book(village.now)
            for who, fact in batch:
                book.note(pupils[who], fact)
            book.write(uow)
        assert figures.recount(village.db) == ()
        assert village.rows("due", "id") == sorted(set(village.rows("due", "id")))
    if erases:
        assert people.erase(village.db, ACCOUNT, "a", NOON)
        assert figures.recount(village.db) == ()


def test_what_is_cancelled_after_it_was_set_is_gone_and_the_other_way_round(
    village: Village,
) -> None:
    village.enrol("a")
    due, cancel = DueSet(DueKind.REVIEW, NOON, "mot", "a"), DuesCancelled(DueKind.REVIEW, "mot")
    for facts, left in (((due, cancel), 0), ((due,), 1), ((cancel, due), 1), ((cancel,), 0)):
        with village.db.transaction() as uow:
            (pupil,) = stored.find(uow, ACCOUNT, {"a"})
            book = Book(village.now)
            for fact in facts:
                book.note(pupil, fact)
            book.write(uow)
        assert len(village.rows("due", "id")) == left


def test_who_began_is_counted_once_in_whatever_order_attempts_are_numbered(
    village: Village,
) -> None:
    village.enrol("a")
    for run in (2, 1):
        with village.db.transaction() as uow:
            (pupil,) = stored.find(uow, ACCOUNT, {"a"})
            book = Book(village.now)
            book.note(replace(pupil, team_id=5), LessonStarted(run, "mot", "digest", "a"))
            book.write(uow)
        assert figures.recount(village.db) == ()
