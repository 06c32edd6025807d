"""How people come into a team: its code stands on a poster and in a link, and is said to the tutor once.

Three consonants and three figures: nothing that a keyboard for Vietnamese turns into a mark, and no figure
that could be taken for a letter, since each has its place. The code is no secret and gives nobody a role.
"""

import re

from bot.folding import fold

LETTERS = "BCGHKMNPQRSTVX"  # no vowel and no D, of which Telex makes other letters
SIDE = 3  # of each
# What a link to the bot carries: t.me/the_bot?start=to-KHM472.
PAYLOAD = "to-"

_CODE = rf"(?P<letters>[{LETTERS}]{{{SIDE}}})[ .-]?(?P<digits>[0-9]{{{SIDE}}})"
_CODE_LIKE = re.compile(_CODE, re.IGNORECASE)
_LINKED = re.compile(rf"{PAYLOAD}{_CODE}", re.IGNORECASE)
# "Tổ KHM472", "mã tổ khm 472 ạ", "to cong nghe so khm-472".
_BEFORE = re.compile(r"(?:ma )?to(?: cong nghe(?: so)?(?: cong dong)?)?(?: so| ma| la)*")
_AFTER = frozenset({"", "a", "nhe", "day", "day a"})


def code_said(text: str) -> str | None:
    """The code in "tổ khm 472" or behind a link, as it is stored; None for anything else."""
    found = _LINKED.fullmatch(text.strip())
    if found is None:
        found = _CODE_LIKE.search(text)
        if found is None or not _names_team(text[: found.start()], text[found.end() :]):
            return None
    return (found["letters"] + found["digits"]).upper()


def shown(code: str) -> str:
    """As it is printed and read aloud: KHM 472."""
    return f"{code[:SIDE]} {code[SIDE:]}"


def _names_team(before: str, after: str) -> bool:
    return _BEFORE.fullmatch(fold(before)) is not None and fold(after) in _AFTER
