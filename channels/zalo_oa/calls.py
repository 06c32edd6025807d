"""What we say to an Official Account's interface: an outgoing bubble as the calls that carry it. Pure.

Plain text always. Shapes: docs.zaloplatforms.com/docs/OA/tin-nhan and …/nhom-chat-gmf.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import orjson

from bot.message import Message, Option
from bot.text import split, utf16_length
from bot.update import Address, ChatKind
from channels.protocol import Capabilities, PhotoBy, TextUnit
from channels.text import clip, numbered
from channels.zalo_oa.events import PAYLOAD

# OA/tin-nhan/tin-tu-van: a text of at most 2,000 characters; of which kind is not said, so the longest.
TEXT_LIMIT = 2_000
# Of ours: leaves room for "(12/12) ".
PART_LIMIT = 1_900
# Of ours: more than this of one bubble is no message any more, and each part counts as one.
MOST_PARTS = 8
# OA/tin-nhan: at most 5 buttons or rows; a title has 100 characters, a button's payload 1,000.
MOST_BUTTONS, TITLE_LIMIT, PAYLOAD_LIMIT = 5, 100, 1_000
# A row without a subtitle is refused (-201).
SUBTITLE = "Bấm để chọn"
PRESS = "Chọn"

TOO_LONG = (
    "Bản này dài quá, Zalo không gửi hết được ạ. Xin nhờ tổ công nghệ số cộng đồng, hoặc cán bộ của "
    "thôn, xã in giúp."
)

PRIVATE_PATH = "/v3.0/oa/message/cs"
GROUP_PATH = "/v3.0/oa/group/message"

# "[@id]" in a text calls that person, and in a group with the group's own id everybody.
_MENTION = re.compile(r"\[@[^\]]*\]")

Fields = dict[str, Any]


class Buttons(StrEnum):
    """Which envelope for buttons to try in private chats. Off, since those who tell of it disagree about
    what the interface takes today (-233 or -201 for one or the other); numbers always work."""

    OFF = "off"
    LIST = "list"
    TEXT_BUTTONS = "text_buttons"


def capabilities(buttons: Buttons) -> Capabilities:
    """Files could be sent as PDF, DOC and CSV only, by an upload; the copy of somebody's data is none of
    these, and comes as text. A document therefore counts as not shown."""
    shown = buttons is not Buttons.OFF
    return Capabilities(
        buttons=shown,
        edit=False,
        photo=frozenset({PhotoBy.URL}),
        voice=(),
        documents=False,
        groups=True,
        text_limit=TEXT_LIMIT,
        text_unit=TextUnit.UTF16,
        caption_limit=TEXT_LIMIT,
        token_bytes=PAYLOAD_LIMIT - len(PAYLOAD) if shown else 0,
    )


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `has_buttons`, `has_picture`: what it can be refused for and said without."""

    path: str
    fields: Fields
    has_buttons: bool = False
    has_picture: bool = False

    @property
    def json(self) -> bytes:
        return orjson.dumps(self.fields)


def calls_for(
    to: Address, message: Message, picture: str = "", buttons: Buttons = Buttons.OFF
) -> tuple[Call, ...]:
    """The calls for one bubble, in order; of a document at most MOST_PARTS. `picture`: its public address, "" = none."""
    to_group = to.kind is ChatKind.GROUP
    if not (to_group or picture or message.document) and _can_press(message, buttons):
        return (_call(to, _with_buttons(message, buttons), has_buttons=True),)
    parts = _parts(message, to_group=to_group)
    first: Fields = {"text": parts[0]} if parts else {}
    if picture:
        first["attachment"] = _picture(picture)
    if not first:
        return ()
    rest = [_call(to, {"text": part}) for part in parts[1:]]
    return (_call(to, first, has_picture=bool(picture)), *rest)


def plain(text: str, *, to_group: bool = False) -> str:
    """As it is sent: composed (NFC), without control characters, and to a group without mentions."""
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    text = unicodedata.normalize("NFC", kept)
    while to_group:  # taking one out may put another together
        text, count = _MENTION.subn("", text)
        to_group = count > 0
    return text.strip()


def _parts(message: Message, *, to_group: bool) -> Sequence[str]:
    """The bubble's text in as many messages as it needs, said so where there are several."""
    text = plain(numbered(message), to_group=to_group)
    if message.document is not None:
        body = plain(message.document.body, to_group=to_group)
        parts = [*split(text, PART_LIMIT), *split(body, PART_LIMIT)]
        if len(parts) > MOST_PARTS:
            parts = [*split(text, PART_LIMIT)[: MOST_PARTS - 1], TOO_LONG]
    elif utf16_length(text) <= TEXT_LIMIT:
        return [text] if text else []
    else:
        parts = list(split(text, PART_LIMIT))
    if len(parts) == 1:
        return parts
    return [f"({n}/{len(parts)}) {part}" for n, part in enumerate(parts, 1)]


def _picture(url: str) -> Fields:
    element = {"media_type": "image", "url": url}
    return {"type": "template", "payload": {"template_type": "media", "elements": [element]}}


def _can_press(message: Message, buttons: Buttons) -> bool:
    return (
        buttons is not Buttons.OFF
        and 0 < len(message.options) <= MOST_BUTTONS
        and bool(message.text.strip())
        and utf16_length(message.text) <= TEXT_LIMIT
        and all(len(f"{PAYLOAD}{one.token}") <= PAYLOAD_LIMIT for one in message.options)
    )


def _with_buttons(message: Message, buttons: Buttons) -> Fields:
    """The answers keep their numbers: whoever types one is understood as well."""
    options = [
        replace(option, label=clip(plain(f"{n}. {option.label}"), TITLE_LIMIT, TextUnit.UTF16))
        for n, option in enumerate(message.options, 1)
    ]
    payload: Fields
    if buttons is Buttons.LIST:
        rows = [
            {"title": one.label, "subtitle": SUBTITLE, "buttons": [_button(one, PRESS)]}
            for one in options
        ]
        payload = {"template_type": "list", "elements": rows}
    else:
        payload = {"buttons": [_button(one, one.label) for one in options]}
    return {
        "text": plain(message.text),
        "attachment": {"type": "template", "payload": payload},
    }


def _button(option: Option, title: str) -> Mapping[str, str]:
    """A silent one: what is pressed comes to us, and does not stand in the chat as somebody's words."""
    return {"title": title, "type": "oa.query.hide", "payload": PAYLOAD + option.token}


def _call(
    to: Address, message: Fields, *, has_buttons: bool = False, has_picture: bool = False
) -> Call:
    if to.kind is ChatKind.GROUP:
        fields: Fields = {"recipient": {"group_id": to.chat}, "message": message}
        return Call(GROUP_PATH, fields, has_buttons, has_picture)
    fields = {"recipient": {"user_id": to.chat}, "message": message}
    return Call(PRIVATE_PATH, fields, has_buttons, has_picture)
