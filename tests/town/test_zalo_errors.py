"""The refusals of the simulated Zalo Bot API, one by one, and in which shape they come."""

from typing import Any

import pytest

from tests.town.wire import Raw
from tests.town.zalo_wire import SECRET, album
from town.town import Town
from town.zalo import errors
from town.zalo.errors import Refusal

NOWHERE = "http://127.0.0.1:9/hook"

CATALOGUE = {
    "UNAUTHORIZED": (401, "Unauthorized"),
    "NOT_FOUND": (404, "Not Found"),
    "NO_WEBHOOK": (404, "Not Found"),
    "TIMEOUT": (408, "Request timeout"),
    "TOO_MANY_TRIALS": (426, "Daily limit of testWebhook exceeded"),
    "QUOTA": (429, "Quota exceeded"),
    "INTERNAL": (500, "Internal server error"),
    "CHAT_MISSING": (400, "Bad request: chat_id is required"),
    "CHAT_UNKNOWN": (400, "Bad request: chat_id is invalid"),
    "BLOCKED": (400, "Bad request: user does not receive messages of this bot"),
    "NOT_IN_GROUP": (400, "Bad request: bot is not a member of this group"),
    "TEXT_MISSING": (400, "Bad request: text is required"),
    "TEXT_TOO_LONG": (400, "Bad request: text is longer than 2000 characters"),
    "CAPTION_TOO_LONG": (400, "Bad request: caption is longer than 2000 characters"),
    "PICTURE_MISSING": (400, "Bad request: photo is required"),
    "PICTURE_UNREACHABLE": (400, "Bad request: photo cannot be downloaded"),
    "PICTURE_INVALID": (400, "Bad request: photo is not a picture"),
    "PICTURE_TOO_LARGE": (400, "Bad request: photo is too large"),
    "STICKER_MISSING": (400, "Bad request: sticker is required"),
    "VOICE_INVALID": (400, "Bad request: voice_url must be the address of an .aac file"),
    "ACTION_INVALID": (400, "Bad request: action is invalid"),
    "URL_INVALID": (400, "Bad request: url must be a public HTTPS address"),
    "SECRET_INVALID": (400, "Bad request: secret_token must have 8 to 256 characters"),
    "UNREADABLE": (400, "Bad request: parameters cannot be read"),
    "TOO_LARGE": (400, "Bad request: request is too large"),
}


def test_the_catalogue() -> None:
    found = {name: each for name, each in vars(errors).items() if isinstance(each, Refusal)}
    assert {name: (each.code, each.description) for name, each in found.items()} == CATALOGUE
    assert [name for name, each in found.items() if each.key == "errorCode"] == ["TOO_MANY_TRIALS"]
    assert [name for name, each in found.items() if not each.key] == ["NO_WEBHOOK"]


def told(name: str) -> tuple[int, str]:
    return CATALOGUE[name]


