"""`hocvuso doctor`: what an operator reads before people use it, and its exit codes."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from handlers import installation
from service import doctor_command
from service.checks import Check, Grade
from service.doctor_command import TITLES, examine, exit_code, printed
from service.settings import Settings
from storage.database import Database
from storage.migrations import upgrade
from tests.service.test_cli import run
from town.faults import Answer
from town.telegram.limits import NO_RATES
from town.town import Town

HERE = "https://hoc.example.vn"


@pytest.fixture
def database(folder: Path) -> Database:
    """As `serve` leaves it; the settings' default is a file in this folder."""
    made = Database("sqlite:///var/hocvuso.db")
    made.migrate()
    return made


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town.running(rates=NO_RATES) as town:
        yield town


def settings(town: Town | None = None, **more: Any) -> Settings:
    asked: dict[str, Any] = {"town": "off", "contact": "cô Hoa", "help_chat": "telegram:1"}
    if town is not None:
        asked |= {"telegram_token": SecretStr(town.token), "telegram_api_url": town.telegram_url}
    return Settings(**(asked | more))


def by_name(found: tuple[Check, ...]) -> dict[str, Check]:
    return {f"{one.name} {one.account}".strip(): one for one in found}


async def examined(given: Settings, *, deep: bool = False) -> dict[str, Check]:
    """In a thread, since it has a loop of its own, as the command has."""
    return by_name(await asyncio.to_thread(examine, given, deep=deep))


def test_before_the_first_start_nothing_is_made_and_nothing_is_wrong(folder: Path) -> None:
    found = examine(settings(), deep=False)
    assert exit_code(found) == 0
    assert "lần chạy đầu" in by_name(found)["database"].says
    assert list(folder.iterdir()) == []


def test_without_a_human_to_call_there_is_a_finding(folder: Path) -> None:
    ran = run("doctor")
    assert ran.exit_code == 1
    assert "! Người hỗ trợ: chưa đặt HOCVUSO_CONTACT và HOCVUSO_HELP_CHAT" in ran.stdout
    assert "1 chỗ cần xem" in ran.stdout


async def test_with_all_in_order_every_line_is_fine(town: Town, database: Database) -> None:
    lock_of = [database.lock(name) for name in ("web", "telegram")]
    assert [lock.acquire() for lock in lock_of] == [True, True]  # somebody sends
    town.home.webhook = None
    found = await examined(settings(town))
    assert {name for name, one in found.items() if one.grade is not Grade.OK} == set()
    assert {"database", "schema", "integrity", "counters", "sender web"} <= set(found)
    assert {"token telegram", "webhook telegram", "clock telegram", "sender telegram"} <= set(found)
    assert "@hocvuso_bot" in found["token telegram"].says
    assert found["clock telegram"].says == "khớp với giờ của nền tảng"
    assert printed(tuple(found.values())).endswith("Mọi thứ đều ổn.")
    for lock in lock_of:
        lock.release()
    assert (await examined(settings(town)))["sender telegram"].grade is Grade.WARNING
    database.close()


async def test_a_webhook_elsewhere_and_a_revoked_token_are_findings(
    town: Town, database: Database
) -> None:
    found = await examined(settings(town, public_url=HERE))
    assert "set-webhook" in found["webhook telegram"].says
    town.faults.next(
        "getMe", Answer(401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}')
    )
    found = await examined(settings(town, public_url=HERE))
    assert "@BotFather" in found["token telegram"].says
    assert town.token not in "".join(one.says for one in found.values())
    database.close()


def test_a_platform_that_cannot_be_reached_is_a_finding() -> None:
    given = settings(
        telegram_token=SecretStr("1:x" + "y" * 30), telegram_api_url="http://127.0.0.1:9"
    )
    found = examine(given, deep=False)
    assert "Chưa nối được" in by_name(found)["platform telegram"].says
    assert exit_code(found) == 1


async def test_a_clock_that_is_wrong_is_a_finding(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        doctor_command, "system_clock", lambda: datetime.now(UTC) - timedelta(hours=1)
    )
    found = await examined(settings(town))
    assert "chậm" in found["clock telegram"].says
    assert "chrony" in found["clock telegram"].says


def test_a_server_that_is_not_there_is_the_environments_fault() -> None:
    given = settings(database_url="postgresql://hoc:mat-khau@127.0.0.1:9/x")
    found = examine(given, deep=False)
    assert by_name(found)["database"].grade is Grade.FAILURE
    assert exit_code(found) == 3
    assert "mat-khau" not in printed(found)


