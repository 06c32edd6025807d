"""How much may be said on the page in a minute: more than anybody types, less than fills a database.

Keys to chats are free, so a chat's limit alone would stop nobody; an address is dearer. Counted in this
process only, by the minute: in the worst case twice as much passes around the turn of one.
"""

import math
from collections import Counter
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

A_MINUTE = timedelta(minutes=1)
OF_A_CHAT = 120  # a minute; who presses as quickly as the answers come makes about forty
# A village hall learns behind one address, and so do the customers of a mobile network.
OF_AN_ADDRESS = 600  # a minute


class Pace:
    """Counts what is said by chat and by address."""

    def __init__(self) -> None:
        self._ends: datetime | None = None
        self._said: Counter[str] = Counter()

    def wait(self, chat: str, client: str, now: datetime) -> int:
        """Whole seconds to wait before this may be said; 0: it is said, and counted."""
        # A clock that was set back must not make a minute of hours.
        if self._ends is None or not now < self._ends <= now + A_MINUTE:
            self._ends = now + A_MINUTE
            self._said.clear()
        limits = {chat: OF_A_CHAT}
        if (address := told_apart(client)) is not None:
            limits[address] = OF_AN_ADDRESS
        if any(self._said[who] >= most for who, most in limits.items()):
            return math.ceil((self._ends - now).total_seconds())
        self._said.update(limits.keys())
        return 0


def told_apart(client: str) -> str | None:
    """What tells one client from another; None for an address inside, which is a proxy's that does not
    say whom it speaks for, or the operator's own."""
    try:
        address = ip_address(client)
    except ValueError:
        return None
    if not address.is_global:
        return None
    # A connection with IPv6 has a whole network of addresses (RFC 6177).
    return str(address) if not isinstance(address, IPv6Address) else address.exploded[:19]
