"""What is done for tidiness: let expire what is stale, forget what need not be kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.calls import FORGOTTEN_AFTER
from handlers.codes import WRONG_FOR
from handlers.outcomes import settle_doubt
from handlers.people import forget
from storage import archive, codes, holds, inbox, invitations, outbox, people, tickets
from storage.database import Database

# Platforms repeat an update for a day at most (Telegram: 24 h); a month also serves an inquiry.
KEEP_KEYS = timedelta(days=30)
KEEP_PAYLOADS = timedelta(days=7)
# The web chat has no platform that keeps the conversation: its page shows the last ones from here.
WEB_ACCOUNT = "web"
WEB_BUBBLES = 30
# domain.md 5.5: who says no reads as a guest, and is forgotten after a day.
KEEP_GUESTS = timedelta(hours=24)
# Their last words stay until a web page has had time to fetch them.
KEEP_FAREWELLS = timedelta(minutes=10)
# No sender holds a message this long; its outcome was lost, perhaps with a commit's answer.
LOST_AFTER = timedelta(hours=1)
MOST_GUESTS = 500  # a transaction; the next tick goes on


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many rows of each kind there were to see to."""

    keys: int
    payloads: int
    guests: int
    expired: int
    lost: int


def tidy(db: Database, now: datetime) -> Tidied:
    """Each step is a transaction of its own, so that nobody waits long. Raises Unavailable."""
    with db.transaction() as uow:
        expired = archive.expire(uow, now)
        holds.end(uow, now)
        codes.end(uow, now, now - WRONG_FOR)
        invitations.end(uow, now)
        tickets.end(uow, now - FORGOTTEN_AFTER, now)
        lost = outbox.slips(uow, archive.lost(uow, now - LOST_AFTER))
        settle_doubt(uow, lost, "no result came", now, now)
    with db.transaction() as uow:
        guests = people.silent_guests(uow, now - KEEP_GUESTS, MOST_GUESTS)
        if guests:
            forget(uow, guests, now)
    with db.transaction() as uow:
        keys = inbox.forget(uow, now - KEEP_KEYS)
        archive.forget_fleeting(uow, now - KEEP_FAREWELLS)
        payloads = archive.clear(uow, now - KEEP_PAYLOADS, WEB_ACCOUNT, WEB_BUBBLES)
    return Tidied(keys, payloads, len(guests), expired, len(lost))
