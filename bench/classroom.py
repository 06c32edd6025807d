"""A database in which the people of the load are enrolled already and stand at the lesson's first step."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert

from bench.daytime import morning
from bench.people import CODE, FIRST_ID
from bench.platforms import TELEGRAM, Platform
from bot.announcing import Audience
from bot.delivery import Outcome, Sent
from bot.policy import Role
from bot.turn import School
from bot.update import Address, ChatKind, ChatOpened, Content, Sender, TextSent, Update
from handlers import broadcasting, delivery, inbound
from handlers.broadcasting import Confirmed
from lessons.lesson import Course
from service.schoolhouse import Schoolhouse
from service.settings import Settings
from storage import broadcasts
from storage.database import Database
from storage.tables import GroupRow, MemberRow, TeamRow, UnitRow, table
from worker.desk import Desk

WELCOME: Sequence[Content] = (
    ChatOpened(CODE),
    TextSent("đồng ý"),
    TextSent("bác"),
    TextSent("android"),
)
AT_ONCE = 500
PROVINCE, COMMUNES = 1, 166  # the province, and its communes since July 2025
OFFICER = 1  # the first who was enrolled
WORDS = "Chiều nay 15 giờ, tổ công nghệ số ở nhà văn hóa giúp bà con cài VNeID. Mời bà con ra ạ."


async def furnish(url: str, people: int, platform: Platform = TELEGRAM) -> None:
    """Migrate the database at `url` and enrol so many of a platform's people, by the product's own
    handlers."""
    now = morning() - timedelta(minutes=10)
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
    """What a province officer confirms, for the groups of so many teams in all its communes."""
    database, now = Database(url), morning()
    with database.transaction() as uow:
        uow.each(insert(table(UnitRow)), _units())
        uow.each(insert(table(TeamRow)), [_team(n, now) for n in range(groups)])
        uow.each(insert(table(GroupRow)), [_group(n, now) for n in range(groups)])
        post = {"person_id": OFFICER, "unit_id": PROVINCE, "valid_from": now}
        uow.run(insert(table(MemberRow)), {**post, "role": Role.PROVINCE_OFFICER})
        draft = {"unit_id": PROVINCE, "body": WORDS}
        number = broadcasts.add(uow, author=OFFICER, audience=Audience.TEAMS, now=now, **draft)
    with database.transaction() as uow:
        done = broadcasting.confirm(uow, School(Course(())), number, OFFICER, now)
    database.close()
    if not isinstance(done, Confirmed):
        raise RuntimeError(f"not confirmed: {done}")


def _units() -> Sequence[dict[str, object]]:
    province = {"id": PROVINCE, "level": "province", "name": "Thanh Hóa", "parent_id": None}
    communes = [
        {"id": PROVINCE + n, "level": "commune", "name": f"Xã {n}", "parent_id": PROVINCE}
        for n in range(1, COMMUNES + 1)
    ]
    return [{"kind": "", **unit} for unit in (province, *communes)]


def _team(n: int, now: datetime) -> dict[str, object]:
    unit = PROVINCE + 1 + n % COMMUNES
    return {"id": n + 1, "unit_id": unit, "name": f"Tổ {n}", "created_at": now}


def _group(n: int, now: datetime) -> dict[str, object]:
    chat = str(-1_002_000_000_000 - n)
    row = {"account": TELEGRAM.account, "chat": chat, "kind": ChatKind.GROUP, "title": ""}
    return {**row, "team_id": n + 1, "bound_at": now, "created_at": now}


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
