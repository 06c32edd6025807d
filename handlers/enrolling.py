"""Somebody says a team's code: they are in it from now on, with what they had learned in none."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from bot import wording
from bot.address import fill
from bot.enrolment import LETTERS, TEAM, Code
from bot.message import Message
from bot.serial import standing_from_json
from bot.turn import School
from bot.update import ChatOpened, Update
from handlers.bubbles import bubbles_of
from handlers.turns import Turns
from storage import doorways, fellows, learning, people, progress, teams
from storage.database import Database
from storage.doorways import Doorway
from storage.people import Pupil
from storage.unit_of_work import UnitOfWork

_TRIES = 20  # at a code that no other team has


class NoTeam(Exception):
    """There is no team of that number."""


class NoCodesLeft(Exception):
    """Nearly all of two million codes are taken: somebody asks for them without end."""


def join(
    uow: UnitOfWork, school: School, update: Update, code: str, place: tuple[str, datetime]
) -> Turns:
    """What is said, and the turn with which they go on, are still to be written. `place`: what begins
    the messages' keys, and now."""
    key, now = place
    turns = Turns(uow, school, now)
    person = people.of_user(uow, update.address.account, update.sender.user)
    pupil = people.lock(uow, [person]).get(person) if person is not None else None
    if pupil is None:
        return turns
    door = doorways.find(uow, code)
    template = wording.TEAM_UNKNOWN if door is None else _entered(uow, pupil, door)
    honorific = standing_from_json(pupil.standing).honorific
    words = fill(template, honorific, tổ=door.team_name if door else "")
    opened = replace(update, content=ChatOpened())
    turns.admit([opened])
    turns.say(bubbles_of(update.address, [Message(words)], f"{key}:team", pupil.person_id))
    turns.take(opened, key)
    return turns


def codes_for(
    db: Database, wanted: Collection[int], place: str, now: datetime
) -> Mapping[int, str]:
    """By team, the code of its poster at a place, made when it is first asked for. Raises NoTeam."""
    with db.transaction() as uow:
        strange = set(wanted) - {team.id for team in teams.known(uow)}
        if strange:
            raise NoTeam(min(strange))
        return {team: code_for(uow, team, place, now) for team in wanted}


def code_for(uow: UnitOfWork, team: int, place: str, now: datetime) -> str:
    """Within a transaction; the team must be there. Raises NoCodesLeft."""
    return doorways.code_of(uow, team, place) or _new(uow, team, place, now)


def drawn(kind: Code) -> str:
    """One that nobody can guess."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(kind.side))
    return f"{letters}{secrets.randbelow(10**kind.side):0{kind.side}d}"


def _entered(uow: UnitOfWork, pupil: Pupil, door: Doorway) -> str:
    before = doorways.enter(uow, pupil.person_id, door)
    if before == door.team:
        return wording.TEAM_ALREADY
    if before is not None:  # what was learned there stays with the team that helped
        return wording.TEAM_CHANGED
    learners = [learner for learner, _ in fellows.of(uow, pupil.person_id)]
    progress.take_away(uow, learners)
    for learner in learners:
        learning.adopt(uow, learner, door.team)
    progress.give(uow, learners)
    return wording.TEAM_JOINED


def _new(uow: UnitOfWork, team: int, place: str, now: datetime) -> str:
    for _ in range(_TRIES):
        code = drawn(TEAM)
        if doorways.put(uow, team, place, code, now):
            return code
    raise NoCodesLeft
