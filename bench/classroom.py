"""A database in which the people of the load are enrolled already and stand at the lesson's first step."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bench.people import CODE, FIRST_ID
from bot.delivery import Outcome, Sent
from bot.turn import School
from bot.update import Address, ChatOpened, Content, Sender, TextSent, Update
from handlers import delivery, inbound
from service.schoolhouse import Schoolhouse
from service.settings import Settings
from storage.database import Database
from worker.desk import Desk

ACCOUNT = "telegram"
WELCOME: Sequence[Content] = (
    ChatOpened(CODE),
    TextSent("đồng ý"),
    TextSent("bác"),
    TextSent("android"),
)
AT_ONCE = 500


async def furnish(url: str, people: int) -> None:
    """Migrate the database at `url` and enrol so many people, by the product's own handlers."""
    now = datetime.now(UTC) - timedelta(minutes=10)
    database = Database(url)
    desk = Desk(database)
    house = Schoolhouse(Settings().lessons_dir, lambda: now, contact="cô Hoa", has_helpers=False)
    await desk.run(Database.migrate)
    await house.reload(desk)
    for nth, content in enumerate(WELCOME):
        for first in range(0, people, AT_ONCE):
            some = range(first, min(first + AT_ONCE, people))
            await desk.run(_take, house.school, content, nth, some, now + timedelta(minutes=nth))
    await desk.close()
    database.close()


def _take(
    database: Database, school: School, content: Content, nth: int, some: range, now: datetime
) -> None:
    updates = [_update(f"enrol:{nth}:{n}", FIRST_ID + n, content, now) for n in some]
    received = inbound.receive(database, school, updates, now, sends_here=frozenset({ACCOUNT}))
    outcomes = [Outcome(envelope, Sent("1"), now) for envelope in received.envelopes]
    delivery.record(database, outcomes, now)


def _update(key: str, user: int, content: Content, now: datetime) -> Update:
    return Update(key, Address(ACCOUNT, str(user)), Sender(str(user), "Lan"), content, now)
