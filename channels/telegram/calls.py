"""What we say to Telegram: an outgoing bubble as the method and the fields of one call. Pure.

Plain text always: no parse_mode, so nothing that a learner or an author writes can break a message.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

import orjson

from bot.message import Mark, Message
from bot.text import utf16_length
from channels.http import Upload
from channels.protocol import Capabilities, PhotoBy, TextUnit
from channels.telegram.updates import INERT
from channels.text import clip, with_list

# core.telegram.org/bots/api (10.0): sendMessage text, sendPhoto caption, InlineKeyboardButton callback_data,
# sendVoice ("an .OGG file encoded with OPUS, or in .MP3 format, or in .M4A format", at most 50 MB)
CAPABILITIES = Capabilities(
    buttons=True,
    edit=True,
    photo=frozenset({PhotoBy.BYTES, PhotoBy.FILE_ID}),
    voice=(".ogg", ".mp3", ".m4a"),
    documents=True,
    groups=True,
    text_limit=4_096,
    text_unit=TextUnit.UTF16,
    caption_limit=1_024,
    token_bytes=64,
)

# Of ours: what a button the width of a small phone's screen shows before the app cuts it off.
BUTTON_WIDTH = 34

_NUMBER = re.compile(r"-?[0-9]{1,19}")

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `fields` are JSON values; a file goes as an upload beside them."""

    method: str
    fields: Fields
    upload: Upload | None = None

    @property
    def json(self) -> bytes:
        return orjson.dumps(self.fields)

    @property
    def form(self) -> dict[str, str]:
        """The fields as a form has them: texts as they are, everything else as JSON."""
        return {
            name: value if isinstance(value, str) else orjson.dumps(value).decode()
            for name, value in self.fields.items()
        }


def text_call(chat: str, message: Message) -> Call:
    shown = _readable(message, CAPABILITIES.text_limit)
    fields: Fields = {
        "chat_id": _id(chat),
        "text": shown.text,
        "link_preview_options": {"is_disabled": True},
    }
    return Call("sendMessage", fields | _keyboard(shown))


def photo_call(chat: str, message: Message, photo: str | Upload) -> Call:
    """`photo`: the id of a picture that Telegram has, or the picture."""
    return _with_file("sendPhoto", "photo", chat, message, photo)


def voice_call(chat: str, message: Message, voice: str | Upload) -> Call:
    """`voice`: the id of a sound that Telegram has, or the sound."""
    return _with_file("sendVoice", "voice", chat, message, voice)


def document_call(chat: str, message: Message) -> Call | None:
    """None when the message carries no document."""
    document = message.document
    if document is None:
        return None
    content = Upload("document", document.name, document.media_type, document.body.encode())
    return _with_file("sendDocument", "document", chat, message, content)


def mark_call(chat: str, mark: Mark) -> Call:
    """The keyboard becomes one button that says what was chosen, and does nothing."""
    chosen = {"text": f"✓ {clip(mark.chosen, BUTTON_WIDTH)}", "callback_data": INERT}
    fields: Fields = {
        "chat_id": _id(chat),
        "message_id": _id(mark.message),
        "reply_markup": {"inline_keyboard": [[chosen]]},
    }
    return Call("editMessageReplyMarkup", fields)


def fits_caption(message: Message) -> bool:
    """May the text stand below a picture?"""
    return utf16_length(message.text) <= CAPABILITIES.caption_limit


def _with_file(method: str, field: str, chat: str, message: Message, content: str | Upload) -> Call:
    shown = _readable(message, CAPABILITIES.caption_limit)
    fields: Fields = {"chat_id": _id(chat)}
    if shown.text:
        fields["caption"] = clip(shown.text, CAPABILITIES.caption_limit, TextUnit.UTF16)
    fields |= _keyboard(shown)
    if isinstance(content, str):
        return Call(method, fields | {field: content})
    return Call(method, fields, content)


def _readable(message: Message, limit: int) -> Message:
    """The apps cut long labels off: then the answers stand in full in the text, and the buttons
    bear their numbers as well."""
    if all(len(option.label) <= BUTTON_WIDTH for option in message.options):
        return message
    text = with_list(message)
    if utf16_length(text) > limit:
        return message
    options = tuple(
        replace(option, label=clip(f"{n}. {option.label}", BUTTON_WIDTH))
        for n, option in enumerate(message.options, 1)
    )
    return replace(message, text=text, options=options)


def _keyboard(message: Message) -> Fields:
    """One answer a row: the largest thing to hit that the apps can show."""
    if not message.options:
        return {}
    rows = [[{"text": option.label, "callback_data": option.token}] for option in message.options]
    return {"reply_markup": {"inline_keyboard": rows}}


def _id(text: str) -> int | str:
    """Ids are numbers to Telegram; what is none is left for it to refuse."""
    return int(text) if _NUMBER.fullmatch(text) else text