@pytest.mark.parametrize(
    ("method", "given", "name"),
    [
        ("sendMessage", {"text": "a"}, "CHAT_MISSING"),
        ("sendMessage", {"text": "a", "chat_id": ""}, "CHAT_MISSING"),
        ("sendMessage", {"text": "a", "chat_id": "0123456789abcdef0123"}, "CHAT_UNKNOWN"),
        ("sendMessage", {"text": "a", "chat_id": "zgr-0123456789abcdef0123"}, "CHAT_UNKNOWN"),
        ("sendMessage", {"text": "a", "chat_id": 7_000_000_001}, "CHAT_UNKNOWN"),
        ("sendMessage", {"chat_id": "LAN"}, "TEXT_MISSING"),
        ("sendMessage", {"chat_id": "LAN", "text": ""}, "TEXT_MISSING"),
        ("sendMessage", {"chat_id": "LAN", "text": " \n "}, "TEXT_MISSING"),
        ("sendMessage", {"chat_id": "LAN", "text": "a" * 2001}, "TEXT_TOO_LONG"),
        ("sendPhoto", {"chat_id": "LAN"}, "PICTURE_MISSING"),
        ("sendPhoto", {"chat_id": "nobody", "photo": "https://a.invalid/a.png"}, "CHAT_UNKNOWN"),
        (
            "sendPhoto",
            {"chat_id": "LAN", "photo": "http://127.0.0.1:9/", "caption": "a" * 2001},
            "CAPTION_TOO_LONG",
        ),
        ("sendPhoto", {"chat_id": "LAN", "photo": "http://127.0.0.1:9/"}, "PICTURE_UNREACHABLE"),
        ("sendPhoto", {"chat_id": "LAN", "photo": "http://["}, "PICTURE_UNREACHABLE"),
        ("sendPhoto", {"chat_id": "LAN", "photo": "file:///etc/passwd"}, "PICTURE_UNREACHABLE"),
        ("sendSticker", {"chat_id": "LAN"}, "STICKER_MISSING"),
        ("sendVoice", {"chat_id": "LAN"}, "VOICE_INVALID"),
        ("sendVoice", {"chat_id": "LAN", "voice_url": "https://a.example/a.mp3"}, "VOICE_INVALID"),
        ("sendVoice", {"chat_id": "LAN", "voice_url": "a.aac"}, "VOICE_INVALID"),
        ("sendChatAction", {"chat_id": "LAN", "action": "upload_photo"}, "ACTION_INVALID"),
        ("sendChatAction", {"chat_id": "nobody", "action": "typing"}, "CHAT_UNKNOWN"),
        ("setWebhook", {"url": "", "secret_token": SECRET}, "URL_INVALID"),
        ("setWebhook", {"url": "http://a.example/", "secret_token": SECRET}, "URL_INVALID"),
        ("setWebhook", {"url": "https://192.168.1.2/", "secret_token": SECRET}, "URL_INVALID"),
        ("setWebhook", {"url": "https://10.0.0.1/", "secret_token": SECRET}, "URL_INVALID"),
        ("setWebhook", {"url": "ftp://127.0.0.1/", "secret_token": SECRET}, "URL_INVALID"),
        ("setWebhook", {"url": "https://[", "secret_token": SECRET}, "URL_INVALID"),
        ("setWebhook", {"url": NOWHERE}, "SECRET_INVALID"),
        ("setWebhook", {"url": NOWHERE, "secret_token": "1234567"}, "SECRET_INVALID"),
        ("setWebhook", {"url": NOWHERE, "secret_token": "a" * 257}, "SECRET_INVALID"),
        ("setWebhook", {"url": NOWHERE, "secret_token": "bí-mật-bí-mật"}, "SECRET_INVALID"),
        ("setWebhook", {"url": NOWHERE, "secret_token": "a\r\nb: 34567"}, "SECRET_INVALID"),
        ("getUpdates", {"timeout": "soon"}, "UNREADABLE"),
        ("getupdates", {}, "NOT_FOUND"),
        ("SendMessage", {"chat_id": "LAN", "text": "a"}, "NOT_FOUND"),
        ("editMessageText", {"chat_id": "LAN", "text": "a"}, "NOT_FOUND"),
        ("sendDocument", {"chat_id": "LAN"}, "NOT_FOUND"),
        ("", {}, "NOT_FOUND"),
    ],
)
async def test_what_is_refused(
    town: Town, zalo: Raw, method: str, given: dict[str, Any], name: str
) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("xin chào")
    given = {key: lan.id if value == "LAN" else value for key, value in given.items()}
    used = dict(town.zalo_bots.home.usage)
    assert await zalo.refusal(method, **given) == told(name)
    assert lan.heard() == []
    assert town.zalo_bots.home.usage == used
    assert town.zalo_bots.home.webhook is None


@pytest.mark.parametrize("secret", ["12345678", "a" * 256])
async def test_a_secret_has_8_to_256_characters(zalo: Raw, secret: str) -> None:
    await zalo.result("setWebhook", url=NOWHERE, secret_token=secret)


@pytest.mark.parametrize("token", ["8000000002:another", "8000000002", "xin-chao", ""])
async def test_another_token_opens_nothing(town: Town, zalo: Raw, token: str) -> None:
    zalo.base = f"{town.zalo_bots.url}/bot{token}"
    assert await zalo.refusal("getMe") == told("UNAUTHORIZED")


@pytest.mark.parametrize("body", [b"{", b"[]", b'"a"', b"\xff"])
async def test_what_is_no_object_cannot_be_read(zalo: Raw, body: bytes) -> None:
    call = zalo.session.post(
        f"{zalo.base}/getMe", data=body, headers={"Content-Type": "application/json"}
    )
    async with call as answer:
        assert answer.status == 400
        assert (await answer.json())["description"] == errors.UNREADABLE.description


async def test_a_body_may_be_too_large(zalo: Raw) -> None:
    assert await zalo.refusal("sendMessage", text="a" * 300 * 1024) == told("TOO_LARGE")


async def test_a_picture_for_somebody_who_blocks_meanwhile(town: Town, zalo: Raw) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("xin chào")
    async with album() as host:
        await lan.blocks()
        assert await zalo.refusal("sendPhoto", chat_id=lan.id, photo=host.url) == told("BLOCKED")
        assert host.asked == []
