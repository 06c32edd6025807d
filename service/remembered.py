"""A question that many may ask at any time, and that is really asked seldom and never twice at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """The answer of `fetch`, at most `age` seconds old. Whoever waits longer than `patience` seconds
    for it gets None; the question stays asked, and the next who comes waits for the same answer."""

    def __init__(self, fetch: Callable[[], Awaitable[T]], age: float, patience: float) -> None:
        self._fetch = fetch
        self._age = age
        self._patience = patience
        self._asked: asyncio.Task[T] | None = None
        self._answer: T | None = None
        self._since = float("-inf")

    async def get(self) -> T | None:
        """Raises what `fetch` raises."""
        if self._answer is not None and time.monotonic() - self._since < self._age:
            return self._answer
        asked = self._asked
        if asked is None:
            asked = self._asked = asyncio.create_task(self._ask())
        done, _ = await asyncio.wait((asked,), timeout=self._patience)
        return asked.result() if done else None

    async def close(self) -> None:
        """Wait for what is still asked; its answer interests nobody any more."""
        if self._asked is not None:
            await asyncio.gather(self._asked, return_exceptions=True)

    async def _ask(self) -> T:
        try:
            self._answer = await self._fetch()
            self._since = time.monotonic()
            return self._answer
        finally:
            self._asked = None
