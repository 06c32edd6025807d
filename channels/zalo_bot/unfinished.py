"""Bubbles of which Zalo has taken some parts but not all, so that only the rest is sent again.

Of this process only: after a crash a bubble is sent once more from its beginning (P4).
"""

from dataclasses import dataclass

from channels.zalo_bot.calls import Call

# Of ours: many more than can be half sent at once; some kilobytes each.
MOST = 256


@dataclass(frozen=True, slots=True)
class Rest:
    """The calls that are still to be made; how many were, and the last one's id with Zalo."""

    calls: tuple[Call, ...]
    taken: int = 0
    last: str = ""

    @property
    def is_of_several(self) -> bool:
        return self.taken + len(self.calls) > 1

    def after(self, external_id: str) -> "Rest":
        """When the next one was taken."""
        return Rest(self.calls[1:], self.taken + 1, external_id)


class Unfinished:
    """By an envelope's number. Forgets the oldest when there are too many."""

    def __init__(self) -> None:
        self._rests: dict[int, Rest] = {}

    def pop(self, envelope: int) -> Rest | None:
        return self._rests.pop(envelope, None)

    def put(self, envelope: int, rest: Rest) -> None:
        self._rests.pop(envelope, None)
        self._rests[envelope] = rest
        if len(self._rests) > MOST:
            del self._rests[next(iter(self._rests))]

    def __len__(self) -> int:
        return len(self._rests)
