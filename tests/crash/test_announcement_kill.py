"""kill -9 in the middle of an announcement, again and again: it goes on where it was, with every recipient
accounted for and none told twice (F01, F42).
"""

import asyncio
import os
import time
from collections import Counter
from functools import partial

import pytest
from sqlalchemy import insert

from bot.announcing import Audience
from bot.policy import Role
from handlers import broadcasting
from handlers.broadcasting import Confirmed
from service.clock import system_clock
from storage import broadcasts
from storage.database import Database
from storage.tables import GroupRow, MemberRow, PersonRow, TeamRow, UnitRow, metadata, table
from tests.crash.scene import Scene
from tests.worker.wire import until
from town.calls import Id
from town.faults import Delay, Fault

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

GROUPS = 90
KILLS = int(os.environ.get("HOCVUSO_CRASH_ROUNDS") or 2)
# A warning, so that it goes out at night too, and slowly enough to be hit in the middle.
RATE = "40"
WITHIN = 120.0  # seconds; only for what hangs
COMMUNE, TEAM, OFFICER = 1, 1, 1


def publish(scene: Scene, groups: list[str]) -> int:
    """A warning of a commune to its groups, confirmed by its officer."""
    now = system_clock()
    group = {"account": scene.platform.account, "kind": "group", "title": "", "team_id": TEAM}
    with scene.database.transaction() as uow:
        commune = {"id": COMMUNE, "level": "commune", "kind": "xã", "name": "Đông"}
        uow.run(insert(table(UnitRow)), commune)
        team = {"id": TEAM, "unit_id": COMMUNE, "name": "Tổ", "created_at": now}
        uow.run(insert(table(TeamRow)), team)
        rows = [group | {"chat": chat, "bound_at": now, "created_at": now} for chat in groups]
        uow.each(insert(table(GroupRow)), rows)
        officer = {"id": OFFICER, "display_name": "", "consent": "granted", "created_at": now}
        uow.run(insert(table(PersonRow)), {**officer, "reminders_wanted": False})
        post = {"person_id": OFFICER, "unit_id": COMMUNE, "valid_from": now}
        uow.run(insert(table(MemberRow)), {**post, "role": Role.COMMUNE_OFFICER})
        draft = {"unit_id": COMMUNE, "body": "Lũ về lúc 15 giờ.", "emergency": True}
        number = broadcasts.add(uow, author=OFFICER, audience=Audience.TEAMS, now=now, **draft)
        done = broadcasting.confirm(uow, scene.school, number, OFFICER, now)
    assert isinstance(done, Confirmed)
    return number


def arrived(scene: Scene, groups: list[str]) -> Counter[str]:
    """How often it stands on each group's phones."""
    seen = {chat: len(scene.platform.seen(scene.town, chat)) for chat in groups}
    return Counter({chat: times for chat, times in seen.items() if times})


def has_come_so_far(scene: Scene, groups: list[str], wanted: int) -> bool:
    """Or to its end: what a kill made unknown never comes."""
    return arrived(scene, groups).total() >= wanted or not (
        {"waiting", "queued"} & set(fates(scene.database).values())
    )


def fates(db: Database) -> dict[str, str]:
    """By group."""
    of = metadata.tables["recipient"]
    with db.reading() as uow:
        return {row.chat: row.state for row in uow.rows(of.select())}


def state(db: Database, number: int) -> str:
    with db.reading() as uow:
        one = broadcasts.get(uow, number)
    assert one is not None
    return one.state


async def test_it_goes_on_where_it_was_and_nobody_is_told_twice(scene: Scene) -> None:
    groups = scene.platform.groups(scene.town, GROUPS)
    # Before anybody is told that the bot is in these groups.
    number = await asyncio.to_thread(publish, scene, groups)
    serve = scene.fleet.add("serve", HOCVUSO_TELEGRAM_RATE=RATE)

    def slow(method: str, _chat: Id | None) -> Fault | None:
        sends = method.lower() in scene.platform.sending
        return Delay(scene.dice.uniform(0, 0.3)) if sends else None

    scene.platform.faults(scene.town).hooks.append(slow)
    await serve.start()
    for kill in range(KILLS):
        wanted = arrived(scene, groups).total() + scene.dice.randrange(1, 1 + GROUPS // (2 * KILLS))
        await until(partial(has_come_so_far, scene, groups, wanted), WITHIN)
        await serve.kill()
        accounted = Counter(await asyncio.to_thread(lambda: fates(scene.database).values()))
        print(f"kill {kill + 1}: {arrived(scene, groups).total()} arrived; {dict(accounted)}")
        assert accounted.total() == GROUPS
        assert set(accounted) <= {"waiting", "queued", "sent", "unknown"}
        await serve.start()
    deadline = time.monotonic() + WITHIN
    while await asyncio.to_thread(state, scene.database, number) != "done":
        assert time.monotonic() < deadline, fates(scene.database)
        await asyncio.sleep(0.05)
    found, seen = fates(scene.database), arrived(scene, groups)
    print(f"in the end {dict(Counter(found.values()))}")
    assert set(found.values()) <= {"sent", "unknown"}
    assert [chat for chat, fate in found.items() if fate == "sent" and seen[chat] != 1] == []
    assert [chat for chat, times in seen.items() if times > 1] == []
