"""Every setting, from the environment or `.env`, with the prefix HOCVUSO_. docs/operate.md lists them; a test compares."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

import lessons
from bot.limits import Limits, Rate
from bot.update import Address

TELEGRAM_URL = "https://api.telegram.org"

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
    lessons_dir: Path = Path(lessons.__file__).parent / "catalog"
    contact: str = ""
    help_chat: str = ""
    town: Literal["auto", "on", "off"] = "auto"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "text", "json"] = "auto"
    work_port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    min_free_mb: Annotated[int, Field(ge=0, le=1_000_000)] = 100
    backlog: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000

    telegram_token: SecretStr | None = None
    telegram_secret: SecretStr | None = None
    telegram_api_url: str = TELEGRAM_URL
    webhook_heal: Literal["on", "off"] = "off"
    telegram_rate: Count = 30
    telegram_chat_rate: Count = 1
    telegram_group_rate: Count = 20

    @field_validator("public_url", "telegram_api_url")
    @classmethod
    def _no_trailing_slash(cls, url: str) -> str:
        url = url.rstrip("/")
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url

    @field_validator("help_chat")
    @classmethod
    def _account_and_chat(cls, text: str) -> str:
        if text and not all(text.partition(":")[::2]):
            raise ValueError("is ACCOUNT:CHAT, for example telegram:123456789")
        return text

    @property
    def help_address(self) -> Address | None:
        """The chat that is told when someone is stuck; None when nobody was named."""
        account, _, chat = self.help_chat.partition(":")
        return Address(account, chat) if chat else None

    @property
    def runs_town(self) -> bool:
        return self.town == "on" or (self.town == "auto" and self.telegram_token is None)

    @property
    def telegram_limits(self) -> Limits:
        return Limits(
            overall=_rate(self.telegram_rate, 1),
            private_chat=_rate(self.telegram_chat_rate, 1),
            group_chat=_rate(self.telegram_group_rate, 60),
        )


def _rate(count: int, seconds: float) -> Rate | None:
    return Rate(count, seconds) if count else None
