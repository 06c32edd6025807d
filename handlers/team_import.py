"""A list of hamlets and teams becomes units and teams: all of it, or nothing where a single row is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.roster import COMMUNE, HAMLET, INTO, Entry, Fault
from bot.units import Name, Population
from storage import audit, teams, units
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from storage.units import Unit


@dataclass(frozen=True, slots=True)
class Imported:
    """What is new, or would be. `unseen`: hamlets of the same communes that the list does not name."""

    communes: int = 0
    hamlets: int = 0
    teams: int = 0
    populations: int = 0
    merged: int = 0
    unseen: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


class _Undone(Exception):
    """Ends a transaction of which nothing shall stay."""


def import_teams(
    db: Database, province: Name, entries: Sequence[Entry], now: datetime, *, write: bool
) -> Imported:
    """One transaction. Without `write`, or with faults, nothing of it stays."""
    done = Imported()
    try:
        with db.transaction() as uow:
            done = _Import(uow, province, now).take(entries)
            if done.faults or not write:
                raise _Undone
            detail = (
                f"{len(entries)} dòng: {done.communes} xã, {done.hamlets} thôn, {done.teams} tổ mới, "
                f"{done.populations} số dân, {done.merged} sáp nhập"
            )
            audit.note(uow, (audit.OPERATOR, "team import", str(province)), now, detail)
    except _Undone:
        pass
    return done


_Key = tuple[int | None, str]  # the unit around it, its name in small letters


@dataclass
class _Import:
    uow: UnitOfWork
    province: Name
    now: datetime
    _units: dict[_Key, Unit] = field(default_factory=dict)
    _faults: list[Fault] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def take(self, entries: Sequence[Entry]) -> Imported:
        self._units = {
            _key(one.name, one.parent): one for one in units.known(self.uow) if one.name is not None
        }
        province = self._unit(self.province, None, "provinces")
        placed = [(entry, *self._place(entry, province.id)) for entry in entries]
        self._add_teams([(hamlet, entry.team) for entry, _, hamlet in placed if entry.into is None])
        for entry, commune, hamlet in placed:
            self._merge(entry, commune, hamlet)
        for entry, commune, _ in placed:
            self._look_at_target(entry, commune)
        counts = {name: self._counts.get(name, 0) for name in _COUNTED}
        return Imported(**counts, unseen=self._unseen(placed), faults=tuple(self._faults))

    def _place(self, entry: Entry, province: int) -> tuple[Unit, Unit]:
        """The commune and the hamlet of a row, made where they are missing."""
        commune = self._unit(entry.commune, province, "communes")
        hamlet = self._unit(entry.hamlet, commune.id, "hamlets")
        for unit, column in ((commune, COMMUNE), (hamlet, HAMLET)):
            if unit.until is not None and entry.into is None:
                self._fault(
                    entry, column, f"{unit.name} đã nhập vào nơi khác từ {_said(unit.until)}."
                )
        if entry.population is not None and entry.population != hamlet.population:
            hamlet = self._count_adults(hamlet, entry.population)
        return commune, hamlet

    def _unit(self, name: Name, parent: int | None, counted: str) -> Unit:
        known = self._units.get(_key(name, parent))
        if known is None:
            number = units.add(self.uow, name, parent)
            known = Unit(number, name.kind.level, name, parent, None)
            self._units[_key(name, parent)] = known
            self._one_more(counted)
        return known

    def _count_adults(self, hamlet: Unit, population: Population) -> Unit:
        units.count(self.uow, hamlet.id, population)
        counted = self._replace(replace(hamlet, population=population))
        self._one_more("populations")
        if hamlet.population is not None:  # the former figure stays explicable
            old = hamlet.population
            detail = f"{old.adults} ({old.source}, {_said(old.as_of)}) → {population.adults}"
            audit.note(
                self.uow,
                (audit.OPERATOR, "adult population", f"unit:{hamlet.id}"),
                self.now,
                detail,
            )
        return counted

    def _add_teams(self, wanted: Sequence[tuple[Unit, str]]) -> None:
        known = {(team.unit, team.name.casefold()) for team in teams.known(self.uow)}
        new: dict[tuple[int | None, str], tuple[int, str]] = {}
        for unit, name in wanted:
            if (unit.id, name.casefold()) not in known:
                new[unit.id, name.casefold()] = (unit.id, name)
        teams.add(self.uow, list(new.values()), self.now)
        self._counts["teams"] = len(new)

    def _merge(self, entry: Entry, commune: Unit, hamlet: Unit) -> None:
        """Into a hamlet of the same commune that the list or the database knows; once."""
        if entry.into is None or entry.since is None:
            return
        target = self._units.get(_key(entry.into, commune.id))
        if target is None:
            self._fault(
                entry,
                INTO,
                f"{entry.into} chưa có trong {commune.name}: thêm một dòng cho thôn ấy.",
            )
        elif (hamlet.into, hamlet.until) != (target.id, entry.since):
            units.merge(self.uow, hamlet.id, target.id, entry.since)
            self._replace(replace(hamlet, into=target.id, until=entry.since))
            self._one_more("merged")

    def _look_at_target(self, entry: Entry, commune: Unit) -> None:
        """Once all is merged, so that the rows' order does not matter: nobody joins what was gone by then. What
        was merged later on has its own row."""
        if entry.into is None or entry.since is None:
            return
        target = self._units.get(_key(entry.into, commune.id))
        if target is not None and target.until is not None and target.until <= entry.since:
            said = f"{entry.into} cũng đã nhập vào nơi khác từ {_said(target.until)}."
            self._fault(entry, INTO, said)

    def _unseen(self, placed: Sequence[tuple[Entry, Unit, Unit]]) -> tuple[str, ...]:
        communes = {commune.id: commune for _, commune, _ in placed}
        seen = {hamlet.id for _, _, hamlet in placed}
        return tuple(
            f"{one.name}, {communes[one.parent].name}"
            for one in self._units.values()
            if one.parent in communes and one.id not in seen and one.until is None
        )

    def _replace(self, unit: Unit) -> Unit:
        if unit.name is not None:
            self._units[_key(unit.name, unit.parent)] = unit
        return unit

    def _one_more(self, counted: str) -> None:
        self._counts[counted] = self._counts.get(counted, 0) + 1

    def _fault(self, entry: Entry, column: str, says: str) -> None:
        self._faults.append(Fault(entry.row, column, says))


_COUNTED = ("communes", "hamlets", "teams", "populations", "merged")


def _key(name: Name, parent: int | None) -> _Key:
    return parent, str(name).casefold()


def _said(day: object) -> str:
    return f"{day:%d/%m/%Y}"
