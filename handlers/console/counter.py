"""Where every order arrives: whose it is, whether they may, and which area of the work answers it."""

from datetime import datetime
from functools import partial
from typing import assert_never

from bot.console import menu, wording
from bot.console.announcing_orders import NoticeOrder
from bot.console.call_orders import CallOrder, OpenCalls
from bot.console.figures_orders import FiguresOrder
from bot.console.orders import ConnectGroup, OpenConsole, OpenOffice, Order, ShowTeamCode
from bot.console.weekly_orders import PersonOrder, VisitOrder
from bot.serial import standing_from_json
from bot.turn import School
from bot.update import Update
from handlers import binding
from handlers.console import announcing, calls, figures, people, rooms, visiting
from handlers.console.caller import Answer, Caller, Forbidden, Gone
from handlers.turns import Turns, alone
from storage import audit, posts
from storage.unit_of_work import UnitOfWork


def serve(
    uow: UnitOfWork, school: School, update: Update, order: Order, place: tuple[str, datetime]
) -> Turns:
    """What is said, still to be written. `place`: what begins the messages' keys, and now."""
    key, now = place
    turns, seat = alone(uow, school, update, now)
    if seat is None:
        return turns
    held = tuple(posts.held(uow, seat.pupil.person_id, now))
    caller = Caller(uow, school, now, seat.pupil, update, key, held)
    answer = _answer(caller, order)
    turns.speak(update, answer.key or f"{key}:console", answer.speech)
    for told in answer.told:
        turns.tell(told.pupil, told.key, told.speech)
    turns.say(answer.bubbles)
    return turns


def _answer(caller: Caller, order: Order) -> Answer:
    if not caller.held:
        return Answer(menu.no_post)
    try:
        return _done(caller, order)
    except Gone:
        return Answer(partial(menu.refuse, template=wording.GONE))
    except Forbidden as refusal:
        deed = (f"person:{caller.pupil.person_id}", "refused", type(order).__name__)
        audit.note(caller.uow, deed, caller.now, str(refusal))
        return Answer(partial(menu.refuse, template=wording.FORBIDDEN))


def _done(caller: Caller, order: Order) -> Answer:
    """Each area of the work has its own window."""
    if isinstance(order, NoticeOrder):
        return announcing.serve(caller, order)
    if isinstance(order, OpenCalls):
        return calls.show_list(caller, order)
    if isinstance(order, CallOrder):
        return calls.serve(caller, order)
    if isinstance(order, FiguresOrder):
        return figures.serve(caller, order)
    if isinstance(order, VisitOrder):
        return visiting.serve(caller, order)
    if isinstance(order, PersonOrder):
        return people.serve(caller, order)
    match order:
        case OpenConsole() | OpenOffice() | ShowTeamCode():
            return rooms.serve(caller, order)
        case ConnectGroup():
            return _group_code(caller)
        case _:
            assert_never(order)


def _group_code(caller: Caller) -> Answer:
    honorific = standing_from_json(caller.pupil.standing).honorific
    given = binding.give_code(
        caller.uow, caller.update, honorific, caller.key, caller.now, helps=False
    )
    return Answer(lambda scene: scene, tuple(given))
