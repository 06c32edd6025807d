import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.update import TextSent
from channels.setup import Condition, OutOfReach, Setup, Unusable
from channels.zalo_bot.adapter import ZaloBot
from channels.zalo_bot.setup import ZaloBotSetup
from tests.channels.fake_wire import SECRET, TOKEN, Drop, Said, refusal, result
from tests.channels.fake_zalo_bot import NAME, NOT_FOUND, ZaloWire
from tests.channels.letters import NOW

HOOK = "https://hocvuso.example/webhook/zalo-bot"


@pytest.fixture
async def wire() -> AsyncIterator[ZaloWire]:
    wire = ZaloWire()
    await wire.open()
    yield wire
    await wire.close()


@pytest.fixture
async def zalo(wire: ZaloWire) -> AsyncIterator[ZaloBot]:
    channel = ZaloBot("zalo-bot", TOKEN, lambda: NOW, secrets=(SECRET,), api_url=wire.url)
    yield channel
    await channel.close()


@pytest.fixture
def setup(zalo: ZaloBot) -> Setup:
    return ZaloBotSetup(zalo, SECRET)


async def test_a_clean_bot_has_no_webhook(setup: Setup, zalo: ZaloBot) -> None:
    assert await setup.look() == Condition("bot.VDKyGxQvc", "")
    assert zalo.us.name == ""  # the account's name is never what a group mentions


async def test_an_empty_address_is_none_either(setup: Setup, wire: ZaloWire) -> None:
    wire.answers["getWebhookInfo"].append(result({"url": "", "updated_at": 1749538250568}))
    assert (await setup.look()).webhook == ""


async def test_the_name_that_groups_mention_is_learnt_where_it_is_told(
    setup: Setup, zalo: ZaloBot, wire: ZaloWire
) -> None:
    wire.display_name = NAME
    wire.webhook = HOOK
    assert await setup.look() == Condition(NAME, HOOK)
    group = {"id": "zgr-1", "chat_type": "GROUP"}
    said = {"from": {"id": "u1"}, "chat": group, "message_id": "m", "text": f"@{NAME} bài 3"}
    (update,) = zalo.read_event({"message": said})
    assert update.content == TextSent("bài 3")


async def test_a_webhook_is_set_with_its_secret(setup: Setup, wire: ZaloWire) -> None:
    assert await setup.set_webhook(HOOK) == Condition("bot.VDKyGxQvc", HOOK)
    (heard,) = wire.calls("setWebhook")
    assert heard.fields == {"url": HOOK, "secret_token": SECRET}


async def test_a_webhook_that_is_set_is_not_set_again(setup: Setup, wire: ZaloWire) -> None:
    """Zalo may count such calls by the day."""
    wire.webhook = HOOK
    assert (await setup.set_webhook(HOOK)).webhook == HOOK
    assert wire.calls("setWebhook") == []


async def test_a_webhook_that_zalo_cannot_call_is_kept_and_told(
    setup: Setup, wire: ZaloWire
) -> None:
    verification = {
        "ok": False,
        "url": HOOK,
        "outcome": "webhook.http.403",
        "hint": "Your server or CDN rejected the request with 403.",
    }
    stored = {"url": HOOK, "updated_at": 1749538250568, "verification": verification}
    wire.answers["setWebhook"].append(result(stored))
    found = await setup.set_webhook(HOOK)
    assert (found.webhook, found.pending) == (HOOK, None)
    assert found.last_error == "webhook.http.403: Your server or CDN rejected the request with 403."
    assert found.last_error_at == datetime(2025, 6, 10, 6, 50, 50, 568_000, tzinfo=UTC)
    (warning,) = found.warnings
    assert "webhook.http.403" in warning
    assert "Cloudflare" in warning
    wire.webhook = HOOK
    later = await setup.look()
    assert (later.last_error, later.last_error_at) == (found.last_error, found.last_error_at)
    assert later.warnings == ()
    wire.webhook = "https://another.example/"
    assert (await setup.look()).last_error == ""


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"url": HOOK},
        {"url": HOOK, "verification": None},
        {"url": HOOK, "verification": {"ok": True, "status_code": 200}},
        {"url": HOOK, "verification": "fine", "updated_at": "today"},
    ],
)
async def test_what_an_older_or_a_newer_zalo_does_not_say_is_no_error(
    setup: Setup, wire: ZaloWire, stored: dict[str, Any]
) -> None:
    wire.answers["setWebhook"].append(result(stored))
    assert await setup.set_webhook(HOOK) == Condition("bot.VDKyGxQvc", HOOK)


