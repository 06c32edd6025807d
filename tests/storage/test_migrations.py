"""Every way to the newest schema ends at the same one, which is what the tables say."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import storage
from storage import migrations, progress
from storage.database import Database
from storage.migrations import config, newest, present, upgrade
from storage.progress import Count
from storage.tables import metadata

# Two people of a team and two attempts of each; one finished the same lesson twice.
OLDER = """
INSERT INTO team (id, name, created_at) VALUES (1, 'Tổ', '2026-11-01 00:00:00');
INSERT INTO person (id, team_id, learner_id, display_name, consent, reminders_wanted, created_at)
SELECT n, 1, n, '', 'granted', false, '2026-11-01 00:00:00' FROM (SELECT 1 AS n UNION SELECT 2) AS two;
INSERT INTO learner (id, person_id, name, standing, seen_at, created_at)
SELECT id, id, '', '{}', '2026-11-01 00:00:00', '2026-11-01 00:00:00' FROM person;
INSERT INTO run (learner_id, number, team_id, lesson, step, revision, status, started_at, updated_at)
SELECT id, n, 1, 'mot', 'a', 'x', CASE id WHEN 1 THEN 'finished' ELSE 'left' END,
    '2026-11-01 00:00:00', '2026-11-01 00:00:00'
FROM learner, (SELECT 1 AS n UNION SELECT 2) AS two;
INSERT INTO progress (team_id, lesson, started, finished, learners) VALUES (1, 'mot', 4, 2, 1)
"""


def revisions() -> list[str]:
    scripts = ScriptDirectory(str(Path(storage.__file__).parent / "migrations"))
    return [script.revision for script in scripts.walk_revisions()]


def differences(db: Database) -> list[object]:
    with db.transaction() as uow:
        return list(compare_metadata(MigrationContext.configure(uow.connection), metadata))


def test_from_nothing_to_what_the_tables_say(empty_url: str) -> None:
    db = Database(empty_url)
    db.migrate()
    assert differences(db) == []
    db.migrate()  # a second time is nothing
    assert differences(db) == []
    db.close()


def test_an_up_to_date_database_is_known_without_alembic(empty_url: str) -> None:
    """Alembic's own idea of the newest revision is what the files' names say."""
    db = Database(empty_url)
    with db.transaction() as uow:
        assert present(uow.connection) is None
    db.migrate()
    with db.transaction() as uow:
        assert present(uow.connection) == newest()
    assert newest() == ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head()
    db.close()


@pytest.mark.parametrize("start", revisions())
def test_from_every_version_to_the_newest(empty_url: str, start: str) -> None:
    db = Database(empty_url)
    with db.transaction() as uow:
        upgrade(uow.connection, start)
    db.migrate()
    assert differences(db) == []
    db.close()


def test_what_is_counted_since_a_version_is_counted_for_older_rows_too(empty_url: str) -> None:
    db = Database(empty_url)
    with db.transaction() as uow:
        upgrade(uow.connection, "0004")
        for statement in OLDER.strip().split(";\n"):
            uow.run(text(statement))
    db.migrate()
    with db.transaction() as uow:
        assert progress.kept(uow) == progress.recounted(uow)
        assert progress.kept(uow)[1, progress.ANY] == Count(started=2, learners=1, joined=2)
    db.close()


def test_sqlite_never_uses_the_number_of_a_message_twice(tmp_path: Path) -> None:
    """compare_metadata does not see AUTOINCREMENT, on which `storage.ids` relies."""
    db = Database(f"sqlite:///{tmp_path}/a.db")
    db.migrate()
    with db.transaction() as uow:
        found = uow.rows(text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"))
    wanted = {
        t.name for t in metadata.tables.values() if t.dialect_kwargs.get("sqlite_autoincrement")
    }
    assert {row[0] for row in found} == wanted != set()
    db.close()


def test_several_at_once_migrate_once(empty_url: str) -> None:
    errors: list[Exception] = []

    def migrate() -> None:
        db = Database(empty_url)
        try:
            db.migrate()
        except Exception as error:
            errors.append(error)
        finally:
            db.close()

    threads = [threading.Thread(target=migrate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    db = Database(empty_url)
    assert differences(db) == []
    db.close()


def test_a_migration_that_fails_leaves_nothing(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(connection: object) -> None:
        upgrade(connection)  # type: ignore[arg-type]
        raise RuntimeError("the power went")

    monkeypatch.setattr("storage.database.upgrade", fails)
    db = Database(empty_url)
    with pytest.raises(RuntimeError):
        db.migrate()
    monkeypatch.undo()
    with db.transaction() as uow:
        assert MigrationContext.configure(uow.connection).get_current_revision() is None
    db.migrate()
    assert differences(db) == []
    db.close()


@pytest.mark.slow
def test_it_migrates_without_the_checkout(tmp_path: Path) -> None:
    """Migrations are files of the package, found wherever it is installed."""
    root = Path(storage.__file__).parents[1]
    for room in ("bot", "lessons", "storage"):
        shutil.copytree(root / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    code = "from storage.database import Database; Database('sqlite:///deep/er/a.db').migrate()"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=60)
    engine = create_engine(f"sqlite:///{tmp_path}/deep/er/a.db")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM message")) == 0
        assert config(connection).get_main_option("script_location")
    engine.dispose()
