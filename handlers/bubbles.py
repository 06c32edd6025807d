"""Messages that were decided, written to the outbox: queued, or claimed for the sender in this process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.delivery import Envelope
from bot.message import LANES, Lane, Mark, Outgoing, Purpose
from bot.serial import outgoing_to_json
from bot.update import Address
from storage import outbox
from storage.outbox import Status
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message that a turn decided. `person` is None for what is kept of nobody."""

    key: str
    address: Address
    content: Outgoing
    payload: str
    person: int | None
    lane: Lane
    expires_at: datetime | None = None
    fleeting: bool = False


def bubbles_of(
    address: Address,
    messages: Sequence[Outgoing],
    key: str,
    person: int | None,
    expires_at: datetime | None = None,
    *,
    fleeting: bool = False,
) -> list[Bubble]:
    """Messages to one chat, numbered."""
    return [
        Bubble(
            key=f"{key}:{n}",
            address=address,
            content=content,
            payload=outgoing_to_json(content),
            person=person,
            lane=LANES[purpose(content)],
            expires_at=expires_at,
            fleeting=fleeting,
        )
        for n, content in enumerate(messages)
    ]


def purpose(content: Outgoing) -> Purpose:
    match content:
        case Mark():
            return Purpose.REPLY
        case _:
            return content.purpose


def post(
    uow: UnitOfWork,
    bubbles: Sequence[Bubble],
    now: datetime,
    sends_here: frozenset[str] = frozenset(),
) -> Sequence[Envelope]:
    """Write them as queued, or claimed where this process sends and nothing waits before them."""
    here: dict[str, set[str]] = {}
    for bubble in bubbles:
        if bubble.address.account in sends_here:
            here.setdefault(bubble.address.account, set()).add(bubble.address.chat)
    free = {
        (account, chat)
        for account, chats in here.items()
        for chat in chats - outbox.busy(uow, account, chats)
    }
    claimed = [(bubble.address.account, bubble.address.chat) in free for bubble in bubbles]
    rows = [_row(b, now, claimed=mine) for b, mine in zip(bubbles, claimed, strict=True)]
    numbers = outbox.put(uow, rows)
    outbox.ring(uow, {b.address.account for b in bubbles if b.address.account not in sends_here})
    return [
        _envelope(number, bubble, now)
        for number, bubble, mine in zip(numbers, bubbles, claimed, strict=True)
        if mine
    ]


def put(uow: UnitOfWork, bubbles: Sequence[Bubble], now: datetime) -> Sequence[int]:
    """Write them as queued, whoever sends them; the numbers that they got, in order."""
    numbers = outbox.put(uow, [_row(bubble, now, claimed=False) for bubble in bubbles])
    outbox.ring(uow, {bubble.address.account for bubble in bubbles})
    return numbers


def _row(bubble: Bubble, now: datetime, *, claimed: bool) -> dict[str, Any]:
    return {
        "key": bubble.key,
        "account": bubble.address.account,
        "chat": bubble.address.chat,
        "kind": bubble.address.kind,
        "person_id": bubble.person,
        "purpose": purpose(bubble.content),
        "lane": bubble.lane,
        "payload": bubble.payload,
        "status": Status.SENDING if claimed else Status.QUEUED,
        "attempts": 0,
        "doubts": 0,
        "claimed_at": now if claimed else None,
        "expires_at": bubble.expires_at,
        "fleeting": bubble.fleeting,
        "created_at": now,
    }


def _envelope(number: int, bubble: Bubble, now: datetime) -> Envelope:
    return Envelope(
        number,
        bubble.address,
        bubble.content,
        purpose(bubble.content),
        bubble.lane,
        attempt=1,
        created_at=now,
        expires_at=bubble.expires_at,
        key=bubble.key,
    )
