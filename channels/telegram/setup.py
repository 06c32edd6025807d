"""Prepares a Telegram bot for its work, through python-telegram-bot, and tells the operator in words
what is wrong with it. Never on the path of a learner's message.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from telegram import Bot, BotCommand
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from channels.telegram.adapter import Telegram
from channels.telegram.request import AiohttpRequest
from channels.telegram.updates import WANTED

# Telegram's default; one update a person is under way at once, so more helps only in a rush.
MAX_CONNECTIONS = 40

_BLACKED_OUT = "[secret]"


class Unusable(Exception):
    """The bot cannot work as it is set up. Carries a sentence for the operator that says what to do."""


class OutOfReach(Unusable):
    """Telegram could not be asked, or not now: worth trying again later."""


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the app's command menu. `name`: 1–32 of a-z, 0-9, _."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """What Telegram says about its deliveries to us."""

    url: str
    pending: int
    last_error: str = ""
    last_error_at: datetime | None = None


async def check(channel: Telegram) -> str:
    """The bot's username, which the channel is told as well. Raises Unusable."""
    async with _bot(channel) as bot:
        me = await bot.get_me()
    channel.knows_its_name(me.username or "")
    return me.username or ""


async def webhook(channel: Telegram) -> Webhook:
    """Where Telegram brings this bot's updates ("" = nowhere). Raises Unusable."""
    async with _bot(channel) as bot:
        info = await bot.get_webhook_info()
    return Webhook(
        info.url, info.pending_update_count, info.last_error_message or "", info.last_error_date
    )


async def set_up(
    channel: Telegram, url: str, secret: str, commands: Sequence[Command] = ()
) -> Webhook:
    """Have updates brought to `url`, and the commands shown. Waiting updates are kept.

    May be repeated at will: Telegram does nothing when nothing changes. Raises Unusable.
    """
    async with _bot(channel) as bot:
        await _show_commands(bot, commands)
        await bot.set_webhook(
            url, max_connections=MAX_CONNECTIONS, allowed_updates=list(WANTED), secret_token=secret
        )
    found = await webhook(channel)
    if found.url != url:
        raise Unusable(
            f"Telegram brings the updates of {channel.account} to another address than the one just "
            "set: another program uses the same token. Stop it, or get a new token from @BotFather."
        )
    return found


async def show_commands(channel: Telegram, commands: Sequence[Command]) -> None:
    """The command menu alone, for a bot that polls. Raises Unusable."""
    async with _bot(channel) as bot:
        await _show_commands(bot, commands)


async def drop_webhook(channel: Telegram) -> None:
    """Have updates kept for polling. Waiting updates are kept. Raises Unusable."""
    async with _bot(channel) as bot:
        await bot.delete_webhook(drop_pending_updates=False)


async def _show_commands(bot: Bot, commands: Sequence[Command]) -> None:
    """For Vietnamese apps and for all others: many phones here are set to English."""
    if not commands:
        return
    menu = [BotCommand(command.name, command.description) for command in commands]
    await bot.set_my_commands(menu)
    await bot.set_my_commands(menu, language_code="vi")


@asynccontextmanager
async def _bot(channel: Telegram) -> AsyncIterator[Bot]:
    """A Bot on the channel's connections, its errors turned into words. Not `initialize`d: that
    would ask Telegram first."""
    await channel.open()
    request = AiohttpRequest(channel.http)
    logger = logging.getLogger("telegram.Bot")  # at DEBUG it logs what it sends
    veil = _Veil((channel.token,))
    logger.addFilter(veil)
    try:
        yield Bot(
            channel.token,
            base_url=f"{channel.api_url}/bot",
            request=request,
            get_updates_request=request,
        )
    except TelegramError as error:
        raise _in_words(channel, error) from None
    finally:
        logger.removeFilter(veil)


class _Veil(logging.Filter):
    """Blacks out the token and the webhook's secret in a record before anybody formats it."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if "secret_token" in text:
            text = text[: text.index("secret_token")] + _BLACKED_OUT
        for secret in self._secrets:
            text = text.replace(secret, _BLACKED_OUT)
        record.msg, record.args = text, None
        return True


def _in_words(channel: Telegram, error: TelegramError) -> Unusable:
    name, said = channel.account, error.message
    match error:
        case InvalidToken():
            return Unusable(
                f"Telegram does not know the token of {name}. Open @BotFather, /mybots, the bot, "
                "API Token; copy it whole into HOCVUSO_TELEGRAM_TOKEN and start again."
            )
        case RetryAfter():
            return OutOfReach(f"Telegram asks {name} to wait ({said}). Try again later.")
        case NetworkError() if not isinstance(error, BadRequest):
            return OutOfReach(
                f"{channel.api_url} cannot be reached for {name} ({said}). Is this machine online, "
                "and may it connect there?"
            )
        case _:
            return Unusable(f"Telegram refused {name}: {said}.")
