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

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.apps import CASTS
from tests.machine.machine import Fresh
from tests.machine.whole import machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]


# The same runs every time, for `make test`: what chance finds belongs to a night, or to a test of its own.
EVERY_DAY = settings(
    max_examples=int(os.environ.get("EX", "60")),
    stateful_step_count=40,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
)
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
    "somebody links",
    "somebody guesses",
    "a group is bound",
    "a group is let go",
    "an answer comes late",
    "an older bubble is answered",
}
# What only some apps can tell of, or answer.
OF_TELEGRAM = {"one lands: away", "a group moves"}
OF_ZALO = {"one lands: quota", "one lands: server error 403", "one lands: refused with 200"}


@pytest.mark.parametrize("cast", CASTS)
def test_every_promise_holds(fresh: Fresh, cast: str) -> None:
    deep = os.environ.get("HOCVUSO_TEST_DEEP")
    whole = machine(fresh, apps=CASTS[cast])
    run_state_machine_as_test(whole, settings=A_NIGHT if deep else EVERY_DAY)
    for what, times in sorted(whole.seen.items()):
        print(f"{times:6} {what}")
    # A machine whose rules find nothing to do would hold every promise, too.
    own = OF_TELEGRAM if cast == "telegram" else OF_ZALO
    missed = (WORTH_SEEING | own) - whole.seen.keys()
    assert not missed
