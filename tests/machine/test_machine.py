"""P1-P6, P8: whatever people, platforms, clocks and operators do, in any order, every promise holds.

The real service runs below HTTP: database, handlers, conversation, intake, sender, ledger, limiter,
ticks. The sender itself is driven, not a model of it: `worker` takes its clocks as arguments and
meets the database in one place (`Desk`, through `run_in_executor`), so an event loop whose time stands
still and which makes database calls at once (`still.py`) makes all of it deterministic, and a
failure shrinks. Nothing of ours is replaced; what is simulated is the platforms, the clocks and the
operating system that kills us. `fold.py` is the oracle.

A long night: pytest tests/machine/test_machine.py --hypothesis-profile deep --hypothesis-show-statistics
"""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.conftest import Fresh
from tests.machine.machine import Machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]


def test_every_promise_holds(fresh: Fresh) -> None:
    run_state_machine_as_test(lambda: Machine(fresh), settings=settings(max_examples=40))
