"""What happened in a chat, in the product's own words, whichever platform it came from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: our account on a platform, and the chat's id there."""

    account: str
    chat: str
    kind: ChatKind = ChatKind.PRIVATE


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote: the platform's id for that person on that account, and the name they show."""

    user: str
    name: str = ""


class MediaKind(StrEnum):
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    STICKER = "sticker"
    FILE = "file"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TextSent:
    """`quotes` is the platform's id of the message that it was written in reply to, where that is told;
    `about` the number of the question in that message, once it was looked up."""

    text: str
    quotes: str | None = None
    about: int | None = None


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A press of an option under one of our messages.

    `token` is the option's token, `message` the platform's id of the message it stood under,
    `press` the platform's id of the press, for answering it.
    """

    token: str
    message: str | None = None
    press: str | None = None


@dataclass(frozen=True, slots=True)
class MediaSent:
    """Something that is not text. Its content is never fetched; `emoji` is a sticker's meaning."""

    kind: MediaKind
    emoji: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ChatOpened:
    """The person pressed Start or came through a link; `payload` is what the link carried."""

    payload: str = ""


@dataclass(frozen=True, slots=True)
class BotBlocked:
    """The person blocked the bot, or the bot was put out of a group."""


@dataclass(frozen=True, slots=True)
class BotUnblocked:
    """The person let the bot in again, or the bot was added to a group."""


@dataclass(frozen=True, slots=True)
class GroupMoved:
    """A group got a new id on its platform."""

    new_chat: str


class DueKind(StrEnum):
    REMINDER = "reminder"  # "you were in the middle of a lesson"
    REVIEW = "review"  # a quiz question of a finished lesson comes back


@dataclass(frozen=True, slots=True)
class DueCame:
    """A moment that a former turn asked for has come. `nth` counts from 1."""

    kind: DueKind
    lesson: str
    step: str = ""
    nth: int = 1


Content = (
    TextSent
    | ButtonPressed
    | MediaSent
    | ChatOpened
    | BotBlocked
    | BotUnblocked
    | GroupMoved
    | DueCame
)


@dataclass(frozen=True, slots=True)
class Update:
    """One happening in one chat. `key` is unique within its account: a second one is a repeat."""

    key: str
    address: Address
    sender: Sender
    content: Content
    sent_at: datetime
