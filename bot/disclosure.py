"""Which numbers of a public table are hidden, so that nobody is recognised in one: not even by subtraction.

A cell below `SMALLEST` is "dưới 5". Where the sum is shown as well, the hidden ones must not follow from it:
further cells are hidden until each of the small ones could still be anything from nothing to four.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

SMALLEST = 5  # the bound that was agreed on with those who ask for the figures
BELOW, HIDDEN = "dưới 5", "không nêu"
Shown = int | str  # a number, or one of the two words
_MOST = SMALLEST - 1


@dataclass(frozen=True, slots=True)
class Branch:
    """A number, and what it is the sum of: a province's communes, a commune's hamlets."""

    value: int
    parts: Sequence["Branch"] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """The same as everybody may see it."""

    value: Shown
    parts: Sequence["Told"] = ()


def public(branch: Branch) -> Told:
    """The sum at the top goes first where nothing else helps."""
    if branch.value < SMALLEST:
        return _silent(branch)
    hidden = _hidden(branch)
    shown: Shown = branch.value
    if hidden is None:
        hidden, shown = _must(branch), HIDDEN
    return Told(shown, _parts(branch, hidden))


def _parts(branch: Branch, hidden: Collection[int]) -> Sequence[Told]:
    return [
        _silent(part) if at in hidden else Told(part.value, _parts(part, _hidden(part) or ()))
        for at, part in enumerate(branch.parts)
    ]


def _silent(branch: Branch) -> Told:
    """Nothing of what a hidden number is made of is shown either: it would be the sum."""
    word = BELOW if branch.value < SMALLEST else HIDDEN
    return Told(word, [_silent(part) for part in branch.parts])


def _hidden(branch: Branch) -> frozenset[int] | None:
    """Which of the parts are hidden below a sum that is shown; None: that would not do, even if all were."""
    hidden = _must(branch)
    rest = sorted(set(range(len(branch.parts))) - hidden, key=lambda at: branch.parts[at].value)
    while not _is_safe([branch.parts[at].value for at in hidden]):
        if not rest:
            return None
        hidden = hidden | {rest.pop(0)}  # the smallest first: least is lost
    return hidden


def _must(branch: Branch) -> frozenset[int]:
    """The small ones, and those that would give something below them away."""
    return frozenset(
        at for at, part in enumerate(branch.parts) if part.value < SMALLEST or _hidden(part) is None
    )


def _is_safe(hidden: Sequence[int]) -> bool:
    """Their sum can be had by subtraction, and whether each is small. Does nothing more follow?"""
    small = sum(value < SMALLEST for value in hidden)
    large, total = len(hidden) - small, sum(hidden)
    if not hidden:
        return True
    if not large:
        return _MOST <= total <= _MOST * (small - 1)
    enough = total >= SMALLEST * large + _MOST  # a small one may be as large as any small one
    return enough and (small > 0 or large > 1)
