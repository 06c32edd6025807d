"""A team's own link to an announcement: what stands behind it, and that it was opened."""

import secrets
from datetime import datetime

from bot.bulletin import Bulletin
from bot.turn import School
from handlers.bulletins import bulletin_of
from storage import broadcasts, doorways, relays
from storage.database import Database
from storage.unit_of_work import UnitOfWork

_TOKEN = 9  # bytes: nobody finds one by trying, and the link stays short


def token_for(uow: UnitOfWork, broadcast: int, team: int, now: datetime) -> str:
    return relays.token_of(uow, broadcast, team, secrets.token_urlsafe(_TOKEN), now)


def shown(db: Database, school: School, token: str) -> tuple[Bulletin, str] | None:
    """What the link shows, and the code of the team that handed it on ("" where it has none); None: no
    such link."""
    with db.reading() as uow:
        found = relays.find(uow, token)
        row = broadcasts.get(uow, found.broadcast) if found else None
        if found is None or row is None:
            return None
        return bulletin_of(uow, school, row, asks=False), doorways.code_of(
            uow, found.team, ""
        ) or ""


def opened(db: Database, token: str) -> bool:
    """Counted. False: no such link."""
    with db.transaction() as uow:
        return relays.opened(uow, token)
