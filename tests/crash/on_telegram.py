"""Telegram under faults: people press buttons, some of them old, or type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import orjson

from bot.message import Message
from bot.update import Update
from channels.telegram.calls import text_call
from channels.telegram.updates import Us, parse, read
from tests.crash.platforms import NEVER_CHOSEN, SECRET, Act, Bubbles, Letter
from town.faults import Faults
from town.town import Town
from town.world import Button, Person


@dataclass(frozen=True)
class TelegramHand:
    town: Town
    person: Person

    @property
    def chat(self) -> str:
        return str(self.person.id)

    def says(self, text: str, number: int) -> Act:
        return {"message": self._message(number) | {"text": text}}

    def answers(self, dice: Random, number: int) -> Act | None:
        shown = self.town.world.private[f"{self.town.home.id}:{self.person.id}"].messages
        buttons = [
            (message.id, button)
            for message in shown
            for row in message.keyboard
            for button in row
            if not button.label.startswith(NEVER_CHOSEN)
        ]
        if not buttons:
            return None
        if dice.random() < 0.8:
            chosen = buttons[-1 - dice.randrange(min(3, len(buttons)))]
        else:  # a stale one, perhaps
            chosen = dice.choice(buttons)
        return self._press(*chosen, number)

    def quotes(self, dice: Random, number: int) -> tuple[str, Act] | None:
        del dice, number
        return None  # buttons say it better

    def twice(self, act: Act) -> Act | None:
        del act
        return None  # a second press is one of `answers`

    def _press(self, message: int, button: Button, number: int) -> Act:
        return {
            "callback_query": {
                "id": f"press-{self.person.id}-{number}",
                "from": self._sender(),
                "message": self._message(message),
                "chat_instance": "1",
                "data": button.data or "",
            }
        }

    def _message(self, number: int) -> dict[str, Any]:
        return {
            "message_id": number,
            "date": int(self.town.clock.now().timestamp()),
            "chat": {"id": self.person.id, "type": "private", "first_name": self.person.name},
            "from": self._sender(),
        }

    def _sender(self) -> dict[str, Any]:
        return {"id": self.person.id, "is_bot": False, "first_name": self.person.name}


class Telegram:
    account = "telegram"
    header = "X-Telegram-Bot-Api-Secret-Token"
    sending = frozenset({"sendmessage", "sendphoto"})
    is_metered = False

    def settings(self, town: Town, folder: Path) -> Mapping[str, str]:
        del folder
        return {
            "HOCVUSO_TELEGRAM_TOKEN": town.token,
            "HOCVUSO_TELEGRAM_SECRET": SECRET,
            "HOCVUSO_TELEGRAM_API_URL": town.telegram_url,
            "HOCVUSO_TELEGRAM_RATE": "0",
            "HOCVUSO_TELEGRAM_CHAT_RATE": "0",
            "HOCVUSO_TELEGRAM_GROUP_RATE": "0",
        }

    def faults(self, town: Town) -> Faults:
        return town.faults

    def token(self, town: Town) -> str:
        return town.token

    def hand(self, town: Town, person: Person) -> TelegramHand:
        return TelegramHand(town, person)

    def groups(self, town: Town, count: int) -> list[str]:
        lan = town.phone("Lan")
        return [str(town.new_group(f"Tổ {n}", lan).id) for n in range(count)]

    def letter(self, number: int, act: Act) -> Letter:
        return Letter(str(number), orjson.dumps({"update_id": number, **act}))

    def read(self, town: Town, body: bytes, now: datetime) -> Sequence[Update]:
        return read(parse(body), Us(self.account, town.home.id), now)

    def shown(self, message: Message) -> str:
        return str(text_call("0", message).fields["text"]).strip()

    def seen(self, town: Town, chat: str) -> Bubbles:
        world, number = town.world, int(chat)
        place = world.groups[number] if number < 0 else world.private[f"{town.home.id}:{number}"]
        return tuple((str(m.id), m.text) for m in place.messages if m.author == town.home.id)


TELEGRAM = Telegram()
