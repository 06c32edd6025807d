"""An Official Account as Zalo keeps it: who may act for it, what it paid for, and the events on their way to its app."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Buttons(StrEnum):
    """Which envelope for buttons `/message/cs` takes: public sources disagree, so the town can be each of them."""

    OFF = "off"
    LIST = "list"
    TEXT_BUTTONS = "text_buttons"


class Package(StrEnum):
    """Groups come with the two larger ones."""

    BASIC = "basic"
    ADVANCED = "advanced"
    PREMIUM = "premium"


@dataclass(slots=True)
class Code:
    """An authorisation by a human, not yet exchanged for tokens."""

    challenge: str
    until: datetime


@dataclass(slots=True)
class Event:
    """What a webhook has not taken yet. `body` is final: the same bytes come again, under the same signature.

    Those of one `queue` set out in order. `place` and `message` name the person's bubble whose state it decides.
    """

    id: int
    bot: str
    queue: str
    body: str
    timestamp: str
    place: str = ""
    message: int = 0
    tries: int = 0
    due: datetime | None = None  # None: at once
    repeated: bool = False  # the app has had it before


@dataclass(slots=True)
class Unread:
    """The account's messages, by their outside ids, that have not come to a phone, or came and were not looked at."""

    away: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ZaloOa:
    """An Official Account and the app that is linked to it.

    Tokens are kept with the moment at which they die; a refresh token is taken out when it is used. `money` is
    what the Zalo Cloud Account holds, in messages; None: there is no such account.
    """

    id: str
    name: str
    app_id: str = ""
    app_secret: str = ""
    secret_key: str = ""  # signs the webhook; not the app's secret
    callback: str = ""  # saved in the console; empty: any address
    package: Package = Package.ADVANCED
    verified: bool = True
    assets: dict[str, str] = field(
        default_factory=dict
    )  # by group: what it was bought as ("gmf50")
    money: int | None = None
    buttons: Buttons = Buttons.OFF
    webhook_url: str = ""
    webhook_stopped: str = ""  # why nothing is delivered any more
    last_error: str = ""
    last_error_at: datetime | None = None
    echoes: bool = True  # are its own messages ticked among the webhook's events?
    receipts: bool = True
    left: list[str] = field(default_factory=list)  # chats of who unfollowed and has not come back
    unread: dict[str, Unread] = field(default_factory=dict)  # by chat, as `left`
    access: dict[str, datetime] = field(default_factory=dict)
    refresh: dict[str, datetime] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    given_out: int = 0  # tokens and codes, so that none comes twice
    events: dict[int, Event] = field(default_factory=dict)
    next_event: int = 1
