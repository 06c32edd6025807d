"""A turn while it is being made: what is known, what has been said so far, what happened.

Frozen like everything here: each word spoken gives a new scene. Keeps the promise of at most two
bubbles by setting short remarks on top of the bubble that follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.address import fill
from bot.console.orders import Order
from bot.message import Message, Option, Outgoing, Photo, Purpose, Voice
from bot.standing import AddLearner, AskVisit, Consent, Context, Offer, Prompt, Standing
from bot.text import LONGEST, split
from bot.turn import (
    DueSet,
    Fact,
    LessonFinished,
    LessonStarted,
    QuizAnswered,
    RunMoved,
    School,
    StepDone,
    StepShown,
    Turn,
)
from bot.update import Sender
from lessons.lesson import Lesson

# P7: what stands in one bubble. A remark that would make it longer gets a bubble of its own.
BUBBLE = 300
_GAP = "\n\n"  # between a remark and what it tops

# What is remembered about learning: nothing of it without consent (P8).
_ABOUT_LEARNING = (
    LessonStarted,
    StepShown,
    StepDone,
    QuizAnswered,
    LessonFinished,
    RunMoved,
    DueSet,
)


@dataclass(frozen=True, slots=True)
class Scene:
    school: School
    standing: Standing
    sender: Sender
    now: datetime
    messages: tuple[Outgoing, ...] = ()
    facts: tuple[Fact, ...] = ()
    remarks: tuple[str, ...] = ()
    where: str | None = None  # the account through which this is said

    @property
    def lesson(self) -> Lesson | None:
        """The lesson of the open run."""
        run = self.standing.run
        return None if run is None else self.school.course.lesson(run.lesson)

    @property
    def consented(self) -> bool:
        return self.standing.consent is Consent.GRANTED

    def can_hear(self, what: str) -> bool:
        """Where this is said, may such a recording (its ending) be played, or words be spoken?"""
        return what in self.school.audible.get(self.where or "", ())

    def filled(self, template: str, **values: object) -> str:
        return fill(template, self.standing.honorific, **values)

    def changed(self, **changes: Any) -> "Scene":
        """With these fields of the standing changed."""
        return self._but(standing=self.standing.but(**changes))

    def happened(self, *facts: Fact) -> "Scene":
        """With these facts, save those that may not be remembered about a guest."""
        if not self.consented:
            facts = tuple(fact for fact in facts if not isinstance(fact, _ABOUT_LEARNING))
        return self._but(facts=self.facts + facts)

    def remark(self, template: str, **values: object) -> "Scene":
        """Say this on top of whatever is said next."""
        return self._but(remarks=(*self.remarks, self.filled(template, **values)))

    def say(self, template: str, **values: object) -> "Scene":
        """A bubble that asks nothing; what was asked before can still be answered."""
        return self._bubble(self.filled(template, **values))

    def say_unasked(self, template: str, **values: object) -> "Scene":
        """The same from somebody of a team or to them: it waits for the day, and for what is asked."""
        return self._bubble(self.filled(template, **values), purpose=Purpose.TEAM)

    def let_hear(self, template: str, voice: Voice) -> "Scene":
        """A bubble that can be heard, and asks nothing."""
        bubble = Message(self.filled(template), voice=voice)
        return self._but(messages=(*self.messages, bubble))

    def show(self, message: Message) -> "Scene":
        """A bubble that somebody else will see as well, as it stands. Asks nothing."""
        return self._but(messages=(*self.messages, replace(message, purpose=Purpose.REPLY)))

    def ask(
        self,
        text: str,
        offers: Sequence[Offer],
        context: Context = Context.MENU,
        *,
        purpose: Purpose = Purpose.REPLY,
        photo: Photo | None = None,
        lesson: str | None = None,
        step: str | None = None,
        awaits: Order | AskVisit | AddLearner | None = None,
    ) -> "Scene":
        """A bubble with answers under it, which is from now on the one being waited on. `awaits`: what is
        done with words that are none of the answers."""
        seq = self._next_seq()
        options = tuple([Option(offer.label, f"{seq}:{n}") for n, offer in enumerate(offers)])
        prompt = Prompt(
            seq, context, tuple(offers), text, lesson, step, self.now, self.where, awaits
        )
        standing = self.standing.but(prompt=prompt, seq=seq)
        return self._bubble(text, options, purpose, photo, standing)

    def turn(self) -> Turn:
        scene = self._bubble("") if self.remarks else self
        return Turn(scene.standing, scene.messages, scene.facts)

    def _next_seq(self) -> int:
        """A new standing begins at the second it is made, so that no button from before an erasure fits."""
        return (self.standing.seq or int(self.now.timestamp())) + 1

    def _bubble(
        self,
        text: str,
        options: tuple[Option, ...] = (),
        purpose: Purpose = Purpose.REPLY,
        photo: Photo | None = None,
        standing: Standing | None = None,
    ) -> "Scene":
        spoken = self.messages
        above = "\n".join(self.remarks)
        if above and text and len(above + _GAP + text) > BUBBLE and not spoken:
            spoken, above = (Message(above),), ""
        whole = _GAP.join(filter(None, (above, text)))
        if len(whole) * 2 > LONGEST:  # else even a text of nothing but emoji fits
            whole = split(whole, LONGEST)[0]
        bubble = Message(whole, options, purpose, photo)
        return self._but(standing, messages=(*spoken, bubble), remarks=())

    def _but(
        self,
        standing: Standing | None = None,
        messages: tuple[Outgoing, ...] | None = None,
        facts: tuple[Fact, ...] | None = None,
        remarks: tuple[str, ...] | None = None,
    ) -> "Scene":
        """The same with these changed; written out, since each word of a turn makes a new scene."""
        return Scene(
            self.school,
            self.standing if standing is None else standing,
            self.sender,
            self.now,
            self.messages if messages is None else messages,
            self.facts if facts is None else facts,
            self.remarks if remarks is None else remarks,
            self.where,
        )
