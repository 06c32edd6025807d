"""Whoever orders something at the counter, and what they may do. Everything else there asks here first."""

from dataclasses import dataclass
from datetime import datetime

from bot.policy import Act, Place, may
from bot.turn import School
from bot.update import Update
from handlers.bubbles import Bubble
from handlers.turns import Speech
from storage import posts
from storage.people import Pupil
from storage.posts import Held, Spot
from storage.unit_of_work import UnitOfWork


class Forbidden(Exception):
    """Their posts do not allow it there. Told to them, and written into the audit book."""


class Gone(Exception):
    """What the order is about is not there any more, or never was."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something said in somebody else's own conversation. `pupil` must be locked."""

    pupil: Pupil
    key: str
    speech: Speech


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to the caller, and what goes to others because of it. `key`: what begins the keys of what
    is said to the caller, where it tells of somebody who may want it erased."""

    speech: Speech
    bubbles: tuple[Bubble, ...] = ()
    told: tuple[Told, ...] = ()
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """`key` begins the keys of all messages that the order leads to; it is another one each time."""

    uow: UnitOfWork
    school: School
    now: datetime
    pupil: Pupil
    update: Update
    key: str
    held: tuple[Held, ...]

    def check(self, act: Act, place: Place) -> None:
        """Raises Forbidden."""
        if not self.can(act, place):
            raise Forbidden(f"{act} at {place}")

    def can(self, act: Act, place: Place) -> bool:
        return may([one.post for one in self.held], act, place)

    def team(self, team: int, act: Act) -> Spot:
        """The team, if they may do that there. Raises Forbidden, Gone."""
        return self._allowed(posts.of_team(self.uow, team), act)

    def unit(self, unit: int, act: Act) -> Spot:
        """The unit, if they may do that there. Raises Forbidden, Gone."""
        return self._allowed(posts.of_unit(self.uow, unit), act)

    def _allowed(self, spot: Spot | None, act: Act) -> Spot:
        if spot is None:
            raise Gone
        self.check(act, spot.place)
        return spot
