"""F31: updates of every kind, whole and damaged, by webhook and by polling, on both databases.

Whatever comes: it is acknowledged, what can be understood is taken, what cannot is put aside masked, and
those who are learning go on learning.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from channels.protocol import Unreadable
from channels.telegram.updates import parse
from service.settings import Settings
from service.wiring import Service
from storage.tables import metadata
from tests.channels.fake_wire import TOKEN, Wire, result
from tests.frontdoor.conftest import NOWHERE, Door, configured, opened, said
from tests.surface.updates import CARD, OTP, update
from town.telegram.limits import NO_RATES
from town.town import Town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SEED = 31
TOGETHER = 50
SOON = 60.0  # seconds


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town.running(rates=NO_RATES) as town:
        yield town


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire()
    await wire.open()
    yield wire
    await wire.close()


@pytest.fixture
async def door(town: Town, tmp_path: Path, database_url: str) -> AsyncIterator[Door]:
    given = configured(town, tmp_path, NOWHERE).model_copy(update={"database_url": database_url})
    async with opened(given, tmp_path / "hocvuso.db") as door:
        yield door


def arrived(service: Service) -> dict[str, tuple[str, str | None]]:
    """State and reason of all that came, by key."""
    of = metadata.tables["inbound"].c
    with service.database.reading() as uow:
        return {
            key: (state, why) for key, state, why in uow.rows(select(of.key, of.state, of.reason))
        }


def nothing_was_lost(service: Service, wanted: dict[str, str]) -> None:
    found = arrived(service)
    assert {key: found.get(key, ("lost", None))[0] for key in wanted} == wanted
    assert set(wanted.values()) == {"taken", "quarantined"}  # else the dice were poor
    everything = texts(service)
    assert OTP not in everything
    assert CARD not in everything


def made(number: int) -> list[bytes]:
    return [json.dumps(update(SEED, n)).encode() for n in range(number)]


def texts(service: Service) -> str:
    """Everything that is stored, as one text."""
    with service.database.reading() as uow:
        return repr([uow.rows(select(table)) for table in metadata.tables.values()])


def expected(service: Service, bodies: Sequence[bytes]) -> dict[str, str]:
    """What has to be found for them: nothing for what is none of our business."""
    wanted: dict[str, str] = {}
    for body in bodies:
        try:
            read = service.channels["telegram"].read(body)
        except Unreadable:
            wanted[f"unread:{hashlib.sha256(body).hexdigest()[:32]}"] = "quarantined"
        else:
            wanted |= {update.key: "taken" for update in read}
    return wanted


class Lan:
    """She is in the middle of a lesson."""

    def __init__(self, town: Town, door: Door) -> None:
        self._phone, self._door = town.phone("Lan"), door
        self._number = 1

    async def says(self, *words: str) -> None:
        for word in words:
            self._number += 1
            answer = await self._door.brings(said(word, self._phone.id, self._number))
            assert answer.status_code == 200

    async def begins(self) -> None:
        self._phone.chat.started = True
        await self.says("xin chào", "đồng ý", "bác", "android", "cài ứng dụng")
        await self._phone.sees("CH Play", within=SOON)

    async def goes_on(self) -> None:
        await self.says("xong rồi")
        await self._phone.sees("kính lúp", within=SOON)
        heard = self._phone.heard()
        assert len(heard) == len(set(heard))


async def test_every_update_is_acknowledged_and_none_is_lost(door: Door, town: Town) -> None:
    lan = Lan(town, door)
    await lan.begins()
    bodies = made(3_000 if door.service.database.is_sqlite else 600)
    wanted = expected(door.service, bodies)
    for first in range(0, len(bodies), TOGETHER):
        slice_of = bodies[first : first + TOGETHER]
        answers = await asyncio.gather(*(door.brings(body) for body in slice_of))
        # The number with the seed makes the same update again.
        wrong = {first + n: a.status_code for n, a in enumerate(answers) if a.status_code != 200}
        assert wrong == {}
        calls = [answer.json() for answer in answers if answer.content]
        assert {call["method"] for call in calls} <= {"answerCallbackQuery"}
    await lan.goes_on()
    nothing_was_lost(door.service, wanted)
    again = await asyncio.gather(*(door.brings(body) for body in bodies[:TOGETHER]))
    assert {answer.status_code for answer in again} == {200}
    nothing_was_lost(door.service, wanted)


async def test_by_polling_too(wire: Wire, tmp_path: Path, database_url: str) -> None:
    # Without a number of its own nothing can be confirmed, and Telegram sends nothing so.
    bodies = [body for body in made(1_000) if b'"update_id": 1' in body]
    settings = Settings(
        database_url=database_url,
        town="off",
        telegram_token=SecretStr(TOKEN),
        telegram_api_url=wire.url,
        telegram_rate=0,
        telegram_chat_rate=0,
    )
    slices = [bodies[first : first + TOGETHER] for first in range(0, len(bodies), TOGETHER)]
    answers = [result([json.loads(body) for body in one]) for one in slices]
    wire.answers["getUpdates"] += answers
    async with opened(settings, tmp_path / "hocvuso.db") as door:
        async with asyncio.timeout(SOON):
            while len(wire.calls("getUpdates")) <= len(slices):  # noqa: ASYNC110  a test may poll
                await asyncio.sleep(0.01)
        # A body that was put aside is what the poller understood of it.
        understood = [one for answer in answers for one in parse(answer.body)["result"]]
        came = [json.dumps(one).encode() for one in understood]
        nothing_was_lost(door.service, expected(door.service, came))
        asked = wire.calls("getUpdates")[-1].fields["offset"]
        numbers = [json.loads(body)["update_id"] for body in bodies]
        assert asked == max(number for number in numbers if number < 2**63) + 1
