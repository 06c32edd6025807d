"""Which announcements are a caller's, and where they may announce."""

from bot.announcing import act_of
from bot.policy import Act, Place
from handlers.console.caller import Caller, Gone
from storage import broadcasts, posts
from storage.broadcasts import Broadcast


def mine(caller: Caller, number: int) -> Broadcast:
    """The announcement, if they may announce where it belongs. Raises Gone, Forbidden."""
    row = broadcasts.get(caller.uow, number)
    if row is None:
        raise Gone
    caller.check(act_of(emergency=row.emergency), place_of(caller, row))
    return row


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
