"""What was said in a chat, for a page that shows it again."""

from collections.abc import Sequence
from datetime import datetime

from bot.message import Outgoing
from bot.serial import outgoing_from_json
from storage import archive
from storage.database import Database


def shown(
    db: Database, account: str, chat: str, after: int, limit: int
) -> Sequence[tuple[int, Outgoing, datetime]]:
    """The newest `limit` messages of a chat numbered above `after`, oldest first; also those still
    on their way."""
    with db.reading() as uow:
        found = archive.shown(uow, account, chat, after, limit)
    return [(number, outgoing_from_json(payload), at) for number, payload, at in found]
