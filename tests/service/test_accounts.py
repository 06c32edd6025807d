"""The way in stays open: a fault of ours on one update does not end the hearing of all others."""

import asyncio
from collections.abc import Sequence

import pytest
from pydantic import SecretStr

from bot.update import Update
from service.accounts.configured import accounts, configured
from service.accounts.means import command_means
from service.settings import Settings
from tests.worker.wire import until
from town.town import Town


async def test_polling_goes_on_after_a_fault_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Sequence[Update]] = []

    async def submit(updates: Sequence[Update]) -> bool:
        heard.append(updates)
        if len(heard) == 1:
            raise RuntimeError("a fault of ours")
        return True

    async def quarantine(account: str, body: bytes, reason: str) -> bool:
        raise AssertionError(f"nothing here is unreadable: {account} {body!r} {reason}")

    async with Town.running() as town:
        settings = Settings(
            town="off", telegram_token=SecretStr(town.token), telegram_api_url=town.telegram_url
        )
        async with command_means(settings) as means:
            (account,) = accounts(configured(settings).specs, means)
            await town.phone("Bác Lan").starts()
            polling = asyncio.create_task(account.connect(submit, quarantine))
            await until(lambda: len(heard) >= 2)
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
            await account.channel.close()
    assert heard[0] == heard[1]  # Telegram kept what was not confirmed
    assert "the way in failed" in caplog.text