def test_a_database_address_of_another_kind_is_the_environments_fault() -> None:
    found = examine(settings(database_url="mysql://x/y"), deep=False)
    assert exit_code(found) == 3


def test_a_full_disk_is_the_environments_fault(database: Database) -> None:
    database.close()
    found = examine(settings(min_free_mb=1_000_000), deep=False)
    assert by_name(found)["disk"].grade is Grade.FAILURE
    assert exit_code(found) == 3


def test_an_older_schema_is_told_and_nothing_of_it_is_changed(folder: Path) -> None:
    (folder / "var").mkdir()
    old = Database("sqlite:///var/hocvuso.db")
    with old.transaction() as uow:
        upgrade(uow.connection, "0001")
    old.close()
    found = by_name(examine(settings(), deep=False))
    assert found["schema"].grade is Grade.WARNING
    assert "0001" in found["schema"].says
    assert "counters" not in found
    assert (
        installation.look(Database("sqlite:///var/hocvuso.db"), deep=False, small=0).schema
        == "0001"
    )


def damage(file: Path, where: str) -> None:
    """Overwrite the first bytes of a page: of a table's, or of the file's own."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        found = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (where,))
        page = (found.fetchone() or (1,))[0]
    with file.open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"\xff" * 100)


@pytest.mark.parametrize("where", ["ix_message_chat", "run", "the file"])
def test_a_damaged_file_is_the_environments_fault(
    database: Database, folder: Path, where: str
) -> None:
    database.close()
    damage(folder / "var/hocvuso.db", where)
    found = examine(settings(), deep=True)
    assert by_name(found)["integrity"].grade is Grade.FAILURE
    assert "bản sao lưu" in by_name(found)["integrity"].says
    assert exit_code(found) == 3


def test_counters_that_do_not_say_what_the_rows_say_are_found(database: Database) -> None:
    database.close()
    with closing(sqlite3.connect("var/hocvuso.db")) as connection:
        connection.execute(
            "INSERT INTO progress (team_id, lesson, started, finished, learners, confirmed, helped, joined) "
            "VALUES (0, 'cai-ung-dung', 5, 5, 5, 0, 0, 0)"
        )
        connection.commit()
    assert by_name(examine(settings(), deep=False))["counters"].grade is Grade.WARNING


def test_a_large_database_is_read_through_only_when_asked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.close()
    monkeypatch.setattr(doctor_command, "SMALL", 0)
    quick = by_name(examine(settings(), deep=False))
    assert {"integrity", "counters"}.isdisjoint(quick)
    assert {"integrity", "counters"} <= set(by_name(examine(settings(), deep=True)))


def test_broken_lessons_are_a_finding(lesson: Callable[..., Path], folder: Path) -> None:
    lesson()
    lesson(("id: cai-ung-dung", "id: Cái Này Sai"), file="sai.md")
    found = by_name(examine(settings(lessons_dir=folder / "lessons"), deep=False))
    assert found["lessons"].grade is not Grade.OK
    assert "hocvuso lessons check" in found["lessons"].says


def test_for_machines_each_check_is_an_object(folder: Path) -> None:
    ran = run("doctor", "--json")
    found = json.loads(ran.stdout)
    assert {tuple(one) for one in found} == {("name", "grade", "says", "account")}
    assert {one["grade"] for one in found} <= set(Grade)


def test_a_wrong_setting_is_named_and_ends_with_exit_code_3(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCVUSO_PORT", "x")
    ran = run("doctor")
    assert ran.exit_code == 3
    assert "HOCVUSO_PORT" in ran.stderr


@pytest.mark.postgres
def test_it_examines_postgresql_too(database_url: str, folder: Path) -> None:
    found = by_name(examine(settings(database_url=database_url), deep=True))
    assert found["schema"].grade is found["database"].grade is Grade.OK
    assert found["counters"].grade is Grade.OK


def test_every_check_has_a_title() -> None:
    names = {one.name for one in examine(settings(), deep=False)}
    assert names <= set(TITLES)


# --- Following an id ------------------------------------------------------------------------------------


def test_an_id_that_nobody_bears_is_a_finding(database: Database) -> None:
    database.close()
    ran = run("trace", "0" * 12)
    assert ran.exit_code == 1
    assert ran.stdout.strip() == ""
    assert "Không có gì" in ran.stderr


def test_a_pseudonym_is_the_same_every_time(database: Database) -> None:
    database.close()
    first, second, other = (
        run("people", "pseudonym", "telegram", user).stdout for user in ("7", "7", "8")
    )
    assert first == second != other
    assert len(first.strip()) == 12
