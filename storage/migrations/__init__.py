"""Alembic migrations: the way from every released schema to the present one.

All of an upgrade is one transaction, and nothing here reads a configuration file, so that it works
from an installed package. Alembic takes 11 MiB, so a database that is up to date does without it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "head"
_HERE = Path(__file__).parent


def newest() -> str:
    """The revision that the files beside this one lead to; their names begin with their numbers."""
    return max(file.name.partition("_")[0] for file in (_HERE / "versions").glob("[0-9]*.py"))


def config(connection: Connection) -> "Config":
    """Alembic's settings for this folder and an open connection."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def upgrade(connection: Connection, revision: str = NEWEST) -> None:
    """Within the connection's transaction. The caller keeps others out and commits."""
    if revision == NEWEST and present(connection) == newest():
        return
    from alembic import command

    command.upgrade(config(connection), revision)


def present(connection: Connection) -> str | None:
    """The revision of this database; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
