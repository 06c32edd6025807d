"""Takes the turns of a batch: learners are loaded together, their turns folded in memory in order,
and what came of them is written together. Opens no transaction of its own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.calls import Kind
from bot.delivery import Envelope
from bot.engine import question_of, take_turn
from bot.scene import Scene
from bot.serial import outgoing_from_json, standing_from_json, standing_to_json
from bot.standing import Consent, Standing
from bot.turn import ConsentAnswered, EraseAsked, Fact, HelpAsked, School, Turn
from bot.update import Address, BotBlocked, DueCame, Sender, TextSent, Update
from handlers import calls
from handlers.book import Book
from handlers.bubbles import Bubble, bubbles_of, post
from handlers.calls import Asked
from storage import outbox, people, tickets
from storage.people import Pupil
from storage.unit_of_work import UnitOfWork

# Within this time the helpers need not be called again for the same step.
CALLED_ALREADY = timedelta(hours=1)

# What is said in a conversation, by somebody who knows more than the conversation does.
Speech = Callable[[Scene], Scene]

_NOBODY = standing_to_json(Standing())


@dataclass(slots=True)
class Place:
    """Where a learner stands during the batch, whichever chat they write in. It knows no seat: a circle
    of references for each learner would wait for the collector, a batch's standings with it."""

    standing: Standing
    is_new: bool = False


@dataclass(slots=True)
class Seat:
    """A learner as one of our accounts knows them: as stored, and as the turns left them."""

    stored: Pupil
    pupil: Pupil
    place: Place
    was_taught: bool = False


def alone(
    uow: UnitOfWork, school: School, update: Update, now: datetime
) -> tuple["Turns", Seat | None]:
    """For what somebody asked of the rest of the house: their seat, None for who was never here."""
    turns = Turns(uow, school, now)
    turns.admit([update])
    return turns, turns.find(update)


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
        self._places: dict[int, Place] = {}
        # By learner, the seat whose turn was taken last: what it says of the person is what is true.
        self._last: dict[int, Seat] = {}
        self._book = Book(now)
        self._bubbles: list[Bubble] = []
        self._calls: list[Asked] = []

    def admit(self, updates: Iterable[Update]) -> None:
        """Load those who wrote; make room for those who never did before."""
        wanted: dict[str, set[str]] = {}
        newcomers: dict[tuple[str, str], Update] = {}
        for update in updates:
            account, user = update.address.account, update.sender.user
            wanted.setdefault(account, set()).add(user)
            if not isinstance(update.content, BotBlocked):
                newcomers.setdefault((account, user), update)
        for account in sorted(wanted):  # one order for all who lock
            self.seat(people.find(self._uow, account, wanted[account]))
        unknown = [update for who, update in newcomers.items() if who not in self._seats]
        numbers = people.numbers(self._uow, len(unknown))
        for update, (person, learner) in zip(unknown, numbers, strict=True):
            self._welcome(update, person, learner)

    def seat(self, pupils: Iterable[Pupil]) -> None:
        """Their standings are read when their first turn is taken."""
        for pupil in pupils:
            place = self._places.setdefault(pupil.learner_id, Place(_UNREAD))
            self._seats[pupil.account, pupil.user] = Seat(pupil, pupil, place)

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
        standing = self._standing(seat)
        turn = take_turn(self._school, standing, self._looked_up(update), self._now)
        if any(isinstance(fact, EraseAsked) for fact in turn.facts):
            return turn
        self._took(seat, update, turn, (key, expires_at))
        return turn

    def speak(
        self, update: Update, key: str, speech: Speech, expires_at: datetime | None = None
    ) -> None:
        """Something is said in somebody's conversation that was looked up for them. They must be seated."""
        seat = self._seats[update.address.account, update.sender.user]
        where = update.address.account
        scene = Scene(self._school, self._standing(seat), update.sender, self._now, where=where)
        self._took(seat, update, speech(scene).turn(), (key, expires_at))

    def tell(self, pupil: Pupil, key: str, speech: Speech) -> None:
        """The same to somebody who did nothing just now: when they wrote last, and whether they are reached,
        stays as it is."""
        if (pupil.account, pupil.user) not in self._seats:
            self.seat([pupil])
        seat = self._seats[pupil.account, pupil.user]
        sender = Sender(pupil.user, pupil.name)
        scene = Scene(self._school, self._standing(seat), sender, self._now, where=pupil.account)
        self._took(seat, None, speech(scene).turn(), (key, None))

    def _standing(self, seat: Seat) -> Standing:
        standing = seat.place.standing
        return standing_from_json(seat.pupil.standing) if standing is _UNREAD else standing

    def _took(
        self, seat: Seat, update: Update | None, turn: Turn, message: tuple[str, datetime | None]
    ) -> None:
        key, expires_at = message
        seat.pupil = _caught_up(seat, self._last.get(seat.pupil.learner_id))
        pupil = seat.pupil
        address = Address(pupil.account, pupil.chat) if update is None else update.address
        bubbles = bubbles_of(address, turn.messages, key, pupil.person_id, expires_at)
        for fact in turn.facts:
            self._book.note(seat.pupil, fact)
            if isinstance(fact, HelpAsked):
                name = pupil.name if update is None else update.sender.name
                self._calls.append(Asked(seat.pupil, turn.standing, name, fact))
        seat.place.standing = turn.standing
        self._last[seat.pupil.learner_id] = seat
        seat.was_taught = True
        if update is not None:
            seat.pupil = _became(seat.pupil, turn, update, self._now)
            if isinstance(update.content, BotBlocked):
                self._blocked(update.address)
        self._bubbles += bubbles

    def _looked_up(self, update: Update) -> Update:
        """With the question that a text was written in reply to, where the platform tells of which
        message: then "2" is an answer to that one, and not to a later."""
        content = update.content
        if not isinstance(content, TextSent) or content.quotes is None:
            return update
        address = update.address
        payload = outbox.payload_of(self._uow, address.account, address.chat, content.quotes)
        about = None if payload is None else question_of(outgoing_from_json(payload))
        return replace(update, content=replace(content, about=about))

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
            heard_at=None,
            name="",
            consent=Consent.UNASKED,
            consent_version=None,
            reminders_wanted=False,
            standing=_NOBODY,
        )
        place = self._places[learner] = Place(Standing(), is_new=True)
        self._seats[pupil.account, pupil.user] = Seat(pupil, pupil, place)

    def _blocked(self, address: Address) -> None:
        """What was decided before cannot reach them any more; it would fail one by one."""
        outbox.skip_chat(self._uow, address.account, address.chat, "blocked", self._now)
        self._bubbles = [bubble for bubble in self._bubbles if bubble.address != address]

    def _write_people(self) -> None:
        taught = [seat for seat in self._seats.values() if seat.was_taught]
        last = list(self._last.values())
        people.add(self._uow, [seat.pupil for seat in last if seat.place.is_new], self._now)
        people.save_learners(self._uow, [self._learner_row(seat) for seat in last])
        people.save_persons(
            self._uow,
            [seat.pupil for seat in last if _as_person(seat.pupil) != _as_person(seat.stored)],
        )
        people.save_reach(
            self._uow,
            [seat.pupil for seat in taught if _as_chat(seat.pupil) != _as_chat(seat.stored)],
            self._now,
        )

    def _learner_row(self, seat: Seat) -> dict[str, Any]:
        return {
            "row": seat.pupil.learner_id,
            "standing": standing_to_json(seat.place.standing),
            "honorific": seat.place.standing.honorific,
            "device": seat.place.standing.device,
            "seen_at": seat.place.standing.seen_at or self._now,
        }

    def _call_humans(self) -> None:
        """Asked again for the same place and as urgent, the helpers have been told already."""
        for asked in self._calls:
            fact = asked.fact
            kind = Kind.HELP if fact.wish is None else Kind.VISIT
            place, since = (fact.lesson, fact.step), self._now - CALLED_ALREADY
            if not tickets.asked_since(
                self._uow, asked.pupil, place, kind, since, danger=fact.danger
            ):
                self._bubbles += calls.open_call(
                    self._uow, self._school, asked, self._now, self._help_chat
                )


