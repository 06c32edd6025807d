"""Reads Telegram's updates into the product's own words. Pure but for the time, which is handed in.

Reads only the fields it needs and keeps nothing else: what groups say among themselves never
leaves this file. Fields: core.telegram.org/bots/api (10.0).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.update import (
    Address,
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatKind,
    ChatOpened,
    Content,
    GroupMoved,
    MediaKind,
    MediaSent,
    Sender,
    TextSent,
    Update,
)
from channels.protocol import Unreadable
from channels.text import LONGEST_NAME, clean, opened_or_sent

# What setWebhook and getUpdates ask for; the rest is never sent to us.
WANTED = ("message", "callback_query", "my_chat_member")

# A button that was chosen already; pressing it does nothing (see `channels.telegram.adapter`).
INERT = "-"

Json = Mapping[str, Any]

_FIRST = datetime(2013, 8, 14, tzinfo=UTC)  # Telegram's first day
_LARGEST_ID = 2**63 - 1
_COMMAND = re.compile(r"(/\w+)(?:@(\w+))?(?=\s|$)", re.ASCII)
_KINDS = {"private": ChatKind.PRIVATE, "group": ChatKind.GROUP, "supergroup": ChatKind.GROUP}
_MEDIA = {
    "photo": MediaKind.PHOTO,
    "voice": MediaKind.VOICE,
    "audio": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
    "video_note": MediaKind.VIDEO,
    "animation": MediaKind.VIDEO,
    "sticker": MediaKind.STICKER,
    "document": MediaKind.FILE,
    "venue": MediaKind.LOCATION,
    "location": MediaKind.LOCATION,
    "contact": MediaKind.CONTACT,
    "dice": MediaKind.OTHER,
    "game": MediaKind.OTHER,
    "poll": MediaKind.OTHER,
    "story": MediaKind.OTHER,
    "invoice": MediaKind.OTHER,
    "checklist": MediaKind.OTHER,
    "paid_media": MediaKind.OTHER,
}


@dataclass(frozen=True, slots=True)
class Us:
    """Whom messages in a group must be meant for. `username` is "" until Telegram was asked."""

    account: str
    bot: int
    username: str = ""


def parse(body: bytes) -> Json:
    """The JSON object in a body. Raises Unreadable."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        value = _leniently(body)
    if not isinstance(value, dict):
        raise Unreadable("not a JSON object")
    return value


def read(update: Json, us: Us, now: datetime) -> Sequence[Update]:
    """What happened; nothing for kinds that we do not use and talk that is not for us. Raises Unreadable."""
    key = str(_whole(update, "update_id"))
    if "message" in update:
        return _message(key, _object(update, "message"), us, now)
    if "callback_query" in update:
        return _press(key, _object(update, "callback_query"), us, now)
    if "my_chat_member" in update:
        return _membership(key, _object(update, "my_chat_member"), us, now)
    return ()


def number_of(update: Json) -> int | None:
    """The update's number, from which on the next can be asked for; None where it is none."""
    try:
        return _whole(update, "update_id")
    except Unreadable:
        return None


def press_of(update: Json) -> tuple[str, str] | None:
    """The id and the token of a press, which wants an answer even when it means nothing to us."""
    match update.get("callback_query"):
        case {"id": str(press), **rest} if clean(press, 64):
            token = rest.get("data")
            return clean(press, 64), token if isinstance(token, str) else ""
        case _:
            return None


def _message(key: str, message: Json, us: Us, now: datetime) -> Sequence[Update]:
    chat = _object(message, "chat")
    kind = _KINDS.get(_text(chat, "type"))
    if kind is None:
        return ()
    address = Address(us.account, str(_whole(chat, "id")), kind)
    sent_at = _moment(message, now)
    if "migrate_to_chat_id" in message:
        moved = GroupMoved(str(_whole(message, "migrate_to_chat_id")))
        return (Update(key, address, Sender(""), moved, sent_at),)
    if "migrate_from_chat_id" in message:
        old = Address(us.account, str(_whole(message, "migrate_from_chat_id")), kind)
        return (Update(key, old, Sender(""), GroupMoved(address.chat), sent_at),)
    # A channel's post, its copy in the group, an anonymous admin: nobody whom we could answer.
    if "from" not in message or "sender_chat" in message:
        return ()
    person = _object(message, "from")
    if person.get("is_bot") or not (kind is ChatKind.PRIVATE or _is_for_us(message, us)):
        return ()
    content = _content(message, us)
    if content is None:
        return ()
    return (Update(key, address, _sender(person), content, sent_at),)


