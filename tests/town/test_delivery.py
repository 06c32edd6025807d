"""Updates reach a webhook as Telegram brings them: in order, again after failures, until they are too old."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from tests.town.wire import Raw, hook
from town.state import State
from town.telegram.delivery import _patience, _seconds
from town.town import Town

KEYS = {"inline_keyboard": [[{"text": "Có", "callback_data": "y"}]]}


async def test_every_request_bears_the_secret_and_2xx_is_enough(town: Town) -> None:
    async def accepted(update: dict[str, Any]) -> web.Response:
        return web.Response(status=204)

    lan = town.phone("Bác Lan")
    async with hook(town, accepted, secret_token="Bi_Mat-1") as heard:
        await lan.says("xin chào")
        await heard.has(1)
        assert heard.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "Bi_Mat-1"
        await asyncio.sleep(0.05)
        assert lan.messages()[0].state is State.DELIVERED
        assert not town.platform.updates.waiting(town.home.id)


async def test_one_chat_comes_in_order_one_at_a_time_whatever_happens(town: Town) -> None:
    under_way, most, failures = 0, 0, iter([True, False, True, False, False, False])

    async def shaky(update: dict[str, Any]) -> web.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1
        return web.Response(status=500 if next(failures, False) else 200)

    lan = town.phone("Bác Lan")
    async with hook(town, shaky) as heard:
        for n in range(5):
            await lan.says(str(n))
        await heard.has(7)
    assert most == 1
    assert list(dict.fromkeys(heard.texts)) == ["0", "1", "2", "3", "4"]
    assert heard.ids == sorted(heard.ids)


async def test_a_failing_chat_holds_up_neither_another_chat_nor_a_press(
    town: Town, raw: Raw
) -> None:
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")

    async def not_lan(update: dict[str, Any]) -> web.Response:
        refused = update.get("message", {}).get("text") == "đừng"
        return web.Response(status=503 if refused else 200)

    async with hook(town, not_lan) as heard:
        await lan.starts()
        await raw.result("sendMessage", chat_id=lan.id, text="Có ạ?", reply_markup=KEYS)
        await lan.says("đừng")
        await lan.presses("Có")
        await hung.says("chào")
        await heard.has(4)
        assert "chào" in heard.texts
        assert any("callback_query" in update for update in heard.updates)


@pytest.mark.slow
async def test_again_at_once_then_after_two_seconds_then_four(town: Town) -> None:
    async def never(update: dict[str, Any]) -> web.Response:
        return web.Response(status=500)

    async with hook(town, never) as heard:
        await town.phone("Bác Lan").says("xin chào")
        await heard.has(4)
    gaps = [later - sooner for sooner, later in zip(heard.times, heard.times[1:], strict=False)]
    assert gaps == pytest.approx([0, 2, 4], abs=0.5)
    assert len(set(heard.ids)) == 1


def test_the_waits_double_up_to_a_minute_and_a_wish_is_granted() -> None:
    waits = [_patience(failures, None) for failures in range(1, 10)]
    assert waits == [0, 2, 4, 8, 16, 32, 60, 60, 60]
    assert _patience(3, 5) == 5
    assert _patience(3, 0) == 0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("5", 5), ("0", 0), ("99999", 3600), ("", None), ("-1", None), ("²", None), ("Tue, 1", None)],
)
def test_retry_after_is_a_number_up_to_an_hour(header: str, seconds: int | None) -> None:
    assert _seconds(header) == seconds


async def test_the_bots_wish_for_time_is_kept(town: Town, raw: Raw) -> None:
    busy = iter([True])

    async def later(update: dict[str, Any]) -> web.Response:
        if next(busy, False):
            return web.Response(status=503, headers={"Retry-After": "1"})
        return web.Response()

    async with hook(town, later) as heard:
        await town.phone("Bác Lan").says("xin chào")
        await heard.has(1)
        info = await raw.result("getWebhookInfo")
        assert info["pending_update_count"] == 1
        await heard.has(2)
        assert heard.times[1] - heard.times[0] == pytest.approx(1, abs=0.3)
        info = await raw.result("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert info["url"] == heard.url


async def test_a_redirect_is_not_followed(town: Town) -> None:
    async def elsewhere(update: dict[str, Any]) -> web.Response:
        return web.Response(status=302, headers={"Location": "/elsewhere", "Retry-After": "3600"})

    async with hook(town, elsewhere) as heard:
        await town.phone("Bác Lan").says("xin chào")
        await heard.has(1)
        await asyncio.sleep(0.05)
        assert len(town.platform.updates.waiting(town.home.id)) == 1


async def test_presses_are_kept_for_150_seconds_and_messages_for_a_day(
    town: Town, raw: Raw
) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    await raw.result("sendMessage", chat_id=lan.id, text="Có ạ?", reply_markup=KEYS)
    await lan.presses("Có")
    await lan.says("có")

    async def kinds() -> list[str]:
        return [min(update) for update in await raw.result("getUpdates")]

    assert await kinds() == ["message", "callback_query", "message"]
    town.clock.advance(149)
    assert await kinds() == ["message", "callback_query", "message"]
    town.clock.advance(2)
    assert await kinds() == ["message", "message"]
    town.clock.advance(86_400)
    assert await kinds() == []


async def test_what_would_be_too_old_at_the_next_attempt_is_dropped(town: Town, raw: Raw) -> None:
    async def much_later(update: dict[str, Any]) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": "3600"})

    lan = town.phone("Bác Lan")
    await lan.starts()
    await raw.result("sendMessage", chat_id=lan.id, text="Có ạ?", reply_markup=KEYS)
    await raw.result("getUpdates", offset=2**40)
    async with hook(town, much_later) as heard:
        await lan.presses("Có")
        await heard.has(1)
        await asyncio.sleep(0.05)
        assert not town.platform.updates.waiting(town.home.id)


async def test_a_call_may_come_in_the_answer_and_some_are_ignored(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")

    async def answering(update: dict[str, Any]) -> web.Response:
        if "callback_query" in update:
            query = update["callback_query"]["id"]
            given = {"method": "answerCallbackQuery", "callback_query_id": query, "text": "Vâng"}
            return web.json_response(given)
        return web.json_response({"method": "deleteWebhook"})

    async with hook(town, answering) as heard:
        await lan.starts()
        await raw.result("sendMessage", chat_id=lan.id, text="Có ạ?", reply_markup=KEYS)
        await lan.presses("Có")
        await heard.has(2)
        await asyncio.sleep(0.05)
        assert not lan.spins(lan.messages()[-1])
        assert lan.chat.notice == "Vâng"
        assert (await raw.result("getWebhookInfo"))["url"] == heard.url


async def test_no_more_than_max_connections_at_once(town: Town) -> None:
    under_way, most = 0, 0

    async def slow(update: dict[str, Any]) -> web.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1
        return web.Response()

    phones = [town.new_phone(f"Người {n}") for n in range(12)]
    async with hook(town, slow, max_connections=3) as heard:
        for phone in phones:
            await phone.says("chào")
        await heard.has(12)
    assert most == 3


async def test_a_new_webhook_gets_what_the_old_one_did_not_take(town: Town, raw: Raw) -> None:
    await raw.result("setWebhook", url="http://127.0.0.1:9/nobody")
    await town.phone("Bác Lan").says("xin chào")
    await asyncio.sleep(0.05)
    async with hook(town) as heard:
        await heard.has(1)
    assert heard.texts == ["xin chào"]


async def test_only_the_kinds_that_were_asked_for_are_made(town: Town, raw: Raw) -> None:
    await raw.result("setWebhook", url="http://127.0.0.1:9/", allowed_updates=["callback_query"])
    await town.phone("Bác Lan").says("xin chào")
    assert (await raw.result("getWebhookInfo"))["pending_update_count"] == 0


async def test_polling_confirms_by_offset_waits_and_is_alone(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    await lan.says("một")
    await lan.says("hai")
    first = await raw.result("getUpdates", limit=1)
    assert [update["message"]["text"] for update in first] == ["một"]
    rest = await raw.result("getUpdates", offset=first[0]["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["hai"]
    waiting = asyncio.create_task(raw.call("getUpdates", offset=2**40, timeout=10))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(raw.call("getUpdates", timeout=10))
    assert await waiting == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    }
    await lan.says("ba")
    assert (await newer)["result"][0]["message"]["text"] == "ba"
    await raw.result("setWebhook", url="http://127.0.0.1:9/")
    code, description = await raw.refusal("getUpdates")
    assert code == 409
    assert description == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await raw.result("deleteWebhook", drop_pending_updates=True)
    assert await raw.result("getUpdates") == []
