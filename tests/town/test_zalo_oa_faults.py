"""What goes wrong on request at the Official Account's servers: in Zalo's words, by name, the same for the same seed."""

import asyncio

import aiohttp
import orjson
import pytest

from tests.town.oa import Oa, listening
from town.faults import Answer, Overtaken, Silence, Trickle
from town.telegram.limits import NO_RATES
from town.town import Town
from town.trouble import SECONDS, WITH_UPDATES, Trouble, fault_of
from town.weather import Weather
from town.zalo_oa import console
from town.zalo_oa.door import WORDS

CALLS = [each for each in Trouble if each not in WITH_UPDATES]
# Only for what never comes: what does come is waited for as long as it takes.
BRIEF = aiohttp.ClientTimeout(total=0.3)
PATIENT = aiohttp.ClientTimeout(total=60)


async def seen(oa: Oa, user: str, patience: aiohttp.ClientTimeout) -> tuple[int, bytes] | str:
    """A plain client's view of one send."""
    url = f"{oa.town.zalo_oas.url}/v3.0/oa/message/cs"
    given = {"recipient": {"user_id": user}, "message": {"text": "a"}}
    headers = {"access_token": oa.access}
    try:
        call = oa.session.post(url, json=given, headers=headers, timeout=patience)
        async with call as answer:
            return answer.status, await answer.read()
    except (aiohttp.ClientError, OSError, TimeoutError) as failure:
        return type(failure).__name__


@pytest.mark.parametrize("trouble", CALLS)
async def test_every_trouble_with_calls_does_what_its_name_says(oa: Oa, trouble: Trouble) -> None:
    town = oa.town
    lan = town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    fault = fault_of(trouble, town.clock.now(), 1.0 if trouble in SECONDS else None, WORDS)
    town.zalo_oas.faults.switch_on(fault, times=1)
    never = isinstance(fault, Silence | Trickle)
    what = await seen(oa, lan.id, BRIEF if never else PATIENT)
    accepted = bool(getattr(fault, "accepted", False))
    async with asyncio.timeout(20):
        while not town.calls.struck():  # noqa: ASYNC110 - a test may poll
            await asyncio.sleep(0.005)
    (call,) = town.calls.struck()
    assert (call.app, call.method, call.chat) == ("zalo-oa", "message/cs", lan.id)
    assert call.accepted == accepted
    assert lan.heard() == ["a"] * accepted
    assert isinstance(what, str) or call.code == what[0]


@pytest.mark.parametrize("trouble", [Trouble.TOO_MANY, Trouble.STORM])
async def test_too_fast_is_a_200_with_a_number_and_no_time_to_wait(
    oa: Oa, trouble: Trouble
) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    faults = oa.town.zalo_oas.faults
    faults.switch_on(fault_of(trouble, oa.town.clock.now(), 60, WORDS))
    assert (await oa.writes(lan.id)).keys() == {"error", "message"}
    assert (await oa.writes(lan.id))["error"] == -32
    # A fault without a method strikes what names a chat.
    assert (await oa.call("GET", "v2.0/oa/getoa"))["error"] == 0
    if trouble is Trouble.STORM:
        oa.town.clock.advance(61)
        assert (await oa.writes(lan.id))["error"] == 0


async def test_a_broken_server_says_so_with_a_500(oa: Oa) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    oa.town.zalo_oas.faults.next("message/cs", WORDS.server_error)
    what = await seen(oa, lan.id, PATIENT)
    assert isinstance(what, tuple)
    assert what[0] == 500
    assert orjson.loads(what[1])["error"] == 500


async def test_the_bot_platforms_troubles_are_not_the_oas(oa: Oa) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    others = [each.switch_on(Answer(500)) for each in (oa.town.faults, oa.town.zalo_bots.faults)]
    mine = oa.town.zalo_oas.faults.switch_on(Answer(502), times=1)
    assert len({mine.id, *(each.id for each in others)}) == 3
    assert await seen(oa, lan.id, PATIENT) == (502, b"")
    assert (await oa.writes(lan.id))["error"] == 0
    assert [each.hits for each in others] == [0, 0]


async def test_the_page_switches_them_on_for_one_chat(oa: Oa) -> None:
    lan, hung = oa.town.oa_phone("Bác Lan"), oa.town.oa_phone("Chú Hùng")
    await lan.says("xin chào")
    await hung.says("xin chào")
    body = {"name": "server-error", "app": "zalo-oa", "chat": lan.id, "times": 1}
    async with oa.session.post(f"{oa.town.url}/api/faults", json=body) as answer:
        assert answer.status == 201
    assert (await oa.writes(hung.id))["error"] == 0
    what = await seen(oa, lan.id, PATIENT)
    assert isinstance(what, tuple)
    assert what[0] == 500


async def test_an_event_is_overtaken_by_another_chats(town: Town) -> None:
    lan, hung = town.oa_phone("Bác Lan"), town.oa_phone("Chú Hùng")
    async with listening(town) as ear:
        town.zalo_oas.faults.switch_on(Overtaken(patience=60), times=1)
        await lan.says("một")
        await hung.says("hai")
        await ear.has(2)
    assert [each["message"]["text"] for each in ear.events] == ["hai", "một"]


async def test_the_same_seed_brings_the_same_weather() -> None:
    told: list[list[tuple[int, bool]]] = []
    for seed in (3, 3, 4):
        async with Town.running(rates=NO_RATES) as town, aiohttp.ClientSession() as session:
            oa = Oa(session, town, console.explore(town.zalo, town.zalo_oas.home)["access_token"])
            lan = town.oa_phone("Bác Lan")
            await lan.says("xin chào")
            rates = {Trouble.SERVER_ERROR: 0.3, Trouble.EMPTY: 0.3}
            town.zalo_oas.faults.weather = Weather(seed, rates).told_by(WORDS)
            for _ in range(20):
                await seen(oa, lan.id, PATIENT)
            told.append([(call.code, bool(call.fault)) for call in town.calls])
    assert told[0] == told[1] != told[2]
