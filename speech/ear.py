"""From what is written in a bubble to what is said aloud. Pure.

A speaking program stumbles over digits, short forms and addresses, each one elsewhere: what it gets holds
letters and the simplest punctuation only.
"""

import re
import unicodedata
from collections.abc import Callable

from speech.counting import MOST, counted, spelled
from speech.sayings import HOTLINES, IN_ADDRESSES, LETTERS, SAYINGS, SIGNS

# espeak-ng says 69 syllables in 22.6 s at the pace that is set in `speech.engine`: these take 28 s, which
# leaves room below the 30 s of a clip.
MOST_SYLLABLES = 85
REST = "Phần còn lại mời xem chữ ạ."

_NUMBER = r"(?<![\w.,])"
_END = r"(?![\w])"
_AMOUNT = r"(?!\s*(?:nghìn|ngàn|triệu|đồng|%))"
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:[a-z0-9-]+\.)+(?:vn|com|net|org)\b", re.IGNORECASE)
_STEP = re.compile(r"\bBước (\d{1,3})/(\d{1,3}) · ")
_DATE = re.compile(r"(?P<day>ngày )?\b(\d{1,2})/(\d{1,2})/(\d{4})\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2})(?::|h|g)(\d{2})?\b")
_CALLED = re.compile(
    rf"{_NUMBER}(?:0\d{{1,4}}(?:[. ]\d{{2,4}})+|0\d{{3,}}|1[89]00[. ]?\d{{3,6}}|(?:{'|'.join(HOTLINES)}){_AMOUNT}){_END}"
)
_THOUSANDS = re.compile(rf"{_NUMBER}\d{{1,3}}(?:\.\d{{3}})+{_END}")
_DECIMAL = re.compile(rf"{_NUMBER}(\d{{1,9}}),(\d{{1,4}}){_END}")
_RANGE = re.compile(r"(?<=\d)\s*[-–]\s*(?=\d)")
_OF = re.compile(r"(?<=\d)/(?=\d)")
_PLAIN = re.compile(r"[0-9]+")
_SAYING = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(SAYINGS, key=len, reverse=True))) + r")(?!\w)"
)
_SHORT = re.compile(r"(?<!\w)(?=[A-Z]*[BCDFGHJKLMNPQRSTVWXZ])[BCDFGHJKLMNPQRSTVWXZ]{2,6}(?!\w)")
_LOUD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
_QUOTES = re.compile("[\"'“”‘’«»`_]")
_BRACKETS = re.compile(r"\s*[()\[\]{}]\s*")
_DASH = re.compile(r"\s+[-–—·•|]\s+")
_PAUSES = re.compile(r"\s*([,.;:?!])(?:\s*[,.;:?!])*")
_LINE_END = re.compile(r"\s*\n\s*")
_SENTENCE = re.compile(r"(?<=[.?!;:])\s+")


def for_the_ear(written: str) -> str:
    """Letters, spaces and `,.;:?!` only, on one line; "" where nothing of it can be said. Said twice is said
    alike: what comes out is not changed by another time through."""
    text = unicodedata.normalize("NFC", written)
    text = text.replace("…", ".")
    text = _LINE_END.sub(". ", text)
    for pattern, said in _IN_TURN:
        text = pattern.sub(said, text)
    for sign, word in SIGNS.items():
        text = text.replace(sign, word)
    return _tidy("".join(letter if _is_sayable(letter) else " " for letter in text))


def fitted(words: str) -> str:
    """As much of what `for_the_ear` gave as fits into one clip, whole sentences, and that there is more."""
    if len(words.split()) <= MOST_SYLLABLES:
        return words
    room = MOST_SYLLABLES - len(REST.split())
    kept: list[str] = []
    for sentence in _SENTENCE.split(words):
        if len(" ".join([*kept, sentence]).split()) > room:
            break
        kept.append(sentence)
    whole = " ".join(kept) if kept else " ".join(words.split()[:room]).rstrip(",;:") + "."
    return f"{whole} {REST}"


def _address(found: re.Match[str]) -> str:
    parts = found[0].lower().split(".")
    return " chấm ".join(IN_ADDRESSES.get(part, part) for part in parts)


def _date(found: re.Match[str]) -> str:
    day, month, year = (counted(int(found[n])) for n in (2, 3, 4))
    return f"ngày {day} tháng {month} năm {year}"


def _clock(found: re.Match[str]) -> str:
    minutes = int(found[2] or 0)
    return f"{counted(int(found[1]))} giờ" + (f" {counted(minutes)}" if minutes else "")


def _decimal(found: re.Match[str]) -> str:
    return f"{_amount(found[1])} phẩy {spelled(found[2])}"


def _plain(found: re.Match[str]) -> str:
    return f" {_amount(found[0])} "


def _amount(digits: str) -> str:
    """What begins with a nought, or is too long for an amount, is a number that is read out."""
    is_amount = digits == "0" or (digits[0] != "0" and len(digits) <= len(str(MOST)))
    return counted(int(digits)) if is_amount else spelled(digits)


def _short(found: re.Match[str]) -> str:
    return " ".join(LETTERS[letter] for letter in found[0])


def _quiet(found: re.Match[str]) -> str:
    """ "GIÚP" is a word, and no short form."""
    return found[0].lower() if found[0].isupper() else found[0]


Said = str | Callable[[re.Match[str]], str]
# Each looks at what those before it have left.
_IN_TURN: tuple[tuple[re.Pattern[str], Said], ...] = (
    (_LINK, "đường dẫn ghi trong tin"),
    (_ADDRESS, _address),
    (_STEP, r"Bước \1 trong \2: "),
    (_QUOTES, ""),
    (_BRACKETS, ", "),
    (_DATE, _date),
    (_CALLED, lambda found: spelled(re.sub(r"\D", "", found[0]))),
    (_CLOCK, _clock),
    (_THOUSANDS, lambda found: _amount(found[0].replace(".", ""))),
    (_DECIMAL, _decimal),
    (_RANGE, " đến "),
    (_OF, " trên "),
    (_SAYING, lambda found: SAYINGS[found[0]]),
    (_PLAIN, _plain),
    (_SHORT, _short),
    (_LOUD, _quiet),
    (_DASH, ", "),
)


def _is_sayable(letter: str) -> bool:
    return letter in " ,.;:?!" or unicodedata.category(letter)[0] in "LM"


def _tidy(text: str) -> str:
    """One sign at a time, none at the beginning, spaces as they are written."""
    text = _PAUSES.sub(r"\1 ", text)
    text = " ".join(text.split()).lstrip(",.;:?! ")
    return text if not text or text[-1] in ".?!" else text.rstrip(",;: ") + "."
