"""The list of what there is to do, and which team it is for."""

from collections.abc import Sequence

from bot.console import wording
from bot.console.orders import ConnectGroup, OpenConsole, Order, ShowTeamCode
from bot.scene import Scene
from bot.standing import Offer, OpenMenu


def show(scene: Scene, team: int, name: str, offers: Sequence[Offer]) -> Scene:
    """`offers`: what the person may do there, most wanted first; what does not fit is behind `MORE`."""
    last = Offer(wording.TO_LESSONS, OpenMenu())
    more = Offer(wording.MORE, OpenConsole(team, more=True))
    first = [*offers, last] if len(offers) < AT_ONCE else [*offers[: AT_ONCE - 1], more]
    return scene.ask(scene.filled(wording.GREETING, tổ=name), first)


def show_more(scene: Scene, team: int, name: str, offers: Sequence[Offer]) -> Scene:
    """The rest; back there is the way to the lessons as well."""
    rest = offers[AT_ONCE - 1 :]
    return scene.ask(scene.filled(wording.MORE_WORK, tổ=name), [*rest, back(team)])


def choose(scene: Scene, places: Sequence[tuple[str, Order]]) -> Scene:
    offers = [Offer(name, order) for name, order in places]
    return scene.ask(scene.filled(wording.WHICH_TEAM), offers)


def show_office(scene: Scene, name: str, offers: Sequence[Offer]) -> Scene:
    """An officer's: all that there is, for there is not much."""
    last = Offer(wording.TO_LESSONS, OpenMenu())
    return scene.ask(scene.filled(wording.OFFICE, nơi=name), [*offers, last])


def code(scene: Scene, team: int, name: str, said: str) -> Scene:
    text = scene.filled(wording.CODE, tổ=name, mã=said)
    return scene.ask(text, [back(team)])


def refuse(scene: Scene, template: str) -> Scene:
    """Something that cannot be done, with the way on."""
    return scene.ask(scene.filled(template), [back(0), Offer(wording.TO_LESSONS, OpenMenu())])


def no_post(scene: Scene) -> Scene:
    """Whoever serves nowhere any more is a learner like everybody."""
    left = scene.changed(serves=False)
    return left.ask(left.filled(wording.NO_POST), [Offer(wording.TO_LESSONS, OpenMenu())])


def back(team: int) -> Offer:
    return Offer(wording.BACK, OpenConsole(team))


def code_offer(team: int) -> Offer:
    return Offer(wording.TEAM_CODE, ShowTeamCode(team))


def group_offer(team: int) -> Offer:
    return Offer(wording.CONNECT_GROUP, ConnectGroup(team))


# As in `bot.menu`: more than five answers are read as a wall.
AT_ONCE = 5
