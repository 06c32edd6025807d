"""Counts what comes to the webhooks without showing that it is the platform's. A wrong secret refuses
everybody, and the platform tells nobody."""

import logging
from collections import Counter

log = logging.getLogger(__name__)

# A stranger who tries an address gives up sooner; between them somebody writes.
MANY = 5  # in a row


class Proofs:
    """By account: `failed` in all, and `in_a_row` since the last request that was genuine."""

    def __init__(self) -> None:
        self.failed: Counter[str] = Counter()
        self.in_a_row: Counter[str] = Counter()

    def fails(self, account: str) -> None:
        self.failed[account] += 1
        self.in_a_row[account] += 1
        if self.in_a_row[account] == MANY:
            log.warning(
                "%s: %d requests in a row were not shown to be its platform's", account, MANY
            )

    def holds(self, account: str) -> None:
        if account in self.in_a_row:
            del self.in_a_row[account]
