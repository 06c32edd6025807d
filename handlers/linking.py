"""One person in two chat apps: a code given in one, said in the other, and from then on one place."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot import wording
from bot.address import fill
from bot.joining import joined
from bot.message import Message, Outgoing
from bot.notices import link_code
from bot.serial import standing_from_json, standing_to_json
from bot.standing import Honorific, Standing
from bot.turn import School
from bot.update import Address, ChatOpened, Update
from handlers import codes
from handlers.bubbles import Bubble, bubbles_of
from handlers.codes import Barred, Unknown
from handlers.turns import Turns
from storage import joining, people
from storage.codes import Purpose
from storage.people import Pupil
from storage.unit_of_work import UnitOfWork


def give_code(
    uow: UnitOfWork, update: Update, honorific: Honorific | None, key: str, now: datetime
) -> list[Bubble]:
    """The code to say in the other app."""
    person = people.of_user(uow, update.address.account, update.sender.user)
    if person is None:
        return []
    code = codes.new(uow, Purpose.LINK, person, now)
    return bubbles_of(update.address, [Message(link_code(honorific, code))], f"{key}:link", person)


@dataclass(frozen=True, slots=True)
class Linking:
    uow: UnitOfWork
    school: School
    now: datetime

    def take_code(self, update: Update, digits: str, key: str) -> Turns | list[Bubble]:
        """The code was said here. Wrong: the words about it. Right: the two are one now, and their turn
        at the place they share is to be written."""
        address = update.address
        here = people.of_user(self.uow, address.account, update.sender.user)
        if here is None:
            return []
        said_at = address.account, address.chat
        found = codes.redeem(self.uow, Purpose.LINK, digits, said_at, self.now)
        honorific = _honorific(people.lock(self.uow, [here]).get(here))
        match found:
            case Barred():
                return _said(update, wording.LINK_TOO_MANY, honorific, key, here)
            case Unknown():
                return _said(update, wording.LINK_WRONG, honorific, key, here)
            case int(there) if there == here:
                return _said(update, wording.LINK_SAME, honorific, key, here)
            case int(there):
                return self._become_one(update, there, here, key)
            case _:
                assert_never(found)

    def _become_one(self, update: Update, there: int, here: int, key: str) -> Turns | list[Bubble]:
        pupils = people.lock(self.uow, [there, here])
        kept, other = pupils.get(there), pupils.get(here)
        if kept is None or other is None:  # erased between the code and its use
            return _said(update, wording.LINK_WRONG, None, key, here)
        before = standing_from_json(kept.standing)
        standing = joined(before, standing_from_json(other.standing))
        joining.join(self.uow, (there, here), (kept.learner_id, other.learner_id), before.runs)
        self._save(kept, standing)
        turns = Turns(self.uow, self.school, self.now)
        opened = replace(update, content=ChatOpened())
        turns.admit([opened])
        turns.say(_said(update, wording.LINKED, standing.honorific, key, there))
        turns.take(opened, key)
        turns.say(_told_there(kept, standing.honorific, key))
        return turns

    def _save(self, kept: Pupil, standing: Standing) -> None:
        row = {
            "row": kept.learner_id,
            "standing": standing_to_json(standing),
            "honorific": standing.honorific,
            "device": standing.device,
            "seen_at": standing.seen_at or self.now,
        }
        people.save_learners(self.uow, [row])


def _told_there(kept: Pupil, honorific: Honorific | None, key: str) -> list[Bubble]:
    """Whoever holds the first phone learns that a second one has joined."""
    there = Address(kept.account, kept.chat)
    words: list[Outgoing] = [Message(fill(wording.LINKED_THERE, honorific))]
    return bubbles_of(there, words, f"{key}:there", kept.person_id)


def _said(
    update: Update, template: str, honorific: Honorific | None, key: str, person: int
) -> list[Bubble]:
    words: list[Outgoing] = [Message(fill(template, honorific))]
    return bubbles_of(update.address, words, f"{key}:link", person)


def _honorific(pupil: Pupil | None) -> Honorific | None:
    return None if pupil is None else standing_from_json(pupil.standing).honorific
