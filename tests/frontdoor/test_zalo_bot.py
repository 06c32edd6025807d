"""Zalo's webhook requests at the real front door, taken into a real database: what is answered, what is kept."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
import pytest

import webhook
from bot.update import Update
from channels.protocol import Channel
from channels.zalo_bot.adapter import ZaloBot
from handlers import inbound
from service.proofs import Proofs
from service.wiring import Service
from storage.database import Database
from tests.channels.fake_wire import TOKEN
from tests.handlers.village import Village

# Both databases are tried where the handlers are.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECRET = "test-secret-123456"
HEADER = "X-Bot-Api-Secret-Token"
PATH = "/webhook/zalo-bot"
CHAT = "6ede9afa66b88fe6d6a9"
GROUP = "zgr-f8a7101d77709e2ec761"


def event(name: str = "message.text.received", /, **fields: Any) -> dict[str, Any]:
    message: dict[str, Any] = {
        "from": {"id": CHAT, "display_name": "Ted", "is_bot": False},
        "chat": {"id": CHAT, "chat_type": "PRIVATE"},
        "message_id": "2d758cb5e222177a4e35",
        "date": 1750316131602,
    }
    return {"event_name": name, "message": message | fields}


TEXT = event(text="Xin chào")
# The request, and the states of what is kept of it.
REQUESTS: dict[str, tuple[bytes, list[str]]] = {
    "wrapped text": (json.dumps({"ok": True, "result": TEXT}).encode(), ["taken"]),
    "flat image": (
        json.dumps(event("message.image.received", photo_url="https://a/b.jpg")).encode(),
        ["taken"],
    ),
    "unsupported": (json.dumps(event("message.unsupported.received")).encode(), ["taken"]),
    "unsupported in a group": (
        json.dumps(
            event("message.unsupported.received", chat={"id": GROUP, "chat_type": "GROUP"})
        ).encode(),
        [],
    ),
    "an unknown event with a text": (
        json.dumps(event("message.new", text="1")).encode(),
        ["taken"],
    ),
    "a bot": (json.dumps(event(text="1", **{"from": {"id": "b", "is_bot": True}})).encode(), []),
    "numbers and seconds": (
        json.dumps(
            event(
                text="1",
                message_id=17,
                date=1750316131,
                chat={"id": 12, "chat_type": "PRIVATE"},
                **{"from": {"id": 12}},
            )
        ).encode(),
        ["taken"],
    ),
    "an empty list": (b"[]", []),
    "a word": (b'"x"', []),
    "an empty object": (b"{}", []),
    "nothing wrapped": (b'{"ok":true,"result":null}', []),
    "a message that is a text": (b'{"message":"x"}', ["quarantined"]),
    "a chat's id that is an object": (
        json.dumps(event(text="1", chat={"id": {}})).encode(),
        ["quarantined"],
    ),
    "half of it": (json.dumps(TEXT).encode()[:-5], ["quarantined"]),
}


# One for each of them, so that they all can go through one database.
ACCOUNTS = ("zalo-bot", *(name.replace(" ", "-") for name in REQUESTS))


class House:
    """What the front door needs of the service: its channels, and where what they say is kept."""

    def __init__(self, village: Village) -> None:
        self._village = village
        self.proofs = Proofs()
        self.channels: dict[str, Channel] = {
            name: ZaloBot(name, TOKEN, lambda: village.now, secrets=(SECRET,)) for name in ACCOUNTS
        }

    async def submit(self, updates: Sequence[Update]) -> bool:
        if updates:
            inbound.receive(self._village.db, self._village.school, updates, self._village.now)
        return True

    async def quarantine(self, account: str, body: bytes, reason: str) -> bool:
        inbound.quarantine(self._village.db, account, body, reason, self._village.now)
        return True


@pytest.fixture
def village(database: Database) -> Village:
    return Village(database)


@pytest.fixture
async def door(village: Village) -> AsyncIterator[httpx.AsyncClient]:
    @asynccontextmanager
    async def nothing_to_start(_: object) -> AsyncIterator[None]:
        yield

    front = webhook.FrontDoor(cast(Service, House(village)), nothing_to_start)
    transport = httpx.ASGITransport(front)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        yield client


async def test_every_request_with_the_secret_is_answered_with_yes(
    village: Village, door: httpx.AsyncClient
) -> None:
    """And brought once more, nothing is processed twice."""
    for name, (body, states) in REQUESTS.items():
        account = name.replace(" ", "-")
        for _ in range(2):
            path = f"/webhook/{account}"
            answer = await door.post(path, content=body, headers={HEADER: SECRET})
            assert (name, answer.status_code, answer.json()) == (name, 200, {"ok": True})
            kept = [s for of, s in village.rows("inbound", "account", "state") if of == account]
            assert (name, kept) == (name, states)


async def test_without_the_secret_nothing_is_taken(
    village: Village, door: httpx.AsyncClient
) -> None:
    strangers: list[dict[str, str]] = [
        *({}, {HEADER: ""}, {HEADER: "wrong"}, {HEADER: SECRET + "x"}, {"Token": SECRET})
    ]
    for headers in strangers:
        answer = await door.post(PATH, content=json.dumps(TEXT).encode(), headers=headers)
        assert (answer.status_code, answer.content) == (401, b"")
    assert (village.rows("inbound", "key"), village.rows("message", "key")) == ([], [])


async def test_an_empty_trial_is_answered_with_yes_whatever_it_carries(
    village: Village, door: httpx.AsyncClient
) -> None:
    trials: list[dict[str, str]] = [{}, {HEADER: "wrong"}, {HEADER: SECRET}]
    for headers in trials:
        answer = await door.post(PATH, headers=headers)
        assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert village.rows("inbound", "key") == []


async def test_a_body_that_no_event_has_is_not_read(door: httpx.AsyncClient) -> None:
    answer = await door.post(PATH, content=b" " * 300 * 1024, headers={HEADER: SECRET})
    assert answer.status_code == 413


async def test_the_same_message_twice_is_answered_twice_and_processed_once(
    village: Village, door: httpx.AsyncClient
) -> None:
    replies = []
    for _ in range(2):
        body = json.dumps(TEXT).encode()
        assert (await door.post(PATH, content=body, headers={HEADER: SECRET})).status_code == 200
        replies.append(village.rows("message", "key"))
    assert replies[0] == replies[1] != []


async def test_what_is_withheld_is_answered_once_an_hour(
    village: Village, door: httpx.AsyncClient
) -> None:
    counts = []
    for n in range(3):
        body = json.dumps(event("message.unsupported.received", message_id=f"m{n}")).encode()
        assert (await door.post(PATH, content=body, headers={HEADER: SECRET})).status_code == 200
        counts.append(len(village.rows("message", "key")))
    assert counts[0] > 0
    assert counts == [counts[0]] * 3
