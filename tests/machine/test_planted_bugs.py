"""The machine is worth its time only if it notices: each planted bug must make it fail, by name.

The same machine with the same settings passes where nothing is planted, so that the check is honest.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.conftest import on_sqlite
from tests.machine.machine import Fresh
from tests.machine.planted import BUGS, Planted
from tests.machine.promise import Broken
from tests.machine.whole import machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]

# Without shrinking: that it fails is all that is asked.
SETTINGS = settings(
    stateful_step_count=25,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


@pytest.fixture
def fresh(tmp_path: Path) -> Fresh:
    return on_sqlite(tmp_path)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught(bug: Planted, fresh: Fresh) -> None:
    with pytest.raises(Broken) as caught:
        run_state_machine_as_test(
            machine(fresh, bug.rules, bug.plant),
            settings=settings(SETTINGS, max_examples=bug.examples),
        )
    assert caught.value.invariant is bug.caught_by, str(caught.value)


@pytest.mark.parametrize("rules", sorted({one.rules for one in BUGS}), ids="-".join)
def test_where_nothing_is_planted_nothing_is_caught(rules: tuple[str, ...], fresh: Fresh) -> None:
    # Half of what the slowest bug needs: test_machine runs the same rules for longer.
    examples = max(bug.examples for bug in BUGS if bug.rules == rules) // 2
    every = settings(SETTINGS, max_examples=examples)
    run_state_machine_as_test(machine(fresh, rules), settings=every)
