"""Reads Zalo Bot's events into the product's own words. Pure but for the time, which is handed in.

Two envelopes and two names of one field are in use, and kinds are sent that no page lists: so what
happened is told from the fields that are there, and an event's name is a hint. Fields:
docs.zaloplatforms.com/docs/BOT/webhook and what was captured of live bots.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

from bot.update import (
    Address,
    BotBlocked,
    ChatKind,
    ChatOpened,
    Content,
    MediaKind,
    MediaSent,
    Sender,
    TextSent,
    Update,
)
from channels.protocol import Unreadable
from channels.text import LONGEST_NAME, clean, opened_or_sent

Json = Mapping[str, Any]

LONGEST_ID = 64  # characters; those seen have 20, or 24 in groups ("zgr-…")

# The platform is not older; its documentation's first samples are of June 2025.
_FIRST = datetime(2025, 1, 1, tzinfo=UTC)
# Times below are in seconds, others in milliseconds: the samples have these, some clients saw those.
_LEAST_MILLISECONDS = 10**12

# The page on webhooks says `photo`, live bots are sent `photo_url`. The first field that says something
# decides.
_MEDIA = {
    "voice_url": MediaKind.VOICE,
    "photo_url": MediaKind.PHOTO,
    "photo": MediaKind.PHOTO,
    "sticker": MediaKind.STICKER,
    "sticker_id": MediaKind.STICKER,
    "sticker_url": MediaKind.STICKER,
}
# For a message whose fields say nothing. Of `unsupported` Zalo tells only that there was one: a link, a
# file, or anything at all of a person whom the law protects.
_RECEIVED = re.compile(r"message\.(\w{1,40})\.received", re.ASCII)
_HINTS = {
    "image": MediaKind.PHOTO,
    "photo": MediaKind.PHOTO,
    "voice": MediaKind.VOICE,
    "sticker": MediaKind.STICKER,
    "video": MediaKind.VIDEO,
    "document": MediaKind.FILE,
    "file": MediaKind.FILE,
}
# Not documented: where another message may be quoted, and where its id may stand.
_QUOTES = ("quote", "quoted_message", "reply_to", "reply_to_message")
_QUOTED_IDS = ("quote_msg_id", "quote_message_id", "reply_to_message_id")
_QUOTING = frozenset((*_QUOTES, *_QUOTED_IDS))
# On no official page, but in libraries.
_RELATIONS: Mapping[str, Content] = {"user.follow": ChatOpened(), "user.unfollow": BotBlocked()}


@dataclass(frozen=True, slots=True)
class Us:
    """The account, and the name by which a group mentions it; "" while that is not known."""

    account: str
    name: str = ""


def parse(body: bytes) -> object:
    """The JSON value in a body; None in an empty one, by which Zalo tries an address. Raises Unreadable."""
    if not body.strip():
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return _leniently(body)


def events(value: object) -> Sequence[object]:
    """What was wrapped in `result`, or what was not: one event, or several."""
    if isinstance(value, dict) and isinstance(value.get("result"), dict | list):
        value = value["result"]
    return value if isinstance(value, list) else (value,)


def read(event: object, us: Us, now: datetime) -> Sequence[Update]:
    """What happened; nothing where nobody says anything. Raises Unreadable where somebody may have."""
    if not isinstance(event, dict):
        return ()
    named = event.get("event_name")
    name = named if isinstance(named, str) else ""
    if name in _RELATIONS:
        return _relation(name, event, us, now)
    message = event.get("message")
    if not message:
        return ()
    if not isinstance(message, dict):
        raise Unreadable("message: not an object")
    return _message(name, message, us, now)


def id_of(value: object) -> str:
    """An id as text, whether it came as a text or as a number; "" for what cannot be one."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**LONGEST_ID:
        return str(value)
    if isinstance(value, str) and len(value) <= LONGEST_ID and _is_one_word(value):
        return value
    return ""


def _is_one_word(text: str) -> bool:
    """Nothing in it that a table would not keep as it is."""
    return text.isprintable() and " " not in text


def _message(name: str, message: Json, us: Us, now: datetime) -> Sequence[Update]:
    person = _object(message, "from")
    content = _content(name, message)
    if content is None or person.get("is_bot") in (True, "true"):
        return ()
    chat, user = id_of(_object(message, "chat").get("id")), id_of(person.get("id"))
    if not chat:
        raise Unreadable("chat.id: no id")
    kind = _kind(_object(message, "chat"), is_private=chat == user)
    if kind is None:
        return ()
    if kind is ChatKind.GROUP:
        if not user:
            raise Unreadable("from.id: no id")
        if content == MediaSent(MediaKind.OTHER):
            return ()  # nothing to say, and a group full of people to bother with it
        content = _unmentioned(content, us.name)
    sent_at = _milliseconds(message.get("date"))
    key = _key(message, (chat, user, sent_at, message.get("text")))
    sender = Sender(user or chat, _name(person))
    return (Update(key, Address(us.account, chat, kind), sender, content, _moment(sent_at, now)),)


