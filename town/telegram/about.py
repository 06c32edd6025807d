"""The methods that ask or say something about the bot itself and about the chats it is in."""

import re
from typing import assert_never

from town.groups import bot_leaves
from town.request import Parameters
from town.telegram import errors, shapes
from town.telegram.errors import Refused
from town.telegram.limits import LONGEST_COMMAND, LONGEST_DESCRIPTION, MOST_COMMANDS
from town.telegram.platform import Platform, find, reach
from town.world import Bot, GroupChat, PrivateChat

COMMAND_NAME = re.compile(rf"[a-z0-9_]{{1,{LONGEST_COMMAND}}}")
# Required in every answer of getChat (core.telegram.org/bots/api#chatfullinfo); the town has no gifts.
FULL_INFO = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    },
}


def get_me(platform: Platform, bot: Bot, given: Parameters) -> object:
    del platform, given
    return shapes.me(bot)


def set_my_commands(platform: Platform, bot: Bot, given: Parameters) -> object:
    commands = given.json("commands")
    if not isinstance(commands, list):
        raise Refused(errors.cannot_parse("commands JSON object"))
    if len(commands) > MOST_COMMANDS:
        raise Refused(errors.TOO_MANY_COMMANDS)
    bot.commands[_scope(given)] = [_command(each) for each in commands]
    platform.keeper.changed()
    return True


def get_my_commands(platform: Platform, bot: Bot, given: Parameters) -> object:
    del platform
    return bot.commands.get(_scope(given), [])


def delete_my_commands(platform: Platform, bot: Bot, given: Parameters) -> object:
    bot.commands.pop(_scope(given), None)
    platform.keeper.changed()
    return True


def _scope(given: Parameters) -> str:
    scope = given.json("scope")
    parts = scope if isinstance(scope, dict) else {"type": "default"}
    named = ",".join(f"{name}={value}" for name, value in sorted(parts.items()))
    return f"{named};{given.text('language_code')}"


def _command(given: object) -> dict[str, str]:
    if not isinstance(given, dict):
        raise Refused(errors.cannot_parse("BotCommand: expected an Object"))
    name, description = str(given.get("command", "")), str(given.get("description", ""))
    name = name.removeprefix("/")
    if not COMMAND_NAME.fullmatch(name):
        raise Refused(errors.COMMAND_INVALID)
    if not 1 <= len(description) <= LONGEST_DESCRIPTION:
        raise Refused(errors.COMMAND_DESCRIPTION_INVALID)
    return {"command": name, "description": description}


def get_chat(platform: Platform, bot: Bot, given: Parameters) -> object:
    return shapes.chat(platform.world, find(platform.world, bot, given)) | FULL_INFO


def get_chat_member(platform: Platform, bot: Bot, given: Parameters) -> object:
    world = platform.world
    chat = find(world, bot, given)
    user = given.number("user_id")
    if user not in world.people and user not in world.bots:
        raise Refused(errors.USER_NOT_FOUND)
    match chat:
        case PrivateChat():
            inside = user in (chat.person, chat.bot)
        case GroupChat():
            reach(world, bot, given)
            inside = user in chat.members or user in chat.bots
            if chat.members and user == chat.members[0]:
                who = shapes.author(world, user)
                return {"status": "creator", "user": who, "is_anonymous": False}
        case _:
            assert_never(chat)
    return {"status": "member" if inside else "left", "user": shapes.author(world, user)}


def leave_chat(platform: Platform, bot: Bot, given: Parameters) -> object:
    chat = reach(platform.world, bot, given)
    if isinstance(chat, PrivateChat):
        raise Refused(errors.CHAT_NOT_FOUND)
    bot_leaves(platform, chat, bot)
    return True
