"""What must have become of one learner: the accepted inputs, in order, through the one pure function."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import assert_never

from bot.engine import take_turn
from bot.serial import outgoing_to_json
from bot.standing import Standing
from bot.turn import (
    ConsentAnswered,
    ConsoleOrdered,
    DataAsked,
    DuesCancelled,
    DueSet,
    EraseAsked,
    Fact,
    GroupCodeAsked,
    HelpAsked,
    LearnerAdded,
    LearnerChosen,
    LearnersAsked,
    LessonFinished,
    LessonStarted,
    LinkAsked,
    LinkTold,
    NoticeHeard,
    NotUnderstood,
    PostTaken,
    QuizAnswered,
    RunMoved,
    School,
    SecretRefused,
    StepDone,
    StepShown,
    TalkEnded,
    TeamChosen,
    WordsPassed,
)
from bot.update import TextSent, Update
from handlers.cleaning import cleaned
from tests.crash.platforms import Letter, Platform
from town.town import Town

NEVER = datetime.min.replace(tzinfo=UTC)

Event = tuple[
    str, int, str, str, int | None, bool | None
]  # verb, run, lesson, step, option, correct
Coming = tuple[str, str, str]  # kind, lesson, step


@dataclass
class Replay:
    """Goes on from where it stands: `take` may be called again with what came later."""

    school: School
    platform: Platform
    town: Town
    standing: Standing = field(default_factory=Standing)
    messages: dict[str, str] = field(default_factory=dict)  # key → payload, in order
    events: list[Event] = field(default_factory=list)
    dues: dict[Coming, datetime] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)  # keys of what was never taken
    taken: int = 0  # letters

    def take(
        self,
        letters: Iterable[Letter],
        received: Mapping[str, datetime],
        questions: Mapping[str, int | None],
    ) -> None:
        """`received`: when each key was taken. `questions`: of a bubble's id, what was asked there."""
        for letter in letters:
            self.taken += 1
            now = received.get(letter.key, NEVER).astimezone(UTC)
            # A press on what is only decoration is no update, and leaves no trace.
            for update in self.platform.read(self.town, letter.body, now):
                if now == NEVER:
                    self.lost.append(update.key)
                else:
                    self._turn(_looked_up(cleaned(update), questions), now)

    def _turn(self, update: Update, now: datetime) -> None:
        turn = take_turn(self.school, self.standing, update, now)
        self.standing = turn.standing
        for n, content in enumerate(turn.messages):
            self.messages[f"reply:{update.address.account}:{update.key}:{n}"] = outgoing_to_json(
                content
            )
        for fact in turn.facts:
            self._note(fact)

    def _note(self, fact: Fact) -> None:
        match fact:
            case LessonStarted(run, lesson, _, step):
                self.events.append(("started", run, lesson, step, None, None))
            case StepShown(run, lesson, step):
                self.events.append(("shown", run, lesson, step, None, None))
            case StepDone(run, lesson, step):
                self.events.append(("done", run, lesson, step, None, None))
            case QuizAnswered(run, lesson, step, option, correct, review):
                verb = "reviewed" if review else "answered"
                self.events.append((verb, run, lesson, step, option, correct))
            case LessonFinished(run, lesson):
                self.events.append(("finished", run, lesson, "", None, None))
            case RunMoved(run, lesson, _, step):
                self.events.append(("moved", run, lesson, step, None, None))
            case DueSet(kind, at, lesson, step):
                self.dues[kind, lesson, step] = at
            case DuesCancelled(kind, lesson):
                gone = {due for due in self.dues if due[0] == kind and lesson in (None, due[1])}
                self.dues = {due: at for due, at in self.dues.items() if due not in gone}
            case ConsentAnswered() | HelpAsked() | NotUnderstood() | SecretRefused():
                pass
            case (
                DataAsked()
                | EraseAsked()
                | LinkAsked()
                | LinkTold()
                | GroupCodeAsked()
                | TeamChosen()
                | PostTaken()
                | ConsoleOrdered()
                | WordsPassed()
                | TalkEnded()
                | NoticeHeard()
                | LearnersAsked()
                | LearnerChosen()
                | LearnerAdded()
            ):
                raise AssertionError("these people do not ask for that")
            case _:
                assert_never(fact)


def _looked_up(update: Update, questions: Mapping[str, int | None]) -> Update:
    content = update.content
    if not isinstance(content, TextSent) or content.quotes is None:
        return update
    return replace(update, content=replace(content, about=questions.get(content.quotes)))
