"""Fresh databases, as many as a machine asks for."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from storage.database import Database
from tests.conftest import BOTH, drop


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes the address of a database with the newest schema and nothing in it."""
    if request.param == "sqlite":
        yield on_sqlite(tmp_path)
        return
    make: Callable[[], str] = request.getfixturevalue("postgres_template")
    made: list[str] = []

    def one() -> str:
        if made:
            drop(request.getfixturevalue("postgres_server"), made.pop())
        made.append(make())
        return made[-1]

    yield one
    drop(request.getfixturevalue("postgres_server"), made.pop())


def on_sqlite(folder: Path) -> Callable[[], str]:
    """Copies of one migrated file, each in place of the last."""
    template = Database(f"sqlite:///{folder}/template.db")
    template.migrate()
    template.close()
    numbers = count(1)

    def one() -> str:
        for old in folder.glob("machine-*"):
            old.unlink()
        name = folder / f"machine-{next(numbers)}.db"
        shutil.copy(folder / "template.db", name)
        return f"sqlite:///{name}"

    return one
