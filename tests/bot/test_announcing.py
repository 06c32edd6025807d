"""Which state may follow which, whose turn it is, and when one begins."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcing import (
    Queue,
    State,
    before,
    begins_at,
    may_follow,
    next_week,
    shared,
)

# A Tuesday, three in the afternoon in Thanh Hóa.
NOON = datetime(2026, 11, 24, 8, tzinfo=UTC)
HOUR, WEEK, MOMENT = timedelta(hours=1), timedelta(days=7), timedelta(microseconds=1)

ALLOWED = """
draft: approval scheduled sending dropped
approval: draft scheduled sending dropped
scheduled: sending dropped
sending: paused stopped done
paused: sending stopped
stopped:
done:
dropped:
"""


@pytest.mark.parametrize("line", ALLOWED.strip().splitlines())
def test_only_these_states_follow(line: str) -> None:
    state, _, following = line.partition(":")
    assert {one for one in State if may_follow(State(state), one)} == set(following.split())


def test_what_comes_before_is_the_same_table_read_backwards() -> None:
    for state, following in product(State, State):
        assert (state in before(following)) == may_follow(state, following)


queues = st.lists(
    st.builds(
        Queue,
        broadcast=st.integers(1, 30),
        commune=st.integers(0, 4),
        fed_at=st.none() | st.integers(0, 100).map(lambda n: NOON + n * HOUR),
        waiting=st.integers(1, 400),
    ),
    max_size=12,
    unique_by=lambda one: one.broadcast,
)


@given(queues, st.integers(-5, 90))
def test_no_commune_waits_for_another_s_three_hundred_groups(
    waiting: list[Queue], room: int
) -> None:
    taken = shared(waiting, room)
    of = {one.broadcast: one for one in waiting}
    assert all(0 < count <= of[number].waiting for number, count in taken.items())
    assert sum(taken.values()) == min(max(room, 0), sum(one.waiting for one in waiting))
    left: Counter[int] = Counter()
    had: Counter[int] = Counter()
    for one in waiting:
        had[one.commune] += taken.get(one.broadcast, 0)
        left[one.commune] += one.waiting - taken.get(one.broadcast, 0)
    for commune, other in product(left, left):
        if left[commune]:  # who still waits has had as much as anybody, but for one
            assert had[commune] >= had[other] - 1


@given(st.integers(2, 6), st.integers(1, 3))
def test_however_little_room_there_is_all_have_their_turn(communes: int, room: int) -> None:
    fed: dict[int, datetime | None] = dict.fromkeys(range(communes))
    had: Counter[int] = Counter()
    for tick in range(6 * communes):
        taken = shared([Queue(n, n, fed[n], 1_000) for n in fed], room)
        had.update(taken)
        fed |= {one: NOON + tick * HOUR + n * MOMENT for n, one in enumerate(taken)}
    assert max(had.values()) - min(had.values()) <= 1


def test_it_begins_when_it_may() -> None:
    night = NOON + 10 * HOUR  # one in the morning
    assert begins_at(None, NOON, (), emergency=False) == NOON
    assert begins_at(NOON - HOUR, NOON, (), emergency=False) == NOON
    assert begins_at(NOON + HOUR, NOON, (), emergency=False) == NOON + HOUR
    assert begins_at(night, NOON, (), emergency=False) == NOON + 16 * HOUR
    assert begins_at(night, NOON, (), emergency=True) == night


@pytest.mark.parametrize(
    ("late", "weeks"),
    [
        (timedelta(), 1),
        (timedelta(seconds=3), 1),
        (WEEK, 1),
        (WEEK + timedelta(seconds=1), 2),
        (3 * WEEK, 3),
    ],
)
def test_the_next_week_is_one_that_is_not_over(late: timedelta, weeks: int) -> None:
    assert next_week(NOON, NOON + late) == NOON + weeks * WEEK
