"""`hocvuso team invite`, `members` and `dismiss`: who leads a team, who helps in it, who looks after a commune."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.calendar import ZONE
from bot.enrolment import ROLE
from bot.policy import Role
from bot.units import Level, name_meant
from handlers import appointing
from handlers.appointing import LIFE, TOLD_AS, NoMember, NoUnit
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
    yield from _to_hand_over(f"{TOLD_AS[role]} của {name}", code, now, doors)


def invite_officer(settings: Settings, unit: str, doors: Doors) -> Iterator[str]:
    """The same for an officer of a commune or of the province. Raises LookupError with a sentence."""
    name = name_meant(unit, Level.COMMUNE) or name_meant(unit, Level.PROVINCE)
    if name is None:
        raise LookupError(f"“{unit}” không phải tên xã, phường hay tỉnh; ví dụ: xã Sông Mây.")
    now = system_clock()
    try:
        with opened(settings) as database:
            code, written = appointing.invite_officer(database, name, now)
    except NoUnit as trouble:
        why = "Có nhiều nơi cùng tên" if trouble.several else "Chưa có nơi nào tên là"
        raise LookupError(f"{why} {name}. Xem: hocvuso team list") from None
    yield from _to_hand_over(f"{TOLD_AS[Role.COMMUNE_OFFICER]} {written}", code, now, doors)


def _to_hand_over(whom: str, code: str, now: datetime, doors: Doors) -> Iterator[str]:
    until = (now + LIFE).astimezone(ZONE)
    yield f"Mời {whom}: nhắn riêng cho trợ giảng “VAI TRÒ {ROLE.shown(code)}”."
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
                "unit": one.unit,
                "place": one.place,
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
