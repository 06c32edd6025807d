"""What goes wrong on request at the Zalo Bot server: in its own words, by name, and the same for the same seed."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.town.wire import Raw
from tests.town.zalo_wire import hook
from town.faults import Again, Answer, Overtaken, Silence, Trickle
from town.town import Town
from town.trouble import SECONDS, WITH_UPDATES, Trouble, fault_of
from town.weather import Weather
from town.zalo.errors import WORDS
from town.zalo.phone import ZaloPhone
from town.zalo.world import Kind

CALLS = [each for each in Trouble if each not in WITH_UPDATES]
# Only for what never comes: what does come is waited for as long as it takes.
BRIEF = aiohttp.ClientTimeout(total=0.3)
PATIENT = aiohttp.ClientTimeout(total=60)


@pytest.fixture
async def lan(town: Town) -> ZaloPhone:
    phone = town.zalo_bots.phone("Bác Lan")
    await phone.says("xin chào")
    return phone


async def seen(zalo: Raw, chat: str, patience: aiohttp.ClientTimeout) -> tuple[int, bytes] | str:
    """A plain client's view of one sendMessage."""
    given = {"chat_id": chat, "text": "a"}
    try:
        call = zalo.session.post(f"{zalo.base}/sendMessage", json=given, timeout=patience)
        async with call as answer:
            return answer.status, await answer.read()
    except (aiohttp.ClientError, OSError, TimeoutError) as failure:
        return type(failure).__name__


@pytest.mark.parametrize("trouble", CALLS)
async def test_every_trouble_with_calls_does_what_its_name_says(
    town: Town, zalo: Raw, lan: ZaloPhone, trouble: Trouble
) -> None:
    bots = town.zalo_bots
    fault = fault_of(trouble, town.clock.now(), 1.0 if trouble in SECONDS else None, WORDS)
    bots.faults.switch_on(fault, times=1)
    never = isinstance(fault, Silence | Trickle)
    what = await seen(zalo, lan.id, BRIEF if never else PATIENT)
    accepted = bool(getattr(fault, "accepted", False))
    async with asyncio.timeout(20):
        while not town.calls.struck():  # noqa: ASYNC110 - a test may poll
            await asyncio.sleep(0.005)
    (call,) = town.calls.struck()
    assert (call.app, call.accepted) == ("zalo-bot", accepted)
    assert lan.heard() == ["a"] * accepted
    assert isinstance(what, str) or call.code == what[0]


@pytest.mark.parametrize("trouble", [Trouble.TOO_MANY, Trouble.STORM])
async def test_a_429_says_that_a_quota_is_used_up_and_not_how_long(
    town: Town, zalo: Raw, lan: ZaloPhone, trouble: Trouble
) -> None:
    town.zalo_bots.faults.switch_on(fault_of(trouble, town.clock.now(), 60, WORDS))
    assert await zalo.call("sendMessage", chat_id=lan.id, text="a") == {
        "ok": False,
        "error_code": 429,
        "description": "Quota exceeded",
    }


async def test_a_storm_ends_by_the_towns_clock(town: Town, zalo: Raw, lan: ZaloPhone) -> None:
    town.zalo_bots.faults.switch_on(fault_of(Trouble.STORM, town.clock.now(), 60, WORDS))
    assert (await zalo.refusal("sendMessage", chat_id=lan.id, text="a"))[0] == 429
    town.clock.advance(61)
    await zalo.result("sendMessage", chat_id=lan.id, text="a")


async def test_telegrams_troubles_are_not_zalos(town: Town, zalo: Raw, lan: ZaloPhone) -> None:
    telegrams = town.faults.switch_on(Answer(500))
    zalos = town.zalo_bots.faults.switch_on(Answer(502), times=1)
    assert telegrams.id != zalos.id
    assert (await seen(zalo, lan.id, PATIENT)) == (502, b"")
    await zalo.result("sendMessage", chat_id=lan.id, text="a")
    assert telegrams.hits == 0


async def test_an_event_comes_twice_or_days_later(town: Town) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    faults = town.zalo_bots.faults
    async with hook(town) as heard:
        faults.switch_on(Again(), chat=lan.id, times=1)
        await lan.says("một")
        await heard.has(2)
        faults.switch_on(Again(2 * 86_400), times=1)
        await lan.says("hai")
        await heard.has(3)
        await lan.says("ba")
        await heard.has(4)
        town.clock.advance(2 * 86_400)
        await heard.has(5)
    assert heard.texts == ["một", "một", "hai", "ba", "hai"]
    assert heard.bodies[0] == heard.bodies[1]


async def test_an_event_is_overtaken_by_another_chats_or_by_its_own_next(town: Town) -> None:
    lan, hung = town.zalo_bots.phone("Bác Lan"), town.zalo_bots.phone("Chú Hùng")
    faults = town.zalo_bots.faults
    async with hook(town) as heard:
        faults.switch_on(Overtaken(patience=60), times=1)
        await lan.says("một")
        await hung.says("hai")
        await heard.has(2)
        faults.switch_on(Overtaken(same_queue=True, patience=60), times=1)
        await lan.says("ba")
        await lan.says("bốn")
        await heard.has(4)
    assert heard.texts == ["hai", "một", "bốn", "ba"]


async def test_under_the_same_weather_the_same_is_lost(town: Town, zalo: Raw) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("xin chào")
    fates: list[list[tuple[int, bool]]] = []
    weather = Weather(11, {Trouble.SERVER_ERROR: 0.3, Trouble.EMPTY: 0.3, Trouble.TOO_MANY: 0.1})
    for _ in range(2):
        town.zalo_bots.faults.weather = weather.told_by(WORDS)
        town.calls.clear()
        for _ in range(40):
            await seen(zalo, lan.id, PATIENT)
        fates.append([(call.code, call.accepted) for call in town.calls])
    assert fates[0] == fates[1]
    assert {code for code, _ in fates[0]} == {200, 429, 500}
    assert str(weather.told_by(WORDS)) == str(weather)


async def test_a_fault_may_strike_a_poll(town: Town, zalo: Raw) -> None:
    town.zalo_bots.polling.grace = 600
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("một")
    town.zalo_bots.faults.next("getUpdates", Answer(502, b"<html>", "text/html"))
    async with zalo.session.post(f"{zalo.base}/getUpdates", json={}) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    assert (await zalo.result("getUpdates"))["message"]["text"] == "một"
    await lan.says("hai")
    town.zalo_bots.faults.next("getUpdates", Answer(200, accepted=True))
    async with zalo.session.post(f"{zalo.base}/getUpdates", json={}) as answer:
        assert await answer.read() == b""
    # Nothing is confirmed here: an answer that got lost took its event with it.
    assert (await zalo.refusal("getUpdates", timeout=0))[0] == 408


async def test_a_slow_webhook_is_not_waited_for_for_ever(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("town.zalo.outward.PATIENCE", 0.2)
    held = asyncio.Event()

    async def silent(event: dict[str, Any]) -> web.Response:
        await held.wait()
        return web.Response()

    lan = town.zalo_bots.phone("Bác Lan")
    async with hook(town, silent) as heard:
        await lan.sends(Kind.STICKER)
        await heard.has(1)
        async with asyncio.timeout(20):
            while town.zalo_bots.home.last_error is None:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        held.set()
    assert town.zalo_bots.home.last_error == "Không tới được webhook Zalo (timeout)"
