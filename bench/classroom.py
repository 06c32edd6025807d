"""A database in which the people of the load are enrolled already and stand at the lesson's first step."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bench.people import CODE, FIRST_ID
from bench.platforms import TELEGRAM, Platform
from bot.delivery import Outcome, Sent
from bot.message import Lane, Message, Purpose
from bot.serial import outgoing_to_json
from bot.turn import School
from bot.update import Address, ChatKind, ChatOpened, Content, Sender, TextSent, Update
from handlers import delivery, inbound
from handlers.bubbles import Bubble, post
from service.schoolhouse import Schoolhouse
from service.settings import Settings
from storage.database import Database
from worker.desk import Desk

WELCOME: Sequence[Content] = (
    ChatOpened(CODE),
    TextSent("đồng ý"),
    TextSent("bác"),
    TextSent("android"),
)
AT_ONCE = 500


async def furnish(url: str, people: int, platform: Platform = TELEGRAM) -> None:
    """Migrate the database at `url` and enrol so many of a platform's people, by the product's own
    handlers."""
    now = datetime.now(UTC) - timedelta(minutes=10)
    database = Database(url)
    desk = Desk(database)
    house = Schoolhouse(
        Settings().lessons_dir, lambda: now, contact="cô Hoa", has_helpers=False, draws=False
    )
    await desk.run(Database.migrate)
    await house.reload(desk)
    for nth, content in enumerate(WELCOME):
        for first in range(0, people, AT_ONCE):
            some = [platform.user(FIRST_ID + n) for n in range(first, min(first + AT_ONCE, people))]
            updates = _updates(platform, content, nth, some, now + timedelta(minutes=nth))
            await desk.run(_take, house.school, updates)
    await desk.close()
    database.close()


def announce(url: str, groups: int) -> None:
    """Queue a message to so many groups at once, as a broadcast to a whole province would be."""
    database, now = Database(url), datetime.now(UTC)
    text = "Chiều nay 15 giờ, tổ công nghệ số ở nhà văn hóa giúp bà con cài VNeID. Mời bà con ra ạ."
    content = Message(text, purpose=Purpose.BROADCAST)
    payload = outgoing_to_json(content)
    bubbles = [
        Bubble(
            f"broadcast:bench:{n}",
            Address(TELEGRAM.account, str(-1_002_000_000_000 - n), ChatKind.GROUP),
            content,
            payload,
            person=None,
            lane=Lane.BROADCAST,
        )
        for n in range(groups)
    ]
    with database.transaction() as uow:
        post(uow, bubbles, now)
    database.close()


def _take(database: Database, school: School, updates: Sequence[Update]) -> None:
    now = updates[0].sent_at
    received = inbound.receive(database, school, updates, now, sends_here=_accounts(updates))
    outcomes = [Outcome(envelope, Sent("1"), now) for envelope in received.envelopes]
    delivery.record(database, outcomes, now)


def _accounts(updates: Sequence[Update]) -> frozenset[str]:
    return frozenset(update.address.account for update in updates)


def _updates(
    platform: Platform, content: Content, nth: int, some: Sequence[str], now: datetime
) -> Sequence[Update]:
    return [
        Update(
            f"enrol:{nth}:{user}",
            Address(platform.account, user),
            Sender(user, "Lan"),
            content,
            now,
        )
        for user in some
    ]
