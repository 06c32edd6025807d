"""What happened in the town before anybody looked: on its screens with the time of then, and brought to nobody.

People write with the town's usual hands, and what their bots would have got is handed to whoever tells the story;
what is answered appears at once, since nobody is held to a limit for what is long over.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from town.request import Parameters, Upload
from town.telegram import api
from town.telegram.limits import NO_RATES
from town.zalo import meter, sending
from town.zalo.accounts import BotWebhook
from town.zalo.world import Kind

if TYPE_CHECKING:
    from town.town import Town

Json = dict[str, object]


@contextmanager
def past(town: "Town") -> Iterator["Past"]:
    """For a town that has not started. Its clock is put back where it was."""
    offset, bot = town.clock.offset_seconds, town.zalo_bots.home
    webhook = bot.webhook
    # Zalo keeps what is for a webhook; what is for a poll it forgets at once.
    bot.webhook = BotWebhook("https://past.invalid", "", 0)
    try:
        yield Past(town)
    finally:
        bot.webhook = webhook
        town.clock.restore(offset)
        town.keeper.changed()


class Past:
    """The home bots' platforms, at a time that is over."""

    def __init__(self, town: "Town") -> None:
        self._town = town
        self._telegram = replace(town.platform, rates=NO_RATES, limiters={})

    def stand_at(self, moment: datetime) -> None:
        clock = self._town.clock
        clock.restore(clock.offset_seconds + (moment - clock.now()).total_seconds())

    def since(self, moment: datetime) -> None:
        """What is on the screens already was there by then: groups that were made with the town."""
        world = self._town.world
        for group in world.groups.values():
            for note in group.messages:
                note.at = moment
        for circle in world.zalo.groups.values():
            for message in circle.messages:
                message.at = moment

    def was_looked_at(self) -> None:
        """Everybody has seen what came so far."""
        version = self._town.keeper.changed()
        for person in self._town.world.people.values():
            person.read = version

    def came_to_telegram(self) -> list[Json]:
        """What the bot would have been brought since it was last asked, oldest first."""
        updates = self._town.platform.updates
        found = updates.waiting(self._town.home.id)
        for update in found:
            updates.taken(update)
        return [{"update_id": update.id, **update.body} for update in found]

    def came_to_zalo(self) -> list[Json]:
        events = self._town.zalo_bots.events
        found = events.waiting(self._town.zalo_bots.home.id)
        for event in found:
            events.taken(event)
        return [event.body for event in found]

    def on_telegram(
        self, method: str, fields: Mapping[str, object], files: Mapping[str, Upload]
    ) -> str:
        """A call of the bot's. The message's number; raises what the platform refuses with."""
        perform = api.METHODS[method.lower()]
        done = perform(self._telegram, self._town.home, Parameters(fields, files))
        return str(done["message_id"]) if isinstance(done, dict) else ""

    def on_zalo(self, method: str, fields: Mapping[str, object]) -> str:
        """The same there. A picture is not fetched now, but by the phones that look at it."""
        zalo, bot, given = self._town.zalo, self._town.zalo_bots.home, Parameters(fields)
        if method != "sendPhoto":
            done = sending.METHODS[method](zalo, bot, given)
            return str(done["message_id"]) if isinstance(done, dict) else ""
        place = sending.reach(zalo, bot, given)
        meter.spend(bot, zalo.clock.now())
        shown = zalo.show(
            place,
            given.text("caption"),
            account=bot.id,
            kind=Kind.PICTURE,
            url=given.text("photo"),
        )
        return shown.outside
