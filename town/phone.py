"""A person's hand on a phone, and a group, for tests: what it does, and what it sees."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from town import groups, people
from town.telegram.platform import Platform
from town.world import AttachmentKind, Bot, Chat, GroupChat, Message, Person, PrivateChat

if TYPE_CHECKING:  # the town makes phones
    from town.town import Town


class Phone:
    """Acts in the private chat with the home bot unless a group is named."""

    def __init__(self, town: "Town", person: Person) -> None:
        self._town = town
        self.person = person

    @property
    def id(self) -> int:
        return self.person.id

    @property
    def chat(self) -> PrivateChat:
        return self._town.world.private[f"{self._town.home.id}:{self.person.id}"]

    async def starts(self, payload: str = "") -> None:
        people.start(self._platform, self.person, self.chat, payload)
        await self._town.keeper.saved()

    async def says(
        self, text: str, group: "Group | None" = None, reply_to: Message | None = None
    ) -> None:
        answered = reply_to.id if reply_to is not None else None
        people.say(self._platform, self.person, self._chat(group), text, answered)
        await self._town.keeper.saved()

    async def sends(self, kind: AttachmentKind, emoji: str = "") -> None:
        people.send(self._platform, self.person, self.chat, kind, emoji)
        await self._town.keeper.saved()

    async def presses(
        self, label: str, group: "Group | None" = None, message: Message | None = None
    ) -> None:
        """The newest button whose label contains that, or the one under that message."""
        chat = self._chat(group)
        for each in [message] if message is not None else reversed(self.messages(group)):
            labels = [button.label for row in each.keyboard for button in row]
            for n, found in enumerate(labels):
                if label in found:
                    people.press(self._platform, self.person, chat, each.id, n)
                    await self._town.keeper.saved()
                    return
        raise AssertionError(f"no button {label!r} on the screen:\n{self.screen(group)}")

    async def blocks(self) -> None:
        people.block(self._platform, self.person, self.chat, blocked=True)
        await self._town.keeper.saved()

    async def unblocks(self) -> None:
        people.block(self._platform, self.person, self.chat, blocked=False)
        await self._town.keeper.saved()

    async def goes_offline(self) -> None:
        self._town.network(self.person, online=False)
        await self._town.keeper.saved()

    async def goes_online(self) -> None:
        self._town.network(self.person, online=True)
        await self._town.keeper.saved()

    def deletes_account(self) -> None:
        people.delete_account(self._platform, self.person)

    def messages(self, group: "Group | None" = None) -> Sequence[Message]:
        """What is on the screen, oldest first."""
        return [each for each in self._chat(group).messages if people.visible(self.person, each)]

    def heard(self, group: "Group | None" = None) -> list[str]:
        """The texts of the bots on the screen, oldest first."""
        bots = self._town.world.bots
        return [each.text for each in self.messages(group) if each.author in bots]

    def screen(self, group: "Group | None" = None) -> str:
        """The chat as plain lines: `name: text`, buttons in brackets below."""
        lines = []
        for each in self.messages(group):
            kind = f"({each.attachment.kind.value}) " if each.attachment is not None else ""
            lines.append(f"{self._town.world.name_of(each.author)}: {kind}{each.text}")
            lines += [
                "  " + " ".join(f"[{button.label}]" for button in row) for row in each.keyboard
            ]
        return "\n".join(lines)

    async def sees(
        self, text: str, group: "Group | None" = None, *, within: float = 5.0
    ) -> Message:
        """Wait, at most `within` seconds, until a bot's message contains that text; the newest such one."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while True:
            version = self._town.world.version
            for each in reversed(self.messages(group)):
                if each.author in self._town.world.bots and text in each.text:
                    return each
            left = deadline - loop.time()
            if left <= 0:
                raise AssertionError(f"{text!r} is not on the screen:\n{self.screen(group)}")
            await self._town.keeper.wait_for_change(version, left)

    def spins(self, message: Message) -> bool:
        """Is a press of that message's buttons still unanswered?"""
        return people.spinning(self._platform, self.person, self.chat, message)

    @property
    def _platform(self) -> Platform:
        return self._town.platform

    def _chat(self, group: "Group | None") -> Chat:
        return self.chat if group is None else group.chat


class Group:
    """A group; follows it to its new id when it grows."""

    def __init__(self, town: "Town", chat: GroupChat) -> None:
        self._town = town
        self.chat = chat

    @property
    def id(self) -> int:
        return self.chat.id

    def puts_out(self, bot: Bot | None = None) -> None:
        groups.remove_bot(self._town.platform, self.chat, bot or self._town.home, self._first())

    def takes_in(self, bot: Bot | None = None) -> None:
        groups.add_bot(self._town.platform, self.chat, bot or self._town.home, self._first())

    def mutes(self, bot: Bot | None = None) -> None:
        """The bot stays but may not write; it is not told."""
        groups.mute_bot(self._town.platform, self.chat, bot or self._town.home, muted=True)

    def lets_speak(self, bot: Bot | None = None) -> None:
        groups.mute_bot(self._town.platform, self.chat, bot or self._town.home, muted=False)

    def joined_by(self, phone: Phone) -> None:
        groups.join(self._town.platform, self.chat, phone.person)

    def left_by(self, phone: Phone) -> None:
        groups.leave(self._town.platform, self.chat, phone.person)

    def grows(self, *, announced: bool = True) -> None:
        """Become a supergroup; not `announced`: the bot learns it from a refusal only."""
        self.chat = groups.upgrade(self._town.platform, self.chat, announced=announced)

    def deleted(self) -> None:
        groups.delete(self._town.platform, self.chat)

    def _first(self) -> Person:
        return self._town.world.people[self.chat.members[0]]
