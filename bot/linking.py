"""One person, two chat apps, one place in the lessons: a code is asked for in one app and said in the other.

Also a code for a group chat, which a leader asks for in private. The digits are made and looked up by
the handlers: here is only what people say.
"""

import re

from bot import welcome, wording
from bot.folding import fold
from bot.scene import Scene
from bot.standing import Consent
from bot.turn import GroupCodeAsked, LinkAsked

CODE_DIGITS = 6
# What a link to the bot carries, where the app has such links: t.me/the_bot?start=lk-482913.
PAYLOAD = "lk-"

_CODE = r"(?P<code>[0-9]{3}[ .-]?[0-9]{3})"
_SAID = re.compile(
    rf"(?:/?lien ?ket|(?:ma|noi) lien ket)[ :.-]*(?:so |ma |la )*{_CODE}\W*(?:a|nhe)?\W*"
)
_LINKED = re.compile(rf"{PAYLOAD}{_CODE}")
_ANYWHERE = re.compile(rf"(?<![0-9]){_CODE}(?![0-9])")
_WISHES = frozenset(
    {
        "lien ket", "lienket", "lay ma lien ket", "ma lien ket", "cho ma lien ket", "xin ma lien ket",
        "lien ket may", "lien ket zalo", "lien ket telegram", "lien ket voi zalo",
        "lien ket voi telegram", "lien ket ung dung", "noi zalo", "noi telegram", "noi ung dung",
        "hoc tren ung dung khac", "hoc tren zalo", "hoc tren telegram", "hoc bang zalo",
        "hoc bang telegram", "chuyen sang zalo", "chuyen sang telegram",
    }
)  # fmt: skip
_GROUP_WISHES = frozenset(
    {
        "ket noi nhom", "lay ma nhom", "ma nhom", "cho ma nhom", "xin ma nhom", "ma ket noi nhom",
        "lay ma ket noi nhom", "noi nhom", "them bot vao nhom", "dua bot vao nhom",
    }
)  # fmt: skip
_UNBINDING = re.compile(r"\b(?:huy|bo|go|thoi) ket noi\b")


def code_said(text: str) -> str | None:
    """The digits in "liên kết 482 913" or behind a link; None for anything else. Asked before a text is
    looked through for secrets, which six bare digits would be."""
    found = _LINKED.fullmatch(text) or _SAID.fullmatch(_folded(text))
    return _digits(found["code"]) if found else None


def code_anywhere(text: str) -> str | None:
    """The digits in what was said to us in a group, whatever stands around them."""
    found = _ANYWHERE.search(text)
    return _digits(found["code"]) if found else None


def unbinds(text: str) -> bool:
    """Whether a group is told to be nobody's again."""
    return _UNBINDING.search(fold(text)) is not None


def wishes_link(plain: str) -> bool:
    """`plain` as `Typed.plain`."""
    return _bare(plain) in _WISHES


def wishes_group(plain: str) -> bool:
    return _bare(plain) in _GROUP_WISHES


def ask(scene: Scene) -> Scene:
    """A code for another app: only for those whose place is remembered."""
    match scene.standing.consent:
        case Consent.GRANTED:
            return scene.happened(LinkAsked())
        case Consent.DECLINED:
            return welcome.ask_consent(scene.say(wording.LINK_NEEDS_CONSENT), wording.CONSENT_LATER)
        case Consent.UNASKED:
            return welcome.ask_consent(scene.say(wording.LINK_FROM_THERE), wording.CONSENT)


def ask_for_group(scene: Scene) -> Scene:
    """The handler knows who leads a team."""
    return scene.happened(GroupCodeAsked())


def _folded(text: str) -> str:
    """Without marks and case, but with its digits and what stands between them."""
    return " ".join(fold(part) if part[:1].isalpha() else part for part in text.split()).lower()


def _digits(code: str) -> str:
    return re.sub(r"\D", "", code)


def _bare(plain: str) -> str:
    return (
        plain.removeprefix("da ").removeprefix("cho toi ").removesuffix(" a").removesuffix(" voi")
    )