def _content(message: Json, us: Us) -> Content | None:
    """None for what Telegram itself says: someone joined, a message was pinned."""
    if "text" in message:
        return _said(clean(_text(message, "text")), us, _quoted(message, us))
    for field, kind in _MEDIA.items():
        if field in message:
            caption = clean(_text(message, "caption")) if "caption" in message else ""
            return MediaSent(kind, _emoji(message) if kind is MediaKind.STICKER else "", caption)
    return None


def _said(text: str, us: Us, quotes: str | None) -> ChatOpened | TextSent:
    """Commands and mentions without our own name, which is how the same is said in private."""
    text = _COMMAND.sub(r"\1", text, count=1) if text.startswith("/") else _unmentioned(text, us)
    return opened_or_sent(text, quotes)


def _quoted(message: Json, us: Us) -> str | None:
    """The message of ours that it replies to."""
    match message.get("reply_to_message"):
        case {"message_id": int(number), "from": {"id": int(author)}} if author == us.bot:
            return str(number)
        case _:
            return None


def _unmentioned(text: str, us: Us) -> str:
    """Without "@our_name" at its beginning."""
    name = f"@{us.username}"
    if us.username and text.lower().startswith(name.lower()):
        return text[len(name) :].lstrip(" ,:")
    return text


def _emoji(message: Json) -> str:
    match message["sticker"]:
        case {"emoji": str(emoji)}:
            return clean(emoji, 16)
        case _:
            return ""


def _is_for_us(message: Json, us: Us) -> bool:
    """In a group: a command of ours, a reply to us, our name."""
    match message.get("reply_to_message"):
        case {"from": {"id": int(author)}} if author == us.bot:
            return True
    text = message.get("text") or message.get("caption") or ""
    if not isinstance(text, str):
        return False
    command = _COMMAND.match(text)
    if command is not None:
        # While our name is not known, a command with a name is taken for ours: with privacy mode
        # on Telegram sends us no others.
        return not (command[2] and us.username) or command[2].lower() == us.username.lower()
    name = re.escape(us.username)
    return (
        bool(us.username) and re.search(rf"@{name}\b", text, re.IGNORECASE | re.ASCII) is not None
    )


def _press(key: str, press: Json, us: Us, now: datetime) -> Sequence[Update]:
    """Of a message that is no longer to be had, Telegram still says the id and the chat."""
    if "message" not in press or "data" not in press or press["data"] == INERT:
        return ()
    message = _object(press, "message")
    chat = _object(message, "chat")
    kind = _KINDS.get(_text(chat, "type"))
    if kind is None:
        return ()
    content = ButtonPressed(
        clean(_text(press, "data"), 64),
        str(_whole(message, "message_id")),
        clean(_text(press, "id"), 64),
    )
    address = Address(us.account, str(_whole(chat, "id")), kind)
    return (Update(key, address, _sender(_object(press, "from")), content, now),)


def _membership(key: str, change: Json, us: Us, now: datetime) -> Sequence[Update]:
    chat = _object(change, "chat")
    kind = _KINDS.get(_text(chat, "type"))
    before = _is_in(_object(change, "old_chat_member"))
    after = _is_in(_object(change, "new_chat_member"))
    if kind is None or before == after:
        return ()
    address = Address(us.account, str(_whole(chat, "id")), kind)
    content = BotUnblocked() if after else BotBlocked()
    sender = _sender(_object(change, "from"))
    return (Update(key, address, sender, content, _moment(change, now)),)


def _is_in(member: Json) -> bool:
    status = _text(member, "status")
    return (
        member.get("is_member") is True
        if status == "restricted"
        else status not in {"left", "kicked"}
    )


def _sender(person: Json) -> Sender:
    names = (person.get("first_name"), person.get("last_name"))
    name = " ".join(name for name in names if isinstance(name, str))
    return Sender(str(_whole(person, "id")), clean(name, LONGEST_NAME).strip())


def _moment(event: Json, now: datetime) -> datetime:
    """When it happened: never in the future, whatever a clock says."""
    seconds = _whole(event, "date")
    if seconds >= now.timestamp():
        return now
    return max(_FIRST, datetime.fromtimestamp(max(seconds, 0), UTC))


def _object(value: Json, field: str) -> Json:
    found = value.get(field)
    if not isinstance(found, dict):
        raise Unreadable(f"{field}: not an object")
    return found


def _text(value: Json, field: str) -> str:
    found = value.get(field)
    if not isinstance(found, str):
        raise Unreadable(f"{field}: not a text")
    return found


def _whole(value: Json, field: str) -> int:
    found = value.get(field)
    if not isinstance(found, int) or isinstance(found, bool) or abs(found) > _LARGEST_ID:
        raise Unreadable(f"{field}: not a whole number of at most 64 bits")
    return found


def _leniently(body: bytes) -> object:
    """Halves of letters, which the strict reader refuses, are Telegram's to send and ours to drop."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(f"no JSON: {type(fault).__name__}") from None
