"""What a `message` object would put on a phone: the templates that Zalo takes, read strictly. Pure.

Source: docs.zaloplatforms.com/docs/OA/tin-nhan/tin-tu-van/… and …/cau-truc-action; which template carries
buttons is disputed, so that is a setting of the account.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from town.zalo.world import ZaloButton
from town.zalo_oa import errors
from town.zalo_oa.account import Buttons
from town.zalo_oa.limits import (
    LONGEST_PAYLOAD,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_BUTTONS,
    MOST_ELEMENTS,
    units,
)

SHOW, HIDE = "oa.query.show", "oa.query.hide"  # is what a tap sends shown in the chat?
LONGEST_SMS = 160


@dataclass(frozen=True, slots=True)
class Drawn:
    """`kind` is the end of the echo's name, `oa_send_…`. `picture` is an address that Zalo has yet to fetch."""

    text: str
    kind: str = "text"
    picture: str | None = None
    buttons: tuple[ZaloButton, ...] = ()
    quotes: str | None = None


def read(message: object, buttons: Buttons) -> Drawn:
    """Raises Refused: -201, -210, -233 or -100, as Zalo would. A group takes no buttons: give it `Buttons.OFF`."""
    if not isinstance(message, dict):
        raise errors.invalid("message")
    text = message.get("text", "")
    if not isinstance(text, str):
        raise errors.invalid("text")
    if units(text) > LONGEST_TEXT:
        raise errors.too_long("text")
    attachment = message.get("attachment")
    if attachment is None:
        if not text.strip():
            raise errors.invalid("text")
        return Drawn(text, quotes=_quoted(message))
    if not isinstance(attachment, dict):
        raise errors.invalid("attachment")
    return _attached(text, attachment, buttons)


def _quoted(message: Mapping[str, object]) -> str | None:
    quoted = message.get("quote_message_id")
    return quoted if isinstance(quoted, str) and quoted else None


def _attached(text: str, attachment: Mapping[str, object], buttons: Buttons) -> Drawn:
    payload = attachment.get("payload")
    if not isinstance(payload, dict):
        raise errors.invalid("payload")
    match attachment.get("type"), payload.get("template_type"):
        case "template", "media":
            return _media(text, payload)
        case "template", "list" if buttons is Buttons.LIST:
            return _list(text, payload)
        case "template", None if buttons is Buttons.TEXT_BUTTONS and "buttons" in payload:
            if not text.strip():
                raise errors.invalid("text")
            return Drawn(text, buttons=_buttons(payload["buttons"], MOST_BUTTONS))
        case "file", _:
            raise errors.refused(-100)  # this town has no uploads: no token is known
        case _:
            raise errors.refused(-233)


def _media(text: str, payload: Mapping[str, object]) -> Drawn:
    elements = _elements(payload, most=1)
    element = elements[0]
    kind = element.get("media_type")
    if kind not in {"image", "gif"}:
        raise errors.refused(-100 if kind == "sticker" else -233)
    url = element.get("url")
    if ("attachment_id" in element) == ("url" in element):
        raise errors.invalid("elements")
    if "attachment_id" in element:
        raise errors.refused(-100)
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise errors.invalid("url")
    if kind == "gif" and not ("width" in element and "height" in element):
        raise errors.invalid("width")
    return Drawn(text, str(kind), picture=url)


def _list(text: str, payload: Mapping[str, object]) -> Drawn:
    """Each element with a title, a line below it and one button; buttons beside the elements are not taken."""
    if "buttons" in payload:
        raise errors.refused(-233)
    lines = [text] if text else []
    buttons: list[ZaloButton] = []
    for n, element in enumerate(_elements(payload, most=MOST_ELEMENTS)):
        title, subtitle = _title(element), element.get("subtitle")
        if subtitle == "" or (n == 0 and not isinstance(subtitle, str)):
            raise errors.invalid("subtitle")
        lines.append(f"{title}\n{subtitle}" if subtitle else title)
        if "buttons" in element:
            buttons += _buttons(element["buttons"], 1)
    return Drawn("\n".join(lines), "list", buttons=tuple(buttons))


def _elements(payload: Mapping[str, object], most: int) -> list[Mapping[str, object]]:
    elements = payload.get("elements")
    if not isinstance(elements, list) or not 1 <= len(elements) <= most:
        raise errors.invalid("elements")
    if not all(isinstance(each, dict) for each in elements):
        raise errors.invalid("elements")
    return elements


def _title(thing: Mapping[str, object]) -> str:
    title = thing.get("title")
    if not isinstance(title, str) or not title.strip():
        raise errors.invalid("title")
    if len(title) > LONGEST_TITLE:
        raise errors.too_long("title")
    return title


def _buttons(given: object, most: int) -> tuple[ZaloButton, ...]:
    if not isinstance(given, list) or not 1 <= len(given) <= most:
        raise errors.invalid("buttons")
    return tuple(_button(each) for each in given)


def _button(given: object) -> ZaloButton:
    if not isinstance(given, dict):
        raise errors.invalid("buttons")
    title, kind, payload = _title(given), given.get("type"), given.get("payload")
    if kind in {SHOW, HIDE}:
        if not isinstance(payload, str) or not payload:
            raise errors.invalid("payload")
        if len(payload) > LONGEST_PAYLOAD:
            raise errors.too_long("payload")
        return ZaloButton(title, str(kind), payload)
    if not isinstance(payload, dict):
        raise errors.invalid("type" if kind is None else "payload")
    match kind, payload:
        case "oa.open.url", {"url": str(url)} if url.startswith(("http://", "https://")):
            return ZaloButton(title, "oa.open.url", url)
        case "oa.open.phone", {"phone_code": str(phone)} if phone.isdecimal():
            return ZaloButton(title, "oa.open.phone", phone)
        case "oa.open.sms", {"phone_code": str(phone), "content": str(content)} if (
            phone.isdecimal() and len(content) <= LONGEST_SMS
        ):
            return ZaloButton(title, "oa.open.sms", phone)
        case _:
            raise errors.invalid("payload")
