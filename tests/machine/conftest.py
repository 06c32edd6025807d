"""Fresh databases, as many as a machine asks for, one after the other."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.tables import metadata
from tests.conftest import BOTH, drop
from tests.machine.machine import Fresh
from tests.machine.process import Locking


@pytest.fixture(params=BOTH)
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    """Gives a database with the newest schema and nothing in it, the same one again and again."""
    if request.param == "sqlite":
        yield on_sqlite(tmp_path)
        return
    url = request.getfixturevalue("postgres_template")()
    db = Locking(url)
    yield lambda: _emptied(db)
    db.close()
    drop(request.getfixturevalue("postgres_server"), url)


@pytest.fixture
def on_postgres(request: pytest.FixtureRequest) -> bool:
    """Where `fresh` is."""
    return bool(request.node.callspec.params["fresh"] != "sqlite")


def on_sqlite(folder: Path) -> Fresh:
    """One file that is laid over with an empty one. Its engine stays, and what it has compiled."""
    template, file = folder / "template.db", folder / "machine.db"
    made = Locking(f"sqlite:///{template}")
    made.migrate()
    made.close()
    db = Locking(f"sqlite:///{file}")

    def one() -> Locking:
        db.close()
        for old in folder.glob("machine.db*"):
            old.unlink()
        shutil.copy(template, file)
        return db

    return one


def _emptied(db: Locking) -> Locking:
    names = ", ".join(f'"{name}"' for name in metadata.tables)
    with db.transaction() as uow:
        uow.run(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return db
