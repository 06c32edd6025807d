"""What happens to groups: made, joined, left, grown into a supergroup, deleted; and what a bot hears in them."""

import re

from town.telegram import events, shapes
from town.telegram.platform import Platform
from town.world import Bot, GroupChat, GroupKind, Message, Person


def create(platform: Platform, title: str, members: list[Person], bot: Bot | None) -> GroupChat:
    """A group of these people, made by the first of them, with the bot if one is given."""
    world = platform.world
    group = GroupChat(world.next_group, title, members=[person.id for person in members])
    world.next_group -= 1
    world.groups[group.id] = group
    _note(platform, group, f"{members[0].name} đã lập nhóm “{title}”")
    if bot is not None:
        add_bot(platform, group, bot, by=members[0])
    return group


def add_bot(platform: Platform, group: GroupChat, bot: Bot, by: Person) -> None:
    old = "kicked" if bot.id in group.kicked else "left"
    group.kicked = [each for each in group.kicked if each != bot.id]
    group.left = [each for each in group.left if each != bot.id]
    group.bots.append(bot.id)
    events.membership(platform, bot, group, by=shapes.person(by), old=old, new="member")
    note = _note(platform, group, f"{by.name} đã thêm {bot.name}")
    who = shapes.bot(bot)
    news = {"new_chat_members": [who], "new_chat_member": who, "new_chat_participant": who}
    events.service(platform, bot, group, note, by=by, news=news)


def remove_bot(platform: Platform, group: GroupChat, bot: Bot, by: Person) -> None:
    group.bots.remove(bot.id)
    group.kicked.append(bot.id)
    _note(platform, group, f"{by.name} đã mời {bot.name} ra khỏi nhóm")
    events.membership(platform, bot, group, by=shapes.person(by), old="member", new="kicked")


def mute_bot(platform: Platform, group: GroupChat, bot: Bot, *, muted: bool) -> None:
    """It may not write, or may again. Nobody tells it: an administrator changed what members may do."""
    group.muted = [each for each in group.muted if each != bot.id] + ([bot.id] if muted else [])
    platform.keeper.changed()


def bot_leaves(platform: Platform, group: GroupChat, bot: Bot) -> None:
    group.bots.remove(bot.id)
    group.left.append(bot.id)
    _note(platform, group, f"{bot.name} đã rời nhóm")
    events.membership(platform, bot, group, by=shapes.bot(bot), old="member", new="left")


def join(platform: Platform, group: GroupChat, person: Person) -> None:
    group.members.append(person.id)
    note = _note(platform, group, f"{person.name} đã vào nhóm")
    who = shapes.person(person)
    for bot in _bots(platform, group):
        events.service(platform, bot, group, note, by=person, news={"new_chat_members": [who]})


def leave(platform: Platform, group: GroupChat, person: Person) -> None:
    group.members.remove(person.id)
    note = _note(platform, group, f"{person.name} đã rời nhóm")
    who = shapes.person(person)
    for bot in _bots(platform, group):
        events.service(platform, bot, group, note, by=person, news={"left_chat_member": who})


def delete(platform: Platform, group: GroupChat) -> None:
    """The group is gone: whoever writes there is told so."""
    group.deleted = True
    group.members.clear()
    group.bots.clear()
    platform.keeper.changed()


def upgrade(platform: Platform, group: GroupChat, *, announced: bool = True) -> GroupChat:
    """Grow into a supergroup with another id. Not `announced`: bots learn it only from a refusal."""
    world = platform.world
    grown = GroupChat(
        world.next_supergroup,
        group.title,
        GroupKind.SUPERGROUP,
        members=list(group.members),
        bots=list(group.bots),
        muted=list(group.muted),
        next_message=group.next_message,
        messages=group.messages,
    )
    world.next_supergroup -= 1
    world.groups[grown.id] = grown
    group.moved_to = grown.id
    group.messages = []
    bots = _bots(platform, group) if announced else []
    note = _note(platform, grown, "Nhóm đã được nâng cấp thành nhóm lớn")
    by = world.people[group.members[0]]
    for bot in bots:
        events.service(platform, bot, group, note, by=by, news={"migrate_to_chat_id": grown.id})
        events.service(platform, bot, grown, note, by=by, news={"migrate_from_chat_id": group.id})
    return grown


def hearers(platform: Platform, group: GroupChat, message: Message) -> list[Bot]:
    """The bots that get a person's message; with privacy on (core.telegram.org/bots/features#privacy-mode)
    only what is meant for them."""
    return [
        bot
        for bot in _bots(platform, group)
        if not bot.privacy or _meant_for(platform, group, message, bot)
    ]


def _meant_for(platform: Platform, group: GroupChat, message: Message, bot: Bot) -> bool:
    command = shapes.COMMAND.match(message.text)
    if command is not None:
        _, _, addressee = command.group().partition("@")
        return addressee == bot.username if addressee else group.last_bot == bot.id
    if message.reply_to is not None:
        answered = platform.world.message(group, message.reply_to)
        if answered is not None and answered.author == bot.id:
            return True
    return re.search(rf"@{re.escape(bot.username)}\b", message.text) is not None


def _bots(platform: Platform, group: GroupChat) -> list[Bot]:
    return [platform.world.bots[bot] for bot in group.bots]


def _note(platform: Platform, group: GroupChat, text: str) -> Message:
    note = Message(
        id=platform.world.next_message_id(group),
        author=0,
        text=text,
        at=platform.clock.now(),
        version=platform.keeper.changed(),
    )
    platform.world.show(group, note)
    return note
