"""Hears from PostgreSQL that another process queued messages, and wakes the sender that has to send them.

It must not be relied on: senders look for themselves every second (`sender.SWEEP_EVERY`).
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from storage.errors import Unavailable

if TYPE_CHECKING:  # it brings psycopg, which SQLite does not need
    from storage.bell import Bell

log = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds; how long one question to the database lasts, and so a stop at most
PAUSE = 5.0  # seconds until the next attempt when the database is away


class Ear:
    """Calls `wake` with an account, in the loop, whenever the bell rings for it."""

    def __init__(self, bell: "Bell", wake: Callable[[str], None]) -> None:
        self._bell = bell
        self._wake = wake
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ear")
        self._closing = asyncio.Event()
        self._life: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._life = asyncio.create_task(self._listen(), name="ear")

    async def stop(self) -> None:
        self._closing.set()
        if self._life is not None:
            await self._life
        self._thread.shutdown(wait=False)

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._closing.is_set():
            try:
                accounts = await loop.run_in_executor(self._thread, self._bell.rung, PATIENCE)
            except Unavailable as error:
                log.warning("nothing is heard of other processes: %s", error)
                await self._rest()
                continue
            for account in accounts:
                self._wake(account)
        await loop.run_in_executor(self._thread, self._bell.close)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(PAUSE):
                await self._closing.wait()
        except TimeoutError:
            pass
