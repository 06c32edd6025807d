"""What one update leads to: the new standing, the bubbles to send, and the facts to record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.console.orders import Order
from bot.message import Outgoing
from bot.standing import Consent, Standing
from bot.update import DueKind
from lessons.lesson import Course

SPOKEN = "spoken"
# Chats that an announcement may go to on one person's word: the adults of a large hamlet who write to us.
APPROVAL_ABOVE = 200


@dataclass(frozen=True, slots=True)
class School:
    """What a turn is taken in: the lessons being served, the days on which nobody is disturbed,
    and where a human is found, in words shown to learners ("" where the operator named nobody)."""

    course: Course
    days_off: frozenset[date] = frozenset()
    contact: str = ""
    revisions: tuple[tuple[str, str], ...] = ()  # (lesson id, digest of the revision being served)
    has_helpers: bool = False  # a call for a human reaches somebody's chat at once
    address: str = (
        ""  # where our own pages are, without a trailing slash; "": nobody outside reaches them
    )
    approval_above: int = APPROVAL_ABOVE  # chats; an announcement to more needs a second person
    draws: bool = True  # steps bear a card drawn from the words of `@man_hinh`
    # By account what can be heard there: the endings of the recordings that can be played, and SPOKEN
    # where words are spoken by a program of this installation.
    audible: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # By account how long after somebody's last words they may be written to; always, where it is not named.
    windows: Mapping[str, timedelta] = field(default_factory=dict)


# --- Facts. A guest's turns (Consent.DECLINED) report none of those about learning. ----------------


@dataclass(frozen=True, slots=True)
class ConsentAnswered:
    answer: Consent
    version: str


@dataclass(frozen=True, slots=True)
class LessonStarted:
    run: int
    lesson: str
    revision: str
    step: str


@dataclass(frozen=True, slots=True)
class StepShown:
    run: int
    lesson: str
    step: str


@dataclass(frozen=True, slots=True)
class StepDone:
    run: int
    lesson: str
    step: str


@dataclass(frozen=True, slots=True)
class QuizAnswered:
    run: int  # 0 when it was a review
    lesson: str
    step: str
    option: int
    correct: bool
    review: bool = False


@dataclass(frozen=True, slots=True)
class LessonFinished:
    run: int
    lesson: str


@dataclass(frozen=True, slots=True)
class RunMoved:
    """An edit of the lesson removed the step; the run now stands at its declared successor."""

    run: int
    lesson: str
    old_step: str
    step: str


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """A human was called. `danger`: money or an account may be being stolen now. `wish`: they should come
    to the learner's home, then; None: words will do."""

    lesson: str | None
    step: str | None
    danger: bool = False
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class WordsPassed:
    """Said to whoever answers this learner's call, and not to the bot: the handler passes it on. Kept in
    no table but as the message that it becomes."""

    ticket: int
    words: str


@dataclass(frozen=True, slots=True)
class TalkEnded:
    """The learner says, in these words, that the talk with a helper has done its work."""

    ticket: int
    words: str


@dataclass(frozen=True, slots=True)
class DueSet:
    """Come back at `at`. Unique per learner, kind, lesson, step: a later one replaces it."""

    kind: DueKind
    at: datetime
    lesson: str
    step: str = ""
    nth: int = 1


@dataclass(frozen=True, slots=True)
class DuesCancelled:
    """All of a kind, or of one lesson of a kind, need not come any more."""

    kind: DueKind
    lesson: str | None = None


@dataclass(frozen=True, slots=True)
class DataAsked:
    """The person wants to see everything stored about them: the handler adds it as a document."""


@dataclass(frozen=True, slots=True)
class EraseAsked:
    """The person confirmed: everything stored about them is deleted in this transaction."""


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """The person wants to go on in another app: the handler adds the code that they say there."""


@dataclass(frozen=True, slots=True)
class LinkTold:
    """A code from another app was said here: the handler finds whose it is."""

    code: str


@dataclass(frozen=True, slots=True)
class GroupCodeAsked:
    """A code with which a group chat becomes a team's: the handler knows who may have one."""


@dataclass(frozen=True, slots=True)
class LearnersAsked:
    """Who learns on this phone? The handler knows; and whether one of them goes by a name that was said."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class LearnerChosen:
    """Another of them goes on from now."""

    learner: int


@dataclass(frozen=True, slots=True)
class LearnerAdded:
    """Somebody new, by the name that was said."""

    name: str


@dataclass(frozen=True, slots=True)
class TeamChosen:
    """A team's code was said: the handler knows whose it is."""

    code: str


@dataclass(frozen=True, slots=True)
class PostTaken:
    """An invitation to a role was said: the handler knows whether it is good."""

    code: str


@dataclass(frozen=True, slots=True)
class NoticeHeard:
    """“Đã nắm”: the handler knows to which announcement."""


@dataclass(frozen=True, slots=True)
class ConsoleOrdered:
    """Somebody who serves in a team wants something done, or shown: the handler knows whether they may."""

    order: Order


@dataclass(frozen=True, slots=True)
class SecretRefused:
    """A code, password or ID number was typed in; counted, never stored."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Counted, so that authors see how often; the text is not kept."""


Fact = (
    ConsentAnswered
    | LessonStarted
    | StepShown
    | StepDone
    | QuizAnswered
    | LessonFinished
    | RunMoved
    | HelpAsked
    | WordsPassed
    | TalkEnded
    | DueSet
    | DuesCancelled
    | DataAsked
    | EraseAsked
    | LinkAsked
    | LinkTold
    | LearnersAsked
    | LearnerChosen
    | LearnerAdded
    | GroupCodeAsked
    | TeamChosen
    | PostTaken
    | NoticeHeard
    | ConsoleOrdered
    | SecretRefused
    | NotUnderstood
)


@dataclass(frozen=True, slots=True)
class Turn:
    standing: Standing
    messages: tuple[Outgoing, ...] = ()
    facts: tuple[Fact, ...] = ()
