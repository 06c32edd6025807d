"""What differs from platform to platform in a run with faults: how people write, what a phone shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, Protocol

from bot.message import Message
from bot.update import Update
from town.faults import Faults
from town.town import Town
from town.world import Person

Act = Mapping[str, Any]  # what somebody did, in the platform's words; without a number yet
Bubbles = Sequence[tuple[str, str]]  # (the platform's id, text), as they came

SECRET = "Bi-mat_cua-webhook"
# It would take back what was agreed to, and with it what the replay is compared with.
NEVER_CHOSEN = ("KHÔNG", "Xóa")


@dataclass(frozen=True, slots=True)
class Letter:
    """One update. `body` is what the webhook gets, `key` what the inbox knows it by."""

    key: str
    body: bytes


class Hand(Protocol):
    """One person's, with a phone of the town in it."""

    @property
    def chat(self) -> str:
        """The private chat's id, which is also the person's, as the product knows both."""

    def says(self, text: str, number: int) -> Act:
        """`number`: of those that this person has written."""

    def answers(self, dice: Random, number: int) -> Act | None:
        """Something that a bubble on the screen offers, perhaps an old one. None: nothing does."""

    def quotes(self, dice: Random, number: int) -> tuple[str, Act] | None:
        """The id of an older bubble, and a number typed in reply to it; None where nobody does that."""

    def twice(self, act: Act) -> Act | None:
        """The same once more, from an impatient hand; None where it would be the same update."""


class Platform(Protocol):
    @property
    def account(self) -> str:
        """The account's name, and in the door's path."""

    @property
    def header(self) -> str:
        """Which one carries the secret."""

    @property
    def sending(self) -> frozenset[str]:
        """The methods that send, in small letters."""

    @property
    def is_metered(self) -> bool:
        """Whether the account has a plan, so that its messages are counted."""

    def settings(self, town: Town, folder: Path) -> Mapping[str, str]:
        """One account, without limits: what is tested here is not the waiting."""

    def faults(self, town: Town) -> Faults:
        """What goes wrong on its server."""

    def token(self, town: Town) -> str: ...

    def hand(self, town: Town, person: Person) -> Hand: ...

    def groups(self, town: Town, count: int) -> list[str]:
        """New ones, by their ids."""

    def letter(self, number: int, act: Act) -> Letter: ...

    def read(self, town: Town, body: bytes, now: datetime) -> Sequence[Update]:
        """As the adapter does, at that time."""

    def shown(self, message: Message) -> str:
        """What a phone shows of it."""

    def seen(self, town: Town, chat: str) -> Bubbles:
        """What the bot said there, in the order in which the platform took it."""