@pytest.mark.parametrize("at", [None, "today", -1, 10**20, 1.5])
async def test_a_time_that_is_none_is_left_out(setup: Setup, wire: ZaloWire, at: object) -> None:
    failed = {"url": HOOK, "updated_at": at, "verification": {"ok": False}}
    wire.answers["setWebhook"].append(result(failed))
    found = await setup.set_webhook(HOOK)
    assert found.last_error_at is None
    assert found.last_error == "?"


async def test_a_webhook_that_did_not_stay_is_told(setup: Setup, wire: ZaloWire) -> None:
    wire.answers["setWebhook"].append(result({"url": "https://another.example/"}))
    with pytest.raises(Unusable, match="chương trình khác"):
        await setup.set_webhook(HOOK)


@pytest.mark.parametrize(
    ("secret", "sentence"),
    [
        ("", "8 đến 256"),
        ("1234567", "8 đến 256"),
        ("x" * 257, "8 đến 256"),
        (TOKEN, "trùng với mã truy cập"),
    ],
)
async def test_a_secret_that_zalo_would_refuse_is_not_sent(
    zalo: ZaloBot, wire: ZaloWire, secret: str, sentence: str
) -> None:
    with pytest.raises(Unusable, match=sentence):
        await ZaloBotSetup(zalo, secret).set_webhook(HOOK)
    assert wire.heard == []


@pytest.mark.parametrize("secret", ["12345678", "x" * 256])
async def test_the_shortest_and_the_longest_secret_are_taken(
    zalo: ZaloBot, wire: ZaloWire, secret: str
) -> None:
    await ZaloBotSetup(zalo, secret).set_webhook(HOOK)
    assert wire.calls("setWebhook")[0].fields["secret_token"] == secret


@pytest.mark.parametrize(
    "url",
    [
        "http://hocvuso.example/webhook/zalo-bot",
        "https://localhost/webhook/zalo-bot",
        "https://127.0.0.1/webhook/zalo-bot",
        "https://192.168.1.9:8443/webhook/zalo-bot",
        "https://10.0.0.1/webhook/zalo-bot",
        "https://172.16.3.4/webhook/zalo-bot",
        "https://[::1]/webhook/zalo-bot",
        "https://[fd00::1]/webhook/zalo-bot",
        "ftp://hocvuso.example/",
        "hocvuso.example/webhook",
        "",
    ],
)
async def test_an_address_that_zalo_cannot_reach_is_not_sent(url: str) -> None:
    """Told without a call: this one would go to the real platform."""
    channel = ZaloBot("zalo-bot", TOKEN, lambda: NOW)
    with pytest.raises(Unusable, match="https công khai"):
        await ZaloBotSetup(channel, SECRET).set_webhook(url)


async def test_a_simulated_zalo_on_this_machine_reaches_it(setup: Setup) -> None:
    url = "http://127.0.0.1:8080/webhook/zalo-bot"
    assert (await setup.set_webhook(url)).webhook == url


async def test_a_webhook_is_dropped_once(setup: Setup, wire: ZaloWire) -> None:
    wire.webhook = HOOK
    await setup.drop_webhook()
    assert wire.webhook == ""
    await setup.drop_webhook()
    assert len(wire.calls("deleteWebhook")) == 1


