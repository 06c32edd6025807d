"""The page's JSON: exactly the agreed fields, whole Vietnamese sentences for mistakes, nothing for foreign pages."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.town.wire import Raw, png
from town.clock import TownClock
from town.telegram.limits import NO_RATES
from town.town import Town

KEYS = {
    "inline_keyboard": [
        [{"text": "Có", "callback_data": "y"}],
        [{"text": "Không", "callback_data": "n"}],
    ]
}


@pytest.fixture
async def page(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=town.url) as client:
        yield client


async def get(page: httpx.AsyncClient, path: str) -> Any:
    answer = await page.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_world_at_a_glance(town: Town, page: httpx.AsyncClient) -> None:
    world = await get(page, "/api/world")
    assert set(world) == {
        "now",
        "offset_seconds",
        "phones",
        "groups",
        "faults",
        "queue",
        "bots",
        "accounts",
        "version",
    }
    assert [(each["name"], each["device"]) for each in world["phones"]] == [
        ("Bác Lan", "android"),
        ("Chú Hùng", "iphone"),
        ("Cô Hoa – Tổ công nghệ số", "android"),
    ]
    assert world["phones"][0] == {
        "id": str(town.phone("Bác Lan").id),
        "name": "Bác Lan",
        "device": "android",
        "platform": "telegram",
        "online": True,
        "blocked": False,
        "deleted": False,
        "unread": 0,
        "known_as": {
            "telegram": str(town.phone("Bác Lan").id),
            "zalo-bot": town.zalo_bots.phone("Bác Lan").id,
            "zalo-oa": town.zalo_oas.phone("Bác Lan").id,
        },
    }
    assert world["queue"] == {"waiting": 0, "oldest_seconds": None, "last_error": None}
    assert world["bots"] == [{"username": "hocvuso_bot", "name": "Học Vụ Số", "webhook": False}]


async def test_a_conversation_by_the_page(town: Town, raw: Raw, page: httpx.AsyncClient) -> None:
    lan = town.phone("Bác Lan")
    url = f"/api/phones/{lan.id}"
    chat, *zalo = (await get(page, url))["chats"]
    assert [(each["app"], each["title"]) for each in zalo] == [
        ("zalo-bot", "Bot Học Vụ Số"),
        ("zalo-oa", "Học Vụ Số Thanh Hóa"),
    ]
    assert chat == {
        "app": "telegram",
        "id": chat["id"],
        "kind": "private",
        "title": "Học Vụ Số",
        "members": ["Bác Lan", "Học Vụ Số"],
        "blocked": False,
        "notice": None,
        "messages": [],
    }
    assert (await page.post(f"{url}/start", json={"payload": "abc"})).status_code == 200
    assert (await page.post(f"{url}/say", json={"chat": chat["id"], "text": "chào"})).is_success
    sticker = {"chat": chat["id"], "kind": "sticker", "emoji": "❤️"}
    assert (await page.post(f"{url}/send", json=sticker)).is_success
    await raw.result("sendMessage", chat_id=lan.id, text="Có ạ?", reply_markup=KEYS)
    assert (await get(page, "/api/world"))["phones"][0]["unread"] == 1
    message = (await get(page, url))["chats"][0]["messages"][-1]
    assert message == {
        "id": message["id"],
        "from": "bot",
        "author": "Học Vụ Số",
        "text": "Có ạ?",
        "time": message["time"],
        "edited": False,
        "state": "sent",
        "photo": None,
        "alt": None,
        "document": None,
        "voice": None,
        "buttons": [[{"label": "Có", "n": 0}], [{"label": "Không", "n": 1}]],
        "busy": False,
    }
    assert (await get(page, "/api/world"))["phones"][0]["unread"] == 0
    press = {"chat": chat["id"], "message": message["id"], "n": 1}
    assert (await page.post(f"{url}/press", json=press)).status_code == 200
    assert (await get(page, url))["chats"][0]["messages"][-1]["busy"] is True
    assert (await get(page, "/api/world"))["queue"]["waiting"] == 4
    pressed = (await raw.result("getUpdates"))[-1]["callback_query"]
    assert pressed["data"] == "n"
    await raw.result("answerCallbackQuery", callback_query_id=pressed["id"])
    assert (await get(page, url))["chats"][0]["messages"][-1]["busy"] is False
    calls = await get(page, "/api/log?limit=2")
    assert [call["method"] for call in calls] == ["getUpdates", "answerCallbackQuery"]
    fields = {"time", "app", "method", "chat", "ok", "code", "description", "ms", "fault"}
    assert set(calls[0]) == fields


async def test_phones_groups_clock_and_a_new_day(town: Town, page: httpx.AsyncClient) -> None:
    made = await page.post("/api/phones", json={"name": " Ông Tư ", "device": "iphone"})
    assert made.status_code == 201
    tu = made.json()["id"]
    group = await page.post("/api/groups", json={"title": "Tổ 3", "members": [tu]})
    assert group.status_code == 201
    shown = (await get(page, f"/api/phones/{tu}"))["chats"]
    chats = [chat for chat in shown if chat["app"] == "telegram"]
    assert [chat["kind"] for chat in chats] == ["private", "group"]
    assert chats[1]["id"] == group.json()["id"]
    assert chats[1]["members"] == ["Ông Tư", "Học Vụ Số"]
    before = town.clock.now()
    assert (await page.post("/api/clock", json={"advance_seconds": 86_400})).is_success
    assert (town.clock.now() - before).total_seconds() == pytest.approx(86_400, abs=5)
    assert (await page.post(f"/api/phones/{tu}/network", json={"online": False})).is_success
    assert (await page.post("/api/reset", json={})).is_success
    world = await get(page, "/api/world")
    assert len(world["phones"]) == 3
    assert world["offset_seconds"] == 0
    assert (await page.get(f"/api/phones/{tu}")).status_code == 404
    again = await page.post("/api/phones", json={"name": "Bà Năm", "device": "iphone"})
    assert again.json()["id"] != tu


async def test_a_new_day_repeats_no_number_and_forgets_no_bot(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    await raw.result("sendMessage", chat_id=lan.id, text="a")
    (before,) = await raw.result("getUpdates")
    town.reset()
    again = town.phone("Bác Lan")
    assert (again.id, again.messages()) == (lan.id, [])
    sent = await raw.result("sendMessage", chat_id=lan.id, text="b")
    assert sent["message_id"] == 3
    await again.says("chào")
    (after,) = await raw.result("getUpdates")
    assert after["update_id"] > before["update_id"]


def test_a_town_whose_file_was_deleted_repeats_no_update() -> None:
    clock = TownClock()
    first = Town(clock=clock)
    clock.advance(60)
    assert Town(clock=TownClock(clock.now)).home.next_update >= first.home.next_update + 60


async def test_a_change_ends_the_wait(town: Town, page: httpx.AsyncClient) -> None:
    version = (await get(page, "/api/world"))["version"]
    waiting = asyncio.create_task(get(page, f"/api/changes?since={version}"))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await town.phone("Bác Lan").says("xin chào")
    assert (await waiting)["version"] > version
    assert (await get(page, "/api/changes?since=0"))["version"] > version


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/phones", {"name": "", "device": "android"}, 409),
        ("/api/phones", {"name": "a" * 65, "device": "android"}, 409),
        ("/api/phones", {"name": "a", "device": "nokia"}, 400),
        ("/api/phones", ["a"], 400),
        ("/api/phones/{lan}/say", {"chat": "{chat}", "text": " "}, 409),
        ("/api/phones/{lan}/say", {"chat": "{chat}", "text": "a" * 4097}, 409),
        ("/api/phones/{lan}/say", {"chat": "-1", "text": "a"}, 409),
        ("/api/phones/{lan}/say", {"chat": 7, "text": "a"}, 400),
        ("/api/phones/{lan}/press", {"chat": "{chat}", "message": 99, "n": 0}, 409),
        ("/api/phones/{lan}/press", {"chat": "{chat}", "message": True, "n": 0}, 400),
        ("/api/phones/{lan}/send", {"chat": "{chat}", "kind": "bomb"}, 400),
        ("/api/phones/{lan}/network", {"online": "no"}, 400),
        ("/api/phones/{lan}/dance", {}, 404),
        ("/api/phones/1/say", {"chat": "{chat}", "text": "a"}, 404),
        ("/api/clock", {"advance_seconds": -1}, 409),
        ("/api/clock", {"advance_seconds": 1e12}, 409),
        ("/api/clock", {"advance_seconds": True}, 400),
        ("/api/groups", {"title": "", "members": []}, 409),
        ("/api/groups", {"title": "Tổ", "members": [1]}, 400),
    ],
)
async def test_a_mistake_is_told_in_a_sentence(
    town: Town, page: httpx.AsyncClient, path: str, body: Any, status: int
) -> None:
    lan = town.phone("Bác Lan")
    if isinstance(body, dict) and body.get("chat") == "{chat}":
        body = body | {"chat": lan.chat.key}
    answer = await page.post(path.format(lan=lan.id), json=body)
    assert answer.status_code == status
    sentence = answer.json()["error"]
    assert sentence.endswith(".")
    assert sentence[0].isupper()


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/json", "origin": "https://example.org"},
        {"content-type": "application/json", "origin": "null"},
        {"content-type": "application/json", "sec-fetch-site": "cross-site"},
        {"content-type": "application/json", "sec-fetch-site": "same-site"},
    ],
)
async def test_a_foreign_page_can_do_nothing(
    town: Town, page: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    version = town.world.version
    answer = await page.post("/api/reset", content="{}", headers=headers)
    assert answer.status_code in (403, 415)
    assert town.world.version == version


async def test_its_own_page_can(town: Town, page: httpx.AsyncClient) -> None:
    headers = {"origin": town.url, "sec-fetch-site": "same-origin"}
    assert (await page.post("/api/clock", json={"advance_seconds": 1}, headers=headers)).is_success


async def test_files_can_be_seen_but_never_run(
    town: Town, raw: Raw, page: httpx.AsyncClient
) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    call = f"/telegram/bot{town.token}"
    evil = {"document": ("a.html", b"<script>alert(1)</script>", "text/html")}
    await page.post(f"{call}/sendDocument", data={"chat_id": lan.id}, files=evil)
    picture = {"photo": ("a.png", png(), "text/html")}
    given = {"chat_id": lan.id, "caption": "Màn hình"}
    await page.post(f"{call}/sendPhoto", data=given, files=picture)
    document, photo = (await get(page, f"/api/phones/{lan.id}"))["chats"][0]["messages"][-2:]
    assert document["document"]["name"] == "a.html"
    answer = await page.get(document["document"]["url"])
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert photo["alt"] == "Màn hình"
    assert (await page.get(photo["photo"])).headers["content-type"] == "image/png"
    note = {"voice": ("a.ogg", b"OggS....", "text/html")}
    await page.post(f"{call}/sendVoice", data={"chat_id": lan.id}, files=note)
    heard = (await get(page, f"/api/phones/{lan.id}"))["chats"][0]["messages"][-1]
    assert (heard["text"], heard["document"]) == ("", None)
    assert (await page.get(heard["voice"])).headers["content-type"] == "audio/ogg"
    assert (await page.get("/api/files/etc")).status_code == 404


async def test_mounted_below_a_path_it_is_the_same_town() -> None:
    town = Town(rates=NO_RATES)
    app = Starlette(routes=[Mount("/town", town)])
    await town.start()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        lan = town.phone("Bác Lan")
        await lan.starts()
        call = f"/town/telegram/bot{town.token}"
        assert (await client.get(f"{call}/getMe")).json()["ok"]
        await client.post(
            f"{call}/sendPhoto", data={"chat_id": lan.id}, files={"photo": ("a.png", png())}
        )
        shown = (await client.get(f"/town/api/phones/{lan.id}")).json()
        photo = shown["chats"][0]["messages"][-1]["photo"]
        assert photo.startswith("/town/api/files/")
        assert (await client.get(photo)).content == png()
        front = await client.get("/town/")
        assert front.status_code == 200
        policy = front.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    await town.stop()
