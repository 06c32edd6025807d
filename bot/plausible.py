"""Phones of which more was told than one learner can do: something to look at again, never an accusation. Often
several learn on one phone, or a grandchild shows how it goes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.calendar import ZONE

MOST_A_DAY = 10  # lessons; the longest evening class has two
QUICK = 5  # so many times quicker than the lesson's minutes
AGAIN_AND_AGAIN = 3  # once is a lesson that was known already
LOOKED_BACK = timedelta(days=31)  # a month: what an officer reports on


@dataclass(frozen=True, slots=True)
class Finish:
    """A lesson finished on somebody's phone."""

    team: int
    person: int
    lesson: str
    began: datetime
    finished: datetime


class Doubt(StrEnum):
    MANY = "many"  # in one day
    QUICK = "quick"  # several lessons


@dataclass(frozen=True, slots=True)
class Doubted:
    """In a team, so many phones."""

    team: int
    doubt: Doubt
    phones: int


def doubted(finishes: Iterable[Finish], minutes: Mapping[str, int]) -> Sequence[Doubted]:
    """By team. `minutes`: what a lesson takes; of others nobody can say."""
    a_day: Counter[tuple[int, int, date]] = Counter()
    quick: Counter[tuple[int, int]] = Counter()
    for one in finishes:
        a_day[one.team, one.person, one.finished.astimezone(ZONE).date()] += 1
        usual = timedelta(minutes=minutes.get(one.lesson, 0))
        quick[one.team, one.person] += (one.finished - one.began) * QUICK < usual
    many = {(team, person) for (team, person, _), count in a_day.items() if count > MOST_A_DAY}
    hasty = {phone for phone, count in quick.items() if count >= AGAIN_AND_AGAIN}
    counts = Counter((team, Doubt.MANY) for team, _ in many)
    counts.update((team, Doubt.QUICK) for team, _ in hasty)
    return [Doubted(team, doubt, phones) for (team, doubt), phones in sorted(counts.items())]
