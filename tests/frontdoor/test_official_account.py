"""An Official Account through the whole product: signed webhooks in, tokens that renew themselves, the window
within which people may be written to.
"""

import asyncio
import json
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from handlers import people
from service.settings import Settings
from tests.frontdoor.conftest import Door, opened
from tests.frontdoor.test_dialogue import listening
from tests.frontdoor.test_two_apps import says
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo.phone import ZaloPhone
from town.zalo_oa.home import HOME_REFRESH_TOKEN

pytestmark = pytest.mark.slow
SOON = 30.0  # seconds
DAY = 86_400.0  # seconds


@dataclass
class Office:
    door: Door
    town: Town
    lan: ZaloPhone


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """By the town's clock, so that days pass."""
    async with Town.running(rates=NO_RATES) as town:
        oa = town.zalo_oas.home
        with socket.create_server(("127.0.0.1", 0)) as at:
            url = f"http://127.0.0.1:{at.getsockname()[1]}"
            settings = Settings(
                database_url=f"sqlite:///{tmp_path}/hocvuso.db",
                town="off",
                public_url=url,
                zalo_oa_id=oa.id,
                zalo_oa_app_id=oa.app_id,
                zalo_oa_app_secret=SecretStr(oa.app_secret),
                zalo_oa_secret_key=SecretStr(oa.secret_key),
                zalo_oa_refresh_token=SecretStr(HOME_REFRESH_TOKEN),
                zalo_oa_api_url=town.zalo_oas.url,
                zalo_oa_oauth_url=town.zalo_oas.oauth_url,
            )
            file = tmp_path / "hocvuso.db"
            async with (
                opened(settings, file, clock=town.clock.now) as door,
                listening(door.app, at.dup()),
            ):
                await town.zalo_oas.save_webhook(oa, f"{url}/webhook/zalo-oa")
                yield Office(door, town, town.zalo_oas.phone("Lan"))


async def learns(lan: ZaloPhone) -> None:
    await lan.follows()
    await lan.sees("đủ 18 tuổi", within=SOON)
    await says(lan, "dong y", "xưng hô thế nào")
    await says(lan, "1", "máy nào")
    await says(lan, "android", "muốn học")
    await says(lan, "cai ung dung", "CH Play")


async def test_a_lesson_by_signed_webhooks_and_typed_numbers(office: Office) -> None:
    lan = office.lan
    await learns(lan)
    await says(lan, "roi", "kính lúp")
    assert not any(message.buttons for message in lan.messages())
    assert office.door.rows("SELECT account, state FROM inbound GROUP BY 1, 2") == [
        ("zalo-oa", "taken")
    ]
    # The first refresh token is spent, and its successor is in the database.
    assert HOME_REFRESH_TOKEN not in office.town.zalo_oas.home.refresh
    assert office.door.rows("SELECT refresh FROM token") != [(HOME_REFRESH_TOKEN,)]


async def test_a_reminder_outside_the_window_is_not_sent_and_the_name_is_on_the_list(
    office: Office,
) -> None:
    lan = office.lan
    await learns(lan)
    await wish_reminders(office)
    await says(lan, "roi", "kính lúp")
    heard = len(lan.heard())
    deadline = time.monotonic() + 60
    for _ in range(20):  # half a day at a time, until the reminder's evening has come and gone
        office.town.clock.advance(DAY / 2)
        await office.door.service.ticker.queue_due()
        office.door.service.roster.wake()
        if await skipped(office):
            break
        assert time.monotonic() < deadline
    assert office.door.rows(
        "SELECT status, reason FROM message WHERE purpose = 'reminder' GROUP BY 1, 2"
    ) == [("skipped", "window")]
    assert len(lan.heard()) == heard
    (one,) = people.unreached(office.door.service.database, office.town.clock.now())
    assert (one.account, one.reason) == ("zalo-oa", "window")
    await says(lan, "chao", "Mình học tiếp")
    later = office.town.clock.now() + timedelta(hours=1)
    assert people.unreached(office.door.service.database, later) == []


async def wish_reminders(office: Office) -> None:
    """As if asked after a first lesson."""
    with sqlite3.connect(office.door.file) as db:
        ((text,),) = db.execute("SELECT standing FROM learner").fetchall()
        wishing = json.loads(text) | {"reminders": {"wanted": True, "asked": True}}
        db.execute("UPDATE learner SET standing = ?", (json.dumps(wishing),))
        db.execute("UPDATE person SET reminders_wanted = 1")


async def skipped(office: Office) -> bool:
    """Whether the sender has judged it, a moment after it was woken."""
    for _ in range(20):
        if office.door.rows("SELECT 1 FROM message WHERE status = 'skipped'"):
            return True
        await asyncio.sleep(0.05)
    return False
