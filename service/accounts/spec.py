"""What is configured of one account, as values: from the environment, from a file, or of the town.

Two that are equal make the same account, so nothing is opened anew when a file was only saved again.
"""

import hashlib
from dataclasses import dataclass

from pydantic import SecretStr

from bot.limits import Limits
from channels.zalo_oa.calls import Buttons
from channels.zalo_oa.signature import SignatureRules


@dataclass(frozen=True, slots=True, kw_only=True)
class _Described:
    """`webhook`: where the platform is to bring updates; None: to our public address, if there is one."""

    name: str
    unit: str = ""
    title: str = ""
    api_url: str
    limits: Limits
    webhook: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bot(_Described):
    """A bot with one token. `webhook_secret` None: one is derived from the token."""

    token: SecretStr
    webhook_secret: SecretStr | None = None

    @property
    def secret(self) -> str:
        """What the platform has to send with every update."""
        if self.webhook_secret is not None:
            return self.webhook_secret.get_secret_value()
        return derived(self.token.get_secret_value())

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.token.get_secret_value(), self.secret)

    @property
    def identity(self) -> str:
        """What no two accounts may share: the platform would mix them up."""
        return self.token.get_secret_value()


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSpec(_Bot):
    """A Telegram bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloBotSpec(_Bot):
    """A Zalo bot. `display_name`: what people mention it by in groups, where the platform does not say."""

    display_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloOASpec(_Described):
    """A Zalo Official Account. `refresh_token`: the first one; later ones are kept in the database.
    `callback`: the address that is saved as such in Zalo's console, "" to leave it to the console."""

    oa_id: str
    app_id: str
    app_secret: SecretStr
    secret_key: SecretStr
    refresh_token: SecretStr | None = None
    oauth_url: str
    callback: str = ""
    buttons: Buttons = Buttons.OFF
    signatures: SignatureRules = SignatureRules()  # noqa: RUF009  frozen
    display_name: str = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        given = (self.app_secret, self.secret_key, self.refresh_token)
        return tuple(secret.get_secret_value() for secret in given if secret is not None)

    @property
    def identity(self) -> str:
        return self.oa_id


Spec = TelegramSpec | ZaloBotSpec | ZaloOASpec


def derived(token: str) -> str:
    """A webhook secret for those who set none: the same in every process, of no use for finding the token."""
    return hashlib.sha256(b"hocvuso webhook " + token.encode()).hexdigest()
