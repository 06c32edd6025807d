"""One open transaction, as the modules beside this one see it: statements in, rows out.

It must not commit: `Database.transaction` does, when its block ends.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from storage import prepared

Params = Mapping[str, Any]
AnyRow = Row[*tuple[Any, ...]]


class UnitOfWork:
    """Statements are built once, at import; here they only get their parameters."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.postgres = connection.dialect.name == "postgresql"

    def rows(self, statement: Executable, params: Params | None = None) -> Sequence[AnyRow]:
        """All rows of a question, or of a statement that ends in RETURNING."""
        return self.connection.execute(statement, params).all()

    def run(self, statement: Executable, params: Params | None = None) -> int:
        """How many rows it changed."""
        return self.connection.execute(statement, params).rowcount

    def each(self, statement: Executable, params: Sequence[Params]) -> None:
        """The statement once for each set of parameters, in one go; nothing for none."""
        if params:
            prepared.run(self.connection, statement, params)


class Upsert:
    """An INSERT with ON CONFLICT in the words of both databases, which agree but for the class."""

    def __init__(self, make: Callable[[Callable[[Table], Any]], Any]) -> None:
        self._sqlite = make(sqlite.insert)
        self._postgres = make(postgresql.insert)

    def on(self, uow: UnitOfWork) -> Any:
        return self._postgres if uow.postgres else self._sqlite
