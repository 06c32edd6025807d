"""The golden conversations on every channel: whatever a platform can show and tell, a learner who does the
same comes to stand at the same place.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.engine import question_of, take_turn
from bot.message import Message
from bot.standing import Standing
from bot.update import (
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    Content,
    DueCame,
    MediaSent,
    TextSent,
    Update,
)
from tests.bot.test_conversations import CONVERSATIONS, Phone, act, begun
from tests.channels.hands import HANDS, Hand

pytestmark = pytest.mark.slow

SECOND = timedelta(seconds=1)
# What an app cannot tell of: a block of which nobody is told, a picture, a reply to an older bubble.
UNTOLD: dict[str, set[type]] = {
    "telegram": set(),
    "zalo-bot": {BotBlocked, BotUnblocked},
    "zalo-oa": set(),
    "web": {BotBlocked, BotUnblocked, MediaSent},
    "terminal": {BotBlocked, BotUnblocked, MediaSent, ButtonPressed},
}


def learned(standing: Standing) -> dict[str, Any]:
    """What matters of where somebody stands; not the numbers of questions, nor the minute."""
    run = standing.run
    return {
        "who": (standing.consent, standing.honorific, standing.device, standing.settled),
        "wanted": standing.wanted,
        "at": None if run is None else (run.number, run.lesson, run.step, run.trail),
        "runs": standing.runs,
        "paused": {name: one.step for name, one in standing.paused.items()},
        "finished": set(standing.finished),
        "reminders": standing.reminders.wanted,
        "asked": None if standing.prompt is None else [o.action for o in standing.prompt.offers],
    }


@dataclass
class AppPhone(Phone):
    """A phone with one app: what its person does goes through that app."""

    hand: Hand = field(kw_only=True)
    untold: list[Content] = field(default_factory=list)

    def does(self, content: Content) -> None:
        if isinstance(content, DueCame):
            super().does(content)
            return
        updates = self.hand.does(self.as_done(content))
        if updates is None:
            self.untold.append(content)
            return
        for update in updates:
            self.hears(update)

    def as_done(self, content: Content) -> Content:
        """How the same is done where the app has no buttons, or no signs on stickers."""
        match content:
            case ButtonPressed(token) if not self.hand.has_buttons:
                return self.typed(token)
            case ButtonPressed():
                return replace(content, message="1")
            case MediaSent(emoji=emoji) if emoji and not self.hand.stickers_speak:
                return TextSent(emoji)
            case _:
                return content

    def typed(self, token: str) -> TextSent:
        """The number in the list; in reply to its bubble, if that is not the newest."""
        asked = [n for n, bubble in enumerate(self.bubbles) if bubble.options]
        n = next(n for n in asked if any(o.token == token for o in self.bubbles[n].options))
        tokens = [option.token for option in self.bubbles[n].options]
        number = str(tokens.index(token) + 1)
        return TextSent(number, None if n == asked[-1] else str(n + 1))

    def hears(self, update: Update) -> None:
        content = update.content
        if isinstance(content, TextSent) and content.quotes is not None:
            about = question_of(self.bubbles[int(content.quotes) - 1])
            update = replace(update, content=replace(content, about=about))
        turn = take_turn(self.school, self.standing, update, self.now)
        self.standing = turn.standing
        self.bubbles += [one for one in turn.messages if isinstance(one, Message)]
        for fact in turn.facts:
            self.keep(fact)


def played(file: Path, channel: str) -> AppPhone:
    script = yaml.safe_load(file.read_text())
    start = begun(script)
    phone: AppPhone
    phone = AppPhone(
        start.school, start.now, start.standing, hand=HANDS[channel](lambda: phone.now)
    )
    for line in script["hoi_thoai"]:
        phone.now += 3 * SECOND
        act(phone, line)
    return phone


@pytest.mark.parametrize("channel", list(HANDS))
@pytest.mark.parametrize("file", CONVERSATIONS, ids=lambda file: file.stem)
def test_the_same_deeds_lead_to_the_same_place(file: Path, channel: str) -> None:
    there, telegram = played(file, channel), played(file, "telegram")
    found, wanted = learned(there.standing), learned(telegram.standing)
    if there.untold:  # then another bubble may have been the last
        del found["asked"], wanted["asked"]
    assert found == wanted
    assert {type(content) for content in there.untold} <= UNTOLD[channel]
