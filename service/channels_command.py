"""`hocvuso channels`: what is configured, and what the platforms say about it."""

from dataclasses import fields
from typing import Any

from bot.limits import Rate
from channels.protocol import Channel
from channels.telegram import setup as telegram_setup
from channels.telegram.setup import Unusable
from channels.webchat.adapter import WebChat
from service.accounts import MENU, Account, accounts
from service.clock import system_clock
from service.settings import Settings


def describe(settings: Settings) -> list[dict[str, Any]]:
    """Each account with its capabilities and limits. Asks nobody."""
    configured = accounts(settings, None, system_clock)
    rows = [_described(one.channel) | {"updates": one.webhook or "polled"} for one in configured]
    return [*rows, _described(WebChat())]


async def check(settings: Settings) -> list[dict[str, Any]]:
    """Each account with what its platform says; `ok` False comes with a sentence in `trouble`."""
    return [await _checked(one) for one in accounts(settings, None, system_clock)]


async def set_webhook(settings: Settings) -> str | None:
    """Point every account's platform at HOCVUSO_PUBLIC_URL. None when done, else what is wrong."""
    configured = accounts(settings, None, system_clock)
    if not settings.public_url or not configured:
        return "Cần đặt HOCVUSO_PUBLIC_URL và ít nhất một tài khoản (docs/operate.md)."
    for one in configured:
        try:
            await telegram_setup.set_up(one.channel, one.webhook, one.secret, MENU)
        except Unusable as trouble:
            return str(trouble)
        finally:
            await one.channel.close()
    return None


async def drop_webhook(settings: Settings) -> str | None:
    """Have updates kept by the platform for polling. None when done, else what is wrong."""
    for one in accounts(settings, None, system_clock):
        try:
            await telegram_setup.drop_webhook(one.channel)
        except Unusable as trouble:
            return str(trouble)
        finally:
            await one.channel.close()
    return None


async def _checked(one: Account) -> dict[str, Any]:
    row: dict[str, Any] = {"account": one.channel.account, "ok": True}
    try:
        row["username"] = await telegram_setup.check(one.channel)
        found = await telegram_setup.webhook(one.channel)
        row |= {
            "webhook": found.url or "none",
            "pending": found.pending,
            "last_error": found.last_error,
        }
        if found.url != one.webhook:
            row |= {"ok": False, "trouble": _astray(one)}
    except Unusable as trouble:
        row |= {"ok": False, "trouble": str(trouble)}
    finally:
        await one.channel.close()
    return row


def _astray(one: Account) -> str:
    if one.webhook:
        return "The webhook points elsewhere. Mend it: hocvuso channels set-webhook"
    return "A webhook is set, so nothing can be polled. Mend it: hocvuso channels drop-webhook"


def _described(channel: Channel) -> dict[str, Any]:
    can, limits = channel.capabilities, channel.limits
    return {
        "account": channel.account,
        "kind": channel.kind,
        **{field.name: _plain(getattr(can, field.name)) for field in fields(can)},
        "overall": _rate(limits.overall),
        "private_chat": _rate(limits.private_chat),
        "group_chat": _rate(limits.group_chat),
    }


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else value


def _rate(rate: Rate | None) -> str:
    return "no limit" if rate is None else f"{rate.count} in {rate.seconds:g} s"
