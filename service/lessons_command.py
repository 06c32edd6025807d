"""`hocvuso lessons check`: what the authors are told."""

from collections.abc import Iterator
from pathlib import Path

from lessons.catalogue import Catalogue, read_catalogue
from lessons.fault import Fault
from lessons.succession import missing_successors
from service.clock import today_in_vietnam


def check_lessons(
    folder: Path, *, strict: bool, former: Path | None = None
) -> tuple[tuple[Fault, ...], int]:
    """All findings by file and line, and how many lessons can be served.

    `former`: a folder with the lessons as they are served now. Steps that are gone since then, where
    learners may stand, need a successor (P3); the service itself finds the same on its next reading.
    """
    catalogue = read_catalogue(folder, today=today_in_vietnam(), strict=strict)
    lost = () if former is None else tuple(_lost(read_catalogue(former), catalogue))
    return (*catalogue.faults, *lost), len(catalogue.lessons)


def _lost(old: Catalogue, new: Catalogue) -> Iterator[Fault]:
    if not old.lessons:  # a folder that cannot be read, or holds none: said as it is
        yield from old.faults
    now = {lesson.id: lesson for lesson in new.lessons}
    for lesson in old.lessons:
        if lesson.id in now:
            yield from missing_successors(lesson, now[lesson.id], f"{lesson.id}.md")
