"""What the tables say, read past the product's own storage code, beside what they should say."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from bot.engine import question_of
from bot.serial import outgoing_from_json, standing_from_json
from bot.update import DueCame, DueKind
from handlers import figures
from handlers.housekeeping import KEEP_PAYLOADS
from storage.codes import Purpose
from storage.database import Database
from storage.tables import metadata
from tests.machine.codes import Who
from tests.machine.fold import DueKey, Fold
from tests.machine.promise import Invariant, hold

OPEN = ("queued", "sending")
CLOSED = ("sent", "failed", "skipped", "unknown")


@dataclass(frozen=True)
class Row:
    """A message's row."""

    id: int
    key: str
    account: str
    chat: str
    purpose: str
    payload: str | None
    status: str
    fleeting: bool
    not_before: datetime | None
    claimed_at: datetime | None
    closed_at: datetime | None
    external_id: str | None


_identity, _person, _learner = (metadata.tables[name] for name in ("identity", "person", "learner"))
_LEARNERS = (
    select(
        _identity.c.account,
        _identity.c.user,
        _learner.c.standing,
        _person.c.consent,
        _person.c.reminders_wanted,
    )
    .join(_person, _person.c.id == _identity.c.person_id)
    .join(_learner, _learner.c.id == _person.c.learner_id)
)


@cache
def _asked(table: str, *columns: str) -> Select[Any]:
    of = metadata.tables[table]
    return select(*(of.c[name] for name in columns)).order_by(*of.primary_key)


