"""A visit told in a sentence: who was visited, what came of it, which lessons, alone or with help. Pure.

Guesses, and is shown before it is kept: so it may be wrong, but must not claim more than was said.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.folding import listed, plain_of, word_of
from bot.search import search
from bot.teencode import standard_text
from bot.typed import Typed
from lessons.lesson import Course

LONGEST_NAME = 40  # characters; a name with the place by which the hamlet knows its owner
MOST_WORDS = 7  # of a name
MOST_LESSONS = 3  # that one visit is about


class Outcome(StrEnum):
    MET = "met"
    NOT_HOME = "not home"
    REFUSED = "refused"  # does not want to be asked again


@dataclass(frozen=True, slots=True)
class Told:
    """`name` as it was typed, "" where nobody was named; `alone` None: nothing was said of that."""

    name: str
    outcome: Outcome = Outcome.MET
    lessons: tuple[str, ...] = ()
    alone: bool | None = None


TITLES = listed("ong ba co chu bac anh chi cu me mu o di bu em chau thim cau mo duong")
_TOKEN = re.compile(r"[^\W_]+")
_PAUSE = re.compile(r"[,;.:!?()\n–—]|\s-\s")
# What may stand before the visit itself.
_LEAD = listed(
    "ghi da toi minh em chau hom nay qua sang chieu trua vua moi di den ghe thua bao cao"
)
_HOME = ("gia dinh nha", "gia dinh", "nha", "ho")
# "Tham" without its mark is also the beginning of these; those of the second line are no visit with it either.
_UNMARKED_ELSE = listed("gia khao nhung du muu luan lam vong")
_SOMETHING_ELSE = listed("hoi kham quan vieng")
_VISIT = word_of("thăm").marked
_SHORT = {"ko": "khong", "k": "khong", "kh": "khong", "kg": "khong", "hok": "khong", "dc": "duoc"}

# Where a name ends although nothing is written between; a word right after a title is always a name.
_ENDS = tuple(
    tuple(words.split())
    for words in (
        "khong", "da", "dang", "chua", "vang", "di vang", "biet", "duoc", "tu choi", "tu lam", "tu dung",
        "tu cai", "tu mo", "tu thao tac", "huong dan", "cai", "giup", "hoc", "xong", "roi", "hom nay",
        "hom qua", "chieu nay", "sang nay", "lam duoc", "lam", "co nguoi", "co con", "co chau", "nho con",
        "nho chau", "dong cua", "cua khoa", "con giup", "chau giup", "mot minh", "thay",
    )
)  # fmt: skip
_DONE = listed("da dang moi vua")
_NOBODY_HOME = re.compile(
    r"\b(?:khong (?:co|o) nha|(?:di )?vang|(?:khong|chua) gap|dong cua|cua (?:khoa|dong)|khong co ai"
    r"|di (?:lam|cho|ra dong|vien|xa) (?:chua ve|roi))\b"
)
_NEEDS_NOBODY = re.compile(r"\bkhong can (?:ai |nguoi |con |chau )?giup\b")
_REFUSED = re.compile(
    r"\b(?:khong (?:muon|thich|chiu|can|dong y)|tu choi|dung (?:den|hoi|goi)|khong hoc nua)\b"
)
_UNABLE = re.compile(r"\b(?:chua|khong)(?: \w+)? (?:tu|lam duoc|biet|duoc|lam)\b")
_WITH_HELP = re.compile(
    r"\b(?:(?:co|nho|duoc) (?:\w+ ){0,2}giup|(?:con|chau|con chau|chau noi|chau ngoai|nguoi nha) giup"
    r"|(?:can|phai)(?: co)?(?: nguoi)? giup|nho (?:con|chau|nguoi)|co (?:nguoi|con|chau) (?:lam cung|ho tro)"
    r"|giup moi lam)\b"
)
_ALONE = re.compile(
    r"\b(?:tu (?:lam|dung|cai|mo|dang|thao|tra|goi|nhan|chuyen|quet|nop|xem|bam|lay)|mot minh"
    r"|lam duoc|biet (?:lam|dung|cach)|thanh thao)\b"
)


def is_told(typed: Typed) -> bool:
    """Whether somebody who serves tells of a visit, or begins to."""
    words = [word.plain for word in typed.own.words]
    at = _verb(words)
    if at is None:
        return False
    after = words[at + 1] if at + 1 < len(words) else ""
    is_marked = typed.own.words[at].marked == _VISIT
    return after not in _SOMETHING_ELSE and (is_marked or after not in _UNMARKED_ELSE)


def read(text: str, course: Course) -> Told:
    """The sentence with or without the words that begin it."""
    text = unicodedata.normalize("NFC", text)
    tokens = list(_TOKEN.finditer(text))
    plain = [_SHORT.get(word, word) for word in (word_of(t[0].casefold()).plain for t in tokens)]
    first = _first(plain)
    end = _end(text, tokens, plain, first)
    if end == first:
        return Told("")
    name = text[tokens[first].start() : tokens[end - 1].end()]
    rest = text[tokens[end - 1].end() :]
    return _judged(" ".join(name.split())[:LONGEST_NAME].strip(), rest, course)


def _verb(words: Sequence[str]) -> int | None:
    for at, word in enumerate(words):
        if word == "tham":
            return at
        if word not in _LEAD:
            return None
    return None


def _first(plain: Sequence[str]) -> int:
    """Where the name begins."""
    verb = _verb(plain)
    at = 0 if verb is None else verb + 1
    for home in _HOME:
        words = home.split()
        if verb is not None and list(plain[at : at + len(words)]) == words:
            return at + len(words)
    return at


def _end(text: str, tokens: Sequence[re.Match[str]], plain: Sequence[str], first: int) -> int:
    at = first
    while at < len(tokens) and at - first < MOST_WORDS:
        named = at > first and plain[at - 1] in TITLES and at - 1 == first
        if at > first and _PAUSE.search(text[tokens[at - 1].end() : tokens[at].start()]):
            break
        if not named and any(tuple(plain[at : at + len(end)]) == end for end in _ENDS):
            break
        at += 1
    return at


def _judged(name: str, rest: str, course: Course) -> Told:
    said = plain_of(standard_text(rest))
    if _NOBODY_HOME.search(said):
        return Told(name, Outcome.NOT_HOME)
    able = _NEEDS_NOBODY.search(said) is not None
    if not able and _REFUSED.search(said):
        return Told(name, Outcome.REFUSED)
    lessons = tuple(dict.fromkeys(_lessons(rest, course)))[:MOST_LESSONS]
    return Told(name, Outcome.MET, lessons, True if able else _alone(said))


def _alone(said: str) -> bool | None:
    if _UNABLE.search(said):
        return None
    if _WITH_HELP.search(said):
        return False
    return True if _ALONE.search(said) else None


def _lessons(rest: str, course: Course) -> Iterator[str]:
    """The one that each part of the sentence is about, if it is about any. That something is done says
    nothing of which, but sounds like the lesson in which one looks whether it is."""
    for part in _PAUSE.split(rest):
        words = standard_text(part)
        begins = next((at for at, word in enumerate(words) if word.plain not in _DONE), 0)
        yield from search(words[begins:], course).lessons[:1]
