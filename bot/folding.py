"""Brings typed text into one shape: words without marks, case, hidden characters and stuttered letters.

Keeps the marks beside each plain word, since they tell dừng from đúng; knows no meanings.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.syllable import HOOK, QUALITIES, TILDE, TONES, decoded

# Telegram's longest message has 4,096 characters; what comes after this is not a message any more.
LONGEST_READ = 10_000
_QUESTION_MARKS = re.compile("[?？؟⁇⁈⁉]")
# What is on a Vietnamese keyboard, each letter with all its marks in one piece. Most texts are nothing
# else, and then there is nothing to hide, to compose or to look up character by character.
_ORDINARY = re.compile(r"[ -~à-ïñ-ýăđĩũơưạ-ỹ]*")
_WORD = re.compile(r"[^\W_]+")
# Controls, joiners, halves of letters, skin tones, and the marks that no letter took in.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Sk", "Mn", "Me"})
_HALF_HORNED = re.compile(r"(?:ưo|uơ)(?=.)")  # one horn of "ươ" forgotten
_AS_TYPED = frozenset({"cccd", "www", "test"})  # neither stuttered nor Telex
_NOT_D = str.maketrans({"ð": "đ"})  # an Icelandic letter that old Vietnamese fonts borrowed


def listed(words: str) -> frozenset[str]:
    """A set of words written with spaces between."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word twice: `plain` without marks, and `marked`, spelled with its tone at the very end.

    The tone stands last so that "hoà" and "hòa" are one word; hỏi and ngã count as one tone, since
    Thanh Hóa speech does not tell them apart and spelling follows speech.
    """

    plain: str
    marked: str

    @property
    def is_marked(self) -> bool:
        return self.plain != self.marked

    def may_be(self, other: "Word") -> bool:
        """Whether this can be a hasty spelling of `other`: as marked, without marks, or with đ alone."""
        if self.plain != other.plain:
            return False
        if self.marked in (self.plain, other.marked):
            return True
        return self.marked == "đ" + self.plain[1:] and other.marked.startswith("đ")


class Vocabulary:
    """A set of words to look hasty spellings up in."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._by_plain: dict[str, list[Word]] = {}
        for word in words:
            self._by_plain.setdefault(word.plain, []).append(word)

    def holds(self, typed: Word) -> bool:
        """Whether the typed word may be one of these."""
        return any(map(typed.may_be, self._by_plain.get(typed.plain, ())))


@dataclass(frozen=True, slots=True)
class Folded:
    words: tuple[Word, ...]
    asked: bool  # there was a question mark
    signs: str  # emoji and other symbols, in order, without skin tones and joiners


def fold(text: str) -> str:
    """The words of a text without marks, single-spaced. Folding again changes nothing."""
    return plain_of(folded(text).words)


@lru_cache(maxsize=4096)
def fold_label(label: str) -> str:
    """`fold` for the authors' words and our own, which come again all day; never for what people type."""
    return fold(label)


def plain_of(words: Iterable[Word]) -> str:
    return " ".join([word.plain for word in words])


def folded(text: str) -> Folded:
    return folded_shape(normal(text))


def folded_shape(shape: str) -> Folded:
    """The words of a text that is `normal` already."""
    words = tuple([word for typed in _WORD.findall(shape) if (word := word_of(typed)).plain])
    return Folded(words, _QUESTION_MARKS.search(shape) is not None, _signs(shape))


def _signs(shape: str) -> str:
    if _ORDINARY.fullmatch(shape):
        return ""
    return "".join(char for char in shape if unicodedata.category(char) == "So")


def normal(text: str) -> str:
    """Composed, lower case, full-width and circled forms made plain, controls and hidden characters out."""
    # Cut twice, since one character may stand for eighteen.
    text = unicodedata.normalize("NFKC", text[:LONGEST_READ])[:LONGEST_READ].casefold()
    if _ORDINARY.fullmatch(text):
        return text
    kept = (_visible(char) for char in text)
    return unicodedata.normalize("NFKC", "".join(kept)).translate(_NOT_D)


def _visible(char: str) -> str:
    if char < "\u0300":  # the common case, without a look-up
        return char if char >= " " and char != "\u00ad" else " " if char in "\n\r\t" else ""
    category = unicodedata.category(char)
    if category in _HIDDEN:
        return ""
    return str(unicodedata.decimal(char, char)) if category == "Nd" else char


@lru_cache(maxsize=8192)
def word_of(typed: str) -> Word:
    """The word behind one run of letters and digits, Telex and VNI leftovers decoded."""
    letters, tone = _letters(typed)
    plain = _plain(letters)
    if typed in _AS_TYPED:
        return Word(typed, typed)
    meant = decoded(plain) if plain.isascii() else None
    if meant is not None:
        # Some keys took effect and some did not, or a letter was only stuttered: its marks prove nothing.
        half_done = bool(tone) or plain != "".join(letters)
        letters, tone = _letters(meant)
        plain = _plain(letters)
        if half_done or not tone:
            return Word(plain, plain)
    marked = unicodedata.normalize("NFC", "".join(letters))
    return Word(plain, _HALF_HORNED.sub("ươ", marked) + tone)


def _plain(letters: list[str]) -> str:
    return "".join("d" if letter == "đ" else letter[0] for letter in letters)


def _letters(typed: str) -> tuple[list[str], str]:
    """Letters with their quality (â, ơ, đ) apart from the word's tone; stuttered ones once."""
    letters: list[str] = []
    tone = ""
    for char in unicodedata.normalize("NFD", typed):
        if char in TONES:
            tone = HOOK if char == TILDE else char
        elif char in QUALITIES and letters:
            letters[-1] = letters[-1][0] + char
        elif not unicodedata.category(char).startswith("M"):
            letters.append(char)
    return _squeezed(letters), tone


def _squeezed(letters: list[str]) -> list[str]:
    """Three or more of a letter in a row become one, the one with a mark if there is one."""
    kept: list[str] = []
    start = 0
    while start < len(letters):
        base = _plain(letters[start : start + 1])
        end = start + 1
        while end < len(letters) and _plain(letters[end : end + 1]) == base:
            end += 1
        run = letters[start:end]
        kept += [max(run, key=len)] if len(run) > 2 and base.isalpha() else run
        start = end
    return kept
