"""What is ordered about figures. Of a team or a unit; both 0: the only place where they serve, or asked which."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShowFigures:
    """`page`: of the hamlets or communes of a unit."""

    team: int = 0
    unit: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowLessons:
    """The same by lesson."""

    team: int = 0
    unit: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowDoubts:
    """What should be looked at again in a commune."""

    unit: int


FiguresOrder = ShowFigures | ShowLessons | ShowDoubts
