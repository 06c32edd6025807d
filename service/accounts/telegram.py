"""Telegram bots: from settings or an entry of CHANNELS_FILE to an account."""

from bot.commands import COMMANDS
from channels.setup import Command
from channels.telegram.adapter import API_URL, KIND, LIMITS, Telegram
from channels.telegram.setup import TelegramSetup
from service.accounts.account import Account
from service.accounts.entry import Entry
from service.accounts.means import Means
from service.accounts.spec import TelegramSpec
from service.settings import Settings

__all__ = ["KIND", "built", "from_entry", "from_settings"]

ACCOUNT = "telegram"  # of the one that the environment names
MENU = tuple(Command(command.name, command.description) for command in COMMANDS)


def from_settings(settings: Settings) -> TelegramSpec | None:
    """The one that HOCVUSO_TELEGRAM_… describe."""
    if settings.telegram_token is None:
        return None
    return TelegramSpec(
        name=ACCOUNT,
        api_url=settings.telegram_api_url,
        limits=settings.telegram_limits,
        token=settings.telegram_token,
        webhook_secret=settings.telegram_secret,
    )


def from_entry(entry: Entry, name: str) -> TelegramSpec | None:
    """None without a token; the entry says what else is amiss."""
    token, secret = entry.secret("token"), entry.secret("secret", needed=False)
    unit, title = entry.text("unit"), entry.text("title")
    api_url, limits = entry.url("api_url", API_URL), entry.limits(LIMITS)
    if token is None:
        return None
    return TelegramSpec(
        name=name,
        unit=unit,
        title=title,
        api_url=api_url,
        limits=limits,
        token=token,
        webhook_secret=secret,
    )


def built(spec: TelegramSpec, means: Means) -> Account:
    """Opens nothing yet."""
    channel = Telegram(
        spec.name,
        spec.token.get_secret_value(),
        means.clock,
        secrets=(spec.secret,),
        api_url=spec.api_url,
        limits=spec.limits,
        pictures=means.pictures,
        sounds=sounds.sounds if (sounds := means.sounds("")) else None,
    )
    return Account(
        spec.name,
        KIND,
        channel,
        TelegramSetup(channel, spec.secret, MENU),
        spec.api_url,
        webhook=means.webhook(spec.name, spec.webhook),
        secrets=spec.secrets,
        unit=spec.unit,
        title=spec.title,
    )
