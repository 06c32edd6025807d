"""Says that updates cannot be taken once in a while, with a number: a line for each would fill the disk
that may be the reason."""

import logging
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

EVERY = 10.0  # seconds


class Refusals:
    """`note` each; told are the first, and then how many there were since."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._said = float("-inf")
        self._unsaid = 0

    def note(self, trouble: Exception) -> None:
        """An update, or what could not be read, was refused and will be brought again."""
        self._unsaid += 1
        if self._now() - self._said < EVERY:
            return
        log.warning("not taken, %d times: %s", self._unsaid, str(trouble) or type(trouble).__name__)
        self._said, self._unsaid = self._now(), 0
