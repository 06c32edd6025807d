"""Reads an Official Account's events into the product's own words. Pure but for the time, which is handed in.

Reads only the fields it needs and keeps nothing else: what groups say among themselves, and the forms
with people's telephone numbers and addresses, never leave this file.
Fields: developers.zalo.me/docs/official-account/webhook; captured bodies where that says nothing.
"""

import json
import re
import unicodedata
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
    MediaKind,
    MediaSent,
    Sender,
    TextSent,
    Update,
)
from channels.protocol import Unreadable
from channels.text import clean, opened_or_sent

# What the operator ticks in Zalo's console. All else is taken, answered with 200, and not looked at.
WANTED = (
    *("user_send_text", "user_send_image", "user_send_gif", "user_send_link", "user_send_audio"),
    *("user_send_video", "user_send_sticker", "user_send_location", "user_send_business_card"),
    *("user_send_file", "follow", "unfollow"),
    *("user_send_group_text", "create_group", "delete_group"),
)

# Our buttons' payloads; a press arrives as a text that is the payload. The "#" lets it pass an account
# whose syntax filter was left on.
PAYLOAD = "#hv:"

Json = Mapping[str, Any]

_FIRST = datetime(2012, 8, 8, tzinfo=UTC)  # Zalo's first day
_LONGEST_ID = 64
_USER, _GROUP = "user_send_", "user_send_group_"
# In no official list, but in code of third parties.
_CLICKS = frozenset({"user_click_button", "user_clicked_button"})
_JOINED = frozenset({"create_group"})
_LEFT = frozenset({"delete_group", "disperse_group"})
_TOKEN = re.compile(rf"(?:{PAYLOAD})?([0-9]{{1,9}}:[0-9]{{1,9}})")
_MEDIA = {
    "image": MediaKind.PHOTO,
    "gif": MediaKind.VIDEO,
    "audio": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
    "sticker": MediaKind.STICKER,
    "location": MediaKind.LOCATION,
    "business_card": MediaKind.CONTACT,
    "file": MediaKind.FILE,
}


@dataclass(frozen=True, slots=True)
class Us:
    """Whom events must be meant for. `name` is what people mention in groups; "" until it is known, and
    then nothing said there is for us."""

    account: str
    oa_id: str
    name: str = ""


def parse(body: bytes) -> Json:
    """The JSON object in a body; an empty one for Zalo's empty trial. Raises Unreadable."""
    if not body.strip():
        return {}
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        value = _leniently(body)
    if not isinstance(value, dict):
        raise Unreadable("not a JSON object")
    return value


def read(event: Json, us: Us, now: datetime) -> Sequence[Update]:
    """What happened; nothing for kinds that we do not use and talk that is not for us. Raises Unreadable.

    Our own messages come back as `oa_send_…`: answering those would be talking to ourselves. Visitors
    without an account (`anonymous_…`) could only be answered through an interface that Zalo shut down.
    Forms (`user_submit_info`) hold what we never ask for.
    """
    if not event or stranger(event, us):
        return ()
    name = _text(event, "event_name")
    if name in _JOINED | _LEFT:
        return _group_life(name, event, us, now)
    if name.startswith(_GROUP):
        return _said_in_group(name, event, us, now)
    content = _content(name, event)
    if content is None:
        return ()
    user = _person(name, event)
    address = Address(us.account, user, ChatKind.PRIVATE)
    return (Update(_key(name, event, user), address, Sender(user), content, _moment(event, now)),)


def stranger(event: Json, us: Us) -> str:
    """The id of another Official Account that the event is for, one app may serve several; "" if none."""
    name = event.get("event_name")
    found = _id(event.get("oa_id"))
    if not found and isinstance(name, str) and name.startswith(_USER) and _GROUP not in name:
        found = _id(_at(event, "recipient", "id"))
    return found if us.oa_id and found != us.oa_id else ""


def _content(name: str, event: Json) -> Content | None:
    """What a person did in private."""
    match name:
        case (
            "follow"
        ):  # but not `user_click_chatnow`: that opens no window, and a greeting is refused
            return ChatOpened()
        case "unfollow":
            return BotBlocked()
        case "user_send_text":
            return _said(clean(_text(_object(event, "message"), "text")), event)
        case "user_send_link":
            # The address is what the person wanted to say; the app sends it as an attachment.
            link = _caption(event) or _link(event)
            return _said(link, event) if link else MediaSent(MediaKind.OTHER)
        case _ if name in _CLICKS:
            return _clicked(event)
        case _ if name.startswith(_USER):
            kind = _MEDIA.get(name.removeprefix(_USER), MediaKind.OTHER)
            return MediaSent(kind, "", _caption(event))
        case _:
            return None


def _said(text: str, event: Json) -> Content:
    if text.startswith(PAYLOAD) and (press := _TOKEN.fullmatch(text.strip())):
        return ButtonPressed(press[1])
    said = opened_or_sent(text)
    return TextSent(said.text, _quoted(event)) if isinstance(said, TextSent) else said


