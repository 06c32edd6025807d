"""A folder as authors leave it: what can be served is, and the rest is said in words."""

from datetime import date
from pathlib import Path

import pytest

from lessons.catalogue import read_catalogue
from tests.lessons.samples import SOUND


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cai-ung-dung.md").write_text(SOUND, "utf-8")
    return tmp_path


def messages(folder: Path) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.message) for fault in read_catalogue(folder).faults]


def test_a_sound_folder(folder: Path) -> None:
    catalogue = read_catalogue(folder, today=date(2026, 11, 24))
    assert [lesson.id for lesson in catalogue.lessons] == ["cai-ung-dung"]
    assert catalogue.faults == ()


def test_lessons_stand_in_menu_order(folder: Path) -> None:
    first = SOUND.replace("cai-ung-dung", "z").replace("L02", "L01")
    (folder / "z.md").write_text(first, "utf-8")
    assert [lesson.code for lesson in read_catalogue(folder).lessons] == ["L01", "L02"]


def test_a_broken_file_harms_only_itself(folder: Path) -> None:
    broken = SOUND.replace("cai-ung-dung", "b").replace("L02", "L03").replace("phut: 10", "phut: x")
    (folder / "b.md").write_text(broken.replace("-> go-ten", "-> go-tem"), "utf-8")
    catalogue = read_catalogue(folder)
    assert [lesson.id for lesson in catalogue.lessons] == ["cai-ung-dung"]
    # the reader's findings and those of the checks, in one go
    assert [(fault.file, fault.line) for fault in catalogue.faults if fault.is_error] == [
        ("b.md", 6),
        ("b.md", 19),
    ]


def test_a_lesson_with_warnings_is_served(folder: Path) -> None:
    (folder / "cai-ung-dung.md").rename(folder / "ten-khac.md")
    catalogue = read_catalogue(folder)
    assert [lesson.id for lesson in catalogue.lessons] == ["cai-ung-dung"]
    assert [fault.line for fault in catalogue.faults] == [2]


def test_bytes_that_are_not_utf8(folder: Path) -> None:
    (folder / "cu.md").write_bytes(SOUND.encode("utf-16"))
    (folder / "moi.md").write_bytes(b"---\nid: a\ntieu_de: B\xe0i\n")
    said = messages(folder)
    assert [(file, line) for file, line, _ in said] == [("cu.md", 1), ("moi.md", 3)]
    assert all("UTF-8" in message for _, _, message in said)


def test_a_directory_that_looks_like_a_lesson(folder: Path) -> None:
    (folder / "x.md").mkdir()
    ((file, line, message),) = messages(folder)
    assert (file, line) == ("x.md", 0)
    assert "thư mục" in message


def test_a_link_to_nowhere(folder: Path) -> None:
    (folder / "mat.md").symlink_to(folder / "khong-co.md")
    assert [(file, line) for file, line, _ in messages(folder)] == [("mat.md", 0)]


def test_a_file_far_too_large(folder: Path) -> None:
    (folder / "to.md").write_bytes(b"a" * 200_001)
    assert "lớn quá" in messages(folder)[0][2]


@pytest.mark.parametrize("name", ["trong", "khong-co"])
def test_an_empty_or_missing_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "trong").mkdir()
    catalogue = read_catalogue(tmp_path / name)
    assert catalogue.lessons == ()
    assert [fault.is_error for fault in catalogue.faults] == [True]


def test_pictures_stand_beside_the_lesson_and_are_light(folder: Path) -> None:
    text = SOUND.replace("@kho_khan", "@hinh a.jpg | A\n@hinh b.png | B\n@kho_khan", 1)
    (folder / "cai-ung-dung.md").write_text(text, "utf-8")
    (folder / "b.png").write_bytes(bytes(100_001))
    catalogue = read_catalogue(folder)
    assert [(fault.line, fault.is_error) for fault in catalogue.faults] == [(18, True), (19, False)]
    (folder / "a.jpg").write_bytes(bytes(10))
    assert len(read_catalogue(folder).lessons) == 1
    (folder / "b.png").write_bytes(bytes(1_000_001))
    (fault,) = read_catalogue(folder).faults
    assert (fault.line, fault.is_error, "1 MB" in fault.message) == (19, True, True)
