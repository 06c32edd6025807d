"""One message on its way out, and the six things a platform can have done with it (P4)."""

from dataclasses import dataclass
from datetime import datetime

from bot.message import Lane, Outgoing, Purpose
from bot.update import Address


@dataclass(frozen=True, slots=True)
class Envelope:
    """A row of the outbox, claimed for sending. `attempt` counts from 1; `key` is what logs are told of it."""

    id: int
    address: Address
    content: Outgoing
    purpose: Purpose
    lane: Lane
    attempt: int
    created_at: datetime
    expires_at: datetime | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took it; `external_id` is its id there ("" where a platform gives none), of the
    last one where it took several messages (`parts`)."""

    external_id: str
    parts: int = 1


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Certainly not sent; may be tried again at `at`.

    `throttled`: the platform asked us to wait (then it is no failed attempt), for this chat or,
    with `whole_account`, for everything we send there.
    """

    at: datetime
    reason: str
    throttled: bool = False
    whole_account: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nothing can reach this chat until the person or group comes back: blocked, kicked, deleted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has a new id; send again there."""

    new_chat: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform refused this message for ever: our fault, told to the operator.

    `account_broken`: it refused the account itself (token revoked): stop sending there.
    """

    reason: str
    account_broken: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may or may not have arrived: the answer was lost after the request had left."""

    reason: str


Result = Sent | RetryAt | Unreachable | Moved | Rejected | Ambiguous


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one envelope, and when that was known."""

    envelope: Envelope
    result: Result
    at: datetime
