"""The simulated Zalo Bot API to a plain client: how it is called, what it takes, what it answers."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.town.wire import Raw
from tests.town.zalo_wire import SECRET, album, hook, serving
from town.town import Town
from town.zalo.phone import ZaloPhone
from town.zalo.world import Kind


@pytest.fixture
async def lan(town: Town) -> ZaloPhone:
    phone = town.zalo_bots.phone("Bác Lan")
    await phone.says("xin chào")
    return phone


async def test_who_the_bot_is(town: Town, zalo: Raw) -> None:
    home = town.zalo_bots.home
    assert await zalo.result("getMe") == {
        "id": home.id,
        "account_name": home.account_name,
        "account_type": "BASIC",
        "can_join_groups": False,
        "display_name": "Bot Học Vụ Số",
    }
    home.manner.display_name = False
    assert "display_name" not in await zalo.result("getMe")


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_parameters_come_in_any_way(
    town: Town, zalo: Raw, lan: ZaloPhone, method: str, way: str
) -> None:
    given = {"chat_id": lan.id, "text": "Chào bác"}
    multipart = aiohttp.FormData(given, default_to_multipart=True)
    ways: dict[str, dict[str, Any]] = {
        "query": {"params": given},
        "form": {"data": given},
        "json": {"json": given},
        "multipart": {"data": multipart},
    }
    async with zalo.session.request(method, f"{zalo.base}/sendMessage", **ways[way]) as answer:
        assert answer.status == 200
        assert answer.content_type == "application/json"
    assert lan.heard() == ["Chào bác"]


async def test_a_sent_message_is_told_by_an_opaque_id_and_milliseconds(
    zalo: Raw, lan: ZaloPhone
) -> None:
    sent = await zalo.result("sendMessage", chat_id=lan.id, text="Chào bác")
    (shown,) = [each for each in lan.messages() if each.account]
    assert sent == {
        "message_id": shown.outside,
        "date": int(shown.at.timestamp() * 1000),
    }


@pytest.mark.parametrize("text", ["ê" * 2000, "😀" * 1000])
async def test_a_text_may_have_2000_utf_16_units_and_no_more(
    zalo: Raw, lan: ZaloPhone, text: str
) -> None:
    await zalo.result("sendMessage", chat_id=lan.id, text=text)
    code, _ = await zalo.refusal("sendMessage", chat_id=lan.id, text=text + "a")
    assert code == 400
    assert lan.heard() == [text]


async def test_what_telegram_has_is_ignored_and_markup_is_shown_as_it_comes(
    zalo: Raw, lan: ZaloPhone
) -> None:
    keys = {"inline_keyboard": [[{"text": "Có", "callback_data": "y"}]]}
    styles = [{"start": 0, "len": 2, "st": ["b"]}]
    await zalo.result(
        "sendMessage",
        chat_id=lan.id,
        text="**Có** ạ?",
        parse_mode="markdown",
        text_styles=styles,
        reply_markup=keys,
        reply_to_message_id="1",
    )
    (shown,) = [each for each in lan.messages() if each.account]
    assert (shown.text, shown.buttons, shown.quotes) == ("**Có** ạ?", [], None)


async def test_a_picture_is_fetched_at_once_and_again_by_whoever_looks(
    zalo: Raw, lan: ZaloPhone
) -> None:
    async with album() as host:
        sent = await zalo.result("sendPhoto", chat_id=lan.id, photo=host.url, caption="Bước 1")
        assert host.asked == ["/buoc-1.png"]
        (shown,) = [each for each in lan.messages() if each.account]
        assert (shown.outside, shown.text, shown.kind) == (
            sent["message_id"],
            "Bước 1",
            Kind.PICTURE,
        )
        assert (await lan.looks_at(shown) or b"").startswith(b"\x89PNG")
        assert len(host.asked) == 2
        host.gone.append("/buoc-1.png")
        assert await lan.looks_at(shown) is None  # the black picture of whoever deletes too early


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"<html>", 200, "not a picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1024 * 1024), 200, "too large"),
        (b"\x89PNG\r\n\x1a\n", 404, "downloaded"),
        (b"\x89PNG\r\n\x1a\n", 302, "downloaded"),
    ],
    ids=["html", "large", "missing", "redirect"],
)
async def test_what_is_no_picture_is_refused(
    zalo: Raw, lan: ZaloPhone, body: bytes, status: int, reason: str
) -> None:
    async with album(body, status) as host:
        code, said = await zalo.refusal("sendPhoto", chat_id=lan.id, photo=host.url)
    assert code == 400
    assert reason in said
    assert lan.heard() == []


async def test_a_voice_note_arrives_in_private_and_vanishes_in_a_group(
    town: Town, zalo: Raw, lan: ZaloPhone
) -> None:
    group = town.zalo_bots.group("Tổ 3", lan)
    for chat_id in (lan.id, group.id):
        url = "https://hocvuso.example/bai-1.aac?v=2"
        assert await zalo.result("sendVoice", chat_id=chat_id, voice_url=url)
    assert [each.kind for each in lan.messages() if each.account] == [Kind.VOICE]
    assert lan.heard(group) == []


@pytest.mark.parametrize("body", [b"\xff\xf1 raw AAC", b"OggS", b""])
async def test_a_phone_fetches_a_voice_note_when_it_is_played(
    zalo: Raw, lan: ZaloPhone, body: bytes
) -> None:
    async def give(_: web.Request) -> web.Response:
        return web.Response(body=body)

    async with serving({"/a.aac": give}, method="GET") as host:
        assert await zalo.result("sendVoice", chat_id=lan.id, voice_url=f"{host}/a.aac")
        note = next(each for each in lan.messages() if each.account)
        assert await lan.hears(note) == (body if body.startswith(b"\xff\xf1") else None)
    assert await lan.hears(note) is None


async def test_a_sticker_and_a_sign_of_writing(town: Town, zalo: Raw, lan: ZaloPhone) -> None:
    used = dict(town.zalo_bots.home.usage)
    assert await zalo.call("sendChatAction", chat_id=lan.id, action="typing") == {"ok": True}
    assert lan.chat.typing_until is not None
    assert town.zalo_bots.home.usage == used
    await zalo.result("sendSticker", chat_id=lan.id, sticker="0e078a2fb66a5f34067b")
    assert lan.chat.typing_until is None
    assert [each.kind for each in lan.messages() if each.account] == [Kind.STICKER]


async def test_webhook_information_begins_with_not_found(zalo: Raw) -> None:
    async with zalo.session.post(f"{zalo.base}/getWebhookInfo", json={}) as answer:
        assert (answer.status, await answer.json()) == (
            404,
            {"ok": False, "description": "Not Found"},
        )
    given = {"url": "http://127.0.0.1:9/hook", "secret_token": SECRET}
    set_up = await zalo.result("setWebhook", **given)
    info = await zalo.result("getWebhookInfo")
    assert info == {"url": given["url"], "updated_at": set_up["updated_at"]}
    gone = await zalo.result("deleteWebhook")
    assert gone["url"] == ""
    assert await zalo.result("getWebhookInfo") == gone


async def test_a_webhook_is_probed_by_an_empty_body_and_kept_whatever_comes_of_it(
    town: Town, zalo: Raw
) -> None:
    async with hook(town) as heard:
        (probe,) = heard.probes
        assert probe["User-Agent"].startswith("Java/")
        assert "Content-Type" not in probe
        assert "X-Bot-Api-Secret-Token" not in probe
        tried = await zalo.result("testWebhook")
        assert len(heard.probes) == 2
        assert (tried["ok"], tried["outcome"], tried["status_code"]) == (True, "webhook.ok", 200)
    set_up = await zalo.result("setWebhook", url=heard.url, secret_token=SECRET)
    assert set_up["verification"] == {
        "ok": False,
        "url": heard.url,
        "outcome": "webhook.err.conn",
        "hint": "Your endpoint could not be reached.",
    }
    assert (await zalo.result("getWebhookInfo"))["url"] == heard.url


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "webhook.ok"),
        (204, "webhook.ok"),
        (301, "webhook.http.other"),
        (403, "webhook.http.403"),
        (404, "webhook.http.404"),
        (503, "webhook.http.5xx"),
    ],
)
async def test_what_a_probe_finds(zalo: Raw, status: int, outcome: str) -> None:
    async def answering(request: web.Request) -> web.Response:
        return web.Response(status=status)

    async with serving({"/hook": answering}, method="POST") as base:
        given = {"url": f"{base}/hook", "secret_token": SECRET}
        found = (await zalo.result("setWebhook", **given))["verification"]
    assert (found["outcome"], found["status_code"]) == (outcome, status)
    assert found["ok"] is (outcome == "webhook.ok")
    assert found["hint"]


async def test_webhooks_are_tried_a_few_times_a_day(town: Town, zalo: Raw) -> None:
    async with hook(town):
        for _ in range(5):
            await zalo.result("testWebhook")
        async with zalo.session.post(f"{zalo.base}/testWebhook", json={}) as answer:
            refused = await answer.json()
        assert (answer.status, refused["errorCode"], "error_code" in refused) == (426, 426, False)
        town.clock.advance(86_400)
        await zalo.result("testWebhook")


async def test_calls_of_both_apps_are_in_one_log(town: Town, raw: Raw, zalo: Raw) -> None:
    await raw.result("getMe")
    await zalo.result("getMe")
    await zalo.refusal("sendMessage", chat_id="x", text="a")
    apps = [(call.app, call.bot, call.chat, call.ok) for call in town.calls]
    bot = town.zalo_bots.home.id
    assert apps == [
        ("telegram", town.home.id, None, True),
        ("zalo-bot", bot, None, True),
        ("zalo-bot", bot, "x", False),
    ]


async def test_many_calls_at_once_are_all_taken(town: Town, zalo: Raw, lan: ZaloPhone) -> None:
    """No limit a second is published, and none is enforced."""
    async with asyncio.TaskGroup() as together:
        for n in range(60):
            together.create_task(zalo.result("sendMessage", chat_id=lan.id, text=str(n)))
    assert len(lan.heard()) == 60
