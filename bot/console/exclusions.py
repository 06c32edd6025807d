"""Why an announcement was not for somebody, or did not arrive: in words that a leader understands."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from bot.announcing import Reason
from bot.console import exclusions_wording as wording

# Who is counted, and why.
_WHY = {
    Reason.NO_CONSENT: (wording.PEOPLE, wording.NO_CONSENT),
    Reason.UNWANTED: (wording.PEOPLE, wording.UNWANTED),
    Reason.LEFT_ALONE: (wording.PEOPLE, wording.LEFT_ALONE),
    Reason.UNREACHABLE: (wording.PEOPLE, wording.UNREACHABLE),
    Reason.BUDGET: (wording.PEOPLE, wording.BUDGET),
    Reason.NO_GROUP: (wording.TEAMS, wording.NO_GROUP),
    Reason.GROUP_LOST: (wording.GROUPS, wording.GROUP_LOST),
    Reason.GROUP_ASLEEP: (wording.GROUPS, wording.GROUP_ASLEEP),
    Reason.STOPPED: (wording.PLACES, wording.STOPPED),
    Reason.EXPIRED: (wording.PLACES, wording.EXPIRED),
    Reason.FORBIDDEN: (wording.PLACES, wording.FORBIDDEN),
}
# Adapters' and handlers' own words for what they met (channels.*.results, handlers.sieve).
_MET = {
    "blocked": wording.BLOCKED,
    "kicked": wording.GROUP_LOST,
    "removed": wording.GROUP_LOST,
    "group_deleted": wording.GROUP_LOST,
    "deactivated": wording.BLOCKED,
    "not_started": wording.BLOCKED,
    "chat_not_found": wording.UNREACHABLE,
    "muted": wording.GROUP_ASLEEP,
    "group_disabled": wording.GROUP_ASLEEP,
    "window": wording.WINDOW,
    "quota": wording.QUOTA,
}


class Counted(Protocol):
    @property
    def groups(self) -> int: ...

    @property
    def people(self) -> int: ...


_Count = TypeVar("_Count", bound=Counted)


def reasons(excluded: Mapping[Reason, int] | None) -> str:
    """ "3 người chưa đồng ý, 1 tổ chưa kết nối nhóm"; "" for nobody."""
    said = []
    for why, count in (excluded or {}).items():
        unit, because = _WHY[why]
        if count:
            said.append(f"{unit.format(số=count)} {because}")
    return ", ".join(said)


def failures(missed: Mapping[str, _Count]) -> Sequence[tuple[str, _Count]]:
    """Each reason in words, the most frequent first."""
    order = sorted(missed.items(), key=lambda item: -(item[1].groups + item[1].people))
    return [(why_met(reason), count) for reason, count in order]


def why_met(reason: str) -> str:
    known = {str(why): because for why, (_, because) in _WHY.items()} | _MET
    return known.get(reason.partition(":")[0].strip(), wording.OTHER)
