"""The town's state in the Bot API's JSON shapes (core.telegram.org/bots/api#available-types)."""

import re
from datetime import datetime

from town.world import (
    AttachmentKind,
    Bot,
    Button,
    Chat,
    File,
    GroupChat,
    Message,
    Person,
    PrivateChat,
    World,
)

COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]+)?(?![A-Za-z0-9_@])")

Json = dict[str, object]


def unix(moment: datetime) -> int:
    return int(moment.timestamp())


def person(who: Person) -> Json:
    return {"id": who.id, "is_bot": False, "first_name": who.name, "language_code": "vi"}


def bot(who: Bot) -> Json:
    return {"id": who.id, "is_bot": True, "first_name": who.name, "username": who.username}


def me(who: Bot) -> Json:
    """What getMe says on top: everything that a client library asks of it."""
    return bot(who) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not who.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def chat(world: World, where: Chat) -> Json:
    match where:
        case PrivateChat():
            return {
                "id": where.id,
                "type": "private",
                "first_name": world.people[where.person].name,
            }
        case GroupChat():
            return {"id": where.id, "type": where.kind.value, "title": where.title}


def author(world: World, author_id: int) -> Json:
    """A message's `from`; the platform speaks in nobody's name, so the caller leaves 0 out."""
    found = world.bots.get(author_id)
    return bot(found) if found is not None else person(world.people[author_id])


def message(world: World, where: Chat, what: Message, *, with_reply: bool = True) -> Json:
    shape: Json = {
        "message_id": what.id,
        "date": unix(what.at),
        "chat": chat(world, where),
        "from": author(world, what.author),
    }
    if what.attachment is None:
        shape["text"] = what.text
    else:
        shape |= _attachment(world, what)
    entities = commands(what.text) if what.author in world.people else []
    if entities and what.attachment is None:
        shape["entities"] = entities
    if what.keyboard:
        shape["reply_markup"] = keyboard(what.keyboard)
    if what.edited_at is not None:
        shape["edit_date"] = unix(what.edited_at)
    if with_reply and what.reply_to is not None:
        former = world.message(where, what.reply_to)
        if former is not None:
            shape["reply_to_message"] = message(world, where, former, with_reply=False)
    return shape


def keyboard(rows: list[list[Button]]) -> Json:
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows]}


def _button(button: Button) -> Json:
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data}


def commands(text: str) -> list[Json]:
    """The entity of a command at the beginning of a text."""
    found = COMMAND.match(text)
    return [{"type": "bot_command", "offset": 0, "length": found.end()}] if found else []


def _attachment(world: World, what: Message) -> Json:
    attachment = what.attachment
    assert attachment is not None  # noqa: S101 - the caller looked
    file = world.files.get(attachment.file) if attachment.file is not None else None
    shape: Json = {"caption": what.text} if what.text else {}
    match attachment.kind:
        case AttachmentKind.PHOTO:
            return shape | {"photo": [_file(file, what) | _size(file)]}
        case AttachmentKind.DOCUMENT:
            return shape | {"document": _file(file, what) | _named(file)}
        case AttachmentKind.VOICE:
            return shape | {"voice": _file(file, what) | {"duration": 3, "mime_type": "audio/ogg"}}
        case AttachmentKind.STICKER:
            look = {"type": "regular", "is_animated": False, "is_video": False}
            return {"sticker": _file(file, what) | _size(file) | look | {"emoji": attachment.emoji}}


def _file(file: File | None, what: Message) -> Json:
    if file is None:  # a stand-in that a phone only pretended to send
        return {"file_id": f"standin-{what.id}", "file_unique_id": f"s{what.id}"}
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size}


def _size(file: File | None) -> Json:
    if file is None:
        return {"width": 512, "height": 512}
    return {"width": file.width, "height": file.height}


def _named(file: File | None) -> Json:
    return {} if file is None else {"file_name": file.name, "mime_type": file.media_type}
