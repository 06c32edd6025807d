"""The `message` objects of webhook events: what a bubble on a phone looks like to a program. Pure."""

from collections.abc import Callable
from typing import assert_never

from town.zalo.world import Kind, Place, ZaloMessage

Json = dict[str, object]
# A message's author, by the id that the account has for them.
Senders = Callable[[ZaloMessage], str]

# What the names of events end in. People send the last four; what an account sends is told by its template.
ENDINGS = {
    Kind.TEXT: "text",
    Kind.PICTURE: "image",
    Kind.STICKER: "sticker",
    Kind.VOICE: "audio",
    Kind.LINK: "link",
    Kind.FILE: "file",
    Kind.LOCATION: "location",
}


def message(place: Place, said: ZaloMessage, senders: Senders) -> Json:
    """With the quoted message where one is quoted that is still known; `senders` knows who said it."""
    told: Json = {"text": said.text, "msg_id": said.outside}
    if said.kind is Kind.STICKER or said.kind is Kind.FILE:
        del told["text"]
    if said.kind is not Kind.TEXT:
        told["attachments"] = [_attachment(said)]
    if said.quotes is not None:
        known = {each.id: each for each in place.messages}
        if said.quotes in known:
            told |= _quoted(known[said.quotes], senders)
    return told


def _quoted(quoted: ZaloMessage, senders: Senders) -> Json:
    """Under both names that descriptions have for it; no capture settles which is right."""
    whole = {"msg_id": quoted.outside, "text": quoted.text, "sender": {"id": senders(quoted)}}
    return {"quote_msg_id": quoted.outside, "quote_msg": whole}


def _attachment(said: ZaloMessage) -> Json:
    return {"type": ENDINGS[said.kind], "payload": _payload(said)}


def _payload(said: ZaloMessage) -> Json:
    url = said.url or f"https://file.zdn.invalid/{said.outside}"
    match said.kind:
        case Kind.PICTURE:
            return {"url": url, "thumbnail": url}
        case Kind.STICKER:
            return {"id": said.outside, "url": url}
        case Kind.VOICE | Kind.TEXT:
            return {"url": url}
        case Kind.LINK:
            return {"url": url, "title": said.text, "description": "", "thumbnail": ""}
        case Kind.FILE:
            return {"url": url, "checksum": said.outside, "size": "1024", "name": "tep.pdf"}
        case Kind.LOCATION:
            return {"coordinates": {"latitude": "19.8067", "longitude": "105.7852"}}
        case _:
            assert_never(said.kind)
