"""The list of what there is to do in a team, and the code with which residents come into it."""

from collections.abc import Sequence
from functools import partial

from bot.console import announcing_wording as notices
from bot.console import menu, weekly
from bot.console.announcing_orders import ListNotices, NewNotice
from bot.console.call_orders import OpenCalls
from bot.console.figures import figures_offer
from bot.console.orders import OpenConsole, OpenOffice, ShowTeamCode
from bot.policy import Act, Place, Role
from bot.standing import Offer
from handlers import enrolling
from handlers.console import calls
from handlers.console.caller import Answer, Caller
from storage.posts import Held


def serve(caller: Caller, order: OpenConsole | OpenOffice | ShowTeamCode) -> Answer:
    match order:
        case OpenConsole(team, more):
            return _open(caller, team, more=more)
        case OpenOffice(unit):
            spot = caller.unit(unit, Act.SEE_FIGURES)
            offers = _office(caller, unit, spot.place)
            return Answer(partial(menu.show_office, name=spot.name, offers=offers))
        case ShowTeamCode(team):
            spot = caller.team(team, Act.PRINT_POSTER)
            code = enrolling.code_for(caller.uow, team, "", caller.now)
            return Answer(partial(menu.code, team=team, name=spot.name, said=code))


def _open(caller: Caller, team: int, *, more: bool) -> Answer:
    places = places_of(caller)
    if team == 0 and len(places) > 1:
        return Answer(partial(menu.choose, places=places))
    for _, order in places if team == 0 else ():
        if isinstance(order, OpenOffice):
            return serve(caller, order)
        team = order.team
    spot = caller.team(team, Act.SEE_FIGURES)
    speech = menu.show_more if more else menu.show
    return Answer(partial(speech, team=team, name=spot.name, offers=_offers(caller, spot.place)))


def places_of(caller: Caller) -> Sequence[tuple[str, OpenConsole | OpenOffice]]:
    """Where they have work, and what opens it."""
    return [place for one in caller.held if (place := _place(one)) is not None]


def _place(one: Held) -> tuple[str, OpenConsole | OpenOffice] | None:
    """Where a post is held, and the order that opens it; None: a post without work in the chat."""
    place = one.post.place
    match one.post.role:
        case Role.MEMBER | Role.LEADER if place.team:
            return one.name, OpenConsole(place.team)
        case Role.COMMUNE_OFFICER if place.commune:
            return one.name, OpenOffice(place.commune)
        case Role.PROVINCE_OFFICER if place.province:
            return one.name, OpenOffice(place.province)
        case _:
            return None


def _office(caller: Caller, unit: int, place: Place) -> Sequence[Offer]:
    """What an officer may do in a unit."""
    return [
        *calls.offer(caller, OpenCalls(unit=unit), place),
        *_allowed(
            caller,
            place,
            (Act.SEE_FIGURES, figures_offer(unit=unit)),
            (Act.ANNOUNCE, Offer(notices.ANNOUNCE, NewNotice(unit=unit))),
            (Act.ANNOUNCE, Offer(notices.NOTICES, ListNotices(unit=unit))),
        ),
    ]


def _offers(caller: Caller, place: Place) -> Sequence[Offer]:
    """What may be done in a team, most wanted first."""
    team = place.team or 0
    return [
        *calls.offer(caller, OpenCalls(team=team), place),
        *_allowed(
            caller,
            place,
            (Act.SEE_PEOPLE, weekly.see_offer(team)),
            (Act.LOG_VISIT, weekly.visit_offer(team)),
            (Act.ANNOUNCE, Offer(notices.ANNOUNCE, NewNotice(team))),
            (Act.SEE_FIGURES, figures_offer(team)),
            (Act.ANNOUNCE, Offer(notices.NOTICES, ListNotices(team))),
            (Act.PRINT_POSTER, menu.code_offer(team)),
            (Act.BIND_GROUP, menu.group_offer(team)),
        ),
    ]


def _allowed(caller: Caller, place: Place, *offers: tuple[Act, Offer]) -> Sequence[Offer]:
    return [offer for act, offer in offers if caller.can(act, place)]
