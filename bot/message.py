"""What goes out: a bubble with options under it, or a mark on an earlier bubble."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Purpose(StrEnum):
    """Why a message is sent; decides what may happen to it after an ambiguous failure."""

    REPLY = "reply"  # an answer to what a person just did
    LESSON = "lesson"  # a step of a lesson; also an answer
    REMINDER = "reminder"
    REVIEW = "review"
    TEAM = (
        "team"  # to those who serve, or from them: unasked, but a person's doing or part of a role
    )
    HELP = "help"  # a call for a human, to a helper's chat
    BROADCAST = "broadcast"

    @property
    def may_repeat(self) -> bool:
        """P4: all but announcements may be sent once more when nobody knows whether they arrived."""
        return self is not Purpose.BROADCAST


class Lane(IntEnum):
    """Who goes first when a limit makes messages wait; lower overtakes higher, between chats."""

    EMERGENCY = 0
    REPLY = 1
    REMINDER = 2
    BROADCAST = 3


LANES = {
    Purpose.REPLY: Lane.REPLY,
    Purpose.LESSON: Lane.REPLY,
    Purpose.HELP: Lane.REPLY,
    Purpose.REMINDER: Lane.REMINDER,
    Purpose.REVIEW: Lane.REMINDER,
    Purpose.TEAM: Lane.REMINDER,
    Purpose.BROADCAST: Lane.BROADCAST,
}


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be pressed, or typed by its number (1 for the first) or its label."""

    label: str
    token: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a lesson: a path below the lessons' folder, and its words."""

    file: str
    alt: str


@dataclass(frozen=True, slots=True)
class Voice:
    """Something to be heard. `file` is a recording, a path below the lessons' folder, "" for none; `words` is
    what is spoken where that cannot be played; `instead` is written where nothing can be heard at all."""

    file: str
    words: str
    instead: str


@dataclass(frozen=True, slots=True)
class Document:
    """A small text file handed to the person, such as the copy of their own data."""

    name: str
    media_type: str
    body: str


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble of plain text. Never longer than `bot.text.LONGEST` UTF-16 units."""

    text: str
    options: tuple[Option, ...] = ()
    purpose: Purpose = Purpose.REPLY
    photo: Photo | None = None
    document: Document | None = None
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """An option of an earlier bubble was chosen: take the buttons away and show which it was.

    `message` is the platform's id of that bubble. Cosmetic: never retried, no bubble of its own.
    """

    message: str
    chosen: str


Outgoing = Message | Mark
