"""Rows of the outbox for the sender's tests, written and read past the product's own storage code."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import Engine, create_engine
from sqlmodel import Session, select

from bot.delivery import Envelope
from bot.message import LANES, Lane, Message, Purpose
from bot.serial import outgoing_from_json, outgoing_to_json
from bot.update import Address, ChatKind
from storage.tables.post import MessageRow

ACCOUNT = "telegram"

_keys = count(1)


class Rows:
    """The message table of one database, as one account writes it."""

    def __init__(self, url: str, account: str = ACCOUNT) -> None:
        self._account = account
        self._engine: Engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))

    def add(
        self,
        messages: Iterable[tuple[str, str]],
        *,
        purpose: Purpose = Purpose.REPLY,
        kind: ChatKind = ChatKind.PRIVATE,
        claimed: bool = False,
        lane: Lane | None = None,
    ) -> Sequence[Envelope]:
        """Rows (chat, text): *sending* if they are claimed, else *queued*."""
        now = datetime.now(UTC)
        rows = [
            MessageRow(
                key=f"test:{next(_keys)}",
                account=self._account,
                chat=chat,
                kind=kind,
                purpose=purpose,
                lane=LANES[purpose] if lane is None else lane,
                payload=outgoing_to_json(Message(text, purpose=purpose)),
                status="sending" if claimed else "queued",
                claimed_at=now if claimed else None,
                created_at=now,
            )
            for chat, text in messages
        ]
        with Session(self._engine) as session:
            session.add_all(rows)
            session.commit()
            return tuple(_envelope(row) for row in rows)

    def states(self) -> dict[str, str]:
        """Each message's status by its text, in the order in which they were written."""
        with Session(self._engine) as session:
            rows = session.exec(select(MessageRow).order_by(MessageRow.id)).all()  # type: ignore[arg-type]
            return {_message(row).text: row.status for row in rows}

    def by_chat(self) -> dict[str, list[str]]:
        """Each chat's texts, in the order in which they were decided."""
        chats: dict[str, list[str]] = {}
        with Session(self._engine) as session:
            for row in session.exec(select(MessageRow).order_by(MessageRow.id)):  # type: ignore[arg-type]
                chats.setdefault(row.chat, []).append(_message(row).text)
        return chats

    def attempts(self) -> set[int]:
        """How often any of them is known to have failed."""
        with Session(self._engine) as session:
            return {row.attempts for row in session.exec(select(MessageRow))}

    def close(self) -> None:
        self._engine.dispose()


def _envelope(row: MessageRow) -> Envelope:
    assert row.id is not None
    return Envelope(
        id=row.id,
        address=Address(row.account, row.chat, ChatKind(row.kind)),
        content=_message(row),
        purpose=Purpose(row.purpose),
        lane=LANES[Purpose(row.purpose)],
        attempt=1,
        created_at=row.created_at,
    )


def _message(row: MessageRow) -> Message:
    message = outgoing_from_json(row.payload or json.dumps(None))
    assert isinstance(message, Message)
    return message
