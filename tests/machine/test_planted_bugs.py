"""The machine is worth its time only if it notices: each planted bug must make it fail, by name.

The same machine with the same settings passes where nothing is planted, so that the check is honest.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.conftest import Fresh, on_sqlite
from tests.machine.machine import Machine
from tests.machine.planted import BUGS, Planted
from tests.machine.promise import Broken

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]

# Without shrinking: that it fails is all that is asked.
SETTINGS = settings(
    max_examples=60,
    stateful_step_count=25,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


def focused(rules: tuple[str, ...]) -> type[Machine]:
    """The machine with these rules only."""
    others = {one.function.__name__ for one in Machine.setup_state().rules} - set(rules)
    return type("Focused", (Machine,), dict.fromkeys(others))


@pytest.fixture
def fresh(tmp_path: Path) -> Fresh:
    return on_sqlite(tmp_path)


def run(bug: Planted, fresh: Fresh) -> None:
    machine = focused(bug.rules)
    run_state_machine_as_test(lambda: machine(fresh), settings=SETTINGS)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught(bug: Planted, fresh: Fresh) -> None:
    with bug.plant(), pytest.raises(Broken) as caught:
        run(bug, fresh)
    assert caught.value.invariant is bug.caught_by, str(caught.value)


@pytest.mark.parametrize(
    "rules", sorted({bug.rules for bug in BUGS}), ids=lambda r: "-".join(r)[:40]
)
def test_without_a_bug_nothing_is_caught(rules: tuple[str, ...], fresh: Fresh) -> None:
    machine = focused(rules)
    run_state_machine_as_test(lambda: machine(fresh), settings=SETTINGS)
