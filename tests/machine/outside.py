"""What is seen of a conversation from outside, so that nobody is moved back: places in the lessons, words
and labels, and which question was asked when; nothing of how turns work (I2).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.standing import Consent, Standing
from bot.turn import School
from bot.update import ButtonPressed, TextSent, Update
from lessons.lesson import Lesson
from tests.machine.codes import Who
from tests.machine.promise import Invariant, hold

# Words and a label that ask to go back, in the pool of what people say here.
BACK_WORDS = frozenset({"lui lai", "lùi lại", "/lui", "quay lại"})
BACK_LABEL = "Lùi lại"
# Some platforms tell times in whole seconds, cut off.
CLOCK_STEP = timedelta(seconds=1)


@dataclass(frozen=True)
class Button:
    """An answer that a bubble offers; where there are no buttons, by its number."""

    token: str
    label: str

    @property
    def question(self) -> str:
        return self.token.partition(":")[0]

    @property
    def number(self) -> str:
        """As it is typed."""
        return str(int(self.token.partition(":")[2]) + 1)


@dataclass(frozen=True)
class Question:
    """Asked when, and through which account; None where no bubble shows it."""

    number: str
    asked_at: datetime | None = None
    account: str | None = None


@dataclass
class Outside:
    buttons: dict[Who, list[Button]] = field(default_factory=dict)  # by chat; oldest first
    newest: dict[Who, Question] = field(default_factory=dict)  # by person
    # By person: the question shown again to one who answered too late. What comes then counts, whatever
    # its time, so that clocks which disagree keep nobody from answering.
    excused: dict[Who, str] = field(default_factory=dict)
    _late: bool = False  # the turn that is being shown answers what came too late

    def shows(self, who: Who, identity: Who, shown: Sequence[Button], now: datetime) -> None:
        self.buttons.setdefault(identity, []).extend(shown)
        question = Question(shown[0].question, now, identity[0])
        self.newest[who] = question
        if self._late:
            self.excused[who] = question.number

    def forget(self, who: Who) -> None:
        """But not the buttons: they stay on the phone."""
        self.newest.pop(who, None)
        self.excused.pop(who, None)

    def join(self, kept: Who, other: Who) -> None:
        """No question is open in either chat."""
        self.forget(other)
        self.newest[kept] = Question("")

    def current(self, identity: Who) -> list[Button]:
        """Under the last bubble of a chat that has any."""
        shown = self.buttons.get(identity, [])
        return [one for one in shown if one.question == shown[-1].question]

    def compare(
        self, who: Who, before: Standing, after: Standing, update: Update, school: School
    ) -> None:
        self._late = self._is_late(who, before, update)
        same = (before.run, before.finished, before.consent) == (
            after.run,
            after.finished,
            after.consent,
        )
        old, new = before.run, after.run
        lesson = None if old is None else school.course.lesson(old.lesson)
        if old is None or lesson is None or lesson.step(old.step) is None:
            return
        if new is not None and new.number == old.number and lesson.step(new.step) is not None:
            moved = _place(lesson, new.step) - _place(lesson, old.step)
            hold(Invariant.NO_STEP_BACK, moved <= 1, f"{who} jumps from {old.step} to {new.step}")
            asked = moved >= 0 or self._asks_back(who, update)
            hold(Invariant.NO_STEP_BACK, asked, f"{who} falls from {old.step} to {new.step}")
        if self._late or self._is_stale(who, update):
            hold(Invariant.NO_STEP_BACK, same, f"{who} answers an old question at {old.step}")

    def compare_joined(self, who: Who, kept: Standing, other: Standing, after: Standing) -> None:
        """Of two who become one."""
        finished = kept.finished.keys() | other.finished.keys()
        lost = finished - after.finished.keys()
        hold(Invariant.ONE_PERSON, not lost, f"{who} has finished {lost} no more")
        lost = _begun(kept) | _begun(other)
        lost -= _begun(after)
        hold(Invariant.ONE_PERSON, not lost, f"{who} is in the middle of {lost} no more")
        run, now = kept.run, after.run
        stays = run is None or (
            now is not None and (run.lesson, run.step) == (now.lesson, now.step)
        )
        hold(Invariant.ONE_PERSON, stays, f"{who} stood at {run}, not at {now}")
        numbers = after.runs >= max(kept.runs, other.runs) and after.seq >= max(kept.seq, other.seq)
        hold(Invariant.ONE_PERSON, numbers, f"{who} would use old numbers again")

    def _asks_back(self, who: Who, update: Update) -> bool:
        match update.content:
            case TextSent(text):
                return text in BACK_WORDS or text.isdecimal() or text == BACK_LABEL
            case ButtonPressed(token):
                shown = self.buttons.get((update.address.account, update.sender.user), ())
                return Button(token, BACK_LABEL) in shown
            case _:
                return False

    def _is_stale(self, who: Who, update: Update) -> bool:
        """A press of a button under anything but the newest question."""
        if not isinstance(update.content, ButtonPressed):
            return False
        newest = self.newest.get(who, Question(""))
        return update.content.token.partition(":")[0] != newest.number

    def _is_late(self, who: Who, before: Standing, update: Update) -> bool:
        """A number typed in reply to an older question, before the newest one was asked, or in an app in
        which that was not asked."""
        content = update.content
        newest = self.newest.get(who, Question(""))
        if (
            not isinstance(content, TextSent)
            or not content.text.isdecimal()
            or before.consent is Consent.UNASKED
        ):
            return False
        if content.about is not None:
            return str(content.about) != newest.number
        if newest.account not in (None, update.address.account):
            return True
        if newest.asked_at is None or self.excused.get(who) == newest.number:
            return False
        return update.sent_at + CLOCK_STEP < newest.asked_at


def _begun(standing: Standing) -> set[str]:
    """The lessons that can be gone on with."""
    run = standing.run
    return set(standing.paused) | ({run.lesson} if run is not None else set())


def _place(lesson: Lesson, step: str) -> int:
    return [one.id for one in lesson.steps].index(step)
