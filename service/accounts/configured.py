"""All accounts that are configured: by the environment and by CHANNELS_FILE; and what is made of them."""

from collections.abc import Iterable
from typing import assert_never

from service.accounts import telegram, zalo_bot, zalo_oa
from service.accounts.account import Account
from service.accounts.file import read
from service.accounts.means import Means
from service.accounts.reading import Reading
from service.accounts.spec import Spec, TelegramSpec, ZaloBotSpec, ZaloOASpec
from service.settings import Settings


def configured(settings: Settings) -> Reading:
    """Read anew at each call. Raises nothing: what is amiss stands in the faults."""
    named = (
        telegram.from_settings(settings),
        zalo_bot.from_settings(settings),
        zalo_oa.from_settings(settings),
    )
    ours = tuple(spec for spec in named if spec is not None)
    if settings.channels_file is None:
        return Reading(ours)
    found = read(settings.channels_file, ours)
    return Reading((*ours, *found.specs), found.faults)


def built(spec: Spec, means: Means) -> Account:
    """The account, nothing of it opened yet."""
    match spec:
        case TelegramSpec():
            return telegram.built(spec, means)
        case ZaloBotSpec():
            return zalo_bot.built(spec, means)
        case ZaloOASpec():
            return zalo_oa.built(spec, means)
        case _:
            assert_never(spec)


def accounts(specs: Iterable[Spec], means: Means) -> tuple[Account, ...]:
    return tuple(built(spec, means) for spec in specs)
