"""A town on loopback, and the ways into it that others wrote: python-telegram-bot, aiogram, bare HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import telegram
from aiogram import Bot as AiogramBot

from tests.town.oa import Oa
from tests.town.wire import Raw, aiogram_bot
from tests.town.zalo_wire import bare
from town.telegram.limits import NO_RATES
from town.town import Town


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """Without rates; what is about rates makes its own."""
    async with Town.running(rates=NO_RATES) as running:
        yield running


@pytest.fixture
async def strict() -> AsyncIterator[Town]:
    """With Telegram's documented rates."""
    async with Town.running() as running:
        yield running


@pytest.fixture
async def raw(town: Town) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(session, f"{town.telegram_url}/bot{town.token}")


@pytest.fixture
async def zalo(town: Town) -> AsyncIterator[Raw]:
    """Bare calls of the Zalo Bot."""
    async with aiohttp.ClientSession() as session:
        yield bare(town, session)


@pytest.fixture
async def ptb(town: Town) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(town.token, base_url=f"{town.telegram_url}/bot") as bot:
        yield bot


@pytest.fixture
async def aiogram(town: Town) -> AsyncIterator[AiogramBot]:
    async with aiogram_bot(town) as bot:
        yield bot


@pytest.fixture
async def oa(town: Town) -> AsyncIterator[Oa]:
    """The Official Account's app, with an access token."""
    async with aiohttp.ClientSession() as session:
        app = Oa(session, town)
        await app.signs_in()
        yield app
