"""The whole service in this process, its front door, and a town that plays Telegram on loopback."""

import os
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

import webhook
from service.clock import Clock
from service.settings import Settings
from service.wiring import Service
from storage import database
from town.telegram.limits import NO_RATES
from town.town import Town

SECRET = "Bi-mat_cua-webhook"
HEADER = "x-telegram-bot-api-secret-token"
PATH = "/webhook/telegram"
# Nobody listens there: what is to come in is brought by the test itself.
NOWHERE = "http://127.0.0.1:9"


@dataclass
class Door:
    """The front door as Telegram and browsers see it, and a look into the database file."""

    service: Service
    app: FastAPI
    client: httpx.AsyncClient
    file: Path

    async def brings(self, update: object, **headers: str) -> httpx.Response:
        body = update if isinstance(update, bytes) else orjson.dumps(update)
        return await self.client.post(PATH, content=body, headers={HEADER: SECRET} | headers)

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(query).fetchall()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another program writes to the database and does not come to an end."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


Opens = Callable[..., Awaitable[Door]]


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town.running(rates=NO_RATES) as town:
        yield town


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine; a locked database is given up early."""
    for name in os.environ:
        if name.startswith("HOCVUSO_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.2)


def configured(town: Town, folder: Path, public_url: str) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder}/hocvuso.db",
        town="off",
        public_url=public_url,
        telegram_token=SecretStr(town.token),
        telegram_secret=SecretStr(SECRET),
        telegram_api_url=town.telegram_url,
        telegram_rate=0,
        telegram_chat_rate=0,
        telegram_group_rate=0,
    )


@asynccontextmanager
async def opened(
    settings: Settings, file: Path, *, sends: bool = True, clock: Clock | None = None
) -> AsyncIterator[Door]:
    service = Service(settings, sends=sends, clock=clock)
    await service.start()
    app = webhook.create_app(service)
    transport = httpx.ASGITransport(app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
            yield Door(service, app, client, file)
    finally:
        await service.stop()


@pytest.fixture
async def door(town: Town, tmp_path: Path) -> AsyncIterator[Door]:
    async with opened(configured(town, tmp_path, NOWHERE), tmp_path / "hocvuso.db") as door:
        yield door


def said(text: str, person: int, number: int = 1) -> dict[str, Any]:
    return {"update_id": number, "message": message(person, number) | {"text": text}}


def pressed(token: str, person: int, number: int = 1, bubble: int = 1) -> dict[str, Any]:
    return {
        "update_id": number,
        "callback_query": {
            "id": f"press-{number}",
            "from": {"id": person, "is_bot": False, "first_name": "Bác Lan"},
            "message": message(person, bubble),
            "chat_instance": "1",
            "data": token,
        },
    }


def message(person: int, number: int) -> dict[str, Any]:
    return {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": person, "type": "private", "first_name": "Bác Lan"},
        "from": {"id": person, "is_bot": False, "first_name": "Bác Lan"},
    }
