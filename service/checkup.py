"""Looks at the running service: gathers the facts, has `service.checks` judge them, remembers for a while."""

import asyncio
import logging
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers import figures, installation
from handlers.figures import Vitals
from service import account_checks, checks, metrics
from service.checks import Check
from service.remembered import Remembered
from storage.database import Database
from storage.errors import Unavailable

if TYPE_CHECKING:
    from service.wiring import Service

log = logging.getLogger(__name__)

# Whoever asks more often than that is told the same: scraping must not cost the learners anything.
ASK_EVERY = 5.0  # seconds
# A database that does not answer within this is not ready; shorter than the image's health check waits.
PATIENCE = 3.0  # seconds
MIB = 1024**2


@dataclass(frozen=True, slots=True)
class _Figures:
    """What was read. `trouble` says why it could not be."""

    vitals: Vitals | None
    unsent: frozenset[str]  # accounts for which no process sends
    trouble: str = ""


class Checkup:
    """Reads beside the desk, so that no commit waits for it; writes nothing."""

    def __init__(self, service: "Service") -> None:
        self._service = service
        self._may_write = Remembered(self._try_to_write, age=1.0, patience=PATIENCE)
        self._figures = Remembered(self._read, age=ASK_EVERY, patience=PATIENCE)
        self.unread: Counter[str] = Counter()  # bodies put aside, by account

    async def checks(self) -> tuple[Check, ...]:
        """Everything that is looked at while the service runs; known after PATIENCE at the latest."""
        return self._judged(*await self._asked())

    async def metrics(self) -> bytes:
        """The text of `/metrics`, also while the database is away: then with what is known without it."""
        trouble, read = await self._asked()
        found = self._judged(trouble, read)
        service = self._service
        return metrics.exposition(
            metrics.Sources(
                accounts=tuple(service.channels),
                intake=service.intake,
                desk=service.desk,
                senders=service.senders,
                ticker=service.ticker,
                unread=self.unread,
                unproven=service.proofs.failed,
                lessons=len(service.house.school.course.lessons),
                database="sqlite" if service.database.is_sqlite else "postgresql",
                vitals=read.vitals if read and not trouble else None,
                checks=found,
                pending=service.watch.pending,
                plans={
                    one.name: (one.channel.limits.quota, service.watch.used[one.name])
                    for one in service.accounts
                    if one.name in service.watch.used
                },
                disk_free=free_space(service.database),
            )
        )

    async def close(self) -> None:
        await self._may_write.close()
        await self._figures.close()

    async def _asked(self) -> tuple[str, _Figures | None]:
        """Why the database cannot be used ("": it can), and what it says."""
        trouble, read = await asyncio.gather(self._may_write.get(), self._figures.get())
        if trouble is None or read is None:
            return f"không trả lời trong {PATIENCE:.0f} giây", read
        return trouble or read.trouble, read

    def _judged(self, trouble: str, read: _Figures | None) -> tuple[Check, ...]:
        return (*self._needed(trouble), *self._wanted(read))

    def _needed(self, trouble: str) -> tuple[Check, ...]:
        service = self._service
        least = service.settings.min_free_mb * MIB
        broken = sum(fault.is_error for fault in service.house.faults)
        return (
            checks.database(trouble),
            checks.disk(free_space(service.database), least, str(service.database.folder)),
            checks.zone(service.clock()),
            checks.lessons(len(service.house.school.course.lessons), broken),
        )

    def _wanted(self, read: _Figures | None) -> tuple[Check, ...]:
        service = self._service
        found: list[Check] = []
        if read is not None and read.vitals is not None:
            vitals = read.vitals
            found += [
                checks.queue(vitals.queue.oldest_ready),
                checks.reminders(vitals.late, vitals.latest),
                checks.unknown(vitals.unknown),
                checks.clock(vitals.newest, service.clock()),
                *(
                    account_checks.sender(name, name not in read.unsent)
                    for name in service.channels
                ),
            ]
        names = tuple(one.name for one in service.accounts)
        return (
            *found,
            checks.configured(names, tuple(map(str, service.roster.faults))),
            *self._tokens(),
            *(account_checks.proof(name, service.proofs.in_a_row[name]) for name in names),
            *service.watch.found,
        )

    def _tokens(self) -> Iterator[Check]:
        """As the senders find them."""
        channels = self._service.channels
        for name, sender in self._service.senders.items():
            kind = channels[name].kind if name in channels else ""
            yield account_checks.token(name, sender.broken, kind=kind)

    async def _try_to_write(self) -> str:
        """ "" or why not. At the desk: it says as well whether the desk gets anything done."""
        try:
            await self._service.desk.run(installation.may_write)
        except Unavailable as trouble:
            return str(trouble)
        except Exception as error:  # to be seen here rather than as a page that breaks
            log.exception("the database could not be tried")
            return type(error).__name__
        return ""

    async def _read(self) -> _Figures:
        service = self._service
        idle = tuple(
            name
            for name in service.channels
            if name not in service.senders or not service.senders[name].active
        )
        try:
            vitals = await asyncio.to_thread(figures.vitals, service.database, service.clock())
            unsent = await asyncio.to_thread(_unsent, service.database, idle)
        except Unavailable as trouble:
            return _Figures(None, frozenset(), str(trouble))
        except Exception as error:
            log.exception("the database could not be read")
            return _Figures(None, frozenset(), type(error).__name__)
        return _Figures(vitals, unsent)


def free_space(database: Database) -> int | None:
    """Bytes, beside a SQLite file or, with PostgreSQL, where we run; None: cannot be asked."""
    try:
        return shutil.disk_usage(database.folder).free
    except OSError:
        return None


def _unsent(database: Database, accounts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for name in accounts if not database.lock(name).taken())
