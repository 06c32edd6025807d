import asyncio
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.update import Update
from channels.http import Http, Patience
from channels.setup import Command, OutOfReach, Unusable
from channels.telegram.adapter import Telegram
from channels.telegram.request import AiohttpRequest
from channels.telegram.setup import TelegramSetup
from tests.channels.fake_wire import SECRET, TOKEN, Drop, Said, Stall, Wire, refusal, result, until
from tests.channels.letters import NOW

PAYLOADS = Path(__file__).parent.parent / "payloads" / "telegram"
COMMANDS = (Command("menu", "Các bài học"), Command("giup", "Gặp người hướng dẫn"))
HOOK = "https://hocvuso.example/webhook/telegram"


async def test_the_bots_name_is_learnt(wire: Wire) -> None:
    channel = Telegram("telegram", TOKEN, lambda: NOW, api_url=wire.url)
    found = await TelegramSetup(channel, SECRET).look()
    assert (found.name, found.webhook, found.pending) == ("@hocvuso_bot", "", 0)
    assert channel.us.username == "hocvuso_bot"
    await channel.close()


async def test_webhook_and_commands_are_set(telegram: Telegram, wire: Wire) -> None:
    assert (await TelegramSetup(telegram, SECRET, COMMANDS).set_webhook(HOOK)).webhook == HOOK
    (hook,) = wire.calls("setWebhook")
    assert hook.fields == {
        "url": HOOK,
        "secret_token": SECRET,
        "max_connections": 40,
        "allowed_updates": ["message", "callback_query", "my_chat_member"],
    }
    menu = [{"command": command.name, "description": command.description} for command in COMMANDS]
    for_all, for_vietnamese = wire.calls("setMyCommands")
    assert for_all.fields == {"commands": menu}
    assert for_vietnamese.fields == {"commands": menu, "language_code": "vi"}


async def test_waiting_updates_are_never_dropped(telegram: Telegram, wire: Wire) -> None:
    setup = TelegramSetup(telegram, SECRET)
    await setup.set_webhook(HOOK)
    await setup.drop_webhook()
    assert (await setup.look()).webhook == ""
    assert not any(heard.fields.get("drop_pending_updates") for heard in wire.heard)


async def test_a_webhook_that_did_not_stay_is_told(telegram: Telegram, wire: Wire) -> None:
    wire.answers["setWebhook"].append(result(True))  # and somebody else's stays
    with pytest.raises(Unusable, match="chương trình khác dùng chung mã"):
        await TelegramSetup(telegram, SECRET).set_webhook(HOOK)


async def test_a_webhook_is_never_removed_silently(telegram: Telegram, wire: Wire) -> None:
    async def never(*given: object) -> bool:
        raise AssertionError(f"nothing may be fetched: {given}")

    wire.webhook = "https://elsewhere.example/hook"
    with pytest.raises(Unusable, match="hocvuso channels drop-webhook"):
        await TelegramSetup(telegram, SECRET, COMMANDS).poll(never, never)
    assert wire.calls("deleteWebhook") == []
    assert wire.calls("getUpdates") == []
    assert wire.calls("setMyCommands") == []


async def test_a_bot_that_polls_shows_its_commands_first(telegram: Telegram, wire: Wire) -> None:
    heard: list[Update] = []

    async def submit(updates: Sequence[Update]) -> bool:
        heard.extend(updates)
        return True

    async def never(*given: object) -> bool:
        raise AssertionError(f"all of it can be read: {given}")

    text = json.loads((PAYLOADS / "text.json").read_bytes())
    wire.answers["getUpdates"].append(result([text]))
    polling = asyncio.create_task(
        TelegramSetup(telegram, SECRET, COMMANDS).poll(submit, never), name="polling"
    )
    await until(lambda: heard)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    methods = [call.method for call in wire.heard]
    assert methods.index("setMyCommands") < methods.index("getUpdates")


async def test_a_wrong_token_is_told_in_words(wire: Wire) -> None:
    channel = Telegram("telegram", "1:wrong-canary", lambda: NOW, api_url=wire.url)
    with pytest.raises(Unusable, match="@BotFather") as told:
        await TelegramSetup(channel, SECRET).look()
    assert "canary" not in str(told.value)
    assert not isinstance(told.value, OutOfReach)
    await channel.close()


# The library warns of a future change in its own RetryAfter whenever it makes one.
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize(
    ("answer", "out_of_reach"),
    [
        (Drop(), True),
        (Said(502, b"<html>"), True),
        (refusal(429, "Too Many Requests", retry_after=3), True),
        (refusal(400, "Bad Request: bad webhook: HTTPS url must be provided for webhook"), False),
    ],
)
async def test_trouble_that_passes_is_told_from_trouble_that_stays(
    telegram: Telegram, wire: Wire, answer: Said | Drop, out_of_reach: bool
) -> None:
    wire.answers["getMe"].append(answer)
    with pytest.raises(Unusable) as told:
        await TelegramSetup(telegram, SECRET).look()
    assert isinstance(told.value, OutOfReach) is out_of_reach


async def test_nothing_secret_is_logged_or_raised(
    telegram: Telegram, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    """At the most talkative level of every library, without a filter of the service's."""
    caplog.set_level(logging.DEBUG)
    for name in ("telegram", "telegram.Bot", "aiohttp", "aiohttp.client", "httpx", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    raised = []
    for answer in (
        Drop(),
        Said(200, b"not json"),
        refusal(401, "Unauthorized"),
        Said(502, b"<html>"),
    ):
        wire.answers["getMe"].append(answer)
        try:
            await TelegramSetup(telegram, SECRET).look()
        except Unusable as unusable:
            raised.append(f"{unusable!r} {unusable.__context__!r}")
    await TelegramSetup(telegram, SECRET, COMMANDS).set_webhook(HOOK)
    assert "setWebhook" in caplog.text  # it does log, only not that
    logged = caplog.text + repr([record.__dict__ for record in caplog.records])
    for secret in (TOKEN, SECRET, "canary"):
        assert secret not in logged
        assert secret not in " ".join(raised)
        assert secret not in repr(telegram)


async def test_the_bot_of_the_library_runs_on_our_client(wire: Wire) -> None:
    http = Http(in_flight=2, patience=Patience(read=0.3, total=0.5))
    request = AiohttpRequest(http)
    async with Bot(
        TOKEN, base_url=f"{wire.url}/bot", request=request, get_updates_request=request
    ) as bot:
        assert bot.username == "hocvuso_bot"
        wire.answers["getUpdates"].append(result([]))
        assert await bot.get_updates(timeout=1) == ()
        wire.answers["getFile"].append(Stall())
        with pytest.raises(TimedOut, match="no answer"):
            await bot.get_file("x")
        assert await bot.set_chat_photo(5, b"bytes")
        (heard,) = wire.calls("setChatPhoto")
        assert (heard.fields, heard.files["photo"][2]) == ({"chat_id": "5"}, b"bytes")
    await http.close()
    with pytest.raises(NetworkError, match="not sent") as not_sent:
        await bot.get_file("x")
    assert not isinstance(not_sent.value, TimedOut)
