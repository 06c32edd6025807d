"""The town goes wrong on request, exactly as often as it was asked to."""

import time

import aiohttp
import pytest

from tests.town.wire import Raw
from town.faults import Answer, Delay, DropAfterAccepting
from town.town import Town


async def test_an_answer_of_our_own_does_nothing(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    town.faults.next("sendMessage", Answer(502, b"<html>", "text/html"), times=2)
    for _ in range(2):
        call = raw.session.post(f"{raw.base}/sendMessage", json={"chat_id": lan.id, "text": "a"})
        async with call as answer:
            assert (answer.status, await answer.text()) == (502, "<html>")
    assert lan.heard() == []
    await raw.result("sendMessage", chat_id=lan.id, text="a")
    assert lan.heard() == ["a"]


async def test_a_connection_breaks_after_the_message_was_taken(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    town.faults.next("sendMessage", DropAfterAccepting())
    with pytest.raises(aiohttp.ClientPayloadError):
        await raw.call("sendMessage", chat_id=lan.id, text="a")
    assert lan.heard() == ["a"]


async def test_one_chat_waits_for_its_answer_and_another_does_not(town: Town, raw: Raw) -> None:
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    await lan.starts()
    await hung.starts()
    town.faults.next("sendMessage", Delay(1.0), chat=lan.id)
    began = time.monotonic()
    await raw.result("sendMessage", chat_id=hung.id, text="a")
    assert time.monotonic() - began < 1.0
    await raw.result("sendMessage", chat_id=lan.id, text="a")
    assert time.monotonic() - began >= 1.0
