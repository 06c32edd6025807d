"""Finds phrases of a lexicon in typed words, first as marked, then with slips of the fingers, then without marks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.folding import Word
from bot.spelling import Spelling
from bot.teencode import standard_text

GAP = 4  # how many words "~" may stand for

# How well a typed word has to fit one of a phrase.
Fit = Callable[[Word, Word], bool]


@dataclass(frozen=True, slots=True)
class Phrase:
    words: tuple[Word, ...]
    gaps: frozenset[int]  # before which words others may stand


@dataclass(frozen=True, slots=True)
class Found:
    phrase: Phrase
    start: int
    end: int


class Phrases:
    """A list of phrases. `spelling` names the corrections that typed words may have."""

    def __init__(self, listed: str, spelling: Spelling | None = None) -> None:
        self.listed = tuple(_phrases(listed))
        self.vocabulary = frozenset(word.plain for phrase in self.listed for word in phrase.words)
        self._spelling = spelling or Spelling(self.vocabulary, shortest=4)
        self._by_first: dict[str, tuple[Phrase, ...]] = {}
        for phrase in sorted(self.listed, key=lambda p: -len(p.words)):
            first = phrase.words[0].plain
            self._by_first[first] = (*self._by_first.get(first, ()), phrase)
        self._exact: dict[tuple[str, ...], tuple[Phrase, ...]] = {}
        for phrase in self.listed:
            key = tuple(word.plain for word in phrase.words)
            self._exact[key] = (*self._exact.get(key, ()), phrase)

    def typed(self, word: Word, meant: Word) -> bool:
        """The word as it stands in the phrase, marks left out or not."""
        return word.may_be(meant)

    def slipped(self, word: Word, meant: Word) -> bool:
        """That, or one letter wrong."""
        return word.may_be(meant) or meant.plain in self._spelling.near(word.plain)

    def bare(self, word: Word, meant: Word) -> bool:
        """That, or right but for its marks; a lone wrongly marked word proves nothing."""
        return word.plain == meant.plain or meant.plain in self._spelling.near(word.plain)

    def whole(self, words: Sequence[Word]) -> Phrase | None:
        """The phrase that these words are."""
        key = tuple(word.plain for word in words)
        exact = self._exact.get(key, ())
        for phrase in exact:
            if all(map(Word.may_be, words, phrase.words)):
                return phrase
        if len(words) > 1 and exact:
            return exact[0]
        return self._slipped_whole(words)

    def _slipped_whole(self, words: Sequence[Word]) -> Phrase | None:
        choices = [self._spelling.near(word.plain) or {word.plain} for word in words]
        if len(words) > 6 or not any(self._spelling.near(word.plain) for word in words):
            return None
        keys: list[tuple[str, ...]] = [()]
        for choice in choices:
            keys = [(*key, plain) for key in keys for plain in sorted(choice)][:32]
        return next((self._exact[key][0] for key in keys if key in self._exact), None)

    def all(self, words: Sequence[Word], fit: Fit | None = None) -> Iterator[Found]:
        """Every phrase that stands in these words, the longest of those that begin at one place."""
        fit = fit or self.slipped
        for start, word in enumerate(words):
            for first in (word.plain, *self._spelling.near(word.plain)):
                for phrase in self._by_first.get(first, ()):
                    end = _match(words, start, phrase, fit)
                    if end is not None:
                        yield Found(phrase, start, end)
                        break

    def any(self, words: Sequence[Word], fit: Fit | None = None) -> Found | None:
        return next(self.all(words, fit), None)


def _phrases(listed: str) -> Iterator[Phrase]:
    for written in listed.replace("\n", "·").split("·"):
        parts = [standard_text(part) for part in written.split("~")]
        words = tuple(word for part in parts for word in part)
        starts, count = set(), 0
        for part in parts[:-1]:
            count += len(part)
            starts.add(count)
        if words:
            yield Phrase(words, frozenset(starts))


def _match(words: Sequence[Word], start: int, phrase: Phrase, fit: Fit) -> int | None:
    """Where the phrase ends if it begins at `start`."""
    at = start
    for place, meant in enumerate(phrase.words):
        reach = GAP if place in phrase.gaps else 0
        found = next(
            (i for i in range(at, min(at + reach + 1, len(words))) if fit(words[i], meant)), None
        )
        if found is None:
            return None
        at = found + 1
    return at


@lru_cache(maxsize=64)
def word_list(listed: str) -> frozenset[str]:
    """Plain forms of single words listed with spaces between."""
    return frozenset(word.plain for text in listed.split() for word in standard_text(text))
