"""The answer to a commit is lost on its way from PostgreSQL (F02, from the other side).

The update is there, with its reply claimed for a sender who never heard of it. The platform brings it
again, and it is no news: unless somebody finds that reply, nobody is ever answered.
"""

from collections.abc import AsyncIterator

import psycopg
import pytest

from tests.conftest import at
from tests.crash.scene import Scene
from tests.crash.wire import Wire, wire_to

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True),
]


@pytest.fixture
async def wire(empty_url: str) -> AsyncIterator[Wire]:
    async with wire_to(empty_url) as wire:
        yield wire


async def test_who_wrote_is_answered_all_the_same(
    scene: Scene, wire: Wire, postgres_server: str
) -> None:
    info = psycopg.conninfo.conninfo_to_dict(scene.url)
    server = psycopg.conninfo.make_conninfo(postgres_server, host="127.0.0.1", port=wire.port)
    scene.fleet.settings["HOCVUSO_DATABASE_URL"] = at(server, str(info["dbname"]))
    serve = scene.fleet.add("serve")
    await serve.start()
    await serve.until_said("telegram: sending")
    lan = scene.village.villagers[0]
    await lan.says("/start")
    await scene.settled()
    wire.marked = str(lan.person.id).encode()
    await lan.says("đồng ý")
    assert wire.lost == 1
    assert scene.office.answers[503] >= 1
    verdict = await scene.verdict()
    assert verdict.broken == {}
    assert len(scene.platform.seen(scene.town, lan.chat)) >= 3
