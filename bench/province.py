"""The figures of a whole province: weekly lists, the table of communes, and whether the counters are true."""

import gc
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import text

from bench import census
from bot.coverage import Table
from handlers import figures, weekly
from service.server import GC_THRESHOLDS
from storage import country, coverage
from storage.database import Database

PEOPLE = 1_000_000
ROUNDS = 7
PROMISED_LISTS = 60.0  # seconds for all teams
PROMISED_TABLE = 100.0  # milliseconds
Found = TypeVar("Found")

# As one would write it first: a question to the attempts themselves, of communes by lesson.
_NAIVE = text("""
    SELECT h.parent_id, r.lesson, COUNT(*), COUNT(DISTINCT r.learner_id),
        COUNT(DISTINCT CASE r.status WHEN 'finished' THEN r.learner_id END)
    FROM run r JOIN team t ON t.id = r.team_id JOIN unit h ON h.id = t.unit_id
    GROUP BY h.parent_id, r.lesson
""")


@dataclass(frozen=True)
class Province:
    """Times in seconds. `table`: of ROUNDS, the middle and the longest; `naive`: once."""

    people: int
    attempts: int
    filled: float
    teams: int  # with somebody on their list
    lists: float
    communes: int
    table: tuple[float, float]
    naive: float
    recount: float
    mismatches: int


def measure(url: str, people: int = PEOPLE, *, whole: bool = True) -> Province:
    """Fill the empty database at `url`, and ask; with Python's collector as the service sets it."""
    database, now = Database(url), datetime.now(UTC)
    before = gc.get_threshold()
    try:
        filled, _ = _timed(lambda: census.fill(database, people, now, whole=whole))
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        everybody, attempts = census.size(database)
        lists, found = _timed(lambda: _lists(database, now))
        province = _province(database)
        tables = [_timed(lambda: _table(database, province)) for _ in range(ROUNDS + 1)][1:]
        naive, told = _timed(lambda: _naive(database))
        _compare(tables[0][1], told)
        recount, mismatches = _timed(lambda: figures.recount(database))
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
        database.close()
    times = sorted(seconds for seconds, _ in tables)
    return Province(
        people=everybody,
        attempts=attempts,
        filled=filled,
        teams=len(found),
        lists=lists,
        communes=len(tables[0][1].parts),
        table=(times[len(times) // 2], times[-1]),
        naive=naive,
        recount=recount,
        mismatches=len(mismatches),
    )


def told(provinces: Mapping[str, Province]) -> Iterable[str]:
    """A title and a table's rows, as Markdown."""
    if not provinces:
        return
    yield "### A whole province"
    rows = [
        f"| {name} | {one.people:,} | {one.attempts:,} | {one.teams:,} in {one.lists:.1f} s "
        f"| {one.communes} in {1000 * one.table[0]:.0f} ms, {1000 * one.table[1]:.0f} at most "
        f"| {1000 * one.naive:,.0f} ms, {one.naive / one.table[0]:.0f} times as long "
        f"| {one.mismatches} in {one.recount:.1f} s |"
        for name, one in provinces.items()
    ]
    head = (
        "| database | people | attempts | weekly lists of all teams | table of communes, by lesson "
        "| the same by a query over the attempts | counters that differ from a recount |"
    )
    yield "\n".join([head, "|---" * 7 + "|", *rows])


def verdicts(provinces: Mapping[str, Province]) -> Iterable[tuple[str, bool]]:
    for name, one in provinces.items():
        yield (
            f"weekly lists of all teams within {PROMISED_LISTS:.0f} s, {name}: {one.lists:.1f} s",
            one.lists <= PROMISED_LISTS,
        )
        longest = 1000 * one.table[1]
        yield (
            f"table of a province within {PROMISED_TABLE:.0f} ms, {name}: {longest:.0f} ms at most",
            longest <= PROMISED_TABLE,
        )
        yield f"counters equal a recount, {name}: {one.mismatches} differ", one.mismatches == 0


def _lists(database: Database, now: datetime) -> Sequence[Any]:
    with database.reading() as uow:
        return list(weekly.all_lists(uow, now))


def _province(database: Database) -> int:
    with database.reading() as uow:
        known = country.known(uow).units.values()
    return next(unit.id for unit in known if unit.name == str(census.PROVINCE))


def _table(database: Database, province: int) -> Table:
    with database.reading() as uow:
        found = coverage.of_unit(uow, province)
    if found is None:
        raise LookupError(f"no unit {province}")
    return found


def _naive(database: Database) -> Sequence[Any]:
    with database.reading() as uow:
        return uow.rows(_NAIVE)


def _compare(table: Table, told: Sequence[Any]) -> None:
    """Both say the same, or neither time means anything."""
    ours = {
        (part.unit, lesson): (reached.begun, reached.finished)
        for part in table.parts
        for lesson, reached in part.coverage.lessons.items()
    }
    theirs = {(row[0], row[1]): (row[2], row[4]) for row in told}
    if ours != theirs:
        raise ValueError("the table and the attempts do not agree")


def _timed(ask: Callable[[], Found]) -> tuple[float, Found]:
    began = time.perf_counter()
    found = ask()
    return time.perf_counter() - began, found
