"""`hocvuso trace`: from the short id in a log line to what is stored about it. No person, no words."""

from dataclasses import asdict
from typing import Any

from handlers import history
from service.settings import Settings
from storage.database import Database


def follow(settings: Settings, short: str) -> list[dict[str, Any]]:
    """The update first, if it was one, then what it led to; empty when nothing bears that id."""
    database = Database(settings.database_url)
    try:
        arrived, left = history.followed(database, short)
    finally:
        database.close()
    return [
        *({"what": "inbound"} | _plain(asdict(one)) for one in arrived),
        *({"what": "message"} | _plain(asdict(one)) for one in left),
    ]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Without what is not there; times as text."""
    return {
        name: value if isinstance(value, int) else str(value)
        for name, value in row.items()
        if value not in (None, "")
    }
