"""What is to be heard, from the bubble to the ear: through real adapters, real HTTP and tiny programs that speak."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.delivery import Ambiguous, Sent
from bot.limits import Limits
from bot.message import Message, Voice
from bot.update import Address, ChatKind
from channels.pictures import Pictures
from channels.sounds import PATH, At, Sounds, routes
from channels.telegram.adapter import Telegram
from channels.webchat.adapter import WebChat, chat_of
from channels.webchat.routes import pages
from channels.zalo_bot.adapter import ZaloBot
from speech import encoder, engine
from speech.shelf import Shelf
from speech.speaker import Speaker
from tests.channels.fake_wire import TOKEN, Drop, Wire, refusal
from tests.channels.fake_zalo_bot import ZaloWire
from tests.channels.letters import NOW, envelope
from tests.speech.programs import Machine
from tests.webchat.conftest import BEARER, KEY, Desk

INSTEAD = "Lần này cháu chưa đọc thành tiếng được ạ."
VOICE = Voice("", "Bước 1/2 · Mở kho\nChạm hình tam giác.", INSTEAD)
BUBBLE = Message("Mời bác nghe ạ.", voice=VOICE)
DOOR = "https://hoc.example"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "bin").mkdir()
    return Machine(tmp_path / "bin").speaks()


@pytest.fixture
async def sounds(machine: Machine, tmp_path: Path) -> AsyncIterator[Sounds]:
    found = engine.found("", machine.which), encoder.found(machine.which)
    speaker = Speaker(tmp_path, Shelf(tmp_path / "tieng"), *found)
    sounds = Sounds(speaker)
    sounds.key = b"the installation's own"
    yield sounds
    await speaker.close()


@pytest.fixture
async def telegram(wire: Wire, sounds: Sounds) -> AsyncIterator[Telegram]:
    channel = Telegram("telegram", TOKEN, lambda: NOW, api_url=wire.url, sounds=sounds)
    await channel.open()
    yield channel
    await channel.close()


@pytest.fixture
async def zalo_wire() -> AsyncIterator[ZaloWire]:
    wire = ZaloWire()
    await wire.open()
    yield wire
    await wire.close()


@pytest.fixture
async def zalo(zalo_wire: ZaloWire, sounds: Sounds) -> AsyncIterator[ZaloBot]:
    at = At(sounds, DOOR)
    channel = ZaloBot("zalo", TOKEN, lambda: NOW, api_url=zalo_wire.url, limits=Limits(), sounds=at)
    await channel.open()
    yield channel
    await channel.close()


@pytest.fixture
async def outside(sounds: Sounds) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=routes(sounds)))
    async with httpx.AsyncClient(transport=transport, base_url=DOOR) as client:
        yield client


async def test_telegram_gets_it_once_and_then_by_its_id(telegram: Telegram, wire: Wire) -> None:
    for _ in range(2):
        assert isinstance(await telegram.send(envelope(BUBBLE)), Sent)
    first, second = wire.calls("sendVoice")
    _, media_type, content = first.files["voice"]
    assert media_type == "audio/ogg"
    assert content.startswith(b"OggS")
    assert "Bước một trong hai: Mở kho. Chạm hình tam giác.".encode() in content
    assert first.fields["caption"] == second.fields["caption"] == "Mời bác nghe ạ."
    assert (second.files, second.fields["voice"]) == ({}, "voice-1")


@pytest.mark.parametrize(
    "answer",
    [
        refusal(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"),
        refusal(400, "Bad Request: not enough rights to send voice notes to the chat"),
    ],
)
async def test_who_takes_no_voice_notes_on_telegram_is_told(
    telegram: Telegram, wire: Wire, answer: object
) -> None:
    wire.answers["sendVoice"].append(answer)  # type: ignore[arg-type]
    assert isinstance(await telegram.send(envelope(BUBBLE)), Sent)
    assert [(heard.method, heard.fields.get("text")) for heard in wire.heard][1:] == [
        ("sendMessage", INSTEAD)
    ]


async def test_a_lost_answer_is_not_taken_for_a_refusal(telegram: Telegram, wire: Wire) -> None:
    wire.answers["sendVoice"].append(Drop())
    assert isinstance(await telegram.send(envelope(BUBBLE)), Ambiguous)
    assert wire.calls("sendMessage") == []


async def test_without_a_voice_it_is_said_in_writing(
    telegram: Telegram, wire: Wire, machine: Machine, zalo: ZaloBot, zalo_wire: ZaloWire
) -> None:
    machine.install("espeak-ng", "exit 1")
    assert isinstance(await telegram.send(envelope(BUBBLE)), Sent)
    assert [heard.fields["text"] for heard in wire.heard] == [INSTEAD]
    assert isinstance(await zalo.send(envelope(BUBBLE)), Sent)
    assert zalo_wire.shown == [INSTEAD]


async def test_zalo_fetches_it_from_us_alone(
    zalo: ZaloBot, zalo_wire: ZaloWire, outside: httpx.AsyncClient, machine: Machine
) -> None:
    assert isinstance(await zalo.send(envelope(BUBBLE)), Sent)
    (heard,) = zalo_wire.heard
    assert heard.method == "sendVoice"
    url = heard.fields["voice_url"]
    assert url.startswith(DOOR)
    assert url.endswith(".aac")
    asked = len(machine.asked)
    got = await outside.get(url)
    assert (got.status_code, got.headers["content-type"]) == (200, "audio/aac")
    assert "Chạm hình tam giác.".encode() in got.content
    part = await outside.get(url, headers={"range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, got.content[2:6])
    assert (await outside.head(url)).status_code == 200
    assert len(machine.asked) == asked  # it was made before


async def test_a_group_on_zalo_gets_words(zalo: ZaloBot, zalo_wire: ZaloWire) -> None:
    to_group = Address("zalo", "zgr-1", ChatKind.GROUP)
    assert isinstance(await zalo.send(replace(envelope(BUBBLE), address=to_group)), Sent)
    assert zalo_wire.shown == [INSTEAD]


async def test_an_address_says_what_is_heard_there_in_any_process(
    sounds: Sounds, outside: httpx.AsyncClient, machine: Machine
) -> None:
    (path, kind), (other, _) = sounds.paths(VOICE, (".aac", ".ogg"))
    assert kind == "audio/aac"
    assert path != other
    assert machine.asked == []  # it is made when somebody asks for it
    assert (await outside.get(path)).status_code == 200
    assert len(path) < 200
    long = Voice("", "Ứng dụng giả đọc trộm tin nhắn, rồi rút tiền. " * 7, "")
    assert len(sounds.paths(long, (".aac",))[0][0]) < 500


async def test_nobody_else_can_have_words_spoken(
    sounds: Sounds, outside: httpx.AsyncClient, machine: Machine
) -> None:
    ((path, _),) = sounds.paths(VOICE, (".aac",))
    _, _, signature, name = path.split("/")
    theirs = Sounds(sounds._speaker)
    theirs.key = b"another installation"
    ((forged, _),) = theirs.paths(VOICE, (".aac",))
    for wrong in (
        forged,
        f"{PATH}/{signature}/x{name}",
        f"{PATH}/{'0' * 32}/{name}",
        f"{PATH}/ế/{name}",
        f"{PATH}/{signature}/",
        f"{PATH}/{sounds._signature('!!.aac')}/!!.aac",
        f"{PATH}/{sounds._signature('x.exe')}/x.exe",
    ):
        assert (await outside.get(wrong)).status_code == 404
    assert machine.asked == []
    sounds.key = b""
    assert sounds.paths(VOICE, (".aac",)) == ()
    assert (await outside.get(path)).status_code == 404


async def test_the_web_page_is_told_where_to_hear_it(
    sounds: Sounds, outside: httpx.AsyncClient, tmp_path: Path
) -> None:
    desk = Desk()
    app = pages(WebChat(sounds=sounds), desk.submit, desk.history, lambda: NOW, Pictures(tmp_path))
    desk.says(chat_of(KEY), BUBBLE)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://chat"
    ) as browser:
        (bubble,) = (await browser.get("/api/messages", headers=BEARER)).json()["messages"]
        policy = (await browser.get("/")).headers["content-security-policy"]
    assert "media-src 'self'" in policy
    voice = bubble["voice"]
    assert voice["instead"] == INSTEAD
    assert [source["type"] for source in voice["sources"]] == ["audio/aac", "audio/ogg"]
    for source in voice["sources"]:
        assert (await outside.get(source["url"].removeprefix(".."))).status_code == 200


async def test_many_ask_for_one_at_once(
    outside: httpx.AsyncClient, sounds: Sounds, machine: Machine
) -> None:
    ((path, _),) = sounds.paths(VOICE, (".aac",))
    got = await asyncio.gather(*(outside.get(path) for _ in range(20)))
    assert {one.status_code for one in got} == {200}
    assert len([line for line in machine.asked if "Chạm" in line]) == 1
