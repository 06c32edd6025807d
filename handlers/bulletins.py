"""An announcement's row as its readers see it."""

from bot.announcing import Audience
from bot.bulletin import Bulletin
from bot.turn import School
from storage import broadcasts, posts
from storage.broadcasts import Broadcast
from storage.unit_of_work import UnitOfWork


def bulletin_of(uow: UnitOfWork, school: School, row: Broadcast) -> Bulletin:
    """As one person reads it in private, or (`asks` false) a group."""
    corrected = broadcasts.get(uow, row.corrects_id) if row.corrects_id else None
    lesson = school.course.lesson(row.lesson) if row.lesson else None
    return Bulletin(
        issuer(uow, row),
        row.body,
        row.event_at,
        (lesson.code, lesson.title) if lesson else None,
        (corrected.started_at or corrected.created_at) if corrected else None,
        emergency=row.emergency,
        asks=row.audience != Audience.GROUP,
    )


def issuer(uow: UnitOfWork, row: Broadcast) -> str:
    """The team or unit that says it."""
    if row.team_id is not None:
        spot = posts.of_team(uow, row.team_id)
    else:
        spot = posts.of_unit(uow, row.unit_id) if row.unit_id is not None else None
    return spot.name if spot else ""
