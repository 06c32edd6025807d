"""The wire below HTTP: what a caller sees of each trouble, and whether anything arrived."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.town.wire import Raw
from town.town import Town
from town.wire import CutAfter, Deaf, Refuse, ResetAfter, Slow, Trouble, Wire

# Only for what never comes.
BRIEF = aiohttp.ClientTimeout(total=0.4)
PATIENT = aiohttp.ClientTimeout(total=60)


@pytest.fixture
async def wire(town: Town) -> AsyncIterator[Wire]:
    host, _, port = town.url.removeprefix("http://").partition(":")
    async with Wire.to(host, int(port)) as wire:
        yield wire


async def test_without_trouble_it_is_a_wire(town: Town, raw: Raw, wire: Wire) -> None:
    there = Raw(raw.session, f"{wire.url}/telegram/bot{town.token}")
    lan = town.phone("Bác Lan")
    await lan.starts()
    for n in range(3):
        await there.result("sendMessage", chat_id=lan.id, text=str(n))
    assert lan.heard() == ["0", "1", "2"]
    assert wire.connections == 1  # kept alive


@pytest.mark.parametrize(
    ("trouble", "arrived", "seen"),
    [
        (Refuse(), False, ("ClientOSError", "ServerDisconnectedError")),
        (Deaf(), False, ("TimeoutError",)),
        (ResetAfter(), True, ("ClientOSError",)),
        (ResetAfter(10), True, ("ClientOSError",)),
        (CutAfter(), True, ("ServerDisconnectedError",)),
        (CutAfter(20), True, ("ServerDisconnectedError",)),
        (CutAfter(150), True, ("ClientPayloadError",)),
        (Slow(0.05, bytes=1), True, ("TimeoutError",)),
    ],
    ids=repr,
)
async def test_each_trouble(
    town: Town, wire: Wire, trouble: Trouble, arrived: bool, seen: tuple[str, ...]
) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    wire.next(trouble)
    url = f"{wire.url}/telegram/bot{town.token}/sendMessage"
    given = {"chat_id": lan.id, "text": "a"}
    patience = BRIEF if isinstance(trouble, Deaf | Slow) else PATIENT
    async with aiohttp.ClientSession() as session:
        with pytest.raises((aiohttp.ClientError, OSError, TimeoutError)) as failure:
            async with session.post(url, json=given, timeout=patience) as answer:
                await answer.read()
        assert type(failure.value).__name__ in seen
        if arrived:
            await lan.sees("a")
        async with session.post(url, json={"chat_id": lan.id, "text": "b"}) as answer:
            assert answer.status == 200
    assert lan.heard() == ["a"] * arrived + ["b"]


async def test_a_slow_wire_brings_everything(town: Town, raw: Raw, wire: Wire) -> None:
    wire.always = Slow(0.0, bytes=3)
    there = Raw(raw.session, f"{wire.url}/telegram/bot{town.token}")
    assert (await there.result("getMe"))["username"] == "hocvuso_bot"


async def test_an_absent_server_is_a_hang_up(wire: Wire) -> None:
    async with Wire.to("127.0.0.1", 9) as nowhere, aiohttp.ClientSession() as session:
        with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
            await session.get(nowhere.url)
