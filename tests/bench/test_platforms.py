"""What is compared differs in the platform alone: no account's limits are in the way, and only a plan is counted."""

from pathlib import Path

import pytest

from bench.platforms import NEVER_USED_UP, TELEGRAM, ZALO_BOT, ZALO_BOT_METERED, Platform
from bot.limits import Limits, Quota
from service.accounts.configured import configured
from service.settings import Settings

API = "http://127.0.0.1:9"


def limits_of(
    platform: Platform, folder: Path, monkeypatch: pytest.MonkeyPatch, *, limits: bool
) -> Limits:
    for name, value in platform.settings(folder, API, limits).items():
        monkeypatch.setenv(f"HOCVUSO_{name}", value)
    reading = configured(Settings(_env_file=None))  # type: ignore[call-arg]
    (spec,) = reading.specs
    assert not reading.faults
    assert (spec.name, spec.api_url) == (platform.account, API)
    return spec.limits


@pytest.mark.parametrize(
    ("platform", "messages"),
    [(TELEGRAM, None), (ZALO_BOT, None), (ZALO_BOT_METERED, NEVER_USED_UP)],
    ids=["telegram", "zalo-bot", "zalo-bot with a plan"],
)
def test_an_account_is_measured_without_its_limits(
    platform: Platform,
    messages: int | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = limits_of(platform, tmp_path, monkeypatch, limits=False)
    assert (found.overall, found.private_chat, found.group_chat) == (None, None, None)
    assert found.quota == Quota(messages=messages)


@pytest.mark.parametrize("platform", [TELEGRAM, ZALO_BOT], ids=["telegram", "zalo-bot"])
def test_unless_they_are_what_is_measured(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = limits_of(platform, tmp_path, monkeypatch, limits=True)
    assert None not in (found.overall, found.private_chat, found.group_chat)


def test_people_and_messages_have_ids_as_zalo_gives_them() -> None:
    ids = [ZALO_BOT.user(number) for number in range(500)]
    assert len(set(ids)) == 500
    assert all(len(one) == 20 and set(one) <= set("0123456789abcdef") for one in ids)
    assert ids != sorted(ids)
