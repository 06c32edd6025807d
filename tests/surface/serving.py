"""The product's HTTP surface on a real port: its own server, a SQLite file, a town that plays Telegram.

It runs in a thread of its own, for judges that know no event loop: Schemathesis, sockets, a browser.
"""

import asyncio
import socket
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

import webhook
from service import server
from service.settings import Settings
from service.wiring import Service
from tests.frontdoor.conftest import NOWHERE, configured
from town.telegram.limits import NO_RATES
from town.town import Town

T = TypeVar("T")
SOON = 60.0  # seconds; a loaded machine takes its time


@dataclass
class Surface:
    """What can be reached from outside, and a look at what it left behind."""

    port: int
    file: Path
    town: Town
    loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(query).fetchall()

    def waits(self, what: Callable[[Town], Awaitable[T]]) -> T:
        """What somebody of the town does or sees, done in the town's own loop."""

        async def happens() -> T:
            return await what(self.town)

        return asyncio.run_coroutine_threadsafe(happens(), self.loop).result(SOON)

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        """A bare connection, for what no client would send."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=SOON) as connection:
            yield connection

    def says(self, sent: bytes) -> bytes:
        """All that comes back until the server hangs up, or says nothing for a second more."""
        with self.connected() as connection:
            connection.sendall(sent)
            return heard(connection)


def heard(connection: socket.socket) -> bytes:
    """What comes, until the other side has hung up."""
    answer = b""
    try:
        while chunk := connection.recv(65_536):
            answer += chunk
    except ConnectionResetError:
        pass  # hung up while we were still sending: what it said before is what counts
    return answer


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@contextmanager
def serving(folder: Path) -> Iterator[Surface]:
    """The surface for as long as the block lasts."""
    started: Future[tuple[Surface, asyncio.Event]] = Future()
    thread = threading.Thread(target=asyncio.run, args=(_serve(folder, started),), name="surface")
    thread.start()
    try:
        surface, over = started.result(SOON)
        try:
            yield surface
        finally:
            surface.loop.call_soon_threadsafe(over.set)
    finally:
        thread.join(SOON)
        assert not thread.is_alive()


async def _serve(folder: Path, started: "Future[tuple[Surface, asyncio.Event]]") -> None:
    try:
        async with Town.running(rates=NO_RATES) as town:
            settings = configured(town, folder, NOWHERE)
            service = Service(settings)
            running = _Server(_config(service, settings))
            task = asyncio.create_task(running.serve())
            await running.ready.wait()
            over = asyncio.Event()
            loop = asyncio.get_running_loop()
            started.set_result((Surface(running.port, folder / "hocvuso.db", town, loop), over))
            await over.wait()
            await service.let_go()
            running.should_exit = True
            await task
    except BaseException as error:
        if started.done():
            raise
        started.set_exception(error)


def _config(service: Service, settings: Settings) -> uvicorn.Config:
    config = server.http(webhook.create_app(service), settings)
    config.port = 0
    return config


class _Server(uvicorn.Server):
    """In a test's thread: signals are not its business."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.port = 0

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.port = self.servers[0].sockets[0].getsockname()[1]
        self.ready.set()
