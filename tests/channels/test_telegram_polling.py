import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.update import Update
from channels.http import Answer
from channels.telegram import polling as telegram_polling
from channels.telegram.adapter import Telegram
from channels.telegram.polling import Poller
from tests.channels.fake_wire import Drop, Said, Wire, refusal, result, until

PAYLOADS = Path(__file__).parent.parent / "payloads" / "telegram"


def waiting(*names: str) -> list[dict[str, Any]]:
    return [json.loads((PAYLOADS / f"{name}.json").read_bytes()) for name in names]


class Desk:
    """Takes updates, unless told not to; remembers both."""

    def __init__(self) -> None:
        self.taken: list[Update] = []
        self.refused = 0
        self.refuse = 0
        self.quarantined: list[tuple[str, bytes, str]] = []

    async def submit(self, updates: Sequence[Update]) -> bool:
        if self.refuse:
            self.refuse -= 1
            self.refused += 1
            return False
        self.taken += updates
        return True

    async def quarantine(self, account: str, body: bytes, reason: str) -> bool:
        self.quarantined.append((account, body, reason))
        return True


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_polling, "FIRST_PAUSE", 0.02)


@asynccontextmanager
async def polling(channel: Telegram, desk: Desk) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(Poller(channel, desk.submit, desk.quarantine).run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_updates_are_confirmed_after_they_are_taken(telegram: Telegram, wire: Wire) -> None:
    desk = Desk()
    updates = waiting("text", "press", "group_talk")
    wire.answers["getUpdates"].append(result(updates))
    async with polling(telegram, desk):
        await until(
            lambda: len(wire.calls("getUpdates")) == 2 and wire.calls("answerCallbackQuery")
        )
    first, second = wire.calls("getUpdates")
    wanted = ["message", "callback_query", "my_chat_member"]
    assert first.fields == {"timeout": 50, "allowed_updates": wanted}
    assert second.fields["offset"] == max(update["update_id"] for update in updates) + 1
    assert [update.key for update in desk.taken] == [str(u["update_id"]) for u in updates[:2]]
    (answer,) = wire.calls("answerCallbackQuery")
    assert answer.fields["callback_query_id"] == updates[1]["callback_query"]["id"]


async def test_what_could_not_be_taken_is_asked_for_again(telegram: Telegram, wire: Wire) -> None:
    """P1: nothing is confirmed, and no press answered, before it is committed."""
    desk = Desk()
    desk.refuse = 2
    for _ in range(3):
        wire.answers["getUpdates"].append(result(waiting("press")))
    async with polling(telegram, desk):
        await until(lambda: len(wire.calls("getUpdates")) == 4)
    offsets = [heard.fields.get("offset") for heard in wire.calls("getUpdates")]
    assert offsets[:3] == [None, None, None]
    assert offsets[3] is not None
    assert (desk.refused, len(desk.taken)) == (2, 1)
    assert len(wire.calls("answerCallbackQuery")) == 1


async def test_an_unreadable_update_is_quarantined_and_stops_nothing(
    telegram: Telegram, wire: Wire
) -> None:
    desk = Desk()
    broken = {"update_id": 900100, "message": {"text": 5}}
    wire.answers["getUpdates"].append(result([broken, "?", *waiting("text")]))
    async with polling(telegram, desk):
        await until(lambda: len(wire.calls("getUpdates")) == 2)
    assert [json.loads(body) for _, body, _ in desk.quarantined] == [broken, "?"]
    assert len(desk.taken) == 1
    assert wire.calls("getUpdates")[1].fields["offset"] == 900101


async def test_a_number_beyond_all_numbers_does_not_end_the_polling(
    telegram: Telegram, wire: Wire
) -> None:
    """It can neither be asked from nor confirmed; it is put aside, and what came with it is taken."""
    desk = Desk()
    wire.answers["getUpdates"] += [
        result([{"update_id": 2**70, "message": {"text": "\ud800"}}, *waiting("text")]),
        result(waiting("press")),
    ]
    async with polling(telegram, desk):
        await until(lambda: len(desk.taken) == 2)
    assert len(desk.quarantined) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        Drop(),
        Said(502, b"<html>"),
        Said(200, b"[]"),
        Said(200, b'{"ok":true}'),
        refusal(401, "Unauthorized"),
    ],
)
async def test_trouble_is_waited_out(telegram: Telegram, wire: Wire, trouble: Said | Drop) -> None:
    desk = Desk()
    wire.answers["getUpdates"] += [trouble, result(waiting("text"))]
    async with polling(telegram, desk):
        await until(lambda: desk.taken)


async def test_a_second_poller_is_told_of_once_a_minute(
    telegram: Telegram, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        wire.answers["getUpdates"].append(
            refusal(409, "Conflict: terminated by other getUpdates request")
        )
    async with polling(telegram, Desk()):
        await until(lambda: len(wire.calls("getUpdates")) == 4)
    assert caplog.text.count("another program polls this bot") == 1


async def test_it_stops_at_once_and_leaves_the_connections_sound(
    telegram: Telegram, wire: Wire
) -> None:
    async with polling(telegram, Desk()) as task:
        await until(lambda: wire.calls("getUpdates"))
        began = asyncio.get_running_loop().time()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert asyncio.get_running_loop().time() - began < 1
    assert isinstance(await telegram.post("getMe", b"{}"), Answer)
