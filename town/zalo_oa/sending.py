"""The two calls that put something new on a screen: to one person, and into a group."""

import re

from town.zalo.platform import Zalo
from town.zalo.world import App, Kind, Place, ZaloGroup, ZaloMessage, person_id
from town.zalo_oa import envelope, errors, windows
from town.zalo_oa.account import Buttons, ZaloOa
from town.zalo_oa.envelope import Drawn
from town.zalo_oa.platform import Platform, group, person, within_reach, writable
from town.zalo_oa.request import Request

# docs.zaloplatforms.com/docs/OA/nhom-chat-gmf/…: `[@<user_id>]`, and `[@<group_id>]` for everybody.
MENTION = re.compile(r"\[@([^\]]*)\]")
EVERYBODY = "@Tất cả"

Json = dict[str, object]


async def to_person(platform: Platform, oa: ZaloOa, asked: Request) -> Json:
    """`/v3.0/oa/message/cs`: at most seven days after the person's last interaction, for money after 48 hours."""
    given = asked.json()
    chat = person(platform.zalo, oa, _recipient(given, "user_id"))
    drawn = envelope.read(given.get("message"), oa.buttons)
    within_reach(platform.zalo, oa, chat)
    if drawn.picture is not None:
        await platform.pictures.check(drawn.picture, drawn.kind)
    billed = within_reach(platform.zalo, oa, chat)  # fetching took its time
    if billed:
        oa.money = windows.paid(oa.money)
    message = _show(platform, oa, chat, drawn)
    told: Json = {
        "message_id": message.outside,
        "user_id": chat.id,
        "sent_time": str(int(message.at.timestamp() * 1000)),
    }
    if not billed:
        told["quota"] = {"quota_type": "reply", "remain": "8", "total": "8"}
    return {"error": 0, "message": "Success", "data": told}


async def to_group(platform: Platform, oa: ZaloOa, asked: Request) -> Json:
    """`/v3.0/oa/group/message`: free, at any time, and without buttons. The answer has no `message`."""
    given = asked.json()
    found = group(platform.zalo, oa, _recipient(given, "group_id"))
    writable(found)
    drawn = envelope.read(given.get("message"), Buttons.OFF)
    if drawn.picture is not None:
        await platform.pictures.check(drawn.picture, drawn.kind)
    message = _show(platform, oa, found, drawn)
    return {"data": {"message_id": message.outside, "group_id": found.id}, "error": 0}


async def refuse_v2(platform: Platform, oa: ZaloOa, asked: Request) -> Json:
    """`/v2.0/oa/message` was shut down for messages."""
    del platform, oa, asked
    raise errors.refused(-240)


def _recipient(given: Json, name: str) -> object:
    recipient = given.get("recipient")
    if not isinstance(recipient, dict):
        raise errors.invalid("recipient")
    return recipient.get(name)


def _show(platform: Platform, oa: ZaloOa, place: Place, drawn: Drawn) -> ZaloMessage:
    zalo = platform.zalo
    text = _mentioning(zalo, oa, place, drawn.text) if isinstance(place, ZaloGroup) else drawn.text
    quoted = zalo.world.message(place, drawn.quotes) if drawn.quotes is not None else None
    message = zalo.show(
        place,
        text,
        account=oa.id,
        kind=Kind.TEXT if drawn.picture is None else Kind.PICTURE,
        url=drawn.picture or "",
        quotes=quoted.id if quoted is not None else None,
        buttons=list(drawn.buttons),
    )
    platform.dispatch.echo(place, message, drawn.kind)
    return message


def _mentioning(zalo: Zalo, oa: ZaloOa, place: ZaloGroup, text: str) -> str:
    """Everybody named in brackets is called by name on all screens, whoever wrote the brackets."""
    if "[@" not in text:
        return text
    people = zalo.keeper.world.people
    names = {person_id(App.OA, oa.id, each): f"@{people[each].name}" for each in place.members}
    names[place.id] = EVERYBODY
    return MENTION.sub(lambda found: names.get(found[1], found[0]), text)