def _content(name: str, message: Json) -> Content | None:
    """None where there is nothing of a person's: a receipt, a kind of event that is new."""
    for field, kind in _MEDIA.items():
        if message.get(field):
            caption = message.get("caption")
            return MediaSent(kind, caption=clean(caption) if isinstance(caption, str) else "")
    text = message.get("text")
    if isinstance(text, str):
        return opened_or_sent(clean(text), _quoted(message))
    if text is not None:
        raise Unreadable("text: not a text")
    received = _RECEIVED.fullmatch(name)
    return MediaSent(_HINTS.get(received[1], MediaKind.OTHER)) if received else None


def _kind(chat: Json, *, is_private: bool) -> ChatKind | None:
    """None for a kind of chat that we do not know and must not take for a person's own."""
    told = chat.get("chat_type")
    match told.upper() if isinstance(told, str) else "":
        case "PRIVATE":
            return ChatKind.PRIVATE
        case "GROUP":
            return ChatKind.GROUP
        case _:
            return ChatKind.PRIVATE if is_private else None


def _quoted(message: Json) -> str | None:
    if message.keys().isdisjoint(_QUOTING):  # as nearly always
        return None
    for field in _QUOTES:
        quote = message.get(field)
        found = id_of(quote)
        if isinstance(quote, dict):
            found = next(
                filter(None, (id_of(quote.get(f)) for f in ("message_id", "msg_id", "id"))), ""
            )
        if found:
            return found
    return next(filter(None, (id_of(message.get(field)) for field in _QUOTED_IDS)), None)


def _unmentioned(content: Content, name: str) -> Content:
    """Without "@our name", which Zalo leaves in the text of who picked us from a group's list."""
    match content:
        case TextSent(text, quotes):
            return TextSent(_without(name, text), quotes)
        case MediaSent(kind, emoji, caption):
            return MediaSent(kind, emoji, _without(name, caption))
        case _:
            return content


def _without(name: str, text: str) -> str:
    return _mention(name).sub(" ", text).strip() if name.strip() else text


@lru_cache(maxsize=64)
def _mention(name: str) -> re.Pattern[str]:
    """The name's own spaces may be of any kind; a longer name that begins like ours is another's."""
    words = r"\s+".join(re.escape(word) for word in clean(name).split())
    return re.compile(rf"[ \t]*@{words}(?!\w)[ \t,:]*", re.IGNORECASE)


def _key(message: Json, told: tuple[object, ...]) -> str:
    """The message's id. Without one, what tells it from others; the same text at no time tells nothing."""
    found = id_of(message.get("message_id"))
    if found:
        return found
    if _milliseconds(message.get("date")) is None:
        raise Unreadable("message_id: no id, and no date either")
    return _digest(told)


def _relation(name: str, event: Json, us: Us, now: datetime) -> Sequence[Update]:
    """Somebody opened the chat, or left it. Where that person is named is not documented."""
    message = _object(event, "message")
    holders = [_object(of, field) for of in (message, event) for field in ("from", "user", "chat")]
    person = next((holder for holder in holders if id_of(holder.get("id"))), None)
    if person is None:
        return ()
    user = id_of(person["id"])
    times = (message.get("date"), event.get("date"), event.get("timestamp"))
    at = _moment(next((ms for ms in map(_milliseconds, times) if ms is not None), None), now)
    key = _digest((name, user, at.isoformat()))
    return (
        Update(key, Address(us.account, user), Sender(user, _name(person)), _RELATIONS[name], at),
    )


def _digest(told: tuple[object, ...]) -> str:
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _name(person: Json) -> str:
    """Older samples of the documentation say `name`."""
    for field in ("display_name", "name"):
        name = person.get(field)
        if isinstance(name, str) and clean(name).strip():
            return clean(name, LONGEST_NAME).strip()
    return ""


def _milliseconds(value: object) -> int | None:
    """Since 1970, from a time in either unit, as a number or as a text."""
    match value:
        case bool():
            return None
        case str() if value.isascii() and value.isdecimal() and len(value) <= LONGEST_ID:
            time = int(value)
        case int():
            time = value
        case float() if math.isfinite(value):
            time = int(value)
        case _:
            return None
    return time * 1000 if time < _LEAST_MILLISECONDS else time


def _moment(milliseconds: int | None, now: datetime) -> datetime:
    """When it happened: never in the future, whatever a clock says; now where that is not told."""
    if milliseconds is None or milliseconds >= now.timestamp() * 1000:
        return now
    return max(_FIRST, datetime.fromtimestamp(max(milliseconds, 0) / 1000, UTC))


def _object(value: Json, field: str) -> Json:
    found = value.get(field)
    return found if isinstance(found, dict) else {}


def _leniently(body: bytes) -> object:
    """Halves of letters, which the strict reader refuses, are Zalo's to send and ours to drop."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(f"no JSON: {type(fault).__name__}") from None
