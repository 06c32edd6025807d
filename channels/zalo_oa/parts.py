"""How far a message of several parts has come, so that another try goes on where the last one ended."""

from collections import OrderedDict

# Of ours: so many messages may be half sent at once; of older ones all parts come again.
MOST_REMEMBERED = 1_000


class Parts:
    """Parts that were taken, by envelope. Forgotten with this process."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._taken: OrderedDict[int, int] = OrderedDict()

    def taken(self, envelope: int) -> int:
        return self._taken.get(envelope, 0)

    def take(self, envelope: int, count: int) -> None:
        self._taken[envelope] = count
        self._taken.move_to_end(envelope)
        while len(self._taken) > self._most:
            self._taken.popitem(last=False)

    def forget(self, envelope: int) -> None:
        self._taken.pop(envelope, None)
