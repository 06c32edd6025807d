"""What every channel must keep, whatever its platform. A new channel joins by a line in `KITS`."""

import io
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import Ambiguous, Envelope, Moved, Rejected, Result, RetryAt, Sent, Unreachable
from bot.limits import Limits
from bot.message import Document, Mark, Message, Option, Outgoing, Photo, Voice
from bot.text import LONGEST
from channels.pictures import Pictures
from channels.protocol import Channel, Unreadable
from channels.telegram.adapter import Telegram
from channels.terminal import Terminal
from channels.text import length, numbered
from channels.webchat.adapter import WebChat
from channels.zalo_bot.adapter import ZaloBot
from channels.zalo_oa.adapter import ZaloOA
from tests.channels import fake_zalo_bot, fake_zalo_oa
from tests.channels.fake_wire import SECRET, TOKEN, Drop, Said, Wire, refusal
from tests.channels.letters import NOW, envelope
from tests.channels.zalo_oa_tokens import Handed

# The longest token that the conversation may ever make has 64 bytes, the least that a platform
# with buttons takes (Telegram).
LONGEST_TOKEN = "t" * 64
HONEST = "😀👨‍👩‍👧 \u202eمرحبا\u202c <b>đậm</b> </b> <script>\n& &amp; *a* _b_ [c](d) `e` \\ {Bác} %s\n\n- gạch"
INSTEAD = "Lần này cháu chưa đọc thành tiếng được ạ."
OUTGOING: dict[str, Outgoing] = {
    "text": Message("Chào bác ạ."),
    "honest": Message(HONEST),
    "options": Message(
        "Xong chưa ạ?", (Option("Xong rồi", "s:1:0"), Option("Chưa <được>", LONGEST_TOKEN))
    ),
    "long answers": Message(
        "Làm gì?", (Option("Không bấm, chỉ vào CH Play hoặc App Store để tìm", "a"),)
    ),
    "picture": Message(
        "Tìm hình này.", (Option("Thấy", "a"),), photo=Photo("hinh/kho.png", "tam giác")
    ),
    "no such picture": Message("Tìm hình này.", photo=Photo("hinh/mat.png", "tam giác")),
    "document": Message(
        "Của bác đây.", document=Document("a.json", "application/json", '{"tên":"Lan"}')
    ),
    "voice": Message("Mời bác nghe ạ.", voice=Voice("", "Chạm vào đây.", INSTEAD)),
    "longest": Message("ế" * LONGEST),
    "mark": Mark("40", "Xong rồi"),
}


@dataclass(frozen=True)
class Kit:
    """A channel, and what its people have been shown so far as one text ("" where only its own page knows)."""

    channel: Channel
    shown: Callable[[], str]
    keeps_texts: bool = True


@asynccontextmanager
async def telegram_kit(folder: Path) -> AsyncIterator[Kit]:
    wire = Wire()
    await wire.open()

    def shown() -> str:
        return "\n".join(
            str(heard.fields.get("text") or heard.fields.get("caption")) for heard in wire.heard
        )

    yield Kit(
        Telegram(
            "telegram",
            TOKEN,
            lambda: NOW,
            secrets=(SECRET,),
            api_url=wire.url,
            pictures=Pictures(folder),
        ),
        shown,
    )
    await wire.close()


@asynccontextmanager
async def terminal_kit(_: Path) -> AsyncIterator[Kit]:
    out = io.StringIO()

    def shown() -> str:
        return "\n".join(
            line.removeprefix("│").removeprefix(" ") for line in out.getvalue().splitlines()
        )

    yield Kit(Terminal(lambda: NOW, out), shown)


@asynccontextmanager
async def web_kit(_: Path) -> AsyncIterator[Kit]:
    yield Kit(WebChat(), lambda: "", keeps_texts=False)


@asynccontextmanager
async def zalo_bot_kit(folder: Path) -> AsyncIterator[Kit]:
    wire = fake_zalo_bot.ZaloWire()
    await wire.open()

    def media(file: str) -> str | None:
        return f"https://hocvuso.example/media/{file}" if (folder / file).exists() else None

    channel = ZaloBot(
        "zalo-bot",
        TOKEN,
        lambda: NOW,
        secrets=(SECRET,),
        api_url=wire.url,
        limits=Limits(),  # the pace of a bubble's parts is tested elsewhere
        media=media,
    )
    yield Kit(channel, lambda: "\n".join(wire.shown))
    await wire.close()


@asynccontextmanager
async def zalo_oa_kit(_: Path) -> AsyncIterator[Kit]:
    zalo = fake_zalo_oa.ZaloWire()
    await zalo.open()
    channel = ZaloOA("zalo-oa", fake_zalo_oa.KEYS, Handed(), lambda: NOW, api_url=zalo.url)
    yield Kit(channel, lambda: "\n".join(zalo.texts))
    await zalo.close()


KITS: dict[str, Callable[[Path], AbstractAsyncContextManager[Kit]]] = {
    "telegram": telegram_kit,
    "terminal": terminal_kit,
    "web": web_kit,
    "zalo-bot": zalo_bot_kit,
    "zalo-oa": zalo_oa_kit,
}


@pytest.fixture(params=KITS)
async def kit(request: pytest.FixtureRequest, pictures: Path) -> AsyncIterator[Kit]:
    async with KITS[request.param](pictures) as kit:
        await kit.channel.open()
        yield kit
        await kit.channel.close()


