"""Where one learner stands: everything the conversation remembers about them, as one value.

A `Standing` is stored as JSON with a version (`STANDING_VERSION`) in the learner's row; nothing in
it expires (P3). Tables with a learner's runs and events are projections of the facts a turn
reports, written in the same transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from bot.console.orders import Order
from lessons.lesson import Device

STANDING_VERSION = 1

# The wording a learner agrees to; a new wording gets a new number and is asked again.
CONSENT_VERSION = "2026-11"


class Consent(StrEnum):
    UNASKED = "unasked"
    GRANTED = "granted"
    DECLINED = (
        "declined"  # reads lessons as a guest: no progress, no reminders, forgotten after a day
    )


class Honorific(StrEnum):
    """How the learner wants to be addressed; the bot's own word for itself follows from it."""

    BAC = "bác"
    CO = "cô"
    CHU = "chú"
    ANH = "anh"
    CHI = "chị"


class Context(StrEnum):
    """What kind of answer the bot is waiting for; the same words mean other things in each."""

    NONE = "none"
    STEP = "step"
    QUIZ = "quiz"
    YESNO = "yesno"
    MENU = "menu"


# --- What an offered answer does. Also what a recognised text is turned into. -----------------------


@dataclass(frozen=True, slots=True)
class GiveConsent:
    granted: bool


@dataclass(frozen=True, slots=True)
class ChooseHonorific:
    honorific: Honorific | None  # None = skipped


@dataclass(frozen=True, slots=True)
class ChooseDevice:
    device: Device | None  # None = skipped, or does not know


@dataclass(frozen=True, slots=True)
class OpenMenu:
    group: str | None = None  # None = the list of groups
    page: int = 0


@dataclass(frozen=True, slots=True)
class OpenLesson:
    lesson: str
    again: bool = False  # from the first step, although it was begun or finished


@dataclass(frozen=True, slots=True)
class GoOn:
    """Done with this step: on to `target` (a step, a reserved target, or None for the next)."""

    target: str | None = None


@dataclass(frozen=True, slots=True)
class GoBack:
    pass


@dataclass(frozen=True, slots=True)
class ShowAgain:
    pass


@dataclass(frozen=True, slots=True)
class GetHelp:
    """Stuck: the step's troubleshooting; `trouble` is one of them by index, `skip` how many of them
    the learner has already been shown."""

    trouble: int | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True)
class CallHuman:
    pass


@dataclass(frozen=True, slots=True)
class AskVisit:
    """Somebody should come home and help. `said`: when that would suit; "" = asked for it."""

    said: str = ""


@dataclass(frozen=True, slots=True)
class SwitchLearner:
    """Another of those who learn on this phone; 0: it is asked which."""

    learner: int = 0


@dataclass(frozen=True, slots=True)
class AddLearner:
    """Somebody new on this phone; `said`: their name, "" = asked for it."""

    said: str = ""


@dataclass(frozen=True, slots=True)
class AnswerQuiz:
    option: int  # index


@dataclass(frozen=True, slots=True)
class AnswerReview:
    lesson: str
    step: str
    option: int
    nth: int


@dataclass(frozen=True, slots=True)
class SetReminders:
    wanted: bool


@dataclass(frozen=True, slots=True)
class FollowRoute:
    route: str | None  # None = none any more


@dataclass(frozen=True, slots=True)
class EraseMe:
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ShowData:
    """Show what is stored about the learner."""


@dataclass(frozen=True, slots=True)
class Pause:
    """ "Later": keep the place, say good-bye."""


@dataclass(frozen=True, slots=True)
class LinkApp:
    """Go on in another chat app with the same place in the lessons."""


