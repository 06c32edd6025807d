"""Accounts come, change and go while the service runs: nothing is lost, and nobody else notices."""

import asyncio
import io
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

import lessons
import webhook
from bot.limits import Limits
from handlers import delivery
from service import logs
from service.accounts.spec import derived
from service.settings import Settings
from service.wiring import Service
from tests.channels.fake_wire import Said, Wire, refusal
from tests.frontdoor.conftest import HEADER, said
from tests.product.running import HOCVUSO, free_port
from tests.worker.wire import until

# Nobody listens there: what is to come in is brought by the test itself.
NOWHERE = "http://127.0.0.1:9"
TOKENS = {
    name: f"{n}00000001:AA{name}canary-canary-canary-canary-ca" for n, name in enumerate("abc", 1)
}


@dataclass
class Hall:
    """A running service, its front door, its file of accounts, and a platform for each of them."""

    file: Path
    wires: dict[str, Wire]
    service: Service = field(init=False)
    client: httpx.AsyncClient = field(init=False)

    def writes(self, *entries: str, more: str = "") -> None:
        self.file.write_text("\n".join([*(self.entry(one) for one in entries), more]))

    def entry(self, name: str, **more: int) -> str:
        rest = "".join(f"{key} = {value}\n" for key, value in more.items())
        return (
            f'[[account]]\nname = "{name}"\nkind = "telegram"\nunit = "Xã {name}"\n'
            f'token_env = "TOKEN_{name.upper()}"\napi_url = "{self.wires[name].url}"\n'
            f"rate = 0\nchat_rate = 0\n{rest}"
        )

    async def brings(self, name: str, person: int, number: int) -> int:
        """The platform brings what somebody wrote; the status that it is answered."""
        answer = await self.client.post(
            f"/webhook/{name}",
            json=said("xin chào", person, number),
            headers={HEADER: derived(TOKENS[name])},
        )
        return answer.status_code

    def heard_by(self, name: str, person: int) -> list[str]:
        calls = self.wires[name].calls("sendMessage")
        return [call.fields["text"] for call in calls if str(call.fields["chat_id"]) == str(person)]

    async def warned(self) -> dict[str, str]:
        body = (await self.client.get("/readyz")).json()
        return {warning["check"]: warning["says"] for warning in body["warnings"]}

    def rows(self, account: str) -> list[str]:
        with self.service.database.reading() as uow:
            found = uow.connection.exec_driver_sql(
                f"SELECT status FROM message WHERE account = '{account}' ORDER BY id"
            )
            return [row[0] for row in found]


@asynccontextmanager
async def running(folder: Path, wires: dict[str, Wire], **how: Any) -> AsyncIterator[Hall]:
    """Begins with the account "a"."""
    file = folder / "channels.toml"
    settings = Settings(
        database_url=how.pop("database_url", f"sqlite:///{folder}/hocvuso.db"),
        public_url=NOWHERE,
        channels_file=file,
        lessons_dir=how.pop("lessons_dir", Path(lessons.__file__).parent / "catalog"),
    )
    made = Hall(file, wires)
    if not file.exists():
        made.writes("a")
    made.service = Service(settings, **how)
    transport = httpx.ASGITransport(webhook.create_app(made.service))
    await made.service.start()
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
            made.client = client
            yield made
    finally:
        await made.service.stop()


@pytest.fixture
async def wires(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dict[str, Wire]]:
    async with AsyncExitStack() as stack:
        made = {}
        for name, token in TOKENS.items():
            monkeypatch.setenv(f"TOKEN_{name.upper()}", token)
            made[name] = Wire(token)
            await made[name].open()
            stack.push_async_callback(made[name].close)
        yield made


@pytest.fixture
async def hall(folder: Path, wires: dict[str, Wire], database_url: str) -> AsyncIterator[Hall]:
    async with running(folder, wires, database_url=database_url) as hall:
        await until(lambda: hall.service.senders["a"].active)
        yield hall


async def test_a_new_account_is_in_service_without_a_restart(hall: Hall) -> None:
    assert await hall.brings("b", 7, 1) == 404
    former = hall.service.channels["a"], hall.service.senders["a"]
    hall.writes("a", "b")
    await hall.service.reload()
    await until(lambda: hall.wires["b"].webhook == f"{NOWHERE}/webhook/b")
    assert await hall.brings("b", 7, 1) == 200
    await until(lambda: hall.heard_by("b", 7))
    assert [one.unit for one in hall.service.accounts] == ["Xã a", "Xã b"]
    # Who did not change was not disturbed.
    assert former == (hall.service.channels["a"], hall.service.senders["a"])
    assert len(hall.wires["a"].calls("setWebhook")) == 1


