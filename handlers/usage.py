"""What is used of the accounts' plans."""

from datetime import datetime

from bot.usage import Usage, month_of
from storage import usage
from storage.database import Database


def of(db: Database, account: str, now: datetime) -> Usage:
    """Of one account, this month. Messages are counted only where a plan limits them. Raises Unavailable."""
    with db.reading() as uow:
        came, went = usage.messages(uow, account, month_of(now))
        return Usage(came, went, usage.users(uow, account), usage.groups(uow, account))
