"""Who speaks by program on Zalo: bots of the Zalo Bot platform, and Official Accounts.

The two products share nothing but the people: hosts, ids, credentials and rules are different.
"""

from dataclasses import dataclass, field
from datetime import datetime

from town.zalo_oa.account import ZaloOa

__all__ = ["Account", "BotWebhook", "Manner", "Plan", "ZaloBot", "ZaloOa", "no_plan"]

# The Basic plan (docs.zaloplatforms.com/docs/BOT and the price list of 2026); None = no limit, for measuring.
BASIC_USERS = 50
BASIC_GROUPS = 3
BASIC_MESSAGES = 3_000  # a month; both directions, the harsher of two readings


@dataclass(slots=True)
class Plan:
    """How many people and groups a bot serves, and messages a month."""

    users: int | None = BASIC_USERS
    groups: int | None = BASIC_GROUPS
    messages: int | None = BASIC_MESSAGES


def no_plan() -> Plan:
    """Without limits, for measuring."""
    return Plan(None, None, None)


@dataclass(slots=True)
class Manner:
    """Where descriptions of the real platform disagree or are silent, the town does either.

    `wrapped`: events come as `{"ok": true, "result": {…}}`, as documented; seen on real webhooks is the flat
    form. `photo_field`: the documented name is `photo`, the one seen is `photo_url`. `attempts`: how often an
    event is brought to a webhook at most until it is taken (undocumented; 1 plays the loss, more the
    duplicates; None: until it is taken). `quote_field`: under which name an event tells which message is
    quoted; none is documented, so that by default it does not. `display_name`: does getMe tell it?
    """

    wrapped: bool = False
    photo_field: str = "photo_url"
    attempts: int | None = 1
    quote_field: str = ""
    display_name: bool = True


@dataclass(slots=True)
class BotWebhook:
    """`url` is empty once it was deleted. `updated_at` in milliseconds since 1970."""

    url: str
    secret: str
    updated_at: int


@dataclass(slots=True)
class ZaloBot:
    """`usage` counts messages both ways by month ("2026-11"), `trials` calls of testWebhook by day."""

    id: str
    token: str
    account_name: str
    name: str
    plan: Plan = field(default_factory=Plan)
    manner: Manner = field(default_factory=Manner)
    webhook: BotWebhook | None = None  # None: there has never been one
    usage: dict[str, int] = field(default_factory=dict)
    trials: dict[str, int] = field(default_factory=dict)
    served: dict[str, datetime] = field(
        default_factory=dict
    )  # people, by their id here, since when
    last_error: str | None = None
    last_error_at: datetime | None = None


Account = ZaloBot | ZaloOa
