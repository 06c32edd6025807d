"""What every call works on, and whom an Official Account may reach."""

import time
from dataclasses import dataclass, field

from town.zalo.platform import Zalo
from town.zalo.world import App, ZaloChat, ZaloGroup
from town.zalo_oa import errors, windows
from town.zalo_oa.account import Package, ZaloOa
from town.zalo_oa.dispatch import Dispatch
from town.zalo_oa.errors import Refused
from town.zalo_oa.limits import Minute
from town.zalo_oa.pictures import Pictures


@dataclass(slots=True)
class Platform:
    """`calls_a_minute` of one app; None = no limit, for measuring."""

    zalo: Zalo
    dispatch: Dispatch
    pictures: Pictures
    calls_a_minute: int | None
    minutes: dict[str, Minute] = field(default_factory=dict)

    def minute(self, oa: ZaloOa) -> Minute | None:
        """What counts the calls of the account's app, if they are counted."""
        if self.calls_a_minute is None:
            return None
        found = self.minutes.get(oa.app_id)
        if found is None:
            found = self.minutes[oa.app_id] = Minute(self.calls_a_minute)
        return found

    def count(self, oa: ZaloOa) -> tuple[int, int] | None:
        """How many calls a minute there are and how many are left. Raises Refused (-32)."""
        minute = self.minute(oa)
        if minute is None:
            return None
        left = minute.take(time.monotonic())
        if left is None:
            raise Refused(errors.APP_TOO_FAST)
        return minute.count, left


def person(zalo: Zalo, oa: ZaloOa, user: object) -> ZaloChat:
    """Who has that id at this account and no other. Raises Refused."""
    chat = zalo.world.chats.get(f"{oa.id}:{user}") if isinstance(user, str) else None
    if chat is None:
        raise errors.invalid("user_id")
    return chat


def within_reach(zalo: Zalo, oa: ZaloOa, chat: ZaloChat) -> bool:
    """May the account write there now, and does it cost money? Raises Refused."""
    if chat.blocked:
        raise errors.refused(-244)
    if chat.id in oa.left:
        raise errors.refused(-213)
    billed = windows.billed(chat.last_interaction, zalo.clock.now())
    if billed:
        windows.paid(oa.money)
    return billed


def group(zalo: Zalo, oa: ZaloOa, named: object) -> ZaloGroup:
    """A group that the account made and is in. Raises Refused."""
    if not oa.verified:
        raise errors.refused(-221)
    if oa.package is Package.BASIC:
        raise errors.refused(-224)
    found = zalo.world.groups.get(named) if isinstance(named, str) else None
    if found is None or found.app is not App.OA or oa.id not in found.accounts:
        raise errors.refused(-403)
    return found


def writable(found: ZaloGroup) -> None:
    """Raises Refused when what was paid for the group has lapsed."""
    if found.disabled:
        raise errors.refused(-237)
