"""How hard a Vietnamese text is to read, measured by what can be counted without a dictionary.

Vietnamese puts a space between syllables, not between words, so a "word" cannot be counted honestly
without a list of all words. Two things can: syllables a sentence, and long syllables, those of five
letters or more ("nghiêm", "khuyến", "chuyển"), which beginners spell out and which are commoner in the
language of offices than in talk. No school grade is claimed: the limits are those that a person who
reads slowly can hold in the head (domain.md 6.2: 8-12 words a sentence, a word being mostly one
syllable and at times two).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_SYLLABLES = 22  # in one sentence
MEAN_SYLLABLES = 12  # a sentence, over the whole lesson
MOST_LONG = 0.15  # the share of long syllables over the whole lesson
LONG_LETTERS = 5

_SENTENCE = re.compile(r"(?<=[.!?…:;])[\"”)]*\s+|\n")
_SYLLABLE = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """Means over some texts; 0 for no text at all."""

    syllables: float  # a sentence
    long: float  # share of syllables, 0 to 1


def sentences(text: str) -> list[str]:
    """Also what a colon or a semicolon parts: there one takes breath."""
    return [part for part in _SENTENCE.split(text) if _SYLLABLE.search(part)]


def syllables(sentence: str) -> list[str]:
    return _SYLLABLE.findall(sentence)


def measure(texts: Iterable[str]) -> Reading:
    counted = [syllables(sentence) for text in texts for sentence in sentences(text)]
    total = sum(map(len, counted))
    if not total:
        return Reading(0.0, 0.0)
    long = sum(len(syllable) >= LONG_LETTERS for found in counted for syllable in found)
    return Reading(total / len(counted), long / total)
