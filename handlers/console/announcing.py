"""Announcements at the counter, while they are made: drafts, for whom, when, and the one confirmation.

`handlers.console.announced` answers for those that went out.
"""

from dataclasses import replace
from functools import partial
from typing import assert_never

from bot.announcing import Audience, Reach, State
from bot.bulletin import LONGEST_BODY
from bot.calendar import may_disturb, next_allowed
from bot.console import announced as told
from bot.console import announcing as speech
from bot.console import menu
from bot.console.announcing_orders import (
    AddressNotice,
    ApproveNotice,
    CorrectNotice,
    DateNotice,
    DraftOrder,
    DropNotice,
    EditNotice,
    FollowOrder,
    ListNotices,
    NewNotice,
    NoticeOrder,
    PictureNotice,
    RepeatNotice,
    ReviewNotice,
    RewriteNotice,
    ScheduleNotice,
    SendNotice,
    ShowNotice,
    TeachNotice,
    WarnNotice,
    WriteNotice,
)
from bot.moments import moment_meant
from bot.policy import Act, Place
from bot.search import search
from bot.secrets import contains_secret
from bot.typed import as_typed
from handlers import broadcasting
from handlers.broadcasting import Confirmed, Refusal, Refused
from handlers.console import announced, approving
from handlers.console.caller import Answer, Caller, Forbidden, Gone
from handlers.console.notices import draft_of, mine, place_of, places
from storage import broadcasts, recipients
from storage.broadcasts import Broadcast

_PICTURE = "sheet"  # the words drawn in large type
_NONE = "-"  # an order's way to say "without"


def serve(caller: Caller, order: NoticeOrder) -> Answer:
    if isinstance(order, FollowOrder):
        return announced.serve(caller, order)
    if isinstance(order, DraftOrder):
        return _drafted(caller, order)
    match order:
        case NewNotice(team, unit):
            return _new(caller, team, unit)
        case WriteNotice():
            return _write(caller, order)
        case ListNotices(team, unit):
            return announced.listed(caller, team, unit)
        case ShowNotice(number):
            return _show(caller, number)
        case ReviewNotice() | ApproveNotice():
            return approving.serve(caller, order)
        case CorrectNotice(number):
            return _correct(caller, mine(caller, number))
        case _:
            assert_never(order)


# --- Words ------------------------------------------------------------------------------------------


def _new(caller: Caller, team: int, unit: int) -> Answer:
    found = [(team, unit, "")] if team or unit else places(caller)
    if len(found) > 1:
        choices = [(name, NewNotice(team, unit)) for team, unit, name in found]
        return Answer(partial(menu.choose, places=choices))
    team, unit, _ = found[0]
    _allowed(caller, team, unit)
    return Answer(partial(speech.ask_words, order=WriteNotice(team, unit)))


def _write(caller: Caller, order: WriteNotice) -> Answer:
    if not (order.team or order.unit or order.draft):
        team, unit, _ = places(caller)[0]
        order = replace(order, team=team, unit=unit)
    said = order.said.strip()
    asked = replace(order, said="")
    if contains_secret(said):
        return Answer(partial(speech.refuse_words, order=asked, length=0))
    if len(said) > LONGEST_BODY:
        return Answer(partial(speech.refuse_words, order=asked, length=len(said)))
    if order.draft:
        row = mine(caller, order.draft)
        if not broadcasts.amend(caller.uow, row.id, body=said):
            return announced.passed(caller, row, again=False)
        return _preview(caller, row.id)
    number = _drawn_up(caller, order, said)
    return _preview(caller, number)


def _correct(caller: Caller, row: Broadcast) -> Answer:
    """What nobody has seen is not put right but written anew."""
    if not recipients.count(caller.uow, _correction(row), caller.now).total:
        return Answer(partial(told.not_sent, number=row.id))
    asked = WriteNotice(row.team_id or 0, row.unit_id or 0, corrects=row.id)
    return Answer(partial(speech.ask_words, order=asked))


def _correction(row: Broadcast) -> Broadcast:
    return replace(row, audience=Audience.SAME, corrects_id=row.id)


def _drawn_up(caller: Caller, order: WriteNotice, said: str) -> int:
    """A new draft, addressed to whom it is most often for."""
    if order.corrects:
        row = mine(caller, order.corrects)
        return broadcasts.copy(
            caller.uow,
            row,
            caller.now,
            **_afresh(caller),
            body=said,
            corrects_id=row.id,
            audience=Audience.SAME,
        )
    place = _allowed(caller, order.team, order.unit)
    audience = Audience.GROUP if order.team else Audience.TEAMS
    number = broadcasts.add(
        caller.uow,
        author=caller.pupil.person_id,
        audience=audience,
        now=caller.now,
        body=said,
        team_id=order.team or None,
        unit_id=order.unit or None,
        commune_id=place.commune,
    )
    made = broadcasts.get(caller.uow, number)
    if made is not None and order.team and not recipients.count(caller.uow, made, caller.now).total:
        broadcasts.amend(caller.uow, number, audience=Audience.RESIDENTS)
    return number


def _afresh(caller: Caller) -> dict[str, object]:
    """What a correction does not take over."""
    nothing = dict.fromkeys(
        ("send_at", "approved_by", "confirmed_at", "started_at", "ended_at", "fed_at")
    )
    return {
        **nothing,
        "state": State.DRAFT,
        "weekly": False,
        "author_id": caller.pupil.person_id,
    }


def _allowed(caller: Caller, team: int, unit: int) -> Place:
    spot = caller.team(team, Act.ANNOUNCE) if team else caller.unit(unit, Act.ANNOUNCE)
    return spot.place


