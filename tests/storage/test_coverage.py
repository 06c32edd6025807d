"""Roll-ups of a commune and a province from the counters, on both databases."""

from datetime import UTC, date, datetime

import pytest

from bot.coverage import Adults, Reached
from bot.units import Kind, Name, Population
from storage import coverage, progress, teams, units
from storage.database import Database
from storage.progress import ANY, Count
from storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
COUNTED = Population(300, "UBND xã", date(2026, 7, 1))
LATER = Population(100, "Công an xã", date(2026, 9, 1))


class Land:
    """A province with two communes: Lộc with the hamlets Đông, Tây and Cũ, of which nobody was counted in
    Tây, and Cũ is part of Đông since; Sơn with the hamlet Thượng. A team in each, team 5 in none."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.province = units.add(uow, Name(Kind.TINH, "Thanh Hóa"), None)
        self.loc = units.add(uow, Name(Kind.XA, "Lộc"), self.province)
        self.son = units.add(uow, Name(Kind.XA, "Sơn"), self.province)
        self.dong, self.tay, self.cu = (
            units.add(uow, Name(Kind.THON, name), self.loc) for name in ("Đông", "Tây", "Cũ")
        )
        self.thuong = units.add(uow, Name(Kind.THON, "Thượng"), self.son)
        units.count(uow, self.dong, COUNTED)
        units.count(uow, self.cu, LATER)
        units.count(uow, self.thuong, LATER)
        units.merge(uow, self.cu, self.dong, date(2026, 10, 1))
        homes = (self.dong, self.tay, self.cu, self.thuong)
        teams.add(uow, [(home, f"Tổ {n}") for n, home in enumerate(homes, 1)], NOW)
        for team in range(1, 5):
            progress.add(
                uow,
                {
                    (team, "mot"): Count(10 * team, 9, 8 * team, 2, 1),
                    (team, ANY): Count(7 * team, 0, 6 * team, 3, 1, 20 * team),
                },
            )
        progress.add(uow, {(0, "mot"): Count(1000, 1000, 1000)})


@pytest.fixture
def land(database: Database) -> Land:
    with database.transaction() as uow:
        return Land(uow)


def test_a_team_stands_in_the_adults_of_the_hamlet_where_it_works_today(
    database: Database, land: Land
) -> None:
    with database.reading() as uow:
        found = coverage.of_team(uow, 3)
        assert found is not None
        assert (found.name, found.joined) == ("Tổ 3", 60)
        assert found.adults == Adults(300, ("UBND xã",), date(2026, 7, 1), date(2026, 7, 1))
        assert found.over_all == Reached(21, 18, 3, 1)
        assert found.lessons == {"mot": Reached(30, 24, 2, 1)}
        without = coverage.of_team(uow, 2)
        assert without is not None
        assert without.adults == Adults(missing=("thôn Tây",))
        assert coverage.of_team(uow, 99) is None


def test_a_commune_by_hamlets_with_what_was_merged_where_it_is_today(
    database: Database, land: Land
) -> None:
    with database.reading() as uow:
        found = coverage.of_unit(uow, land.loc)
        lessons = coverage.lessons_of(uow, land.loc)
        (tree,) = coverage.by_hamlet(uow, land.loc)
    assert found is not None
    assert lessons is not None
    assert [part.unit for part in found.parts] == [land.dong, land.tay]
    east, west = (part.coverage for part in found.parts)
    assert (east.name, east.joined, east.over_all) == ("thôn Đông", 80, Reached(28, 24, 6, 2))
    assert (west.joined, west.lessons) == (40, {"mot": Reached(20, 16, 2, 1)})
    assert [part.coverage for part in tree.parts] == [east, west]
    assert found.whole.joined == 120
    assert found.whole.adults.count == 300
    assert found.whole.adults.missing == ("thôn Tây",)
    assert found.whole.lessons == lessons.lessons == {"mot": Reached(60, 48, 6, 3)}
    assert lessons.adults == found.whole.adults


def test_a_province_by_communes_is_what_the_communes_say(database: Database, land: Land) -> None:
    with database.reading() as uow:
        found = coverage.of_unit(uow, land.province)
        assert found is not None
        for part in found.parts:
            commune = coverage.of_unit(uow, part.unit)
            assert commune is not None
            assert commune.whole.over_all == part.coverage.over_all
            assert commune.whole.adults == part.coverage.adults
            assert commune.whole.joined == part.coverage.joined
        lessons = coverage.lessons_of(uow, land.province)
        assert lessons is not None
        assert lessons.lessons == {"mot": Reached(100, 80, 8, 4)}
        assert found.whole.adults.sources == ("Công an xã", "UBND xã")
        assert (found.whole.joined, found.whole.adults.count) == (200, 400)
        # By hamlets, from the counters and from counts by team, as a month that is over has them.
        for counts in (None, progress.kept(uow)):
            communes = coverage.by_hamlet(uow, land.province, counts)
            for commune, part in zip(communes, found.parts, strict=True):
                assert commune.unit == part.unit
                assert commune.whole.over_all == part.coverage.over_all
                assert commune.whole.joined == (part.coverage.joined if counts is None else None)


def test_a_hamlet_that_was_merged_into_another_commune_counts_there(
    database: Database, land: Land
) -> None:
    with database.transaction() as uow:
        units.merge(uow, land.dong, land.thuong, date(2026, 11, 1))  # and with it Cũ
        found = coverage.of_unit(uow, land.province)
        lessons = coverage.lessons_of(uow, land.province)
    assert found is not None
    assert [part.coverage.joined for part in found.parts] == [40, 160]
    assert lessons is not None
    assert lessons.lessons == {"mot": Reached(100, 80, 8, 4)}


def test_a_merged_commune_is_counted_in_the_one_of_today(database: Database, land: Land) -> None:
    with database.transaction() as uow:
        units.merge(uow, land.son, land.loc, date(2026, 11, 1))
        province, commune = (coverage.of_unit(uow, one) for one in (land.province, land.loc))
    assert province is not None
    assert commune is not None
    assert [part.unit for part in province.parts] == [land.loc]
    assert province.whole.joined == commune.whole.joined == 200


def test_of_a_hamlet_or_of_nowhere_there_is_no_table(database: Database, land: Land) -> None:
    with database.reading() as uow:
        assert coverage.of_unit(uow, land.dong) is None
        assert coverage.of_unit(uow, 999) is None
        assert coverage.lessons_of(uow, land.dong) is None
        assert coverage.by_hamlet(uow, 999) == []
