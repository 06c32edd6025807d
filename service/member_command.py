"""`hocvuso team invite`, `members` and `dismiss`: who leads a team, and who helps in it."""

from collections.abc import Iterator
from typing import Any

from bot.calendar import ZONE
from bot.enrolment import ROLE
from bot.policy import Role
from handlers import appointing
from handlers.appointing import LIFE, TOLD_AS, NoMember
from handlers.enrolling import NoTeam
from service.clock import system_clock
from service.doors import Doors
from service.opened import opened
from service.settings import Settings


def invite(settings: Settings, team: int, doors: Doors, *, leads: bool) -> Iterator[str]:
    """What to hand over, line by line. Raises LookupError with a sentence for a team that there is not."""
    role = Role.LEADER if leads else Role.MEMBER
    now = system_clock()
    try:
        with opened(settings) as database:
            code, name = appointing.invite(database, team, role, now)
    except NoTeam:
        raise LookupError(f"Không có tổ số {team}. Xem: hocvuso team list") from None
    until = (now + LIFE).astimezone(ZONE)
    yield f"Mời {TOLD_AS[role]} của {name}: nhắn riêng cho trợ giảng “VAI TRÒ {ROLE.shown(code)}”."
    for door in doors.to(ROLE.payload + code):
        if door.url and door.opens_lesson:
            yield f"Hoặc mở trên {door.app}: {door.url}"
    yield (
        f"Dùng một lần, đến {until:%H:%M ngày %d/%m/%Y}. Trao tận tay: ai nhắn trước thì người ấy nhận việc."
    )


def rows(settings: Settings) -> list[dict[str, Any]]:
    with opened(settings) as database:
        return [
            {
                "member": one.id,
                "name": one.name or "(chưa rõ tên)",
                "role": one.role,
                "told": TOLD_AS[Role(one.role)],
                "team": one.team,
                "team_name": one.team_name,
                "since": f"{one.since.astimezone(ZONE):%Y-%m-%d}",
            }
            for one in appointing.members(database, system_clock())
        ]


def dismissed(settings: Settings, member: int) -> bool:
    """False: nobody has a role of that number now."""
    try:
        with opened(settings) as database:
            appointing.dismiss(database, member, system_clock())
    except NoMember:
        return False
    return True
