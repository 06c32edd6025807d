"""The bench measures the real program: everybody is answered, once and in order."""

from pathlib import Path

import pytest

from bench import scenarios
from bench.figures import Figures, figures
from bench.load import Seen
from bench.platforms import TELEGRAM, ZALO_BOT, ZALO_BOT_METERED
from bench.scenarios import Start, Workshop, ours, peer

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(scenarios, "CROWD", 40)
    monkeypatch.setattr(scenarios, "TALKERS", 20)
    return Workshop(tmp_path, None)


@pytest.mark.parametrize("start", [ours(), peer()], ids=["ours", "peer"])
async def test_both_programs_do_what_they_are_measured_by(shop: Workshop, start: Start) -> None:
    talked = figures(await scenarios.talk(shop, start, seconds=1.0, seed=3))
    assert talked.answered > 0
    assert talked.faultless
    offered = figures(await scenarios.offer(shop, start, 20, seconds=1.0, seed=4))
    assert offered.answered > 0
    assert offered.faultless


async def test_platforms_side_by_side_get_the_same_work_done(shop: Workshop) -> None:
    platforms = {"Telegram": TELEGRAM, "Zalo Bot": ZALO_BOT, "with a plan": ZALO_BOT_METERED}
    told: list[tuple[str, Figures]] = []

    def tell(name: str, seen: Seen) -> None:
        told.append((name, figures(seen)))

    await scenarios.side_by_side(shop, platforms, tell, rounds=2, seconds=0.5, seed=5)
    assert [name for name, _ in told] == [*platforms, *platforms]
    assert all(one.answered > 0 and one.faultless and not one.refused for _, one in told)