async def test_a_file_that_was_only_saved_again_changes_nothing(hall: Hall) -> None:
    before = dict(hall.service.channels), dict(hall.service.senders)
    hall.file.write_text(f"# ghi chú\n{hall.file.read_text()}\n")
    await hall.service.reload()
    assert before == (hall.service.channels, hall.service.senders)


async def test_an_account_that_is_gone_gives_back_its_lock_and_keeps_its_messages(
    hall: Hall,
) -> None:
    hall.writes("b")
    await hall.service.reload()
    assert await hall.brings("a", 7, 1) == 404
    assert set(hall.service.channels) == set(hall.service.senders) == {"web", "b"}
    assert not hall.service.database.lock("a").taken()
    # A request was under way meanwhile, and its answers were claimed for the sender that is gone.
    clock = hall.service.clock
    (update,) = hall.service.channels["b"].read(json.dumps(said("xin chào", 7, 1)).encode())
    assert await hall.service.submit(
        [replace(update, address=replace(update.address, account="a"))]
    )
    claimed = await hall.service.desk.run(delivery.claim, "a", clock(), 10, Limits())
    assert hall.rows("a")[0] == "sending"
    hall.service.roster.hand_over(claimed)
    await until(lambda: set(hall.rows("a")) == {"queued"})
    # It comes back, and what waited is sent.
    hall.writes("a", "b")
    await hall.service.reload()
    await until(lambda: set(hall.rows("a")) == {"sent"})
    assert hall.heard_by("a", 7)


async def test_nothing_is_lost_or_doubled_while_an_account_changes(hall: Hall) -> None:
    """Its settings change again and again while people write: each is answered, once."""
    people = range(100, 140)
    hall.wires["a"].pause = 0.05  # so that some are on their way at any moment
    flowing = asyncio.Event()

    async def write() -> list[int]:
        statuses = []
        for number, person in enumerate(people):
            statuses.append(await hall.brings("a", person, number))
            flowing.set()
            await asyncio.sleep(0)
        return statuses

    writing = asyncio.create_task(write())
    await flowing.wait()
    changes = 0
    while not writing.done() or changes < 3:
        changes += 1
        hall.writes(more=hall.entry("a", group_rate=10 + changes))
        await hall.service.reload()
    assert set(await writing) == {200}
    await until(lambda: set(hall.rows("a")) == {"sent"}, seconds=60)
    usual = hall.heard_by("a", people[0])
    assert usual
    assert [hall.heard_by("a", person) for person in people] == [usual] * len(people)
    assert hall.service.channels["a"].limits.group_chat.count == 10 + changes  # type: ignore[union-attr]


