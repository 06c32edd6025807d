"""The letters that we print with: a Vietnamese cut of Noto Sans (OFL), put into every file."""

from functools import cache
from html import escape
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

import cards

REGULAR, BOLD = "NotoSans", "NotoSans-Bold"
FOLDER = Path(cards.__file__).parent / "fonts"
# Signs that people use and the cut has not, by what says the same.
_LIKE = str.maketrans({"●": "•", "→": "–", "⇒": "–", "✓": "x", "☐": "□", "\u00a0": " ", "−": "–"})


@cache
def have_letters() -> frozenset[int]:
    """Makes the fonts known to reportlab, once a process; the code points that they can show."""
    shown: set[int] | None = None
    for name in (REGULAR, BOLD):
        font = TTFont(name, FOLDER / f"{name if name == BOLD else 'NotoSans-Regular'}.ttf")
        registerFont(font)
        own = set(font.face.charToGlyph)
        shown = own if shown is None else shown & own
    registerFontFamily(REGULAR, REGULAR, BOLD, REGULAR, BOLD)
    return frozenset(shown or ())


def printable(text: str) -> str:
    """The text as it can be printed; a sign that no letter of ours looks like (🙂) is left out."""
    known = have_letters()
    return "".join(char for char in text.translate(_LIKE) if ord(char) in known)


def unprintable(text: str) -> frozenset[str]:
    """The signs that `printable` leaves out."""
    known = have_letters()
    return frozenset(
        char for char in text.translate(_LIKE) if ord(char) not in known and not char.isspace()
    )


def marked_up(text: str) -> str:
    """The text for a reportlab paragraph, in which & and < mean something else."""
    return escape(printable(text), quote=False)
