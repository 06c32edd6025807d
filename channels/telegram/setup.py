"""Prepares a Telegram bot for its work, through python-telegram-bot, and tells the operator in words
what is wrong with it. Never on the path of a learner's message.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from telegram import Bot, BotCommand
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from channels.setup import Command, Condition, OutOfReach, Quarantine, Submit, Unusable
from channels.telegram.adapter import Telegram
from channels.telegram.polling import Poller
from channels.telegram.request import AiohttpRequest
from channels.telegram.updates import WANTED

# Telegram's default; one update a person is under way at once, so more helps only in a rush.
MAX_CONNECTIONS = 40

_BLACKED_OUT = "[secret]"


class TelegramSetup:
    """One bot's `channels.setup.Setup`. `secret`: what Telegram is to send with every webhook request;
    `commands`: the menu beside the field where people type."""

    def __init__(self, channel: Telegram, secret: str, commands: Sequence[Command] = ()) -> None:
        self._channel = channel
        self._secret = secret
        self._commands = commands

    async def look(self) -> Condition:
        """Ask the platform; the channel learns its own name on the way. Raises Unusable."""
        async with _bot(self._channel) as bot:
            me = await bot.get_me()
            info = await bot.get_webhook_info()
        self._channel.knows_its_name(me.username or "")
        return Condition(
            f"@{me.username}" if me.username else "",
            info.url,
            info.pending_update_count,
            info.last_error_message or "",
            info.last_error_date,
        )

    async def set_webhook(self, url: str) -> Condition:
        """Have updates brought to `url`, and the commands shown. Waiting updates are kept.

        May be repeated at will: Telegram does nothing when nothing changes. Raises Unusable.
        """
        async with _bot(self._channel) as bot:
            await _show_commands(bot, self._commands)
            await bot.set_webhook(
                url,
                max_connections=MAX_CONNECTIONS,
                allowed_updates=list(WANTED),
                secret_token=self._secret,
            )
        found = await self.look()
        if found.webhook != url:
            raise Unusable(
                f"Telegram vẫn đưa tin của {self._channel.account} đến địa chỉ khác, dù vừa đặt lại: "
                "có chương trình khác dùng chung mã này. Dừng chương trình kia, hoặc lấy mã mới ở "
                "@BotFather."
            )
        return found

    async def drop_webhook(self) -> None:
        """Have updates kept for polling. Waiting updates are kept. Raises Unusable."""
        async with _bot(self._channel) as bot:
            await bot.delete_webhook(drop_pending_updates=False)

    async def poll(self, submit: Submit, quarantine: Quarantine) -> None:
        """Fetch updates until cancelled; refuses while a webhook is set, which only a person may drop.
        Raises Unusable."""
        found = await self.look()
        if found.webhook:
            raise Unusable(
                f"{self._channel.account} đang có webhook: Telegram đưa tin đến địa chỉ khác, nên hỏi "
                "từ đây không được tin nào. Muốn nhận tin ở máy này: hocvuso channels drop-webhook"
            )
        async with _bot(self._channel) as bot:
            await _show_commands(bot, self._commands)
        await Poller(self._channel, submit, quarantine).run()


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
                f"Telegram không nhận mã truy cập (token) của {name}. Mở @BotFather, /mybots, chọn bot, "
                "API Token; chép nguyên cả mã vào cấu hình của tài khoản này rồi chạy lại."
            )
        case RetryAfter():
            return OutOfReach(f"Telegram bảo {name} chờ đã ({said}). Lát nữa thử lại.")
        case NetworkError() if not isinstance(error, BadRequest):
            return OutOfReach(
                f"Chưa nối được tới {channel.api_url} cho {name} ({said}). Máy này có mạng không, "
                "tường lửa có cho ra ngoài tới đó không?"
            )
        case _:
            return Unusable(f"Telegram từ chối {name}: {said}.")
