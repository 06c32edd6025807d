"""Nobody's words, name or number and no secret is ever logged, whatever goes wrong (P8, I9); but one id
leads from an update to every send that it caused."""

import io
import json
import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

import handlers.turns
from bot.trace import trace_of_update
from channels.telegram import calls as telegram_calls
from service import logs
from tests.frontdoor.conftest import (
    HEADER,
    NOWHERE,
    SECRET,
    Door,
    configured,
    opened,
    pressed,
    said,
)
from tests.product.running import HOCVUSO, free_port
from tests.worker.wire import until
from town.faults import Answer, DropAfterAccepting
from town.phone import Phone
from town.town import HOME_TOKEN, Town

NAME = "Bác Chim Hoàng Yến"
WORDS = "chim hoàng yến hót"
PHONE, CARD = "0912345678", "038099001234"
ROW = "dong-chim-yen"  # what a database's own error quotes
PAGE_KEY = "chim-yen-chim-yen-chim-yen"


@dataclass
class Heard:
    """Everything that came out at the root logger's handler."""

    stream: io.StringIO

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def about(self, trace: str) -> list[str]:
        return [line["event"] for line in self.lines if line.get("trace") == trace]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    root = logging.getLogger()
    former = root.handlers, root.level
    talkative = {name: logging.getLogger(name).level for name in logs._TALKATIVE}
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.set_up("DEBUG", "json", (HOME_TOKEN, SECRET))
    # Worse than any setting: the libraries' own DEBUG; SQLAlchemy's shows rows and stays off.
    for name in talkative.keys() - {"sqlalchemy"}:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield Heard(stream)
    root.handlers, root.level = former
    for name, level in talkative.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def lan(town: Town) -> Phone:
    lan = town.phone("Lan")
    lan.chat.started = True
    return lan


def nothing_leaked(heard: str, lan: Phone) -> None:
    canaries = [
        *("Hoàng Yến", "hoàng yến", "hoang yen", "chim-yen", "chim yen"),
        *(PHONE, CARD, ROW, PAGE_KEY, SECRET, HOME_TOKEN, HOME_TOKEN.partition(":")[2]),
        *(str(lan.id), "Lan"),
    ]
    assert [canary for canary in canaries if canary in heard] == []


def written(text: str, lan: Phone, number: int) -> dict[str, Any]:
    update = said(text, lan.id, number)
    for who in (update["message"]["from"], update["message"]["chat"]):
        who["first_name"] = NAME
    return update


async def converses(door: Door, lan: Phone, first: int = 1) -> None:
    texts = ["xin chào", "đồng ý", "bác", "android", "cài ứng dụng", WORDS, f"gọi {PHONE}", CARD]
    for number, text in enumerate(texts, first):
        assert (await door.brings(written(text, lan, number))).status_code == 200


async def test_a_whole_conversation(door: Door, lan: Phone, heard: Heard) -> None:
    await converses(door, lan)
    await door.brings(pressed(WORDS, lan.id, 50))
    await door.brings(json.dumps({"update_id": WORDS, "message": {"text": CARD}}).encode())
    await door.brings(written(WORDS, lan, 51), **{HEADER: "chim-yen"})
    page = {"id": "12345678", "text": WORDS}
    key = {"authorization": f"Bearer {PAGE_KEY}"}
    await door.client.post("/chat/api/send", json=page, headers=key)
    await door.client.get(f"/chat/{WORDS}", headers=key)
    await until(lambda: not door.rows("SELECT 1 FROM message WHERE status IN ('queued','sending')"))
    assert (await door.client.get("/metrics")).status_code == 200
    assert len(heard.lines) > 10
    nothing_leaked(heard.text + (await door.client.get("/metrics")).text, lan)


