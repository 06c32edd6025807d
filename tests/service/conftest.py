"""A folder of one's own with no settings around it, and lessons that may be damaged."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lessons.samples import SOUND


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No setting of the machine, no `.env` of the checkout."""
    for name in os.environ:
        if name.startswith("HOCVUSO_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def lesson(folder: Path) -> Callable[..., Path]:
    """Writes `lessons/{file}`: the sound lesson with some of its words replaced by others."""
    lessons = folder / "lessons"
    lessons.mkdir()

    def write(*changes: tuple[str, str], file: str = "cai-ung-dung.md") -> Path:
        text = SOUND
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = lessons / file
        path.write_text(text, encoding="utf-8")
        return path

    return write
