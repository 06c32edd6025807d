"""What somebody who serves can ask about the calls for help of their team or commune."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenCalls:
    """Who is waiting. `team` and `unit` 0: wherever they serve."""

    team: int = 0
    unit: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class SeeCall:
    """Who asks, and where they are stuck."""

    ticket: int


@dataclass(frozen=True, slots=True)
class TakeCall:
    """It is theirs to answer from now on."""

    ticket: int


@dataclass(frozen=True, slots=True)
class AnswerCall:
    """Words for the learner; "" asks for them."""

    ticket: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class PickAnswer:
    """The answers that are written already."""

    ticket: int


@dataclass(frozen=True, slots=True)
class SendAnswer:
    """One of these, by its place."""

    ticket: int
    number: int


@dataclass(frozen=True, slots=True)
class PromiseVisit:
    """They will come to the learner's home. `said`: when; "" asks for it."""

    ticket: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class CloseCall:
    """It is over. `good` False: they were there, and it does not work yet."""

    ticket: int
    good: bool = True


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Somebody else should answer."""

    ticket: int


CallOrder = (
    OpenCalls
    | SeeCall
    | TakeCall
    | AnswerCall
    | PickAnswer
    | SendAnswer
    | PromiseVisit
    | CloseCall
    | GiveBack
)
