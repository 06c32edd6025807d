"""How many messages a second a client can hand to Telegram: ours, and the library's `Bot` on two transports."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import HTTPXRequest

from bench.telegram import TOKEN, FakeTelegram
from bot.delivery import Envelope, Sent
from bot.message import Lane, Message, Option, Purpose
from bot.update import Address
from channels.telegram.adapter import Telegram
from channels.telegram.request import AiohttpRequest

AT_ONCE = 64
LABELS = ("Xong rồi", "Chưa được", "Quay lại")
OPTIONS = tuple(Option(label, f"1:{n}") for n, label in enumerate(LABELS))
KEYBOARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton(label, callback_data=f"1:{n}")] for n, label in enumerate(LABELS)]
)
TEXT = (
    "Bước 1/9 · Mở kho ứng dụng\nBác tìm hình tam giác nhiều màu tên “CH Play” rồi chạm vào nhé ạ."
)

Send = Callable[[int], Awaitable[object]]


async def compare(seconds: float) -> dict[str, float]:
    """Calls a second by client, each measured for so long against a Telegram that costs nothing."""
    telegram = FakeTelegram(lambda *_: None)
    await telegram.interface.open()
    try:
        return {
            "ours": await _ours(telegram.interface.url, seconds),
            "the library's Bot on our request": await _library(
                telegram.interface.url, seconds, own=True
            ),
            "the library's Bot as it comes": await _library(
                telegram.interface.url, seconds, own=False
            ),
        }
    finally:
        await telegram.interface.close()


async def _ours(url: str, seconds: float) -> float:
    channel = Telegram("telegram", TOKEN, lambda: datetime.now(UTC), api_url=url)
    await channel.open()
    message = Message(TEXT, OPTIONS, Purpose.LESSON)

    async def send(chat: int) -> None:
        address = Address("telegram", str(chat))
        envelope = Envelope(
            1, address, message, Purpose.LESSON, Lane.REPLY, 1, created_at=datetime.now(UTC)
        )
        result = await channel.send(envelope)
        if not isinstance(result, Sent):
            raise RuntimeError(f"not sent: {result}")

    try:
        return await _rate(send, seconds)
    finally:
        await channel.close()


async def _library(url: str, seconds: float, *, own: bool) -> float:
    channel = Telegram("telegram", TOKEN, lambda: datetime.now(UTC), api_url=url)
    await channel.open()
    request = AiohttpRequest(channel.http) if own else HTTPXRequest(connection_pool_size=AT_ONCE)
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=request)
    try:
        return await _rate(
            lambda chat: bot.send_message(chat, TEXT, reply_markup=KEYBOARD), seconds
        )
    finally:
        await request.shutdown()
        await channel.close()


async def _rate(send: Send, seconds: float) -> float:
    """Sends AT_ONCE at a time, each to its own chat."""
    sent, deadline = 0, time.monotonic() + seconds

    async def go_on(chat: int) -> None:
        nonlocal sent
        while time.monotonic() < deadline:
            await send(chat)
            sent += 1

    began = time.monotonic()
    await asyncio.gather(*(go_on(chat + 1) for chat in range(AT_ONCE)))
    return sent / (time.monotonic() - began)
