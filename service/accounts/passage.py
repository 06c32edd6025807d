"""CHANNELS_FILE in pieces, one for each `[[account]]`, so that a slip of the pen in one harms no other.

TOML's own reader tells no lines but for its errors, and gives up at the first: so it is given one
piece at a time, and lines are found by looking for headers and keys.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*\[\[\s*account\s*\]\]")
_TABLE = re.compile(r"\s*\[+\s*([\w.-]+)")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?(?:\s*\.\s*[\"']?([\w-]+)[\"']?)?\s*=")
_NAME = re.compile(r"\s*name\s*=\s*[\"']([a-z0-9-]{1,32})[\"']")
_PLACE = re.compile(r"at line (\d+), column (\d+)")

ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Passage:
    """`first` is the line that it begins on. `values` are the account's; `strays` the names beside it at
    the top; `broken` the line and column of what is no TOML, None where all of it is."""

    first: int
    name: str = ""  # as far as can be seen, also of a broken one
    values: Mapping[str, object] | None = None
    lines: Mapping[str, int] = field(default_factory=dict)  # by key, "quota.users" inside a table
    strays: tuple[str, ...] = ()
    broken: tuple[int, int] | None = None
    doubled: bool = False  # broken because a key is given twice

    def line(self, key: str) -> int:
        """Where a key stands; where its table or the whole passage begins, if it does not."""
        return self.lines.get(key) or self.lines.get(key.partition(".")[0]) or self.first


def passages(text: str) -> Iterator[Passage]:
    """First what stands before any account, then the accounts in order."""
    piece: list[str] = []
    first = 1
    for number, line in enumerate(text.split("\n"), 1):
        if _HEADER.match(line):
            yield _read(piece, first)
            piece, first = [], number
        piece.append(line)
    yield _read(piece, first)


def _read(piece: list[str], first: int) -> Passage:
    lines = _lines(piece, first)
    name = next((found[1] for line in piece if (found := _NAME.match(line))), "")
    try:
        tables = tomllib.loads("\n".join(piece))
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        at = (int(place[1]), int(place[2])) if place else (len(piece), 0)
        line = min(at[0], len(piece)) + first - 1
        return Passage(
            first, name, lines=lines, broken=(line, at[1]), doubled="overwrite" in str(error)
        )
    strays = tuple(key for key in tables if key != ACCOUNT)
    match tables.get(ACCOUNT):
        case [dict() as values]:
            return Passage(first, name, values, lines, strays)
        case None:
            return Passage(first, lines=lines, strays=strays)
        case _:  # `account = …` or `[account]`: not what an account is written as
            return Passage(first, lines=lines, strays=(*strays, ACCOUNT))


def _lines(piece: list[str], first: int) -> dict[str, int]:
    """Keys of the account itself by their name, those of its tables as "table.key"; others at the top too."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(piece, first):
        if header := _TABLE.match(line):
            path = header[1]
            table = path.removeprefix(ACCOUNT).removeprefix(".")
            found.setdefault(table or path, number)
        elif key := _KEY.match(line):
            path = ".".join(part for part in (table, key[1], key[2]) if part)
            found.setdefault(path, number)
            found.setdefault(table or key[1], number)
    return found
