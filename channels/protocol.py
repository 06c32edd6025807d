"""What every platform adapter offers, and the table of what its platform can do.

Errors: `Unreadable` (a genuine request that we cannot make sense of: quarantine it, answer 200).
Sending never raises for a platform's fault: it returns a `bot.delivery.Result`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.delivery import Envelope, Result
from bot.limits import Limits
from bot.update import Update


class TextUnit(StrEnum):
    """In what a platform counts the length of a text."""

    CODE_POINTS = "code points"
    UTF16 = "UTF-16 units"
    BYTES = "UTF-8 bytes"


class PhotoBy(StrEnum):
    BYTES = "bytes"
    URL = "url"
    FILE_ID = "file_id"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform can show. Published by `hocvuso channels list` and in docs/operate.md."""

    buttons: bool
    edit: bool
    photo: frozenset[PhotoBy]
    voice: tuple[str, ...]  # endings of the sound files that it takes, best first; () = none
    documents: bool
    groups: bool
    text_limit: int
    text_unit: TextUnit
    caption_limit: int  # in text_unit; 0 = no captions
    token_bytes: int  # longest button token, in UTF-8 bytes; 0 = no buttons
    typing: bool = False  # "is writing…" can be shown


class Unreadable(Exception):
    """A request of the platform's that is not what its documentation says. Carries why."""


class Channel(Protocol):
    """One account on one platform."""

    @property
    def account(self) -> str:
        """The account's name in addresses and in `/webhook/{account}`."""

    @property
    def kind(self) -> str:
        """The platform: "telegram", "web", "terminal", …"""

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def limits(self) -> Limits: ...

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Did this request come from the platform? Header names are lower case. Never raises.

        A platform's unsigned trial of the address, which says nothing, passes too; `read` finds nothing
        in it.
        """

    def read(self, body: bytes) -> Sequence[Update]:
        """The happenings in a webhook's body; none for kinds that we do not use. Raises Unreadable."""

    def acknowledge(self, body: bytes) -> bytes:
        """The body of our 200 answer once the updates are stored; b"" where nothing is to be said."""

    async def open(self) -> None:
        """Take up connections. Makes no call that the platform must answer."""

    async def close(self) -> None: ...

    async def send(self, envelope: Envelope) -> Result:
        """Send one envelope. Never cancelled by callers; its own timeouts end it."""