# --- A draft ----------------------------------------------------------------------------------------


def _drafted(caller: Caller, order: DraftOrder) -> Answer:
    row = mine(caller, order.notice)
    if row.state != State.DRAFT:
        return announced.passed(caller, row, again=isinstance(order, SendNotice))
    match order:
        case EditNotice():
            return Answer(partial(speech.edit, draft=draft_of(caller, row)))
        case RewriteNotice(number):
            return Answer(partial(speech.ask_words, order=WriteNotice(draft=number)))
        case PictureNotice(number, wanted):
            return _amended(caller, number, picture=_PICTURE if wanted else None)
        case DateNotice(number, said):
            return _dated(caller, number, said)
        case TeachNotice():
            return _taught(caller, order)
        case AddressNotice(_, audience):
            return _addressed(caller, row, audience)
        case ScheduleNotice():
            return _scheduled(caller, row, order)
        case RepeatNotice(number, weekly):
            return _amended(caller, number, weekly=weekly)
        case WarnNotice(number, wanted):
            caller.check(Act.WARN, place_of(caller, row))
            return _amended(caller, number, emergency=wanted)
        case SendNotice():
            return _sent(caller, row)
        case DropNotice(number):
            broadcasting.drop(caller.uow, number, caller.now)
            return Answer(speech.dropped)
        case _:
            assert_never(order)


def _show(caller: Caller, number: int) -> Answer:
    row = mine(caller, number)
    return _preview(caller, number) if row.state == State.DRAFT else announced.show(caller, row)


def _amended(caller: Caller, number: int, **changes: object) -> Answer:
    broadcasts.amend(caller.uow, number, **changes)
    return _preview(caller, number)


def _preview(caller: Caller, number: int) -> Answer:
    return Answer(partial(speech.preview, draft=draft_of(caller, mine(caller, number))))


def _dated(caller: Caller, number: int, said: str) -> Answer:
    if not said:
        return Answer(partial(speech.ask_event, number=number))
    if said == _NONE:
        return _amended(caller, number, event_at=None)
    at = moment_meant(said, caller.now)
    if at is None:
        return Answer(partial(speech.ask_event, number=number, again=True))
    return _amended(caller, number, event_at=at)


def _taught(caller: Caller, order: TeachNotice) -> Answer:
    course = caller.school.course
    if order.lesson == _NONE:
        return _amended(caller, order.notice, lesson=None)
    if order.lesson:
        known = course.lesson(order.lesson)
        return _amended(caller, order.notice, lesson=known.id if known else None)
    if not order.said:
        return Answer(partial(speech.ask_lesson, number=order.notice, found=()))
    typed = as_typed(order.said)
    named = [one for one in course.lessons if one.code.casefold() == typed.plain]
    if named:
        return _amended(caller, order.notice, lesson=named[0].id)
    codes = search(typed.own.words, course, eager=True).lessons
    found = [
        (one.id, one.title[:32]) for one in course.lessons if one.code in codes or one.id in codes
    ]
    again = not found
    return Answer(partial(speech.ask_lesson, number=order.notice, found=found[:3], again=again))


def _addressed(caller: Caller, row: Broadcast, audience: str) -> Answer:
    if audience:
        broadcasts.amend(caller.uow, row.id, audience=Audience(audience))
        return _preview(caller, row.id)
    if row.team_id is None:
        kinds = [Audience.TEAMS]
    else:
        kinds = [Audience.GROUP, Audience.RESIDENTS, Audience.STUCK]
        kinds += [Audience.UNFINISHED] if row.lesson else []
    choices = {
        kind: recipients.count(caller.uow, replace(row, audience=kind), caller.now)
        for kind in kinds
    }
    return Answer(partial(speech.ask_whom, draft=draft_of(caller, row), choices=choices))


def _scheduled(caller: Caller, row: Broadcast, order: ScheduleNotice) -> Answer:
    if order.now:
        return _amended(caller, row.id, send_at=None)
    draft, may_warn = draft_of(caller, row), caller.can(Act.WARN, place_of(caller, row))
    if not order.said:
        return Answer(partial(speech.ask_time, draft=draft, may_warn=may_warn))
    at = moment_meant(order.said, caller.now)
    if at is None:
        return Answer(partial(speech.time_unknown, draft=draft, may_warn=may_warn))
    days_off = caller.school.days_off
    if not row.emergency and not may_disturb(at, days_off):
        moments = (at, next_allowed(at, days_off))
        return Answer(partial(speech.time_quiet, draft=draft, moments=moments, may_warn=may_warn))
    return _amended(caller, row.id, send_at=at)


def _sent(caller: Caller, row: Broadcast) -> Answer:
    """Once: whoever comes second hears when it was confirmed."""
    draft = draft_of(caller, row)
    if not draft.reach.total:
        return Answer(partial(speech.preview, draft=draft))
    if draft.needs_approval:
        return approving.ask(caller, row, draft)
    made = broadcasting.confirm(
        caller.uow, caller.school, row.id, caller.pupil.person_id, caller.now
    )
    return _after(caller, made, draft.reach)


def _after(caller: Caller, made: Confirmed | Refused, reach: Reach) -> Answer:
    match made:
        case Confirmed(row, _, is_first) if is_first:
            return announced.confirmed(caller, row.id, reach)
        case Confirmed(row, _, _):
            return announced.passed(caller, row, again=True)
        case Refused(Refusal.FORBIDDEN):
            raise Forbidden("confirm")
        case Refused(_):
            raise Gone
