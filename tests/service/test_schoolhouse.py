"""An edit never takes a lesson or a learner's place away, over a restart too (P3)."""

import logging
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lessons.lesson import Lesson
from lessons.routes import FILE
from service.schoolhouse import Schoolhouse
from storage.database import Database
from tests.lessons.samples import SOUND
from worker.desk import Desk

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TITLE = ("Cài ứng dụng an toàn", "Cài ứng dụng từ kho")
BROKEN = ("## go-ten · Gõ tên ứng dụng", "## go-ten")
_STEP = SOUND[SOUND.index("## xem-ten") : SOUND.index("## cham-cai")]
WITHOUT_A_STEP = (_STEP, "")
SUCCESSOR = ("\n---\n\nTải", "\ndoi_buoc:\n  xem-ten: cham-cai\n---\n\nTải")

SECOND = SOUND.replace("id: cai-ung-dung", "id: bai-hai").replace("ma: L02", "ma: L03")

Write = Callable[..., Path]


@dataclass
class School:
    """A schoolhouse on a database file; `restarts` makes a new process of it."""

    folder: Path
    url: str
    database: Database = field(init=False)
    desk: Desk = field(init=False)
    house: Schoolhouse = field(init=False)

    def __post_init__(self) -> None:
        self.opens()

    def opens(self) -> None:
        self.database = Database(self.url)
        self.database.migrate()
        self.desk = Desk(self.database)
        self.house = Schoolhouse(self.folder, lambda: NOW, contact="Chị Hoa")

    async def closes(self) -> None:
        await self.desk.close()
        self.database.close()

    async def reads(self) -> Lesson | None:
        await self.house.reload(self.desk)
        return self.house.school.course.lesson("cai-ung-dung")

    async def restarts(self) -> Lesson | None:
        await self.closes()
        self.opens()
        return await self.reads()


@pytest.fixture
async def school(folder: Path, lesson: Write) -> AsyncIterator[School]:
    lesson()
    school = School(folder / "lessons", f"sqlite:///{folder}/hocvuso.db")
    yield school
    await school.closes()


def titles(found: Lesson | None) -> str:
    assert found
    return found.title


async def test_what_is_served_knows_its_revision_the_days_off_and_the_human(school: School) -> None:
    assert titles(await school.reads()) == TITLE[0]
    served = school.house.school
    assert [lesson for lesson, _ in served.revisions] == ["cai-ung-dung"]
    assert served.contact == "Chị Hoa"
    assert date(2027, 2, 6) in served.days_off


async def test_a_file_that_did_not_change_is_not_read_again(school: School) -> None:
    await school.reads()
    before = school.house.school
    await school.reads()
    assert school.house.school is before


async def test_a_good_edit_is_served_and_stays_over_a_restart(
    school: School, lesson: Write
) -> None:
    await school.reads()
    before = school.house.school.revisions
    lesson(TITLE)
    assert titles(await school.reads()) == TITLE[1]
    assert school.house.school.revisions != before
    assert titles(await school.restarts()) == TITLE[1]


async def test_an_edit_of_the_same_length_is_noticed(school: School, lesson: Write) -> None:
    await school.reads()
    path = lesson(("Cài ứng dụng an toàn", "Cài ứng dụng an tâmm"))
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    assert titles(await school.reads()) == "Cài ứng dụng an tâmm"


async def test_a_broken_file_leaves_the_last_good_lesson_and_is_told_with_its_line(
    school: School, lesson: Write, caplog: pytest.LogCaptureFixture
) -> None:
    before = await school.reads()
    path = lesson(TITLE, BROKEN)
    with caplog.at_level(logging.INFO, "service.schoolhouse"):
        assert await school.reads() == before
    (told,) = (record for record in caplog.records if record.levelno == logging.ERROR)
    line = path.read_text(encoding="utf-8").splitlines().index(BROKEN[1]) + 1
    assert f"cai-ung-dung.md, dòng {line}: lỗi: " in told.getMessage()

    assert await school.restarts() == before
    assert any(fault.is_error for fault in school.house.faults)

    lesson(TITLE)
    assert titles(await school.reads()) == TITLE[1]
    assert not any(fault.is_error for fault in school.house.faults)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"---\n", b"\0" * 300_000])
