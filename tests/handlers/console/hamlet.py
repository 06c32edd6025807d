"""A hamlet for the tests of a team's work: two teams, their people, and residents who learn or do not."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.delivery import Envelope
from bot.message import Message
from bot.policy import Role
from handlers import appointing, figures
from handlers.enrolling import codes_for
from storage import households
from tests.handlers.village import Village

# For what no database can do otherwise: a database of PostgreSQL is made for every test, and dear.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def settle(village: Village, *residents: str) -> None:
    """Two teams: Hoa leads the first, Binh the second; the residents are in the first."""
    for number, name in ((1, "Tổ thôn Đông"), (2, "Tổ thôn Tây")):
        village.change(
            "INSERT INTO team (id, name, created_at) VALUES (:n, :name, :t)",
            n=number,
            name=name,
            t=village.now,
        )
    village.enrol("hoa", "binh", *residents)
    for who, team in (("hoa", 1), ("binh", 2)):
        appoint(village, who, Role.LEADER, team)
    join(village, *residents)


def appoint(village: Village, who: str, role: Role, team: int = 1) -> Sequence[Envelope]:
    code, _ = appointing.invite(village.db, team, role, village.now)
    return village.say(who, f"vai trò {code}")


def join(village: Village, *residents: str, team: int = 1) -> None:
    code = codes_for(village.db, [team], "", village.now)[team]
    for who in residents:
        village.say(who, f"TỔ {code}")


def learner(village: Village, who: str) -> int:
    """The number of the one who learns on somebody's phone now."""
    people = dict(village.rows("identity", "user", "person_id"))
    found: int = dict(village.rows("person", "id", "learner_id"))[people[who]]
    return found


def days_later(village: Village, days: int) -> None:
    village.now += timedelta(days=days)


def home(village: Village, name: str, plain: str, team: int = 1) -> int:
    with village.db.transaction() as uow:
        return households.add(uow, team, name, plain, village.now)


def labels(envelopes: Sequence[Envelope]) -> list[str]:
    last = envelopes[-1].content
    assert isinstance(last, Message)
    return [option.label for option in last.options]


def agrees(village: Village) -> bool:
    """Whether the counters equal a recount."""
    return figures.recount(village.db) == ()
