"""Zalo bots: from settings or an entry of CHANNELS_FILE to an account."""

from bot.limits import Quota
from channels.zalo_bot.adapter import API_URL, KIND, LIMITS, ZaloBot
from channels.zalo_bot.setup import ZaloBotSetup
from service.accounts.account import Account
from service.accounts.entry import Entry
from service.accounts.means import Means
from service.accounts.spec import ZaloBotSpec
from service.settings import Settings

__all__ = ["KIND", "built", "from_entry", "from_settings"]

ACCOUNT = "zalo-bot"  # of the one that the environment names
# "none" is for a plan that is announced and not described yet: its numbers go into [account.quota].
PLANS = {"basic": LIMITS.quota, "none": Quota()}


def from_settings(settings: Settings) -> ZaloBotSpec | None:
    """The one that HOCVUSO_ZALO_BOT_… describe."""
    if settings.zalo_bot_token is None:
        return None
    return ZaloBotSpec(
        name=ACCOUNT,
        api_url=settings.zalo_bot_api_url,
        limits=LIMITS,
        token=settings.zalo_bot_token,
        webhook_secret=settings.zalo_bot_secret,
    )


def from_entry(entry: Entry, name: str) -> ZaloBotSpec | None:
    """None without a token; the entry says what else is amiss."""
    token, secret = entry.secret("token"), entry.secret("secret", needed=False)
    unit, title = entry.text("unit"), entry.text("title")
    api_url, limits = entry.url("api_url", API_URL), entry.limits(LIMITS, PLANS)
    display_name = entry.text("display_name")
    if token is None:
        return None
    return ZaloBotSpec(
        name=name,
        unit=unit,
        title=title,
        api_url=api_url,
        limits=limits,
        token=token,
        webhook_secret=secret,
        display_name=display_name,
    )


def built(spec: ZaloBotSpec, means: Means) -> Account:
    """Opens nothing yet."""
    channel = ZaloBot(
        spec.name,
        spec.token.get_secret_value(),
        means.clock,
        secrets=(spec.secret,),
        api_url=spec.api_url,
        limits=spec.limits,
        media=means.pictures_for(spec.webhook),
        sounds=means.sounds_for(spec.webhook),
        name=spec.display_name,
    )
    return Account(
        spec.name,
        KIND,
        channel,
        ZaloBotSetup(channel, spec.secret),
        spec.api_url,
        webhook=means.webhook(spec.name, spec.webhook),
        secrets=spec.secrets,
        unit=spec.unit,
        title=spec.title,
    )