async def test_an_editor_that_died_while_saving_takes_no_lesson_away(
    school: School, lesson: Write, body: bytes
) -> None:
    before = await school.reads()
    lesson().write_bytes(body)
    assert await school.reads() == before
    assert await school.restarts() == before


async def test_a_removed_step_without_a_successor_is_refused_with_the_line_to_add(
    school: School, lesson: Write
) -> None:
    before = await school.reads()
    lesson(TITLE, WITHOUT_A_STEP)
    assert await school.reads() == before
    assert any("xem-ten: cham-cai" in fault.message for fault in school.house.faults)
    assert await school.restarts() == before


async def test_a_removed_step_with_a_successor_is_served_and_leads_there(
    school: School, lesson: Write
) -> None:
    await school.reads()
    lesson(TITLE, WITHOUT_A_STEP, SUCCESSOR)
    for found in (await school.reads(), await school.restarts()):
        assert titles(found) == TITLE[1]
        assert found
        place = found.place("xem-ten")
        assert place
        assert place.id == "cham-cai"


async def test_a_successor_may_not_be_forgotten_by_a_later_edit(
    school: School, lesson: Write
) -> None:
    """Who stood at the removed step forty days ago still needs to be led."""
    await school.reads()
    lesson(WITHOUT_A_STEP, SUCCESSOR)
    await school.reads()
    lesson(TITLE, WITHOUT_A_STEP)
    assert titles(await school.reads()) == TITLE[0]
    assert titles(await school.restarts()) == TITLE[0]


async def test_one_broken_file_does_not_hold_up_the_others(school: School, lesson: Write) -> None:
    second = (("id: cai-ung-dung", "id: bai-hai"), ("ma: L02", "ma: L03"))
    lesson(*second, file="bai-hai.md")
    await school.reads()
    lesson(BROKEN)
    lesson(*second, TITLE, file="bai-hai.md")
    await school.reads()
    course = school.house.school.course
    assert [one.title for one in course.lessons] == list(TITLE)


async def test_a_file_that_is_gone_is_no_longer_offered(school: School, lesson: Write) -> None:
    await school.reads()
    lesson(("id: cai-ung-dung", "id: bai-hai"), file="bai-hai.md")
    (school.folder / "cai-ung-dung.md").unlink()
    assert await school.reads() is None
    assert [one.id for one in school.house.school.course.lessons] == ["bai-hai"]


async def test_a_new_file_with_a_fault_is_not_served(school: School, lesson: Write) -> None:
    lesson(BROKEN)
    assert await school.reads() is None
    assert school.house.school.course.lessons == ()


async def test_routes_are_read_again_with_the_lessons_and_harm_none(school: School) -> None:
    await school.reads()
    assert not school.house.school.course.routes
    file = school.folder / FILE
    for text, titles_then, is_amiss in (
        ("## mot · Lộ trình một\n- cai-ung-dung\n", ["Lộ trình một"], False),
        ("## mot · Lộ trình một\n- cai-ung-dunk\n", [], True),
        ("## hai · Hai\n- cai-ung-dung\n- vneid\n", ["Hai"], True),
    ):
        file.write_text(text, encoding="utf-8")
        assert await school.reads()
        found = school.house.school.course
        assert [route.title for route in found.routes] == titles_then
        assert any(fault.file == FILE for fault in school.house.faults) == is_amiss
    (school.folder / "cai-ung-dung.md").rename(school.folder / "khac.txt")
    (school.folder / "bai-hai.md").write_text(SECOND, encoding="utf-8")
    assert await school.reads() is None  # a fault in the routes brings no withdrawn lesson back


@pytest.mark.parametrize("gone", ["empty", "no folder"])
async def test_a_folder_that_vanished_takes_no_lesson_away(school: School, gone: str) -> None:
    """A share that is not mounted, a deployment half done: nobody meant to withdraw every lesson."""
    before = await school.reads()
    (school.folder / "cai-ung-dung.md").unlink()
    if gone == "no folder":
        school.folder.rmdir()
    assert await school.reads() == before
    assert await school.restarts() == before
    assert any(fault.is_error for fault in school.house.faults)
