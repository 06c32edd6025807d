"""The weekly lists: sent to leaders on Monday mornings, and counted for a whole province."""

from collections.abc import Iterator
from datetime import datetime

from bot.weekly import Counts
from storage import weekly
from storage.unit_of_work import UnitOfWork


def all_lists(uow: UnitOfWork, now: datetime) -> Iterator[tuple[int, Counts]]:
    """(team, how many are on its list and why) of every team with anybody on it, as they are read."""
    return weekly.all_counted(uow, now)
