"""Who learns on a phone changes: what is asked, and where the next one goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import assert_never

from bot import sharing, wording
from bot.address import fill
from bot.message import Message
from bot.serial import standing_from_json, standing_to_json
from bot.sharing import Fellow
from bot.standing import Standing
from bot.turn import LearnerAdded, LearnerChosen, LearnersAsked, School
from bot.update import ChatOpened, Update
from handlers.bubbles import bubbles_of
from handlers.turns import Turns, alone
from storage import fellows
from storage.people import Pupil
from storage.unit_of_work import UnitOfWork

Wish = LearnersAsked | LearnerChosen | LearnerAdded


def take(
    uow: UnitOfWork, school: School, update: Update, wish: Wish, place: tuple[str, datetime]
) -> Turns:
    """What is said, still to be written. `place`: what begins the messages' keys, and now."""
    key, now = place
    turns, seat = alone(uow, school, update, now)
    if seat is None:
        return turns
    desk = _Desk(uow, school, update, key, now, seat.pupil)
    known = [Fellow(*row) for row in fellows.of(uow, seat.pupil.person_id)]
    match wish:
        case LearnersAsked(name):
            one = sharing.called(name, known)
            return desk.ask(turns, known) if one is None else desk.switch(one.learner)
        case LearnerChosen(learner):
            if learner not in {one.learner for one in known}:
                return desk.ask(turns, known)
            return desk.switch(learner)
        case LearnerAdded(name):
            return desk.add(turns, name, known)
        case _:
            assert_never(wish)


@dataclass(frozen=True, slots=True)
class _Desk:
    uow: UnitOfWork
    school: School
    update: Update
    key: str
    now: datetime
    pupil: Pupil

    def ask(self, turns: Turns, known: Sequence[Fellow]) -> Turns:
        speech = partial(sharing.choose, now=self.pupil.learner_id, fellows=known)
        turns.speak(self.update, f"{self.key}:learners", speech)
        return turns

    def add(self, turns: Turns, name: str, known: Sequence[Fellow]) -> Turns:
        """Who is here already under that name is no new one."""
        one = sharing.called(name, known)
        if one is not None:
            return self.switch(one.learner)
        if len(known) >= sharing.MOST:
            turns.speak(self.update, f"{self.key}:learners", sharing.full)
            return turns
        standing = standing_to_json(sharing.begun(standing_from_json(self.pupil.standing)))
        person, now = self.pupil.person_id, self.now
        return self.switch(fellows.add(self.uow, person, name, standing, now))

    def switch(self, learner: int) -> Turns:
        """The other's place is as they left it; whoever learns already goes on."""
        if learner != self.pupil.learner_id:
            before = standing_from_json(self.pupil.standing)
            after = standing_from_json(fellows.standing(self.uow, learner))
            handed = sharing.handed_over(before, after)
            fellows.hand_over(self.uow, self.pupil.person_id, learner, standing_to_json(handed))
            return self._go_on(handed, fellows.name(self.uow, learner))
        return self._go_on(None, "")

    def _go_on(self, handed: Standing | None, name: str) -> Turns:
        turns = Turns(self.uow, self.school, self.now)
        opened = replace(self.update, content=ChatOpened())
        turns.admit([opened])
        if handed is not None:
            shown = name or wording.FIRST_LEARNER
            words = Message(fill(wording.LEARNER_NOW, handed.honorific, tên=shown))
            key = f"{self.key}:learner"
            turns.say(bubbles_of(opened.address, [words], key, self.pupil.person_id))
        turns.take(opened, self.key)
        return turns
