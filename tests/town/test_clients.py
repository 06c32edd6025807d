"""Libraries that nobody here wrote drive the town unchanged, and find its answers well formed."""

from typing import Any

import aiogram.types
import pytest
import telegram
from aiogram import Bot as AiogramBot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from pydantic import TypeAdapter
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter

from tests.town.wire import Raw, aiogram_bot, png
from town.town import Town
from town.world import AttachmentKind

YES = [[{"text": "Có", "callback_data": "y"}, {"text": "Không", "callback_data": "n"}]]


async def test_ptb_sends_edits_and_answers(town: Town, ptb: telegram.Bot) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts("abc")
    assert (await ptb.get_me()).username == "hocvuso_bot"
    (update,) = await ptb.get_updates()
    assert update.message is not None
    assert update.message.text == "/start abc"
    markup = telegram.InlineKeyboardMarkup.de_json({"inline_keyboard": YES}, ptb)
    sent = await ptb.send_message(lan.id, "Đi tiếp chứ ạ?", reply_markup=markup)
    await lan.presses("Có")
    assert lan.spins(lan.messages()[-1])
    (update,) = await ptb.get_updates(offset=update.update_id + 1)
    assert update.callback_query is not None
    assert update.callback_query.data == "y"
    await update.callback_query.answer("Vâng ạ")
    assert not lan.spins(lan.messages()[-1])
    assert lan.chat.notice == "Vâng ạ"
    await sent.edit_text("Đã chọn: Có")
    assert lan.heard() == ["Đã chọn: Có"]
    assert "[Có]" not in lan.screen()


async def test_ptb_uploads_once_and_names_the_file_again(town: Town, ptb: telegram.Bot) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    picture = png(20, 10) + b"\r\n--not-the-boundary\r\n"
    first = await ptb.send_photo(lan.id, picture, caption="Hình")
    again = await ptb.send_photo(lan.id, first.photo[-1].file_id)
    assert (first.photo[-1].width, first.photo[-1].height) == (20, 10)
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id
    file = town.world.files[first.photo[-1].file_id]
    assert town.keeper.blob(file.blob) == picture
    document = await ptb.send_document(lan.id, b"a;b\n", filename="số liệu.csv")
    assert document.document is not None
    assert document.document.file_name == "số liệu.csv"
    assert (await ptb.send_voice(lan.id, b"OggS....")).voice is not None
    assert (await ptb.send_voice(lan.id, b"\xff\xf1 AAC")).document is not None
    assert await ptb.send_chat_action(lan.id, "typing")


async def test_ptb_gets_its_own_errors(town: Town, ptb: telegram.Bot) -> None:
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    with pytest.raises(Forbidden, match="initiate"):
        await ptb.send_message(lan.id, "x")
    with pytest.raises(BadRequest, match="not found"):
        await ptb.send_message(1, "x")
    group = town.new_group("Tổ 3", lan, hung)
    old = group.id
    group.grows()
    with pytest.raises(ChatMigrated) as moved:
        await ptb.send_message(old, "x")
    assert moved.value.new_chat_id == group.id
    with pytest.raises(InvalidToken):
        async with telegram.Bot("1:x", base_url=f"{town.telegram_url}/bot"):
            pass


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # the library reads it itself
async def test_ptb_and_aiogram_learn_how_long_to_wait(strict: Town) -> None:
    lan = strict.phone("Bác Lan")
    await lan.starts()
    async with telegram.Bot(strict.token, base_url=f"{strict.telegram_url}/bot") as bot:
        await bot.send_message(lan.id, "một")
        with pytest.raises(RetryAfter, match="Retry in 1 seconds"):
            await bot.send_message(lan.id, "hai")
    async with aiogram_bot(strict) as other:
        with pytest.raises(TelegramRetryAfter) as refused:
            await other.send_message(lan.id, "ba")
    assert refused.value.retry_after == 1


