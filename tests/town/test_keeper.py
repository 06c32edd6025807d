"""The world outlives its process: screens, clocks, webhooks and whatever a bot has not taken yet."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.town.wire import fine, hook, png
from town.clock import TownClock
from town.state import State
from town.telegram.limits import NO_RATES
from town.town import Town


async def test_a_restart_changes_nothing_on_the_phones(tmp_path: Path) -> None:
    path = tmp_path / "var" / "town.json"
    async with Town.running(path=path, rates=NO_RATES) as town:
        lan = town.phone("Bác Lan")
        await lan.starts("abc")
        town.new_group("Tổ 3", lan)
        await lan.says("xin chào")
        await lan.goes_offline()
        await lan.says("chờ mạng")
        town.clock.advance(3600)
        before, version = lan.screen(), town.world.version
    async with Town.running(path=path, rates=NO_RATES) as town:
        lan = town.phone("Bác Lan")
        assert lan.screen() == before
        assert not lan.person.online
        assert lan.messages()[-1].state is State.WAITING
        assert town.clock.offset_seconds == 3600
        assert town.world.version >= version
        assert len(town.world.people) == 3
        async with hook(town) as heard:
            await heard.has(4)
            assert heard.texts == ["/start abc", "xin chào"]
            await lan.goes_online()
            await heard.has(5)


async def test_nothing_that_was_answered_is_only_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "town.json"
    async with Town.running(path=path, rates=NO_RATES) as town, httpx.AsyncClient() as client:
        lan = town.phone("Bác Lan")
        url = f"{town.url}/api/phones/{lan.id}/say"
        await client.post(url, json={"chat": lan.chat.key, "text": "có dấu vết"})
        assert "có dấu vết" in path.read_text()
        call = f"{town.telegram_url}/bot{town.token}"
        await client.post(f"{call}/sendMessage", json={"chat_id": lan.id, "text": "đã nghe"})
        assert "đã nghe" in path.read_text()
        given = {"photo": ("a.png", png())}
        sent = await client.post(f"{call}/sendPhoto", data={"chat_id": lan.id}, files=given)
        file_id = sent.json()["result"]["photo"][0]["file_id"]
    assert file_id in path.read_text()
    again = Town(path)
    assert again.keeper.blob(again.world.files[file_id].blob) == png()


def test_an_unreadable_snapshot_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "town.json"
    path.write_text('{"people": 7}')
    assert len(Town(path).world.people) == 3
    assert (tmp_path / "town.json.broken").read_text() == '{"people": 7}'


async def test_a_webhook_is_remembered_and_what_waited_is_brought(tmp_path: Path) -> None:
    path = tmp_path / "town.json"
    async with Town.running(path=path, rates=NO_RATES) as town:
        async with hook(town, fine, secret_token="s"):
            pass
        await town.phone("Bác Lan").says("có ai không?")
    again = Town(path)
    assert again.home.webhook is not None
    assert again.home.webhook.secret == "s"
    waiting: list[Any] = again.platform.updates.waiting(again.home.id)
    assert [update.body["message"]["text"] for update in waiting] == ["có ai không?"]


def test_the_clock_goes_forward_only() -> None:
    clock = TownClock()
    for seconds in (-1, float("nan")):
        with pytest.raises(ValueError, match="forward"):
            clock.advance(seconds)
    clock.advance(0.5)
    clock.advance(1)
    assert clock.offset_seconds == 1.5


@pytest.mark.slow
def test_phones_keep_their_screens_over_kill_9(tmp_path: Path) -> None:
    path, port = tmp_path / "town.json", free_port()
    command = [sys.executable, "-m", "town", "--port", str(port), "--world", str(path)]
    chat: dict[str, Any] = {}
    for text in ("trước", "sau"):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            phone = wait_for(f"http://127.0.0.1:{port}/api/world")["phones"][0]["id"]
            url = f"http://127.0.0.1:{port}/api/phones/{phone}"
            chat = httpx.get(url).json()["chats"][0]
            httpx.post(f"{url}/say", json={"chat": chat["id"], "text": text}).raise_for_status()
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    messages = json.loads(path.read_text())["private"][chat["id"]]["messages"]
    assert [message["text"] for message in messages] == ["trước", "sau"]


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> Any:
    deadline = time.monotonic() + 20
    while True:
        try:
            return httpx.get(url).json()
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