async def test_a_webhook_is_tried_for_who_asks(zalo: ZaloBot, wire: ZaloWire) -> None:
    setup = ZaloBotSetup(zalo, SECRET)
    await setup.set_webhook(HOOK)
    assert await setup.try_webhook() == Condition("bot.VDKyGxQvc", HOOK)
    failed = {"ok": False, "url": HOOK, "outcome": "webhook.err.tls", "hint": "Certificate"}
    wire.answers["testWebhook"].append(result(failed))
    assert (await setup.try_webhook()).last_error == "webhook.err.tls: Certificate"


@pytest.mark.parametrize("field", ["error_code", "errorCode"])
async def test_a_trial_too_many_is_for_tomorrow(zalo: ZaloBot, wire: ZaloWire, field: str) -> None:
    body = f'{{"ok":false,"{field}":426,"description":"Daily limit"}}'.encode()
    wire.answers["testWebhook"].append(Said(426, body))
    with pytest.raises(OutOfReach, match="ngày mai"):
        await ZaloBotSetup(zalo, SECRET).try_webhook()


@pytest.mark.parametrize(
    ("answer", "passes", "sentence"),
    [
        (refusal(401, "Unauthorized"), False, "Zalo Bot Creator"),
        (Said(401, b"<html>", "text/html"), False, "Zalo Bot Creator"),
        (Said(200, refusal(401, "Unauthorized").body), False, "Zalo Bot Creator"),
        (NOT_FOUND, False, "địa chỉ chính thức"),
        (Said(404, b"<html>", "text/html"), False, "địa chỉ chính thức"),
        (refusal(400, "Bad request"), False, "từ chối"),
        (refusal(429, "Quota exceeded"), True, "hết hạn mức"),
        (refusal(403, "Internal server error"), True, "trục trặc"),
        (refusal(408, "Request timeout"), True, "trục trặc"),
        (refusal(500, "Oops"), True, "trục trặc"),
        (Said(502, b"<html>", "text/html"), True, "trục trặc"),
        (Said(200, b"welcome", "text/html"), True, "trục trặc"),
        (Drop(), True, "Chưa gọi được"),
    ],
)
async def test_trouble_that_passes_is_told_from_trouble_that_stays(
    setup: Setup, wire: ZaloWire, answer: Said | Drop, passes: bool, sentence: str
) -> None:
    wire.answers["getMe"].append(answer)
    with pytest.raises(Unusable, match=sentence) as told:
        await setup.look()
    assert isinstance(told.value, OutOfReach) is passes


async def test_nobody_there_is_out_of_reach() -> None:
    wire = ZaloWire()
    await wire.open()
    await wire.close()
    channel = ZaloBot("zalo-bot", TOKEN, lambda: NOW, api_url=wire.url)
    with pytest.raises(OutOfReach, match="Chưa gọi được"):
        await ZaloBotSetup(channel, SECRET).look()
    await channel.close()


async def test_nothing_secret_is_logged_or_raised(
    setup: Setup, wire: ZaloWire, caplog: pytest.LogCaptureFixture
) -> None:
    """At the most talkative level of every library, without a filter of the service's."""
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "aiohttp.client", "asyncio", "channels", "httpx"):
        caplog.set_level(logging.DEBUG, logger=name)
    echo = f"Not Found: /bot{TOKEN}/getMe"
    raised = []
    troubles: list[Said | Drop] = [
        Drop(),
        Said(200, b"not json"),
        *(refusal(code, echo) for code in (400, 401, 403, 404, 429, 500)),
        Said(502, echo.encode(), "text/html"),
    ]
    for answer in troubles:
        wire.answers["getMe"].append(answer)
        try:
            await setup.look()
        except Unusable as unusable:
            raised.append(f"{unusable!r} {unusable.__context__!r} {unusable.__cause__!r}")
    await setup.set_webhook(HOOK)
    await setup.drop_webhook()
    assert len(raised) == 9
    assert "zalo-bot" in caplog.text  # it does log, only not that
    logged = caplog.text + repr([record.__dict__ for record in caplog.records])
    for hidden in (TOKEN, SECRET, "canary"):
        assert hidden not in logged
        assert hidden not in " ".join(raised)
        assert hidden not in repr(setup)
