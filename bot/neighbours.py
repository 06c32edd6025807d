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
    words = folded(name).words
    homes = [one for one in people if one.household is not None]
    called_so = [one for one in homes if _stand_in(words, one, all_of_it=True)]
    if called_so:
        return called_so
    core = _core(words)
    return [one for one in people if _stand_in(core, one, has_marks=_has_marks(words))]


def _core(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without the title before it and the place behind it, as long as anything is left."""
    if len(words) > 1 and words[0].plain in TITLES:
        words = words[1:]
    place = next((at for at, word in enumerate(words) if at and word.plain in _PLACES), len(words))
    return words[:place]


def _stand_in(
    words: Sequence[Word], one: Neighbour, *, all_of_it: bool = False, has_marks: bool = False
) -> bool:
    shown = folded(one.name).words
    if all_of_it and len(words) != len(shown):
        return False
    # Whoever writes some marks writes all of them; whoever writes none means every word that has them.
    both = (has_marks or _has_marks(words)) and _has_marks(shown)
    return bool(words) and all(
        any(_same(word, other, exactly=both) for other in shown) for word in words
    )


def _has_marks(words: Iterable[Word]) -> bool:
    return any(word.is_marked for word in words)


def _same(one: Word, other: Word, *, exactly: bool) -> bool:
    if exactly:
        return one.marked == other.marked
    return one.may_be(other) or other.may_be(one)
