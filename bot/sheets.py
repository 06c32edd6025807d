"""Pictures that are drawn of what somebody wrote or counted: an announcement in large letters, a chart.

A sheet's path holds everything that is on it, so that any process can draw it when it is fetched, as a card
is (`bot.cards`). Whatever is on a sheet can be read out of its path by whoever gets the picture.
"""

import base64
import json
import unicodedata
import zlib
from dataclasses import dataclass
from typing import Any, assert_never

from bot.message import Photo

FOLDER = "bang"  # below the lessons' folder; nothing in it is a file
LONGEST_PATH = 1_500  # characters: addresses below 2,000 are taken by every platform and proxy
MOST_BARS = 6  # more are not read on a small screen
_LONGEST_WORD = 10  # letters; what is longer may be broken anywhere
_LARGEST = 8_000  # bytes of words; what fits into a path has less
_MOST = 10**9  # of anything that is counted here
_MOST_LINES = 12  # that somebody began; the rest follows in the last of them
_CUT, _MORE = "…", "… (xem tiếp trong tin nhắn)"
# Shares of the longest words, tried in turn until the path is short enough: the last fits in any script.
_SHARES = (1.0, 0.8, 0.6, 0.45, 0.3, 0.15)


@dataclass(frozen=True, slots=True)
class Notice:
    """An announcement. Everything but `text` may be ""."""

    heading: str
    text: str
    when: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """`numerator` of `denominator`, in words as `shown`. Where the words hide a small number, the number
    must not be given either: it can be measured."""

    label: str
    numerator: int
    denominator: int
    shown: str


@dataclass(frozen=True, slots=True)
class Chart:
    """At most MOST_BARS bars; more are left out. `note`: what is counted, its source and date (P9)."""

    title: str
    bars: tuple[Bar, ...]
    note: str = ""


Sheet = Notice | Chart


def photo_of(sheet: Sheet, alt: str) -> Photo:
    return Photo(path_of(sheet), alt)


def is_sheet(path: str) -> bool:
    return path.startswith(f"{FOLDER}/")


def is_notice(photo: Photo) -> bool:
    """It shows what the text beside it says already."""
    return is_sheet(photo.file) and isinstance(sheet_at(photo.file), Notice)


def path_of(sheet: Sheet) -> str:
    """At most LONGEST_PATH characters; what is too long on the sheet is cut, and says so."""
    paths = (_path(_cut(sheet, share)) for share in _SHARES)
    return next(path for path in paths if len(path) <= LONGEST_PATH)


def sheet_at(path: str) -> Sheet | None:
    """What a path made by `path_of` shows; None where it is none. Paths from outside are looked up only
    with our signature (`channels.media`); a wrong one must do no harm all the same."""
    written = path.removeprefix(f"{FOLDER}/").removesuffix(".png")
    if len(path) > LONGEST_PATH or path != f"{FOLDER}/{written}.png":
        return None
    try:
        packed = base64.b64decode(written + "=" * (-len(written) % 4), b"-_", validate=True)
        unpacking = zlib.decompressobj()
        words = unpacking.decompress(packed, _LARGEST)
        said = json.loads(words) if unpacking.eof else None
    except (ValueError, zlib.error, RecursionError):
        return None
    return _read(said)


def _path(sheet: Sheet) -> str:
    match sheet:
        case Notice(heading, text, when, place):
            said: object = [heading, text, when, place]
        case Chart(title, bars, note):
            rows = [[bar.label, bar.numerator, bar.denominator, bar.shown] for bar in bars]
            said = [title, rows, note]
        case _:
            assert_never(sheet)
    packed = zlib.compress(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return f"{FOLDER}/{base64.urlsafe_b64encode(packed).decode().rstrip('=')}.png"


def _read(said: Any) -> Sheet | None:
    match said:
        case [str(heading), str(text), str(when), str(place)]:
            return _cut(Notice(heading, text, when, place), 1.0)
        case [str(title), [*rows], str(note)]:
            bars = [bar for row in rows if (bar := _bar(row)) is not None]
            return _cut(Chart(title, tuple(bars), note), 1.0) if len(bars) == len(rows) else None
        case _:
            return None


def _bar(row: Any) -> Bar | None:
    match row:
        case [str(label), int(numerator), int(denominator), str(shown)]:
            return Bar(label, numerator, denominator, shown)
        case _:
            return None


def _cut(sheet: Sheet, share: float) -> Sheet:
    """With words of at most so much of what they may have."""

    def short(text: str, longest: int, end: str = _CUT, lines: int = 1) -> str:
        fit, most = _fit(text, lines), int(longest * share)
        if len(fit) <= most:
            return fit
        kept = fit[: max(most - len(end), 0)]
        word = kept.rpartition(" ")[0]  # not within a word, if it is one
        return (word if len(kept) - len(word) <= _LONGEST_WORD else kept).rstrip() + end

    match sheet:
        case Notice(heading, text, when, place):
            return Notice(
                short(heading, 80),
                short(text, 300, _MORE, _MOST_LINES),
                short(when, 60),
                short(place, 80),
            )
        case Chart(title, bars, note):
            return Chart(
                short(title, 120),
                tuple(
                    Bar(short(bar.label, 40), *_counts(bar), short(bar.shown, 24))
                    for bar in bars[:MOST_BARS]
                ),
                short(note, 300),
            )
        case _:
            assert_never(sheet)


def _counts(bar: Bar) -> tuple[int, int]:
    denominator = min(max(bar.denominator, 0), _MOST)
    return min(max(bar.numerator, 0), denominator), denominator


def _fit(text: str, most: int) -> str:
    """Composed, in so many lines at most, without letters that nobody sees or that cannot be written."""
    composed = unicodedata.normalize("NFC", text)
    lines = composed.replace("\r\n", "\n").split("\n")
    seen = ("".join(char for char in line if char.isprintable()) for line in lines)
    tidy = "\n".join(" ".join(line.split()) for line in seen).strip()
    *first, last = tidy.split("\n", most - 1)
    return "\n".join([*first, " ".join(last.split())])