class Question(StrEnum):
    """What the bot asks about the learner rather than about a lesson."""

    CONSENT = "consent"
    HONORIFIC = "honorific"
    CO_OR_CHU = "co-chu"
    ANH_OR_CHI = "anh-chi"
    DEVICE = "device"
    REMINDERS = "reminders"
    ROUTE = "route"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask one of these questions, for the first time or again."""

    what: Question


Action = (
    GiveConsent
    | ChooseHonorific
    | ChooseDevice
    | OpenMenu
    | OpenLesson
    | GoOn
    | GoBack
    | ShowAgain
    | GetHelp
    | CallHuman
    | AskVisit
    | SwitchLearner
    | AddLearner
    | AnswerQuiz
    | AnswerReview
    | SetReminders
    | FollowRoute
    | EraseMe
    | ShowData
    | Pause
    | LinkApp
    | Ask
    | Order
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One of the answers offered by the bubble that is being waited on."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True)
class Prompt:
    """The bubble being waited on. `seq` is in its buttons' tokens, so older ones are recognised."""

    seq: int
    context: Context
    offers: tuple[Offer, ...]
    # What was asked, so that it can be asked again: the text as it was shown.
    text: str
    lesson: str | None = None
    step: str | None = None
    # When it was asked: what was typed before that answers an older one. None: after such an answer,
    # so that two clocks that disagree can never keep a learner from answering.
    asked_at: datetime | None = None
    # Through which account it was asked: who writes in another app has not seen it.
    where: str | None = None
    # What is done with words that are none of the offers: they are what was asked for.
    awaits: Order | AskVisit | AddLearner | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt at a lesson. `trail` holds the ids of the steps passed, oldest first, for going back."""

    number: int  # counts this learner's attempts, from 1
    lesson: str
    step: str
    revision: str  # digest of the lesson as it was when the run began
    trail: tuple[str, ...] = ()
    wrong: int = 0  # answers to the question at this step so far


@dataclass(frozen=True, slots=True)
class Reminders:
    wanted: bool = False
    asked: bool = False  # whether they are wanted is asked once, after the first finished lesson
    unanswered: int = 0  # in a row; three end them (domain.md 6.2)
    sent: tuple[datetime, ...] = ()  # the latest two: no third within a week


@dataclass(frozen=True, slots=True)
class Talk:
    """A helper is answering this learner's call: until then their words are for the helper."""

    ticket: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    consent: Consent = Consent.UNASKED
    honorific: Honorific | None = None
    device: Device | None = None
    settled: bool = False  # honorific and device have been asked (or skipped) once
    wanted: str | None = None  # the lesson a link or a first question was about, until it opens
    run: Run | None = None
    runs: int = 0  # attempts begun so far
    paused: Mapping[str, Run] = field(
        default_factory=dict
    )  # other lessons left in the middle, by id
    finished: Mapping[str, datetime] = field(default_factory=dict)  # lesson id -> first finished
    serves: bool = False  # has, or had, a role in a team: `bot.console` listens to them
    route: str | None = None  # the route chosen, by id; whether it is served now is another matter
    talk: Talk | None = None
    prompt: Prompt | None = None
    seq: int = 0  # of the last prompt ever shown
    answered_seq: int = 0  # of the last prompt that was answered, and when: to tell a double tap
    answered_at: datetime | None = None
    reminders: Reminders = Reminders()
    puzzled: int = 0  # texts not understood in a row
    seen_at: datetime | None = None  # when the learner last did something
    unblocked_at: datetime | None = None  # Telegram tells of an unblocking and of /start at once

    def but(self, **changes: Any) -> "Standing":
        """The same with these fields changed. Raises AttributeError for a field that there is not.

        `dataclasses.replace` goes through `__init__` and takes twice as long; a turn changes its
        standing several times, so here the slots are copied and the changes put over them.
        """
        made = object.__new__(Standing)
        for put, content in zip(_SLOTS, _contents(self), strict=True):
            put(made, content)
        for name, content in changes.items():
            object.__setattr__(made, name, content)
        return made


_NAMES = tuple(one.name for one in fields(Standing))
_SLOTS = tuple(vars(Standing)[name].__set__ for name in _NAMES)
_contents = attrgetter(*_NAMES)
