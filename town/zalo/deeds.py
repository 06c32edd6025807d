"""What somebody did on Zalo that an account may have to hear of: the seam between phones and servers.

`town.zalo.people` and `town.zalo.groups` tell the server of the app where it happened; which events that
makes, and for whom, is the server's own business.
"""

from collections.abc import Callable
from dataclasses import dataclass

from town.world import Person
from town.zalo.world import ZaloButton, ZaloChat, ZaloGroup, ZaloMessage


@dataclass(frozen=True, slots=True)
class Wrote:
    """Anything that makes a bubble: a text, a picture, a sticker, a voice note, a link, a file."""

    person: Person
    place: ZaloChat | ZaloGroup
    message: ZaloMessage


@dataclass(frozen=True, slots=True)
class Opened:
    """Came to the account's chat, by its link or "Nhắn tin", and has not written yet."""

    person: Person
    place: ZaloChat


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button under a message of an Official Account."""

    person: Person
    place: ZaloChat
    message: ZaloMessage
    button: ZaloButton


@dataclass(frozen=True, slots=True)
class Followed:
    """Began to follow an Official Account, or `ended` it."""

    person: Person
    place: ZaloChat
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Blocked:
    """Does not want to hear from the account, or, when `ended`, does again."""

    person: Person
    place: ZaloChat
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """Looked at the newest messages."""

    person: Person
    place: ZaloChat


@dataclass(frozen=True, slots=True)
class Joined:
    """Became a member of a group, or `ended` it."""

    person: Person
    place: ZaloGroup
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """The owner took an account into the group, or, when `ended`, put it out."""

    person: Person
    place: ZaloGroup
    account: str
    ended: bool = False


Deed = Wrote | Opened | Tapped | Followed | Blocked | Read | Joined | Invited

# The server of one app. It returns when whatever it makes of the deed is queued.
Listener = Callable[[Deed], None]