FAULTS = {
    "401": Answer(401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}'),
    "500": Answer(500, f"<html>{WORDS} {HOME_TOKEN}</html>".encode(), "text/html"),
    "502 that quotes": Answer(502, WORDS.encode()),
    "no json": Answer(200, f"{WORDS} {PHONE}".encode()),
    "429": Answer(
        429,
        b'{"ok":false,"error_code":429,"description":"Too Many Requests",'
        b'"parameters":{"retry_after":7}}',
    ),
    "lost": DropAfterAccepting(),
    "blocked": Answer(
        403, b'{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}'
    ),
    "refused": Answer(400, b'{"ok":false,"error_code":400,"description":"Bad Request: x"}'),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_send_that_fails_is_told_by_its_trace_and_without_its_person(
    door: Door, town: Town, lan: Phone, heard: Heard, fault: Answer | DropAfterAccepting
) -> None:
    town.faults.next("sendMessage", fault, times=100)
    await door.brings(written(WORDS, lan, 7))
    trace = trace_of_update("telegram", "7")
    await until(lambda: len(heard.about(trace)) > 1)
    assert heard.about(trace)[0] == "taken"
    nothing_leaked(heard.text, lan)
    who = {line["who"] for line in heard.lines if line.get("trace") == trace}
    assert len(who) == 1  # one pseudonym, from the door to the send


def quoting(*_: object, **__: object) -> object:
    raise ValueError(f"cannot render {WORDS} for {PHONE} with {HOME_TOKEN}")


async def test_an_adapter_that_raises_with_the_text_in_its_words(
    door: Door, lan: Phone, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_calls, "text_call", quoting)
    await door.brings(written(WORDS, lan, 7))
    await until(lambda: "telegram: the adapter failed" in heard.text)
    (line,) = [one for one in heard.lines if "exception" in one][:1]
    assert line["trace"] == trace_of_update("telegram", "7")
    assert "ValueError" in line["exception"]
    assert "in quoting" in line["exception"]  # the lines of code are what an engineer needs
    nothing_leaked(heard.text, lan)


async def test_a_turn_that_raises_is_quarantined_under_its_trace(
    door: Door, lan: Phone, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers.turns, "take_turn", quoting)
    assert (await door.brings(written(WORDS, lan, 7))).status_code == 200
    about = heard.about(trace_of_update("telegram", "7"))
    assert any(event.startswith("an update was quarantined: ValueError") for event in about)
    nothing_leaked(heard.text, lan)


DAMAGES = {
    # A constraint's words quote the row, as PostgreSQL's do.
    "a row is quoted": f"CREATE TRIGGER t BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, '{ROW}'); END",
    "a table is gone": "ALTER TABLE message RENAME TO dong_chim_yen",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_a_database_that_refuses_a_row(
    door: Door, lan: Phone, heard: Heard, damage: str
) -> None:
    with closing(sqlite3.connect(door.file)) as other:
        other.execute(damage)
        other.commit()
    await door.brings(written(WORDS, lan, 7))
    await until(lambda: "Error" in heard.text)
    nothing_leaked(heard.text, lan)


@pytest.mark.slow
async def test_a_database_that_is_away(door: Door, lan: Phone, heard: Heard) -> None:
    with door.locked():
        assert (await door.brings(written(WORDS, lan, 7))).status_code == 503
    assert "database is locked" in heard.text
    assert heard.about(trace_of_update("telegram", "7")) == ["refused"]
    nothing_leaked(heard.text, lan)


async def test_one_person_is_followed_over_a_restart_by_the_same_pseudonym(
    town: Town, tmp_path: Path, lan: Phone, heard: Heard
) -> None:
    settings = configured(town, tmp_path, NOWHERE)
    for number in (1, 2):
        async with opened(settings, tmp_path / "hocvuso.db") as door:
            await door.brings(written("xin chào", lan, number))
    who = [line["who"] for line in heard.lines if line["event"] == "taken"]
    assert len(who) == 2
    assert len(set(who)) == 1
    async with opened(
        settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/another.db"}),
        tmp_path / "another.db",
    ) as door:
        await door.brings(written("xin chào", lan, 3))
    others = {line["who"] for line in heard.lines if line["event"] == "taken"}
    assert len(others) == 2  # another installation, another pseudonym


# --- The program as it is run -------------------------------------------------------------------------


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    url: str
    log: Path


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """`hocvuso serve` on a free port, its standard output and error in a file."""
    started: list[subprocess.Popen[bytes]] = []

    def run(**settings: str) -> Running:
        port, log = free_port(), tmp_path / "log.txt"
        env = dict(os.environ) | {f"HOCVUSO_{k}": v for k, v in settings.items()}
        with log.open("wb") as out:
            process = subprocess.Popen(
                [HOCVUSO, "serve"],
                env=env | {"HOCVUSO_PORT": str(port)},
                cwd=tmp_path,
                stdout=out,
                stderr=out,
            )
        started.append(process)
        return Running(process, f"http://127.0.0.1:{port}", log)

    yield run
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.slow
async def test_the_running_program_says_none_of_it(
    town: Town, lan: Phone, runs: Callable[..., Running]
) -> None:
    lan.person.name = NAME
    program = runs(
        TELEGRAM_TOKEN=HOME_TOKEN,
        TELEGRAM_SECRET=SECRET,
        TELEGRAM_API_URL=town.telegram_url,
        LOG_LEVEL="DEBUG",
        LOG_FORMAT="json",
    )
    await until(lambda: program.log.read_text().count("sending") >= 2, seconds=60)
    await lan.says("xin chào")
    await lan.sees("đồng ý", within=30)
    town.faults.next("sendMessage", DropAfterAccepting())
    town.faults.next("sendMessage", Answer(500, WORDS.encode()))
    await lan.presses("ĐỒNG Ý")
    await until(lambda: "may or may not" in program.log.read_text(), seconds=30)
    await lan.says(f"{WORDS} {PHONE} {CARD}")
    await until(lambda: program.log.read_text().count('"taken"') >= 3, seconds=30)
    async with httpx.AsyncClient() as client:
        await client.post(f"{program.url}/webhook/telegram", content=WORDS.encode())
    program.process.terminate()
    program.process.wait(30)
    text = program.log.read_text()
    nothing_leaked(text, lan)
    first = next(line for line in text.splitlines() if line.startswith("{"))
    assert json.loads(first)["level"]


@pytest.mark.slow
def test_a_start_that_fails_shows_no_password(runs: Callable[..., Running]) -> None:
    program = runs(DATABASE_URL="postgresql://hoc:chim-yen-mat-khau@127.0.0.1:9/x")
    assert program.process.wait(60) == 3
    said_last = program.log.read_text()
    assert "chim-yen-mat-khau" not in said_last
    assert said_last.startswith("Chưa dùng được cơ sở dữ liệu: ")  # a sentence, no traceback
    assert len(said_last.splitlines()) == 1
