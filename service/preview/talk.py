"""One conversation with the author in the learner's place: what was done, and what came of it. Pure.

A talk is nothing but its setting and the list of what was done. When a lesson's file is saved all of it is
done again with the new words, and what is copied as a golden conversation is that same list. So everything
here is as the golden conversations do it: the same person, three seconds a turn, buttons found by label.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.engine import question_of, take_turn
from bot.message import Mark, Message
from bot.standing import Consent, Honorific, Standing
from bot.turn import DuesCancelled, DueSet, EraseAsked, Fact, LessonStarted, School
from bot.update import (
    Address,
    ButtonPressed,
    ChatOpened,
    Content,
    DueCame,
    MediaKind,
    MediaSent,
    Sender,
    TextSent,
    Update,
)
from lessons.lesson import Device

ADDRESS, SENDER = Address("test", "lan"), Sender("lan", "Lan")
A_TURN_TAKES = timedelta(seconds=3)
HEAD = ""  # in place of a step: what stands above the first one


# --- What is done. ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Says:
    text: str


@dataclass(frozen=True, slots=True)
class Presses:
    """The newest button of that label, or the oldest, or once more the one pressed last."""

    label: str
    which: str = "newest"  # "oldest", "again"


@dataclass(frozen=True, slots=True)
class Opens:
    """Comes through the link of a lesson, by its code; "" presses Start."""

    payload: str = ""


@dataclass(frozen=True, slots=True)
class Sends:
    kind: MediaKind


@dataclass(frozen=True, slots=True)
class Waits:
    """Time passes; what is due on the way comes."""

    days: int


Deed = Says | Presses | Opens | Sends | Waits


class NoSuchButton(Exception):
    """No button of that label was ever shown."""


# --- What comes of it. -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bubble:
    """`step` is the one that it shows (HEAD: the lesson's opening), None where it shows none."""

    number: int
    message: Message
    at: datetime
    lesson: str | None = None
    step: str | None = None
    chosen: str | None = None  # a button of it was pressed, and its platform would show so


@dataclass(frozen=True, slots=True)
class Turn:
    deed: Deed
    at: datetime  # when it was over
    bubbles: tuple[Bubble, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """Who learns, from when on. `honorific` None: somebody new, who is greeted first."""

    begins: datetime
    honorific: Honorific | None = None
    device: Device | None = None

    @property
    def standing(self) -> Standing:
        if self.honorific is None:
            return Standing()
        return Standing(Consent.GRANTED, self.honorific, self.device, settled=True)


@dataclass(frozen=True, slots=True)
class Talk:
    setting: Setting
    now: datetime
    standing: Standing
    turns: tuple[Turn, ...] = ()
    dues: Mapping[tuple[str, str, str], DueSet] = field(default_factory=dict)
    last_token: str = ""
    count: int = 0

    @property
    def bubbles(self) -> tuple[Bubble, ...]:
        return tuple(bubble for turn in self.turns for bubble in turn.bubbles)

    @property
    def deeds(self) -> tuple[Deed, ...]:
        return tuple(turn.deed for turn in self.turns)

    @property
    def labels(self) -> tuple[str, ...]:
        """What can be pressed under the last bubble."""
        return tuple(one.label for bubble in self.bubbles[-1:] for one in bubble.message.options)


def begin(setting: Setting) -> Talk:
    return Talk(setting, setting.begins, setting.standing)


def does(school: School, talk: Talk, deed: Deed) -> Talk:
    """The talk with one more turn. Raises NoSuchButton."""
    talk = replace(
        talk, now=talk.now + A_TURN_TAKES, turns=(*talk.turns, Turn(deed, talk.now + A_TURN_TAKES))
    )
    match deed:
        case Says(text):
            return _takes(school, talk, TextSent(text))
        case Presses():
            token, number = _button(talk, deed)
            press = ButtonPressed(token, message=str(number))
            return _takes(school, replace(talk, last_token=token), press)
        case Opens(payload):
            return _takes(school, talk, ChatOpened(payload))
        case Sends(kind):
            return _takes(school, talk, MediaSent(kind))
        case Waits(days):
            return _waits_until(school, talk, talk.now + timedelta(days=days))
        case _:
            assert_never(deed)


def again(school: School, setting: Setting, deeds: Sequence[Deed]) -> Talk:
    """All of it from the beginning, as far as the buttons are still there."""
    talk = begin(setting)
    for deed in deeds:
        try:
            talk = does(school, talk, deed)
        except NoSuchButton:
            break
    return talk


def pressed(talk: Talk, token: str, number: int) -> Presses:
    """Which button it was, as a golden conversation can say it. Raises NoSuchButton.

    One that is neither the newest nor the last pressed is an old one, and all old ones are answered alike.
    """
    options = {
        one.token: one.label
        for bubble in talk.bubbles
        if bubble.number == number
        for one in bubble.message.options
    }
    if token not in options:
        raise NoSuchButton(token)
    label = options[token]
    newest = _button(talk, Presses(label))
    if newest == (token, number):
        return Presses(label)
    return Presses(label, "again" if token == talk.last_token else "oldest")


def _button(talk: Talk, deed: Presses) -> tuple[str, int]:
    """Its token and the number of its bubble."""
    if deed.which == "again":
        fitting = [one for one in _buttons(talk) if one[1] == talk.last_token]
    else:
        fitting = [one for one in _buttons(talk) if one[0] == deed.label]
    if not fitting:
        raise NoSuchButton(deed.label)
    _, token, number = fitting[0 if deed.which == "oldest" else -1]
    return token, number


def _buttons(talk: Talk) -> list[tuple[str, str, int]]:
    return [
        (one.label, one.token, bubble.number)
        for bubble in talk.bubbles
        for one in bubble.message.options
    ]


def _waits_until(school: School, talk: Talk, end: datetime) -> Talk:
    while coming := [due for due in talk.dues.values() if due.at <= end]:
        due = min(coming, key=lambda one: one.at)
        dues = {key: one for key, one in talk.dues.items() if one is not due}
        talk = replace(talk, now=max(talk.now, due.at), dues=dues)
        talk = _takes(school, talk, DueCame(due.kind, due.lesson, due.step, due.nth))
    *before, turn = talk.turns
    return replace(talk, now=end, turns=(*before, replace(turn, at=end)))


def _takes(school: School, talk: Talk, content: Content) -> Talk:
    update = Update(str(talk.count + 1), ADDRESS, SENDER, content, talk.now)
    taken = take_turn(school, talk.standing, update, talk.now)
    talk = replace(talk, standing=taken.standing, count=talk.count + 1)
    first = len(talk.bubbles) + 1
    said = [one for one in taken.messages if isinstance(one, Message)]
    bubbles = tuple(
        _bubble(talk, number, message, taken.facts) for number, message in enumerate(said, first)
    )
    marks = [one for one in taken.messages if isinstance(one, Mark)]
    *before, turn = talk.turns
    turn = replace(
        turn,
        bubbles=turn.bubbles + bubbles,
        marks=turn.marks + tuple(mark.chosen for mark in marks),
    )
    talk = replace(talk, turns=(*before, turn), dues=_kept(talk.dues, taken.facts))
    for mark in marks:
        talk = replace(talk, turns=tuple(_marked(one, mark) for one in talk.turns))
    return talk


def _bubble(talk: Talk, number: int, message: Message, facts: Sequence[Fact]) -> Bubble:
    prompt = talk.standing.prompt
    if prompt is not None and question_of(message) == prompt.seq:
        return Bubble(number, message, talk.now, prompt.lesson, prompt.step)
    begun = next((fact.lesson for fact in facts if isinstance(fact, LessonStarted)), None)
    return Bubble(number, message, talk.now, begun, None if begun is None else HEAD)


def _marked(turn: Turn, mark: Mark) -> Turn:
    return replace(
        turn,
        bubbles=tuple(
            replace(one, chosen=mark.chosen) if str(one.number) == mark.message else one
            for one in turn.bubbles
        ),
    )


def _kept(
    dues: Mapping[tuple[str, str, str], DueSet], facts: Sequence[Fact]
) -> Mapping[tuple[str, str, str], DueSet]:
    for fact in facts:
        match fact:
            case DueSet(kind, _, lesson, step):
                dues = {**dues, (kind, lesson, step): fact}
            case DuesCancelled(kind, lesson):
                dues = {
                    key: due
                    for key, due in dues.items()
                    if key[0] != kind or lesson not in (None, key[1])
                }
            case EraseAsked():
                dues = {}
            case _:
                pass
    return dues
