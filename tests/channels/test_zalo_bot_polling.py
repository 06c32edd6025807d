import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.update import TextSent, Update
from channels.setup import Unusable
from channels.zalo_bot import polling
from channels.zalo_bot.adapter import ZaloBot
from channels.zalo_bot.setup import ZaloBotSetup
from tests.channels.fake_wire import SECRET, TOKEN, Drop, Said, refusal, result, until
from tests.channels.fake_zalo_bot import IDLE, NOT_FOUND, ZaloWire
from tests.channels.letters import NOW

CHAT = "6ede9afa66b88fe6d6a9"
HTML = Said(502, b"<html>Bad Gateway</html>", "text/html")


def text(said: str) -> dict[str, Any]:
    message = {
        "from": {"id": CHAT},
        "chat": {"id": CHAT, "chat_type": "PRIVATE"},
        "text": said,
        "message_id": f"m-{said}",
        "date": 1750316131602,
    }
    return {"event_name": "message.text.received", "message": message}


class Desk:
    """Takes updates, unless told not to; remembers both."""

    def __init__(self) -> None:
        self.taken: list[Update] = []
        self.brought: list[str] = []
        self.refuse = 0
        self.quarantined: list[tuple[str, bytes, str]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def submit(self, updates: Sequence[Update]) -> bool:
        self.brought += [update.key for update in updates]
        await self.gate.wait()
        if self.refuse:
            self.refuse -= 1
            return False
        self.taken += updates
        return True

    async def quarantine(self, account: str, body: bytes, reason: str) -> bool:
        if self.refuse:
            self.refuse -= 1
            return False
        self.quarantined.append((account, body, reason))
        return True

    @property
    def said(self) -> list[str]:
        return [u.content.text for u in self.taken if isinstance(u.content, TextSent)]


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(polling, "LONGEST_PAUSE", 0.1)


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


@asynccontextmanager
async def polled(channel: ZaloBot, desk: Desk) -> AsyncIterator[asyncio.Task[None]]:
    setup = ZaloBotSetup(channel, SECRET)
    task = asyncio.create_task(setup.poll(desk.submit, desk.quarantine))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def ended(task: asyncio.Task[None]) -> None:
    await asyncio.wait_for(task, 5)


async def test_one_event_comes_at_a_time_and_no_offset_is_sent(
    zalo: ZaloBot, wire: ZaloWire
) -> None:
    desk = Desk()
    wire.answers["getUpdates"] += [result(text("1")), result(text("2"))]
    async with polled(zalo, desk):
        await until(lambda: len(wire.calls("getUpdates")) == 3)
    assert desk.said == ["1", "2"]
    assert [heard.fields for heard in wire.calls("getUpdates")] == [{"timeout": 30}] * 3


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (result([text("1"), text("2")]), ["1", "2"]),
        (result([]), []),
        (result(None), []),
        (result({}), []),
        (Said(200, b'{"ok":true}'), []),
    ],
)
async def test_an_answer_may_hold_several_or_none(
    zalo: ZaloBot, wire: ZaloWire, answer: Said, said: list[str]
) -> None:
    desk = Desk()
    wire.answers["getUpdates"] += [answer, result(text("after"))]
    async with polled(zalo, desk):
        await until(lambda: "after" in desk.said)
    assert desk.said == [*said, "after"]
    assert desk.quarantined == []


