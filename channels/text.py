"""How a bubble becomes plain text, and a person's text becomes ours, alike on every platform.

Pure; what a single platform allows stands with that platform.
"""

import re
import unicodedata
from dataclasses import replace

from bot.cards import is_card
from bot.message import Message
from bot.sheets import is_notice
from bot.text import graphemes, utf16_length
from bot.update import ChatOpened, TextSent
from channels.protocol import TextUnit

# Nobody types more in a chat; Telegram's own limit is 4,096 (core.telegram.org/bots/api#message).
LONGEST_INPUT = 4_000
LONGEST_NAME = 100

_ELLIPSIS = "…"
# Unicode's categories Cc, but for line feed and tab, and Cs; both are closed for good
# (unicode.org/policies/stability_policy.html).
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# What a link may carry is limited by the platform (core.telegram.org/bots/features#deep-linking).
_START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<payload>[A-Za-z0-9_-]{1,64}))?(?:\s.*)?", re.DOTALL)


def length(text: str, unit: TextUnit) -> int:
    """The text's length as a platform counts it."""
    match unit:
        case TextUnit.CODE_POINTS:
            return len(text)
        case TextUnit.UTF16:
            return utf16_length(text)
        case TextUnit.BYTES:
            return len(text.encode())


def clip(text: str, limit: int, unit: TextUnit = TextUnit.CODE_POINTS) -> str:
    """The text, or as much of its beginning as fits into `limit` together with "…"."""
    if length(text, unit) <= limit:
        return text
    room = limit - length(_ELLIPSIS, unit)
    kept: list[str] = []
    for cluster in graphemes(text):
        room -= length(cluster, unit)
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + _ELLIPSIS


def numbered(message: Message) -> str:
    """The bubble for a channel without buttons: its text, its options as a numbered list, a hint."""
    listed = with_list(message)
    match len(message.options):
        case 0:
            return listed
        case 1:
            return f"{listed}\n(Gõ 1 để chọn.)"
        case _:
            return f"{listed}\n(Gõ số để chọn.)"


def with_list(message: Message) -> str:
    """The bubble's text with its options below it, numbered from 1 as they are when typed."""
    if not message.options:
        return message.text
    options = "\n".join(f"{n}. {option.label}" for n, option in enumerate(message.options, 1))
    return f"{message.text}\n\n{options}" if message.text else options


def told_picture(message: Message) -> Message:
    """The bubble with its picture told in words, for when it cannot be shown. A card is left out, and so is
    an announcement in large letters: they show what the text says already."""
    photo = message.photo
    if photo is None:
        return message
    silent = is_card(photo) or is_notice(photo)
    words = f"[Hình: {photo.alt}]" if photo.alt and not silent else ""
    text = "\n\n".join(part for part in (message.text, words) if part)
    return replace(message, text=text, photo=None)


def told_voice(message: Message) -> Message:
    """The bubble in writing, for when nothing can be heard."""
    if message.voice is None:
        return message
    return replace(message, text=message.voice.instead, voice=None)


def clean(text: str, longest: int = LONGEST_INPUT) -> str:
    """What a person typed, fit to be stored and compared: composed (NFC), without control characters
    and broken halves of letters (PostgreSQL refuses both), at most `longest` code points."""
    return unicodedata.normalize("NFC", _UNFIT.sub("", text))[:longest]


def opened_or_sent(text: str, quotes: str | None = None) -> ChatOpened | TextSent:
    """`/start`, alone or with what a link carried, opens the chat; all else is said in it, perhaps in
    reply to a message of ours (`quotes`)."""
    start = _START.fullmatch(text)
    return TextSent(text, quotes) if start is None else ChatOpened(start["payload"] or "")
