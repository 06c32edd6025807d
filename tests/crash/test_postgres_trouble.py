"""PostgreSQL has no connection left, is locked, slow, or sees two in each other's way (F09, F10)."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread
from uuid import uuid4

import aiohttp
import psycopg
import pytest

from bot.update import TextSent
from storage.database import STATEMENT_TIMEOUT, Database
from tests.conftest import at, drop
from tests.crash.fleet import Instance, status
from tests.crash.scene import Scene
from tests.handlers.village import Village

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(300)]

# Besides the four writers each library may have one of its own; a pile-up would be dozens.
MORE_THREADS = 8


class Elsewhere:
    """What else goes on in the same server, under another name."""

    def __init__(self, server: str, role: str, url: str) -> None:
        self.role = role
        self.url = url
        self._admin = psycopg.connect(server, autocommit=True)
        self._session = psycopg.connect(at(server, role), autocommit=True)

    def close(self) -> None:
        self._session.close()
        self._admin.close()

    @contextmanager
    def no_connection_left(self) -> Iterator[None]:
        """All that the product has are cut, and it gets no new ones."""
        self._admin.execute(f"ALTER ROLE {self.role} CONNECTION LIMIT 0")
        self._admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
            (self.role,),
        )
        yield
        self._admin.execute(f"ALTER ROLE {self.role} CONNECTION LIMIT -1")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Somebody changes a table by hand, and goes for lunch."""
        self._session.execute("BEGIN")
        self._session.execute("LOCK TABLE message IN ACCESS EXCLUSIVE MODE")
        yield
        self._session.execute("ROLLBACK")

    @contextmanager
    def slow(self) -> Iterator[None]:
        """Every batch takes longer than any statement may."""
        self._session.execute(
            "CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN PERFORM pg_sleep({STATEMENT_TIMEOUT + 5}); RETURN NULL; END $$"
        )
        self._session.execute("CREATE TRIGGER doze AFTER INSERT ON inbound EXECUTE FUNCTION doze()")
        yield
        self._session.execute("DROP FUNCTION doze CASCADE")


@pytest.fixture
def elsewhere(postgres_server: str) -> Iterator[Elsewhere]:
    """A database whose owner is nobody special: no place is kept free for it."""
    role = f"hocvuso_{uuid4().hex[:8]}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {role} LOGIN")
        admin.execute(f"CREATE DATABASE {role} OWNER {role}")
    url = at(psycopg.conninfo.make_conninfo(postgres_server, user=role), role)
    elsewhere = Elsewhere(postgres_server, role, url)
    yield elsewhere
    elsewhere.close()
    drop(postgres_server, url)
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"DROP ROLE {role}")


@pytest.fixture
def empty_url(elsewhere: Elsewhere) -> str:
    return elsewhere.url


Trouble = Callable[[Elsewhere], AbstractContextManager[None]]


@pytest.mark.parametrize(
    "trouble", [Elsewhere.no_connection_left, Elsewhere.locked, Elsewhere.slow]
)
async def test_trouble_is_told_and_is_over_when_it_is_over(
    scene: Scene, elsewhere: Elsewhere, trouble: Trouble
) -> None:
    """Updates are asked for again, the process is alive, nothing piles up, and afterwards all is taken."""
    serve = scene.fleet.add("serve")
    await serve.start()
    scene.village.begin()
    await asyncio.sleep(1)
    threads = thread_count(serve)
    with trouble(elsewhere):
        async with aiohttp.ClientSession() as client, asyncio.timeout(120):
            while not scene.office.answers[503]:
                assert await status(client, f"{serve.url}/healthz") == 200
                await asyncio.sleep(0.2)
            if trouble is not Elsewhere.slow:  # reading is as quick as ever then
                assert await status(client, f"{serve.url}/readyz") == 503
            assert await status(client, f"{serve.url}/healthz") == 200
        assert thread_count(serve) <= threads + MORE_THREADS
    verdict = await scene.verdict()
    assert verdict.broken == {}
    async with aiohttp.ClientSession() as client, asyncio.timeout(30):
        # An answer is remembered for five seconds.
        while await status(client, f"{serve.url}/readyz") != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.5)
    if trouble is not Elsewhere.no_connection_left:  # which takes the senders' locks away
        assert (verdict.repeats, verdict.unknown.total()) == (0, 0)


def thread_count(instance: Instance) -> int:
    assert instance.process is not None
    return len(list(Path(f"/proc/{instance.process.pid}/task").iterdir()))


def test_who_is_in_anothers_way_does_it_all_again(
    database: Database, elsewhere: Elsewhere, postgres_server: str
) -> None:
    """F10: PostgreSQL sends our transaction away to end a deadlock; the update is taken all the same."""
    village = Village(database)
    village.enrol("lan", "hoa")
    one, two = village.rows("person", "id")
    updates = [village.update(user, TextSent("menu")) for user in ("lan", "hoa")]
    taken: list[bool] = []

    def take() -> None:
        taken.extend(receipt.fresh for receipt in village.take(*updates).receipts)

    with psycopg.connect(at(postgres_server, elsewhere.role)) as other:
        # Whose patience ends first finds the deadlock and is its victim: ours, after one second.
        other.execute("SET deadlock_timeout = '60s'")
        other.execute("SELECT FROM person WHERE id = %s FOR UPDATE", (two,))
        ours = Thread(target=take)
        ours.start()
        wait_until_somebody_waits(other)
        other.execute("SELECT FROM person WHERE id = %s FOR UPDATE", (one,))
        other.commit()
        ours.join(timeout=60)
    assert taken == [True, True]
    assert set(village.rows("inbound", "state")) == {"taken"}
    with psycopg.connect(at(postgres_server, elsewhere.role)) as other:
        found = other.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        assert found.fetchone() == (1,)


def wait_until_somebody_waits(session: psycopg.Connection) -> None:
    while session.execute("SELECT FROM pg_locks WHERE NOT granted").fetchone() is None:
        pass