def _clicked(event: Json) -> Content | None:
    """A press of a button as third parties describe it: our token, or words to be taken as typed."""
    for field in ("payload", "text"):
        words = _at(event, "message", field)
        if isinstance(words, str) and words.strip():
            press = _TOKEN.fullmatch(words.strip())
            return ButtonPressed(press[1]) if press else _said(clean(words), event)
    return None


def _said_in_group(name: str, event: Json, us: Us, now: datetime) -> Sequence[Update]:
    """Zalo brings everything that members of a group write; we hear what mentions us or answers us."""
    if name != f"{_GROUP}text":
        return ()
    group, user = _group_of(name, event, us), _id(_at(event, "sender", "id"))
    if not group or not user:
        raise Unreadable("a group's message without a group or a sender")
    text = _for_us(clean(_text(_object(event, "message"), "text")), event, us)
    if text is None:
        return ()
    address = Address(us.account, group, ChatKind.GROUP)
    content = _said(text, event)
    return (Update(_key(name, event, user), address, Sender(user), content, _moment(event, now)),)


def _for_us(text: str, event: Json, us: Us) -> str | None:
    """What was said to us, without our name; None when it was said to others."""
    for pattern in _names(us):
        said, count = pattern.subn(" ", text, count=1)
        if count:
            return re.sub(r" {2,}", " ", said).strip(" ,:\n\t")
    answers_us = us.oa_id and _id(_at(event, "message", "quote_msg", "sender", "id")) == us.oa_id
    return text if answers_us else None


def _names(us: Us) -> Sequence[re.Pattern[str]]:
    """How we are mentioned: "@Our Name", and the form in which Zalo takes mentions from us."""
    marks = [rf"\[@{re.escape(us.oa_id)}\]"] if us.oa_id else []
    name = unicodedata.normalize("NFC", us.name).strip()
    if name:
        marks.append(rf"@{re.escape(name)}(?!\w)")
    return [re.compile(mark, re.IGNORECASE) for mark in marks]


def _group_life(name: str, event: Json, us: Us, now: datetime) -> Sequence[Update]:
    """Nothing where the group is not said: the fields of these events are in no capture."""
    group = _group_of(name, event, us)
    if not group:
        return ()
    content = BotUnblocked() if name in _JOINED else BotBlocked()
    address = Address(us.account, group, ChatKind.GROUP)
    return (Update(_key(name, event, group), address, Sender(""), content, _moment(event, now)),)


def _group_of(name: str, event: Json, us: Us) -> str:
    """The group's id from the first field that has one; descriptions differ."""
    recipient = _id(_at(event, "recipient", "id")) if "_group_" in name else ""
    candidates = (
        _id(_at(event, "recipient", "group_id")),
        _id(_at(event, "message", "conversation_id")),
        _id(_at(event, "conversation", "id")),
        recipient if recipient != us.oa_id else "",
        _id(event.get("group_id")),
    )
    return next(filter(None, candidates), "")


def _person(name: str, event: Json) -> str:
    """Whom an event of the private chat is about."""
    places = (("sender", "id"), ("follower", "id"), ("user_id",))
    for place in places:
        if found := _id(_at(event, *place)):
            return found
    raise Unreadable(f"{name[:_LONGEST_ID]}: of nobody")


def _key(name: str, event: Json, who: str) -> str:
    """A message's id; what is no message has none."""
    message = _id(_at(event, "message", "msg_id"))
    return message or f"{name}:{_stamp(event) or 0}:{who}"


def _quoted(event: Json) -> str | None:
    return (
        _id(_at(event, "message", "quote_msg_id"))
        or _id(_at(event, "message", "quote_msg", "msg_id"))
        or None
    )


def _caption(event: Json) -> str:
    text = _at(event, "message", "text")
    return clean(text) if isinstance(text, str) else ""


def _link(event: Json) -> str:
    """The address of a shared link. Attachments stand in the message, or beside it."""
    for attachments in (_at(event, "message", "attachments"), event.get("attachments")):
        match attachments:
            case [{"payload": {"url": str(url)}}, *_]:
                return clean(url)
            case _:
                pass
    return ""


def _moment(event: Json, now: datetime) -> datetime:
    """When it happened: never in the future, whatever a clock says; now, where that is not said."""
    stamp = _stamp(event)
    if stamp is None or stamp / 1000 >= now.timestamp():
        return now
    return max(_FIRST, datetime.fromtimestamp(stamp / 1000, UTC))


def _stamp(event: Json) -> int | None:
    """Milliseconds, which come as a text or as a number."""
    value = event.get("timestamp")
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value):
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < 10**18 else None


def _id(value: object) -> str:
    """Ids are texts; a number is one that somebody's serialiser made of it. "" where it is none."""
    if isinstance(value, str):
        return clean(value, _LONGEST_ID).strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _at(value: Any, *fields: str) -> object:
    """What stands at the end of a path of objects; None where the path ends before."""
    for field in fields:
        if not isinstance(value, dict):
            return None
        value = value.get(field)
    return value


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


def _leniently(body: bytes) -> object:
    """Halves of letters, which the strict reader refuses, are Zalo's to send and ours to drop."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(f"no JSON: {type(fault).__name__}") from None
