"""Envelopes for tests of the channels."""

from datetime import UTC, datetime

from bot.delivery import Envelope
from bot.message import LANES, Mark, Message, Purpose
from bot.update import Address

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def envelope(
    content: Message | Mark, chat: str = "5551234567", account: str = "telegram"
) -> Envelope:
    purpose = content.purpose if isinstance(content, Message) else Purpose.REPLY
    return Envelope(1, Address(account, chat), content, purpose, LANES[purpose], 1, NOW)
