"""What an Official Account's app is told: of what people do, of its own messages, and of their fate on the phones."""

from collections.abc import Callable
from functools import partial
from typing import assert_never

from town.state import State
from town.world import Person
from town.zalo.deeds import (
    Blocked,
    Deed,
    Followed,
    Invited,
    Joined,
    Opened,
    Read,
    Tapped,
    Wrote,
)
from town.zalo.platform import Zalo
from town.zalo.world import App, Place, ZaloChat, ZaloGroup, ZaloMessage, number
from town.zalo_oa import contents, events
from town.zalo_oa.account import Event, Unread, ZaloOa
from town.zalo_oa.courier import Courier
from town.zalo_oa.envelope import SHOW
from town.zalo_oa.events import Who

# Of one chat; who never looks at a phone shall not fill the memory.
MOST_UNREAD = 500


class Dispatch:
    """`hear` is the listener that `town.zalo` tells of every deed in the chats of Official Accounts."""

    def __init__(self, zalo: Zalo, courier: Courier) -> None:
        self._zalo = zalo
        self._courier = courier
        zalo.listeners[App.OA] = self.hear

    def hear(self, deed: Deed) -> None:
        match deed:
            case Wrote(person, place, message):
                self._wrote(person, place, message)
            case Opened(_, chat):
                oa = self._oa(chat)
                who = self.who(chat)
                self._push(oa, chat.id, partial(events.click_chatnow, oa, who))
            case Tapped(person, chat, _, button):
                self._looked(chat)
                self._came_back(chat)
                self._tapped(person, chat, button.payload, shown=button.action == SHOW)
            case Followed(_, chat, ended):
                self._followed(chat, ended=ended)
            case Blocked():
                pass  # nobody tells the account; its next message is refused
            case Read(_, chat):
                self._looked(chat)
            case Joined(person, group, ended):
                name = "user_leave_group" if ended else "user_join_group"
                self._group_life(group, name, [person.id], group.accounts)
            case Invited(_, group, account, ended):
                name = "delete_group" if ended else "create_group"
                self._group_life(group, name, group.members, [account])
            case _:
                assert_never(deed)

    def echo(self, place: Place, message: ZaloMessage, ending: str) -> None:
        """An account hears its own message; and of a person's phone, that it arrived there."""
        oa = self._zalo.world.oas[message.account or ""]
        if not self._courier.goes_to(oa):
            return
        told = contents.message(place, message)
        match place:
            case ZaloChat():
                if oa.echoes:
                    name, who = f"oa_send_{ending}", self.who(place)
                    self._push(oa, place.id, partial(events.by_oa, oa, name, who, told))
                if oa.receipts:
                    self._unread(oa, place).away.append(message.outside)
                    self._arrive(place)
            case ZaloGroup():
                if oa.echoes:
                    name, ends = f"oa_send_group_{ending}", (oa.id, place.id)
                    self._push(oa, place.id, partial(events.in_group, oa, name, ends, told))
            case _:
                assert_never(place)

    def phone_is_back(self, person: Person) -> None:
        """What waited for the network arrives on that phone."""
        for chat in self._zalo.world.chats_of(person.id):
            if chat.app is App.OA:
                self._arrive(chat)

    def taken(self, event: Event) -> None:
        """An app took an event: the person's own bubble shows it as delivered."""
        place = self._zalo.world.place(event.place) if event.place else None
        for message in reversed(place.messages) if place is not None else ():
            if message.id == event.message:
                message.state = State.DELIVERED
                self._zalo.keeper.changed()
                return

    def _wrote(self, person: Person, place: Place, message: ZaloMessage) -> None:
        match place:
            case ZaloChat():
                self._looked(place)
                self._came_back(place)
                self._by_person(place, message)
            case ZaloGroup():
                self._in_group(place, person, message)
            case _:
                assert_never(place)

    def _by_person(self, chat: ZaloChat, message: ZaloMessage) -> None:
        oa, who = self._oa(chat), self.who(chat)
        name, told = f"user_send_{contents.ENDINGS[message.kind]}", contents.message(chat, message)
        make = partial(events.by_user, oa, name, who, told)
        self._push(oa, chat.id, make, (chat.key, message.id))

    def _in_group(self, group: ZaloGroup, person: Person, message: ZaloMessage) -> None:
        """All of its members' messages, whether they mention the account or not."""
        name = f"user_send_group_{contents.ENDINGS[message.kind]}"
        told = contents.message(group, message)
        for account in group.accounts:
            oa = self._zalo.world.oas[account]
            ends = self._zalo.world.chat(account, person.id).id, group.id
            make = partial(events.in_group, oa, name, ends, told)
            self._push(oa, group.id, make, (group.key, message.id))

    def _tapped(self, person: Person, chat: ZaloChat, payload: str, *, shown: bool) -> None:
        """No event of its own: the payload comes as if it had been typed; `shown` also in the chat."""
        said = ZaloMessage(id=0, at=self._zalo.clock.now(), version=0, text=payload)
        said.person = person.id
        if shown:
            self._zalo.post(chat, person, said)
        else:
            said.id = self._zalo.world.next_message
            self._zalo.world.next_message += 1
        self._by_person(chat, said)

    def _followed(self, chat: ZaloChat, *, ended: bool) -> None:
        oa, name = self._oa(chat), "unfollow" if ended else "follow"
        self._came_back(chat)
        if ended:
            oa.left.append(chat.id)
        self._push(oa, chat.id, partial(events.relation, oa, name, self.who(chat)))

    def _came_back(self, chat: ZaloChat) -> None:
        oa = self._oa(chat)
        oa.left = [each for each in oa.left if each != chat.id]

    def _group_life(
        self, group: ZaloGroup, name: str, people: list[int], accounts: list[str]
    ) -> None:
        for account in accounts:
            oa = self._zalo.world.oas[account]
            users = [self._zalo.world.chat(account, each).id for each in people]
            self._push(oa, group.id, partial(events.group_life, oa, name, group.id, users))

    def _arrive(self, chat: ZaloChat) -> None:
        """One receipt a message, under `msg_id`."""
        oa = self._oa(chat)
        unread = oa.unread.get(chat.id)
        if unread is None or not self._zalo.keeper.world.people[chat.person].online:
            return
        for outside in unread.away:
            self._receipt(oa, chat, "user_received_message", {"msg_id": outside})
        unread.unseen += unread.away
        unread.away = []
        del unread.unseen[:-MOST_UNREAD]

    def _looked(self, chat: ZaloChat) -> None:
        """One receipt for all, under `msg_ids`: sources disagree on the field, so that both occur."""
        self._arrive(chat)
        oa = self._oa(chat)
        unread = oa.unread.pop(chat.id, None)
        if unread is not None and unread.unseen:
            self._receipt(oa, chat, "user_seen_message", {"msg_ids": unread.unseen})

    def _receipt(self, oa: ZaloOa, chat: ZaloChat, name: str, message: events.Json) -> None:
        if oa.receipts:
            self._push(oa, chat.id, partial(events.by_user, oa, name, self.who(chat), message))

    def _unread(self, oa: ZaloOa, chat: ZaloChat) -> Unread:
        unread = oa.unread.setdefault(chat.id, Unread())
        del unread.away[:-MOST_UNREAD]
        return unread

    def _push(
        self,
        oa: ZaloOa,
        queue: str,
        make: Callable[[str], str],
        bubble: tuple[str, int] = ("", 0),
    ) -> None:
        """`make` a body for this moment, in milliseconds since 1970 as a text; the signature counts it too."""
        now = str(int(self._zalo.clock.now().timestamp() * 1000))
        place, message = bubble
        self._courier.push(oa, Event(0, oa.id, queue, make(now), now, place, message))

    def _oa(self, chat: ZaloChat) -> ZaloOa:
        return self._zalo.world.oas[chat.account]

    def who(self, chat: ZaloChat) -> Who:
        oa = self._oa(chat)
        return Who(chat.id, number("by app", f"{oa.app_id}/{chat.person}"))
