"""Telegram's numbers, typed once more on purpose, and the sliding windows that count sends.

The service has its own copy; a slip in one is caught by the other. Windows count real monotonic time.
"""

import math
import time
from collections import deque
from dataclasses import dataclass

# core.telegram.org/bots/api#sendmessage, #sendphoto, #answercallbackquery, #inlinekeyboardbutton
LONGEST_TEXT = 4096  # UTF-16 units
LONGEST_CAPTION = 1024  # UTF-16 units
LONGEST_ANSWER = 200  # characters
LONGEST_CALLBACK_DATA = 64  # bytes
MOST_BUTTONS = 100  # in one keyboard; undocumented, python-telegram-bot's constants
# core.telegram.org/bots/api#setmycommands
MOST_COMMANDS = 100
LONGEST_COMMAND = 32
LONGEST_DESCRIPTION = 256
# core.telegram.org/bots/api#sending-files
LARGEST_FILE = 50 * 1024 * 1024  # bytes
LARGEST_PHOTO = 10 * 1024 * 1024  # bytes
LARGEST_PHOTO_SIDES = 10_000  # width + height, pixels
LARGEST_PHOTO_RATIO = 20
# core.telegram.org/bots/features#deep-linking
LONGEST_PAYLOAD = 64
# tdlib/telegram-bot-api, Client.cpp: how long an update is kept for its bot, in seconds
MESSAGE_KEPT = 24 * 3600
PRESS_KEPT = 150

# A send that left the client on time may arrive this much early after its predecessor was late, in seconds.
JITTER = 0.05


def units(text: str) -> int:
    """The length that Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Rates:
    """core.telegram.org/bots/faq#my-bot-is-hitting-limits; None = no limit, for measuring."""

    chat_per_second: int | None = 1
    group_per_minute: int | None = 20
    overall_per_second: int | None = 30


NO_RATES = Rates(None, None, None)


class Window:
    """At most `count` events in any `seconds`; one refused must stay away for the whole time it was told."""

    __slots__ = ("_count", "_events", "_held_until", "_seconds")

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds - JITTER
        self._events: deque[float] = deque()
        self._held_until = 0.0

    def wait(self, now: float) -> int:
        """Whole seconds until the next event is welcome; 0 = now. Being told to wait is remembered."""
        if now < self._held_until:
            return math.ceil(self._held_until - now)
        while self._events and now - self._events[0] >= self._seconds:
            self._events.popleft()
        if len(self._events) < self._count:
            return 0
        seconds = math.ceil(self._events[0] + self._seconds - now)
        self._held_until = now + seconds
        return seconds

    def add(self, now: float) -> None:
        self._events.append(now)


class Limiter:
    """The windows of one bot."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._overall = _window(rates.overall_per_second, 1)
        self._chats: dict[int, Window | None] = {}

    def take(self, chat: int, *, counts_in_chat: bool) -> int:
        """0 and counted, or the seconds to wait and not counted. `counts_in_chat`: a new message."""
        now = time.monotonic()
        windows = [self._overall]
        if counts_in_chat:
            windows.append(self._chat(chat))
        wait = max((w.wait(now) for w in windows if w is not None), default=0)
        if wait == 0:
            for window in windows:
                if window is not None:
                    window.add(now)
        return wait

    def _chat(self, chat: int) -> Window | None:
        if chat not in self._chats:
            rates = self._rates
            self._chats[chat] = (
                _window(rates.group_per_minute, 60)
                if chat < 0
                else _window(rates.chat_per_second, 1)
            )
        return self._chats[chat]


def _window(count: int | None, seconds: float) -> Window | None:
    return None if count is None else Window(count, seconds)
