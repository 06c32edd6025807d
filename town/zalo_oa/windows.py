"""Whom an Official Account may write to, and when it costs money. Pure.

Source: docs.zaloplatforms.com/docs/OA/tin-nhan/tin-tu-van/… An interaction is a message to the account or in one
of its groups, a follow, a tap on a button of a message or of the menu.
"""

from datetime import datetime

from town.zalo_oa import errors
from town.zalo_oa.limits import BILLED, FREE


def billed(last: datetime | None, now: datetime) -> bool:
    """Does a message cost money now? `last` is the person's last interaction. Raises Refused: -232, -230."""
    if last is None:
        raise errors.refused(-232)
    age = (now - last).total_seconds()
    if age > BILLED:
        raise errors.refused(-230)
    return age > FREE


def paid(money: int | None) -> int:
    """What is left of the Zalo Cloud Account after one message. Raises Refused: -320, -321."""
    if money is None:
        raise errors.refused(-320)
    if money <= 0:
        raise errors.refused(-321)
    return money - 1