async def test_a_file_that_is_no_longer_understood_keeps_everybody_and_says_why(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    sound = hall.file.read_text()
    hall.file.write_text(sound.replace('name = "a"', "name = a"))
    for _ in range(2):
        await hall.service.reload()
    assert await hall.brings("a", 7, 1) == 200
    await until(lambda: hall.heard_by("a", 7))
    warning = (await hall.warned())["accounts"]
    assert f"{hall.file}:2: " in warning
    assert "vẫn giữ như cũ" in warning
    assert caplog.text.count(f"{hall.file}:2: ") == 1  # once, not every half minute
    hall.file.unlink()
    await hall.service.reload()
    assert "không có tệp này" in (await hall.warned())["accounts"]
    hall.file.write_text(sound)
    await hall.service.reload()
    assert "accounts" not in await hall.warned()
    assert len(hall.wires["a"].calls("setWebhook")) == 1


async def test_a_bad_entry_keeps_its_account_and_stops_nobody(hall: Hall) -> None:
    hall.writes("b", more='[[account]]\nname = "a"\nkind = "telegram"\n')
    await hall.service.reload()
    assert await hall.brings("a", 7, 1) == await hall.brings("b", 7, 1) == 200
    await until(lambda: hall.heard_by("a", 7) and hall.heard_by("b", 7))
    hall.writes("b")
    await hall.service.reload()
    assert await hall.brings("a", 8, 2) == 404


async def test_a_secret_that_changed_in_its_file_is_taken_up(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token was made anew at the platform: the file of accounts itself is the same as before."""
    secret = hall.file.parent / "token"
    secret.write_text(TOKENS["a"])
    hall.file.write_text(hall.entry("a").replace('token_env = "TOKEN_A"', 'token_file = "token"'))
    await hall.service.reload()
    hall.wires["a"].token = TOKENS["c"]
    secret.write_text(TOKENS["c"])
    await hall.service.reload()
    await until(lambda: len(hall.wires["a"].calls("setWebhook")) == 2)
    changed = hall.wires["a"].calls("setWebhook")[-1].fields["secret_token"]
    assert changed == derived(TOKENS["c"])


async def test_a_process_that_only_takes_updates_hears_of_changes_too(
    folder: Path, wires: dict[str, Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`serve --web-only`: a new account's webhook is known, a saved lesson is taught."""
    monkeypatch.setattr("worker.ticker.RELOAD_EVERY", 0.05)
    taught = folder / "lessons"
    taught.mkdir()
    catalog = Path(lessons.__file__).parent / "catalog"
    first, second = sorted(catalog.glob("*.md"))[:2]
    (taught / first.name).write_text(first.read_text())
    async with running(folder, wires, sends=False, lessons_dir=taught) as hall:
        assert hall.service.senders == {}
        assert len(hall.service.house.school.course.lessons) == 1
        hall.writes("a", "b")
        (taught / second.name).write_text(second.read_text())
        await until(lambda: "b" in hall.service.channels)
        await until(lambda: len(hall.service.house.school.course.lessons) == 2)
        assert await hall.brings("b", 7, 1) == 200
        assert set(hall.rows("b")) == {"queued"}


# --- Secrets ------------------------------------------------------------------------------------------


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What comes out of the logs, the libraries at their most talkative."""
    root = logging.getLogger()
    former = root.handlers, root.level
    talkative = {name: logging.getLogger(name).level for name in logs._TALKATIVE}
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(logs._known, "secrets", ())
    logs.set_up("DEBUG", "json", ())
    for name in talkative.keys() - {"sqlalchemy"}:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    root.handlers, root.level = former
    for name, level in talkative.items():
        logging.getLogger(name).setLevel(level)


async def test_no_secret_of_an_account_is_ever_logged(
    folder: Path, wires: dict[str, Wire], heard: io.StringIO
) -> None:
    async with running(folder, wires) as hall:
        wires["b"].answers["getMe"].append(refusal(401, "Unauthorized"))
        wires["c"].answers["getMe"].append(Said(502, f"<html>{TOKENS['c']}</html>".encode()))
        hall.writes(
            "a", "b", "c", more='[[account]]\nname = "x"\nkind = "telegram"\ntoken = "canary-x"'
        )
        await hall.service.reload()
        await until(lambda: "không nhận mã truy cập" in heard.getvalue())
        await until(lambda: wires["c"].webhook)
        logging.getLogger("x").warning("%s %s", *(derived(TOKENS[name]) for name in "bc"))
    assert "không ghi thẳng token" in heard.getvalue()
    for secret in ("canary", *map(derived, TOKENS.values())):
        assert secret not in heard.getvalue()


# --- The program as it is run -------------------------------------------------------------------------


def served(file: Path) -> subprocess.Popen[bytes]:
    """`hocvuso serve` without a terminal, as a supervisor starts it; what it says is in a file `log`."""
    env = os.environ | {"HOCVUSO_PORT": str(free_port()), "HOCVUSO_CHANNELS_FILE": str(file)}
    with (file.parent / "log").open("wb") as log:
        return subprocess.Popen(
            [HOCVUSO, "serve"], env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


@pytest.mark.slow
async def test_a_hang_up_has_the_file_read_at_once(folder: Path, wires: dict[str, Wire]) -> None:
    hall = Hall(folder / "channels.toml", wires)
    hall.writes("a")
    process = served(hall.file)
    try:
        await until(lambda: wires["a"].calls("getUpdates"), seconds=60)
        hall.writes("a", "b")
        process.send_signal(signal.SIGHUP)
        # Sooner than the usual look: that would come half a minute after the start.
        await until(lambda: wires["b"].calls("getUpdates"), seconds=20)
        assert process.poll() is None
        process.terminate()
        await asyncio.to_thread(process.wait, 30)
    finally:
        process.kill()
        process.wait()
    text = (folder / "log").read_text()
    assert "b: a new account is in service" in text
    assert "canary" not in text
    assert "Traceback" not in text
