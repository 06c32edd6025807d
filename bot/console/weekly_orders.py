"""What is ordered about the people of a team: the list, a card, and what can be done from it; and visits.

Of `learner` and `household` one is 0.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeeList:
    """Who needs somebody to come by. `team` 0: the only one, or asked which; so in all of these."""

    team: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class SeePerson:
    team: int
    learner: int = 0
    household: int = 0


@dataclass(frozen=True, slots=True)
class SendWord:
    """A kind sentence, written by us, in the learner's chat."""

    team: int
    learner: int


@dataclass(frozen=True, slots=True)
class MarkVisited:
    team: int
    learner: int = 0
    household: int = 0


@dataclass(frozen=True, slots=True)
class LeaveAlone:
    """They do not want to be asked again."""

    team: int
    learner: int = 0
    household: int = 0


@dataclass(frozen=True, slots=True)
class ChooseSkill:
    """Which lesson's skill was seen."""

    team: int
    learner: int = 0
    household: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class ChooseHow:
    """Alone, or with help?"""

    team: int
    learner: int
    household: int
    lesson: str


@dataclass(frozen=True, slots=True)
class ConfirmSkill:
    team: int
    learner: int
    household: int
    lesson: str
    alone: bool


@dataclass(frozen=True, slots=True)
class TellVisit:
    """A visit told in a sentence; without one it is asked for."""

    team: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class NoteVisit:
    """A visit as it was understood: shown, and kept when it is `sure`. `outcome`: bot.visiting.Outcome;
    `lessons`: ids with spaces between; `how`: "alone", "helped" or ""; `said`: how the team calls a
    household that it did not know so far, else ""."""

    team: int
    learner: int
    household: int
    outcome: str
    lessons: str = ""
    how: str = ""
    said: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class EraseHousehold:
    """Everything about a household without a phone; `said`: how the team calls it, where it is looked for."""

    team: int = 0
    household: int = 0
    said: str = ""


VisitOrder = TellVisit | NoteVisit | EraseHousehold
PersonOrder = (
    SeeList
    | SeePerson
    | SendWord
    | MarkVisited
    | LeaveAlone
    | ChooseSkill
    | ChooseHow
    | ConfirmSkill
)
WeeklyOrder = VisitOrder | PersonOrder
