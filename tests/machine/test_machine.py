"""P1-P6, P8: whatever people, platforms, clocks and operators do, in any order, every promise holds.

The real service runs below HTTP: database, handlers, conversation, intake, sender, ledger, limiter,
ticks. The sender itself is driven, not a model of it: `worker` takes its clocks as arguments and
meets the database in one place (`Desk`, through `run_in_executor`), so an event loop whose time stands
still and which makes database calls at once (`still.py`) makes all of it deterministic, and a
failure shrinks. Nothing of ours is replaced; what is simulated is the platforms, the clocks and the
operating system that kills us. `fold.py` is the oracle.

A long night: HOCVUSO_TEST_DEEP=1 pytest tests/machine/test_machine.py -s (which shows how often what happened)
"""

import os
from collections.abc import Collection

import pytest
from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.apps import CASTS
from tests.machine.machine import Fresh
from tests.machine.whole import ONE_APP, TWO_APPS, machine

DEEP = bool(os.environ.get("HOCVUSO_TEST_DEEP"))

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]


# The same runs every time, for `make test`: what chance finds belongs to a night, or to a test of its own.
EVERY_DAY = settings(stateful_step_count=40, derandomize=True, database=None)
MOST_ROUNDS = 5
# There each example takes four times as long. That the rules find something to do is seen on SQLite.
ON_POSTGRES = 8
A_NIGHT = settings(max_examples=5_000, stateful_step_count=80)


WORTH_SEEING = {
    "begins with reminded",
    "somebody learns",
    "somebody erases",
    "updates are repeated",
    "a rough moment passes",
    "one lands: arrived",
    "an evening goes wrong",
    "reminders were due",
    "killed",
    "a new release comes",
    "consent is asked again",
}
WORTH_SEEING_IN_TWO = {
    "somebody links",
    "a link fails",
    "somebody guesses",
    "a group is bound",
    "a group's code fails",
    "a group is let go",
    "an answer comes late",
    "an older bubble is answered",
    "somebody learns",
    "somebody erases",
    "killed",
}
# What only some platforms answer.
ANSWERED = {
    "telegram": {"one lands: away"},
    "zalo-bot": {"one lands: quota", "one lands: server error 403", "one lands: busy"},
}


@pytest.mark.parametrize("cast", CASTS)
def test_every_promise_holds(fresh: Fresh, cast: str, on_postgres: bool) -> None:
    if on_postgres:
        _run(fresh, cast, ONE_APP, ON_POSTGRES, set())
    else:
        _run(fresh, cast, ONE_APP, 30, WORTH_SEEING | ANSWERED[cast])


@pytest.mark.parametrize("cast", CASTS)
def test_every_promise_holds_for_who_writes_in_two_apps(
    fresh: Fresh, cast: str, on_postgres: bool
) -> None:
    """One person with two chats, a group that is a team's, and answers that come late."""
    if on_postgres:
        _run(fresh, cast, TWO_APPS, ON_POSTGRES, set())
    else:
        _run(fresh, cast, TWO_APPS, 20, WORTH_SEEING_IN_TWO)


@pytest.mark.skipif(not DEEP, reason="for a night: HOCVUSO_TEST_DEEP=1")
def test_every_promise_holds_whatever_happens(fresh: Fresh) -> None:
    _run(fresh, "zalo-bot", (*ONE_APP, *TWO_APPS), 1, set())


def _run(fresh: Fresh, cast: str, rules: Collection[str], examples: int, worth: set[str]) -> None:
    whole = machine(fresh, rules, apps=CASTS[cast])
    every_day = settings(EVERY_DAY, max_examples=examples)
    missed = set(worth)
    for number in range(MOST_ROUNDS):
        seed(number)(whole)
        run_state_machine_as_test(whole, settings=A_NIGHT if DEEP else every_day)
        # A machine whose rules find nothing to do would hold every promise, too. What chance passed over
        # is looked for once more: its choices also hang on which modules were loaded before.
        missed = worth - whole.seen.keys()
        if not missed:
            break
    for what, times in sorted(whole.seen.items()):
        print(f"{times:6} {what}")
    assert not missed