_UNREAD = Standing()


def _caught_up(seat: Seat, last: Seat | None) -> Pupil:
    """With what the same person said meanwhile in another chat."""
    if last is None or last is seat:
        return seat.pupil
    said = last.pupil
    return replace(
        seat.pupil,
        name=said.name,
        consent=said.consent,
        consent_version=said.consent_version,
        reminders_wanted=said.reminders_wanted,
    )


def _became(pupil: Pupil, turn: Turn, update: Update, now: datetime) -> Pupil:
    """A name is kept only of those who agreed."""
    standing = turn.standing
    granted = standing.consent is Consent.GRANTED
    return replace(
        pupil,
        name=(update.sender.name or pupil.name) if granted else "",
        chat=update.address.chat,
        unreachable=isinstance(update.content, BotBlocked),
        heard_at=_heard(pupil, update, now),
        consent=standing.consent,
        consent_version=_version(turn.facts) or pupil.consent_version,
        reminders_wanted=standing.reminders.wanted,
    )


def _heard(pupil: Pupil, update: Update, now: datetime) -> datetime | None:
    """To the hour, so that a lively conversation writes it once; rounded down, so that nobody is
    thought to have written later than they did."""
    if isinstance(update.content, BotBlocked | DueCame):
        return pupil.heard_at
    hour = now.replace(minute=0, second=0, microsecond=0)
    return hour if pupil.heard_at is None else max(hour, pupil.heard_at)


def _version(facts: Sequence[Fact]) -> str | None:
    """Of the consent that was answered in this turn."""
    return next((fact.version for fact in facts if isinstance(fact, ConsentAnswered)), None)


def _as_person(pupil: Pupil) -> tuple[object, ...]:
    return pupil.name, pupil.consent, pupil.consent_version, pupil.reminders_wanted


def _as_chat(pupil: Pupil) -> tuple[object, ...]:
    return pupil.chat, pupil.unreachable, pupil.heard_at
