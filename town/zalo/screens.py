"""What the page is told of Zalo: accounts and groups at a glance, and one phone's Zalo chats.

Chats and messages have the fields of Telegram's (`town.screens`), so that one page draws both; a Zalo Bot's
`buttons` are always empty. Every id is a text. On top of them come:

* of a chat: `app` ("zalo-bot", "zalo-oa"), `account` (whose chat it is; null in a group), `mentions` (the
  accounts that the list behind the @ offers, as `{"id", "name"}`), `owner` (is it this person's group?),
  `opened`, `followed`, `typing`;
* of a message: `kind` (`town.zalo.world.Kind`), `quotes` (null, or `{"id", "author", "text"}`), `mentioned`
  (names that were picked from the list). `photo` and `voice` are fetched anew from the account's own host each time
  they are looked at or played: a 404 there is a black square on a real phone.
"""

from typing import TYPE_CHECKING

from town.world import Person
from town.zalo import people
from town.zalo.accounts import ZaloBot, ZaloOa
from town.zalo.meter import month
from town.zalo.world import App, Kind, Place, ZaloChat, ZaloGroup, ZaloMessage

if TYPE_CHECKING:  # the town shows itself through this
    from town.town import Town

Json = dict[str, object]

# A stand-in shows in words what it stands for.
STAND_INS = {
    Kind.PICTURE: "📷 Ảnh",
    Kind.STICKER: "👍",
    Kind.VOICE: "🎤 Tin thoại",
    Kind.LINK: "🔗 Liên kết",
    Kind.FILE: "📄 Tệp",
    Kind.LOCATION: "📍 Vị trí",
}


def accounts(town: "Town") -> list[Json]:
    """Each with its app, whether it has a webhook, and of bots what is used of the plan and the manner."""
    world = town.world.zalo
    return [*(_bot(town, each) for each in world.bots.values()), *map(_oa, world.oas.values())]


def groups(town: "Town") -> list[Json]:
    """As Telegram's; `bot`: is the home account of the app in it?"""
    return [_group(town, each) for each in town.world.zalo.groups.values()]


def chats(town: "Town", person: Person, root: str) -> list[Json]:
    """`root` is the path under which the town is mounted."""
    return [_chat(town, person, each, root) for each in people.places_of(town.zalo, person)]


def known_as(town: "Town", person: Person) -> Json:
    """By app: the id under which its first account knows the person, and the chat with them."""
    chats = reversed(town.world.zalo.chats_of(person.id))
    return {chat.app.value: chat.id for chat in chats}


def unread(town: "Town", person: Person) -> int:
    """How many messages of others came since the phone was last looked at; notes of the platform's own
    are none."""
    return sum(
        message.version > person.read
        and (message.person is not None or message.account is not None)
        and message.person != person.id
        and people.visible(person, message)
        for place in people.places_of(town.zalo, person)
        for message in place.messages
    )


def failures(town: "Town") -> list[tuple[str, str]]:
    """When, and why, a delivery failed last, by account."""
    return [
        (each.last_error_at.isoformat(), each.last_error or "")
        for each in town.world.zalo.accounts()
        if each.last_error_at is not None
    ]


def waiting(town: "Town") -> int:
    """How many events are on their way to a webhook."""
    world = town.world.zalo
    return len(world.events) + sum(len(oa.events) for oa in world.oas.values())


def _bot(town: "Town", bot: ZaloBot) -> Json:
    plan, manner = bot.plan, bot.manner
    return {
        "app": App.BOT.value,
        "id": bot.id,
        "name": bot.name,
        "webhook": bot.webhook is not None and bot.webhook.url != "",
        "plan": {"users": plan.users, "groups": plan.groups, "messages": plan.messages},
        "used": {
            "users": len(bot.served),
            "groups": sum(bot.id in group.accounts for group in town.world.zalo.groups.values()),
            "messages": bot.usage.get(month(town.clock.now()), 0),
        },
        "manner": {
            "wrapped": manner.wrapped,
            "photo_field": manner.photo_field,
            "attempts": manner.attempts,
            "quote_field": manner.quote_field,
            "display_name": manner.display_name,
        },
    }


