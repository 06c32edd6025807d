"""python-zalo-bot, which nobody here wrote, drives the simulated Zalo Bot server unchanged."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC
from typing import Any

import pytest
from zalo_bot import Bot, Update  # type: ignore[import-untyped]
from zalo_bot.error import (  # type: ignore[import-untyped]
    BadRequest,
    InvalidToken,
    NetworkError,
)
from zalo_bot.ext import (  # type: ignore[import-untyped]
    Application,
    MessageHandler,
    filters,
)

from tests.town.zalo_wire import SECRET, album, hook
from town.faults import Answer
from town.town import Town
from town.zalo.phone import ZaloPhone
from town.zalo.world import Kind


@pytest.fixture
async def sdk(town: Town) -> AsyncIterator[Any]:
    town.zalo_bots.polling.grace = 600  # however slow this machine is
    async with Bot(town.zalo_bots.token, base_url=town.zalo_bots.url) as bot:
        yield bot


@pytest.fixture
async def lan(town: Town) -> ZaloPhone:
    return town.zalo_bots.phone("Bác Lan")


async def test_it_knows_itself(town: Town, sdk: Any) -> None:
    me = await sdk.get_me()
    assert (me.id, me.account_name) == (
        town.zalo_bots.home.id,
        town.zalo_bots.home.account_name,
    )
    assert (me.display_name, me.account_type, me.can_join_groups) == (
        "Bot Học Vụ Số",
        "BASIC",
        False,
    )


async def test_it_polls_and_answers(sdk: Any, lan: ZaloPhone) -> None:
    await lan.says("xin chào")
    update = await sdk.get_update(timeout=5)
    message = update.message
    assert (message.text, message.message_id) == ("xin chào", lan.messages()[0].outside)
    assert (message.chat.id, message.chat.type) == (lan.id, "PRIVATE")
    assert (message.from_user.display_name, message.from_user.is_bot) == ("Bác Lan", False)
    assert message.date.astimezone(UTC) == lan.messages()[0].at.replace(
        microsecond=lan.messages()[0].at.microsecond // 1000 * 1000
    )
    sent = await message.reply_text("Chào bác")
    assert sent.message_id == lan.messages()[-1].outside
    assert lan.heard() == ["Chào bác"]


async def test_it_sees_pictures_and_stickers_and_sends_them(sdk: Any, lan: ZaloPhone) -> None:
    await lan.sends(Kind.PICTURE, "màn hình")
    await lan.sends(Kind.STICKER)
    picture = (await sdk.get_update(timeout=5)).message
    assert (picture.photo_url, picture.message_type) == (lan.messages()[0].url, "CHAT_PHOTO")
    sticker = (await sdk.get_update(timeout=5)).message
    assert sticker.sticker == lan.messages()[1].outside
    async with album() as host:
        await picture.reply_photo(host.url, "Bước 1")
    await sticker.reply_sticker("0e078a2fb66a5f34067b")
    await sticker.reply_action("typing")
    answers = [(each.kind, each.text) for each in lan.messages() if each.account]
    assert answers == [(Kind.PICTURE, "Bước 1"), (Kind.STICKER, "")]


async def test_its_errors_are_the_ones_it_expects(town: Town, sdk: Any, lan: ZaloPhone) -> None:
    with pytest.raises(BadRequest, match="chat_id is invalid"):
        await sdk.send_message(lan.id, "a")
    with pytest.raises(NetworkError, match=r"Request timeout \(408\)"):
        await sdk.get_update(timeout=1)
    with pytest.raises(InvalidToken):
        await Bot("99:khac", base_url=town.zalo_bots.url).get_me()
    town.zalo_bots.faults.next("getMe", Answer(502, b'{"ok":false}'))
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await sdk.get_me()


async def test_it_sets_a_webhook_looks_at_it_and_takes_it_away(
    town: Town, sdk: Any, lan: ZaloPhone
) -> None:
    def another() -> Any:
        """Its webhook methods run a loop of their own."""
        return Bot(town.zalo_bots.token, base_url=town.zalo_bots.url)

    with pytest.raises(InvalidToken, match="Not Found"):  # its reading of a 404
        await sdk._post("getWebhookInfo")
    async with hook(town) as heard:
        assert await asyncio.to_thread(another().set_webhook, heard.url, SECRET)
        info = await asyncio.to_thread(another().get_webhook_info)
        assert info.url == heard.url
        await lan.says("xin chào")
        await heard.has(1)
        update = Update.de_json(heard.bodies[0], sdk)
        await update.message.reply_text("Chào bác")
        assert await asyncio.to_thread(another().delete_webhook)
    assert (await asyncio.to_thread(another().get_webhook_info)).url == ""
    assert lan.heard() == ["Chào bác"]


async def test_its_own_program_runs_on_the_town(town: Town, lan: ZaloPhone) -> None:
    town.zalo_bots.polling.grace = 600

    async def echo(update: Any, context: Any) -> None:
        await update.message.reply_text(f"Bác vừa nói: {update.message.text}")

    application = Application(Bot(town.zalo_bots.token, base_url=town.zalo_bots.url))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    running = asyncio.create_task(application._polling_loop())
    try:
        for text in ("một", "hai", "ba"):
            await lan.says(text)
        for text in ("một", "hai", "ba"):
            await lan.sees(f"Bác vừa nói: {text}", within=60)
        group = town.zalo_bots.group("Xóm Đông", lan)
        await lan.says("bài 3", group, mention=True)
        await lan.sees("Bác vừa nói: @Bot Học Vụ Số bài 3", group, within=60)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert len(lan.heard()) == 3
