"""The methods that say where a Zalo Bot's events go, and whether they get there."""

import ipaddress
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from town.request import Parameters
from town.zalo import errors, meter, shapes
from town.zalo.accounts import BotWebhook, ZaloBot
from town.zalo.errors import Refused
from town.zalo.limits import LONGEST_SECRET, MOST_TRIALS, SHORTEST_SECRET
from town.zalo.outward import Outward, Reached
from town.zalo.platform import Zalo

# What testWebhook and setWebhook advise, by the status of an answer.
HINTS = {
    403: "Your server or CDN rejected the request with 403. Check WAF / Cloudflare rules for the User-Agent "
    '"Java/<version>".',
    404: "Your server answered 404. Check the path of the URL.",
}


class Hooks:
    """`changed` are told when a bot's webhook is another, or none."""

    def __init__(
        self, zalo: Zalo, outward: Outward, changed: Iterable[Callable[[ZaloBot], None]]
    ) -> None:
        self._zalo = zalo
        self._outward = outward
        self._changed = tuple(changed)

    async def set_webhook(self, bot: ZaloBot, given: Parameters) -> object:
        """Kept also when the probe of it fails; `verification` tells. Raises Refused."""
        url, secret = _url(given), _secret(given)
        webhook = bot.webhook = BotWebhook(url, secret, self._now())
        self._tell(bot)
        verification = await self._probe(url)
        return {"url": url, "updated_at": webhook.updated_at, "verification": verification}

    async def delete_webhook(self, bot: ZaloBot, given: Parameters) -> object:
        del given
        bot.webhook = BotWebhook("", "", self._now())
        bot.last_error = bot.last_error_at = None
        self._tell(bot)
        return _info(bot.webhook)

    async def get_webhook_info(self, bot: ZaloBot, given: Parameters) -> object:
        """Where there has never been one, Not Found is the answer. Raises Refused."""
        del given
        if bot.webhook is None:
            raise Refused(errors.NO_WEBHOOK)
        return _info(bot.webhook)

    async def test_webhook(self, bot: ZaloBot, given: Parameters) -> object:
        """Probe it now; so often a day. Raises Refused."""
        del given
        if bot.webhook is None or not bot.webhook.url:
            raise Refused(errors.NO_WEBHOOK)
        today = meter.day(self._zalo.clock.now())
        if bot.trials.get(today, 0) >= MOST_TRIALS:
            raise Refused(errors.TOO_MANY_TRIALS)
        bot.trials = {today: bot.trials.get(today, 0) + 1}
        self._zalo.keeper.changed()
        return await self._probe(bot.webhook.url)

    async def _probe(self, url: str) -> shapes.Json:
        """An empty body without a content type and, as one operator saw it, without the secret."""
        met = await self._outward.post(url, b"", {})
        if not isinstance(met, Reached):
            hint = "Your endpoint could not be reached."
            return {"ok": False, "url": url, "outcome": f"webhook.err.{met.why}", "hint": hint}
        fine = 200 <= met.status < 300
        hint = "Your endpoint responded successfully." if fine else _hint(met.status)
        return {
            "ok": fine,
            "url": url,
            "outcome": _outcome(met.status),
            "status_code": met.status,
            "latency_ms": met.took,
            "hint": hint,
        }

    def _tell(self, bot: ZaloBot) -> None:
        for listener in self._changed:
            listener(bot)
        self._zalo.keeper.changed()

    def _now(self) -> int:
        return shapes.milliseconds(self._zalo.clock.now())


def _info(webhook: BotWebhook) -> shapes.Json:
    return {"url": webhook.url, "updated_at": webhook.updated_at}


def _outcome(status: int) -> str:
    if 200 <= status < 300:
        return "webhook.ok"
    if status in (403, 404):
        return f"webhook.http.{status}"
    return "webhook.http.5xx" if status >= 500 else "webhook.http.other"


def _hint(status: int) -> str:
    return HINTS.get(status, f"Your endpoint answered {status}; it must answer 2xx.")


def _url(given: Parameters) -> str:
    """A public HTTPS address; the town also takes this very machine, with or without TLS."""
    url = given.text("url")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise Refused(errors.URL_INVALID) from None
    here = host == "localhost" or _address_is(host, "is_loopback")
    if not here and (parts.scheme != "https" or not host or _address_is(host, "is_private")):
        raise Refused(errors.URL_INVALID)
    if parts.scheme not in ("http", "https"):
        raise Refused(errors.URL_INVALID)
    return url


def _address_is(host: str, what: str) -> bool:
    try:
        return bool(getattr(ipaddress.ip_address(host), what))
    except ValueError:
        return False


def _secret(given: Parameters) -> str:
    """Which characters it may have is not documented: what a header can carry."""
    secret = given.text("secret_token")
    if not SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET:
        raise Refused(errors.SECRET_INVALID)
    if not (secret.isascii() and secret.isprintable()):
        raise Refused(errors.SECRET_INVALID)
    return secret
