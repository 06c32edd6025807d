"""Whom of the people that a team knows a name means. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.folding import Word, folded, listed
from bot.visiting import TITLES

# What tells two people of one name apart, but is no part of it.
_PLACES = listed("xom thon ngo ngach doi khu ban lang pho duong nha to so")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Of `learner` and `household` one is None. `name`: as the learner shows it, or as the team says it."""

    learner: int | None
    household: int | None
    name: str


def meant(name: str, known: Iterable[Neighbour]) -> Sequence[Neighbour]:
    """All whom it may mean: everybody in whose name all its words stand. A household that is called
    exactly so, with its place, is the one."""
    people = list(known)
    whole = folded(name).words
    called_so = [
        one
        for one in people
        if one.household is not None and _all_in(whole, folded(one.name).words, exactly=True)
    ]
    if called_so:
        return called_so
    core = _core(whole)
    return [one for one in people if _all_in(core, folded(one.name).words)]


def _core(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without the title before it and the place behind it, as long as anything is left."""
    if len(words) > 1 and words[0].plain in TITLES:
        words = words[1:]
    place = next((at for at, word in enumerate(words) if at and word.plain in _PLACES), len(words))
    return words[:place]


def _all_in(words: Sequence[Word], shown: Sequence[Word], *, exactly: bool = False) -> bool:
    if exactly and len(words) != len(shown):
        return False
    return bool(words) and all(
        any(word.may_be(other) or other.may_be(word) for other in shown) for word in words
    )
