"""Which of their teams somebody's order is about, where it names none."""

from collections.abc import Sequence

from bot.policy import Act
from handlers.console.caller import Caller, Forbidden


def mine(caller: Caller, act: Act) -> Sequence[tuple[int, str]]:
    """(team, its name) of those in which they hold a post and may do that, each once. Raises Forbidden."""
    places = [(one.post.place, one.name) for one in caller.held]
    found = {
        place.team: name
        for place, name in places
        if place.team is not None and caller.can(act, place)
    }
    if not found:
        raise Forbidden(f"{act} anywhere")
    return list(found.items())


def the_one(caller: Caller, team: int, act: Act) -> int:
    """The team named, or the only one; 0: there are several to choose from. Raises Forbidden, Gone."""
    if team:
        caller.team(team, act)
        return team
    found = mine(caller, act)
    return found[0][0] if len(found) == 1 else 0
