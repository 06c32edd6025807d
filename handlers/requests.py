"""What a turn asks of the rest of the house, once everything before it is written: one's data, a code."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.turn import (
    ConsoleOrdered,
    DataAsked,
    EraseAsked,
    GroupCodeAsked,
    LearnerAdded,
    LearnerChosen,
    LearnersAsked,
    LinkAsked,
    LinkTold,
    NoticeHeard,
    PostTaken,
    School,
    TalkEnded,
    TeamChosen,
    Turn,
    WordsPassed,
)
from bot.update import Address, Update
from handlers import acknowledging, appointing, binding, enrolling, linking, privacy, sharing, talks
from handlers.bubbles import Bubble
from handlers.console import counter
from handlers.turns import Turns
from storage.unit_of_work import UnitOfWork

Request = (
    DataAsked
    | EraseAsked
    | LinkAsked
    | LinkTold
    | GroupCodeAsked
    | TeamChosen
    | PostTaken
    | ConsoleOrdered
    | LearnersAsked
    | LearnerChosen
    | LearnerAdded
    | NoticeHeard
    | WordsPassed
    | TalkEnded
)


@dataclass(frozen=True, slots=True)
class Granted:
    """What is said, what turns are still to be written, and whether the person is nobody any more."""

    bubbles: tuple[Bubble, ...] = ()
    turns: Turns | None = None
    erased: bool = False


def request_in(turn: Turn) -> Request | None:
    """At most one is made in a turn."""
    return next((fact for fact in turn.facts if isinstance(fact, Request)), None)


@dataclass(frozen=True, slots=True)
class Requests:
    uow: UnitOfWork
    school: School
    now: datetime
    help_chat: Address | None

    def grant(self, update: Update, turn: Turn, request: Request, key: str) -> Granted:
        """Within the transaction of the turn. `key` begins the keys of its messages."""
        uow, honorific, now = self.uow, turn.standing.honorific, self.now
        match request:
            case DataAsked():
                return Granted(tuple(privacy.copy_of_data(uow, update, turn, key)))
            case EraseAsked():
                last = privacy.farewell(uow, update, turn, key, now)
                return Granted(tuple(last), erased=True)
            case LinkAsked():
                return Granted(tuple(linking.give_code(uow, update, honorific, key, now)))
            case GroupCodeAsked():
                helps = update.address == self.help_chat
                return Granted(
                    tuple(binding.give_code(uow, update, honorific, key, now, helps=helps))
                )
            case LinkTold(code):
                taken = linking.Linking(uow, self.school, now).take_code(update, code, key)
                return Granted(turns=taken) if isinstance(taken, Turns) else Granted(tuple(taken))
            case LearnersAsked() | LearnerChosen() | LearnerAdded():
                return Granted(turns=sharing.take(uow, self.school, update, request, (key, now)))
            case TeamChosen(code):
                return Granted(turns=enrolling.join(uow, self.school, update, code, (key, now)))
            case PostTaken(code):
                return Granted(turns=appointing.take(uow, self.school, update, code, (key, now)))
            case NoticeHeard():
                return Granted(turns=acknowledging.heard(uow, self.school, update, (key, now)))
            case ConsoleOrdered(order):
                return Granted(turns=counter.serve(uow, self.school, update, order, (key, now)))
            case WordsPassed() | TalkEnded():
                return Granted(turns=talks.take(uow, self.school, update, request, (key, now)))
            case _:
                assert_never(request)
