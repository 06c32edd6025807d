"""Events reach a Zalo Bot's webhook or its poll as the real platform brings them: once, unless told otherwise."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.town.wire import Raw
from tests.town.zalo_wire import SECRET, bare, fine, hook
from town.state import State
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo.world import BotEvent, Kind, person_id

IDLE = (408, "Request timeout")


async def never(event: dict[str, Any]) -> web.Response:
    return web.Response(status=500)


async def settled(town: Town) -> None:
    async with asyncio.timeout(20):
        while town.world.zalo.events:  # noqa: ASYNC110 - a test may poll
            await asyncio.sleep(0.005)


async def polls(town: Town, count: int) -> None:
    async with asyncio.timeout(20):
        while town.zalo_bots.polling.waiting(town.zalo_bots.home.id) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@pytest.fixture(autouse=True)
def patient(town: Town) -> None:
    """However slow this machine is, nothing is lost before somebody polls."""
    town.zalo_bots.polling.grace = 600


async def test_every_request_bears_the_secret_and_javas_name(town: Town) -> None:
    async with hook(town) as heard:
        lan = town.zalo_bots.phone("Bác Lan")
        await lan.says("xin chào")
        await heard.has(1)
        await settled(town)
    assert heard.headers[0]["X-Bot-Api-Secret-Token"] == SECRET
    assert heard.headers[0]["User-Agent"] == "Java/1.8.0_192"
    assert heard.headers[0]["Content-Type"] == "application/json"
    (message,) = lan.messages()
    assert message.state is State.DELIVERED
    assert heard.bodies == [
        {
            "event_name": "message.text.received",
            "message": {
                "from": {"id": lan.id, "display_name": "Bác Lan", "is_bot": False},
                "chat": {"id": lan.id, "chat_type": "PRIVATE"},
                "text": "xin chào",
                "message_id": message.outside,
                "message_type": "CHAT_MESSAGE",
                "date": int(message.at.timestamp() * 1000),
            },
        }
    ]


async def test_the_other_ways_of_saying_it(town: Town) -> None:
    manner = town.zalo_bots.home.manner
    manner.wrapped, manner.photo_field, manner.quote_field = True, "photo", "reply_to_message"
    lan = town.zalo_bots.phone("Bác Lan")
    async with hook(town) as heard:
        await lan.says("một")
        await lan.says("hai", quotes=lan.messages()[0])
        await lan.sends(Kind.PICTURE, "ba")
        await heard.has(3)
    assert all(body["ok"] is True and set(body) == {"ok", "result"} for body in heard.bodies)
    first, quoting, picture = (body["result"]["message"] for body in heard.bodies)
    assert quoting["reply_to_message"] == {"message_id": first["message_id"], "text": "một"}
    assert picture["photo"].startswith("https://")
    assert "photo_url" not in picture


@pytest.mark.parametrize(
    ("kind", "name", "fields"),
    [
        (Kind.PICTURE, "message.image.received", "caption message_type photo_url"),
        (Kind.VOICE, "message.voice.received", "message_type voice_url"),
        (Kind.STICKER, "message.sticker.received", "message_type sticker url"),
        (Kind.LINK, "message.unsupported.received", ""),
        (Kind.FILE, "message.unsupported.received", ""),
        (Kind.LOCATION, "message.unsupported.received", ""),
    ],
)
async def test_what_is_no_text(town: Town, kind: Kind, name: str, fields: str) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    async with hook(town) as heard:
        await lan.sends(kind)
        await heard.has(1)
    (body,) = heard.bodies
    assert body["event_name"] == name
    assert set(body["message"]) - {"from", "chat", "message_id", "date"} == set(fields.split())


async def test_of_a_protected_person_there_is_nothing_but_an_id(town: Town) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    lan.becomes_protected()
    async with hook(town) as heard:
        await lan.says("xin chào")
        await heard.has(1)
    (body,) = heard.bodies
    assert body["event_name"] == "message.unsupported.received"
    assert set(body["message"]) == {"from", "chat", "message_id", "date"}
    assert body["message"]["from"] == {"id": lan.id}


async def test_by_default_what_is_not_taken_is_lost(town: Town) -> None:
    answers = iter([500, 200])

    async def shaky(event: dict[str, Any]) -> web.Response:
        return web.Response(status=next(answers))

    lan = town.zalo_bots.phone("Bác Lan")
    async with hook(town, shaky) as heard:
        await lan.says("một")
        await lan.says("hai")
        await heard.has(2)
        await settled(town)
    assert heard.texts == ["một", "hai"]
    assert [each.state for each in lan.messages()] == [State.SENT, State.DELIVERED]
    assert town.zalo_bots.home.last_error == "Webhook Zalo trả lời 500"


async def test_on_request_it_comes_again_until_it_is_taken(town: Town) -> None:
    answers = iter([500, 503, 200, 200])

    async def shaky(event: dict[str, Any]) -> web.Response:
        return web.Response(status=next(answers))

    town.zalo_bots.home.manner.attempts = None
    lan = town.zalo_bots.phone("Bác Lan")
    async with hook(town, shaky) as heard:
        await lan.says("một")
        await lan.says("hai")
        await heard.has(4)
        await settled(town)
    assert heard.texts == ["một", "một", "một", "hai"]


async def test_or_so_often_and_no_more(town: Town) -> None:
    town.zalo_bots.home.manner.attempts = 2
    async with hook(town, never) as heard:
        await town.zalo_bots.phone("Bác Lan").says("một")
        await heard.has(2)
        await settled(town)
        assert heard.texts == ["một", "một"]


async def test_one_chat_in_order_and_another_is_not_held_up(town: Town) -> None:
    held = asyncio.Event()

    async def slow_for_lan(event: dict[str, Any]) -> web.Response:
        if event["message"]["text"] == "một":
            await held.wait()
        return web.Response()

    lan, hung = town.zalo_bots.phone("Bác Lan"), town.zalo_bots.phone("Chú Hùng")
    async with hook(town, slow_for_lan) as heard:
        await lan.says("một")
        await lan.says("hai")
        await hung.says("chào")
        await heard.has(2)
        assert sorted(heard.texts) == ["chào", "một"]
        held.set()
        await heard.has(3)
    assert heard.texts[-1] == "hai"


async def test_who_opens_blocks_or_unblocks_is_not_told(town: Town, zalo: Raw) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    async with hook(town) as heard:
        await lan.opens()
        assert (await zalo.refusal("sendMessage", chat_id=lan.id, text="a"))[0] == 400
        await lan.says("một")
        await lan.blocks()
        assert (await zalo.refusal("sendMessage", chat_id=lan.id, text="a"))[0] == 400
        await lan.unblocks()
        await zalo.result("sendMessage", chat_id=lan.id, text="b")
        await lan.says("hai")
        await heard.has(2)
    assert heard.texts == ["một", "hai"]
    assert lan.heard() == ["b"]


async def test_an_event_comes_once_more_when_asked(town: Town) -> None:
    lan, hung = town.zalo_bots.phone("Bác Lan"), town.zalo_bots.phone("Chú Hùng")
    async with hook(town) as heard:
        await lan.says("một")
        await hung.says("hai")
        await heard.has(2)
        await settled(town)
        assert town.zalo_bots.repeat_events(5, chat=lan.id) == 1
        await heard.has(3)
        await settled(town)
        assert town.zalo_bots.repeat_events(2) == 2
        await heard.has(5)
    assert sorted(heard.texts) == ["hai", "hai", "một", "một", "một"]
    assert heard.texts[2] == "một"
    assert heard.bodies[2] in heard.bodies[:2]


async def test_a_poll_is_given_one_event_and_never_asked_to_confirm(town: Town, zalo: Raw) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("một")
    await lan.says("hai")
    first = await zalo.result("getUpdates", timeout=1)
    assert first["event_name"] == "message.text.received"
    assert first["message"]["text"] == "một"
    # Some SDKs send what Telegram knows; a text is as good as a number.
    second = await zalo.result("getUpdates", timeout="1", offset=0, limit=100)
    assert second["message"]["text"] == "hai"
    assert await zalo.refusal("getUpdates", timeout=0) == IDLE
    assert [each.state for each in lan.messages()] == [State.DELIVERED, State.DELIVERED]


async def test_a_waiting_poll_is_answered_at_once_and_only_the_newest(
    town: Town, zalo: Raw
) -> None:
    older = asyncio.create_task(zalo.call("getUpdates", timeout=3))
    await polls(town, 1)
    newer = asyncio.create_task(zalo.call("getUpdates", timeout=60))
    await polls(town, 2)
    await town.zalo_bots.phone("Bác Lan").says("một")
    assert (await newer)["result"]["message"]["text"] == "một"
    assert (await older)["error_code"] == 408


async def test_what_is_said_while_nobody_polls_is_lost(town: Town, zalo: Raw) -> None:
    town.zalo_bots.polling.grace = 0.05
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("một")
    await asyncio.sleep(0.1)
    assert await zalo.refusal("getUpdates", timeout=0) == IDLE
    assert [each.state for each in lan.messages()] == [State.SENT]


async def test_who_polls_is_let_go_when_the_town_stops(town: Town, zalo: Raw) -> None:
    waiting = asyncio.create_task(zalo.refusal("getUpdates", timeout=60))
    await polls(town, 1)
    town.let_go()
    assert await waiting == IDLE


async def test_a_new_day_brings_nothing_of_the_old_one(town: Town, zalo: Raw) -> None:
    town.zalo_bots.home.manner.attempts = None
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("một")
    town.reset()
    assert await zalo.refusal("getUpdates", timeout=0) == IDLE
    async with hook(town, never) as heard:
        await lan.says("hai")
        await heard.has(1)
        town.reset()
        assert town.world.zalo.events == {}
    async with hook(town) as heard:
        await town.zalo_bots.phone("Bác Lan").says("ba")
        await heard.has(1)
    assert heard.texts == ["ba"]


async def test_with_a_webhook_a_poll_hears_nothing_and_is_not_told_why(
    town: Town, zalo: Raw
) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("lost when the webhook comes")
    async with hook(town) as heard:
        await lan.says("một")
        await heard.has(1)
        assert await zalo.refusal("getUpdates", timeout=0) == IDLE
    await zalo.result("deleteWebhook")
    assert await zalo.refusal("getUpdates", timeout=0) == IDLE
    await lan.says("hai")
    assert (await zalo.result("getUpdates", timeout=1))["message"]["text"] == "hai"


async def test_what_was_on_its_way_to_a_webhook_that_is_gone_is_lost(town: Town, zalo: Raw) -> None:
    town.zalo_bots.home.manner.attempts = None
    async with hook(town, never) as heard:
        await town.zalo_bots.phone("Bác Lan").says("một")
        await heard.has(1)
        await zalo.result("deleteWebhook")
        assert town.world.zalo.events == {}


async def test_a_webhook_is_remembered_and_what_waited_is_brought(tmp_path: Path) -> None:
    path = tmp_path / "town.json"
    async with Town.running(path=path, rates=NO_RATES) as town:
        town.zalo_bots.home.manner.attempts = None
        async with hook(town, never) as heard:
            await town.zalo_bots.phone("Bác Lan").says("có ai không?")
            await heard.has(1)
    async with Town.running(path=path, rates=NO_RATES) as again:
        webhook = again.zalo_bots.home.webhook
        assert webhook is not None
        assert (webhook.url, webhook.secret) == (heard.url, SECRET)
        (waiting,) = again.zalo_bots.events.waiting(again.zalo_bots.home.id)
        assert isinstance(waiting, BotEvent)
        async with hook(again, fine) as heard:
            await heard.has(1)
    assert heard.texts == ["có ai không?"]


async def test_two_bots_know_the_same_person_by_two_ids(town: Town, zalo: Raw) -> None:
    other = town.zalo_bots.add_bot("99:khac", "Bot Khác")
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("xin chào")
    stranger = bare(town, zalo.session)
    stranger.base = f"{town.zalo_bots.url}/bot{other.token}"
    assert (await stranger.result("getMe"))["id"] == other.id
    assert (await stranger.refusal("sendMessage", chat_id=lan.id, text="a"))[0] == 400
    its = person_id(lan.chat.app, other.id, lan.person.id)
    assert its != lan.id
    assert (await stranger.refusal("sendMessage", chat_id=its, text="a"))[0] == 400
