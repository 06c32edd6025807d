"""Announcements at the counter that went out, or will: what became of them, and what can still be done."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import assert_never

from bot.address import fill
from bot.announcing import RESPECTED, Fate, Reach, State
from bot.bulletin import RELAY_PATH
from bot.console import announced as speech
from bot.console import announcing_wording as wording
from bot.console.announced import Report, Tally
from bot.console.announcing import amount
from bot.console.announcing_orders import (
    FollowOrder,
    PauseNotice,
    ResumeNotice,
    ShowKit,
    ShowMissed,
    ShowUnheard,
    StopNotice,
)
from bot.message import Message
from bot.policy import Act, Place
from bot.serial import standing_from_json
from bot.update import Address, ChatKind
from handlers import broadcasting, bulletins, relaying
from handlers.bubbles import Bubble, bubbles_of
from handlers.console.caller import Answer, Caller
from handlers.console.notices import handed_on, mine, place_of, places
from storage import broadcasts, people, posts, receipts, relays
from storage.broadcasts import Broadcast
from storage.receipts import Listed

LATEST = 4  # of a place's announcements are shown in a list
_NAMED = 60  # rows that are read for a list of names


def serve(caller: Caller, order: FollowOrder) -> Answer:
    if isinstance(order, ShowKit):
        return _kit(caller, handed_on(caller, order.notice))
    row = mine(caller, order.notice)
    uow, number, now = caller.uow, row.id, caller.now
    match order:
        case PauseNotice():
            return _turned(caller, row, done=broadcasting.pause(uow, number))
        case ResumeNotice():
            return _turned(caller, row, done=broadcasting.resume(uow, number))
        case StopNotice():
            begun = broadcasting.stop(uow, number, now)
            return _turned(caller, row, done=begun or broadcasting.drop(uow, number, now))
        case ShowMissed():
            found = receipts.unreached(uow, number, RESPECTED, _NAMED)
            names, groups = _named(caller, row, found)
            said = partial(speech.missed, number=number, people=names, groups=groups)
            return Answer(said)
        case ShowUnheard():
            names, _ = _named(caller, row, receipts.silent(uow, number, _NAMED))
            return Answer(partial(speech.unheard, number=number, people=names))
        case _:
            assert_never(order)


def show(caller: Caller, row: Broadcast) -> Answer:
    return Answer(partial(speech.show, report=_report(caller, row)))


def listed(caller: Caller, team: int, unit: int) -> Answer:
    if not team and not unit:
        team, unit, _ = places(caller)[0]
    caller.team(team, Act.ANNOUNCE) if team else caller.unit(unit, Act.ANNOUNCE)
    found = broadcasts.of_place(caller.uow, list(State), 3 * LATEST, team=team, unit=unit)
    # A draft that was thrown away is nobody's news; one that was to go out and did not is.
    rows = [row for row in found if row.state != State.DROPPED or row.confirmed_at][:LATEST]
    return Answer(partial(speech.listed, reports=[_report(caller, row) for row in rows]))


def confirmed(caller: Caller, number: int, reach: Reach) -> Answer:
    report = _report(caller, mine(caller, number))
    said = amount(reach.groups, reach.people)
    return Answer(partial(speech.confirmed, report=report, reach=said))


def passed(caller: Caller, row: Broadcast, *, again: bool) -> Answer:
    """What was wanted cannot be any more; `again`: it was confirmed a second time."""
    if again and row.confirmed_at is not None:
        said = partial(speech.confirmed_already, number=row.id, at=row.confirmed_at)
        return Answer(said)
    return Answer(partial(speech.not_now, report=_report(caller, row)))


def approvers(caller: Caller, place: Place) -> Sequence[int]:
    """Those who may approve what belongs there, but for the caller."""
    units = [unit for unit in (place.commune, place.province) if unit is not None]
    found = posts.officers(caller.uow, units, caller.now)
    return [person for person in found if person != caller.pupil.person_id]


def tell(
    caller: Caller, persons: Collection[int], template: str, key: str, **values: object
) -> Sequence[Bubble]:
    """One sentence to each of them, in the chat that reaches them best."""
    bubbles: list[Bubble] = []
    for person, pupil in people.lock(caller.uow, sorted(persons)).items():
        words = fill(template, standing_from_json(pupil.standing).honorific, **values)
        address = Address(pupil.account, pupil.chat)
        bubbles += bubbles_of(address, [Message(words)], f"{caller.key}:{key}:{person}", person)
    return bubbles


def _turned(caller: Caller, row: Broadcast, *, done: bool) -> Answer:
    row = mine(caller, row.id)
    return show(caller, row) if done else passed(caller, row, again=False)


def _kit(caller: Caller, row: Broadcast) -> Answer:
    """With the link of the team, or of nobody: an officer's announcement is passed on by the teams."""
    shown = bulletins.bubble(caller.uow, caller.school, row, asks=False)
    own = (one.post.place.team for one in caller.held if caller.can(Act.ANNOUNCE, one.post.place))
    team, address = row.team_id or next(filter(None, own), None), caller.school.address
    if team is None or not address:
        return Answer(partial(speech.kit, number=row.id, shown=shown, has_link=False))
    token = relaying.token_for(caller.uow, row.id, team, caller.now)
    link = wording.KIT_LINK.format(đường_dẫn=f"{address}{RELAY_PATH}/{token}")
    shown = replace(shown, text=f"{shown.text}\n\n{link}")
    return Answer(partial(speech.kit, number=row.id, shown=shown, has_link=True))


def _named(
    caller: Caller, row: Broadcast, found: Sequence[Listed]
) -> tuple[Sequence[str], Sequence[str]]:
    """Names of people and of teams' groups; nobody's name for whom only counts are."""
    sees = caller.can(Act.SEE_PEOPLE, place_of(caller, row))
    names = [one.name or one.team_name for one in found if one.kind == ChatKind.PRIVATE and sees]
    groups = [one.team_name for one in found if one.kind == ChatKind.GROUP]
    return names, groups


def _report(caller: Caller, row: Broadcast) -> Report:
    tally = receipts.tally(caller.uow, row.id)
    missed: dict[str, Tally] = {}
    for (fate, reason), count in tally.items():
        left_out = fate in (Fate.SKIPPED, Fate.EXCLUDED) and reason != "stopped"
        if fate is Fate.FAILED or left_out:
            missed[reason or ""] = missed.get(reason or "", Tally()) + Tally(*count)
    state = State(row.state)
    asked, heard = receipts.heard(caller.uow, row.id)
    return Report(
        number=row.id,
        body=row.body,
        state=state,
        at=_moment(row, state),
        arrived=_of(tally, Fate.SENT),
        waiting=_of(tally, Fate.WAITING) + _of(tally, Fate.QUEUED),
        unknown=_of(tally, Fate.UNKNOWN),
        stopped=Tally(*tally.get((Fate.SKIPPED, "stopped"), (0, 0))),
        missed=missed,
        asked=asked,
        heard=heard,
        opened=relays.times(caller.uow, row.id),
    )


def _of(tally: receipts.Counts, fate: Fate) -> Tally:
    found = [Tally(*count) for (one, _), count in tally.items() if one is fate]
    return sum(found, Tally())


def _moment(row: Broadcast, state: State) -> datetime | None:
    match state:
        case State.SCHEDULED:
            return row.send_at
        case State.STOPPED | State.DONE:
            return row.ended_at
        case _:
            return None
