"""Lessons go into service: every changed one gets a revision, and none goes that would lose a learner (P3)."""

from dataclasses import dataclass
from datetime import datetime

from lessons import routes
from lessons.catalogue import Catalogue
from lessons.fault import Fault
from lessons.lesson import Course, Lesson
from lessons.revision import from_json, revision_of, to_json
from lessons.succession import missing_successors
from storage import revisions
from storage.database import Database
from storage.revisions import Published as Stored
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Published:
    """What is served from now on; `revisions` are (lesson id, digest); `faults` are for the authors."""

    course: Course
    revisions: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]


def publish(db: Database, catalogue: Catalogue, now: datetime) -> Published:
    """Serve the catalogue. A lesson whose file is broken, or whose new text leaves learners without
    a place, goes on in its last good revision; one whose file is gone is no longer offered. Without
    a folder to read, every lesson goes on. Routes are those that can be read now: they only suggest,
    and each learner's choice waits in the standing."""
    with db.transaction() as uow:
        press = _Press(uow, now)
        for lesson in catalogue.lessons:
            press.put(lesson)
        amiss = {fault.file for fault in catalogue.faults if fault.is_error} - {routes.FILE}
        press.keep({file.removesuffix(".md") for file in amiss})
    served = sorted(press.served, key=lambda one: (one[0].code, one[0].id))
    return Published(
        Course(tuple(lesson for lesson, _ in served), catalogue.routes),
        tuple((lesson.id, digest) for lesson, digest in served),
        (*catalogue.faults, *press.faults),
    )


class _Press:
    def __init__(self, uow: UnitOfWork, now: datetime) -> None:
        self._uow = uow
        self._now = now
        self._latest = {stored.lesson: stored for stored in revisions.latest(uow)}
        self.served: list[tuple[Lesson, str]] = []
        self.faults: list[Fault] = []

    def put(self, lesson: Lesson) -> None:
        new, old = revision_of(lesson), self._latest.get(lesson.id)
        if old is not None and old.digest != new.digest:
            former = from_json(old.body)
            missing = missing_successors(former, lesson, f"{lesson.id}.md")
            if missing:
                self.faults += missing
                self.served.append((former, old.digest))
                return
        if old is None or old.digest != new.digest:
            number = 1 if old is None else old.number + 1
            stored = Stored(lesson.id, number, new.digest, to_json(lesson))
            revisions.publish(self._uow, stored, self._now)
        self.served.append((lesson, new.digest))

    def keep(self, broken: set[str]) -> None:
        """What was served last goes on where a file cannot be read. One that bears no lesson's name
        (a folder that is not mounted, a file named otherwise) may be any of those that are missing:
        nobody meant to withdraw them all."""
        missing = self._latest.keys() - {lesson.id for lesson, _ in self.served}
        if broken <= self._latest.keys() | {lesson.id for lesson, _ in self.served}:
            missing &= broken
        for name in sorted(missing):
            old = self._latest[name]
            self.served.append((from_json(old.body), old.digest))
