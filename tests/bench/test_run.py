"""The bench measures the real program: everybody is answered, once and in order."""

from pathlib import Path

import pytest

from bench import classroom, scenarios
from bench.figures import figures
from bench.scenarios import Start, Workshop, ours, peer

pytestmark = pytest.mark.slow


@pytest.fixture
async def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(scenarios, "CROWD", 40)
    monkeypatch.setattr(scenarios, "TALKERS", 20)
    await classroom.furnish(f"sqlite:///{tmp_path / 'school.db'}", 40)
    return Workshop(tmp_path, None)


@pytest.mark.parametrize("start", [ours(), peer()], ids=["ours", "peer"])
async def test_both_programs_do_what_they_are_measured_by(shop: Workshop, start: Start) -> None:
    talked = figures(await scenarios.talk(shop, start, seconds=1.0, seed=3))
    assert talked.answered > 0
    assert talked.faultless
    offered = figures(await scenarios.offer(shop, start, 20, seconds=1.0, seed=4))
    assert offered.answered > 0
    assert offered.faultless
