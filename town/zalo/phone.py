"""A person's hand on Zalo, and a group there, for tests: what it does, and what it sees."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from town.world import Person
from town.zalo import groups, people
from town.zalo.platform import Zalo
from town.zalo.world import Kind, Place, ZaloChat, ZaloGroup, ZaloMessage

if TYPE_CHECKING:  # the town makes phones
    from town.town import Town


class ZaloPhone:
    """Acts in the private chat with one account unless a group is named."""

    def __init__(self, town: "Town", person: Person, account: str) -> None:
        self._town = town
        self.person = person
        self.account = account

    @property
    def chat(self) -> ZaloChat:
        return self._zalo.world.chat(self.account, self.person.id)

    @property
    def id(self) -> str:
        """The person's id as the account knows it, which is also that of the private chat."""
        return self.chat.id

    async def opens(self) -> None:
        people.open_chat(self._zalo, self.person, self.chat)
        await self._town.keeper.saved()

    async def says(
        self,
        text: str,
        group: "Group | None" = None,
        *,
        quotes: ZaloMessage | None = None,
        mention: bool = False,
    ) -> None:
        """With `mention` the account is picked from the list behind the @."""
        people.say(
            self._zalo,
            self.person,
            self._place(group),
            text,
            quotes=quotes,
            mention=self.account if mention else None,
        )
        await self._town.keeper.saved()

    async def sends(
        self,
        kind: Kind,
        caption: str = "",
        group: "Group | None" = None,
        *,
        quotes: ZaloMessage | None = None,
        mention: bool = False,
    ) -> None:
        people.send(
            self._zalo,
            self.person,
            self._place(group),
            kind,
            caption,
            quotes=quotes,
            mention=self.account if mention else None,
        )
        await self._town.keeper.saved()

    async def taps(self, title: str) -> None:
        """The newest button whose title contains that; Official Accounts only."""
        for message in reversed(self.messages()):
            for n, button in enumerate(message.buttons):
                if title in button.title:
                    people.tap(self._zalo, self.person, self.chat, message, n)
                    await self._town.keeper.saved()
                    return
        raise AssertionError(f"no button {title!r} on the screen:\n{self.screen()}")

    async def blocks(self) -> None:
        people.block(self._zalo, self.person, self.chat, blocked=True)
        await self._town.keeper.saved()

    async def unblocks(self) -> None:
        people.block(self._zalo, self.person, self.chat, blocked=False)
        await self._town.keeper.saved()

    async def follows(self) -> None:
        people.follow(self._zalo, self.person, self.chat, followed=True)
        await self._town.keeper.saved()

    async def unfollows(self) -> None:
        people.follow(self._zalo, self.person, self.chat, followed=False)
        await self._town.keeper.saved()

    async def reads(self) -> None:
        people.read(self._zalo, self.person, self.chat)
        await self._town.keeper.saved()

    async def goes_offline(self) -> None:
        self._town.network(self.person, online=False)
        await self._town.keeper.saved()

    async def goes_online(self) -> None:
        self._town.network(self.person, online=True)
        await self._town.keeper.saved()

    def becomes_protected(self) -> None:
        """From now on Zalo keeps this person's words from bots."""
        people.protect(self._zalo, self.person, protected=True)

    async def looks_at(self, message: ZaloMessage) -> bytes | None:
        """The picture, fetched again from where the bot has it; None where that is gone, a black square."""
        found = await self._town.zalo_bots.picture(message.url)
        return None if found is None else found[1]

    async def hears(self, message: ZaloMessage) -> bytes | None:
        """The voice note, fetched from where the bot has it; None where that is gone, or is none."""
        found = await self._town.zalo_bots.sound(message.url)
        return None if found is None else found[1]

    def messages(self, group: "Group | None" = None) -> Sequence[ZaloMessage]:
        """What is on the screen, oldest first."""
        return [m for m in self._place(group).messages if people.visible(self.person, m)]

    def heard(self, group: "Group | None" = None) -> list[str]:
        """The texts of accounts on the screen, oldest first."""
        return [each.text for each in self.messages(group) if each.account is not None]

    def screen(self, group: "Group | None" = None) -> str:
        """The chat as plain lines: `name: text`, buttons in brackets below."""
        lines = []
        for each in self.messages(group):
            kind = f"({each.kind.value}) " if each.kind is not Kind.TEXT else ""
            lines.append(f"{self._zalo.name_of(each)}: {kind}{each.text}")
            if each.buttons:
                lines.append("  " + " ".join(f"[{button.title}]" for button in each.buttons))
        return "\n".join(lines)

    async def sees(
        self, text: str, group: "Group | None" = None, *, within: float = 5.0
    ) -> ZaloMessage:
        """Wait, at most `within` seconds, until an account's message contains that text; the newest such one."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while True:
            version = self._town.world.version
            for each in reversed(self.messages(group)):
                if each.account is not None and text in each.text:
                    return each
            left = deadline - loop.time()
            if left <= 0:
                raise AssertionError(f"{text!r} is not on the screen:\n{self.screen(group)}")
            await self._town.keeper.wait_for_change(version, left)

    @property
    def _zalo(self) -> Zalo:
        return self._town.zalo

    def _place(self, group: "Group | None") -> Place:
        return self.chat if group is None else group.chat


class Group:
    """A group on Zalo, with one account in it or put out."""

    def __init__(self, town: "Town", chat: ZaloGroup, account: str) -> None:
        self._town = town
        self.chat = chat
        self.account = account

    @property
    def id(self) -> str:
        return self.chat.id

    def puts_out(self) -> None:
        groups.put_out(self._town.zalo, self.chat, self.account, self._owner())

    def takes_in(self) -> None:
        groups.invite(self._town.zalo, self.chat, self.account, self._owner())

    def joined_by(self, phone: ZaloPhone) -> None:
        groups.join(self._town.zalo, self.chat, phone.person)

    def left_by(self, phone: ZaloPhone) -> None:
        groups.leave(self._town.zalo, self.chat, phone.person)

    def _owner(self) -> Person:
        return self._town.world.people[self.chat.members[0]]
