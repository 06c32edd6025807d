"""When may the next message leave? A platform's limits, kept exactly over sliding windows.

Pure: no clock, no asyncio. Instants are seconds of a clock that never jumps, given by the caller
in an order that never goes back.
"""

import heapq
from collections import OrderedDict, deque

from bot.limits import Limits, Rate
from bot.message import Lane
from bot.update import ChatKind

BULK = frozenset({Lane.REMINDER, Lane.BROADCAST})

# The platform counts when a message reaches it, we when it leaves. Two messages a window apart
# here may be a little closer there, so our windows are longer: by this share of the window. It is
# also all that a broadcast to everybody is slower than the limit allows. With 0.02 a busy machine
# still earned a 429 now and then; 29 a second, which this is, is known to earn none.
WIRE_JITTER = 0.035
# ... and in one chat by this many seconds at least: no crowd evens out two messages' journeys, and
# nobody notices a twentieth of a second between two bubbles.
CHAT_JITTER = 0.05


class Limiter:
    """The limits of one account. Ask `account_ready` and `chat_ready`, send, then `note`."""

    def __init__(self, limits: Limits) -> None:
        self._overall = _Windows(_stretched(limits.overall))
        self._chats = {
            ChatKind.PRIVATE: _Windows(_stretched(limits.private_chat, CHAT_JITTER)),
            ChatKind.GROUP: _Windows(_stretched(limits.group_chat, CHAT_JITTER)),
        }
        self._pace = _Pace(_stretched(limits.overall))
        self._holds = _Holds()
        self.account_held_until = float("-inf")

    @property
    def memory(self) -> float:
        """For how many seconds a message counts: what a restart has to look back on."""
        return max(w.seconds for w in (self._overall, *self._chats.values()))

    def account_ready(self, lane: Lane) -> float:
        """From when the account may send in this lane; an instant gone by = at once."""
        ready = max(self.account_held_until, self._overall.ready(_ACCOUNT))
        return max(ready, self._pace.ready()) if lane in BULK else ready

    def chat_ready(self, chat: str, kind: ChatKind, *, mark: bool = False) -> float:
        """From when this chat may be sent to. A mark is no message: only holds delay it."""
        held = self._holds.until(chat)
        return held if mark else max(held, self._chats[kind].ready(chat))

    def note(
        self, chat: str, kind: ChatKind, lane: Lane, now: float, *, mark: bool = False
    ) -> None:
        """A message leaves now."""
        self._overall.note(_ACCOUNT, now)
        self._pace.note(lane, now)
        self._holds.forget(now)
        if not mark:
            self._chats[kind].note(chat, now)

    def seed(self, chat: str, kind: ChatKind, at: float) -> None:
        """A message left before this limiter was built. Oldest first, before the first `note`."""
        self._overall.note(_ACCOUNT, at)
        self._chats[kind].note(chat, at)

    def hold(self, until: float, chat: str | None = None) -> None:
        """Nothing to this chat (None: to nobody) before `until`. A longer hold stays."""
        if chat is None:
            self.account_held_until = max(self.account_held_until, until)
        else:
            self._holds.add(chat, until)

    def __len__(self) -> int:
        """How many chats it remembers; those that have been idle for a window are forgotten."""
        return sum(len(windows) for windows in self._chats.values()) + len(self._holds)


_ACCOUNT = ""  # the one key of the account's own window
_ANY_TIME = float("-inf")


class _Windows:
    """Per key, the instants of the last messages: the next must leave a window after the
    `count`-th last."""

    def __init__(self, rate: Rate | None) -> None:
        self._rate = rate
        self._logs: OrderedDict[str, deque[float]] = OrderedDict()  # least recently used first

    @property
    def seconds(self) -> float:
        return self._rate.seconds if self._rate else 0.0

    def ready(self, key: str) -> float:
        log = self._logs.get(key)
        if self._rate is None or log is None or len(log) < self._rate.count:
            return _ANY_TIME
        return log[0] + self._rate.seconds

    def note(self, key: str, now: float) -> None:
        if self._rate is None:
            return
        log = self._logs.get(key)
        if log is None:
            log = self._logs[key] = deque(maxlen=self._rate.count)
        log.append(now)
        self._logs.move_to_end(key)
        self._forget(now)

    def _forget(self, now: float) -> None:
        while self._logs:
            oldest = next(iter(self._logs))
            if self._logs[oldest][-1] + self.seconds > now:
                return
            del self._logs[oldest]

    def __len__(self) -> int:
        return len(self._logs)


class _Pace:
    """Spreads bulk evenly over the window, so that a slot is always about to become free: replies,
    which go first, wait for no more than one each."""

    def __init__(self, rate: Rate | None) -> None:
        self._slot = rate.seconds / rate.count if rate else 0.0
        self._next = _ANY_TIME

    def ready(self) -> float:
        return self._next

    def note(self, lane: Lane, now: float) -> None:
        if lane not in BULK:
            return
        # A timer that wakes us late does not make the broadcast longer; a true pause gives no credit.
        on_time = now - self._next <= self._slot
        self._next = (self._next if on_time else now) + self._slot


class _Holds:
    """What a platform asked us to leave alone for a time, by chat."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._ends: list[tuple[float, str]] = []

    def until(self, chat: str) -> float:
        return self._until.get(chat, _ANY_TIME)

    def add(self, chat: str, until: float) -> None:
        if until > self.until(chat):
            self._until[chat] = until
            heapq.heappush(self._ends, (until, chat))

    def forget(self, now: float) -> None:
        while self._ends and self._ends[0][0] <= now:
            end, chat = heapq.heappop(self._ends)
            if self._until.get(chat) == end:
                del self._until[chat]

    def __len__(self) -> int:
        return len(self._until)


def _stretched(rate: Rate | None, least: float = 0.0) -> Rate | None:
    if rate is None:
        return None
    return Rate(rate.count, rate.seconds + max(rate.seconds * WIRE_JITTER, least))
