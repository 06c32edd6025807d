"""An announcement as everybody sees it: who says it, what, when it is, and what to do."""

from dataclasses import dataclass
from datetime import datetime

from bot import wording
from bot.address import fill
from bot.message import Message, Photo, Purpose
from bot.moments import spoken

# What a team may write. With everything around it the whole stays below `bot.text.LONGEST`.
LONGEST_BODY = 800  # characters
_LONGEST_START = 40
RELAY_PATH = "/r"  # below our address: where the links lead that teams pass on


@dataclass(frozen=True, slots=True)
class Bulletin:
    """`issuer`: the team or unit that says it. `corrects`: when that went out which this puts right.
    `asks`: the reader is asked to say that they know; only where one person reads it. `hand_on`: its number,
    where the reader is a leader who may pass it on by hand."""

    issuer: str
    body: str
    event_at: datetime | None = None
    lesson: tuple[str, str] | None = None  # code and title
    corrects: datetime | None = None
    emergency: bool = False
    asks: bool = False
    hand_on: int | None = None


def heading(bulletin: Bulletin) -> str:
    if bulletin.emergency:
        return wording.BULLETIN_WARNING.format(nơi=bulletin.issuer)
    if bulletin.corrects is not None:
        at = spoken(bulletin.corrects)
        return wording.BULLETIN_CORRECTION.format(nơi=bulletin.issuer, lúc=at)
    return wording.BULLETIN.format(nơi=bulletin.issuer)


def message_of(bulletin: Bulletin, photo: Photo | None = None) -> Message:
    """Nobody in particular is addressed: a group reads it, and neighbours pass it on."""
    parts = [heading(bulletin), bulletin.body]
    if bulletin.event_at is not None:
        parts.append(wording.BULLETIN_EVENT.format(lúc=spoken(bulletin.event_at)))
    if bulletin.lesson is not None:
        code, title = bulletin.lesson
        parts.append(fill(wording.BULLETIN_LESSON, None, mã=code, bài=title))
    if bulletin.hand_on is not None:
        parts.append(wording.BULLETIN_HAND_ON.format(số=bulletin.hand_on))
    if bulletin.asks:
        parts.append(wording.BULLETIN_ASKS)
    return Message("\n\n".join(parts), purpose=Purpose.BROADCAST, photo=photo)


def start_of(body: str) -> str:
    """A few words, by which its author knows it again."""
    line = " ".join(body.split())
    return line if len(line) <= _LONGEST_START else line[: _LONGEST_START - 1].rstrip() + "…"
