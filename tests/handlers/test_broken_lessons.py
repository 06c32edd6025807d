"""F36: a lesson file broken anyhow is served as it was, whole; whoever is in it goes on."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import lessons
from bot.turn import School
from handlers.publishing import publish
from lessons.catalogue import read_catalogue
from lessons.lesson import Course
from storage.database import Database
from tests.handlers.village import Village, words

CATALOG = Path(lessons.__file__).parent / "catalog"
NAME = "cai-ung-dung"
OTHERS = ("lam-quen-dien-thoai", "zalo-nhom-thon", "mat-khau-otp")  # few: all are read at each edit
JUNK = (
    "",
    "## ",
    "---",
    "- [",
    "@android",
    "\x00",
    "\ufeff",
    "> ",
    "```",
    "{Bác",
    "ma: L99",
    "]] ->",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (NAME, *OTHERS):
        (tmp_path / f"{name}.md").write_bytes((CATALOG / f"{name}.md").read_bytes())
    return tmp_path


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    """On one database: what is tested are files."""
    db = Database(f"sqlite:///{tmp_path}/hocvuso.db")
    db.migrate()
    yield Village(db)
    db.close()


def damaged(text: str, dice: random.Random) -> bytes:
    """As by an editor that crashed, a slip of the hand, a merge that went wrong."""
    lines = text.splitlines()
    match dice.randrange(6):
        case 0:
            lines = lines[: dice.randrange(len(lines))]
        case 1:
            del lines[(at := dice.randrange(len(lines))) : at + dice.randrange(1, 6)]
        case 2:
            lines.insert(dice.randrange(len(lines)), dice.choice(JUNK))
        case 3:
            lines[dice.randrange(len(lines))] = dice.choice(JUNK)
        case 4:
            dice.shuffle(lines)
        case _:
            raw = bytearray(text.encode())
            raw[dice.randrange(len(raw))] = dice.randrange(256)
            return bytes(raw)
    return "\n".join(lines).encode()


@pytest.mark.slow
def test_a_lesson_broken_at_random_is_served_whole_or_as_it_was(
    village: Village, folder: Path
) -> None:
    def reads() -> Course:
        published = publish(village.db, read_catalogue(folder), village.now)
        village.school = School(published.course, revisions=published.revisions)
        faults = [fault for fault in published.faults if fault.is_error]
        assert {fault.file for fault in faults} <= {f"{NAME}.md"}
        told.append(bool(faults))
        return published.course

    told: list[bool] = []
    good = reads()
    text = (folder / f"{NAME}.md").read_text(encoding="utf-8")
    village.enrol("lan")
    assert "CH Play" in words(village.say("lan", "cài ứng dụng"))
    dice = random.Random(36)
    served = good.lesson(NAME)
    assert served is not None
    for _ in range(150):
        (folder / f"{NAME}.md").write_bytes(damaged(text, dice))
        course = reads()
        lesson = course.lesson(NAME)
        others = [one for one in course.lessons if one.id != NAME]
        assert [one for one in good.lessons if one.id != NAME] == others
        if told[-1]:
            assert lesson == served  # the last good one, nothing of the new one
        if lesson is not None:  # an edit may be sound, and is then served
            assert {step.id for step in served.steps} <= {
                step.id for step in lesson.steps
            } | lesson.moved.keys()
            served = lesson
        heard = words(village.say("lan", "nhắc lại"))
        assert "Bước 1/" in heard or lesson is None
    assert told.count(True) > 100
    (folder / f"{NAME}.md").write_text(text, encoding="utf-8")
    assert reads().lesson(NAME) == good.lesson(NAME)
    assert "Bước 2/" in words(village.say("lan", "xong"))
