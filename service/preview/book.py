"""The author's folder as it was when last looked at: lessons to try, and what is amiss on which line.

A lesson whose file broke is tried on in its last good form. Nothing outside the folder is read.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lessons import routes
from lessons.catalogue import LONGEST_FILE, read_catalogue
from lessons.fault import Fault
from lessons.lesson import Course, Lesson
from lessons.reader import draft
from lessons.revision import revision_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lesson is written: its file, and on which line each step begins as the file is now."""

    file: str
    headings: tuple[tuple[int, str], ...] = ()
    stamp: tuple[int, int] = (0, 0)  # of the file when it was read: nanoseconds and bytes

    def step_at(self, line: int) -> str:
        """The step that a line belongs to; "" above the first one."""
        return next((step for start, step in reversed(self.headings) if start <= line), "")


@dataclass(frozen=True, slots=True)
class Book:
    """`stale`: ids of lessons that are shown in their last good form, since their file is broken."""

    course: Course = field(default_factory=Course)
    revisions: tuple[tuple[str, str], ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)  # by the lesson's id
    faults: tuple[Fault, ...] = ()
    stale: frozenset[str] = frozenset()

    def faults_of(self, lesson: str) -> tuple[Fault, ...]:
        place = self.places.get(lesson)
        return tuple(fault for fault in self.faults if place and fault.file == place.file)


def read_book(folder: Path, today: date, *, strict: bool, before: Book) -> Book:
    found = read_catalogue(folder, today=today, strict=strict)
    places = dict(_places(folder, before))
    lessons = {lesson.id: lesson for lesson in found.lessons}
    broken = {fault.file for fault in found.faults if fault.is_error}
    stale = {
        lesson.id: lesson
        for lesson in before.course.lessons
        if lesson.id not in lessons and _is_among(broken, before.places.get(lesson.id), folder)
    }
    for lesson_id in stale:
        places.setdefault(lesson_id, before.places[lesson_id])
    shown = sorted({**stale, **lessons}.values(), key=lambda lesson: (lesson.code, lesson.id))
    return Book(
        Course(tuple(shown), found.routes),
        tuple((lesson.id, revision_of(lesson).digest) for lesson in shown),
        places,
        found.faults,
        frozenset(stale),
    )


def stamp(folder: Path) -> object:
    """What can be seen of the files from outside: enough to tell that one was saved."""
    try:
        paths = [*sorted(folder.glob("*.md")), *folder.glob(routes.FILE)]
        seen = ((path.name, path.stat()) for path in paths)
        return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in seen)
    except OSError as error:  # one was being replaced just now: the next look sees it
        return str(error)


def lesson_in(book: Book, file: str) -> Lesson | None:
    """The lesson that a file holds."""
    ids = (lesson for lesson, place in book.places.items() if place.file == file)
    return next((found for one in ids if (found := book.course.lesson(one))), None)


def _is_among(broken: Collection[str], place: Place | None, folder: Path) -> bool:
    """Its file is there and broken; a lesson that was taken away or got another id is not kept."""
    return place is not None and place.file in broken and (folder / place.file).is_file()


def _places(folder: Path, before: Book) -> list[tuple[str, Place]]:
    """Of all files that can be read at all, also of broken ones; why another cannot is a fault already.
    Only those that changed are read again: an author waits for this."""
    known = {place.file: (lesson, place) for lesson, place in before.places.items()}
    found = []
    for path in sorted(folder.glob("*.md")):
        try:
            stat = path.stat()
            seen = (stat.st_mtime_ns, stat.st_size)
            if path.name in known and known[path.name][1].stamp == seen:
                found.append(known[path.name])
            elif path.is_file() and stat.st_size <= LONGEST_FILE:
                found.append(_place(path, seen))
        except (OSError, UnicodeDecodeError):
            continue
    return found


def _place(path: Path, seen: tuple[int, int]) -> tuple[str, Place]:
    made = draft(path.read_text(encoding="utf-8"), path.name)
    starts = (place.heading for place in made.places.steps)
    headings = tuple(zip(starts, (step.id for step in made.lesson.steps), strict=True))
    return made.lesson.id or path.stem, Place(path.name, headings, seen)
