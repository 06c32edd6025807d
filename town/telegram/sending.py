"""The methods that put something new into a chat."""

from town.request import Parameters
from town.telegram import errors, markup, shapes, uploads
from town.telegram.errors import Refused
from town.telegram.limits import LONGEST_CAPTION, LONGEST_TEXT, units
from town.telegram.platform import Platform, reach
from town.world import Attachment, AttachmentKind, Bot, Button, Chat, GroupChat, Message

# What TDLib calls what a muted bot may not send.
TEXTS = "text messages"
FILES = {
    AttachmentKind.PHOTO: "photos",
    AttachmentKind.DOCUMENT: "documents",
    AttachmentKind.VOICE: "voice notes",
}


def send_message(platform: Platform, bot: Bot, given: Parameters) -> object:
    text = checked_text(given)
    chat = reach(platform.world, bot, given)
    if units(text) > LONGEST_TEXT:
        raise Refused(errors.TEXT_TOO_LONG)
    return _send(
        platform, bot, chat, given, text=text, attachment=None, buttons=markup.keyboard(given)
    )


def checked_text(given: Parameters) -> str:
    """The text to show, stripped as Telegram strips it. Raises Refused when nothing is left."""
    text = given.text("text")
    if not text:
        raise Refused(errors.TEXT_EMPTY)
    shown = markup.plain(text, given.text("parse_mode")).strip()
    if not shown:
        raise Refused(errors.TEXT_BLANK)
    return shown


def send_photo(platform: Platform, bot: Bot, given: Parameters) -> object:
    return _send_file(platform, bot, given, AttachmentKind.PHOTO)


def send_document(platform: Platform, bot: Bot, given: Parameters) -> object:
    return _send_file(platform, bot, given, AttachmentKind.DOCUMENT)


def send_voice(platform: Platform, bot: Bot, given: Parameters) -> object:
    return _send_file(platform, bot, given, AttachmentKind.VOICE)


def _send_file(platform: Platform, bot: Bot, given: Parameters, kind: AttachmentKind) -> object:
    chat = reach(platform.world, bot, given)
    caption = checked_caption(given)
    buttons = markup.keyboard(given)
    file = uploads.file_for(platform.keeper, bot, given, kind)
    return _send(
        platform,
        bot,
        chat,
        given,
        text=caption,
        attachment=Attachment(file.kind, file.id),
        buttons=buttons,
    )


def checked_caption(given: Parameters) -> str:
    caption = markup.plain(given.text("caption"), given.text("parse_mode")).strip()
    if units(caption) > LONGEST_CAPTION:
        raise Refused(errors.CAPTION_TOO_LONG)
    return caption


def send_chat_action(platform: Platform, bot: Bot, given: Parameters) -> object:
    chat = reach(platform.world, bot, given)
    if not given.text("action"):
        raise Refused(errors.empty("action"))
    platform.count(bot, chat, new_message=False)
    return True


def _send(
    platform: Platform,
    bot: Bot,
    chat: Chat,
    given: Parameters,
    *,
    text: str,
    attachment: Attachment | None,
    buttons: list[list[Button]],
) -> object:
    if isinstance(chat, GroupChat) and bot.id in chat.muted:
        raise Refused(errors.muted(FILES[attachment.kind] if attachment is not None else TEXTS))
    platform.count(bot, chat, new_message=True)
    message = Message(
        id=platform.world.next_message_id(chat),
        author=bot.id,
        text=text,
        at=platform.clock.now(),
        version=platform.keeper.changed(),
        keyboard=buttons,
        attachment=attachment,
        reply_to=_reply_to(given),
    )
    platform.world.show(chat, message)
    if isinstance(chat, GroupChat):
        chat.last_bot = bot.id
    return shapes.message(platform.world, chat, message)


def _reply_to(given: Parameters) -> int | None:
    """The message that this one answers; one that is gone is no error, as with allow_sending_without_reply."""
    if "reply_parameters" not in given.values and "reply_to_message_id" not in given.values:
        return None
    named = given.json("reply_parameters")
    if isinstance(named, dict) and isinstance(named.get("message_id"), int):
        return int(named["message_id"])
    return given.number("reply_to_message_id") or None