def _oa(oa: ZaloOa) -> Json:
    return {"app": App.OA.value, "id": oa.id, "name": oa.name, "webhook": oa.webhook_url != ""}


def _group(town: "Town", group: ZaloGroup) -> Json:
    return {
        "app": group.app.value,
        "id": group.id,
        "title": group.title,
        "kind": "group",
        "members": [town.world.name_of(each) for each in group.members],
        "bot": bool(group.accounts),
        "muted": False,
    }


def _chat(town: "Town", person: Person, place: Place, root: str) -> Json:
    shown = [
        _message(town, person, place, each, root)
        for each in place.messages
        if people.visible(person, each)
    ]
    rest: Json = {"app": place.app.value, "id": place.key, "messages": shown}
    match place:
        case ZaloChat():
            return rest | _private(town, person, place)
        case ZaloGroup():
            return rest | _in_group(town, person, place)


def _private(town: "Town", person: Person, chat: ZaloChat) -> Json:
    now, title = town.clock.now(), _name(town, chat.account)
    return {
        "kind": "private",
        "title": title,
        "members": [person.name, title],
        "blocked": chat.blocked,
        "notice": chat.notice,
        "account": chat.account,
        "mentions": [],
        "owner": False,
        "opened": chat.opened,
        "followed": chat.followed,
        "typing": chat.typing_until is not None and now < chat.typing_until,
    }


def _in_group(town: "Town", person: Person, group: ZaloGroup) -> Json:
    offered = [{"id": each, "name": _name(town, each)} for each in group.accounts]
    people_in_it = [town.world.name_of(each) for each in group.members]
    return {
        "kind": "group",
        "title": group.title,
        "members": [*people_in_it, *(each["name"] for each in offered)],
        "blocked": False,
        "notice": None,
        "account": None,
        "mentions": offered,
        "owner": group.members[0] == person.id,
        "opened": True,
        "followed": False,
        "typing": False,
    }


def _message(town: "Town", person: Person, place: Place, message: ZaloMessage, root: str) -> Json:
    buttons = [[{"label": each.title, "n": n}] for n, each in enumerate(message.buttons)]
    hosted = message.kind is Kind.PICTURE and message.account is not None
    photo = f"{root}/api/zalo/pictures/{message.outside}" if hosted else None
    is_heard = message.kind is Kind.VOICE and message.account is not None
    return {
        "id": message.outside,
        "from": _side(person, message),
        "author": town.zalo.name_of(message),
        "text": _text(message),
        "time": message.at.isoformat(),
        "edited": False,
        "state": message.state.value,
        "photo": photo,
        "alt": (message.text or "Hình minh họa") if photo else None,
        "document": None,
        "voice": f"{root}/api/zalo/sounds/{message.outside}" if is_heard else None,
        "buttons": buttons,
        "busy": False,
        "kind": message.kind.value,
        "quotes": _quoted(town, place, message),
        "mentioned": [_name(town, each) for each in message.mentions],
    }


def _side(person: Person, message: ZaloMessage) -> str:
    if message.person == person.id:
        return "me"
    return "bot" if message.account is not None else "other"


def _text(message: ZaloMessage) -> str:
    if message.kind in (Kind.PICTURE, Kind.VOICE) and message.account is not None:
        return message.text
    return f"{STAND_INS.get(message.kind, '')} {message.text}".strip()


def _quoted(town: "Town", place: Place, message: ZaloMessage) -> Json | None:
    for each in reversed(place.messages) if message.quotes is not None else ():
        if each.id == message.quotes:
            text = _text(each) or STAND_INS.get(each.kind, "")
            return {"id": each.outside, "author": town.zalo.name_of(each), "text": text}
    return None


def _name(town: "Town", account: str) -> str:
    found = town.world.zalo.account(account)
    return found.name if found is not None else ""
