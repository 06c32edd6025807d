"""The documented rates: over real time, in sliding windows, refused with the seconds to wait."""

import asyncio
import itertools
from collections.abc import AsyncIterator

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.town.wire import Raw
from town.calls import most_within
from town.phone import Phone
from town.telegram.limits import JITTER, Rates, Window
from town.town import Town


@pytest.fixture
async def wire() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def crowd(town: Town, count: int) -> list[Phone]:
    phones = [town.new_phone(f"Người {n}") for n in range(count)]
    for phone in phones:
        await phone.starts()
    return phones


async def test_one_a_second_to_one_person_and_being_told_to_wait_means_waiting(
    strict: Town, wire: aiohttp.ClientSession
) -> None:
    raw = Raw(wire, f"{strict.telegram_url}/bot{strict.token}")
    lan = strict.phone("Bác Lan")
    await lan.starts()
    call = {"chat_id": lan.id, "text": "a"}
    sent = await raw.result("sendMessage", **call)
    answer = await raw.call("sendMessage", **call)
    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    # Edits and chat actions count only against the overall rate.
    await raw.result("editMessageText", **call | {"text": "b"}, message_id=sent["message_id"])
    await raw.result("sendChatAction", chat_id=lan.id, action="typing")
    await asyncio.sleep(1.01)
    await raw.result("sendMessage", **call)
    assert most_within(strict.calls.accepted("sendMessage", chat=lan.id), 1 - JITTER) == 1


@pytest.mark.slow
async def test_twenty_a_minute_to_a_group(strict: Town, wire: aiohttp.ClientSession) -> None:
    raw = Raw(wire, f"{strict.telegram_url}/bot{strict.token}")
    group = strict.new_group("Tổ 3", strict.phone("Bác Lan"))
    answers = [await raw.call("sendMessage", chat_id=group.id, text="a") for _ in range(21)]
    assert [answer["ok"] for answer in answers] == [True] * 20 + [False]
    assert 55 <= answers[-1]["parameters"]["retry_after"] <= 60


async def test_thirty_a_second_over_all_chats(strict: Town, wire: aiohttp.ClientSession) -> None:
    raw = Raw(wire, f"{strict.telegram_url}/bot{strict.token}")
    phones = await crowd(strict, 40)
    answers = [await raw.call("sendMessage", chat_id=phone.id, text="a") for phone in phones]
    assert sum(answer["ok"] for answer in answers) == 30
    assert most_within(strict.calls.accepted(), 1) == 30
    assert {call.code for call in strict.calls.refused()} == {429}


@given(
    gaps=st.lists(st.floats(0, 3, allow_nan=False), max_size=80),
    count=st.integers(1, 5),
)
def test_no_window_ever_holds_more_than_its_count(gaps: list[float], count: int) -> None:
    window, accepted = Window(count, 1.0), []
    for now in itertools.accumulate(gaps, initial=1.0):
        if window.wait(now) == 0:
            window.add(now)
            accepted.append(now)
    for first, last in zip(accepted, accepted[count:], strict=False):
        assert last - first >= 1 - JITTER - 1e-9


def test_who_comes_back_too_early_still_waits_and_who_waits_is_let_in() -> None:
    window = Window(1, 60)
    window.add(0.0)
    told = window.wait(10.0)
    assert told == 50
    assert window.wait(59.96) == 1  # free by the window, but the promise was until 60
    assert window.wait(10.0 + told) == 0


def test_none_is_no_limit() -> None:
    town = Town(rates=Rates(None, None, None))
    chat = town.world.private[f"{town.home.id}:{town.phone('Bác Lan').id}"]
    for _ in range(1000):
        town.platform.count(town.home, chat, new_message=True)  # raises Refused beyond a limit
