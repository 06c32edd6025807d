"""Somebody is given a role in a team: by a code that is good once, for a week, said by them in private."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot import wording
from bot.console import wording as console
from bot.console.orders import OpenConsole
from bot.enrolment import ROLE
from bot.policy import Role
from bot.scene import Scene
from bot.standing import Offer, OpenMenu
from bot.turn import School
from bot.update import Update
from handlers.codes import MOST_WRONG, WRONG_FOR
from handlers.enrolling import NoCodesLeft, NoTeam, drawn
from handlers.turns import Turns
from storage import audit, codes, invitations, teams
from storage.database import Database
from storage.people import Pupil
from storage.teams import Member
from storage.unit_of_work import UnitOfWork

LIFE = timedelta(days=7)  # until a leader has the paper with the code in hand
_TRIES = 20
TOLD_AS = {Role.LEADER: "tổ trưởng", Role.MEMBER: "thành viên"}


class NoMember(Exception):
    """There is nobody with a role of that number now."""


def invite(db: Database, team: int, role: Role, now: datetime) -> tuple[str, str]:
    """A code, and the team's name. Raises NoTeam."""
    with db.transaction() as uow:
        name = teams.name_of(uow, team)
        if name is None:
            raise NoTeam(team)
        audit.note(uow, (audit.OPERATOR, f"invite {role}", f"team:{team}"), now)
        for _ in range(_TRIES):
            code = drawn(ROLE)
            if invitations.put(uow, code, team, role, now + LIFE):
                return code, name
        raise NoCodesLeft


def take(
    uow: UnitOfWork, school: School, update: Update, code: str, place: tuple[str, datetime]
) -> Turns:
    """The invitation was said. `place`: what begins the messages' keys, and now."""
    key, now = place
    turns = Turns(uow, school, now)
    turns.admit([update])
    seat = turns.find(update)
    if seat is not None:
        told = _appointed(uow, seat.pupil, (update, code), now)
        turns.speak(update, f"{key}:post", partial(_tell, told=told))
    return turns


def _tell(scene: Scene, told: tuple[str, str, str]) -> Scene:
    """Whoever serves now sees the way to the work at once."""
    template, place, role = told
    if not role:
        return scene.say(template)
    words = scene.filled(template, tổ=place, vai=role)
    offers = [Offer(console.WORK, OpenConsole()), Offer(console.TO_LESSONS, OpenMenu())]
    return scene.changed(serves=True).ask(words, offers)


def members(db: Database, now: datetime) -> Sequence[Member]:
    """Who has a role in a team now."""
    with db.transaction() as uow:
        return teams.members(uow, now)


def dismiss(db: Database, member: int, now: datetime) -> None:
    """The role ends. Raises NoMember."""
    with db.transaction() as uow:
        if not teams.dismiss(uow, member, now):
            raise NoMember(member)
        audit.note(uow, (audit.OPERATOR, "dismiss", f"member:{member}"), now)


def _appointed(
    uow: UnitOfWork, pupil: Pupil, said: tuple[Update, str], now: datetime
) -> tuple[str, str, str]:
    """What is said about it, the team's name and the role."""
    update, code = said
    account, chat = update.address.account, update.address.chat
    if codes.tries(uow, account, chat, now - WRONG_FOR) >= MOST_WRONG:
        return wording.POST_TOO_MANY, "", ""
    found = invitations.take(uow, code, now)
    if found is None:
        codes.wrong(uow, account, chat, now, now - WRONG_FOR)
        return wording.POST_WRONG, "", ""
    team, role = found
    teams.appoint(uow, pupil.person_id, team, role, now)
    audit.note(uow, (f"person:{pupil.person_id}", f"become {role}", f"team:{team}"), now)
    template = wording.POST_LEADER if role == Role.LEADER else wording.POST_MEMBER
    return template, teams.name_of(uow, team) or "", TOLD_AS[Role(role)]
