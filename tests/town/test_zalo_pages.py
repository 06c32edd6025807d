"""Zalo on the page: what a phone shows, what a hand can do by JSON, and a sentence for every mistake."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.town.wire import Raw, png
from tests.town.zalo_wire import album, hook
from town.hamlet import XOM_DONG
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo.accounts import Manner, Plan


@pytest.fixture
async def page(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{town.url}/api", timeout=60) as client:
        yield client


async def get(page: httpx.AsyncClient, path: str) -> Any:
    answer = await page.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def done(page: httpx.AsyncClient, path: str, **given: object) -> Any:
    answer = await page.post(path, json=given)
    assert answer.is_success, answer.text
    return answer.json()


async def zalo_chats(page: httpx.AsyncClient, person: int) -> list[dict[str, Any]]:
    chats = (await get(page, f"/phones/{person}"))["chats"]
    return [chat for chat in chats if chat["app"] == "zalo-bot"]


async def test_a_conversation_by_the_page(town: Town, zalo: Raw, page: httpx.AsyncClient) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    (chat,) = await zalo_chats(page, lan.person.id)
    bot = town.zalo_bots.home
    assert chat == {
        "app": "zalo-bot",
        "id": f"{bot.id}:{lan.id}",
        "kind": "private",
        "title": "Bot Học Vụ Số",
        "members": ["Bác Lan", "Bot Học Vụ Số"],
        "blocked": False,
        "notice": None,
        "account": bot.id,
        "mentions": [],
        "owner": False,
        "opened": False,
        "followed": False,
        "typing": False,
        "messages": [],
    }
    url = f"/zalo/phones/{lan.person.id}"
    await done(page, f"{url}/open", chat=chat["id"])
    await done(page, f"{url}/say", chat=chat["id"], text="xin chào")
    await done(page, f"{url}/send", chat=chat["id"], kind="picture", caption="đây")
    sent = await zalo.result("sendMessage", chat_id=lan.id, text="Chào bác\n1. Có\n2. Không")
    await zalo.call("sendChatAction", chat_id=lan.id, action="typing")
    assert (await get(page, "/world"))["phones"][0]["unread"] == 1
    (chat,) = await zalo_chats(page, lan.person.id)
    assert (chat["opened"], chat["typing"]) == (True, True)
    said, picture, answer = chat["messages"]
    assert (said["from"], said["text"], said["kind"], said["state"]) == (
        "me",
        "xin chào",
        "text",
        "sent",
    )
    assert (picture["text"], picture["kind"], picture["photo"]) == ("📷 Ảnh đây", "picture", None)
    assert answer == {
        "id": sent["message_id"],
        "from": "bot",
        "author": "Bot Học Vụ Số",
        "text": "Chào bác\n1. Có\n2. Không",
        "time": answer["time"],
        "edited": False,
        "state": "sent",
        "photo": None,
        "alt": None,
        "document": None,
        "voice": None,
        "buttons": [],
        "busy": False,
        "kind": "text",
        "quotes": None,
        "mentioned": [],
    }
    await done(page, f"{url}/say", chat=chat["id"], text="1", quotes=answer["id"])
    (chat,) = await zalo_chats(page, lan.person.id)
    assert chat["messages"][-1]["quotes"] == {
        "id": answer["id"],
        "author": "Bot Học Vụ Số",
        "text": answer["text"],
    }
    await done(page, f"{url}/block", chat=chat["id"], blocked=True)
    assert (await zalo_chats(page, lan.person.id))[0]["blocked"] is True
    assert (await get(page, "/world"))["phones"][0]["unread"] == 0


async def test_a_group_by_the_page(town: Town, zalo: Raw, page: httpx.AsyncClient) -> None:
    lan, bot = town.zalo_bots.phone("Bác Lan"), town.zalo_bots.home
    ids = [str(person) for person in town.world.people]
    made = await done(page, "/zalo/groups", title="Xóm Đông", members=ids)
    url = f"/zalo/groups/{made['id']}"
    await done(page, f"{url}/invite", account=bot.id)
    (group,) = (await get(page, "/world"))["groups"]
    assert group == {
        "app": "zalo-bot",
        "id": made["id"],
        "title": "Xóm Đông",
        "kind": "group",
        "members": ["Bác Lan", "Chú Hùng", "Cô Hoa – Tổ công nghệ số"],
        "bot": True,
        "muted": False,
    }
    phone = f"/zalo/phones/{lan.person.id}"
    async with hook(town) as heard:
        await done(page, f"{phone}/say", chat=made["id"], text="chào cả nhà")
        await done(page, f"{phone}/say", chat=made["id"], text="bài 3", mention=bot.id)
        await heard.has(1)
    assert heard.texts == ["@Bot Học Vụ Số bài 3"]
    _, chat = await zalo_chats(page, lan.person.id)
    assert (chat["kind"], chat["title"], chat["owner"]) == ("group", "Xóm Đông", True)
    assert chat["mentions"] == [{"id": bot.id, "name": "Bot Học Vụ Số"}]
    assert chat["messages"][-1]["mentioned"] == ["Bot Học Vụ Số"]
    assert chat["messages"][-1]["state"] == "delivered"
    hung = town.zalo_bots.phone("Chú Hùng").person.id
    assert (await zalo_chats(page, hung))[1]["owner"] is False
    await done(page, f"{url}/leave", person=str(hung))
    assert len(await zalo_chats(page, hung)) == 1
    await done(page, f"{url}/join", person=str(hung))
    await done(page, f"{url}/put-out", account=bot.id)
    assert (await get(page, "/world"))["groups"][0]["bot"] is False


async def test_a_note_of_the_platform_is_no_unread_message(
    town: Town, page: httpx.AsyncClient
) -> None:
    lan, hung = town.zalo_bots.phone("Bác Lan"), town.zalo_bots.phone("Chú Hùng")
    group = town.zalo_bots.group("Xóm Đông", lan, hung)
    unread = [each["unread"] for each in (await get(page, "/world"))["phones"]]
    assert unread == [0, 0, 0]
    await hung.says("chào cả nhà", group)
    unread = [each["unread"] for each in (await get(page, "/world"))["phones"]]
    assert unread == [1, 0, 0]


async def test_a_picture_is_fetched_each_time_it_is_looked_at(
    town: Town, zalo: Raw, page: httpx.AsyncClient
) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("xin chào")
    async with album() as host:
        await zalo.result("sendPhoto", chat_id=lan.id, photo=host.url, caption="Bước 1")
        (chat,) = await zalo_chats(page, lan.person.id)
        shown = chat["messages"][-1]
        assert (shown["text"], shown["alt"]) == ("Bước 1", "Bước 1")
        seen = await page.get(town.url + shown["photo"])
        assert (seen.content, seen.headers["content-type"]) == (png(), "image/png")
        host.gone.append("/buoc-1.png")
        assert (await page.get(town.url + shown["photo"])).status_code == 404
    assert (await page.get("/zalo/pictures/0123456789abcdef0123")).status_code == 404


async def test_accounts_at_a_glance_and_their_manners(town: Town, page: httpx.AsyncClient) -> None:
    lan, bot = town.zalo_bots.phone("Bác Lan"), town.zalo_bots.home
    await lan.says("xin chào")
    town.zalo_bots.group("Xóm Đông", lan)
    account, oa = (await get(page, "/world"))["accounts"]
    assert (oa["app"], oa["name"]) == ("zalo-oa", "Học Vụ Số Thanh Hóa")
    assert account == {
        "app": "zalo-bot",
        "id": bot.id,
        "name": "Bot Học Vụ Số",
        "webhook": False,
        "plan": {"users": 50, "groups": 3, "messages": 3000},
        "used": {"users": 1, "groups": 1, "messages": 1},
        "manner": {
            "wrapped": False,
            "photo_field": "photo_url",
            "attempts": 1,
            "quote_field": "",
            "display_name": True,
        },
    }
    url = f"/zalo/bots/{bot.id}"
    await done(page, f"{url}/manner", wrapped=True, attempts=None)
    await done(page, f"{url}/manner", photo_field="photo", quote_field="quote")
    assert bot.manner == Manner(True, "photo", None, "quote", display_name=True)
    await done(page, f"{url}/plan", messages=10, users=None)
    assert bot.plan == Plan(None, 3, 10)


async def test_what_waits_and_what_failed_is_shown(town: Town, page: httpx.AsyncClient) -> None:
    town.zalo_bots.home.manner.attempts = None
    async with hook(town):
        pass
    await town.zalo_bots.phone("Bác Lan").says("có ai không?")
    async with httpx.AsyncClient(base_url=town.url) as client:
        while True:
            queue = (await client.get("/api/world")).json()["queue"]
            if queue["last_error"]:
                break
    assert queue["waiting"] == 1
    assert queue["last_error"] == "Không tới được webhook Zalo (conn)"


async def test_a_fault_is_switched_on_for_one_app(
    town: Town, zalo: Raw, raw: Raw, page: httpx.AsyncClient
) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("xin chào")
    given = {"name": "too-many", "chat": lan.id, "times": 1, "app": "zalo-bot"}
    made = await done(page, "/faults", **given)
    (on,) = (await get(page, "/world"))["faults"]["on"]
    assert (on["app"], on["id"], on["chat"]) == ("zalo-bot", made["id"], lan.id)
    assert await zalo.refusal("sendMessage", chat_id=lan.id, text="a") == (429, "Quota exceeded")
    await zalo.result("sendMessage", chat_id=lan.id, text="a")
    for app in ("telegram", "zalo-bot"):
        await done(page, "/faults", name="empty", app=app)
    first, second = (await get(page, "/world"))["faults"]["on"]
    await done(page, "/faults/off", id=second["id"])
    assert (await get(page, "/world"))["faults"]["on"] == [first]
    await done(page, "/faults/off")
    assert (await get(page, "/world"))["faults"]["on"] == []


async def test_one_network_for_all_apps(town: Town, page: httpx.AsyncClient) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    person = lan.person.id
    await done(page, f"/phones/{person}/network", online=False)
    (chat,) = await zalo_chats(page, person)
    await done(page, f"/zalo/phones/{person}/say", chat=chat["id"], text="chờ mạng")
    assert (await zalo_chats(page, person))[0]["messages"][0]["state"] == "waiting"
    await done(page, f"/phones/{person}/network", online=True)
    assert (await zalo_chats(page, person))[0]["messages"][0]["state"] == "sent"


async def test_a_person_may_be_protected(town: Town, page: httpx.AsyncClient) -> None:
    person = town.zalo_bots.phone("Bác Lan").person
    await done(page, f"/zalo/phones/{person.id}/protect", protected=True)
    assert (await get(page, f"/phones/{person.id}"))["protected"] is True


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("phones/{lan}/say", {"chat": "{chat}", "text": " "}, 409),
        ("phones/{lan}/say", {"chat": "{chat}", "text": "a" * 2001}, 409),
        ("phones/{lan}/say", {"chat": "khac", "text": "a"}, 409),
        ("phones/{lan}/say", {"chat": "{chat}", "text": "a", "quotes": "x"}, 409),
        ("phones/{lan}/say", {"chat": "{chat}", "text": "a", "mention": "x"}, 409),
        ("phones/{lan}/say", {"chat": "{chat}"}, 400),
        ("phones/{lan}/send", {"chat": "{chat}", "kind": "text"}, 409),
        ("phones/{lan}/send", {"chat": "{chat}", "kind": "bomb"}, 400),
        ("phones/{lan}/follow", {"chat": "{chat}", "followed": True}, 409),
        ("phones/{lan}/tap", {"chat": "{chat}", "message": "x", "n": 0}, 409),
        ("phones/{lan}/block", {"chat": "{group}", "blocked": True}, 409),
        ("phones/{lan}/block", {"chat": "{chat}", "blocked": 1}, 400),
        ("phones/{lan}/dance", {}, 404),
        ("phones/1/say", {"chat": "{chat}", "text": "a"}, 404),
        ("groups", {"title": "", "members": ["{lan}"]}, 409),
        ("groups", {"title": "Tổ", "members": ["1"]}, 400),
        ("groups", {"title": "Tổ", "members": ["{lan}"], "account": "x"}, 409),
        ("groups/{group}/invite", {"account": "{bot}"}, 409),
        ("groups/{group}/put-out", {"account": "x"}, 409),
        ("groups/{group}/join", {"person": "{lan}"}, 409),
        ("groups/{group}/dance", {}, 404),
        ("groups/zgr-x/join", {"person": "{lan}"}, 404),
        ("bots/{bot}/manner", {"photo_field": "picture"}, 409),
        ("bots/{bot}/manner", {"attempts": 0}, 409),
        ("bots/{bot}/manner", {"wrapped": "no"}, 400),
        ("bots/{bot}/plan", {"users": -1}, 409),
        ("bots/{bot}/plan", {"users": True}, 400),
        ("bots/{bot}/dance", {}, 404),
        ("bots/1/plan", {}, 404),
    ],
)
async def test_a_mistake_is_told_in_a_sentence(
    town: Town, page: httpx.AsyncClient, path: str, given: dict[str, Any], status: int
) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    group = town.zalo_bots.group("Xóm Đông", lan)
    names = {
        "{lan}": str(lan.person.id),
        "{chat}": lan.chat.key,
        "{group}": group.id,
        "{bot}": town.zalo_bots.home.id,
    }
    for name, value in names.items():
        path = path.replace(name, value)
    body = {
        key: names.get(value, value) if isinstance(value, str) else value
        for key, value in given.items()
    }
    if isinstance(body.get("members"), list):
        body["members"] = [names.get(each, each) for each in body["members"]]
    answer = await page.post(f"/zalo/{path}", json=body)
    assert answer.status_code == status, answer.text
    sentence = answer.json()["error"]
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert lan.chat.messages == []


async def test_a_foreign_page_can_do_nothing(town: Town, page: httpx.AsyncClient) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    body = json.dumps({"chat": lan.chat.key, "text": "a"})
    for headers in (
        {"content-type": "text/plain"},
        {"content-type": "application/json", "origin": "https://example.org"},
    ):
        url = f"/zalo/phones/{lan.person.id}/say"
        assert (await page.post(url, content=body, headers=headers)).status_code in (403, 415)
    assert lan.chat.messages == []


async def test_mounted_below_a_path_it_is_the_same_town() -> None:
    town = Town(rates=NO_RATES, hamlet=XOM_DONG)
    app = Starlette(routes=[Mount("/town", town)])
    await town.start()
    transport = httpx.ASGITransport(app)
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("xin chào")
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://service") as client,
        album() as host,
    ):
        call = f"/town/zalo-bot/bot{town.zalo_bots.token}"
        assert (await client.get(f"{call}/getMe")).json()["ok"]
        given = {"chat_id": lan.id, "photo": host.url}
        assert (await client.post(f"{call}/sendPhoto", json=given)).json()["ok"]
        shown = (await client.get(f"/town/api/phones/{lan.person.id}")).json()
        private = next(chat for chat in shown["chats"] if chat["app"] == "zalo-bot")
        photo = private["messages"][-1]["photo"]
        assert photo.startswith("/town/api/zalo/pictures/")
        assert (await client.get(photo)).content == png()
    await town.stop()
