"""Six digits that are said somewhere else within a quarter of an hour. Within other handlers' transactions."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.linking import CODE_DIGITS
from storage import codes
from storage.codes import Purpose
from storage.unit_of_work import UnitOfWork

LIFE = timedelta(minutes=15)
# Five guesses an hour in a million: nobody finds a stranger's code in its quarter of an hour.
MOST_WRONG = 5
WRONG_FOR = timedelta(hours=1)
_TRIES = 20  # at digits that nobody else has just now


class TooManyCodes(Exception):
    """A million codes are taken: somebody asks for them without end."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody's code, or not any more."""


@dataclass(frozen=True, slots=True)
class Barred:
    """Too many wrong ones were said in this chat within the hour."""


def new(uow: UnitOfWork, purpose: Purpose, person: int, now: datetime) -> str:
    """A code that takes the place of the person's former one."""
    for _ in range(_TRIES):
        digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        if codes.put(uow, purpose, digits, person, now + LIFE):
            return digits
    raise TooManyCodes


def redeem(
    uow: UnitOfWork, purpose: Purpose, digits: str, address: tuple[str, str], now: datetime
) -> int | Unknown | Barred:
    """The person whose code was said at (account, chat); it is used up."""
    account, chat = address
    if codes.tries(uow, account, chat, now - WRONG_FOR) >= MOST_WRONG:
        return Barred()
    person = codes.take(uow, purpose, digits, now)
    if person is None:
        codes.wrong(uow, account, chat, now, now - WRONG_FOR)
        return Unknown()
    return person
