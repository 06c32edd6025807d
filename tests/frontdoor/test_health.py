"""Alive, ready, counted: what machines that look after the service are told, also while it is in trouble."""

import asyncio
import re
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from handlers import figures
from handlers.figures import Vitals
from service.proofs import MANY
from storage.database import Database
from tests.conftest import drop
from tests.frontdoor.conftest import HEADER, NOWHERE, Door, configured, opened, said
from tests.test_docs import metric_names
from tests.worker.wire import until
from town.faults import Answer
from town.phone import Phone
from town.town import Town


@pytest.fixture
def lan(town: Town) -> Phone:
    lan = town.phone("Lan")
    lan.chat.started = True
    return lan


@pytest.fixture
async def narrow(town: Town, tmp_path: Path) -> AsyncIterator[Door]:
    """A door behind which a single update may wait."""
    settings = configured(town, tmp_path, NOWHERE).model_copy(update={"backlog": 1})
    async with opened(settings, tmp_path / "hocvuso.db") as door:
        yield door


async def ready(door: Door) -> tuple[int, dict[str, Any]]:
    answer = await door.client.get("/readyz")
    return answer.status_code, answer.json()


async def values(door: Door) -> dict[str, float]:
    """`name{label="value",…}` without the account, for short."""
    text = (await door.client.get("/metrics")).text
    return {
        "{} {}".format(
            one.name,
            " ".join(v for name, v in sorted(one.labels.items()) if v not in {"telegram", ""}),
        ).strip(): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
        if one.labels.get("account", "telegram") in {"telegram", ""}
    }


def warned(body: dict[str, Any]) -> dict[str, str]:
    return {one["check"]: one["says"] for one in body["warnings"]}


# --- Ready --------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_locked_database_is_not_ready_but_alive_and_then_ready_again(door: Door) -> None:
    with door.locked():
        status, body = await ready(door)
        assert status == 503
        assert "database is locked" in body["database"]
        assert (await door.client.get("/healthz")).json() == {"status": "ok"}
        assert (await values(door))["hocvuso_database_up"] == 0
    await until_ready(door)


