"""Takes the courtesies off a text: forms of address, particles, and words that say nothing by themselves."""

from collections.abc import Sequence

from bot import lexicon
from bot.folding import Vocabulary, Word, listed, word_of

_POLITE = frozenset(word_of(text) for text in listed(lexicon.POLITE))
_POLITE_MARKED = frozenset(word.marked for word in _POLITE)
_POLITE_PLAIN = frozenset(word.plain for word in _POLITE)
_EMPTY = Vocabulary(map(word_of, listed(lexicon.EMPTY)))
# Half a dozen courtesies on either side is as far as even the politest go.
_MOST = 6


def is_polite(word: Word) -> bool:
    if word.marked in _POLITE_MARKED:
        return True
    return word.plain in _POLITE_PLAIN and not word.is_marked


def core(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words without the courtesies around them; all of them where there is nothing else."""
    start, end = _bounds(words)
    return words[start:end] or words


def only_polite(words: Sequence[Word]) -> bool:
    return all(map(is_polite, words))


def telling(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without those that say nothing anywhere in a text."""
    return tuple(word for word in words if not _EMPTY.holds(word))


def peelings(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """The text with ever fewer courtesies, since a phrase may itself begin or end with one."""
    start, end = _bounds(words)
    if start >= end:
        start, end = len(words) - 1, 1
    found = [
        words[first:last]
        for first in range(min(start, _MOST) + 1)
        for last in range(max(end, len(words) - _MOST), len(words) + 1)
        if first < last
    ]
    return [*sorted(found, key=len, reverse=True), core(words)]


def _bounds(words: Sequence[Word]) -> tuple[int, int]:
    start, end = 0, len(words)
    while start < end and is_polite(words[start]):
        start += 1
    while end > start and is_polite(words[end - 1]):
        end -= 1
    return start, end
