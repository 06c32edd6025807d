"""Which of the offered answers a text picks: by number, by letter, by place, or by its words."""

import re
from collections.abc import Sequence

from bot.folding import Word, listed, word_of
from bot.spelling import one_slip
from bot.teencode import standard_text
from bot.typed import Typed

_COUNTING = "một hai ba bốn năm sáu bảy tám chín"
_NUMBERS = {
    word_of(name).plain: (number, word_of(name))
    for number, name in enumerate(_COUNTING.split(), start=1)
}
_NUMBERS |= {"tu": (4, word_of("tư")), "nhat": (1, word_of("nhất")), "nhi": (2, word_of("nhì"))}
_LETTERS = {letter: number for number, letter in enumerate("abcdefghi", start=1)}
_FIRST = frozenset(
    {"dau", "dau tien", "cai dau", "cai dau tien", "tren", "cai tren", "tren cung", "cai tren cung"}
)
_LAST = frozenset(
    {"cuoi", "cai cuoi", "cuoi cung", "cai cuoi cung", "duoi cung", "cai duoi cung", "cai duoi"}
)
_MIDDLE = frozenset({"giua", "cai giua", "o giua", "cai o giua"})
_FIRST_WORD = frozenset({"dau", word_of("đầu").marked, "đau"})
_BEFORE_A_PLACE = listed(
    "bai cau muc dap an phuong y bac ba ong toi tui minh chon hoc da vang thoi"
)
# What may stand around a number or a letter without making it something else.
_POINTING = listed(
    "so cau y dap an phuong chon bam phim nut muc bai cai thu la hang dong option o lay ung chac theo o "
    "cach tra loi nhan go"
)
_COURTESY = listed(
    "da vang nhe nha nhi chau con em oi bac ba ong toi tui choa minh thua nghi doan the u ok a day do thoi di cho xin hoc muon co chu anh chi la"
)
_BESIDE = _POINTING | _COURTESY
_SINGLE = re.compile(r"(?<![^\W_])[a-i](?![^\W_])")  # "a", not the "aaa" of "dạ aaa"
_STUCK_TOGETHER = re.compile(r"(?:so|cau|bai|muc|y|chon|da|opt)([1-9])")


def picked_number(typed: Typed, count: int) -> int | None:
    """The 0-based answer that a number, letter or place names, if there are that many answers.

    Looks at the text's own words, before shorthand is written out (which makes "c" and "k" words).
    """
    words = typed.own.words
    if not count or not words or len(words) > 8:
        return None
    place = _place(_pointed_at(words), count)
    if place is not None:
        return place
    if sum(word.plain not in _BESIDE for word in words) > 1:
        return None  # only one of them can be the number
    single = frozenset(_SINGLE.findall(typed.shape))
    named = [
        (at, number) for at, word in enumerate(words) if (number := _number(words[at], single))
    ]
    named = _without_courtesy(words, named)
    if len(named) != 1:
        return None
    at, number = named[0]
    if any(word.plain not in _BESIDE for i, word in enumerate(words) if i != at):
        return None
    return number - 1 if number <= count else None


def _pointed_at(words: Sequence[Word]) -> str:
    """What is left when courtesies are taken off and "bài", "đáp án" from the front; never a "đâu"."""
    if any(word.plain == "dau" and word.marked not in _FIRST_WORD for word in words):
        return ""
    plains = [word.plain for word in words]
    while plains and plains[-1] in _COURTESY:
        plains.pop()
    while len(plains) > 1 and plains[0] in _BEFORE_A_PLACE:
        plains.pop(0)
    return " ".join(plains)


def _place(plain: str, count: int) -> int | None:
    if plain in _FIRST:
        return 0
    if plain in _LAST:
        return count - 1
    return count // 2 if plain in _MIDDLE and count % 2 else None


def _number(word: Word, single: frozenset[str]) -> int | None:
    if word.plain.isdecimal():
        return int(word.plain) if word.plain in "123456789" and len(word.plain) == 1 else None
    if word.marked in _LETTERS and word.marked in single:
        return _LETTERS[word.marked]
    if (stuck := _STUCK_TOGETHER.fullmatch(word.plain)) is not None:
        return int(stuck[1])
    number, spelled = _NUMBERS.get(word.plain, (None, word))
    return number if number and word.may_be(spelled) else None


def _without_courtesy(words: Sequence[Word], named: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """ "1 a" is "1 ạ", "hai bà" is 2: what can be a courtesy is one if something else is named."""
    firm = [
        (at, number)
        for at, number in named
        if words[at].plain not in ("a", "e", "c", "ba", "nhi", "nam", "tu")
    ]
    return firm if len(firm) == 1 else named if len(named) == 1 else []


def picked_label(words: Sequence[Word], labels: Sequence[str], *, whole: bool) -> int | None:
    """The one label that these words are (`whole`), begin, or take all their words from."""
    offered = [standard_text(label) for label in labels]
    exact = [at for at, label in enumerate(offered) if _same(words, label)]
    if exact or whole or not words:
        return exact[0] if len(exact) == 1 else None
    begun = [at for at, label in enumerate(offered) if _same(words, label[: len(words)])]
    if begun:
        return begun[0] if len(begun) == 1 else None
    telling = [word for word in words if len(word.plain) > 1]
    if not telling or (len(telling) == 1 and len(telling[0].plain) < 4):
        return None
    within = [
        at for at, label in enumerate(offered) if all(_among(word, label) for word in telling)
    ]
    return within[0] if len(within) == 1 else None


def _same(words: Sequence[Word], label: Sequence[Word]) -> bool:
    return len(words) == len(label) and bool(words) and all(map(_fits, words, label))


def _among(word: Word, label: Sequence[Word]) -> bool:
    return any(_fits(word, other) for other in label)


def _fits(word: Word, other: Word) -> bool:
    long = len(word.plain) > 3 and len(other.plain) > 3
    return word.may_be(other) or (long and not word.is_marked and one_slip(word.plain, other.plain))
