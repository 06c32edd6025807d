"""The platforms that people write on: what is played of each, and how our account there is configured."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench import telegram, zalo_bot
from bench.telegram import FakeTelegram, Heard
from bench.wire import Interface
from bench.zalo_bot import FakeZaloBot

SECRET = "bench-secret"


class Fake(Protocol):
    """A played platform."""

    interface: Interface


@dataclass(frozen=True)
class Platform:
    """`user`: how the platform names a person of ours; `typed`: a body that it brings when one types;
    `settings`: of our account there, without its limits unless they are what is measured; they may be
    in a file of that folder. `numbered`: answers are offered as a numbered list, not as buttons."""

    account: str
    play: Callable[[Heard, float], Fake]
    user: Callable[[int], str]
    typed: Callable[[str, str], bytes]
    headers: Mapping[str, str]
    settings: Callable[[Path, str, bool], Mapping[str, str]]
    numbered: bool = False


def _telegram_settings(folder: Path, api_url: str, limits: bool) -> Mapping[str, str]:
    del folder
    rates = () if limits else ("RATE", "CHAT_RATE", "GROUP_RATE")
    return {
        "TELEGRAM_TOKEN": telegram.TOKEN,
        "TELEGRAM_SECRET": SECRET,
        "TELEGRAM_API_URL": api_url,
        **{f"TELEGRAM_{name}": "0" for name in rates},
    }


TELEGRAM = Platform(
    "telegram",
    FakeTelegram,
    str,
    telegram.typed,
    {"x-telegram-bot-api-secret-token": SECRET},
    _telegram_settings,
)

# Messages a month that a plan may allow so that it is never used up here.
NEVER_USED_UP = 1_000_000_000


def on_zalo_bot(plan: int = 0) -> Platform:
    """`plan`: messages a month. 0 = there is none, and then messages are not counted."""

    def settings(folder: Path, api_url: str, limits: bool) -> Mapping[str, str]:
        file = folder / "channels.toml"
        rates = "" if limits else "rate = 0\nchat_rate = 0\ngroup_rate = 0\n"
        file.write_text(
            f'[[account]]\nname = "zalo-bot"\nkind = "zalo-bot"\napi_url = "{api_url}"\n'
            f'token_env = "HOCVUSO_BENCH_TOKEN"\nsecret_env = "HOCVUSO_BENCH_SECRET"\n{rates}'
            f"[account.quota]\nusers = 0\ngroups = 0\nmessages = {plan}\n"
        )
        secrets = {"BENCH_TOKEN": zalo_bot.TOKEN, "BENCH_SECRET": SECRET}
        return {"CHANNELS_FILE": str(file), **secrets}

    return Platform(
        "zalo-bot",
        FakeZaloBot,
        lambda number: zalo_bot.identifier("person", number),
        zalo_bot.typed,
        # docs.zaloplatforms.com/docs/BOT/webhook; the agent is what live bots see.
        {"x-bot-api-secret-token": SECRET, "user-agent": "Java/1.8.0_192"},
        settings,
        numbered=True,
    )


ZALO_BOT, ZALO_BOT_METERED = on_zalo_bot(), on_zalo_bot(NEVER_USED_UP)
