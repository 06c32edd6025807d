"""The town's state in the Zalo Bot API's JSON shapes (docs.zaloplatforms.com/docs/BOT/webhook, and captures)."""

from datetime import datetime

from town.world import Person
from town.zalo.accounts import Manner, ZaloBot
from town.zalo.world import Kind, Place, ZaloChat, ZaloMessage, person_id

Json = dict[str, object]

NAMES = {
    Kind.TEXT: "message.text.received",
    Kind.PICTURE: "message.image.received",
    Kind.STICKER: "message.sticker.received",
    Kind.VOICE: "message.voice.received",
}
UNSUPPORTED = "message.unsupported.received"


def milliseconds(moment: datetime) -> int:
    """Since 1970."""
    return int(moment.timestamp() * 1000)


def me(bot: ZaloBot) -> Json:
    """`can_join_groups` is false in the documentation's own sample, of a plan that has groups."""
    name: Json = {"display_name": bot.name} if bot.manner.display_name else {}
    return {
        "id": bot.id,
        "account_name": bot.account_name,
        "account_type": "BASIC",
        "can_join_groups": False,
    } | name


def sent(message: ZaloMessage) -> Json:
    return {"message_id": message.outside, "date": milliseconds(message.at)}


def event(
    bot: ZaloBot, person: Person, place: Place, message: ZaloMessage, quoted: ZaloMessage | None
) -> Json:
    """What a bot learns of a person's message; of some kinds, and some people, only that there was one."""
    who = person_id(place.app, bot.id, person.id)
    kind = "PRIVATE" if isinstance(place, ZaloChat) else "GROUP"
    head: Json = {
        "chat": {"id": place.id, "chat_type": kind},
        "message_id": message.outside,
        "date": milliseconds(message.at),
    }
    if person.protected or message.kind not in NAMES:
        return {"event_name": UNSUPPORTED, "message": {"from": {"id": who}} | head}
    head |= {"from": {"id": who, "display_name": person.name, "is_bot": False}}
    if quoted is not None and bot.manner.quote_field:
        head[bot.manner.quote_field] = {"message_id": quoted.outside, "text": quoted.text}
    content = _content(bot.manner, message)
    return {"event_name": NAMES[message.kind], "message": head | content}


def _content(manner: Manner, message: ZaloMessage) -> Json:
    match message.kind:
        case Kind.PICTURE:
            caption: Json = {"caption": message.text, "message_type": "CHAT_PHOTO"}
            return caption | {manner.photo_field: message.url}
        case Kind.VOICE:
            return {"voice_url": message.url, "message_type": "CHAT_VOICE"}
        case Kind.STICKER:
            sticker: Json = {"sticker": message.outside, "url": message.url}
            return sticker | {"message_type": "CHAT_STICKER"}
        case _:
            return {"text": message.text, "message_type": "CHAT_MESSAGE"}
