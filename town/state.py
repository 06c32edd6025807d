"""How far a person's own message got."""

from enum import StrEnum


class State(StrEnum):
    """On the phone, on the platform, at the bot."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
