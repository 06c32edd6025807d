"""The weekly list as it is said: in numbers, in people, and as the message of a Monday morning. Pure."""

from collections.abc import Sequence
from functools import partial

from bot.console import menu
from bot.console import weekly_wording as wording
from bot.console import wording as console
from bot.console.orders import OpenConsole
from bot.console.person import AT_ONCE, LONGEST_LABEL, LONGEST_NAME, Who, cut
from bot.console.weekly_orders import SeeList, SeePerson, TellVisit
from bot.message import Purpose
from bot.scene import Scene
from bot.standing import Offer
from bot.weekly import Counts, Need

# (team, its name, how many are on its list and why)
TeamList = tuple[int, str, Counts]
# Beside each other in one message; whoever leads more is told to ask for the list.
MOST_TEAMS = 4
LONGEST_OF_SEVERAL = 24  # characters of a team's name, so that four of them fit


def show(
    scene: Scene, team: str, counts: Counts, people: Sequence[tuple[Who, Need]], page: int
) -> Scene:
    """One page of people; `team`: its name. The list is not empty."""
    number = people[0][0].team
    pages = -(-len(people) // AT_ONCE)
    page %= pages
    here = people[page * AT_ONCE : (page + 1) * AT_ONCE]
    offers = [
        Offer(_label(who, need), SeePerson(number, who.learner, who.household))
        for who, need in here
    ]
    if pages == 1:
        onward = menu.back(number)
    elif page + 1 < pages:
        onward = Offer(wording.MORE_PEOPLE, SeeList(number, page + 1))
    else:
        onward = Offer(wording.FIRST_PEOPLE, SeeList(number))
    if page == 0:
        text = scene.filled(wording.LIST, tổ=cut(team, LONGEST_NAME), ai=in_words(counts))
    else:
        text = scene.filled(wording.LIST_ON, tổ=team, trang=page + 1, tất=pages)
    return scene.ask(text, [*offers, onward])


def nobody(scene: Scene, team: int, name: str) -> Scene:
    return scene.ask(scene.filled(wording.NOBODY, tổ=name), [visit_offer(team), menu.back(team)])


def digest(scene: Scene, lists: Sequence[TeamList]) -> Scene:
    """Unasked, on Monday mornings. An open question that takes free words stays open."""
    busy = [one for one in lists if one[2].all]
    if not busy:
        return scene.say_unasked(wording.NOBODY, tổ=cut(lists[0][1], LONGEST_NAME))
    text = _digest_text(scene, busy)
    prompt = scene.standing.prompt
    if (prompt is not None and prompt.awaits is not None) or len(busy) > MOST_TEAMS:
        return scene.say_unasked("{lời} {sau}", lời=text, sau=scene.filled(wording.DIGEST_WORDS))
    offers = [Offer(cut(name, LONGEST_LABEL), SeeList(team)) for team, name, _ in busy]
    if len(busy) == 1:
        offers = [Offer(wording.SEE_LIST, SeeList(busy[0][0]))]
    work = Offer(console.WORK, OpenConsole())
    return scene.ask(text, [*offers, work], purpose=Purpose.TEAM)


def in_words(counts: Counts) -> str:
    """ "1 người đang nhờ giúp, 2 người chưa bắt đầu"."""
    found = (
        (wording.ASKED, counts.asked),
        (wording.STUCK, counts.stuck),
        (wording.STOPPED, counts.stopped),
        (wording.NEVER, counts.never),
        (wording.HOUSEHOLDS, counts.households),
    )
    return ", ".join(template.format(số=number) for template, number in found if number)


def see_offer(team: int) -> Offer:
    return Offer(wording.SEE_LIST, SeeList(team))


def visit_offer(team: int) -> Offer:
    return Offer(wording.LOG_VISIT, TellVisit(team))


def choose_team(teams: Sequence[tuple[int, str]]) -> partial[Scene]:
    """Which team's list, for somebody with several."""
    offers = [Offer(cut(name, LONGEST_LABEL), SeeList(team)) for team, name in teams]
    return partial(_ask_team, offers=offers)


def _ask_team(scene: Scene, offers: Sequence[Offer]) -> Scene:
    return scene.ask(scene.filled(console.WHICH_TEAM), offers)


def _digest_text(scene: Scene, busy: Sequence[TeamList]) -> str:
    if len(busy) == 1:
        _, name, counts = busy[0]
        return scene.filled(wording.DIGEST, tổ=cut(name, LONGEST_NAME), ai=in_words(counts))
    parts = [
        wording.DIGEST_TEAM.format(tổ=cut(name, LONGEST_OF_SEVERAL), số=counts.all)
        for _, name, counts in busy[:MOST_TEAMS]
    ]
    more = "…" if len(busy) > MOST_TEAMS else ""
    return scene.filled(wording.DIGEST_TEAMS, ai="; ".join(parts) + more)


def _label(who: Who, need: Need) -> str:
    template = wording.LABEL_HOUSEHOLD if who.household else _LABELS[need]
    room = LONGEST_LABEL - len(template.format(tên=""))
    return template.format(tên=cut(who.name or wording.SOMEBODY, room))


_LABELS = {
    Need.ASKED: wording.LABEL_ASKED,
    Need.STUCK: wording.LABEL_STUCK,
    Need.STOPPED: wording.LABEL_STOPPED,
    Need.NEVER: wording.LABEL_NEVER,
}
