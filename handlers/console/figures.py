"""Figures for those who may see them: their own team's, or of the unit in which they hold an office."""

from functools import partial
from typing import assert_never

from bot.calendar import ZONE
from bot.console import figures
from bot.console.figures import Where
from bot.console.figures_orders import FiguresOrder, ShowDoubts, ShowFigures, ShowLessons
from bot.console.orders import OpenConsole
from bot.coverage import Coverage, Table
from bot.plausible import LOOKED_BACK, doubted
from bot.policy import Act
from handlers.console import rooms
from handlers.console.caller import Answer, Caller, Gone
from storage import coverage, finishes, teams


def serve(caller: Caller, order: FiguresOrder) -> Answer:
    match order:
        case ShowFigures(0, 0):
            return _mine(caller)
        case ShowFigures(team, 0):
            where = _where(caller, team, 0)
            return Answer(partial(figures.show_team, where=where, coverage=_team(caller, team)))
        case ShowFigures(_, unit, page):
            return _unit_shown(caller, unit, page)
        case ShowLessons(team, unit, page):
            found = _team(caller, team) if team else _lessons(caller, unit)
            where = _where(caller, team, unit)
            return Answer(partial(figures.show_lessons, where=where, coverage=found, page=page))
        case ShowDoubts(unit):
            return _doubts(caller, unit)
        case _:
            assert_never(order)


def _mine(caller: Caller) -> Answer:
    places = [
        (name, ShowFigures(team=opens.team))
        if isinstance(opens, OpenConsole)
        else (name, ShowFigures(unit=opens.unit))
        for name, opens in rooms.places_of(caller)
    ]
    if not places:
        raise Gone
    if len(places) == 1:
        return serve(caller, places[0][1])
    return Answer(partial(figures.choose, places=places))


def _unit_shown(caller: Caller, unit: int, page: int) -> Answer:
    table = _unit(caller, unit)
    doubts = caller.can(Act.SEE_PEOPLE, caller.unit(unit, Act.SEE_FIGURES).place)
    where = _where(caller, 0, unit)
    return Answer(partial(figures.show_unit, where=where, table=table, page=page, doubts=doubts))


def _doubts(caller: Caller, unit: int) -> Answer:
    """Nearer to people than counts are: for those who may see who is stuck as well."""
    spot = caller.unit(unit, Act.SEE_PEOPLE)
    names = teams.within(caller.uow, unit)
    minutes = {lesson.id: lesson.minutes for lesson in caller.school.course.lessons}
    found = doubted(finishes.since(caller.uow, names, caller.now - LOOKED_BACK), minutes)
    told = [(names[one.team], one) for one in found]
    where = _where(caller, 0, unit)
    return Answer(partial(figures.show_doubts, where=where, name=spot.name, found=told))


def _team(caller: Caller, team: int) -> Coverage:
    caller.team(team, Act.SEE_FIGURES)
    found = coverage.of_team(caller.uow, team)
    if found is None:
        raise Gone
    return found


def _unit(caller: Caller, unit: int) -> Table:
    caller.unit(unit, Act.SEE_FIGURES)
    found = coverage.of_unit(caller.uow, unit)
    if found is None:
        raise Gone
    return found


def _lessons(caller: Caller, unit: int) -> Coverage:
    caller.unit(unit, Act.SEE_FIGURES)
    found = coverage.lessons_of(caller.uow, unit)
    if found is None:
        raise Gone
    return found


def _where(caller: Caller, team: int, unit: int) -> Where:
    return Where(team, unit, caller.now.astimezone(ZONE).date())
