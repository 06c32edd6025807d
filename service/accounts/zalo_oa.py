"""Zalo Official Accounts: from settings or an entry of CHANNELS_FILE to an account."""

from dataclasses import replace

from channels.zalo_oa.adapter import API_URL, KIND, LIMITS, PAID_WINDOW, ZaloOA
from channels.zalo_oa.calls import Buttons
from channels.zalo_oa.keys import Keys
from channels.zalo_oa.oauth import OAUTH_URL, OAuth
from channels.zalo_oa.setup import ZaloOASetup
from channels.zalo_oa.signature import VARIANTS, SignatureRules
from channels.zalo_oa.tokens import NoToken, Tokens, TokenState
from service import logs
from service.accounts.account import Account
from service.accounts.entry import Entry
from service.accounts.means import Means
from service.accounts.spec import ZaloOASpec
from service.settings import Settings
from worker.tokens import TokenKeeper

__all__ = ["KIND", "built", "from_entry", "from_settings"]

ACCOUNT = "zalo-oa"  # of the one that the environment names
# Descriptions of the signature differ (channels/zalo_oa/signature.py): which of them are believed.
SIGNATURES = {
    "strict": SignatureRules(),
    "app-secret": SignatureRules(app_secret=True),
    "log-only": SignatureRules(log_only=True),
}


def from_settings(settings: Settings) -> ZaloOASpec | None:
    """The one that HOCVUSO_ZALO_OA_… describe."""
    if settings.zalo_oa_app_secret is None or settings.zalo_oa_secret_key is None:
        return None
    return ZaloOASpec(
        name=ACCOUNT,
        api_url=settings.zalo_oa_api_url,
        limits=LIMITS,
        oa_id=settings.zalo_oa_id,
        app_id=settings.zalo_oa_app_id,
        app_secret=settings.zalo_oa_app_secret,
        secret_key=settings.zalo_oa_secret_key,
        refresh_token=settings.zalo_oa_refresh_token,
        oauth_url=settings.zalo_oa_oauth_url,
    )


def from_entry(entry: Entry, name: str) -> ZaloOASpec | None:
    """None where a key is missing; the entry says what else is amiss."""
    oa_id, app_id = entry.number("oa_id"), entry.number("app_id")
    app_secret, secret_key = entry.secret("app_secret"), entry.secret("secret_key")
    refresh_token = entry.secret("refresh_token", needed=False)
    unit, title = entry.text("unit"), entry.text("title")
    api_url, oauth_url = entry.url("api_url", API_URL), entry.url("oauth_url", OAUTH_URL)
    limits = entry.limits(LIMITS)
    if entry.flag("paid"):
        limits = replace(limits, window=PAID_WINDOW)
    buttons = entry.choice("buttons", [one.value for one in Buttons]) or Buttons.OFF
    rules = SIGNATURES[entry.choice("signature", SIGNATURES) or "strict"]
    pin, display_name = entry.choice("signature_pin", VARIANTS), entry.text("display_name")
    callback = entry.text("callback")
    if app_secret is None or secret_key is None:
        return None
    return ZaloOASpec(
        name=name,
        unit=unit,
        title=title,
        api_url=api_url,
        limits=limits,
        oa_id=oa_id,
        app_id=app_id,
        app_secret=app_secret,
        secret_key=secret_key,
        refresh_token=refresh_token,
        oauth_url=oauth_url,
        callback=callback,
        buttons=Buttons(buttons),
        signatures=replace(rules, pin=pin),
        display_name=display_name,
    )


def built(spec: ZaloOASpec, means: Means) -> Account:
    """Opens nothing yet."""
    keys = Keys(
        spec.oa_id,
        spec.app_id,
        spec.app_secret.get_secret_value(),
        spec.secret_key.get_secret_value(),
    )
    keeper = _keeper(spec, keys, means)
    channel = ZaloOA(
        spec.name,
        keys,
        keeper or _Tokenless(spec.name),
        means.clock,
        api_url=spec.api_url,
        limits=spec.limits,
        media=means.pictures_for(spec.webhook),
        buttons=spec.buttons,
        signatures=spec.signatures,
        name=spec.display_name,
    )
    webhook = means.webhook(spec.name, spec.webhook)
    first = spec.refresh_token
    return Account(
        spec.name,
        KIND,
        channel,
        ZaloOASetup(channel, means.clock, webhook),
        spec.api_url,
        webhook=webhook,
        by_hand=True,
        secrets=spec.secrets,
        unit=spec.unit,
        title=spec.title,
        tokens=keeper,
        first_token=first.get_secret_value() if first else "",
    )


def _keeper(spec: ZaloOASpec, keys: Keys, means: Means) -> TokenKeeper | None:
    if means.desk is None:
        return None
    oauth = OAuth(keys, means.clock, oauth_url=spec.oauth_url, redirect_uri=spec.callback)
    return TokenKeeper(spec.name, means.desk, oauth, means.clock, hide=logs.hide)


class _Tokenless(Tokens):
    """For commands where there is no database yet: nobody can have authorised the account."""

    def __init__(self, account: str) -> None:
        self._why = f"{account} chưa được cấp quyền. Chạy: hocvuso channels authorise {account}"

    async def access(self) -> str:
        raise NoToken(self._why)

    async def renewed(self, refused: str) -> str:  # noqa: ARG002
        raise NoToken(self._why)

    async def state(self) -> TokenState | None:
        return None
