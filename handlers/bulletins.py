"""An announcement's row as its readers see it."""

from bot import bulletin
from bot.announcing import Audience
from bot.bulletin import Bulletin, heading
from bot.message import Message
from bot.moments import spoken
from bot.sheets import Notice, photo_of
from bot.turn import School
from storage import broadcasts, posts
from storage.broadcasts import Broadcast
from storage.unit_of_work import UnitOfWork


def bubble(uow: UnitOfWork, school: School, row: Broadcast, *, asks: bool) -> Message:
    """What every recipient gets, and what a preview shows. `asks`: to say that it was read, which one person
    can; a group cannot."""
    said = bulletin_of(uow, school, row, asks=asks)
    when = spoken(said.event_at) if said.event_at else ""
    sheet = Notice(heading(said), said.body, when) if row.picture else None
    return bulletin.message_of(said, photo_of(sheet, said.body) if sheet else None)


def bulletin_of(uow: UnitOfWork, school: School, row: Broadcast, *, asks: bool) -> Bulletin:
    corrected = broadcasts.get(uow, row.corrects_id) if row.corrects_id else None
    lesson = school.course.lesson(row.lesson) if row.lesson else None
    return Bulletin(
        issuer(uow, row),
        row.body,
        row.event_at,
        (lesson.code, lesson.title) if lesson else None,
        (corrected.started_at or corrected.created_at) if corrected else None,
        emergency=row.emergency,
        asks=asks,
        hand_on=row.id if asks and row.audience == Audience.TEAMS else None,
    )


def issuer(uow: UnitOfWork, row: Broadcast) -> str:
    """The team or unit that says it."""
    spot = posts.of_place(uow, row.team_id, row.unit_id)
    return spot.name if spot else ""
