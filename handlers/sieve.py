"""Which of the messages that might be sent now still should be: permission, quiet hours, the platform's
window and the plan are looked at again at the last moment (P4, P5).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import assert_never

from bot.announcing import A_WEEK, UNASKED, UNASKED_A_WEEK
from bot.calendar import may_disturb, next_allowed
from bot.limits import Limits
from bot.message import Lane, Purpose
from bot.update import ChatKind
from bot.usage import Room, month_of, room
from storage import outbox, reach, usage
from storage.outbox import Slip, Status
from storage.unit_of_work import UnitOfWork

_UNASKED = frozenset({Purpose.REMINDER, Purpose.REVIEW})
_BY_PLAN = _UNASKED | {Purpose.TEAM, Purpose.BROADCAST}

# Why a message was skipped: stored with it, and shown to those who look after its person.
EXPIRED, OVERTAKEN, UNWANTED = "expired", "overtaken", "not wanted any more"
WINDOW, QUOTA, BUDGET = "window", "quota", "budget"


@dataclass(frozen=True, slots=True)
class Send:
    pass


@dataclass(frozen=True, slots=True)
class Skip:
    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What must be known of an account and of those whom its messages are for. `silent` are chats that
    have been silent for longer than the platform's window; `had`: how much of what nobody asked for came
    to a private chat within a week."""

    welcome: frozenset[int]
    overtaken: frozenset[int]
    silent: frozenset[str]
    room: Room
    had: Mapping[str, int] = field(default_factory=dict)
    days_off: Collection[date] = ()


def sift(
    uow: UnitOfWork,
    slips: Sequence[Slip],
    now: datetime,
    limits: Limits,
    days_off: Collection[date] = (),
) -> Sequence[Slip]:
    """Those to send. The others are skipped, or wait for the morning."""
    facts = _facts(uow, slips, now, limits, days_off)
    good: list[Slip] = []
    bad: list[tuple[int, Status, str, datetime]] = []
    later: list[tuple[int, datetime]] = []
    for slip in slips:
        match verdict(slip, facts, now):
            case Send():
                good.append(slip)
            case Skip(reason):
                bad.append((slip.id, Status.SKIPPED, reason, now))
            case Wait(until):
                later.append((slip.id, until))
            case fate:
                assert_never(fate)
    outbox.close(uow, bad)
    outbox.postpone(uow, later)
    return good


def verdict(slip: Slip, facts: Facts, now: datetime) -> Send | Skip | Wait:
    """Pure. Answers are never held back, but for coming too late."""
    if slip.expires_at is not None and slip.expires_at <= now:
        return Skip(EXPIRED)
    if slip.purpose in _UNASKED:
        if slip.id in facts.overtaken:  # they have been here since
            return Skip(OVERTAKEN)
        if slip.person_id not in facts.welcome:
            return Skip(UNWANTED)
    if slip.purpose in _BY_PLAN:
        if facts.room in (Room.ANSWERS_ONLY, Room.NONE) and not _warns(slip):
            return Skip(QUOTA)
        if slip.kind == ChatKind.PRIVATE and slip.chat in facts.silent:
            return Skip(WINDOW)
    if _may_wait(slip):
        is_full = facts.had.get(slip.chat, 0) >= UNASKED_A_WEEK
        if is_full and slip.purpose in UNASKED:
            return Skip(BUDGET)
        if not may_disturb(now, facts.days_off):
            return Wait(next_allowed(now, facts.days_off))
    return Send()


def _may_wait(slip: Slip) -> bool:
    """Whatever nobody asked for, unless it is a warning."""
    return slip.purpose in _BY_PLAN and not _warns(slip)


def _warns(slip: Slip) -> bool:
    """Of a disaster: at any hour, as long as a platform takes it."""
    return slip.lane == Lane.EMERGENCY


def _facts(
    uow: UnitOfWork,
    slips: Sequence[Slip],
    now: datetime,
    limits: Limits,
    days_off: Collection[date],
) -> Facts:
    unasked = [slip for slip in slips if slip.purpose in _UNASKED]
    by_plan = [slip for slip in slips if slip.purpose in _BY_PLAN]
    people = {slip.person_id for slip in unasked if slip.person_id is not None}
    return Facts(
        frozenset(reach.welcome(uow, people)),
        frozenset(outbox.overtaken(uow, [slip.id for slip in unasked])),
        _silent(uow, by_plan, now, limits),
        _room(uow, by_plan, now, limits),
        _had(uow, by_plan, now),
        days_off,
    )


def _had(uow: UnitOfWork, slips: Sequence[Slip], now: datetime) -> Mapping[str, int]:
    private = [slip for slip in slips if slip.kind == ChatKind.PRIVATE and _may_wait(slip)]
    if not private:
        return {}
    chats = {slip.chat for slip in private}
    return outbox.unasked(uow, private[0].account, chats, now - A_WEEK)


def _silent(
    uow: UnitOfWork, slips: Sequence[Slip], now: datetime, limits: Limits
) -> frozenset[str]:
    if limits.window is None or not slips:
        return frozenset()
    chats = {slip.chat for slip in slips if slip.kind == ChatKind.PRIVATE}
    heard = reach.heard(uow, slips[0].account, chats, now - limits.window)
    return frozenset(chats - heard)


def _room(uow: UnitOfWork, slips: Sequence[Slip], now: datetime, limits: Limits) -> Room:
    if limits.quota.messages is None or not slips:
        return Room.ENOUGH
    came, went = usage.messages(uow, slips[0].account, month_of(now))
    return room(limits.quota, came + went)
