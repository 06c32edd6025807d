"""Time that stands still until it is told to pass, and an event loop that lives in it.

Nothing here waits and nothing runs beside anything else: the loop goes on until nobody has anything
to do at this instant, and a database call is made at the very point where it is asked for. So the
same commands give the same run, whatever the computer is doing meanwhile.
"""

import asyncio
import selectors
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from storage.errors import Unavailable

_FOREVER = float("inf")


@dataclass
class Clock:
    """`awake` is what a process's monotonic clock says, `true` what the platforms' clocks say, both
    in seconds; the wall clock is `true`, less what it has been put back."""

    start: datetime
    awake: float = 0.0
    true: float = 0.0
    put_back: timedelta = timedelta(0)

    def wall(self) -> datetime:
        return self.start + timedelta(seconds=self.true) - self.put_back

    def go_on(self, seconds: float) -> None:
        self.awake += seconds
        self.true += seconds

    def sleep(self, seconds: float) -> None:
        """The computer is suspended: its monotonic clock stands still."""
        self.true += seconds


class Blow(StrEnum):
    """What strikes a database call."""

    AWAY = "the database is away"
    ANSWER_LOST = "committed, but the connection broke before the answer"
    KILLED_BEFORE = "the process is killed before the call"
    KILLED_AFTER = "the process is killed between the commit and the next line"


@dataclass(frozen=True)
class Call:
    """A database call that reached the database: its name, its arguments, what it returned, and
    whether whoever asked was told."""

    name: str
    args: tuple[Any, ...]
    result: Any
    told: bool


class _NeverWaits(selectors.SelectSelector):
    def __init__(self, idle: Callable[[float], None]) -> None:
        super().__init__()
        self._idle = idle

    def select(self, timeout: float | None = None) -> list[Any]:
        """The loop asks how long it may sleep: for a time above 0, nobody has anything to do."""
        if timeout is None or timeout > 0:
            self._idle(_FOREVER if timeout is None else timeout)
        return []


class StillLoop(asyncio.SelectorEventLoop):
    """One process's event loop. `blows` strike the next call of a name; `calls` is told of each."""

    def __init__(self, clock: Clock, calls: Callable[[Call], None], blows: dict[str, Blow]) -> None:
        self._clock = clock
        self._calls = calls
        self._blows = blows
        self._until = 0.0
        self.dead = False
        super().__init__(_NeverWaits(self._idle))

    def time(self) -> float:
        return self._clock.awake

    def go_on(self, seconds: float = 0.0) -> None:
        """Let so much time pass, and do everything that there is to do in it."""
        self._until = self._clock.awake + seconds
        self.run_forever()

    def _idle(self, wait: float) -> None:
        left = self._until - self._clock.awake
        if left > 0:
            self._clock.go_on(min(wait, left))
        if wait > left:
            self.stop()

    def run_in_executor(  # type: ignore[override]  # the stub's type variables cannot be had here
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> Any:
        """At once, in this thread; never answered once the process is dead."""
        future: asyncio.Future[Any] = self.create_future()
        work = getattr(func, "func", func)
        name = getattr(work, "__name__", "")
        blow = None if self.dead else self._blows.pop(name, None)
        if self.dead or blow is Blow.KILLED_BEFORE:
            self.dead = True
            return future
        if blow is Blow.AWAY:
            future.set_exception(Unavailable(blow.value))
            return future
        try:
            result = func(*args)
        except Exception as error:
            future.set_exception(error)
            return future
        self._calls(Call(name, getattr(func, "args", args), result, told=blow is None))
        if blow is Blow.KILLED_AFTER:
            self.dead = True
        elif blow is Blow.ANSWER_LOST:
            future.set_exception(Unavailable(blow.value))
        else:
            future.set_result(result)
        return future

    def bury(self) -> None:
        """Nothing of what this process was about to do happens any more."""
        self.dead = True
        self.set_exception_handler(lambda *_: None)
        for _ in range(20):
            left = asyncio.all_tasks(self)
            if not left:
                break
            for task in left:
                task.cancel()
            self.go_on()
        self.close()
