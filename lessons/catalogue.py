"""Reads the folder of lessons: what can be served, and everything that authors should know.

One broken file never takes the others with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lessons import routes
from lessons.check import check_course, check_draft
from lessons.fault import Fault, Severity
from lessons.lesson import Lesson, Route
from lessons.reader import Draft, draft
from lessons.recording import LARGEST, faults_of

LONGEST_FILE = 200_000  # bytes; a lesson is some ten thousand, so this is no lesson
LONGEST_PICTURE = 100_000  # bytes, for phones on a weak network (domain.md 6.2)
LARGEST_PICTURE = 1_000_000  # bytes: what Zalo still takes as a picture (zalo-api.md)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`lessons` have no errors and stand in menu order (by code); `faults` by file and line."""

    lessons: tuple[Lesson, ...]
    faults: tuple[Fault, ...]
    routes: tuple[Route, ...] = ()


def read_catalogue(folder: Path, *, today: date | None = None, strict: bool = False) -> Catalogue:
    """All `*.md` of a folder, and its routes. Whatever is wrong is said in `faults`; raises nothing."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".md")
    except OSError as error:
        return Catalogue(
            (), (Fault(str(folder), 0, f"Không mở được thư mục bài học: {error.strerror}."),)
        )
    if not paths:
        return Catalogue(
            (), (Fault(str(folder), 0, "Thư mục chưa có bài học nào (tệp đuôi .md)."),)
        )
    faults: list[Fault] = []
    drafts: list[Draft] = []
    for path in paths:
        text = _text(path)
        if isinstance(text, Fault):
            faults.append(text)
            continue
        made = draft(text, path.name)
        drafts.append(made)
        faults += [
            *made.faults,
            *check_draft(made, today=today, strict=strict),
            *_files(made, path),
        ]
    faults += check_course(drafts)
    found, amiss = _routes(folder / routes.FILE, drafts, today)
    faults += amiss
    broken = {fault.file for fault in faults if fault.is_error}
    served = (made.lesson for made in drafts if made.file not in broken)
    return Catalogue(
        tuple(sorted(served, key=lambda lesson: (lesson.code, lesson.id))),
        tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.line))),
        found,
    )


def _routes(
    path: Path, drafts: list[Draft], today: date | None
) -> tuple[tuple[Route, ...], tuple[Fault, ...]]:
    """A folder need not have any."""
    if not path.exists():
        return (), ()
    text = _text(path)
    if isinstance(text, Fault):
        return (), (text,)
    return routes.read_routes(text, {one.lesson.id: one.lesson.code for one in drafts}, today)


def _text(path: Path) -> str | Fault:
    if not path.is_file():
        return Fault(path.name, 0, "Đây không phải là một tệp: đổi tên thư mục, bỏ đuôi .md.")
    try:
        if path.stat().st_size > LONGEST_FILE:
            return Fault(path.name, 0, "Tệp lớn quá, không phải một bài học: chỉ để chữ trong tệp.")
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Fault(path.name, line, "Chữ không ở dạng UTF-8: lưu lại tệp, chọn kiểu mã UTF-8.")
    except OSError as error:
        return Fault(path.name, 0, f"Không đọc được tệp: {error.strerror}.")


def _files(made: Draft, path: Path) -> Iterator[Fault]:
    """The file's own name, and the pictures and sounds beside it."""
    if made.lesson.id and made.lesson.id != path.stem:
        message = f"Tên tệp nên trùng với id: đổi tên tệp thành {made.lesson.id}.md."
        yield Fault(made.file, made.places.key("id"), message, Severity.WARNING)
    for step, where in zip(made.lesson.steps, made.places.steps, strict=True):
        for number, picture in zip(where.pictures, step.pictures, strict=True):
            image = path.parent / picture.file
            if not image.is_file():
                yield Fault(made.file, number, f"Không thấy tệp hình “{picture.file}” cạnh bài.")
            elif image.stat().st_size > LARGEST_PICTURE:
                message = (
                    f"Hình “{picture.file}” nặng quá 1 MB, Zalo không nhận: thu nhỏ dưới 100 KB."
                )
                yield Fault(made.file, number, message)
            elif image.stat().st_size > LONGEST_PICTURE:
                message = f"Hình “{picture.file}” nặng quá 100 KB: thu nhỏ lại cho mạng yếu."
                yield Fault(made.file, number, message, Severity.WARNING)
        for number, recording in zip(where.recordings, step.recordings, strict=True):
            for message in faults_of(recording.file, _sound(path.parent / recording.file)):
                yield Fault(made.file, number, message)


def _sound(path: Path) -> bytes | None:
    """None where there is no such file; of one too large only as much as shows that."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        return None
