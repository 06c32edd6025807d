"""What has been: what was said in a chat, for a page that shows it again; what an update led to."""

from collections.abc import Sequence
from datetime import datetime

from bot.message import Outgoing
from bot.serial import outgoing_from_json
from bot.trace import trace_of_message, trace_of_update
from storage import archive, trails
from storage.database import Database
from storage.trails import Arrived, Left


def shown(
    db: Database, account: str, chat: str, after: int, limit: int
) -> Sequence[tuple[int, Outgoing, datetime]]:
    """The newest `limit` messages of a chat numbered above `after`, oldest first; also those still
    on their way."""
    with db.reading() as uow:
        found = archive.shown(uow, account, chat, after, limit)
    return [(number, outgoing_from_json(payload), at) for number, payload, at in found]


def followed(db: Database, trace: str) -> tuple[Sequence[Arrived], Sequence[Left]]:
    """What bears that id: the update, and the messages that it led to. Looks at every key there is."""
    with db.reading() as uow:
        return (
            trails.arrivals(uow, lambda account, key: trace_of_update(account, key) == trace),
            trails.messages(uow, lambda key: trace_of_message(key) == trace),
        )
