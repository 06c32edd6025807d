"""Alembic migrations: the way from every released schema to the present one.

All of an upgrade is one transaction, and nothing here reads a configuration file, so that it works
from an installed package.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

NEWEST = "head"


def config(connection: Connection) -> Config:
    """Alembic's settings for this folder and an open connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def upgrade(connection: Connection, revision: str = NEWEST) -> None:
    """Within the connection's transaction. The caller keeps others out and commits."""
    command.upgrade(config(connection), revision)
