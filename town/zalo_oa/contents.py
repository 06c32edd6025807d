"""The `message` objects of webhook events: what a bubble on a phone looks like to a program. Pure."""

from typing import assert_never

from town.zalo.world import Kind, Place, ZaloMessage

Json = dict[str, object]

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


def message(place: Place, said: ZaloMessage) -> Json:
    """With the quoted message's id where one is quoted that is still known."""
    told: Json = {"text": said.text, "msg_id": said.outside}
    if said.kind is Kind.STICKER or said.kind is Kind.FILE:
        del told["text"]
    if said.kind is not Kind.TEXT:
        told["attachments"] = [_attachment(said)]
    if said.quotes is not None:
        known = {each.id: each for each in place.messages}
        if said.quotes in known:
            told["quote_msg_id"] = known[said.quotes].outside
    return told


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
