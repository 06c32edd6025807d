"""Letters of the cards: their font, how wide a text is, where it breaks into lines."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
_HIDDEN = str.maketrans({"●": "•", "⚫": "•"})  # how authors write a hidden letter


@lru_cache(maxsize=64)
def font(size: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Noto Sans, `size` in pixels."""
    name = "NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf"
    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """In pixels."""
    return font(size, bold=bold).getlength(text)


def lines(text: str, size: float, widest: float, *, bold: bool = False) -> tuple[str, ...]:
    """Broken at spaces so that none is wider than `widest`; a word that is too wide alone breaks anywhere."""
    made: list[str] = []
    line = ""
    for word in shown(text).split():
        longer = f"{line} {word}" if line else word
        if width(longer, size, bold=bold) <= widest:
            line = longer
            continue
        if line:
            made.append(line)
        *whole, line = _broken(word, size, widest, bold=bold)
        made += whole
    return (*made, line) if line else tuple(made)


def shown(text: str) -> str:
    """With letters that the font has."""
    return text.translate(_HIDDEN)


def _broken(word: str, size: float, widest: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and width(pieces[-1] + char, size, bold=bold) > widest:
            pieces.append("")
        pieces[-1] += char
    return pieces


def drawable(text: str) -> str:
    """Without the letters that the font has not: pictures among the words, other scripts."""
    return "".join(char for char in text if char.isspace() or _has(char))


@lru_cache(maxsize=1024)
def _has(char: str) -> bool:
    """The font's own sign for "no such letter" is what it shows for a code point that is none."""
    face = font(20)
    return bytes(face.getmask(char)) != bytes(face.getmask("\uffff"))
