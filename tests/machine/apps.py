"""The chat apps that the machine knows: what people can do there, and what the platform says to a send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.update import Address, Content, Sender, Update
from tests.machine import answers, zalo
from tests.machine.platform import Line, Platform

# Two accounts. Most of what happens is on the first: the groups, the helpers, two of the people.
FIRST, SECOND = "first", "second"
# Kinds of answers that every app has.
SENT, DOUBTFUL = "sent", "lost, not known"
# A platform that ends a group says so by these; a group with a bond is spared, for `binding.lost` has
# tests of its own.
ENDS_A_GROUP = frozenset({"moved", "away", "refused", "refused with 200"})


@dataclass(frozen=True)
class App:
    """`answer`: what a kind of answer is, and whether the message arrived. `brings`: an update out of its
    number, address, sender, content, the time when it was done and the time now."""

    has_buttons: bool
    line: Callable[[Platform], Line]
    answers: tuple[str, ...]
    answer: Callable[[str, datetime], tuple[object, bool]]
    can_tell: Callable[[Content], bool]
    brings: Callable[[int, Address, Sender, Content, datetime, datetime], Update]


def _as_it_is(
    key: int, address: Address, sender: Sender, content: Content, at: datetime, now: datetime
) -> Update:
    del now
    return Update(str(key), address, sender, content, at)


TELEGRAM = App(True, Line, answers.ANSWERS, answers.answer, lambda _: True, _as_it_is)
ZALO_BOT = App(False, zalo.ZaloLine, zalo.ANSWERS, zalo.answer, zalo.can_tell, zalo.brought)

# By the name of the run: which app each account belongs to.
CASTS: Mapping[str, Mapping[str, App]] = {
    "telegram": {FIRST: TELEGRAM, SECOND: TELEGRAM},
    "zalo-bot": {FIRST: ZALO_BOT, SECOND: TELEGRAM},
}
MOST_ANSWERS = max(len(app.answers) for app in (TELEGRAM, ZALO_BOT))
