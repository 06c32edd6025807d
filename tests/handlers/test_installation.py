"""What an installation knows of itself: its salt, whether it may write, its schema and size, what is amiss."""

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.delivery import Ambiguous
from bot.trace import trace_of_message, trace_of_update
from bot.update import TextSent
from handlers import figures, history, installation
from storage import database as storage_database
from storage.database import Database
from storage.errors import Unavailable
from tests.handlers.test_due import remind
from tests.handlers.village import NIGHT, Village

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_salt_is_the_same_for_every_process_from_the_first_moment(
    database: Database, database_url: str
) -> None:
    salts: list[bytes] = []

    def process() -> None:
        own = Database(database_url)
        salts.append(installation.log_salt(own))
        own.close()

    threads = [threading.Thread(target=process) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(salts) == 8
    assert len(set(salts)) == 1
    assert installation.log_salt(database) == salts[0]
    assert len(salts[0]) == 32


@ON_SQLITE
def test_another_installation_has_another_salt(database: Database, tmp_path: Path) -> None:
    other = Database(f"sqlite:///{tmp_path}/other.db")
    other.migrate()
    assert installation.log_salt(other) != installation.log_salt(database)
    other.close()


def test_a_database_that_is_in_order_may_be_written(database: Database) -> None:
    installation.may_write(database)
    sound = installation.look(database, deep=True, small=0)
    assert sound.schema == sound.newest_schema
    assert sound.size > 0
    assert sound.faults == ()


def test_an_empty_database_has_no_schema(empty_url: str) -> None:
    empty = Database(empty_url)
    assert installation.look(empty, deep=False, small=0).schema is None
    empty.close()


@ON_SQLITE
def test_somebody_elses_lock_says_that_nothing_can_be_written(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_database, "BUSY_TIMEOUT", 0.1)
    db = Database(database_url)
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked"):
            installation.may_write(db)
        installation.look(db, deep=False, small=0)  # reading waits for no writer
        other.rollback()
    db.close()


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_standby_says_that_nothing_can_be_written(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on',"
            " current_database()); END $$"
        )
    db = Database(database_url)
    with pytest.raises(Unavailable, match="read-only"):
        installation.may_write(db)
    db.close()


# --- Figures ------------------------------------------------------------------------------------------


def test_of_an_empty_village_there_is_nothing_to_say(database: Database) -> None:
    vitals = figures.vitals(database, NIGHT)
    assert (vitals.late, vitals.latest, vitals.unknown) == (0, timedelta(0), 0)
    assert vitals.newest is None
    assert vitals.queue.oldest_ready is None


def test_late_reminders_are_seen(village: Village) -> None:
    remind(village, "lan")
    (due,) = village.rows("due", "due_at")
    assert figures.vitals(village.db, due - timedelta(seconds=1)).late == 0
    vitals = figures.vitals(village.db, due + timedelta(hours=2))
    assert (vitals.late, vitals.latest) == (1, timedelta(hours=2))


def test_unknown_messages_are_counted_for_a_day(village: Village) -> None:
    village.enrol("lan")
    for _ in range(2):  # a reply is repeated once
        village.change("UPDATE message SET status = 'queued', not_before = NULL WHERE id = 1")
        village.deliver(village.claim(), Ambiguous("the answer was lost"))
    assert village.rows("message", "status")[0] == "unknown"
    assert figures.vitals(village.db, village.now).unknown == 1
    assert figures.vitals(village.db, village.now + timedelta(hours=25)).unknown == 0


def test_when_an_account_was_heard_last(village: Village) -> None:
    village.open("lan")
    assert figures.vitals(village.db, village.now).newest == village.now
    assert figures.heard(village.db, "telegram", village.now)
    assert not figures.heard(village.db, "telegram", village.now + timedelta(seconds=1))
    assert not figures.heard(village.db, "town", village.now - timedelta(days=1))


# --- Following an id ------------------------------------------------------------------------------------


def test_from_a_trace_to_the_update_and_all_that_it_led_to(village: Village) -> None:
    village.enrol("lan", "hung")
    update = village.update("lan", TextSent("bài L01"))
    envelopes = village.take(update).envelopes
    village.deliver(envelopes)
    trace = trace_of_update("telegram", update.key)
    assert {trace_of_message(envelope.key) for envelope in envelopes} == {trace}
    arrived, left = history.followed(village.db, trace)
    assert [(one.account, one.state) for one in arrived] == [("telegram", "taken")]
    assert [one.id for one in left] == sorted(envelope.id for envelope in envelopes)
    assert {one.status for one in left} == {"sent"}


def test_a_claimed_message_bears_the_key_that_it_was_written_with(village: Village) -> None:
    village.enrol("lan")
    update = village.update("lan", TextSent("bài L01"))
    village.take(update, here=frozenset())
    for envelope in village.claim():
        assert trace_of_message(envelope.key) == trace_of_update("telegram", update.key)


def test_nobody_is_named_on_the_way(village: Village) -> None:
    update = village.update("lan", TextSent("xin chào"))
    village.deliver(village.take(update).envelopes)
    found = repr(history.followed(village.db, trace_of_update("telegram", update.key)))
    assert "chat-lan" not in found
    assert "chào" not in found


def test_an_id_that_nobody_bears_leads_nowhere(village: Village) -> None:
    village.enrol("lan")
    assert history.followed(village.db, "0" * 12) == ([], [])
