"""Who goes next? Envelopes wait here in the order of their chats and in lanes between the chats.

Pure: no clock, no asyncio. One envelope of a chat is under way at a time; the limiter says when.
"""

import heapq
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from bot.delivery import Envelope
from bot.message import Lane, Mark
from worker.limiter import Limiter


@dataclass(slots=True)
class _Chat:
    """The envelopes of one chat. `place` is the number of its one valid entry in a queue."""

    waiting: deque[Envelope] = field(default_factory=deque)
    in_lanes: list[int] = field(default_factory=lambda: [0] * len(Lane))
    flying: bool = False
    ready: bool = False  # its entry stands in a lane: nothing but the account's limit is in the way
    place: int = 0

    def lane(self) -> Lane:
        """The best lane of all that wait: a reply pulls along what stands before it in its chat."""
        return next(lane for lane in Lane if self.in_lanes[lane])


class WaitingRoom:
    """The envelopes claimed by this process for one account. O(log chats) an envelope."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter
        self._chats: dict[str, _Chat] = {}
        # Entries are (place, chat); an entry whose place is no longer the chat's own is void.
        self._ready: dict[Lane, deque[tuple[int, str]]] = {lane: deque() for lane in Lane}
        self._resting: list[tuple[float, int, str]] = []  # until when the chat's limit bids wait
        self._places = count(1)
        self._size = 0
        self.pressing = 0  # chats whose next could leave now, were it for their own limit

    def __len__(self) -> int:
        """How many wait, those under way not counted."""
        return self._size

    @property
    def numbers(self) -> set[int]:
        """Of all that wait."""
        return {envelope.id for chat in self._chats.values() for envelope in chat.waiting}

    def add(self, envelope: Envelope, now: float) -> None:
        """The envelope waits behind all earlier ones of its chat."""
        name = envelope.address.chat
        chat = self._chats.setdefault(name, _Chat())
        before = chat.lane() if chat.waiting else None
        chat.waiting.append(envelope)
        chat.in_lanes[envelope.lane] += 1
        self._size += 1
        if not chat.flying and (before is None or chat.lane() < before):
            self._place(name, chat, now)

    def take(self, now: float) -> Envelope | None:
        """The next to leave now, noted with the limiter and under way until `landed`; or None."""
        self._wake_rested(now)
        lane = self._best_lane()
        while lane is not None and self._limiter.account_ready(lane) <= now:
            _, name = self._ready[lane].popleft()
            chat = self._chats[name]
            if self._chat_ready(chat) <= now:
                return self._leave(name, chat, lane, now)
            self._place(name, chat, now)  # a hold has come since it was found ready
            lane = self._best_lane()
        return None

    def next_at(self, now: float) -> float | None:
        """When `take` may next give something, if nothing else happens; None = not by waiting."""
        self._wake_rested(now)
        lane = self._best_lane()
        rested = self._resting[0][0] if self._resting else None
        if lane is None:
            return rested
        ready = max(now, self._limiter.account_ready(lane))
        return ready if rested is None else min(ready, rested)

    def landed(self, name: str, now: float) -> None:
        """What was under way to this chat has come back; its next may go."""
        chat = self._chats[name]
        chat.flying = False
        if chat.waiting:
            self._place(name, chat, now)
        else:
            del self._chats[name]

    def clear(self, name: str) -> tuple[Envelope, ...]:
        """Take out all that wait for this chat, in order. What is under way stays so."""
        chat = self._chats.get(name)
        if chat is None:
            return ()
        cleared = tuple(chat.waiting)
        self._size -= len(cleared)
        chat.waiting.clear()
        chat.in_lanes = [0] * len(Lane)
        self._displace(chat)
        if not chat.flying:
            del self._chats[name]
        return cleared

    def clear_all(self) -> tuple[Envelope, ...]:
        """Take out all that wait."""
        return _flat(self.clear(name) for name in tuple(self._chats))

    def _leave(self, name: str, chat: _Chat, lane: Lane, now: float) -> Envelope:
        envelope = chat.waiting.popleft()
        chat.in_lanes[envelope.lane] -= 1
        chat.flying = True
        self._displace(chat)
        self._size -= 1
        self._limiter.note(name, envelope.address.kind, lane, now, mark=_is_mark(envelope))
        return envelope

    def _chat_ready(self, chat: _Chat) -> float:
        head = chat.waiting[0]
        return self._limiter.chat_ready(head.address.chat, head.address.kind, mark=_is_mark(head))

    def _place(self, name: str, chat: _Chat, now: float) -> None:
        self._displace(chat)
        ready = self._chat_ready(chat)
        if ready > now:
            heapq.heappush(self._resting, (ready, chat.place, name))
        else:
            self._ready[chat.lane()].append((chat.place, name))
            chat.ready = True
            self.pressing += 1

    def _displace(self, chat: _Chat) -> None:
        chat.place = next(self._places)
        self.pressing -= chat.ready
        chat.ready = False

    def _wake_rested(self, now: float) -> None:
        while self._resting:
            ready, place, name = self._resting[0]
            if self._valid(place, name):
                if ready > now:
                    return
                heapq.heappop(self._resting)
                self._place(name, self._chats[name], now)
            else:
                heapq.heappop(self._resting)

    def _best_lane(self) -> Lane | None:
        for lane, line in self._ready.items():
            while line and not self._valid(*line[0]):
                line.popleft()
            if line:
                return lane
        return None

    def _valid(self, place: int, name: str) -> bool:
        chat = self._chats.get(name)
        return chat is not None and chat.place == place


def _is_mark(envelope: Envelope) -> bool:
    return isinstance(envelope.content, Mark)


def _flat(groups: Iterable[tuple[Envelope, ...]]) -> tuple[Envelope, ...]:
    return tuple(envelope for group in groups for envelope in group)
