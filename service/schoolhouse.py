"""The lessons that are being served: read at the start, read again when a file changes.

A lesson whose file broke goes on in its last good revision (handlers.publishing); what is amiss
is logged for the operator with file and line, once per change.
"""

import logging
from pathlib import Path

from bot.turn import APPROVAL_ABOVE, School
from handlers.publishing import Published, publish
from lessons import routes
from lessons.catalogue import read_catalogue
from lessons.fault import Fault
from lessons.lesson import Course
from service.clock import Clock, day_in_vietnam
from service.days_off import days_off
from storage.database import Database
from worker.desk import Desk

log = logging.getLogger(__name__)


class Schoolhouse:
    """Holds the present `School`. `school` is replaced whole, so that a turn sees one course."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        contact: str = "",
        has_helpers: bool = False,
        draws: bool = True,
        address: str = "",
        approval_above: int = APPROVAL_ABOVE,
    ) -> None:
        self.folder = folder
        self.contact = contact
        self.has_helpers = has_helpers
        self.draws = draws
        self.address = address
        self.approval_above = approval_above
        self.clock = clock
        self.school = School(Course())
        self.faults: tuple[Fault, ...] = ()
        self._seen: object = None

    async def reload(self, desk: Desk) -> None:
        """Read and publish the lessons if a file changed since the last time."""
        seen = _look(self.folder)
        if seen == self._seen:
            return
        self._take(await desk.run(_publish, self.folder, self.clock))
        self._seen = seen

    def load(self, database: Database) -> None:
        """The same without a desk, for commands that do one thing and end."""
        self._take(_publish(database, self.folder, self.clock))

    def _take(self, published: Published) -> None:
        now = self.clock()
        self.school = School(
            course=published.course,
            days_off=days_off(day_in_vietnam(now)),
            contact=self.contact,
            has_helpers=self.has_helpers,
            revisions=published.revisions,
            draws=self.draws,
            address=self.address,
            approval_above=self.approval_above,
        )
        if published.faults != self.faults:
            for fault in published.faults:
                level = logging.ERROR if fault.is_error else logging.INFO
                log.log(level, "lesson: %s", fault)
        self.faults = published.faults
        log.info("lessons served: %d", len(published.course.lessons))


def _publish(database: Database, folder: Path, clock: Clock) -> Published:
    now = clock()
    return publish(database, read_catalogue(folder, today=day_in_vietnam(now)), now)


def _look(folder: Path) -> object:
    """What can be seen of the files from outside: enough to tell that one was saved."""
    try:
        paths = [*sorted(folder.glob("*.md")), *folder.glob(routes.FILE)]
        seen = ((path.name, path.stat()) for path in paths)
        return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in seen)
    except OSError as error:
        return str(error)
