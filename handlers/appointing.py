"""Somebody is given a role in a team, or as an officer of a unit: by a code that is good once, for a week, said
by them in private."""

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
from bot.units import Level, Name
from bot.update import Update
from handlers.codes import MOST_WRONG, WRONG_FOR
from handlers.enrolling import NoCodesLeft, NoTeam, drawn
from handlers.turns import Turns, alone
from storage import audit, codes, invitations, posts, teams, units
from storage.database import Database
from storage.people import Pupil
from storage.teams import Member
from storage.unit_of_work import UnitOfWork

LIFE = timedelta(days=7)  # until a leader has the paper with the code in hand
_TRIES = 20
TOLD_AS = {
    Role.LEADER: "tổ trưởng",
    Role.MEMBER: "thành viên",
    Role.COMMUNE_OFFICER: "cán bộ",
    Role.PROVINCE_OFFICER: "cán bộ",
}
OFFICERS = {Level.COMMUNE: Role.COMMUNE_OFFICER, Level.PROVINCE: Role.PROVINCE_OFFICER}
_TELLS = {Role.LEADER: wording.POST_LEADER, Role.MEMBER: wording.POST_MEMBER}


class NoUnit(Exception):
    """No commune or province of that name is there now, or (`several`) more than one is."""

    def __init__(self, name: Name, *, several: bool = False) -> None:
        super().__init__(str(name))
        self.several = several


class NoMember(Exception):
    """There is nobody with a role of that number now."""


def invite(db: Database, team: int, role: Role, now: datetime) -> tuple[str, str]:
    """A code, and the team's name. Raises NoTeam."""
    with db.transaction() as uow:
        name = teams.name_of(uow, team)
        if name is None:
            raise NoTeam(team)
        audit.note(uow, (audit.OPERATOR, f"invite {role}", f"team:{team}"), now)
        return _invitation(uow, (team, None), role, now), name


def invite_officer(db: Database, name: Name, now: datetime) -> tuple[str, str]:
    """A code, and the unit's name as it is written; the role follows from its level. Raises NoUnit."""
    with db.transaction() as uow:
        found = [one for one in units.known(uow) if one.until is None and _same(one.name, name)]
        role = OFFICERS.get(name.kind.level)
        if len(found) != 1 or role is None:
            raise NoUnit(name, several=len(found) > 1)
        unit = found[0].id
        audit.note(uow, (audit.OPERATOR, f"invite {role}", f"unit:{unit}"), now)
        return _invitation(uow, (None, unit), role, now), str(found[0].name)


def _same(one: Name | None, other: Name) -> bool:
    return one is not None and str(one).casefold() == str(other).casefold()


def _invitation(
    uow: UnitOfWork, place: tuple[int | None, int | None], role: Role, now: datetime
) -> str:
    for _ in range(_TRIES):
        code = drawn(ROLE)
        if invitations.put(uow, code, place, role, now + LIFE):
            return code
    raise NoCodesLeft


def take(
    uow: UnitOfWork, school: School, update: Update, code: str, place: tuple[str, datetime]
) -> Turns:
    """The invitation was said. `place`: what begins the messages' keys, and now."""
    key, now = place
    turns, seat = alone(uow, school, update, now)
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
    work = console.OFFICE_WORK if template == wording.POST_OFFICER else console.WORK
    offers = [Offer(work, OpenConsole()), Offer(console.TO_LESSONS, OpenMenu())]
    return scene.changed(serves=True).ask(words, offers)


def members(db: Database, now: datetime) -> Sequence[Member]:
    """Who has a role in a team or a unit now, officers first."""
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
    """What is said about it, the team's or unit's name and the role."""
    update, code = said
    account, chat = update.address.account, update.address.chat
    if codes.tries(uow, account, chat, now - WRONG_FOR) >= MOST_WRONG:
        return wording.POST_TOO_MANY, "", ""
    found = invitations.take(uow, code, now)
    if found is None:
        codes.wrong(uow, account, chat, now, now - WRONG_FOR)
        return wording.POST_WRONG, "", ""
    team, unit, role = found
    teams.appoint(uow, pupil.person_id, (team, unit), role, now)
    place = f"unit:{unit}" if team is None else f"team:{team}"
    audit.note(uow, (f"person:{pupil.person_id}", f"become {role}", place), now)
    spot = posts.of_team(uow, team) if team else posts.of_unit(uow, unit or 0)
    template = _TELLS.get(Role(role), wording.POST_OFFICER)
    return template, spot.name if spot else "", TOLD_AS[Role(role)]
