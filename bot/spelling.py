"""Which known words a mistyped one may have been: one letter too many, missing, other, or swapped."""

from collections.abc import Iterable
from functools import lru_cache

from bot.syllable import is_syllable

_LONGEST = 16


class Spelling:
    """Corrections towards one vocabulary; a word that exists in Vietnamese is never corrected.

    `shortest` is the length from which typed words are looked at: short ones have too many neighbours.
    """

    def __init__(self, vocabulary: Iterable[str], shortest: int) -> None:
        self._known = frozenset(vocabulary)
        self._shortest = shortest
        self._by_gap: dict[str, set[str]] = {}
        for word in self._known:
            for gapped in _gapped(word):
                self._by_gap.setdefault(gapped, set()).add(word)
        self.near = lru_cache(maxsize=4096)(self._near)
        # Also from words that exist: for phrases whose other words bear the correction out.
        self.slips = lru_cache(maxsize=4096)(self._slips)

    def _near(self, typed: str) -> frozenset[str]:
        if not self._shortest <= len(typed) <= _LONGEST or typed in self._known:
            return frozenset()
        if is_syllable(typed) or not typed.isalpha():
            return frozenset()
        return self.slips(typed)

    def _slips(self, typed: str) -> frozenset[str]:
        if len(typed) > _LONGEST:
            return frozenset()
        found: set[str] = set()
        for gapped in _gapped(typed):
            found |= self._by_gap.get(gapped, set())
        return frozenset(word for word in found if one_slip(typed, word))


def _gapped(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def one_slip(one: str, other: str) -> bool:
    """Whether two different words are one insertion, deletion, substitution or swap apart."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped
