"""What the page is told: the world at a glance, and one phone's screens.

A phone has several apps: each chat, group, account and fault says in `app` whose it is ("telegram",
"zalo-bot", "zalo-oa"). `town.zalo.screens` shows Zalo's; a page passes over apps that it does not know.
"""

from typing import TYPE_CHECKING

from town import people
from town.calls import Call
from town.faults import Rule
from town.world import AttachmentKind, Chat, GroupChat, Message, Person, PrivateChat
from town.zalo import screens as zalo_screens

if TYPE_CHECKING:  # the town shows itself through this
    from town.town import Town

Json = dict[str, object]


def world(town: "Town") -> Json:
    state = town.world
    now = town.clock.now()
    waiting = [each for bot in state.bots for each in town.platform.updates.waiting(bot)]
    oldest = min((each.created for each in waiting), default=None)
    failures = [
        (bot.last_error_at.isoformat(), bot.last_error)
        for bot in state.bots.values()
        if bot.last_error_at is not None
    ] + zalo_screens.failures(town)
    return {
        "now": now.isoformat(),
        "offset_seconds": state.offset_seconds,
        "phones": [_at_a_glance(town, each) for each in state.people.values()],
        "groups": [
            *(_group(town, each) for each in state.groups.values() if lives(each)),
            *zalo_screens.groups(town),
        ],
        "faults": {
            "on": [_fault(app, each) for app, kept in town.troubles.items() for each in kept.rules],
            "weather": str(town.faults.weather) if town.faults.weather is not None else None,
        },
        "queue": {
            "waiting": len(waiting) + zalo_screens.waiting(town),
            "oldest_seconds": None if oldest is None else (now - oldest).total_seconds(),
            "last_error": max(failures)[1] if failures else None,
        },
        "bots": [
            {"username": each.username, "name": each.name, "webhook": each.webhook is not None}
            for each in state.bots.values()
        ],
        "accounts": zalo_screens.accounts(town),
        "version": state.version,
    }


def _at_a_glance(town: "Town", person: Person) -> Json:
    chats = town.world.chats_of(person)
    return {
        "id": str(person.id),
        "name": person.name,
        "device": person.device.value,
        "platform": "telegram",
        "online": person.online,
        "blocked": any(chat.blocked for chat in chats if isinstance(chat, PrivateChat)),
        "deleted": person.deactivated,
        "unread": unread(town, person),
        "known_as": {"telegram": str(person.id)} | zalo_screens.known_as(town, person),
    }


def lives(group: GroupChat) -> bool:
    """Under this id, and at all."""
    return group.moved_to is None and not group.deleted


def unread(town: "Town", person: Person) -> int:
    """How many messages of others came since the phone was last looked at."""
    on_telegram = sum(
        message.version > person.read
        and message.author != person.id
        and people.visible(person, message)
        for chat in town.world.chats_of(person)
        for message in chat.messages
    )
    return on_telegram + zalo_screens.unread(town, person)


def phone(town: "Town", person: Person, root: str) -> Json:
    """`root` is the path under which the town is mounted."""
    return {
        "id": str(person.id),
        "name": person.name,
        "device": person.device.value,
        "online": person.online,
        "protected": person.protected,
        "chats": [
            *(_chat(town, person, each, root) for each in town.world.chats_of(person)),
            *zalo_screens.chats(town, person, root),
        ],
    }


def call(each: Call) -> Json:
    return {
        "time": each.time.isoformat(),
        "app": each.app,
        "method": each.method,
        "chat": each.chat,
        "ok": each.ok,
        "code": each.code,
        "description": each.description,
        "ms": round(each.ms, 2),
        "fault": each.fault,
    }


def _fault(app: str, rule: Rule) -> Json:
    """`left` None: until it is switched off."""
    chat = None if rule.chat is None else str(rule.chat)
    fault: Json = {"app": app, "id": rule.id, "name": rule.name, "chat": chat}
    return fault | {"left": rule.left, "hits": rule.hits}


def _group(town: "Town", group: GroupChat) -> Json:
    return {
        "app": "telegram",
        "id": group.key,
        "title": group.title,
        "kind": group.kind.value,
        "members": [town.world.name_of(each) for each in group.members],
        "bot": town.home.id in group.bots,
        "muted": town.home.id in group.muted,
    }


def _chat(town: "Town", person: Person, chat: Chat, root: str) -> Json:
    shown = [
        _message(town, person, chat, each, root)
        for each in chat.messages
        if people.visible(person, each)
    ]
    rest: Json = {
        "app": "telegram",
        "id": chat.key,
        "messages": shown,
        "notice": chat.notice,
    }
    match chat:
        case PrivateChat():
            title = town.world.bots[chat.bot].name
            members = [person.name, title]
            return rest | _head("private", title, members, blocked=chat.blocked)
        case GroupChat():
            members = [town.world.name_of(each) for each in [*chat.members, *chat.bots]]
            bots = [town.world.bots[each].username for each in chat.bots]
            rest["mentions"] = [{"id": each, "name": each} for each in bots]
            return rest | _head("group", chat.title, members, blocked=False)


def _head(kind: str, title: str, members: list[str], *, blocked: bool) -> Json:
    return {"kind": kind, "title": title, "members": members, "blocked": blocked}


def _message(town: "Town", person: Person, chat: Chat, message: Message, root: str) -> Json:
    buttons, n = [], 0
    for row in message.keyboard:
        buttons.append([{"label": each.label, "n": n + at} for at, each in enumerate(row)])
        n += len(row)
    return {
        "id": message.id,
        "from": _side(town, person, message),
        "author": town.world.name_of(message.author),
        "text": _text(message),
        "time": message.at.isoformat(),
        "edited": message.edited_at is not None,
        "state": message.state.value,
        **_file(town, message, root),
        "buttons": buttons,
        "busy": bool(buttons) and people.spinning(town.platform, person, chat, message),
    }


def _side(town: "Town", person: Person, message: Message) -> str:
    if message.author == person.id:
        return "me"
    return "bot" if message.author in town.world.bots else "other"


def _text(message: Message) -> str:
    """A stand-in shows in words what it stands for."""
    attachment = message.attachment
    if attachment is None:
        return message.text
    match attachment.kind:
        case AttachmentKind.STICKER:
            return attachment.emoji
        case AttachmentKind.VOICE if attachment.file is None:
            return f"🎤 Tin thoại {message.text}".strip()
        case AttachmentKind.PHOTO if attachment.file is None:
            return "📷 Ảnh"
        case _:
            return message.text


def _file(town: "Town", message: Message, root: str) -> Json:
    attachment = message.attachment
    file = town.world.files.get(attachment.file or "") if attachment is not None else None
    nothing: Json = {"photo": None, "alt": None, "document": None, "voice": None}
    if file is None:
        return nothing
    url = f"{root}/api/files/{file.blob}"
    if file.kind is AttachmentKind.PHOTO:
        # A phone knows no description of a picture; the words with it come closest.
        return nothing | {"photo": url, "alt": message.text or "Hình minh họa"}
    if file.kind is AttachmentKind.VOICE:
        return nothing | {"voice": url}
    return nothing | {"document": {"name": file.name, "url": url}}
