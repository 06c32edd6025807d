"""All accounts that are configured: by the environment and by CHANNELS_FILE; and what is made of them."""

from collections.abc import Iterable
from typing import assert_never

from service.accounts import telegram
from service.accounts.account import Account
from service.accounts.file import read
from service.accounts.means import Means
from service.accounts.reading import Reading
from service.accounts.spec import Spec, TelegramSpec
from service.settings import Settings


def configured(settings: Settings) -> Reading:
    """Read anew at each call. Raises nothing: what is amiss stands in the faults."""
    kinds = (telegram,)
    ours = tuple(spec for kind in kinds if (spec := kind.from_settings(settings)) is not None)
    if settings.channels_file is None:
        return Reading(ours)
    found = read(settings.channels_file, ours)
    return Reading((*ours, *found.specs), found.faults)


def built(spec: Spec, means: Means) -> Account:
    """The account, nothing of it opened yet."""
    match spec:
        case TelegramSpec():
            return telegram.built(spec, means)
        case _:
            assert_never(spec)


def accounts(specs: Iterable[Spec], means: Means) -> tuple[Account, ...]:
    return tuple(built(spec, means) for spec in specs)
