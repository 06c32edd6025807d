"""How people come into a team, and to a role in it: what is said to the tutor, or carried by a link.

Consonants and figures only: nothing that a keyboard for Vietnamese turns into a mark, and no figure that
could be taken for a letter, since each has its place. A team's code is no secret and gives nobody a role; an
invitation gives one, once.
"""

import re
from dataclasses import dataclass

from bot.folding import fold

LETTERS = "BCGHKMNPQRSTVX"  # no vowel and no D, of which Telex makes other letters


@dataclass(frozen=True, slots=True)
class Code:
    """`side` letters and as many figures. A link carries it behind `payload`; who types it says one of the
    words before it."""

    side: int
    payload: str
    before: re.Pattern[str]

    @property
    def pattern(self) -> str:
        count = f"{{{self.side}}}"
        return rf"(?P<letters>[{LETTERS}]{count})[ .-]?(?P<digits>[0-9]{count})"

    def shown(self, code: str) -> str:
        """As it is printed and read aloud: KHM 472."""
        return f"{code[: self.side]} {code[self.side :]}"


_BEHIND = "(?: so| ma| la)*"
# t.me/the_bot?start=to-KHM472; “Tổ KHM472”, “mã tổ khm 472 ạ”, “to cong nghe so khm-472”.
TEAM = Code(3, "to-", re.compile(rf"(?:ma )?to(?: cong nghe(?: so)?(?: cong dong)?)?{_BEHIND}"))
# t.me/the_bot?start=vt-KHMP4729; “vai trò KHMP 4729”, “tổ trưởng KHMP4729”.
ROLE = Code(4, "vt-", re.compile(rf"(?:ma )?(?:vai tro|to truong|thanh vien(?: to)?){_BEHIND}"))

_AFTER = frozenset({"", "a", "nhe", "day", "day a"})
_LIKE = {one: re.compile(one.pattern, re.IGNORECASE) for one in (TEAM, ROLE)}
_LINKED = {one: re.compile(one.payload + one.pattern, re.IGNORECASE) for one in (TEAM, ROLE)}


def code_said(text: str, kind: Code = TEAM) -> str | None:
    """The code in "tổ khm 472" or behind a link, as it is stored; None for anything else."""
    found = _LINKED[kind].fullmatch(text.strip())
    if found is None:
        found = _LIKE[kind].search(text)
        if found is None or not _is_named(kind, text[: found.start()], text[found.end() :]):
            return None
    return (found["letters"] + found["digits"]).upper()


def shown(code: str) -> str:
    """A team's, as it is printed and read aloud: KHM 472."""
    return TEAM.shown(code)


def _is_named(kind: Code, before: str, after: str) -> bool:
    return kind.before.fullmatch(fold(before)) is not None and fold(after) in _AFTER
