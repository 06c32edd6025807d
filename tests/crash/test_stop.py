"""SIGTERM under load, as at every deploy: out within 20 s, nothing lost, and nothing said twice (F03)."""

import asyncio
import signal

import pytest

from tests.crash.scene import Scene
from town.faults import Delay, Fault

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PROMISED = 20.0  # seconds from SIGTERM to the end
DEPLOYS = 2


@pytest.mark.parametrize("limits", ["no limits", "the platform's limits"])
async def test_a_deploy_loses_nothing_and_says_nothing_twice(scene: Scene, limits: str) -> None:
    """With limits many replies wait in memory when the signal comes; they must go back to the queue."""
    unlimited = limits == "no limits"
    rates = {} if unlimited else {"HOCVUSO_TELEGRAM_RATE": "30", "HOCVUSO_TELEGRAM_CHAT_RATE": "1"}
    serve = scene.fleet.add("serve", **rates)

    def slow(_method: str, _chat: int | str | None) -> Fault:
        return Delay(scene.dice.uniform(0, 0.5))

    scene.town.faults.hooks.append(slow)
    await serve.start()
    scene.village.begin(pause=0.1 if unlimited else 1.0)
    for _ in range(DEPLOYS):
        scene.announce()
        await asyncio.sleep(scene.dice.uniform(0.5, 1.5))
        seconds = await serve.terminate()
        print(f"ended {seconds:.1f} s after SIGTERM")
        assert seconds < PROMISED
        assert await serve.ended() in {0, -signal.SIGTERM}  # uvicorn hands the signal on at last
        await serve.start()
    verdict = await scene.verdict()
    assert verdict.broken == {}
    assert (verdict.repeats, verdict.unknown.total()) == (0, 0)
    assert scene.village.acknowledged > 0
