"""Two teams of one commune and one of another, with leaders, residents and groups, for announcements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from bot.announcing import RESPECTED, Audience, Fate
from bot.delivery import Envelope, Result
from bot.limits import Limits
from bot.message import Message
from bot.policy import Role
from handlers import broadcasting, feeding
from handlers.broadcasting import Confirmed, Refused
from handlers.delivery import NO_LIMITS
from storage import broadcasts, receipts, teams
from storage.database import Database
from storage.receipts import Listed
from storage.tables import GroupRow, table
from tests.handlers.village import ACCOUNT, SCHOOL, Village

COMMUNE, OTHER_COMMUNE, PROVINCE = 10, 20, 1
DONG, TAY, BAC = 1, 2, 3  # teams; the third is of the other commune
RATE = 30.0  # messages a second


@dataclass(frozen=True)
class Report:
    fates: Mapping[tuple[Fate, str | None], int]
    to_phone: Sequence[Listed]
    heard: int

    def count(self, fate: Fate) -> int:
        return sum(number for (one, _), number in self.fates.items() if one is fate)


class Hamlet(Village):
    def __init__(self, db: Database) -> None:
        super().__init__(db, replace(SCHOOL))
        self._unit(PROVINCE, "province", None)
        for unit, teams_ in ((COMMUNE, (DONG, TAY)), (OTHER_COMMUNE, (BAC,))):
            self._unit(unit, "commune", PROVINCE)
            for team in teams_:
                self._unit(100 + team, "hamlet", unit)
                self.change(
                    "INSERT INTO team (id, unit_id, name, created_at) VALUES (:n, :u, :name, :t)",
                    n=team,
                    u=100 + team,
                    name=f"Tổ {team}",
                    t=self.now,
                )

    def _unit(self, number: int, level: str, parent: int | None) -> None:
        self.change(
            "INSERT INTO unit (id, level, kind, name, parent_id) VALUES (:n, :l, '', :name, :p)",
            n=number,
            l=level,
            name=f"Đơn vị {number}",
            p=parent,
        )

    # --- Who is there ---------------------------------------------------------------------------

    def settle(self, *users: str, team: int = DONG, wants: bool = True) -> None:
        """Residents who agreed, and want messages."""
        self.enrol(*users)
        for user in users:
            self.change(
                "UPDATE person SET team_id = :team, reminders_wanted = :wants WHERE id = :p",
                team=team,
                wants=wants,
                p=self.person(user),
            )

    def appoint(self, user: str, role: Role, *, team: int | None = None, unit: int = 0) -> int:
        """Their number."""
        if user not in self.rows("identity", "user"):
            self.enrol(user)
        person = self.person(user)
        with self.db.transaction() as uow:
            if team is not None:
                teams.appoint(uow, person, (team, None), role, self.now)
        if unit:
            self.change(
                "INSERT INTO member (person_id, unit_id, role, valid_from) VALUES (:p, :u, :r, :t)",
                p=person,
                u=unit,
                r=role,
                t=self.now,
            )
        return person

    def person(self, user: str) -> int:
        number: int = dict(self.rows("identity", "user", "person_id"))[user]
        return number

    def bind(self, *chats: str, team: int = DONG, account: str = ACCOUNT) -> None:
        """Groups that are the team's."""
        row = {"account": account, "kind": "group", "title": "", "team_id": team}
        row |= {"bound_at": self.now, "created_at": self.now}
        with self.db.transaction() as uow:
            uow.each(insert(table(GroupRow)), [{**row, "chat": chat} for chat in chats])

    # --- What is done ---------------------------------------------------------------------------

    def draft(self, author: int, audience: Audience = Audience.RESIDENTS, **more: Any) -> int:
        place = {} if "unit_id" in more else {"team_id": DONG}
        with self.db.transaction() as uow:
            return broadcasts.add(
                uow,
                author=author,
                audience=audience,
                now=self.now,
                **{"body": "Chiều nay họp thôn.", **place, **more},
            )

    def confirm(self, number: int, by: int) -> Confirmed | Refused:
        with self.db.transaction() as uow:
            return broadcasting.confirm(uow, self.school, number, by, self.now)

    def confirmed(self, number: int, by: int) -> int:
        assert isinstance(self.confirm(number, by), Confirmed)
        return number

    def tick(self, rates: dict[str, float] | None = None) -> feeding.Ticked:
        return feeding.tick(self.db, self.school, self.now, rates or {ACCOUNT: RATE})

    def send(self, result: Result | None = None, limits: Limits = NO_LIMITS) -> Sequence[Envelope]:
        claimed = self.claim(limits=limits)
        self.deliver(claimed, result)
        return claimed

    def rest(self) -> list[Envelope]:
        """Ticks and sends until nothing is busy."""
        gone: list[Envelope] = []
        for _ in range(1_000):
            ticked = self.tick()
            sent = self.send()
            gone += sent
            self.now += timedelta(seconds=0.5)
            if not ticked.is_busy and not sent:
                return gone
        raise AssertionError("never comes to rest")

    # --- What is known --------------------------------------------------------------------------

    def state(self, number: int) -> str:
        state: str = dict(self.rows("broadcast", "id", "state"))[number]
        return state

    def fates(self, number: int) -> list[tuple[str, str | None]]:
        found = self.rows("recipient", "broadcast_id", "state", "reason")
        return [(state, reason) for broadcast, state, reason in found if broadcast == number]

    def report(self, number: int) -> Report:
        """What the tables' questions say, which is what the rows do."""
        with self.db.reading() as uow:
            tally = receipts.tally(uow, number)
            missed = receipts.unreached(uow, number, RESPECTED, 50)
            _, heard = receipts.heard(uow, number)
        fates = {why: sum(count) for why, count in tally.items()}
        recounted: dict[tuple[Fate, str | None], int] = {}
        for state, reason in self.fates(number):
            key = (Fate(state), reason)
            recounted[key] = recounted.get(key, 0) + 1
        assert fates == recounted
        return Report(fates, missed, heard)


def texts(envelopes: Sequence[Envelope]) -> list[str]:
    return [e.content.text for e in envelopes if isinstance(e.content, Message)]


def chats(envelopes: Sequence[Envelope]) -> list[str]:
    return [e.address.chat for e in envelopes]
