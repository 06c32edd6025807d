"""An announcement's life after its draft: confirmed once, begun in its time, paused, stopped.

Whoever calls has asked `bot.policy` for the caller; for the author it is asked here, since between a draft
and its time the author may have lost the post (F27). Sending is `handlers.feeding`'s.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.announcing import (
    FRESH_FOR,
    Reason,
    State,
    act_of,
    before,
    begins_at,
    next_week,
)
from bot.calendar import may_disturb
from bot.policy import Act, may
from bot.turn import School
from storage import audit, broadcasts, posts, recipients
from storage.broadcasts import Broadcast
from storage.unit_of_work import UnitOfWork

DUE_AT_ONCE = 20  # announcements begun in one transaction


class Refusal(StrEnum):
    GONE = "gone"  # there is none of that number
    OVER = "over"  # it was dropped
    FORBIDDEN = "forbidden"
    SECOND_PERSON = "second person"  # its author may not approve it
    NOBODY = "nobody"  # it would reach nobody


@dataclass(frozen=True, slots=True)
class Refused:
    why: Refusal


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`at`: when it was confirmed, which for a second confirmation is when the first was made."""

    broadcast: Broadcast
    at: datetime
    is_first: bool


# --- Confirming and beginning ------------------------------------------------------------------------


def confirm(
    uow: UnitOfWork, school: School, number: int, person: int, now: datetime
) -> Confirmed | Refused:
    """Its recipients are made now, with the teams and the wishes of this moment, and it begins, or waits
    for its time. Confirmed again, by whomever, it is told when it was confirmed first (F26)."""
    one = broadcasts.lock(uow, number)
    if one is None:
        return Refused(Refusal.GONE)
    if one.state not in (State.DRAFT, State.APPROVAL):
        return _confirmed_before(one)
    refusal = _against(uow, one, person, now)
    if refusal is None and recipients.count(uow, one, now).total == 0:
        refusal = Refusal.NOBODY
    if refusal is not None:
        return Refused(refusal)
    recipients.make(uow, one, now)
    _confirm(uow, school, one, person, now)
    done = broadcasts.get(uow, number)
    assert done is not None  # noqa: S101  locked above
    return Confirmed(done, now, is_first=True)


def drop(uow: UnitOfWork, number: int, now: datetime) -> bool:
    """It will never begin. False: it has, or is over."""
    if not broadcasts.turn(uow, number, before(State.DROPPED), State.DROPPED, ended_at=now):
        return False
    recipients.skip_waiting(uow, number, Reason.STOPPED, now)
    return True


def start_due(uow: UnitOfWork, school: School, now: datetime) -> int:
    """Begin those whose time has come. How many there were to see to."""
    found = broadcasts.due(uow, now, DUE_AT_ONCE)
    calm = may_disturb(now, school.days_off)
    begun = [one for one in found if one.emergency or calm or _is_late(one, now)]
    for one in begun:
        _start(uow, one, now)
    return len(begun)


def _confirmed_before(one: Broadcast) -> Confirmed | Refused:
    if one.confirmed_at is None:
        return Refused(Refusal.OVER)
    return Confirmed(one, one.confirmed_at, is_first=False)


def _against(uow: UnitOfWork, one: Broadcast, person: int, now: datetime) -> Refusal | None:
    if not _may(uow, one.author_id, act_of(emergency=one.emergency), one, now):
        return Refusal.FORBIDDEN
    if one.state == State.APPROVAL:
        if person == one.author_id:
            return Refusal.SECOND_PERSON
        return None if _may(uow, person, Act.APPROVE, one, now) else Refusal.FORBIDDEN
    act = act_of(emergency=one.emergency)
    return None if _may(uow, person, act, one, now) else Refusal.FORBIDDEN


def _may(uow: UnitOfWork, person: int | None, act: Act, one: Broadcast, now: datetime) -> bool:
    spot = posts.of_place(uow, one.team_id, one.unit_id)
    if person is None or spot is None:
        return False
    return may([held.post for held in posts.held(uow, person, now)], act, spot.place)


def _confirm(uow: UnitOfWork, school: School, one: Broadcast, person: int, now: datetime) -> None:
    spot = posts.of_place(uow, one.team_id, one.unit_id)
    at = begins_at(one.send_at, now, school.days_off, emergency=one.emergency)
    second = one.state == State.APPROVAL
    broadcasts.turn(
        uow,
        one.id,
        [State(one.state)],
        State.SENDING if at <= now else State.SCHEDULED,
        confirmed_at=now,
        send_at=at,
        started_at=now if at <= now else None,
        approved_by=person if second else None,
        commune_id=spot.place.commune if spot else None,
    )
    deed = "approved" if second else "confirmed"
    audit.note(uow, (f"person:{person}", deed, f"broadcast:{one.id}"), now)
    if at <= now:
        _plan_next(uow, one, at, now)


def _start(uow: UnitOfWork, one: Broadcast, now: datetime) -> None:
    allowed = _may(uow, one.author_id, act_of(emergency=one.emergency), one, now)
    if not allowed or _is_late(one, now):
        why = Reason.EXPIRED if allowed else Reason.FORBIDDEN
        broadcasts.turn(uow, one.id, [State.SCHEDULED], State.DROPPED, ended_at=now)
        recipients.skip_waiting(uow, one.id, why, now)
        audit.note(uow, ("worker", "dropped", f"broadcast:{one.id}"), now, why)
    else:
        if not recipients.are_made(uow, one.id):
            recipients.make(uow, one, now)
        broadcasts.turn(uow, one.id, [State.SCHEDULED], State.SENDING, started_at=now)
    if allowed:
        _plan_next(uow, one, one.send_at or now, now)


def _is_late(one: Broadcast, now: datetime) -> bool:
    """Nobody was there to begin it, or a holiday was in the way (F51)."""
    return one.send_at is not None and now - one.send_at >= FRESH_FOR


def _plan_next(uow: UnitOfWork, one: Broadcast, planned: datetime, now: datetime) -> None:
    """Of a weekly one the next, whose recipients are made when it begins. In the transaction in which this
    one begins, so there are never two."""
    if not one.weekly:
        return
    at = next_week(planned, now)
    spot = posts.of_place(uow, one.team_id, one.unit_id)
    broadcasts.copy(
        uow,
        one,
        now,
        state=State.SCHEDULED,
        send_at=at,
        event_at=one.event_at + (at - planned) if one.event_at else None,
        confirmed_at=now,
        started_at=None,
        fed_at=None,
        commune_id=spot.place.commune if spot else None,
    )


# --- While it is sent --------------------------------------------------------------------------------


def pause(uow: UnitOfWork, number: int) -> bool:
    """No more leaves; what is being sent ends as it ends. False: it is not being sent."""
    if not broadcasts.turn(uow, number, before(State.PAUSED), State.PAUSED):
        return False
    recipients.withdraw(uow, number)
    return True


def resume(uow: UnitOfWork, number: int) -> bool:
    return broadcasts.turn(uow, number, [State.PAUSED], State.SENDING)


def stop(uow: UnitOfWork, number: int, now: datetime) -> bool:
    """The same as `pause`, for good (F43)."""
    if not broadcasts.turn(uow, number, before(State.STOPPED), State.STOPPED, ended_at=now):
        return False
    recipients.withdraw(uow, number)
    recipients.skip_waiting(uow, number, Reason.STOPPED, now)
    return True
