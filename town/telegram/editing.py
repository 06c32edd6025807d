"""The methods that change what is already on a screen, and the answer to a pressed button."""

from datetime import timedelta

from town.request import Parameters
from town.telegram import errors, markup, shapes
from town.telegram.errors import Refused
from town.telegram.limits import LONGEST_ANSWER, LONGEST_TEXT, PRESS_KEPT, units
from town.telegram.platform import Platform, reach
from town.telegram.sending import checked_caption, checked_text
from town.world import Bot, Button, Chat, Message


def edit_message_text(platform: Platform, bot: Bot, given: Parameters) -> object:
    text = checked_text(given)
    chat, message = _own_message(platform, bot, given)
    if message.attachment is not None:
        raise Refused(errors.NO_TEXT_TO_EDIT)
    if units(text) > LONGEST_TEXT:
        raise Refused(errors.TEXT_TOO_LONG)
    return _edit(platform, bot, chat, message, text=text, buttons=markup.keyboard(given))


def edit_message_caption(platform: Platform, bot: Bot, given: Parameters) -> object:
    chat, message = _own_message(platform, bot, given)
    if message.attachment is None:
        raise Refused(errors.NO_CAPTION_TO_EDIT)
    return _edit(
        platform, bot, chat, message, text=checked_caption(given), buttons=markup.keyboard(given)
    )


def edit_message_reply_markup(platform: Platform, bot: Bot, given: Parameters) -> object:
    chat, message = _own_message(platform, bot, given)
    return _edit(platform, bot, chat, message, text=message.text, buttons=markup.keyboard(given))


def answer_callback_query(platform: Platform, bot: Bot, given: Parameters) -> object:
    press = platform.world.presses.get(given.text("callback_query_id"))
    if press is None or press.bot != bot.id:
        raise Refused(errors.QUERY_TOO_OLD)
    if press.at + timedelta(seconds=PRESS_KEPT) <= platform.clock.now():
        raise Refused(errors.QUERY_TOO_OLD)
    text = given.text("text")
    if len(text) > LONGEST_ANSWER:
        raise Refused(errors.ANSWER_TOO_LONG)
    press.answered = True
    chat = platform.world.chat(press.chat)
    if chat is not None:
        chat.notice = text or None
    platform.keeper.changed()
    return True


def _own_message(platform: Platform, bot: Bot, given: Parameters) -> tuple[Chat, Message]:
    chat = reach(platform.world, bot, given)
    if not given.text("message_id"):
        raise Refused(errors.empty("message_id"))
    message = platform.world.message(chat, given.number("message_id"))
    if message is None:
        raise Refused(errors.TO_EDIT_NOT_FOUND)
    if message.author != bot.id:
        raise Refused(errors.CANNOT_EDIT)
    return chat, message


def _edit(
    platform: Platform,
    bot: Bot,
    chat: Chat,
    message: Message,
    *,
    text: str,
    buttons: list[list[Button]],
) -> object:
    if text == message.text and buttons == message.keyboard:
        raise Refused(errors.NOT_MODIFIED)
    platform.count(bot, chat, new_message=False)
    message.text = text
    message.keyboard = buttons
    message.edited_at = platform.clock.now()
    platform.keeper.changed()
    return shapes.message(platform.world, chat, message)
