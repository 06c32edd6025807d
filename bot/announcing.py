"""Announcements as values: for whom, how far, what became of each, what stands in them. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.calendar import next_allowed
from bot.message import Lane, Purpose
from bot.policy import Act

# What nobody asked for: of these together so many a week, in private. What a disaster warning says is not counted.
UNASKED = (Purpose.REMINDER, Purpose.REVIEW, Purpose.BROADCAST)
UNASKED_A_WEEK = 3
A_WEEK = timedelta(days=7)

# After this an announcement is old news: what was not sent by then is not sent any more.
FRESH_FOR = timedelta(hours=24)
# Who is in the middle of a lesson and silent for so long is stuck.
SILENT_FOR = timedelta(days=3)


class Audience(StrEnum):
    GROUP = "group"  # the team's own groups
    RESIDENTS = "residents"  # the team's residents, in private
    UNFINISHED = "unfinished"  # those of them who have not finished the announcement's lesson
    STUCK = "stuck"  # those of them in the middle of a lesson and silent for `SILENT_FOR`
    TEAMS = "teams"  # all teams of a unit: their groups, and their leaders in private
    SAME = "same"  # those who have the announcement that this one corrects, or perhaps


class State(StrEnum):
    DRAFT = "draft"
    APPROVAL = "approval"  # waits for a second person
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    DROPPED = "dropped"  # never begun: given up, or not allowed any more, or its time went by


class Fate(StrEnum):
    """Of one recipient. Those of `storage.outbox.Status` that are closed have the same names."""

    WAITING = "waiting"  # its turn has not come
    QUEUED = "queued"  # stands in the outbox
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
    EXCLUDED = "excluded"  # from the beginning, with a reason

    @property
    def is_open(self) -> bool:
        return self in (Fate.WAITING, Fate.QUEUED)


class Reason(StrEnum):
    """Why an announcement is not for somebody, or not any more. Platforms' own words stand beside these."""

    NO_CONSENT = "no consent"
    UNWANTED = "not wanted any more"
    LEFT_ALONE = "left alone"
    UNREACHABLE = "unreachable"
    BUDGET = "budget"  # was sent enough unasked this week
    NO_GROUP = "no group"  # the team has bound none
    GROUP_LOST = "group lost"
    GROUP_ASLEEP = "group asleep"  # it is there, but nobody of us may write in it
    STOPPED = "stopped"
    EXPIRED = "expired"
    FORBIDDEN = "forbidden"  # its author's right ended before its time came


@dataclass(frozen=True, slots=True)
class Reach:
    """How many chats it would be for, and how many are left out, by reason."""

    groups: int = 0
    people: int = 0
    excluded: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.groups + self.people


# Said by residents themselves: nobody phones them because of an announcement.
RESPECTED = frozenset({Reason.NO_CONSENT, Reason.UNWANTED, Reason.LEFT_ALONE, Reason.BUDGET})
# Adapters' words for a group that is there and mute: channels.telegram.results, channels.zalo_oa.results.
ASLEEP = ("muted", "group_disabled")

_NEXT: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.APPROVAL, State.SCHEDULED, State.SENDING, State.DROPPED}),
    State.APPROVAL: frozenset({State.DRAFT, State.SCHEDULED, State.SENDING, State.DROPPED}),
    State.SCHEDULED: frozenset({State.SENDING, State.DROPPED}),
    State.SENDING: frozenset({State.PAUSED, State.STOPPED, State.DONE}),
    State.PAUSED: frozenset({State.SENDING, State.STOPPED}),
    State.STOPPED: frozenset(),
    State.DONE: frozenset(),
    State.DROPPED: frozenset(),
}


def may_follow(state: State, following: State) -> bool:
    return following in _NEXT[state]


def before(following: State) -> tuple[State, ...]:
    """The states that it may follow."""
    return tuple(state for state in State if may_follow(state, following))


def act_of(*, emergency: bool) -> Act:
    """What its author must be allowed to do."""
    return Act.WARN if emergency else Act.ANNOUNCE


def lane_of(*, emergency: bool) -> Lane:
    return Lane.EMERGENCY if emergency else Lane.BROADCAST


def begins_at(
    wanted: datetime | None, now: datetime, days_off: Collection[date], *, emergency: bool
) -> datetime:
    """When it may begin: at the wanted time or at once, but in nobody's night or holiday."""
    at = now if wanted is None else max(wanted, now)
    return at if emergency else next_allowed(at, days_off)


def next_week(planned: datetime, now: datetime) -> datetime:
    """The same hour a week later, or in the first week that is not over."""
    return planned + max(1, -((planned - now) // A_WEEK)) * A_WEEK


# --- Whose turn it is ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Queue:
    """An announcement with recipients that wait. `fed_at`: when it last had a turn."""

    broadcast: int
    commune: int  # 0: none
    fed_at: datetime | None
    waiting: int


def shared(queues: Sequence[Queue], room: int) -> dict[int, int]:
    """How many recipients of each announcement go next: communes take turns one by one, the one that has
    waited longest first, and within a commune its announcements do. In the order of their last turns."""
    rounds: dict[int, list[Queue]] = {}
    for queue in sorted(queues, key=_longest_waiting):
        rounds.setdefault(queue.commune, []).append(queue)
    taken: dict[int, int] = {}
    turn = sorted(rounds, key=lambda commune: _rested(rounds[commune]))
    while room > 0 and turn:
        for commune in list(turn):
            if room == 0:
                break
            here = rounds[commune]
            queue = here.pop(0)
            taken[queue.broadcast] = taken.pop(queue.broadcast, 0) + 1  # the last turn comes last
            room -= 1
            if taken[queue.broadcast] < queue.waiting:
                here.append(queue)
            if not here:
                turn.remove(commune)
    return taken


def _longest_waiting(queue: Queue) -> tuple[float, int]:
    return (queue.fed_at.timestamp() if queue.fed_at else 0.0, queue.broadcast)


def _rested(queues: Sequence[Queue]) -> tuple[float, int]:
    """Since when a commune has had no turn: its latest turn counts."""
    return max(_longest_waiting(queue)[0] for queue in queues), queues[0].broadcast
