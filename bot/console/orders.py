"""What somebody who serves in a team can ask of us: by a button, a number, or words.

An order names what it is about and never who may do it: `handlers.console` asks `bot.policy` each time, since
an old button is still there when its owner's role is over. `said` is what was typed for it.
"""

from dataclasses import dataclass

from bot.console.announcing_orders import NoticeOrder
from bot.console.call_orders import CallOrder
from bot.console.figures_orders import FiguresOrder
from bot.console.weekly_orders import WeeklyOrder


@dataclass(frozen=True, slots=True)
class OpenConsole:
    """The list of what there is to do. `team` 0: the only one, or asked which."""

    team: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True)
class OpenOffice:
    """The same for an officer: of a commune, or of the province."""

    unit: int


@dataclass(frozen=True, slots=True)
class ShowTeamCode:
    """The code with which residents join, and how to print it."""

    team: int


@dataclass(frozen=True, slots=True)
class ConnectGroup:
    """A code with which a group chat becomes the team's."""

    team: int


Order = (
    OpenConsole
    | OpenOffice
    | ShowTeamCode
    | ConnectGroup
    | NoticeOrder
    | CallOrder
    | FiguresOrder
    | WeeklyOrder
)
