"""What is written down about an account's tokens, before and after its platform is asked for new ones.

The asking itself happens outside: no transaction waits for a platform. Whoever asks holds the account's
token lock.
"""

import hashlib
from datetime import datetime

from storage import keepsakes, tokens
from storage.database import Database
from storage.tokens import Kept

__all__ = ["Kept", "asking", "authorised", "kept", "not_asked", "renewed", "seed", "stopped"]


def kept(db: Database, account: str) -> Kept | None:
    """The pair; None: nobody has authorised the account yet. Raises Unavailable, as all of these."""
    with db.reading() as uow:
        return tokens.get(uow, account)


def asking(db: Database, account: str, refresh: str, now: datetime) -> bool:
    """Before the platform is asked. False: the pair has changed meanwhile, look again."""
    with db.transaction() as uow:
        return tokens.ask(uow, account, refresh, now)


def not_asked(db: Database, account: str, refresh: str, former: datetime | None) -> None:
    """The platform did not hear the question, or spent nothing on it: a doubt that was there stays."""
    with db.transaction() as uow:
        tokens.ask(uow, account, refresh, former)


def stopped(db: Database, account: str, refresh: str, why: str) -> None:
    """The platform takes this refresh token no more; `why` is for the operator, in Vietnamese."""
    with db.transaction() as uow:
        tokens.stop(uow, account, refresh, why)


def renewed(db: Database, account: str, spent: str, fresh: Kept) -> Kept | None:
    """What stands there now: the new pair, or the one with which a person replaced the old meanwhile."""
    with db.transaction() as uow:
        tokens.renew(uow, account, spent, fresh)
        return tokens.get(uow, account)


def authorised(db: Database, account: str, fresh: Kept) -> None:
    """A person has seen to it."""
    with db.transaction() as uow:
        tokens.put(uow, account, fresh)


def seed(db: Database, account: str, fresh: Kept) -> bool:
    """The refresh token of the settings, which is used once: when there is no pair yet, when the setting
    has changed, or when the pair that is there is dead. Whether it was."""
    digest = hashlib.sha256(fresh.refresh.encode()).hexdigest()
    with db.transaction() as uow:
        is_first, is_new = keepsakes.changes(uow, f"token seed {account}", digest)
        present = tokens.get(uow, account)
        # A pair that came by `authorise` before the setting was ever seen is the newer of the two.
        if not is_new or (is_first and present is not None and not present.trouble):
            return False
        tokens.put(uow, account, fresh)
        return True
