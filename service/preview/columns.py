"""One bubble in each of the channels, as that channel's own code would send it. Pure."""

from datetime import datetime
from typing import Any

from bot.message import Mark, Message
from channels.telegram import calls as telegram
from channels.webchat.routes import bubble as web_bubble
from channels.zalo_bot import calls as zalo

CHAT = "1"
MEDIA = "media/"  # where the page finds pictures


def on_zalo(message: Message) -> list[dict[str, Any]]:
    """One element a message that arrives: its text, and where its picture is."""
    picture = f"{MEDIA}{message.photo.file}" if message.photo else None
    return [
        {
            "text": call.fields.get("text", call.fields.get("caption", "")),
            "photo": call.fields.get("photo"),
        }
        for call in zalo.calls_of(CHAT, message, picture)
    ]


def on_telegram(message: Message, number: int, chosen: str | None) -> dict[str, Any]:
    """Text, picture and rows of buttons; after a press the one button that says what was chosen."""
    photo = message.photo
    if photo is not None and telegram.fits_caption(message):
        fields = telegram.photo_call(CHAT, message, f"{MEDIA}{photo.file}").fields
    else:
        fields = telegram.text_call(CHAT, message).fields
    keys = fields.get("reply_markup", {}).get("inline_keyboard", [])
    if chosen is not None:
        marked = telegram.mark_call(CHAT, Mark(str(number), chosen)).fields
        keys = marked["reply_markup"]["inline_keyboard"]
    return {
        "text": fields.get("text", fields.get("caption", "")),
        "photo": fields.get("photo"),
        "keys": keys,
        "inert": chosen is not None,
    }


def on_web(message: Message, number: int, at: datetime) -> dict[str, Any]:
    return web_bubble(number, message, at)
