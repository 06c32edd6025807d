"""Zalo Bot under faults: no buttons, so people type numbers; twice, late, or in reply to an old bubble.

How Zalo repeats an event that was not taken is not documented. A weak network insists, so the load does:
the same message id again until it is acknowledged.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import orjson

from bot.message import Message
from bot.update import Update
from channels.zalo_bot.calls import calls_of
from channels.zalo_bot.updates import Us, parse, read
from tests.crash.platforms import NEVER_CHOSEN, SECRET, Act, Bubbles, Letter
from town.faults import Faults
from town.town import Town
from town.world import Person
from town.zalo.world import ZaloMessage

# "2. Chưa được", as the adapter lists the answers.
_OFFERED = re.compile(r"^(\d)\. (.+)$", re.MULTILINE)
# No rates, and a plan that nobody uses up: what is sent and what comes is counted all the same.
_CHANNELS = """\
[[account]]
name = "zalo-bot"
kind = "zalo-bot"
token_env = "CRASH_ZALO_TOKEN"
secret_env = "CRASH_ZALO_SECRET"
api_url = "{url}"
rate = 0
chat_rate = 0
group_rate = 0

[account.quota]
users = 0
groups = 0
messages = 1000000000
"""


@dataclass(frozen=True)
class ZaloHand:
    town: Town
    person: Person

    @property
    def chat(self) -> str:
        return self.town.world.zalo.chat(self.town.zalo_bots.home.id, self.person.id).id

    def says(self, text: str, number: int) -> Act:
        del number
        return {
            "from": {"id": self.chat, "display_name": self.person.name, "is_bot": False},
            "chat": {"id": self.chat, "chat_type": "PRIVATE"},
            "date": int(self.town.clock.now().timestamp() * 1000),
            "text": text,
        }

    def answers(self, dice: Random, number: int) -> Act | None:
        offered = [offer for bubble in self._bubbles()[-1:] for offer in _offers(bubble)]
        return self.says(dice.choice(offered), number) if offered else None

    def quotes(self, dice: Random, number: int) -> tuple[str, Act] | None:
        asking = [bubble for bubble in self._bubbles() if _offers(bubble)]
        if not asking:
            return None
        bubble = dice.choice(asking)
        said = self.says(dice.choice(_offers(bubble)), number)
        return bubble.outside, {**said, "quote": {"message_id": bubble.outside}}

    def twice(self, act: Act) -> Act | None:
        """With its own time, which was before what the first one led to."""
        return act

    def _bubbles(self) -> list[ZaloMessage]:
        bot = self.town.zalo_bots.home.id
        return [m for m in self.town.world.zalo.chat(bot, self.person.id).messages if m.account]


class ZaloBot:
    account = "zalo-bot"
    header = "X-Bot-Api-Secret-Token"
    sending = frozenset({"sendmessage", "sendphoto"})
    is_metered = True

    def settings(self, town: Town, folder: Path) -> Mapping[str, str]:
        file = folder / "channels.toml"
        file.write_text(_CHANNELS.format(url=town.zalo_bots.url))
        return {
            "HOCVUSO_CHANNELS_FILE": str(file),
            "CRASH_ZALO_TOKEN": self.token(town),
            "CRASH_ZALO_SECRET": SECRET,
        }

    def faults(self, town: Town) -> Faults:
        return town.zalo_bots.faults

    def token(self, town: Town) -> str:
        return town.zalo_bots.token

    def hand(self, town: Town, person: Person) -> ZaloHand:
        return ZaloHand(town, person)

    def groups(self, town: Town, count: int) -> list[str]:
        lan = town.zalo_bots.phone("Lan")
        return [town.zalo_bots.group(f"Tổ {n}", lan).id for n in range(count)]

    def letter(self, number: int, act: Act) -> Letter:
        key = f"m{number:x}"
        message: dict[str, Any] = {**act, "message_id": key}
        event = {"event_name": "message.text.received", "message": message}
        return Letter(key, orjson.dumps(event))

    def read(self, town: Town, body: bytes, now: datetime) -> Sequence[Update]:
        return read(parse(body), Us(self.account, town.zalo_bots.home.name), now)

    def shown(self, message: Message) -> str:
        (call,) = calls_of("0", message, None)
        return call.fields["text"].strip()

    def seen(self, town: Town, chat: str) -> Bubbles:
        world, bot = town.world.zalo, town.zalo_bots.home.id
        place = world.place(chat) or world.chats[f"{bot}:{chat}"]
        return tuple((m.outside, m.text) for m in place.messages if m.account == bot)


ZALO_BOT = ZaloBot()


def _offers(bubble: ZaloMessage) -> list[str]:
    found = _OFFERED.findall(bubble.text)
    return [number for number, label in found if not label.startswith(NEVER_CHOSEN)]
