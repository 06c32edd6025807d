"""Transactions, their errors, and locks, on both databases."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import holds
from storage.database import Database
from storage.errors import Conflict, Unavailable, Unsupported
from storage.unit_of_work import UnitOfWork

ROOT = Path(__file__).parents[2]
READ = text("SELECT count FROM tally WHERE name = 'x'")
LOCKED = text("SELECT count FROM tally WHERE name = 'x' FOR UPDATE")
SET = text("UPDATE tally SET count = :count WHERE name = 'x'")
PUT = text("INSERT INTO tally (day, name, count) VALUES ('2026-11-24', 'x', 0)")


def count(uow: UnitOfWork) -> int:
    return int(uow.rows(READ)[0][0])


def test_nobody_loses_an_update(database: Database) -> None:
    """6 threads × 50 read, then write: SQLAlchemy's default on SQLite kept 51 of 300."""
    with database.transaction() as uow:
        uow.run(PUT)

    def work() -> None:
        for _ in range(50):
            with database.transaction() as uow:
                now = int(uow.rows(LOCKED if uow.postgres else READ)[0][0])
                uow.run(SET, {"count": now + 1})

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as uow:
        assert count(uow) == 300


def test_what_raises_is_undone(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as uow:  # noqa: PT012  one transaction
        uow.run(PUT)
        raise RuntimeError
    with database.reading() as uow:
        assert uow.rows(READ) == []


def test_reading_waits_for_no_writer_and_sees_one_moment(database: Database) -> None:
    with database.transaction() as uow:
        uow.run(PUT)
    with database.reading() as reader:
        assert count(reader) == 0
        with database.transaction() as uow:
            uow.run(SET, {"count": 7})
        assert count(reader) == 0
    with database.reading() as reader:
        assert count(reader) == 7


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file::memory:?uri=true",
        "mysql://x/y",
        "nonsense",
        "",
    ],
)
def test_addresses_that_cannot_serve_are_refused(url: str) -> None:
    with pytest.raises(Unsupported):
        Database(url)


def test_sqlite_is_set_up_to_keep_what_it_promises(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/new/folder/a.db")
    with db.transaction() as uow:
        settings = {
            name: uow.rows(text(f"PRAGMA {name}"))[0][0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }
    db.close()


@pytest.mark.slow
def test_a_locked_database_is_unavailable_after_a_while(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/a.db")
    db.migrate()
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(Unavailable), db.transaction() as uow:
        uow.run(PUT)
    assert 4 < time.monotonic() - began < 8
    other.execute("ROLLBACK")
    other.close()
    with db.transaction() as uow:
        uow.run(PUT)
    db.close()


def test_a_full_disk_is_unavailable_and_then_not(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/a.db")
    db.migrate()
    with db.transaction() as uow:
        pages = uow.rows(text("PRAGMA page_count"))[0][0]
        uow.rows(text(f"PRAGMA max_page_count = {pages}"))
    big = text(
        "INSERT INTO hold (account, chat, until, reason) VALUES ('a', 'b', '2026-01-01', :big)"
    )
    with pytest.raises(Unavailable), db.transaction() as uow:  # noqa: PT012  one transaction
        uow.run(PUT)
        uow.run(big, {"big": "x" * 1_000_000})
    with db.transaction() as uow:
        assert uow.rows(READ) == []
        uow.rows(text("PRAGMA max_page_count = 1000000"))
        uow.run(big, {"big": "x" * 1_000_000})
    db.close()


@pytest.mark.postgres
def test_a_server_that_is_away_is_unavailable() -> None:
    db = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable), db.transaction():
        pass
    with pytest.raises(Unavailable):
        db.lock("telegram").acquire()
    db.close()


@pytest.mark.postgres
def test_a_connection_that_was_cut_is_unavailable_once(
    postgres_template: Callable[[], str],
) -> None:
    db = Database(postgres_template())
    with pytest.raises(Unavailable), db.transaction() as uow:  # noqa: PT012  one transaction
        pid = uow.rows(text("SELECT pg_backend_pid()"))[0][0]
        with db.transaction() as killer:
            killer.rows(text(f"SELECT pg_terminate_backend({pid})"))
        uow.rows(READ)
    with db.transaction() as uow:
        uow.rows(READ)
    db.close()


@pytest.mark.postgres
def test_a_row_that_somebody_else_put_first_is_a_conflict(
    postgres_template: Callable[[], str],
) -> None:
    db = Database(postgres_template())
    with db.transaction() as uow:
        uow.run(PUT)
    with pytest.raises(Conflict), db.transaction() as uow:
        uow.run(PUT)
    db.close()


def test_nul_and_half_letters_are_stored_without(database: Database) -> None:
    with database.transaction() as uow:
        holds.put(uow, "a\0b", "c\ud800d", datetime.now(UTC), "Học\0 vụ \udfff👍")
    with database.reading() as uow:
        row = uow.rows(text("SELECT account, chat, reason FROM hold"))[0]
    assert tuple(row) == ("ab", "cd", "Học vụ 👍")


# --- Locks ----------------------------------------------------------------------------------------


def test_one_holder_an_account(database: Database) -> None:
    first, second, other = database.lock("a"), database.lock("a"), database.lock("b")
    assert first.acquire()
    assert first.acquire()  # it is ours already
    assert not second.acquire()
    assert other.acquire()
    assert first.held()
    assert not second.held()
    second.release()  # not ours: nothing happens
    assert first.held()
    first.release()
    assert not first.held()
    assert second.acquire()
    for lock in (second, other):
        lock.release()


HOLDER = """
import sys
from storage.database import Database
lock = Database(sys.argv[1]).lock("telegram")
print(lock.acquire(), flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
def test_a_lock_ends_with_its_process(database: Database, database_url: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, database_url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    lock = database.lock("telegram")
    assert not lock.acquire()
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    patience = time.monotonic() + 5
    while not lock.acquire():
        assert time.monotonic() < patience
        time.sleep(0.02)
    lock.release()


@pytest.mark.postgres
def test_a_lock_is_lost_with_its_connection(postgres_template: Callable[[], str]) -> None:
    db = Database(postgres_template())
    lock, rival = db.lock("a"), db.lock("a")
    assert lock.acquire()
    with db.transaction() as uow:
        uow.rows(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )
    assert not lock.held()
    assert rival.acquire()
    assert not lock.acquire()
    rival.release()
    db.close()


def test_a_file_lock_whose_file_was_deleted_is_lost(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/a.db")
    lock = db.lock("zalo bot/1")
    assert lock.acquire()
    (file,) = tmp_path.glob("a.db.*.lock")
    file.unlink()
    assert not lock.held()
    lock.release()
    db.close()
