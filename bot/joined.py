"""Takes words apart that were typed without the space between: "xongroi", "khongduoc", "bilua".

Only where every piece is a word of our own lexicon, or a number its unit ("5tr"); names and foreign
words stay in one piece.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot import lexicon
from bot.danger import EVENTS
from bot.folding import Word, fold
from bot.syllable import is_syllable

_SHORTEST, _LONGEST = 4, 24  # letters of what may be several words
_MOST = 5  # pieces
_SHORTHANDS = frozenset({"ko", "dc", "hok", "hk"})
_AMOUNT = re.compile(r"([0-9]{1,6})(tr|trieu|k|nghin|ngan|ty|dong|d)")
_NAMES = frozenset({"vietgap"})  # what only looks like two words
_KNOWN = _NAMES | frozenset(
    word
    for text in (*lexicon.WHOLE.values(), *lexicon.INSIDE.values(), EVENTS, lexicon.DONE_OR_YES)
    for word in fold(text.replace("·", " ")).split()
)
_PIECES = frozenset(word for word in _KNOWN if len(word) > 1 and is_syllable(word)) | _SHORTHANDS


def unjoined(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The same words, those that were typed as one apart; without marks where they were joined."""
    if all(_is_one(word.plain) for word in words):
        return words
    return tuple(piece for word in words for piece in _apart(word))


def _is_one(plain: str) -> bool:
    if plain[:1].isdecimal():
        return _AMOUNT.fullmatch(plain) is None
    return len(plain) < _SHORTEST or is_syllable(plain) or not _pieces(plain)


def _apart(word: Word) -> Sequence[Word]:
    if _is_one(word.plain):
        return (word,)
    amount = _AMOUNT.fullmatch(word.plain)
    pieces = _pieces(word.plain) if amount is None else amount.groups()
    return [Word(piece, piece) for piece in pieces]


@lru_cache(maxsize=4096)
def _pieces(plain: str) -> tuple[str, ...]:
    """The fewest pieces, () for a word that is none of them; four letters need a shorthand among them."""
    if not _SHORTEST <= len(plain) <= _LONGEST or plain in _KNOWN:
        return ()
    best: dict[int, tuple[str, ...]] = {0: ()}  # letters taken so far -> the pieces
    for end in range(2, len(plain) + 1):
        for start in range(max(0, end - 6), end - 1):
            if start in best and plain[start:end] in _PIECES:
                taken = (*best[start], plain[start:end])
                if end not in best or _rank(taken) < _rank(best[end]):
                    best[end] = taken
    found = best.get(len(plain), ())
    shorthand = not _SHORTHANDS.isdisjoint(found)
    return found if 1 < len(found) <= _MOST and (len(plain) > _SHORTEST or shorthand) else ()


def _rank(pieces: tuple[str, ...]) -> tuple[int, list[int]]:
    """Few pieces first, then long ones in front: "cong an goi" rather than "co ngan goi"."""
    return len(pieces), [-len(piece) for piece in pieces]
