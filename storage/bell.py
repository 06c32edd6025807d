"""Tells senders in other processes that messages were queued for their account: PostgreSQL's NOTIFY.

`storage.outbox.ring` rings. Only a haste: who misses the bell finds the rows by looking, a second later. SQLite has none; there
the process that writes is as good as always the one that sends.
"""

from typing import Any, cast

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from storage.errors import Unavailable, translated

_LISTEN = text("LISTEN hocvuso_outbox")


class Bell:
    """One listener, on a connection of its own. For one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def rung(self, seconds: float) -> frozenset[str]:
        """The accounts it rang for, as soon as it rings, or none after so long.

        Raises Unavailable; the next call connects anew, and what rang meanwhile is not told.
        """
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
                self._connection.execute(_LISTEN)
            driver = cast(psycopg.Connection[Any], self._connection.connection.driver_connection)
            return frozenset(one.payload for one in driver.notifies(timeout=seconds, stop_after=1))
        except SQLAlchemyError as error:
            self.close()
            raise translated(error) from error
        except psycopg.Error as error:  # past SQLAlchemy, which would have translated it
            self.close()
            raise Unavailable("the connection that listens was lost") from error

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()  # a lost one cannot be rolled back, and nothing is to be
            connection.close()
