"""Events reach an Official Account's app signed, in a chat's order, and again up the ladder until it is stopped."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.town.oa import PATIENCE, Ear, Oa, fine, listening
from town.faults import Again, Overtaken
from town.people import Impossible
from town.state import State
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo.world import Kind
from town.zalo_oa import console
from town.zalo_oa.account import Buttons, ZaloOa
from town.zalo_oa.limits import LADDER


async def refusing(event: dict[str, Any]) -> web.Response:
    return web.Response(status=500)


async def settled(town: Town, on_their_way: int = 0) -> None:
    """So many events wait for another attempt, and none is on its way."""
    async with asyncio.timeout(10):
        while [  # noqa: ASYNC110 - a test may poll
            each.due is None for each in town.zalo_oas.home.events.values()
        ] != ([False] * on_their_way):
            await asyncio.sleep(0.005)


async def test_what_a_request_looks_like(town: Town) -> None:
    async with listening(town) as ear:
        lan = town.oa_phone("Bác Lan")
        await lan.says("Xin chào")
        event = (await ear.has(1))[0]
        assert ear.probes == 1
        assert ear.headers[0]["User-Agent"] == "ZaloWebhook"
        assert ear.headers[0]["X-ZEvent-Server"] == "OA OpenAPI"
        assert ear.headers[0]["num_retry"] == "0"
        assert event == {
            "app_id": town.zalo_oas.home.app_id,
            "sender": {"id": lan.id},
            "recipient": {"id": town.zalo_oas.home.id},
            "user_id_by_app": event["user_id_by_app"],
            "event_name": "user_send_text",
            "message": {"text": "Xin chào", "msg_id": lan.messages()[0].outside},
            "timestamp": event["timestamp"],
        }
        assert event["timestamp"].isdecimal()
        assert len(event["timestamp"]) == 13
        await settled(town)
        assert lan.messages()[0].state is State.DELIVERED


async def test_what_is_no_text_has_an_attachment_of_its_kind(town: Town) -> None:
    endings = {
        Kind.PICTURE: "image",
        Kind.STICKER: "sticker",
        Kind.VOICE: "audio",
        Kind.LINK: "link",
        Kind.FILE: "file",
        Kind.LOCATION: "location",
    }
    async with listening(town) as ear:
        lan = town.oa_phone("Bác Lan")
        for kind in endings:
            await lan.sends(kind)
        await ear.has(len(endings))
        assert ear.names == [f"user_send_{ending}" for ending in endings.values()]
        for event, ending in zip(ear.events, endings.values(), strict=True):
            (attachment,) = event["message"]["attachments"]
            assert attachment["type"] == ending
            assert attachment["payload"]
            assert event["message"]["msg_id"]


async def test_a_quoted_message_is_named(town: Town) -> None:
    async with listening(town) as ear:
        lan = town.oa_phone("Bác Lan")
        await lan.says("một")
        await lan.says("hai", quotes=lan.messages()[0])
        events = await ear.has(2)
        assert events[1]["message"]["quote_msg_id"] == events[0]["message"]["msg_id"]


async def test_following_leaving_and_coming_by_are_told(town: Town) -> None:
    async with listening(town) as ear:
        lan = town.oa_phone("Bác Lan")
        await lan.opens()
        await lan.follows()
        await lan.blocks()
        await lan.unblocks()
        await lan.unfollows()
        events = await ear.has(3)
        assert ear.names == ["user_click_chatnow", "follow", "unfollow"]
        assert events[0]["user_id"] == lan.id
        for event in events[1:]:
            assert event["follower"] == {"id": lan.id}
            assert event["oa_id"] == town.zalo_oas.home.id
            assert event["source"]
            assert "sender" not in event


async def test_its_own_messages_come_back_and_so_do_receipts(oa: Oa) -> None:
    town = oa.town
    async with listening(town) as ear:
        lan = town.oa_phone("Bác Lan")
        await lan.says("xin chào")
        said = (await oa.writes(lan.id, "Chào bác"))["data"]["message_id"]
        events = await ear.has(3)
        assert ear.names == ["user_send_text", "oa_send_text", "user_received_message"]
        assert events[1]["sender"] == {"id": town.zalo_oas.home.id}
        assert events[1]["recipient"] == {"id": lan.id}
        assert events[1]["message"] == {"text": "Chào bác", "msg_id": said}
        assert events[2]["message"] == {"msg_id": said}
        await lan.reads()
        seen = (await ear.has(4))[3]
        assert seen["event_name"] == "user_seen_message"
        assert seen["message"] == {"msg_ids": [said]}
        await lan.reads()
        await lan.says("vâng")
        await ear.has(5)
        assert ear.names[4:] == ["user_send_text"]


async def test_who_has_no_network_receives_later_and_whoever_writes_has_seen(oa: Oa) -> None:
    town = oa.town
    lan = town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    async with listening(town) as ear:
        await lan.goes_offline()
        await oa.writes(lan.id, "một")
        await oa.writes(lan.id, "hai")
        await ear.has(2)
        assert ear.names == ["oa_send_text"] * 2
        await lan.goes_online()
        await lan.says("ba")
        await ear.has(6)
        assert ear.names[2:] == [
            *["user_received_message"] * 2,
            "user_seen_message",
            "user_send_text",
        ]


async def test_what_is_not_ticked_is_not_told(oa: Oa) -> None:
    town = oa.town
    console.choose(town.zalo, town.zalo_oas.home, echoes=False, receipts=False)
    async with listening(town) as ear:
        lan = town.oa_phone("Bác Lan")
        await lan.says("một")
        await oa.writes(lan.id)
        await lan.reads()
        await lan.says("hai")
        await ear.has(2)
        assert ear.names == ["user_send_text"] * 2


@pytest.mark.parametrize(("action", "bubbles"), [("oa.query.show", 3), ("oa.query.hide", 2)])
async def test_a_tap_comes_as_the_payload_that_somebody_typed(
    oa: Oa, action: str, bubbles: int
) -> None:
    town = oa.town
    console.choose(town.zalo, town.zalo_oas.home, buttons=Buttons.TEXT_BUTTONS, receipts=False)
    async with listening(town) as ear:
        lan = town.oa_phone("Bác Lan")
        await lan.says("xin chào")
        button = {"title": "Xong rồi", "type": action, "payload": "#hv:1:2"}
        attachment = {"type": "template", "payload": {"buttons": [button]}}
        assert (await oa.writes(lan.id, attachment=attachment))["error"] == 0
        await lan.taps("Xong")
        event = (await ear.has(3))[2]
        assert event["event_name"] == "user_send_text"
        assert event["message"]["text"] == "#hv:1:2"
        ids = [each["message"]["msg_id"] for each in ear.events]
        assert len(set(ids)) == 3
        assert len(lan.messages()) == bubbles


async def test_only_a_200_is_an_answer_and_the_same_bytes_come_up_the_ladder(town: Town) -> None:
    async with listening(town, refusing) as ear:
        lan = town.oa_phone("Bác Lan")
        await lan.says("xin chào")
        for tries, wait in enumerate(LADDER, start=1):
            await ear.has(tries)
            await settled(town, 1)
            (event,) = town.zalo_oas.home.events.values()
            assert event.due is not None
            left = (event.due - town.clock.now()).total_seconds()
            assert wait - 30 < left <= wait
            town.clock.advance(wait)
        await ear.has(6)
        await settled(town)
        assert ear.tries == ["0", "1", "2", "3", "4", "5"]
        assert all(event == ear.events[0] for event in ear.events)
        assert LADDER == (30, 300, 900, 1800, 3600)
        assert town.zalo_oas.home.webhook_stopped == "HTTP 500"
        await lan.says("còn đó không?")
        assert not town.zalo_oas.home.events
        assert lan.messages()[0].state is State.SENT
        await town.zalo_oas.save_webhook(town.zalo_oas.home, ear.url)
        await lan.says("lại nhé")
        await ear.has(7)
        assert ear.events[6]["message"]["text"] == "lại nhé"


@pytest.mark.parametrize("status", [201, 204, 302, 401, 503])
async def test_any_other_answer_is_none(town: Town, status: int) -> None:
    async def otherwise(event: dict[str, Any]) -> web.Response:
        return web.Response(status=status, headers={"Location": "/hook"})

    async with listening(town, otherwise) as ear:
        await town.oa_phone("Bác Lan").says("xin chào")
        await ear.has(1)
        await settled(town, 1)
        assert town.zalo_oas.home.last_error == f"HTTP {status}"


async def test_an_answer_that_takes_too_long_is_none(town: Town) -> None:
    held = asyncio.Event()

    async def slow(event: dict[str, Any]) -> web.Response:
        await held.wait()
        return web.Response()

    assert town.zalo_oas.courier.within == 2.0
    async with listening(town, slow) as ear:
        town.zalo_oas.courier.within = 0.2
        await town.oa_phone("Bác Lan").says("xin chào")
        await settled(town, 1)
        assert town.zalo_oas.home.last_error == "no answer within 0.2 seconds"
        held.set()
        town.zalo_oas.courier.within = PATIENCE
        town.clock.advance(30)
        await ear.has(2)
        await settled(town)
        assert ear.tries == ["0", "1"]


async def test_a_failure_holds_up_neither_later_events_nor_another_chat(town: Town) -> None:
    async def not_one(event: dict[str, Any]) -> web.Response:
        return web.Response(status=500 if event["message"]["text"] == "một" else 200)

    lan, hung = town.oa_phone("Bác Lan"), town.oa_phone("Chú Hùng")
    async with listening(town, not_one) as ear:
        await lan.says("một")
        await lan.says("hai")
        await hung.says("ba")
        await ear.has(3)
        texts = [event["message"]["text"] for event in ear.events]
        assert texts.index("một") < texts.index("hai")
        await settled(town, 1)


async def test_one_chats_events_come_in_order_one_at_a_time(town: Town) -> None:
    under_way, most = 0, 0

    async def slowly(event: dict[str, Any]) -> web.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1
        return web.Response()

    lan = town.oa_phone("Bác Lan")
    async with listening(town, slowly) as ear:
        for n in range(8):
            await lan.says(str(n))
        await ear.has(8)
    assert most == 1
    assert [event["message"]["text"] for event in ear.events] == [str(n) for n in range(8)]


async def test_events_can_come_twice_late_and_out_of_order(town: Town) -> None:
    lan = town.oa_phone("Bác Lan")
    async with listening(town) as ear:
        town.zalo_oas.faults.switch_on(Again(), times=1)
        await lan.says("một")
        events = await ear.has(2)
        assert events[0] == events[1]
        town.zalo_oas.faults.switch_on(Again(3600), times=1, chat=lan.id)
        await lan.says("hai")
        await ear.has(3)
        await settled(town)
        town.clock.advance(3600)
        events = await ear.has(4)
        assert events[2] == events[3]
        town.zalo_oas.faults.switch_on(Overtaken(same_queue=True), times=1)
        await lan.says("ba")
        await lan.says("bốn")
        await ear.has(6)
        assert [each["message"]["text"] for each in ear.events[4:]] == ["bốn", "ba"]


@pytest.mark.parametrize("status", [204, 401, 404, 500])
async def test_an_address_that_does_not_take_the_probe_is_not_saved(
    town: Town, status: int
) -> None:
    async def answer(request: web.Request) -> web.Response:
        assert await request.read() == b"{}"
        assert "X-ZEvent-Signature" not in request.headers
        return web.Response(status=status)

    app = web.Application()
    app.router.add_post("/hook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        async with listening(town) as ear:
            with pytest.raises(Impossible, match=f"HTTP {status}"):
                await town.zalo_oas.save_webhook(town.zalo_oas.home, url)
            assert town.zalo_oas.home.webhook_url == ear.url
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "abc",
        "http://a.vn/hook",
        "https://localhost.vn:8443/hook",
        "https://10.0.0.1/hook",
        "https://khong-ten-mien/hook",
        "https://[",
        "ftp://127.0.0.1/",
    ],
)
async def test_the_console_wants_a_domain(town: Town, url: str) -> None:
    with pytest.raises(Impossible, match="ebhook"):
        await town.zalo_oas.save_webhook(town.zalo_oas.home, url)
    with pytest.raises(Impossible):
        await town.zalo_oas.save_webhook(town.zalo_oas.home, "http://127.0.0.1:1/hook")
    assert not town.zalo_oas.home.webhook_url


async def test_without_a_webhook_nobody_ever_hears_of_it(town: Town) -> None:
    lan = town.oa_phone("Bác Lan")
    await lan.says("có ai không?")
    async with listening(town) as ear:
        await lan.says("giờ thì có")
        await ear.has(1)
        town.zalo_oas.remove_webhook(town.zalo_oas.home)
        await lan.says("lại không")
        assert not town.zalo_oas.home.events
    assert [event["message"]["text"] for event in ear.events] == ["giờ thì có"]


async def test_what_was_on_its_way_is_brought_after_a_restart(tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    patient = {"refuse": True}

    async def at_first_not(event: dict[str, Any]) -> web.Response:
        return await (refusing if patient["refuse"] else fine)(event)

    async with Town.running(path=world, rates=NO_RATES) as town:
        ears = listening(town, at_first_not)
        ear: Ear = await ears.__aenter__()
        lan = town.oa_phone("Bác Lan")
        await lan.says("xin chào")
        await ear.has(1)
        await settled(town, 1)
    patient["refuse"] = False
    async with Town.running(path=world, rates=NO_RATES) as town:
        assert town.zalo_oas.home.webhook_url == ear.url
        town.clock.advance(30)
        await ear.has(2)
        await settled(town)
        assert ear.tries == ["0", "1"]
        assert ear.events[0] == ear.events[1]
        assert town.oa_phone("Bác Lan").messages()[0].state is State.DELIVERED
    await ears.__aexit__(None, None, None)


async def test_a_reset_of_the_town_forgets_what_was_on_its_way(town: Town) -> None:
    async with listening(town, refusing) as ear:
        await town.oa_phone("Bác Lan").says("xin chào")
        await ear.has(1)
        await settled(town, 1)
        town.reset()
        assert not town.zalo_oas.home.events
        assert town.zalo_oas.home.webhook_url == ear.url
        assert not town.oa_phone("Bác Lan").messages()


async def test_two_accounts_hear_only_what_is_theirs(town: Town) -> None:
    other = town.zalo_oas.add(ZaloOa("1" * 19, "OA khác", "2" * 19, "app", "key"))
    made = console.explore(town.zalo, other)
    async with listening(town) as ear, aiohttp.ClientSession() as session:
        app = Oa(session, town, made["access_token"])
        lan = town.oa_phone("Bác Lan")
        await lan.says("xin chào")
        assert (await app.writes(lan.id))["error"] == -201
        assert (await app.call("GET", "v2.0/oa/getoa"))["data"]["name"] == "OA khác"
        await ear.has(1)
        assert not other.events
