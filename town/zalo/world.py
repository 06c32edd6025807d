"""What exists on Zalo: accounts, private chats, groups, and what waits for a bot's webhook.

A part of the town's world, kept with it. People and phones are the town's own: one phone, several apps.
Plain state with the few questions everybody asks of it; `town.zalo.people` and the servers decide.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from town.state import State
from town.zalo.accounts import Account, ZaloBot, ZaloOa

# Longer chats forget their oldest messages: every snapshot writes all of them.
LONGEST_CHAT = 500


class App(StrEnum):
    """Through which of Zalo's two products a chat runs."""

    BOT = "zalo-bot"
    OA = "zalo-oa"


class Kind(StrEnum):
    """LINK, FILE and LOCATION are what people send and the Bot platform does not show to bots."""

    TEXT = "text"
    PICTURE = "picture"
    STICKER = "sticker"
    VOICE = "voice"
    LINK = "link"
    FILE = "file"
    LOCATION = "location"


@dataclass(slots=True)
class ZaloButton:
    """Official Accounts only: `action` is the API's name for what a tap does ("oa.query.show")."""

    title: str
    action: str
    payload: str = ""


@dataclass(slots=True)
class ZaloMessage:
    """Said by a `person`, or by an `account`; by neither: a note of the platform's own.

    `url` is where a picture, a sticker or a voice note is to be had; phones fetch it when they look.
    `mentions` are accounts picked from the list that opens behind an @, not names that were typed.
    """

    id: int
    at: datetime
    version: int
    text: str = ""
    person: int | None = None
    account: str | None = None
    kind: Kind = Kind.TEXT
    url: str = ""
    quotes: int | None = None
    mentions: list[str] = field(default_factory=list)
    buttons: list[ZaloButton] = field(default_factory=list)
    state: State = State.SENT

    @property
    def outside(self) -> str:
        """How programs know it: 20 hexadecimal digits that say nothing."""
        return opaque("message", self.id)


@dataclass(slots=True)
class ZaloChat:
    """One person and one account. `id` is the person's id as that account, and no other, knows it.

    `last_interaction`: when the person last did something that counts as such there; None: never, and then
    no account may write. `typing_until`: the account seems to be writing.
    """

    app: App
    account: str
    person: int
    id: str
    opened: bool = False
    followed: bool = False  # Official Accounts only
    blocked: bool = False
    last_interaction: datetime | None = None
    typing_until: datetime | None = None
    notice: str | None = None
    messages: list[ZaloMessage] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.account}:{self.id}"


@dataclass(slots=True)
class ZaloGroup:
    """`members` are people, the first of them its owner. A bot is invited by the owner; an Official Account
    is only in groups that it made itself (GMF). `disabled`: the package that such a group needs has lapsed."""

    app: App
    id: str
    title: str
    members: list[int] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    put_out: list[str] = field(default_factory=list)
    disabled: bool = False
    messages: list[ZaloMessage] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.id


Place = ZaloChat | ZaloGroup


@dataclass(slots=True)
class BotEvent:
    """On its way to a bot's webhook. `queue` is the chat's id as the bot knows it, `place` the chat's key,
    `message` the person's message whose state it decides."""

    id: int
    bot: str
    queue: str
    place: str
    message: int
    body: dict[str, object]
    tried: int = 0
    repeated: bool = False  # the bot has had it before


@dataclass(slots=True)
class ZaloWorld:
    bots: dict[str, ZaloBot] = field(default_factory=dict)
    oas: dict[str, ZaloOa] = field(default_factory=dict)
    chats: dict[str, ZaloChat] = field(
        default_factory=dict
    )  # by key; made when they are first needed
    groups: dict[str, ZaloGroup] = field(default_factory=dict)
    events: dict[int, BotEvent] = field(default_factory=dict)
    next_message: int = 1
    next_group: int = 1
    next_event: int = 1

    def account(self, account: str) -> Account | None:
        return self.bots.get(account) or self.oas.get(account)

    def app_of(self, account: str) -> App:
        return App.BOT if account in self.bots else App.OA

    def accounts(self) -> list[Account]:
        """Bots first."""
        return [*self.bots.values(), *self.oas.values()]

    def places(self) -> list[Place]:
        """Every chat that was ever needed, and every group."""
        return [*self.chats.values(), *self.groups.values()]

    def bot_by_token(self, token: str) -> ZaloBot | None:
        for bot in self.bots.values():
            if bot.token == token:
                return bot
        return None

    def chat(self, account: str, person: int) -> ZaloChat:
        """The chat of these two, made if it was never needed before."""
        chat = self._chat(account, person)
        return self.chats.setdefault(chat.key, chat)

    def chats_of(self, person: int) -> list[ZaloChat]:
        """One with every account, whether it was ever opened or not."""
        return [self._chat(account, person) for account in (*self.bots, *self.oas)]

    def groups_of(self, person: int) -> list[ZaloGroup]:
        return [group for group in self.groups.values() if person in group.members]

    def place(self, key: str) -> Place | None:
        return self.chats.get(key) or self.groups.get(key)

    def message(self, place: Place, outside: str) -> ZaloMessage | None:
        """The message that programs know by that id. The newest are asked for most."""
        return next((each for each in reversed(place.messages) if each.outside == outside), None)

    def show(self, place: Place, message: ZaloMessage) -> None:
        """Put a message on the screens of everybody in the chat."""
        place.messages.append(message)
        if len(place.messages) > LONGEST_CHAT:
            del place.messages[: len(place.messages) - LONGEST_CHAT]

    def anew(self) -> "ZaloWorld":
        """The same accounts, which remember whom they know; empty screens, no groups. No number comes twice."""
        chats = {
            key: ZaloChat(each.app, each.account, each.person, each.id, followed=each.followed)
            for key, each in self.chats.items()
            if each.last_interaction is not None
        }
        for key, chat in chats.items():
            chat.opened = True
            chat.last_interaction = self.chats[key].last_interaction
        return ZaloWorld(
            self.bots,
            self.oas,
            chats,
            next_message=self.next_message,
            next_group=self.next_group,
            next_event=self.next_event,
        )

    def _chat(self, account: str, person: int) -> ZaloChat:
        app = self.app_of(account)
        fresh = ZaloChat(app, account, person, person_id(app, account, person))
        return self.chats.get(fresh.key, fresh)


def person_id(app: App, account: str, person: int) -> str:
    """Bots know a person by 20 hexadecimal digits, Official Accounts by a number beyond 2^53; each by its own."""
    whose = f"{account}/{person}"
    return opaque("person", whose) if app is App.BOT else number("person", whose)


def group_id(app: App, of: int) -> str:
    """The Bot platform's group ids begin with "zgr-", those of GMF groups are bare."""
    return f"zgr-{opaque('group', of)}" if app is App.BOT else opaque("gmf", of)


def opaque(kind: str, of: object) -> str:
    return hashlib.sha256(f"{kind}/{of}".encode()).hexdigest()[:20]


def number(kind: str, of: object) -> str:
    """19 digits."""
    digest = hashlib.sha256(f"{kind}/{of}".encode()).digest()
    return str(10**18 + int.from_bytes(digest[:8]) % (8 * 10**18))
