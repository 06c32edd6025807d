"""What a Zalo Bot's plan still allows: people, and messages a month in both directions.

Whether what people write counts is disputed (docs.zaloplatforms.com/docs/BOT says nothing): it does here.
When the month begins is undocumented, too; here it does at midnight in Vietnam.
"""

from datetime import datetime, timedelta, timezone

from town.zalo.accounts import ZaloBot
from town.zalo.errors import QUOTA, Refused

VIETNAM = timezone(timedelta(hours=7))


def month(now: datetime) -> str:
    """As "2026-11"."""
    here = now.astimezone(VIETNAM)
    return f"{here.year}-{here.month:02}"  # strftime takes four times as long, at every send


def day(now: datetime) -> str:
    return now.astimezone(VIETNAM).strftime("%Y-%m-%d")


def heard(bot: ZaloBot, now: datetime) -> None:
    """Somebody wrote: that comes also when the quota is used up."""
    this = month(now)
    bot.usage[this] = bot.usage.get(this, 0) + 1


def spend(bot: ZaloBot, now: datetime) -> None:
    """The bot writes. Raises Refused when the month's quota is used up."""
    this = month(now)
    used = bot.usage.get(this, 0)
    if bot.plan.messages is not None and used >= bot.plan.messages:
        raise Refused(QUOTA)
    bot.usage[this] = used + 1


def serves(bot: ZaloBot, person: str, now: datetime) -> bool:
    """Is there room for the person, by the id that the bot knows? Who came in time stays for good."""
    if person in bot.served:
        return True
    if bot.plan.users is not None and len(bot.served) >= bot.plan.users:
        return False
    bot.served[person] = now
    return True
