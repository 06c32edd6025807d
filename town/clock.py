"""The town's time: the real time plus an offset that whoever plays with the town can push forward."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def real_time() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


class TownClock:
    """Hand `clock.now` to whoever needs the time. It only ever jumps forward."""

    def __init__(self, real: Callable[[], datetime] = real_time) -> None:
        self._real = real
        self._offset = timedelta()
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return self._real() + self._offset

    @property
    def offset_seconds(self) -> float:
        return self._offset.total_seconds()

    def advance(self, seconds: float) -> None:
        """Jump forward; raises ValueError for a step back. Listeners hear of it at once."""
        if not seconds >= 0:  # also catches NaN
            raise ValueError("the town's time goes forward only")
        self.restore(self.offset_seconds + seconds)
        for listener in self._listeners:
            listener()

    def restore(self, offset_seconds: float) -> None:
        """The offset that a snapshot of the world remembers; nobody is told."""
        self._offset = timedelta(seconds=offset_seconds)

    def on_advance(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)
