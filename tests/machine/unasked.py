"""Nothing unasked reaches whoever is away, opted out, or asleep (I6)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.delivery import Envelope
from bot.message import Purpose
from tests.machine.codes import Who
from tests.machine.fold import Fold
from tests.machine.promise import Invariant, hold

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass
class Unasked:
    fold: Fold
    _begun: list[tuple[Envelope, datetime]] = field(default_factory=list)  # in the present command
    _claimed_before: Collection[int] = ()  # in our hands when it began
    _welcome_before: Collection[Who] = ()

    def begin(self, claimed: Collection[int]) -> None:
        self._claimed_before = claimed
        self._welcome_before = self._welcome()

    def begins(self, envelope: Envelope, at: datetime) -> None:
        """It is being sent."""
        if envelope.purpose in (Purpose.REMINDER, Purpose.REVIEW):
            self._begun.append((envelope, at))

    def end(self) -> None:
        begun, self._begun = self._begun, []
        for envelope, at in begun:
            self._judge(envelope, at)

    def _welcome(self) -> set[Who]:
        """Who may be written to unasked."""
        people = self.fold.people
        return {
            identity
            for identity, who in self.fold.known.items()
            if people[who].reminders.wanted and self.fold.reachable(who)
        }

    def _judge(self, envelope: Envelope, at: datetime) -> None:
        """As of the claim, which was in this command: what was in our hands before it cannot be called
        back."""
        if envelope.id in self._claimed_before:
            return
        who = whose(envelope)
        welcome = {*self._welcome_before, *self._welcome()}
        hold(Invariant.LEFT_ALONE, who in welcome, f"{who} is away, or did not want this")
        here = at.astimezone(HERE)
        minute = here.hour * 60 + here.minute  # the rate may have kept it for some seconds
        is_awake = 7 * 60 <= minute <= 20 * 60 + 30 and not 11 * 60 + 30 < minute < 13 * 60 + 30
        hold(Invariant.LEFT_ALONE, is_awake, f"{who} rests at {here:%H:%M}")


def whose(envelope: Envelope) -> Who:
    return envelope.address.account, envelope.address.chat.removeprefix("chat-")
