"""Where yesterday's backup stands in the place of the lost database, nobody knows what was sent meanwhile (F51).
Announcements then wait for a word of whoever made them.

The database keeps a heartbeat, and so does the machine, beside it: a machine that remembers a later one than the
database does was given an older database. A machine that remembers none may be a new one.
"""

from datetime import datetime, timedelta

from bot import wording
from bot.address import fill
from bot.message import Message
from bot.serial import standing_from_json
from bot.turn import School
from bot.update import Address
from handlers import broadcasting
from handlers.bubbles import Bubble, bubbles_of, post
from storage import broadcasts, keepsakes, people
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.unit_of_work import UnitOfWork

BEAT_EVERY = 60.0  # seconds
# Between the two heartbeats, and on a machine that remembers none: a deploy is shorter, a backup older.
AHEAD = timedelta(seconds=5 * BEAT_EVERY)
SILENT_FOR = timedelta(hours=1)
_HEARTBEAT = "announcer's heartbeat"


def beat(db: Database, now: datetime) -> None:
    """Somebody is here. Raises Unavailable."""
    with db.transaction() as uow:
        keepsakes.put(uow, _HEARTBEAT, now.isoformat())


def awaken(db: Database, school: School, seen: datetime | None, now: datetime) -> int:
    """Before the first tick of a process: how many announcements wait now for their author. `seen`: the
    heartbeat that this machine remembers. Raises Unavailable."""
    with db.transaction() as uow:
        last = keepsakes.get(uow, _HEARTBEAT)
        keepsakes.put(uow, _HEARTBEAT, now.isoformat())
        if last is None or not _doubtful(datetime.fromisoformat(last), seen, now):
            return 0
        while broadcasting.start_due(uow, school, now):  # what was to begin meanwhile may have
            pass
        paused = [one for one in broadcasts.sending(uow) if broadcasting.pause(uow, one.id)]
        post(uow, [bubble for one in paused for bubble in _told(uow, one, now)], now)
        return len(paused)


def _doubtful(last: datetime, seen: datetime | None, now: datetime) -> bool:
    return now - last > SILENT_FOR if seen is None else seen - last > AHEAD


def _told(uow: UnitOfWork, one: Broadcast, now: datetime) -> list[Bubble]:
    persons = [] if one.author_id is None else [one.author_id]
    bubbles: list[Bubble] = []
    for person, pupil in people.lock(uow, persons).items():
        honorific = standing_from_json(pupil.standing).honorific
        words = fill(wording.BULLETIN_WAITS, honorific, số=one.id)
        key = f"awakened:{one.id}:{now:%Y%m%dT%H%M%S}"
        bubbles += bubbles_of(Address(pupil.account, pupil.chat), [Message(words)], key, person)
    return bubbles
