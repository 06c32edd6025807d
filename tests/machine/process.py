"""One life of the service: the real database, desk, intake, senders and ticks on a loop of its own.

It can end politely or be killed at any instant, also in the middle of a database call; all that the
next life knows of it is in the database.
"""

import logging
from collections import Counter
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from bot.delivery import Envelope, Outcome, Result
from bot.turn import School
from bot.update import Address, ChatKind, Update
from handlers.inbound import Received
from handlers.publishing import publish
from lessons.catalogue import Catalogue
from lessons.lesson import Course
from storage.database import AccountLock, Database
from storage.errors import Unavailable
from tests.machine.apps import FIRST, App
from tests.machine.platform import Platform
from tests.machine.still import Blow, Call, Clock, StillLoop
from worker.desk import Desk
from worker.intake import Intake, receiver
from worker.sender import Sender
from worker.ticker import Ticker

T = TypeVar("T")

HELPERS = Address(FIRST, "-99", ChatKind.GROUP)
GRACE = 20.0  # seconds that a polite stop may take


class Locking(Database):
    """Remembers its locks, to free them as the operating system does when a process dies. Lives
    share one, since all that it keeps is how statements are written; its connections they do not."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._locks: list[AccountLock] = []

    def lock(self, account: str) -> AccountLock:
        self._locks.append(super().lock(account))
        return self._locks[-1]

    def close(self) -> None:
        while self._locks:
            self._locks.pop().release()
        super().close()


class Process:
    """`school` is what it teaches. After any command it may be `dead`: struck by a blow."""

    def __init__(
        self,
        db: Locking,
        clock: Clock,
        platforms: Mapping[str, Platform],
        apps: Mapping[str, App],
        catalogue: Catalogue,
        blows: dict[str, Blow],
    ) -> None:
        self.clock = clock
        self.catalogue = catalogue
        self.school = School(Course())
        self.held: Counter[int] = Counter()  # rows in the hands of this life's senders
        self.orphans: set[int] = set()  # claimed for us, but we were never told
        self.recorded: list[Result] = []  # what this life has written down
        self.inherited: dict[str, set[int]] = {}  # by account: *sending* since a former life
        self.ran: list[str] = []  # the database calls of the present command
        self.loop = StillLoop(clock, self._called, blows)
        self.db = db
        self.desk = Desk(self.db)
        self.lines = {name: apps[name].line(one) for name, one in platforms.items()}
        self.senders = {
            name: Sender(line, self.desk, clock.wall, self.loop.time)
            for name, line in self.lines.items()
        }
        self.intake = Intake(
            self.desk,
            receiver(lambda: self.school, clock.wall, self._sends_here, HELPERS),
            self._hand_over,
        )
        self.ticker = Ticker(self.desk, lambda: self.school, clock.wall, self._wake, self._tick)

    @property
    def dead(self) -> bool:
        return self.loop.dead

    def waiting(self) -> int:
        """How many envelopes wait in memory, most for their turn within the limits."""
        return sum(sender.waiting for sender in self.senders.values())

    def in_hand(self) -> set[int]:
        """Rows that a sender of this life has, those that it was never told that it has, and those
        that it has not judged yet."""
        held = {row for row, times in self.held.items() if times > 0}
        unjudged = (
            rows for account, rows in self.inherited.items() if not self.senders[account].active
        )
        return held.union(self.orphans, *unjudged)

    def start(self) -> None:
        if self.do(self._reload()) is None:
            self.loop.dead = True  # a service that finds no lessons at its start does not start
        for sender in self.senders.values():
            self.do(sender.start())

    def do(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Until nobody has anything to do at this instant. None: it is not done, or was refused."""
        self.ran = []
        task = self.loop.create_task(work)
        self.loop.go_on()
        if not task.done():
            return None
        try:
            return task.result()
        except Unavailable:
            return None

    def submit(self, visits: Sequence[Sequence[Update]]) -> list[bool]:
        """All at once, as webhooks do. Which of them were acknowledged."""
        self.ran = []
        tasks = [self.loop.create_task(self.intake.submit(visit)) for visit in visits]
        self.loop.go_on()
        answered = []
        for task in tasks:
            error = task.exception() if task.done() else None
            if error is not None and not isinstance(error, Unavailable):
                raise error
            answered.append(task.done() and error is None)
        return answered

    def publish(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.do(self._reload())

    def stop(self) -> None:
        """Politely, as for a new release: what is under way has until the end of the grace."""
        tasks = [self.loop.create_task(one.stop(GRACE)) for one in self.senders.values()]
        self.loop.go_on(GRACE + 1)
        assert self.dead or all(task.done() for task in tasks)

    def bury(self) -> None:
        """After death, or after a polite end: nothing of it is left but its database."""
        logging.disable()  # what a dying process would still say is not heard
        try:
            self.loop.bury()
        finally:
            logging.disable(logging.NOTSET)
        self.db.close()

    async def _reload(self) -> bool:
        published = await self.desk.run(publish, self.catalogue, self.clock.wall())
        self.school = School(published.course, revisions=published.revisions, has_helpers=True)
        return True

    async def _tick(self) -> None:
        await self._reload()

    def _sends_here(self) -> frozenset[str]:
        return frozenset(name for name, sender in self.senders.items() if sender.accepting)

    def _hand_over(self, envelopes: Sequence[Envelope]) -> None:
        for envelope in envelopes:
            self.senders[envelope.address.account].accept([envelope])

    def _wake(self) -> None:
        for sender in self.senders.values():
            sender.wake()

    def _called(self, call: Call) -> None:
        """Whose hands the rows are in, seen from where the calls pass."""
        self.ran.append(call.name)
        claimed: Sequence[Envelope] = ()
        match call.name, call.result, call.args:
            case "receive", Received() as received, _:
                claimed = received.envelopes
            case "claim", tuple() as found, _:
                claimed = found
            case "record", _, (_, outcomes, *_):
                written = [one for one in outcomes if isinstance(one, Outcome)]
                self.held -= Counter(one.envelope.id for one in written)
                self.recorded += [one.result for one in written]
            case "release", _, (_, numbers, *_):
                self.held -= Counter(numbers)  # never below none: a lost answer makes it come twice
            case _:
                pass
        if call.told:
            self.held.update(one.id for one in claimed)
        else:
            self.orphans.update(one.id for one in claimed)