class TestChannelContract:
    @pytest.mark.parametrize("name", OUTGOING)
    async def test_everything_that_goes_out_is_taken(self, kit: Kit, name: str) -> None:
        assert isinstance(await kit.channel.send(_to(kit, OUTGOING[name])), Sent)

    async def test_texts_arrive_unchanged(self, kit: Kit) -> None:
        await kit.channel.send(_to(kit, Message(HONEST)))
        assert not kit.keeps_texts or HONEST in kit.shown()

    async def test_answers_are_shown_in_full(self, kit: Kit) -> None:
        message = OUTGOING["long answers"]
        assert isinstance(message, Message)
        await kit.channel.send(_to(kit, message))
        assert not kit.keeps_texts or message.options[0].label in kit.shown()

    async def test_what_cannot_be_heard_is_said_in_writing(self, kit: Kit) -> None:
        """Nothing speaks here."""
        assert kit.channel.capabilities.voice == ()
        await kit.channel.send(_to(kit, OUTGOING["voice"]))
        assert not kit.keeps_texts or INSTEAD in kit.shown()

    def test_the_longest_bubble_fits(self, kit: Kit) -> None:
        able = kit.channel.capabilities
        options = tuple(Option("Không bấm, chỉ vào CH Play hoặc App Store", "t") for _ in range(9))
        longest = numbered(Message("😀" * (LONGEST // 2), options))
        assert length(longest, able.text_unit) <= able.text_limit

    def test_the_longest_token_fits_where_there_are_buttons(self, kit: Kit) -> None:
        able = kit.channel.capabilities
        assert able.token_bytes >= len(LONGEST_TOKEN) if able.buttons else able.token_bytes == 0

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"x-telegram-bot-api-secret-token": "bí mật"},
            {"x-telegram-bot-api-secret-token": ""},
        ],
    )
    def test_a_stranger_is_not_authentic(self, kit: Kit, headers: dict[str, str]) -> None:
        body = b'{"message":{"text":"x"}}'  # an empty one may be a platform's trial of the address
        assert kit.channel.authentic(headers, body) is False

    @pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"[" * 5_000, b'{"update_id":1}'])
    def test_any_body_is_read_or_unreadable(self, kit: Kit, body: bytes) -> None:
        try:
            for update in kit.channel.read(body):
                assert update.address.account == kit.channel.account
                assert update.key
        except Unreadable:
            pass
        assert isinstance(kit.channel.acknowledge(body), bytes)

    async def test_nothing_secret_is_logged(
        self, kit: Kit, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        for outgoing in OUTGOING.values():
            await kit.channel.send(_to(kit, outgoing))
        assert "canary" not in caplog.text

    async def test_it_can_be_opened_twice_and_closed_twice(self, kit: Kit) -> None:
        await kit.channel.open()
        await kit.channel.close()
        await kit.channel.close()


def _to(kit: Kit, outgoing: Outgoing) -> Envelope:
    return envelope(outgoing, account=kit.channel.account)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(403, "Forbidden: bot was blocked by the user"), Unreachable),
        (refusal(400, "Bad Request: chat not found"), Unreachable),
        (refusal(400, "Bad Request: upgraded", migrate_to_chat_id=-100), Moved),
        (refusal(401, "Unauthorized"), Rejected),
        (refusal(400, "Bad Request: message is too long"), Rejected),
        (refusal(429, "Too Many Requests", retry_after=10_072), RetryAt),
        (refusal(500, "Internal Server Error"), RetryAt),
        (Said(502, b"<html>", "text/html"), Ambiguous),
        (Said(200, b""), Ambiguous),
        (Said(200, b'{"ok":tr'), Ambiguous),
        (Drop(), Ambiguous),
    ],
)
@pytest.mark.parametrize("name", ["text", "picture", "document", "mark"])
async def test_each_bad_answer_is_a_result(
    telegram: Telegram, wire: Wire, name: str, answer: Said | Drop, expected: type[Result]
) -> None:
    for method in ("sendMessage", "sendPhoto", "sendDocument", "editMessageReplyMarkup"):
        wire.answers[method] += [answer] * 3
    assert isinstance(await telegram.send(envelope(OUTGOING[name])), expected)


@pytest.mark.slow
async def test_another_judge_takes_every_call_for_a_good_one(
    telegram: Telegram, wire: Wire
) -> None:
    """aiogram's models (Bot API 10.3): no field is unknown, missing or of another type."""
    from aiogram import methods  # two seconds, and only this test needs it

    for outgoing in [*OUTGOING.values(), OUTGOING["picture"]]:
        await telegram.send(envelope(outgoing))
    assert len(wire.heard) == len(OUTGOING) + 1
    for heard in wire.heard:
        model = getattr(methods, heard.method[0].upper() + heard.method[1:])
        fields: dict[str, Any] = {name: _value(value) for name, value in heard.fields.items()}
        for name, (file, _, _) in heard.files.items():
            fields[name] = f"attach://{file}"
        assert fields.keys() <= model.model_fields.keys()
        judged = model.model_validate(fields)
        assert judged.model_dump(exclude_unset=True, exclude_none=True, mode="json") == fields


def _value(value: Any) -> Any:
    """A form's field as what it stands for."""
    is_json = isinstance(value, str) and value[:1] in {"{", "["}
    return json.loads(value) if is_json else value
