"""The machine is worth its time only if it notices: each planted bug must make it fail, by name.

The same machine with the same settings passes where nothing is planted, so that the check is honest.
"""

from contextlib import ExitStack, nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.conftest import Fresh, on_sqlite
from tests.machine.machine import Machine
from tests.machine.planted import BUGS, Plant, Planted
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


def focused(rules: tuple[str, ...], plant: Plant = nullcontext) -> type[Machine]:
    """The machine with these rules only, and with something planted in each of its runs."""
    others = {one.function.__name__ for one in Machine.setup_state().rules} - set(rules)

    def begin(self: Machine, fresh: Fresh) -> None:
        self.planted = ExitStack()
        self.planted.enter_context(plant())
        Machine.__init__(self, fresh)

    def teardown(self: Machine) -> None:
        with self.planted:
            Machine.teardown(self)

    own = {"__init__": begin, "teardown": teardown}
    return type("Focused", (Machine,), {**dict.fromkeys(others), **own})


@pytest.fixture
def fresh(tmp_path: Path) -> Fresh:
    return on_sqlite(tmp_path)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught(bug: Planted, fresh: Fresh) -> None:
    machine = focused(bug.rules, bug.plant)
    with pytest.raises(Broken) as caught:
        run_state_machine_as_test(lambda: machine(fresh), settings=SETTINGS)
    assert caught.value.invariant is bug.caught_by, str(caught.value)


@pytest.mark.parametrize("rules", sorted({one.rules for one in BUGS}), ids="-".join)
def test_where_nothing_is_planted_nothing_is_caught(rules: tuple[str, ...], fresh: Fresh) -> None:
    machine = focused(rules)
    run_state_machine_as_test(lambda: machine(fresh), settings=SETTINGS)
