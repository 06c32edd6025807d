"""Every setting, from the environment or `.env`, with the prefix HOCVUSO_. docs/operate.md lists them; a test compares."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

import lessons
from bot.limits import Limits, Rate
from bot.update import Address
from speech.engine import arguments

TELEGRAM_URL = "https://api.telegram.org"
ZALO_BOT_URL = "https://bot-api.zaloplatforms.com"
ZALO_OA_URL = "https://openapi.zalo.me"
ZALO_OAUTH_URL = "https://oauth.zaloapp.com"

Count = Annotated[int, Field(ge=0, le=100_000)]


class Settings(BaseSettings):
    """All of it has a default: with nothing set, the service runs on this laptop with the simulated town."""

    model_config = SettingsConfigDict(
        env_prefix="HOCVUSO_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,  # a mistyped token must not come out in an error
    )

    database_url: str = "sqlite:///var/hocvuso.db"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535)] = 8080
    public_url: str = ""
    channels_file: Path | None = None
    lessons_dir: Path = Path(lessons.__file__).parent / "catalog"
    cards: Literal["on", "off"] = "on"
    cache_dir: Path = Path("var/cache")
    contact: str = ""
    help_chat: str = ""
    approval_above: Count = 200
    town: Literal["auto", "on", "off"] = "auto"
    town_story: Literal["on", "off"] = "on"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "text", "json"] = "auto"
    work_port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    min_free_mb: Annotated[int, Field(ge=0, le=1_000_000)] = 100
    speech: Literal["auto", "off"] = "auto"
    speech_command: str = ""
    backlog: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000

    telegram_token: SecretStr | None = None
    telegram_secret: SecretStr | None = None
    telegram_api_url: str = TELEGRAM_URL
    webhook_heal: Literal["on", "off"] = "off"
    telegram_rate: Count = 30
    telegram_chat_rate: Count = 1
    telegram_group_rate: Count = 20

    zalo_bot_token: SecretStr | None = None
    zalo_bot_secret: SecretStr | None = None
    zalo_bot_api_url: str = ZALO_BOT_URL
    zalo_oa_id: str = ""
    zalo_oa_app_id: str = ""
    zalo_oa_app_secret: SecretStr | None = None
    zalo_oa_secret_key: SecretStr | None = None
    zalo_oa_refresh_token: SecretStr | None = None
    zalo_oa_api_url: str = ZALO_OA_URL
    zalo_oa_oauth_url: str = ZALO_OAUTH_URL

    @field_validator(
        "public_url", "telegram_api_url", "zalo_bot_api_url", "zalo_oa_api_url", "zalo_oa_oauth_url"
    )
    @classmethod
    def _no_trailing_slash(cls, url: str) -> str:
        url = url.rstrip("/")
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url

    @field_validator("speech_command")
    @classmethod
    def _arguments(cls, command: str) -> str:
        try:
            arguments(command)
        except ValueError as error:
            raise ValueError(f"is a program and its arguments: {error}") from None
        return command

    @field_validator("help_chat")
    @classmethod
    def _account_and_chat(cls, text: str) -> str:
        if text and not all(text.partition(":")[::2]):
            raise ValueError("is ACCOUNT:CHAT, for example telegram:123456789")
        return text

    @model_validator(mode="after")
    def _whole_official_account(self) -> Self:
        """All of its keys or none: with some missing nothing could be read or sent."""
        needed = ("zalo_oa_id", "zalo_oa_app_id", "zalo_oa_app_secret", "zalo_oa_secret_key")
        missing = [f"HOCVUSO_{name.upper()}" for name in needed if not getattr(self, name)]
        if missing and len(missing) < len(needed):
            raise ValueError(f"{', '.join(missing)}: cần có đủ cả bốn mã của Zalo OA")
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be seen in a log."""
        given = [getattr(self, name) for name in type(self).model_fields]
        return tuple(one.get_secret_value() for one in given if isinstance(one, SecretStr))

    @property
    def help_address(self) -> Address | None:
        """The chat that is told when someone is stuck; None when nobody was named."""
        account, _, chat = self.help_chat.partition(":")
        return Address(account, chat) if chat else None

    @property
    def address(self) -> str:
        """Where our own pages are: for the town's phones they are on this machine. "": nowhere."""
        own = f"http://{self.host}:{self.port}" if self.runs_town else ""
        return self.public_url or own

    @property
    def runs_town(self) -> bool:
        return self.town == "on" or (self.town == "auto" and not self._names_accounts)

    @property
    def _names_accounts(self) -> bool:
        given = (self.telegram_token, self.zalo_bot_token, self.zalo_oa_id, self.channels_file)
        return any(given)

    @property
    def telegram_limits(self) -> Limits:
        return Limits(
            overall=_rate(self.telegram_rate, 1),
            private_chat=_rate(self.telegram_chat_rate, 1),
            group_chat=_rate(self.telegram_group_rate, 60),
        )


def _rate(count: int, seconds: float) -> Rate | None:
    return Rate(count, seconds) if count else None
