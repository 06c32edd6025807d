"""The updates that something in the town makes for a bot, in the Bot API's shapes."""

from collections.abc import Mapping

from town.telegram import shapes
from town.telegram.limits import PRESS_KEPT
from town.telegram.platform import Platform
from town.telegram.updates import MEMBERSHIP_QUEUE, PRESS_QUEUE
from town.world import Bot, Chat, Message, Person, Press


def message(platform: Platform, bot: Bot, chat: Chat, what: Message) -> None:
    platform.updates.push(
        bot,
        "message",
        shapes.message(platform.world, chat, what),
        chat,
        queue=chat.id,
        message=what,
    )


def service(
    platform: Platform,
    bot: Bot,
    chat: Chat,
    note: Message,
    *,
    by: Person,
    news: Mapping[str, object],
) -> None:
    """A service message: somebody came or went, a group moved. Privacy does not hide it."""
    body: shapes.Json = {
        "message_id": note.id,
        "date": shapes.unix(note.at),
        "chat": shapes.chat(platform.world, chat),
        "from": shapes.person(by),
    }
    platform.updates.push(bot, "message", body | dict(news), chat, queue=chat.id)


def press(platform: Platform, bot: Bot, chat: Chat, what: Press, *, on: Message, data: str) -> None:
    body = {
        "id": what.id,
        "from": shapes.person(platform.world.people[what.person]),
        "message": shapes.message(platform.world, chat, on),
        "chat_instance": str(chat.id * 1_000_003),
        "data": data,
    }
    queue = what.person + PRESS_QUEUE
    platform.updates.push(bot, "callback_query", body, chat, queue=queue, kept=PRESS_KEPT)


def membership(
    platform: Platform, bot: Bot, chat: Chat, *, by: shapes.Json, old: str, new: str
) -> None:
    """my_chat_member: the bot was added, put out, blocked or let in again."""
    body = {
        "chat": shapes.chat(platform.world, chat),
        "from": by,
        "date": shapes.unix(platform.clock.now()),
        "old_chat_member": _member(bot, old),
        "new_chat_member": _member(bot, new),
    }
    platform.updates.push(bot, "my_chat_member", body, chat, queue=chat.id + MEMBERSHIP_QUEUE)


def _member(bot: Bot, status: str) -> shapes.Json:
    ban: shapes.Json = {"until_date": 0} if status == "kicked" else {}
    return {"user": shapes.bot(bot), "status": status} | ban
