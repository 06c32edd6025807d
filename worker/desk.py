"""The one place where asynchronous code meets the synchronous handlers: the writers' threads.

It must not decide anything, and it never abandons a transaction that has begun.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from storage.database import Database
from storage.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """Runs handlers, in the order asked for, on as many threads as the database has writers."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._threads = ThreadPoolExecutor(db.writers, thread_name_prefix="desk")
        self.refusals = 0  # how often the database was not available

    async def run(
        self, fn: Callable[Concatenate[Database, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What `fn(db, *args, **kwargs)` returns or raises; RuntimeError after `close`.

        Cancelling the caller does not cancel the work: it is done or undone by its transaction.
        """
        work = partial(fn, self._db, *args, **kwargs)
        try:
            return await asyncio.shield(
                asyncio.get_running_loop().run_in_executor(self._threads, work)
            )
        except Unavailable:
            self.refusals += 1
            raise

    async def close(self) -> None:
        """Take no more work and wait until what was taken is done. The database stays open."""
        await asyncio.to_thread(self._threads.shutdown, wait=True)