async def test_aiogram_does_the_same(town: Town, aiogram: AiogramBot) -> None:
    lan = town.phone("Bác Lan")
    with pytest.raises(TelegramForbiddenError):
        await aiogram.send_message(lan.id, "x")
    await lan.starts()
    markup = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Có", callback_data="y")]]
    )
    sent = await aiogram.send_message(
        lan.id, "Chào <b>bác</b>", parse_mode="HTML", reply_markup=markup
    )
    assert sent.text == "Chào bác"
    await lan.presses("Có")
    updates = await aiogram.get_updates()
    query = updates[-1].callback_query
    assert query is not None
    await aiogram.answer_callback_query(query.id)
    await aiogram.edit_message_reply_markup(chat_id=lan.id, message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await aiogram.edit_message_reply_markup(chat_id=lan.id, message_id=sent.message_id)
    photo = await aiogram.send_photo(lan.id, BufferedInputFile(png(), "a.png"), caption="a")
    await aiogram.edit_message_caption(chat_id=lan.id, message_id=photo.message_id, caption="b")
    commands = [BotCommand(command="hoc", description="Học tiếp")]
    assert await aiogram.set_my_commands(commands, language_code="vi")
    (command,) = await aiogram.get_my_commands(language_code="vi")
    assert (command.command, command.description) == ("hoc", "Học tiếp")
    assert await aiogram.get_my_commands() == []
    assert await aiogram.delete_my_commands(language_code="vi")
    assert await aiogram.get_my_commands(language_code="vi") == []


async def test_aiogram_asks_about_chats(town: Town, aiogram: AiogramBot) -> None:
    lan, hung, hoa = town.phone("Bác Lan"), town.phone("Chú Hùng"), town.phone("Cô Hoa")
    group = town.new_group("Tổ 3", lan, hung)
    assert (await aiogram.get_chat(group.id)).title == "Tổ 3"
    statuses = [
        (await aiogram.get_chat_member(group.id, who)).status
        for who in (lan.id, hung.id, hoa.id, town.home.id)
    ]
    assert statuses == ["creator", "member", "left", "member"]
    assert await aiogram.leave_chat(group.id)
    with pytest.raises(TelegramForbiddenError, match="not a member of the group chat"):
        await aiogram.send_message(group.id, "x")


ANSWERS: dict[str, Any] = {
    "getMe": aiogram.types.User,
    "getWebhookInfo": aiogram.types.WebhookInfo,
    "getMyCommands": list[aiogram.types.BotCommand],
    "sendMessage": aiogram.types.Message,
    "getChat": aiogram.types.ChatFullInfo,
    "getChatMember": aiogram.types.ChatMemberMember,
    "getUpdates": list[aiogram.types.Update],
}


@pytest.mark.parametrize("method", ANSWERS)
async def test_every_answer_is_well_formed(town: Town, raw: Raw, method: str) -> None:
    lan = town.phone("Bác Lan")
    await everything_happens(town)
    given: dict[str, object] = {"chat_id": lan.id, "user_id": lan.id, "text": "a"}
    result = await raw.result(method, **(given if method != "getUpdates" else {}))
    found = TypeAdapter(ANSWERS[method]).validate_python(result)
    assert known_fields_only(found)


async def everything_happens(town: Town) -> None:
    """Every kind of update that the town makes."""
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    await lan.starts()
    await lan.says("xin chào 👋")
    for kind in (AttachmentKind.PHOTO, AttachmentKind.VOICE, AttachmentKind.STICKER):
        await lan.sends(kind)
    group = town.new_group("Tổ 3", lan, hung)
    group.joined_by(town.phone("Cô Hoa"))
    group.left_by(town.phone("Cô Hoa"))
    group.puts_out()
    group.takes_in()
    await lan.says(f"/hoc@{town.home.username}", group)
    group.grows()
    await lan.blocks()
    await lan.unblocks()


def known_fields_only(found: Any) -> bool:
    """Pydantic keeps what it does not know aside: there must be nothing of it anywhere."""
    match found:
        case list():
            return all(map(known_fields_only, found))
        case aiogram.types.TelegramObject():
            # Two old names that the real server still sends beside new_chat_members.
            extra = set(found.model_extra or ()) - {"new_chat_member", "new_chat_participant"}
            children = [getattr(found, name) for name in type(found).model_fields]
            return not extra and all(map(known_fields_only, children))
        case _:
            return True
