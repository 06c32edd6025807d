"""The book of who did what to what. Append-only, and never about what somebody said."""

from datetime import datetime

from sqlalchemy import insert

from storage.tables import AuditRow, table
from storage.unit_of_work import UnitOfWork

OPERATOR = "operator"  # an actor: whoever has the command line

_NOTE = insert(table(AuditRow))


def note(uow: UnitOfWork, deed: tuple[str, str, str], now: datetime, detail: str = "") -> None:
    """`deed`: who, did what, to what."""
    actor, action, what = deed
    row = {"actor": actor, "action": action, "object": what, "detail": detail, "at": now}
    uow.run(_NOTE, row)
