"""Zalo's two kinds of accounts in a whole running service: heard, answered, watched, and their tokens kept."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

import webhook
from channels.zalo_oa.signature import mac
from service.account_checks import LONG_SILENCE
from service.doctor_command import examine
from service.settings import Settings
from service.wiring import Service
from tests.channels import fake_zalo_oa
from tests.channels.fake_zalo_oa import FIRST_REFRESH, KEYS
from tests.worker.wire import until
from town.town import Town

pytestmark = pytest.mark.slow

SEND = "/v3.0/oa/message/cs"


@pytest.fixture
async def oa() -> AsyncIterator[fake_zalo_oa.ZaloWire]:
    wire = fake_zalo_oa.ZaloWire()
    wire.valid = set()
    await wire.open()
    yield wire
    await wire.close()


def official(oa: fake_zalo_oa.ZaloWire, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "town": "off",
        "zalo_oa_id": KEYS.oa_id,
        "zalo_oa_app_id": KEYS.app_id,
        "zalo_oa_app_secret": SecretStr(KEYS.app_secret),
        "zalo_oa_secret_key": SecretStr(KEYS.secret_key),
        "zalo_oa_refresh_token": SecretStr(FIRST_REFRESH),
        "zalo_oa_api_url": oa.url,
        "zalo_oa_oauth_url": oa.url,
        "public_url": "http://127.0.0.1:9",
    }
    return Settings(**(given | more))


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[tuple[Service, httpx.AsyncClient]]:
    service = Service(settings)
    transport = httpx.ASGITransport(webhook.create_app(service))
    await service.start()
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
            yield service, client
    finally:
        await service.stop()


def signed(text: str, number: int) -> tuple[bytes, dict[str, str]]:
    """An event as Zalo brings it, and the header with its signature."""
    stamp = str(int(time.time() * 1000))
    event = {
        "app_id": KEYS.app_id,
        "event_name": "user_send_text",
        "sender": {"id": "2222222222222222222"},
        "recipient": {"id": KEYS.oa_id},
        "message": {"text": text, "msg_id": f"m{number}"},
        "timestamp": stamp,
    }
    body = json.dumps(event, ensure_ascii=False).encode()
    return body, {"X-ZEvent-Signature": f"mac={mac(KEYS.app_id, body, stamp, KEYS.secret_key)}"}


async def warnings(client: httpx.AsyncClient) -> dict[str, str]:
    found = (await client.get("/readyz")).json()["warnings"]
    return {one["check"]: one["says"] for one in found if one["account"].startswith("zalo")}


async def test_a_zalo_bot_that_is_polled_answers_and_its_plan_is_watched(folder: Path) -> None:
    async with Town.running() as town:
        settings = Settings(
            town="off",
            zalo_bot_token=SecretStr(town.zalo_bots.token),
            zalo_bot_api_url=town.zalo_bots.url,
        )
        async with running(settings) as (service, client):
            phone = town.zalo_bots.phone("Lan")
            await phone.says("xin chào")
            await phone.sees("ĐỒNG Ý", within=30)
            (account,) = service.accounts
            await until(lambda: not pending(service))
            await service.watch.look(account)
            found = {check.name: check.says for check in service.watch.found}
            assert set(found) == {
                "platform",
                "webhook",
                "deliveries",
                "notices",
                "silence",
                "quota",
            }
            assert "trong 3.000 tin" in found["quota"]
            assert await warnings(client) == {}
            text = (await client.get("/metrics")).text
            assert 'hocvuso_plan_limit{account="zalo-bot",what="users"} 50.0' in text
            assert 'hocvuso_plan_used{account="zalo-bot",what="users"} 1.0' in text
            fill(service, 3_000)
            await service.watch.look(account)
            assert "có thể từ chối mọi tin" in (await warnings(client))["quota"]


def pending(service: Service) -> bool:
    with service.database.reading() as uow:
        rows = uow.connection.exec_driver_sql(
            "SELECT 1 FROM message WHERE status IN ('queued', 'sending')"
        )
        return rows.first() is not None


def fill(service: Service, count: int) -> None:
    with service.database.transaction() as uow:
        uow.connection.exec_driver_sql(f"UPDATE usage SET outbound = {count}")


async def test_an_official_account_answers_with_the_token_that_it_made_of_the_first(
    folder: Path, oa: fake_zalo_oa.ZaloWire
) -> None:
    async with running(official(oa)) as (service, client):
        assert (
            await client.post("/webhook/zalo-oa", content=b"{}")
        ).status_code == 200  # its trial
        body, header = signed("xin chào", 1)
        assert (await client.post("/webhook/zalo-oa", content=body)).status_code == 401
        answered = await client.post("/webhook/zalo-oa", content=body, headers=header)
        assert answered.status_code == 200
        await until(lambda: oa.calls(SEND))
        assert {call.token for call in oa.calls(SEND)} == {"canary-access-1"}
        (account,) = service.accounts
        assert service.school.windows == {account.name: timedelta(hours=48)}
        await service.watch.look(account)
        found = {check.name: check for check in service.watch.found}
        assert set(found) == {"platform", "notices", "silence", "token_expiry"}
        assert "quyền gửi còn 89 ngày" in found["token_expiry"].says
        assert await warnings(client) == {}
    assert oa.pairs == 1  # however many asked for it
    # The setting is used once: what Zalo gave since then is kept, and speaks on after a restart.
    async with running(official(oa)) as (_, client):
        body, header = signed("đồng ý", 2)
        sent = len(oa.calls(SEND))
        await client.post("/webhook/zalo-oa", content=body, headers=header)
        await until(lambda: len(oa.calls(SEND)) > sent)
    assert oa.pairs == 1


async def test_an_official_account_that_nobody_authorised_says_so_and_takes_updates(
    folder: Path, oa: fake_zalo_oa.ZaloWire
) -> None:
    async with running(official(oa, zalo_oa_refresh_token=None)) as (service, client):
        body, header = signed("xin chào", 1)
        assert (
            await client.post("/webhook/zalo-oa", content=body, headers=header)
        ).status_code == 200
        await service.watch.look(service.accounts[0])
        found = await warnings(client)
        assert "hocvuso channels authorise zalo-oa" in found["token_expiry"]
        assert "hocvuso channels authorise zalo-oa" in found["token"]


async def test_what_an_official_account_is_silent_about_is_judged_by_two_days_of_silence(
    folder: Path, oa: fake_zalo_oa.ZaloWire
) -> None:
    async with running(official(oa)) as (service, client):
        body, header = signed("xin chào", 1)
        await client.post("/webhook/zalo-oa", content=body, headers=header)
        now = service.clock()
        service.watch._clock = lambda: now + LONG_SILENCE + timedelta(hours=1)
        await service.watch.look(service.accounts[0])
        assert "nhắn thử" in (await warnings(client))["silence"]


async def test_its_tokens_are_renewed_in_time_without_anybody_asking(
    folder: Path, oa: fake_zalo_oa.ZaloWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.accounts.account.KEEP_EVERY", 0.05)
    oa.expires_in = "200"
    async with running(official(oa)) as (service, _):
        await until(lambda: oa.pairs == 1)
        keeper = service.accounts[0].tokens
        assert keeper is not None
        now = service.clock()
        # A fifth of its life is left.
        keeper._clock = lambda: now + timedelta(seconds=170)
        await until(lambda: oa.pairs == 2)


async def test_no_token_of_an_official_account_is_logged(
    folder: Path, oa: fake_zalo_oa.ZaloWire, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "aiohttp.client", "asyncio", "httpx"):
        caplog.set_level(logging.DEBUG, logger=name)
    async with running(official(oa)) as (_, client):
        body, header = signed("xin chào", 1)
        await client.post("/webhook/zalo-oa", content=body, headers=header)
        await until(lambda: oa.calls(SEND))
    records = caplog.text + repr([record.__dict__ for record in caplog.records])
    assert "zalo-oa" in records
    assert "canary" not in records


async def test_the_doctor_knows_both(folder: Path, oa: fake_zalo_oa.ZaloWire) -> None:
    async with Town.running() as town:
        settings = official(
            oa,
            public_url="",
            zalo_bot_token=SecretStr(town.zalo_bots.token),
            zalo_bot_api_url=town.zalo_bots.url,
        )
        async with running(settings):
            await until(lambda: oa.pairs == 1)
        found = await asyncio.to_thread(examine, settings, deep=False)
    named = {(one.name, one.account): one for one in found}
    assert named["token", "zalo-oa"].says == "đúng, tên là Học Vụ Số"
    assert named["token_expiry", "zalo-oa"].grade == "ok"
    assert named["quota", "zalo-bot"].says == "tháng này đã dùng 0 trong 3.000 tin"
    assert named["webhook", "zalo-bot"].grade == "ok"
    assert ("webhook", "zalo-oa") not in named
