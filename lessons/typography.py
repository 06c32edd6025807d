"""Undoes what editors, phones and word processors do to plain text, and nothing an author meant.

Quotation marks, dashes and arrows inside sentences stay as they were written; only the grammar's own
signs are recognised in all their shapes, by `reader`.
"""

import re
import unicodedata

# Every shape of "->" that Word, phones and people make of it.
ARROW = r"(?:[-–—=]{1,2}>|[→⇒➔➜➝➞⟶⇨►])"
# A leading sign of a list item, as typed or as an editor draws it.
BULLET = r"[-–—•*+●▪]"
LONGEST_ID = 40  # two ids and a mark fit into the 64 bytes of a Telegram button (core.telegram.org)

_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_UNSEEN = {"\u200b", "\u200c", "\u200e", "\u200f", "\u2060", "\ufeff", "\u00ad"}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def lines_of(text: str) -> list[str]:
    """The lines as an editor numbers them, composed (NFC), without marks that nobody sees."""
    seen = "".join(char for char in text if not _is_unseen(char))
    composed = unicodedata.normalize("NFC", seen)
    return composed.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def tidy(line: str) -> str:
    """One line with single ordinary spaces: tabs and non-breaking spaces are spaces too."""
    return " ".join(line.split())


def _is_unseen(char: str) -> bool:
    if char in "\n\r\t":
        return False
    # Controls and lone surrogates (Cc, Cs) are debris; whitespace among them is left for `tidy`.
    return char in _UNSEEN or (unicodedata.category(char) in {"Cc", "Cs"} and not char.isspace())


def without_marks(text: str) -> str:
    """Lower case without tone marks, as people type in a hurry: "Đố vui" becomes "do vui"."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def as_id(text: str) -> str:
    """An id as written, forgiving only what editors change by themselves: capitals and dashes."""
    return text.translate(_HYPHENS).lower()


def is_id(text: str) -> bool:
    return len(text) <= LONGEST_ID and _SLUG.fullmatch(text) is not None


def suggest_id(text: str) -> str:
    """A sound id made of any words, to show to an author; never empty."""
    slug = _NOT_SLUG.sub("-", without_marks(text)).strip("-")
    return slug[:LONGEST_ID].strip("-") or "ten-buoc"