@pytest.mark.parametrize(
    "idle",
    [
        IDLE,
        Said(200, IDLE.body),
        Said(408, b""),
        Said(408, b"<html>", "text/html"),
        refusal(408, "Request timeout"),
    ],
)
async def test_while_nobody_writes_nothing_is_logged(
    zalo: ZaloBot, wire: ZaloWire, idle: Said, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    desk = Desk()
    wire.answers["getUpdates"] += [idle, idle, idle, result(text("1"))]
    async with polled(zalo, desk):
        await until(lambda: desk.taken)
    assert caplog.records == []


async def test_silence_that_is_no_waiting_is_not_asked_for_without_a_pause(
    zalo: ZaloBot, wire: ZaloWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that says "nothing" at once would else be asked thousands of times a second."""
    monkeypatch.setattr(polling, "FIRST_PAUSE", 3600.0)
    wire.answers["getUpdates"] += [IDLE, result(text("1"))]
    desk = Desk()
    async with polled(zalo, desk):
        await until(lambda: wire.calls("getUpdates"))
        await asyncio.sleep(0.2)
    assert len(wire.calls("getUpdates")) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        Drop(),
        HTML,
        Said(200, b"[]"),
        Said(200, b"<html>welcome to the wifi", "text/html"),
        refusal(403, "Internal server error"),
        refusal(429, "Quota exceeded"),
        refusal(500, "Oops"),
        NOT_FOUND,
    ],
)
async def test_trouble_is_told_and_waited_out(
    zalo: ZaloBot, wire: ZaloWire, trouble: Said | Drop, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk()
    wire.answers["getUpdates"] += [trouble, result(text("1"))]
    async with polled(zalo, desk):
        await until(lambda: desk.taken)
    assert "zalo-bot" in caplog.text
    assert "canary" not in caplog.text


async def test_trouble_that_is_over_is_forgotten(
    zalo: ZaloBot, wire: ZaloWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each pause is longer than the last, but not longer than the first once an answer has come."""
    monkeypatch.setattr(polling, "LONGEST_PAUSE", 1_000.0)
    paused: list[float] = []

    def noted(seconds: float) -> float:
        paused.append(seconds)
        return 0.0

    monkeypatch.setattr(polling, "_jittered", noted)
    desk = Desk()
    wire.answers["getUpdates"] += [HTML, HTML, HTML, result(text("1")), HTML, result(text("2"))]
    async with polled(zalo, desk):
        await until(lambda: len(desk.taken) == 2)
    assert paused == [0.02, 0.04, 0.08, 0.02]


async def test_what_could_not_be_taken_is_brought_again_before_anything_else(
    zalo: ZaloBot, wire: ZaloWire
) -> None:
    """P1, as far as it goes: Zalo has forgotten it, so only we have it."""
    desk = Desk()
    desk.refuse = 3
    wire.answers["getUpdates"] += [result(text("1")), result(text("2"))]
    async with polled(zalo, desk):
        await until(lambda: desk.brought.count("m-1") >= 2)
        assert len(wire.calls("getUpdates")) == 1
        await until(lambda: len(desk.taken) == 2)
    assert desk.brought == ["m-1"] * 4 + ["m-2"]


async def test_what_cannot_be_read_is_put_aside_and_stops_nothing(
    zalo: ZaloBot, wire: ZaloWire
) -> None:
    desk = Desk()
    desk.refuse = 1
    broken = {"event_name": "message.text.received", "message": "Xin ch\ud800ào"}
    wire.answers["getUpdates"] += [result([broken, text("1")]), result(text("2"))]
    async with polled(zalo, desk):
        await until(lambda: len(desk.taken) == 2)
    ((account, body, _),) = desk.quarantined
    assert account == "zalo-bot"
    assert json.loads(body) == broken


async def test_halves_of_letters_lose_nothing(zalo: ZaloBot, wire: ZaloWire) -> None:
    desk = Desk()
    wire.answers["getUpdates"].append(result(text("xong\ud800")))
    async with polled(zalo, desk):
        await until(lambda: desk.taken)
    assert desk.said == ["xong"]


async def test_a_webhook_is_never_removed_silently(zalo: ZaloBot, wire: ZaloWire) -> None:
    wire.webhook = "https://elsewhere.example/hook"
    async with polled(zalo, Desk()) as task:
        with pytest.raises(Unusable, match="hocvuso channels drop-webhook zalo-bot"):
            await ended(task)
    assert wire.calls("deleteWebhook") == []
    assert wire.calls("getUpdates") == []


async def test_before_it_is_known_whether_there_is_a_webhook_nothing_is_fetched(
    zalo: ZaloBot, wire: ZaloWire
) -> None:
    wire.answers["getWebhookInfo"] += [Drop(), HTML, refusal(429, "Quota exceeded")]
    wire.answers["getUpdates"].append(result(text("1")))
    desk = Desk()
    async with polled(zalo, desk):
        await until(lambda: desk.taken)
    assert len(wire.calls("getWebhookInfo")) == 4


@pytest.mark.parametrize(
    "answer", [refusal(401, "Unauthorized"), Said(401, b"<html>", "text/html")]
)
async def test_a_token_that_is_not_known_ends_it(
    zalo: ZaloBot, wire: ZaloWire, answer: Said
) -> None:
    wire.answers["getUpdates"].append(answer)
    async with polled(zalo, Desk()) as task:
        with pytest.raises(Unusable, match="Zalo Bot Creator") as told:
            await ended(task)
    assert "canary" not in str(told.value)
    assert len(wire.calls("getUpdates")) == 1


async def test_it_stops_at_once_while_nobody_writes(zalo: ZaloBot, wire: ZaloWire) -> None:
    async with polled(zalo, Desk()) as task:
        await until(lambda: wire.calls("getUpdates"))
        task.cancel()
        await asyncio.wait({task}, timeout=2)
        assert task.cancelled()


async def test_what_was_fetched_is_taken_before_it_ends(zalo: ZaloBot, wire: ZaloWire) -> None:
    desk = Desk()
    desk.gate.clear()
    wire.answers["getUpdates"].append(result(text("1")))
    async with polled(zalo, desk) as task:
        await until(lambda: desk.brought)
        task.cancel()
        await asyncio.sleep(0.05)
        assert not task.done()
        desk.gate.set()
        await asyncio.wait({task}, timeout=5)
        assert task.cancelled()
    assert desk.said == ["1"]
    assert len(wire.calls("getUpdates")) == 1


async def test_what_cannot_be_taken_in_time_is_told_to_be_lost(
    zalo: ZaloBot,
    wire: ZaloWire,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(polling, "LAST_WORDS", 0.05)
    desk = Desk()
    desk.gate.clear()
    wire.answers["getUpdates"].append(result(text("1")))
    async with polled(zalo, desk) as task:
        await until(lambda: desk.brought)
        task.cancel()
        await asyncio.wait({task}, timeout=5)
        assert task.cancelled()
    assert "Zalo does not give it again" in caplog.text


def test_the_pauses_grow_and_differ() -> None:
    for seconds in (1.0, 30.0):
        pauses = {polling._jittered(seconds) for _ in range(100)}
        assert len(pauses) > 10
        assert all(seconds / 2 <= pause <= seconds for pause in pauses)
