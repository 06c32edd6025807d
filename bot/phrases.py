"""Finds phrases of a lexicon in typed words: as marked, without marks, and with slips of the finger."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.folding import Word
from bot.spelling import Spelling
from bot.teencode import standard_text

GAP = 4  # how many words "~" may stand for


@dataclass(frozen=True, slots=True)
class Phrase:
    words: tuple[Word, ...]
    gaps: frozenset[int]  # before which words others may stand
    plains: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    phrase: Phrase
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ear:
    """How typed words are compared with those of phrases.

    `near` gives the plain words that a typed one may have slipped from, besides its own;
    `forgives` tells whether a word's marks may be wrong.
    """

    near: Callable[[Word], frozenset[str]]
    forgives: Callable[[Word], bool]

    def hears(self, word: Word, meant: Word) -> bool:
        if word.plain == meant.plain:
            return word.may_be(meant) or self.forgives(word)
        return meant.plain in self.near(word)


# Every word as it is typed, marks left out or right.
EXACT = Ear(near=lambda _: frozenset(), forgives=lambda _: False)


class Phrases:
    """A list of phrases. `spelling` names the corrections that typed words may have."""

    def __init__(self, listed: str, spelling: Spelling | None = None) -> None:
        listed_phrases = tuple(_phrases(listed))
        self.vocabulary = frozenset(w.plain for phrase in listed_phrases for w in phrase.words)
        self._spelling = spelling or Spelling(self.vocabulary, shortest=4)
        self.ear = Ear(lambda word: self._spelling.near(word.plain), lambda _: False)
        self._by_first: dict[str, tuple[Phrase, ...]] = {}
        self._exact: dict[tuple[str, ...], tuple[Phrase, ...]] = {}
        for phrase in sorted(listed_phrases, key=lambda p: -len(p.words)):
            key = tuple(word.plain for word in phrase.words)
            self._by_first[key[0]] = (*self._by_first.get(key[0], ()), phrase)
            self._exact[key] = (*self._exact.get(key, ()), phrase)

    def whole(self, words: Sequence[Word]) -> Phrase | None:
        """The phrase that these words are."""
        exact = self._exact.get(tuple([word.plain for word in words]), ())
        for phrase in exact:
            if all(map(Word.may_be, words, phrase.words)):
                return phrase
        # Wrong marks are forgiven where a second word bears them out; alone they make another word.
        return exact[0] if exact and len(words) > 1 else self._slipped(words)

    def _slipped(self, words: Sequence[Word]) -> Phrase | None:
        if len(words) > 6:
            return None
        near = [self._spelling.near(word.plain) for word in words]
        if not any(near):
            return None
        keys: list[tuple[str, ...]] = [()]
        for word, slips in zip(words, near, strict=True):
            keys = [(*key, plain) for key in keys for plain in sorted(slips) or [word.plain]][:32]
        return next((self._exact[key][0] for key in keys if key in self._exact), None)

    def all(self, words: Sequence[Word], ear: Ear | None = None) -> Iterator[Found]:
        """Every phrase that stands in these words, the longest of those that begin at one place."""
        near = list(map((ear or self.ear).near, words))
        starts = [
            (start, first)
            for start, word in enumerate(words)
            for first in (word.plain, *near[start])
            if first in self._by_first
        ]
        if not starts:  # most texts hold the first word of no phrase at all
            return
        present = {word.plain for word in words}.union(*near)
        for start, first in starts:
            for phrase in self._by_first[first]:
                if phrase.plains <= present:
                    end = _match(words, start, phrase, ear or self.ear)
                    if end is not None:
                        yield Found(phrase, start, end)
                        break

    def any(self, words: Sequence[Word], ear: Ear | None = None) -> Found | None:
        return next(self.all(words, ear), None)


def _phrases(listed: str) -> Iterator[Phrase]:
    for written in listed.replace("\n", "·").split("·"):
        parts = [standard_text(part) for part in written.split("~")]
        words = tuple(word for part in parts for word in part)
        ends = [sum(len(part) for part in parts[:count]) for count in range(1, len(parts))]
        if words:
            yield Phrase(words, frozenset(ends), frozenset(word.plain for word in words))


def _match(words: Sequence[Word], start: int, phrase: Phrase, ear: Ear) -> int | None:
    """Where the phrase ends if it begins at `start`."""
    at = start
    for place, meant in enumerate(phrase.words):
        reach = GAP if place in phrase.gaps else 0
        last = min(at + reach + 1, len(words))
        found = next((i for i in range(at, last) if ear.hears(words[i], meant)), None)
        if found is None:
            return None
        at = found + 1
    return at


@lru_cache(maxsize=64)
def word_list(listed: str) -> frozenset[str]:
    """Plain forms of single words listed with spaces between."""
    return frozenset(word.plain for text in listed.split() for word in standard_text(text))
