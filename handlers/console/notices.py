"""Which announcements are a caller's, where they may announce, and what is known of a draft."""

from bot.announcing import Audience, Reach, act_of, begins_at
from bot.console.announcing import Draft
from bot.message import Message
from bot.policy import Act, Place
from handlers import bulletins
from handlers.console.caller import Caller, Gone
from storage import broadcasts, posts, recipients
from storage.broadcasts import Broadcast


def mine(caller: Caller, number: int) -> Broadcast:
    """The announcement, if they may announce where it belongs. Raises Gone, Forbidden."""
    row = broadcasts.get(caller.uow, number)
    if row is None:
        raise Gone
    caller.check(act_of(emergency=row.emergency), place_of(caller, row))
    return row


def handed_on(caller: Caller, number: int) -> Broadcast:
    """The same, or one that a unit made for the teams in it, of which theirs is one."""
    row = broadcasts.get(caller.uow, number)
    if row is None or row.unit_id is None:
        return mine(caller, number)
    for one in caller.held:
        place = one.post.place
        if row.unit_id in (place.commune, place.province) and caller.can(Act.ANNOUNCE, place):
            return row
    return mine(caller, number)


def place_of(caller: Caller, row: Broadcast) -> Place:
    """Where it belongs. Raises Gone."""
    spot = posts.of_place(caller.uow, row.team_id, row.unit_id)
    if spot is None:
        raise Gone
    return spot.place


def places(caller: Caller) -> list[tuple[int, int, str]]:
    """(team, unit, name) of all for which they may announce, one of the two 0. Raises Forbidden where there
    is none."""
    found = []
    for one in caller.held:
        place = one.post.place
        if not caller.can(Act.ANNOUNCE, place):
            continue
        unit = 0 if place.team else (place.commune or place.province or 0)
        found.append((place.team or 0, unit, one.name))
    if not found:
        caller.check(Act.ANNOUNCE, Place())
    return found


def draft_of(caller: Caller, row: Broadcast) -> Draft:
    lesson = caller.school.course.lesson(row.lesson) if row.lesson else None
    starts = begins_at(row.send_at, caller.now, caller.school.days_off, emergency=row.emergency)
    reach = recipients.count(caller.uow, row, caller.now)
    return Draft(
        number=row.id,
        shown=shown(caller, row),
        audience=Audience(row.audience),
        lesson=lesson.title if lesson else "",
        reach=reach,
        starts_at=starts if starts > caller.now else None,
        is_planned=row.send_at is not None and starts == row.send_at,
        weekly=row.weekly,
        emergency=row.emergency,
        has_picture=row.picture is not None,
        needs_approval=_needs_second(caller, row, reach),
    )


def _needs_second(caller: Caller, row: Broadcast, reach: Reach) -> bool:
    return not row.emergency and reach.total > caller.school.approval_above


def shown(caller: Caller, row: Broadcast) -> Message:
    """As its readers see it."""
    asks = row.audience in (Audience.RESIDENTS, Audience.UNFINISHED, Audience.STUCK)
    return bulletins.bubble(caller.uow, caller.school, row, asks=asks)
