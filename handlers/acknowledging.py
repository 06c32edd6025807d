"""Somebody says “đã nắm”: the last announcement that they were sent is marked as read by them."""

from datetime import datetime

from bot import acknowledging
from bot.turn import School
from bot.update import Update
from handlers.turns import Turns, alone
from storage import receipts
from storage.unit_of_work import UnitOfWork


def heard(uow: UnitOfWork, school: School, update: Update, place: tuple[str, datetime]) -> Turns:
    """What is said, still to be written. `place`: what begins the messages' keys, and now."""
    key, now = place
    turns, seat = alone(uow, school, update, now)
    if seat is None:
        return turns
    person = seat.pupil.person_id
    latest = receipts.latest(uow, person)
    known = latest is not None and receipts.acknowledge(uow, latest, person, now)
    speech = acknowledging.noted if known else acknowledging.nothing_to_note
    turns.speak(update, f"{key}:heard", speech)
    return turns
