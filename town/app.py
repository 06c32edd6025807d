"""The town for whoever mounts it."""

from pathlib import Path

from town.clock import TownClock
from town.hamlet import XOM_DONG, Hamlet
from town.telegram.limits import Rates
from town.town import HOME_TOKEN, Town
from town.zalo.accounts import Plan
from town.zalo.side import HOME_ZALO_TOKEN


def create_town(
    path: Path | None = None,
    clock: TownClock | None = None,
    *,
    rates: Rates | None = None,
    latency: float = 0.0,
    token: str = HOME_TOKEN,
    zalo_token: str = HOME_ZALO_TOKEN,
    plan: Plan | None = None,
    hamlet: Hamlet = XOM_DONG,
) -> Town:
    """The ASGI application with the Bot API under `/telegram/bot{token}/{method}`, the Zalo Bot API under
    `/zalo-bot/bot{token}/{method}`, the Official Account's under `/zalo-oa` and `/zalo-oauth`, the page at
    `/` and its JSON under `/api/`. A mounted application has no lifespan: call its `start` and `stop`."""
    return Town(
        path,
        clock,
        rates=rates,
        latency=latency,
        token=token,
        zalo_token=zalo_token,
        plan=plan,
        hamlet=hamlet,
    )