class Look:
    def __init__(self, db: Database) -> None:
        self._db = db

    def rows(self, table: str, *columns: str) -> list[Any]:
        with self._db.reading() as uow:
            return [tuple(row) for row in uow.rows(_asked(table, *columns))]

    def messages(self) -> list[Row]:
        return [Row(*row) for row in self.rows("message", *Row.__annotations__)]

    def learners(self) -> dict[int, Who]:
        """Each by one of the identities of their person."""
        whose, rows = self.persons(), self.rows("learner", "id", "person_id")
        left = [number for number, person in rows if person not in whose]
        hold(Invariant.ONE_PERSON, not left, f"learners whom nothing reaches: {left}")
        return {number: whose[person] for number, person in rows}

    def persons(self) -> dict[int, Who]:
        return {person: (account, user) for person, account, user in self._identities()}

    def digits(self, key: str) -> str | None:
        """The code that a message tells."""
        payload = next((row.payload for row in self.messages() if row.key == key), None)
        found = re.search(r"\b(\d{3}) (\d{3})\b", payload or "")
        return None if found is None else found[1] + found[2]

    def questions(self) -> dict[tuple[str, str, str], int | None]:
        """By account, chat and the platform's id: which question a message of ours asked."""
        return {
            (row.account, row.chat, row.external_id): question_of(outgoing_from_json(row.payload))
            for row in self.messages()
            if row.external_id and row.payload is not None
        }

    def due(self, now: datetime) -> list[tuple[int, Who, DueCame]]:
        """What there is to come back for by now, of whom by any of their identities."""
        of = self.learners()
        return [
            (number, of[learner], DueCame(DueKind(kind), lesson, step, nth))
            for number, learner, kind, lesson, step, nth, at in self.rows(
                "due", "id", "learner_id", "kind", "lesson", "step", "nth", "due_at"
            )
            if at <= now
        ]

    def latest_wait(self) -> datetime | None:
        """Until when a row or a chat has been asked to wait."""
        waits = [row[0] for row in self.rows("hold", "until")]
        waits += [row.not_before for row in self.messages() if row.not_before is not None]
        return max(waits, default=None)

    def unreachable(self) -> set[Who]:
        found = self.rows("identity", "account", "user", "unreachable")
        return {(account, user) for account, user, why in found if why is not None}

    # --- Beside the fold ----------------------------------------------------------------------

    def check_inbox(self, fold: Fold) -> None:
        found = self.rows("inbound", "account", "key", "state")
        spoilt = [row for row in found if row[2] != "taken"]
        hold(Invariant.TAKEN_ONCE, not spoilt, f"put aside: {spoilt}")
        differing = {row[:2] for row in found} ^ fold.keys.keys()
        hold(Invariant.TAKEN_ONCE, not differing, sorted(differing))

    def check_learners(self, fold: Fold) -> None:
        stored = {
            (account, user): (standing, consent, wanted)
            for account, user, standing, consent, wanted in self._learners()
        }
        gone = stored.keys() - fold.known.keys()
        hold(Invariant.ERASED if fold.gone else Invariant.FOLD, not gone, f"too many: {gone}")
        hold(Invariant.FOLD, not fold.known.keys() - stored.keys(), "somebody is missing")
        for who, one in fold.known.items():
            expected = fold.people[one]
            standing, consent, wanted = stored[who]
            found = standing_from_json(standing)
            hold(Invariant.FOLD, found == expected, f"{who}: {found} instead of {expected}")
            beside = (expected.consent.value, expected.reminders.wanted)
            hold(Invariant.FOLD, (consent, wanted) == beside, f"{who}: {consent}, {wanted}")
        hold(Invariant.FOLD, self.unreachable() == fold.away, "who can be reached")
        dues = self._dues(fold)
        differing = dues.items() ^ fold.dues.items()
        hold(Invariant.FOLD, not differing, f"to come back for: {sorted(differing, key=str)}")

    def check_persons(self, fold: Fold) -> None:
        """Who was joined is one person and one learner, and has all that both have learned."""
        persons, learners = self.rows("person", "id"), self.rows("learner", "id")
        numbers = (len(persons), len(learners))
        hold(Invariant.ONE_PERSON, numbers == 2 * (len(fold.people),), f"{numbers} are left")
        of = self.learners()
        runs: dict[Who, dict[int, tuple[str, bool]]] = {}
        columns = ("learner_id", "number", "lesson", "status")
        for learner, number, lesson, status in self.rows("run", *columns):
            of_one = runs.setdefault(fold.who(of[learner]), {})
            of_one[number] = (lesson, status == "finished")
        expected = {who: found for who, found in fold.runs.items() if found}
        hold(Invariant.ONE_PERSON, runs == expected, f"runs {runs} instead of {expected}")

    def check_codes(self, fold: Fold) -> None:
        of = {person: fold.who(who) for person, who in self.persons().items()}
        columns = ("purpose", "digits", "person_id", "expires_at")
        given = {
            (Purpose(purpose), digits): (of[person], until)
            for purpose, digits, person, until in self.rows("code", *columns)
        }
        expected = fold.codes.given
        hold(Invariant.CODE_ONCE, given == expected, f"codes {given} instead of {expected}")
        wrong = {
            (account, chat): (times, since)
            for account, chat, times, since in self.rows(
                "code_try", "account", "chat", "wrong", "since"
            )
        }
        hold(Invariant.CODE_ONCE, wrong == fold.codes.wrong, f"{wrong} wrong ones")
        names = ("account", "chat", "team_id", "bound_by", "bound_at")
        bonds = {
            (account, chat): (team is not None, of.get(person))
            for account, chat, team, person, since in self.rows("chat", *names)
            if since is not None
        }
        hold(Invariant.CODE_ONCE, bonds == fold.codes.bonds, f"groups are bound by {bonds}")

    def check_messages(self, rows: Collection[Row], fold: Fold, now: datetime) -> None:
        ours = {row.key: row for row in rows if row.key.startswith(("reply:", "due:"))}
        invented = ours.keys() - fold.said.keys()
        hold(
            Invariant.ERASED if fold.gone else Invariant.ONE_EFFECT,
            not invented,
            f"nobody decided {sorted(invented)}",
        )
        for key, said in fold.said.items():
            row = ours.get(key)
            if row is None:
                may_lack = key in fold.unsaid or said.fleeting
                hold(Invariant.ONE_EFFECT, may_lack, f"{key} was decided and is not there")
                continue
            faded = row.closed_at is not None and row.closed_at < now - KEEP_PAYLOADS + timedelta(1)
            is_same = said.payload is None or row.payload == said.payload
            hold(
                Invariant.ONE_EFFECT,
                is_same or (row.payload is None and faded),
                f"{key} says {row.payload}",
            )

    def check_limbo(self, rows: Collection[Row], held: Collection[int]) -> None:
        for row in rows:
            is_fine = (row.status == "queued" and row.closed_at is None) or (
                row.status in CLOSED and row.closed_at is not None
            )
            hold(
                Invariant.NO_LIMBO,
                is_fine or (row.status == "sending" and row.id in held),
                f"{row.id} ({row.key}) is {row.status} and in nobody's hands",
            )

    def check_counters(self) -> None:
        wrong = figures.recount(self._db)
        hold(Invariant.COUNTERS, not wrong, wrong)

    def _identities(self) -> list[Any]:
        return self.rows("identity", "person_id", "account", "user")

    def _learners(self) -> list[Any]:
        with self._db.reading() as uow:
            return list(uow.rows(_LEARNERS))

    def _dues(self, fold: Fold) -> dict[DueKey, tuple[int, datetime]]:
        of = {learner: fold.who(who) for learner, who in self.learners().items()}
        return {
            (of[learner], DueKind(kind), lesson, step): (nth, at)
            for learner, kind, lesson, step, nth, at in self.rows(
                "due", "learner_id", "kind", "lesson", "step", "nth", "due_at"
            )
        }
