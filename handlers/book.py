"""The facts of many turns, folded in memory and written in a few set statements.

It must not decide: what a fact means for the learner was decided in `bot`.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never

from bot.standing import Consent
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
    SecretRefused,
    StepDone,
    StepShown,
    TalkEnded,
    TeamChosen,
    WordsPassed,
)
from storage import dues, erasure, learning, people, progress, tallies
from storage.learning import Evidence, RunStatus, Verb
from storage.people import Pupil
from storage.progress import Count
from storage.tallies import Tally
from storage.unit_of_work import UnitOfWork

Place = tuple[int, int]  # learner, run


@dataclass(slots=True)
class Book:
    """`note` every fact in order, then `write` once."""

    now: datetime
    _starts: dict[Place, dict[str, Any]] = field(default_factory=dict)
    _places: dict[Place, str] = field(default_factory=dict)
    _finishes: dict[Place, None] = field(default_factory=dict)
    _events: list[dict[str, Any]] = field(default_factory=list)
    _dues: dict[tuple[int, str, str, str], dict[str, Any]] = field(default_factory=dict)
    _cancelled: dict[tuple[int, str, str | None], None] = field(default_factory=dict)
    _consents: list[dict[str, Any]] = field(default_factory=list)
    _withdrawn: set[int] = field(default_factory=set)
    _tallies: Counter[Tally] = field(default_factory=Counter)

    def note(self, pupil: Pupil, fact: Fact) -> None:
        """Requests to a person or about stored data are not for this book."""
        learner = pupil.learner_id
        match fact:
            case LessonStarted(run, lesson, _, step):
                self._start(pupil, fact)
                self._event(pupil, Verb.STARTED, run, lesson, step)
            case StepShown(run, lesson, step):
                self._places[learner, run] = step
                self._event(pupil, Verb.SHOWN, run, lesson, step)
            case StepDone(run, lesson, step):
                self._event(pupil, Verb.DONE, run, lesson, step, evidence=Evidence.TOLD)
            case QuizAnswered():
                self._answer(pupil, fact)
            case LessonFinished(run, lesson):
                self._finishes[learner, run] = None
                self._event(pupil, Verb.FINISHED, run, lesson, "", evidence=Evidence.IN_CHAT)
            case RunMoved(run, lesson, _, step):
                self._places[learner, run] = step
                self._event(pupil, Verb.MOVED, run, lesson, step)
            case DueSet():
                self._come_back(learner, fact)
            case DuesCancelled(kind, lesson):
                self._cancel(learner, kind, lesson)
            case ConsentAnswered():
                self._consent(pupil, fact)
            case SecretRefused():
                self._tallies[Tally.SECRET_REFUSED] += 1
            case NotUnderstood():
                self._tallies[Tally.NOT_UNDERSTOOD] += 1
            case HelpAsked() | DataAsked() | EraseAsked():
                pass
            case LinkAsked() | LinkTold() | GroupCodeAsked() | TeamChosen() | PostTaken():
                pass
            case LearnersAsked() | LearnerChosen() | LearnerAdded():
                pass
            case ConsoleOrdered() | NoticeHeard() | WordsPassed() | TalkEnded():
                pass
            case _:
                assert_never(fact)

    def write(self, uow: UnitOfWork) -> None:
        """Everything noted. The learners must be there already."""
        counts: Counter[tuple[int, str, str]] = Counter()
        self._begin(uow, counts)
        moved = {
            place: step
            for place, step in self._places.items()
            if self._starts.get(place, {}).get("step") != step
        }
        learning.move(uow, moved.items(), self.now)
        self._finish(uow, counts)
        learning.note(uow, self._events)
        _count(uow, counts)
        dues.cancel(uow, self._cancelled)
        dues.put(uow, list(self._dues.values()))
        people.consented(uow, self._consents)
        erasure.forget_learning(uow, self._withdrawn)
        tallies.add(uow, self._tallies, self.now)

    def _start(self, pupil: Pupil, fact: LessonStarted) -> None:
        self._starts[pupil.learner_id, fact.run] = {
            "learner_id": pupil.learner_id,
            "number": fact.run,
            "team_id": pupil.team_id,
            "lesson": fact.lesson,
            "step": fact.step,
            "revision": fact.revision,
            "status": RunStatus.ACTIVE,
            "started_at": self.now,
            "updated_at": self.now,
        }

    def _answer(self, pupil: Pupil, fact: QuizAnswered) -> None:
        verb = Verb.REVIEWED if fact.review else Verb.ANSWERED
        self._event(
            pupil,
            verb,
            fact.run,
            fact.lesson,
            fact.step,
            option=fact.option,
            correct=fact.correct,
            evidence=Evidence.IN_CHAT,
        )

    def _event(
        self, pupil: Pupil, verb: Verb, run: int, lesson: str, step: str, **more: Any
    ) -> None:
        self._events.append(
            {
                "learner_id": pupil.learner_id,
                "run": run,
                "team_id": pupil.team_id,
                "verb": verb,
                "lesson": lesson,
                "step": step,
                "option": more.get("option"),
                "correct": more.get("correct"),
                "evidence": more.get("evidence"),
                "at": self.now,
            }
        )

    def _come_back(self, learner: int, fact: DueSet) -> None:
        self._dues[learner, fact.kind, fact.lesson, fact.step] = {
            "learner_id": learner,
            "kind": fact.kind,
            "lesson": fact.lesson,
            "step": fact.step,
            "nth": fact.nth,
            "due_at": fact.at,
        }

    def _cancel(self, learner: int, kind: str, lesson: str | None) -> None:
        self._cancelled[learner, kind, lesson] = None
        for due in list(self._dues):
            if due[:2] == (learner, kind) and lesson in (None, due[2]):
                del self._dues[due]

    def _consent(self, pupil: Pupil, fact: ConsentAnswered) -> None:
        """Who withdraws it is a guest again: what was learned is forgotten."""
        self._consents.append(
            {
                "person_id": pupil.person_id,
                "answer": fact.answer,
                "version": fact.version,
                "account": pupil.account,
                "at": self.now,
            }
        )
        if fact.answer is Consent.DECLINED and pupil.consent == Consent.GRANTED:
            self._withdrawn.add(pupil.learner_id)

    def _begin(self, uow: UnitOfWork, counts: Counter[tuple[int, str, str]]) -> None:
        known = learning.begun(uow, {learner for learner, _ in self._starts})
        for place in sorted(learning.start(uow, list(self._starts.values()))):
            learner, team = place[0], self._starts[place]["team_id"] or 0
            counts[team, self._starts[place]["lesson"], "started"] += 1
            if team and (learner, team) not in known:
                known.add((learner, team))
                counts[team, progress.ANY, "started"] += 1

    def _finish(self, uow: UnitOfWork, counts: Counter[tuple[int, str, str]]) -> None:
        before = learning.finished(uow, {learner for learner, _ in self._finishes})
        for learner, run in self._finishes:
            place = learning.finish(uow, learner, run, self.now)
            if place is None:
                continue
            counts[*place, "finished"] += 1
            if (learner, *place) not in before:
                counts[*place, "learners"] += 1
                team = place[0]
                if team and not any(known[:2] == (learner, team) for known in before):
                    counts[team, progress.ANY, "learners"] += 1
                before.add((learner, *place))


def _count(uow: UnitOfWork, counts: Counter[tuple[int, str, str]]) -> None:
    names = ("started", "finished", "learners")
    places = {(team, lesson) for team, lesson, _ in counts}
    progress.add(
        uow,
        {
            (team, lesson): Count(*(counts[team, lesson, name] for name in names))
            for team, lesson in places
        },
    )
