"""The methods that say where a bot's updates go."""

import re
import time
from urllib.parse import urlsplit

from town.request import Parameters
from town.telegram import errors, shapes
from town.telegram.errors import Refused
from town.telegram.platform import Platform
from town.world import Bot, Webhook

SECRET = re.compile(r"[A-Za-z0-9_-]*")
LONGEST_SECRET = 256
MOST_CONNECTIONS = 100
DEFAULT_CONNECTIONS = 40
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def set_webhook(platform: Platform, bot: Bot, given: Parameters) -> object:
    url = given.text("url")
    if not url:
        return delete_webhook(platform, bot, given)
    wanted = Webhook(url, _secret(given), max_connections=_connections(given))
    _check(url)
    wanted.allowed = bot.allowed = allowed_updates(given, bot.allowed)
    if given.flag("drop_pending_updates"):
        drop_pending(platform, bot)
    if bot.webhook != wanted:
        _not_too_often(platform, bot)
        bot.webhook = wanted
        platform.webhook_changed(bot)
        platform.keeper.changed()
    return True


def delete_webhook(platform: Platform, bot: Bot, given: Parameters) -> object:
    if given.flag("drop_pending_updates"):
        drop_pending(platform, bot)
    if bot.webhook is not None:
        bot.webhook = None
        bot.last_error = bot.last_error_at = None
        platform.webhook_changed(bot)
        platform.keeper.changed()
    return True


def get_webhook_info(platform: Platform, bot: Bot, given: Parameters) -> object:
    del given
    waiting = len(platform.updates.waiting(bot.id))
    info: dict[str, object] = {
        "url": bot.webhook.url if bot.webhook is not None else "",
        "has_custom_certificate": False,
        "pending_update_count": waiting,
    }
    if bot.webhook is not None:
        info |= {"max_connections": bot.webhook.max_connections, "ip_address": "127.0.0.1"}
        if bot.last_error is not None and bot.last_error_at is not None:
            info |= {
                "last_error_message": bot.last_error,
                "last_error_date": shapes.unix(bot.last_error_at),
            }
    if bot.allowed:
        info["allowed_updates"] = bot.allowed
    return info


def allowed_updates(given: Parameters, former: list[str]) -> list[str]:
    """The kinds that the call asks for; unchanged when it does not say."""
    wanted = given.json("allowed_updates")
    return [str(kind) for kind in wanted] if isinstance(wanted, list) else former


def drop_pending(platform: Platform, bot: Bot) -> None:
    for update in platform.updates.waiting(bot.id):
        platform.updates.drop(update)


def _secret(given: Parameters) -> str:
    secret = given.text("secret_token")
    if not SECRET.fullmatch(secret):
        raise Refused(errors.SECRET_INVALID)
    if len(secret) > LONGEST_SECRET:
        raise Refused(errors.SECRET_TOO_LONG)
    return secret


def _connections(given: Parameters) -> int:
    wanted = given.number("max_connections", DEFAULT_CONNECTIONS)
    return max(1, min(wanted, MOST_CONNECTIONS))


def _check(url: str) -> None:
    """HTTPS, or plain HTTP to this machine, which the real Telegram would refuse."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refused(errors.cannot_parse("webhook URL")) from None
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return
    if parts.scheme != "https" or not parts.hostname:
        raise Refused(errors.WEBHOOK_NOT_HTTPS)


def _not_too_often(platform: Platform, bot: Bot) -> None:
    """A webhook may change once a second."""
    now = time.monotonic()
    limited = platform.rates.overall_per_second is not None
    if limited and now - platform.webhooks_set.get(bot.id, -1.0) < 1:
        raise Refused(errors.too_many(1))
    platform.webhooks_set[bot.id] = now
