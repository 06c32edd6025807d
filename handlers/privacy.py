"""What a person asks about their own data inside the chat: a copy, or that it is all forgotten (P8)."""

from datetime import datetime

import orjson

from bot.message import Document, Message
from bot.notices import data_caption
from bot.turn import Turn
from bot.update import Update
from handlers.bubbles import Bubble, bubbles_of
from handlers.people import everything, forget
from storage import people
from storage.unit_of_work import UnitOfWork

FILE_NAME = "du-lieu-cua-toi.json"


def copy_of_data(uow: UnitOfWork, update: Update, turn: Turn, key: str) -> list[Bubble]:
    """Everything that is stored, as a file below the turn's own words."""
    person = people.of_user(uow, update.address.account, update.sender.user)
    if person is None:
        return []
    body = orjson.dumps(everything(uow, person), option=orjson.OPT_INDENT_2).decode()
    file = Message(
        data_caption(turn.standing.honorific),
        document=Document(FILE_NAME, "application/json", body),
    )
    return bubbles_of(update.address, [file], f"{key}:data", person)


def farewell(uow: UnitOfWork, update: Update, turn: Turn, key: str, now: datetime) -> list[Bubble]:
    """Erase, then say so: in rows that belong to nobody and follow soon."""
    person = people.of_user(uow, update.address.account, update.sender.user)
    if person is not None:
        forget(uow, [person], now)
    return bubbles_of(update.address, turn.messages, key, None, fleeting=True)
