"""Takes the turns of a batch: learners are loaded together, their turns folded in memory in order,
and what came of them is written together. Opens no transaction of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.delivery import Envelope
from bot.engine import take_turn
from bot.message import LANES, Lane, Purpose
from bot.notices import help_call
from bot.serial import outgoing_to_json, standing_from_json, standing_to_json
from bot.standing import Consent, Standing
from bot.turn import ConsentAnswered, EraseAsked, Fact, HelpAsked, School, Turn
from bot.update import Address, BotBlocked, Update
from handlers.book import Book
from handlers.bubbles import Bubble, bubbles_of, post
from storage import outbox, people, tickets
from storage.erasure import help_key
from storage.people import Pupil
from storage.unit_of_work import UnitOfWork

# Within this time the helpers need not be called again for the same step.
CALLED_ALREADY = timedelta(hours=1)

_NOBODY = standing_to_json(Standing())


@dataclass(slots=True)
class Seat:
    """A learner during the batch: as stored, and as the turns left them."""

    stored: Pupil
    pupil: Pupil
    standing: Standing
    is_new: bool = False
    was_taught: bool = False


class Turns:
    """`seat` everybody who will come, `take` their updates in order, `write` once."""

    def __init__(
        self, uow: UnitOfWork, school: School, now: datetime, help_chat: Address | None = None
    ) -> None:
        self._uow = uow
        self._school = school
        self._now = now
        self._help_chat = help_chat
        self._seats: dict[tuple[str, str], Seat] = {}
        self._book = Book(now)
        self._bubbles: list[Bubble] = []
        self._calls: list[tuple[Seat, str, HelpAsked]] = []

    def admit(self, updates: Iterable[Update]) -> None:
        """Load those who wrote; make room for those who never did before."""
        wanted: dict[str, set[str]] = {}
        newcomers: dict[tuple[str, str], Update] = {}
        for update in updates:
            account, user = update.address.account, update.sender.user
            wanted.setdefault(account, set()).add(user)
            if not isinstance(update.content, BotBlocked):
                newcomers.setdefault((account, user), update)
        for account, users in wanted.items():
            self.seat(people.find(self._uow, account, users))
        unknown = [update for who, update in newcomers.items() if who not in self._seats]
        numbers = people.numbers(self._uow, len(unknown))
        for update, (person, learner) in zip(unknown, numbers, strict=True):
            self._welcome(update, person, learner)

    def seat(self, pupils: Iterable[Pupil]) -> None:
        """Their standings are read when their first turn is taken."""
        for pupil in pupils:
            self._seats[pupil.account, pupil.user] = Seat(pupil, pupil, _UNREAD)

    def find(self, update: Update) -> Seat | None:
        """None: somebody who was never here, and only blocked us."""
        return self._seats.get((update.address.account, update.sender.user))

    def take(self, update: Update, key: str, expires_at: datetime | None = None) -> Turn:
        """One turn. `key` begins the keys of its messages. If it raises, nothing of it happened.

        Of a turn that asks for an erasure only the standing is kept here: its last words go out
        with `farewell` when everything else is gone.
        """
        seat = self.find(update)
        if seat is None:
            return Turn(Standing())
        standing = seat.standing
        if standing is _UNREAD:
            standing = standing_from_json(seat.pupil.standing)
        turn = take_turn(self._school, standing, update, self._now)
        if any(isinstance(fact, EraseAsked) for fact in turn.facts):
            return turn
        bubbles = bubbles_of(update.address, turn.messages, key, seat.pupil.person_id, expires_at)
        for fact in turn.facts:
            self._book.note(seat.pupil, fact)
            if isinstance(fact, HelpAsked):
                self._calls.append((seat, update.sender.name, fact))
        seat.standing = turn.standing
        seat.was_taught = True
        seat.pupil = _became(seat.pupil, turn, update)
        if isinstance(update.content, BotBlocked):
            self._blocked(update.address)
        self._bubbles += bubbles
        return turn

    def say(self, bubbles: Iterable[Bubble]) -> None:
        """More messages, after those that were decided so far."""
        self._bubbles += bubbles

    def write(self, sends_here: frozenset[str] = frozenset()) -> Sequence[Envelope]:
        """Everything that the turns led to; the envelopes that were claimed in doing so."""
        self._write_people()
        self._book.write(self._uow)
        self._call_humans()
        return post(self._uow, self._bubbles, self._now, sends_here)

    def _welcome(self, update: Update, person: int, learner: int) -> None:
        pupil = Pupil(
            person_id=person,
            learner_id=learner,
            team_id=None,
            account=update.address.account,
            user=update.sender.user,
            chat=update.address.chat,
            unreachable=False,
            name="",
            consent=Consent.UNASKED,
            consent_version=None,
            reminders_wanted=False,
            standing=_NOBODY,
        )
        self._seats[pupil.account, pupil.user] = Seat(pupil, pupil, Standing(), is_new=True)

    def _blocked(self, address: Address) -> None:
        """What was decided before cannot reach them any more; it would fail one by one."""
        outbox.skip_chat(self._uow, address.account, address.chat, "blocked", self._now)
        self._bubbles = [bubble for bubble in self._bubbles if bubble.address != address]

    def _write_people(self) -> None:
        taught = [seat for seat in self._seats.values() if seat.was_taught]
        people.add(self._uow, [seat.pupil for seat in taught if seat.is_new], self._now)
        people.save_learners(self._uow, [self._learner_row(seat) for seat in taught])
        people.save_persons(
            self._uow,
            [seat.pupil for seat in taught if _as_person(seat.pupil) != _as_person(seat.stored)],
        )
        people.save_reach(
            self._uow,
            [seat.pupil for seat in taught if _as_chat(seat.pupil) != _as_chat(seat.stored)],
            self._now,
        )

    def _learner_row(self, seat: Seat) -> dict[str, Any]:
        return {
            "row": seat.pupil.learner_id,
            "standing": standing_to_json(seat.standing),
            "honorific": seat.standing.honorific,
            "device": seat.standing.device,
            "seen_at": seat.standing.seen_at or self._now,
        }

    def _call_humans(self) -> None:
        """A ticket, and its one message to the helpers' chat."""
        for seat, name, asked in self._calls:
            number = tickets.opened(
                self._uow,
                seat.pupil,
                (asked.lesson, asked.step),
                danger=asked.danger,
                now=self._now,
                since=self._now - CALLED_ALREADY,
            )
            if number is None or self._help_chat is None:
                continue
            call = help_call(self._school.course, seat.standing, name, asked)
            lane = Lane.EMERGENCY if asked.danger else LANES[Purpose.HELP]
            payload = outgoing_to_json(call)
            self._bubbles.append(
                Bubble(help_key(number), self._help_chat, call, payload, None, lane)
            )


_UNREAD = Standing()


def _became(pupil: Pupil, turn: Turn, update: Update) -> Pupil:
    """A name is kept only of those who agreed."""
    standing = turn.standing
    granted = standing.consent is Consent.GRANTED
    return replace(
        pupil,
        name=(update.sender.name or pupil.name) if granted else "",
        chat=update.address.chat,
        unreachable=isinstance(update.content, BotBlocked),
        consent=standing.consent,
        consent_version=_version(turn.facts) or pupil.consent_version,
        reminders_wanted=standing.reminders.wanted,
    )


def _version(facts: Sequence[Fact]) -> str | None:
    """Of the consent that was answered in this turn."""
    return next((fact.version for fact in facts if isinstance(fact, ConsentAnswered)), None)


def _as_person(pupil: Pupil) -> tuple[object, ...]:
    return pupil.name, pupil.consent, pupil.consent_version, pupil.reminders_wanted


def _as_chat(pupil: Pupil) -> tuple[object, ...]:
    return pupil.chat, pupil.unreachable
