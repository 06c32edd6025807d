"""Who writes what: people who walk to and fro in a lesson, and what each must hear, in order.

Everybody's way is drawn from a seed, so both programs are asked the same. Each text asks for exactly
one bubble, which begins "Bước 3/9": that number is the expectation. Where a platform has no buttons the
answers to the step must stand below it, numbered; without them it is no answer.
"""

import random
import re
from collections import deque
from dataclasses import dataclass, field

FIRST_ID = 700_000_001
LESSON = "cai-ung-dung"
CODE = "L02"
# Farther than this nobody walks: the quiz and the end of the lesson say more than one bubble.
FARTHEST = 4

# What people type for "on", "back" and "again" (domain.md 4.1), no two alike.
ON = ("xong rồi", "xong", "roi", "Xong roi a", "da xong", "ok roi")
BACK = ("quay lại", "lùi lại", "quay lai", "lui lai")
AGAIN = ("nhắc lại", "nhac lai", "xem lại")

_STEP = re.compile(r"Bước (\d+)/")
_NUMBERED_STEP = re.compile(r"Bước (\d+)/.*\n1\. .*\n\(Gõ số để chọn\.\)\Z", re.DOTALL)


@dataclass(slots=True)
class Person:
    """`place` counts from 1. `expected`: the places of the answers that are still to come."""

    id: int
    dice: random.Random
    numbered: bool = False
    place: int = 1
    last: int = -1  # the place of the answer heard last
    doubled: int = 0
    out_of_order: int = 0
    expected: deque[tuple[int, float]] = field(default_factory=deque)

    def says(self) -> str:
        """The next thing to write; changes the place that this person will be at."""
        moves = [ON] * (self.place < FARTHEST) + [BACK] * (self.place > 1) + [AGAIN]
        words = self.dice.choice(moves)
        self.place += (words is ON) - (words is BACK)
        return self.dice.choice(words)

    def waits(self, since: float) -> None:
        """An answer about the present place is to come."""
        self.expected.append((self.place, since))

    def hears(self, text: str, now: float) -> float | None:
        """Seconds that the answer took; None for one that was not due."""
        found = (_NUMBERED_STEP if self.numbered else _STEP).search(text)
        number = int(found[1]) if found else 0
        if self.expected and self.expected[0][0] == number:
            self.last = number
            return now - self.expected.popleft()[1]
        if number == self.last:
            self.doubled += 1
        else:
            self.out_of_order += 1
        return None

    def forgets(self) -> None:
        """What went wrong so far, and what never came."""
        self.doubled = self.out_of_order = 0
        self.expected.clear()


def crowd(count: int, seed: int, *, numbered: bool = False) -> list[Person]:
    """So many people at the first step of the lesson, on a platform with buttons or without."""
    return [Person(FIRST_ID + n, random.Random(f"{seed}:{n}"), numbered) for n in range(count)]