@pytest.mark.slow
async def test_a_database_that_does_not_answer_at_all_is_said_within_the_time_that_probes_wait(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Liveness stays green; and many who ask do not pile up behind the one question (F09)."""
    monkeypatch.setattr(door.service.checkup._may_write, "_patience", 0.1)
    stuck = threading.Event()
    held = asyncio.create_task(door.service.desk.run(lambda _: stuck.wait(30)))
    try:
        answers = await asyncio.gather(*(ready(door) for _ in range(20)))
        assert {status for status, _ in answers} == {503}
        assert "không trả lời" in answers[0][1]["database"]
        assert door.service.desk._threads._work_queue.qsize() < len(answers)
        assert (await door.client.get("/healthz")).status_code == 200
        assert (await values(door))["hocvuso_database_up"] == 0
    finally:
        stuck.set()
        await held
    await until_ready(door)


async def until_ready(door: Door) -> None:
    async with asyncio.timeout(30):
        while (await ready(door))[0] != 200:  # noqa: ASYNC110 - what was found is good for a second
            await asyncio.sleep(0.1)


async def test_a_disk_that_is_nearly_full_is_not_ready(town: Town, tmp_path: Path) -> None:
    settings = configured(town, tmp_path, NOWHERE).model_copy(update={"min_free_mb": 10**9})
    async with opened(settings, tmp_path / "hocvuso.db") as door:
        status, body = await ready(door)
    assert status == 503
    assert "HOCVUSO_MIN_FREE_MB" in body["disk"]
    assert (body["database"], body["lessons"]) == ("ok", "ok")


async def test_without_a_lesson_it_is_not_ready(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "lessons"
    folder.mkdir()
    settings = configured(town, tmp_path, NOWHERE).model_copy(update={"lessons_dir": folder})
    async with opened(settings, tmp_path / "hocvuso.db") as door:
        status, body = await ready(door)
    assert status == 503
    assert "hocvuso lessons check" in body["lessons"]


REVOKED = Answer(401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}')


async def test_a_revoked_token_stops_the_sending_but_not_the_taking(
    door: Door, town: Town, lan: Phone
) -> None:
    """F44: others could not do better, so nobody is turned away; a person has to look."""
    town.faults.next("sendMessage", REVOKED, times=100)
    assert (await door.brings(said("xin chào", lan.id, 1))).status_code == 200
    await until(lambda: door.service.senders["telegram"].broken)
    assert (await door.brings(said("đồng ý", lan.id, 2))).status_code == 200
    assert door.rows("SELECT count(*) FROM inbound") == [(2,)]
    status, body = await ready(door)
    assert status == 200
    assert "Unauthorized" in warned(body)["token"]
    assert "@BotFather" in warned(body)["token"]
    now = await values(door)
    assert now["hocvuso_account_refused"] == 1
    assert now["hocvuso_check token"] == 0
    assert lan.heard() == []


async def test_a_wrong_secret_is_told_until_a_right_one_comes(door: Door, lan: Phone) -> None:
    """Everybody is refused then, and no platform tells us."""
    for number in range(MANY):
        assert "proof" not in warned((await ready(door))[1])
        assert (
            await door.brings(said("xin chào", lan.id, number), **{HEADER: "x"})
        ).status_code == 401
    assert "set-webhook telegram" in warned((await ready(door))[1])["proof"]
    assert (await door.brings(said("xin chào", lan.id, 1))).status_code == 200
    assert "proof" not in warned((await ready(door))[1])
    assert (await values(door))["hocvuso_unproven_requests_total"] == MANY


async def test_what_the_watch_found_is_a_warning(
    door: Door, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await until(lambda: town.home.webhook)  # `connect` has told the town where we are
    town.home.webhook = None
    (account,) = door.service.accounts
    await door.service.watch.look(account)
    status, body = await ready(door)
    assert status == 200
    assert "set-webhook" in warned(body)["webhook"]
    assert (await values(door))["hocvuso_check webhook"] == 0


async def test_a_process_that_does_not_send_says_when_nobody_does(
    town: Town, tmp_path: Path
) -> None:
    """`serve --web-only` without any `work` beside it."""
    settings = configured(town, tmp_path, NOWHERE)
    async with opened(settings, tmp_path / "hocvuso.db", sends=False) as door:
        status, body = await ready(door)
        assert status == 200
        assert "hocvuso work" in warned(body)["sender"]
        async with opened(settings, tmp_path / "hocvuso.db") as other:
            await until(lambda: all(one.active for one in other.service.senders.values()))
            door.service.checkup._figures._since = float("-inf")  # as if it were asked later
            assert "sender" not in warned((await ready(door))[1])


# --- Counted ------------------------------------------------------------------------------------------


async def test_the_numbers_say_what_happened(door: Door, town: Town, lan: Phone) -> None:
    for _ in range(2):
        await door.brings(said("xin chào", lan.id, 1))
    await door.brings(b"unreadable")
    await until(lambda: not door.rows("SELECT 1 FROM message WHERE status != 'sent'"))
    now = await values(door)
    assert now["hocvuso_updates_total taken"] == 1
    assert now["hocvuso_updates_total repeated"] == 1
    assert now["hocvuso_updates_total quarantined"] == 1
    assert now["hocvuso_updates_total refused"] == 0
    assert now["hocvuso_update_commit_seconds_count"] == 2
    assert now["hocvuso_batch_updates_sum"] == 2
    assert now["hocvuso_sends_total sent"] == len(lan.heard())
    assert now["hocvuso_reply_seconds_count"] == len(lan.heard())
    assert now["hocvuso_database_up"] == 1
    assert now["hocvuso_lessons"] == len(door.service.house.school.course.lessons)
    assert now["hocvuso_sender_active"] == 1
    assert now["process_resident_memory_bytes"] > 0


async def test_every_family_is_well_formed_and_named_as_prometheus_asks(
    door: Door, lan: Phone
) -> None:
    await door.brings(said("xin chào", lan.id, 1))
    answer = await door.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    told = re.findall(r"^# TYPE (hocvuso_\w+) ", answer.text, re.MULTILINE)
    assert set(told) == metric_names()  # which are those with a line in docs/operate.md
    assert len(told) == len(set(told))
    for name, family in families.items():
        assert family.documentation
        assert name.startswith(("hocvuso_", "process_"))
        if family.type == "counter":
            assert all(one.name.endswith("_total") for one in family.samples)
        if family.type == "histogram":
            counts = [one.value for one in family.samples if one.name.endswith("_bucket")]
            assert counts
            assert {one.labels["le"] for one in family.samples if "le" in one.labels} >= {"+Inf"}
    assert str(lan.id) not in answer.text
    labels = {
        name
        for family in families.values()
        for one in family.samples
        for name in one.labels
        if family.name.startswith("hocvuso_")
    }
    assert labels <= {
        *("account", "check", "database", "lane", "le", "result", "state"),
        *("tick", "version"),
    }


async def test_scraping_again_and_again_asks_the_database_once(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    vitals = figures.vitals

    def counting(database: Database, now: datetime) -> Vitals:
        nonlocal asked
        asked += 1
        return vitals(database, now)

    forgetful(door)
    await ready(door)
    door.service.checkup._figures._age = 60.0
    monkeypatch.setattr(figures, "vitals", counting)
    answers = await asyncio.gather(*(door.client.get("/metrics") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert asked == 0


async def gone(door: Door) -> None:
    """Not ready, in words; the numbers are those that are known without it."""
    now = await values(door)
    assert now["hocvuso_database_up"] == 0
    assert now["hocvuso_check database"] == 0
    assert now["hocvuso_updates_total taken"] == 0
    assert "hocvuso_oldest_ready_seconds" not in now
    status, body = await ready(door)
    assert status == 503
    assert body["database"] != "ok"
    assert (await door.client.get("/healthz")).status_code == 200


def forgetful(door: Door) -> None:
    """What was found lately is good for some seconds, which a test does not want to wait for."""
    door.service.checkup._figures._age = door.service.checkup._may_write._age = 0.0


async def test_a_database_without_its_tables_leaves_what_is_known_without_it(door: Door) -> None:
    forgetful(door)
    with closing(sqlite3.connect(door.file)) as other:
        other.execute("ALTER TABLE message RENAME TO gone")
        other.commit()
    await gone(door)


@pytest.mark.postgres
async def test_a_server_that_is_gone_leaves_what_is_known_without_it(
    town: Town, tmp_path: Path, postgres_template: Callable[[], str], postgres_server: str
) -> None:
    settings = configured(town, tmp_path, NOWHERE)
    settings = settings.model_copy(update={"database_url": (url := postgres_template())})
    async with opened(settings, tmp_path / "none") as door:
        assert (await ready(door))[0] == 200
        assert (await values(door))["hocvuso_database_up"] == 1
        forgetful(door)
        await asyncio.to_thread(drop, postgres_server, url)
        await gone(door)


# --- Too much at once ---------------------------------------------------------------------------------


@pytest.mark.slow
async def test_beyond_the_backlog_the_platform_is_asked_to_come_again(
    narrow: Door, lan: Phone
) -> None:
    """What is refused is counted, and nothing of it is lost: it comes again and is taken once."""
    with narrow.locked():
        first = asyncio.create_task(narrow.brings(said("xin chào", lan.id, 1)))
        await until(lambda: narrow.service.intake.backlog)
        refused: httpx.Response = await narrow.brings(said("đồng ý", lan.id, 2))
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert narrow.service.intake.backlog == 1  # what was refused does not wait here
        assert (await first).status_code == 503  # the lock lasted longer than a transaction waits
    for number in (1, 2):
        assert (await narrow.brings(said("xin chào", lan.id, number))).status_code == 200
    now = await values(narrow)
    assert now["hocvuso_updates_total refused"] == 2
    assert now["hocvuso_updates_total taken"] == 2
    assert now["hocvuso_backlog_limit"] == 1
    assert now["hocvuso_backlog_updates"] == 0
