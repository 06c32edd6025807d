"""What exists in the town: people with phones, chats, bots, and updates on their way to a bot.

Plain state with the few questions everybody asks of it. It decides nothing: `people` and `telegram` do.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from town.state import State
from town.zalo.world import ZaloWorld

# One id space for people, bots, groups; up to 52 significant bits are allowed (core.telegram.org/bots/api#user).
FIRST_PERSON = 7_000_000_001
FIRST_GROUP = -4_000_000_001
FIRST_SUPERGROUP = -1_002_000_000_001

# Longer chats forget their oldest messages: every snapshot writes all of them.
LONGEST_CHAT = 500


class Device(StrEnum):
    ANDROID = "android"
    IPHONE = "iphone"


class AttachmentKind(StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    STICKER = "sticker"


class GroupKind(StrEnum):
    GROUP = "group"
    SUPERGROUP = "supergroup"


@dataclass(slots=True)
class Person:
    """`offline_since` and `read` are versions of the world: later messages are not on the phone, not read.

    `deactivated` is the Telegram account. `protected`: of those whose words Zalo keeps from bots (children,
    people with disabilities, people who cannot read).
    """

    id: int
    name: str
    device: Device
    offline_since: int | None = None
    deactivated: bool = False
    read: int = 0
    protected: bool = False

    @property
    def online(self) -> bool:
        return self.offline_since is None


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str = ""
    allowed: list[str] = field(default_factory=list)
    max_connections: int = 40


@dataclass(slots=True)
class Bot:
    id: int
    token: str
    username: str
    name: str
    next_update: int
    privacy: bool = True
    webhook: Webhook | None = None
    allowed: list[str] = field(
        default_factory=list
    )  # which updates it gets; empty = the default ones
    next_message: int = 1
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    last_error: str | None = None
    last_error_at: datetime | None = None


@dataclass(slots=True)
class Button:
    label: str
    data: str | None = None
    url: str | None = None


@dataclass(slots=True)
class Attachment:
    kind: AttachmentKind
    file: str | None = None  # a file_id; None for what a person's phone only pretends to send
    emoji: str = ""


@dataclass(slots=True)
class Message:
    """`author` is a person's or a bot's id; 0 speaks for the platform (somebody joined, a group moved)."""

    id: int
    author: int
    text: str
    at: datetime
    version: int
    keyboard: list[list[Button]] = field(default_factory=list)
    attachment: Attachment | None = None
    edited_at: datetime | None = None
    state: State = State.SENT
    reply_to: int | None = None


@dataclass(slots=True)
class PrivateChat:
    """One person and one bot. To the bot its id is the person's."""

    person: int
    bot: int
    started: bool = False
    blocked: bool = False
    notice: str | None = None  # what the bot's last answer to a press said
    messages: list[Message] = field(default_factory=list)

    @property
    def id(self) -> int:
        return self.person

    @property
    def key(self) -> str:
        return f"{self.bot}:{self.person}"


@dataclass(slots=True)
class GroupChat:
    id: int
    title: str
    kind: GroupKind = GroupKind.GROUP
    members: list[int] = field(default_factory=list)
    bots: list[int] = field(default_factory=list)
    kicked: list[int] = field(default_factory=list)  # bots put out
    left: list[int] = field(default_factory=list)  # bots that went by themselves
    muted: list[int] = field(default_factory=list)  # bots that may not write
    deleted: bool = False
    moved_to: int | None = None
    last_bot: int | None = None
    next_message: int = 1
    notice: str | None = None
    messages: list[Message] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.id)


Chat = PrivateChat | GroupChat


@dataclass(slots=True)
class Pending:
    """An update that a bot has not taken yet. `body` is its JSON without the update_id."""

    id: int
    bot: int
    queue: int
    kind: str
    body: dict[str, object]
    created: datetime
    expires: datetime
    chat: str
    message: int | None = None  # the person's message whose state it decides
    repeated: bool = False  # the bot has had it before


@dataclass(slots=True)
class Press:
    """A button pressed; it spins until it is answered."""

    id: str
    bot: int
    person: int
    chat: str
    message: int
    at: datetime
    answered: bool = False


@dataclass(slots=True)
class File:
    """A file as one bot knows it; its bytes lie beside the snapshot under `blob`."""

    id: str
    unique_id: str
    bot: int
    kind: AttachmentKind
    blob: str
    name: str
    media_type: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class World:
    version: int = 0
    offset_seconds: float = 0.0
    people: dict[int, Person] = field(default_factory=dict)
    bots: dict[int, Bot] = field(default_factory=dict)
    private: dict[str, PrivateChat] = field(default_factory=dict)
    groups: dict[int, GroupChat] = field(default_factory=dict)
    updates: dict[int, dict[int, Pending]] = field(default_factory=dict)  # by bot, by update_id
    presses: dict[str, Press] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    next_person: int = FIRST_PERSON
    next_group: int = FIRST_GROUP
    next_supergroup: int = FIRST_SUPERGROUP
    next_press: int = 1
    zalo: ZaloWorld = field(default_factory=ZaloWorld)

    def bot_by_token(self, token: str) -> Bot | None:
        bot_id, _, _ = token.partition(":")
        bot = self.bots.get(int(bot_id)) if bot_id.isascii() and bot_id.isdecimal() else None
        return bot if bot is not None and bot.token == token else None

    def chat(self, key: str) -> Chat | None:
        """The chat of that key, whoever asks."""
        found = self.private.get(key)
        if found is not None:
            return found
        return self.groups.get(int(key)) if key.removeprefix("-").isdecimal() else None

    def chats_of(self, person: Person) -> list[Chat]:
        """Private chats first; a group that moved is shown only under its new id."""
        private = [c for c in self.private.values() if c.person == person.id]
        groups = [g for g in self.groups.values() if person.id in g.members and g.moved_to is None]
        return [*private, *groups]

    def is_silent(self) -> bool:
        """Has nobody said anything, in any app?"""
        return not (
            any(chat.messages for chat in self.private.values())
            or any(chat.messages for chat in self.zalo.chats.values())
        )

    def message(self, chat: Chat, message_id: int) -> Message | None:
        # The newest are asked for most.
        return next((m for m in reversed(chat.messages) if m.id == message_id), None)

    def name_of(self, author: int) -> str:
        if author in self.bots:
            return self.bots[author].name
        return self.people[author].name if author in self.people else ""

    def next_message_id(self, chat: Chat) -> int:
        """A group numbers its own messages; private chats share their bot's mailbox."""
        counter = self.bots[chat.bot] if isinstance(chat, PrivateChat) else chat
        counter.next_message += 1
        return counter.next_message - 1

    def show(self, chat: Chat, message: Message) -> None:
        """Put a message on the screens of everybody in the chat."""
        chat.messages.append(message)
        if len(chat.messages) > LONGEST_CHAT:
            del chat.messages[: len(chat.messages) - LONGEST_CHAT]
