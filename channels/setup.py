"""What is done with an account beside its messages: the platform is asked about it, pointed at us, polled.

Never on the path of a learner's message. Errors carry a Vietnamese sentence for the operator that says
what to do.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.update import Update

# True: committed (or put aside) for good. False: not now, bring it again.
Submit = Callable[[Sequence[Update]], Awaitable[bool]]
Quarantine = Callable[[str, bytes, str], Awaitable[bool]]  # account, body, why


class Unusable(Exception):
    """The account cannot work as it is set up: a person has to change something."""


class OutOfReach(Unusable):
    """The platform could not be asked, or not now: worth trying again later."""


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the app's command menu. `name`: 1–32 of a-z, 0-9, _."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What a platform says of one account.

    `name` is what people see or type to reach it. `webhook` is where its updates are brought: "" for
    nowhere, None where the platform does not say. `pending` updates wait there; None: it does not say.
    `warnings` are Vietnamese sentences about what works now but will not for long.
    """

    name: str
    webhook: str | None = ""
    pending: int | None = None
    last_error: str = ""
    last_error_at: datetime | None = None
    warnings: tuple[str, ...] = ()


class Setup(Protocol):
    """One account's, made with its channel. Every method raises Unusable."""

    async def look(self) -> Condition:
        """Ask the platform; the channel learns its own name on the way."""

    async def set_webhook(self, url: str) -> Condition:
        """Have updates brought to `url`. May be repeated at will; asks first where a platform counts
        such calls. Waiting updates are kept where a platform keeps them."""

    async def drop_webhook(self) -> None:
        """Have updates kept for polling."""

    async def poll(self, submit: Submit, quarantine: Quarantine) -> None:
        """Fetch updates until cancelled; refuses while a webhook is set, which only a person may drop."""
