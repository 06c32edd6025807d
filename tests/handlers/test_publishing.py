"""P3: no lesson goes into service that would leave a learner without a place; none comes by halves."""

from dataclasses import replace

from handlers.publishing import Published, publish
from lessons.catalogue import Catalogue
from lessons.fault import Fault, Severity
from lessons.lesson import Lesson
from tests.handlers.village import Village, lesson

ONE, TWO = lesson("L01", "mot", "a", "b"), lesson("L02", "hai", "c")
BROKEN = Fault("mot.md", 3, "Thiếu bước.")


def put(village: Village, *lessons: Lesson, faults: tuple[Fault, ...] = ()) -> Published:
    return publish(village.db, Catalogue(lessons, faults), village.now)


def numbers(village: Village) -> list[tuple[str, int]]:
    return sorted(village.rows("revision", "lesson", "number"))


def test_each_change_is_a_revision_and_no_change_is_none(village: Village) -> None:
    first = put(village, ONE, TWO)
    assert first.course.lessons == (ONE, TWO)
    assert dict(first.revisions).keys() == {"mot", "hai"}
    assert put(village, ONE, TWO) == first
    changed = replace(ONE, title="Bài mới")
    second = put(village, changed, TWO)
    assert second.course.lessons == (changed, TWO)
    assert dict(second.revisions)["mot"] != dict(first.revisions)["mot"]
    assert numbers(village) == [("hai", 1), ("mot", 1), ("mot", 2)]
    back = put(village, ONE, TWO)  # an old text again is a revision again
    assert back.revisions == first.revisions
    assert numbers(village)[-1] == ("mot", 3)


def test_a_step_without_a_successor_keeps_the_old_revision(village: Village) -> None:
    put(village, ONE)
    lost = lesson("L01", "mot", "b")
    refused = put(village, lost)
    assert refused.course.lessons == (ONE,)
    assert [fault.file for fault in refused.faults] == ["mot.md"]
    assert refused.faults[0].is_error
    assert numbers(village) == [("mot", 1)]
    moved = replace(lost, moved={"a": "b"})
    assert put(village, moved).course.lessons == (moved,)


def test_a_broken_file_goes_on_as_it_was(village: Village) -> None:
    put(village, ONE, TWO)
    served = put(village, TWO, faults=(BROKEN,))
    assert served.course.lessons == (ONE, TWO)
    assert served.faults == (BROKEN,)


def test_a_broken_file_that_never_was_good_is_not_served(village: Village) -> None:
    assert put(village, TWO, faults=(BROKEN,)).course.lessons == (TWO,)


def test_a_file_that_is_gone_is_no_longer_offered_and_may_come_back(village: Village) -> None:
    put(village, ONE, TWO)
    assert put(village, TWO).course.lessons == (TWO,)
    assert put(village, ONE, TWO).course.lessons == (ONE, TWO)
    assert numbers(village) == [("hai", 1), ("mot", 1)]


def test_a_warning_withholds_nothing(village: Village) -> None:
    warning = replace(BROKEN, severity=Severity.WARNING)
    changed = replace(ONE, title="Bài mới")
    put(village, ONE)
    assert put(village, changed, faults=(warning,)).course.lessons == (changed,)


def test_a_broken_file_under_another_name_withdraws_nothing(village: Village) -> None:
    put(village, ONE, TWO)
    misnamed = replace(BROKEN, file="ban-nhap.md")
    assert put(village, TWO, faults=(misnamed,)).course.lessons == (ONE, TWO)
    folder = replace(BROKEN, file="lessons/catalog")
    assert put(village, faults=(folder,)).course.lessons == (ONE, TWO)
