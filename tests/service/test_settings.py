"""Every setting has a default; a wrong one is named, and what was typed is never repeated."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from bot.limits import Limits, Rate
from bot.update import Address
from service.cli import app
from service.settings import Settings

TOKEN = "8123456789:AAEcanary-canary_canary-canary_12345"

OFFICIAL_ACCOUNT = {
    "ZALO_OA_ID": "333",
    "ZALO_OA_APP_ID": "444",
    "ZALO_OA_APP_SECRET": "canary-app",
    "ZALO_OA_SECRET_KEY": "canary-key",
}


def test_with_nothing_set_it_runs_on_this_machine_with_the_town() -> None:
    settings = Settings()
    assert settings.database_url == "sqlite:///var/hocvuso.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.runs_town
    assert list(settings.lessons_dir.glob("*.md"))
    assert settings.help_address is None


def test_telegrams_documented_limits_are_the_defaults_and_nought_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Settings().telegram_limits == Limits(Rate(30, 1), Rate(1, 1), Rate(20, 60))
    for name in ("RATE", "CHAT_RATE", "GROUP_RATE"):
        monkeypatch.setenv(f"HOCVUSO_TELEGRAM_{name}", "0")
    assert Settings().telegram_limits == Limits()


@pytest.mark.parametrize(
    ("town", "given", "runs"),
    [
        ("auto", {}, True),
        ("auto", {"TELEGRAM_TOKEN": TOKEN}, False),
        ("auto", {"ZALO_BOT_TOKEN": TOKEN}, False),
        ("auto", OFFICIAL_ACCOUNT, False),
        ("auto", {"CHANNELS_FILE": "channels.toml"}, False),
        ("auto", {"TELEGRAM_TOKEN": "", "ZALO_OA_ID": "", "CHANNELS_FILE": ""}, True),
        ("on", {"TELEGRAM_TOKEN": TOKEN}, True),
        ("off", {}, False),
    ],
)
def test_the_town_runs_where_no_account_is_configured(
    monkeypatch: pytest.MonkeyPatch, town: str, given: dict[str, str], runs: bool
) -> None:
    monkeypatch.setenv("HOCVUSO_TOWN", town)
    for name, value in given.items():
        monkeypatch.setenv(f"HOCVUSO_{name}", value)
    assert Settings().runs_town is runs


def test_an_official_account_is_given_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in OFFICIAL_ACCOUNT.items():
        monkeypatch.setenv(f"HOCVUSO_{name}", value)
    assert Settings().zalo_oa_id == "333"
    monkeypatch.setenv("HOCVUSO_ZALO_OA_SECRET_KEY", "")
    run = CliRunner().invoke(app, ["channels", "list"])
    assert run.exit_code == 3
    assert run.stderr.startswith("HOCVUSO_ZALO_OA_SECRET_KEY: cần có đủ cả bốn mã")
    assert "canary" not in run.output


def test_all_that_is_secret_is_known_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (OFFICIAL_ACCOUNT | {"TELEGRAM_TOKEN": TOKEN}).items():
        monkeypatch.setenv(f"HOCVUSO_{name}", value)
    assert set(Settings().secrets) == {TOKEN, "canary-app", "canary-key"}


def test_the_file_dot_env_is_read_and_the_environment_comes_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text(
        "HOCVUSO_PORT=9000\nHOCVUSO_CONTACT=Chị Hoa, nhà văn hóa thôn\nOTHER=1\n", encoding="utf-8"
    )
    monkeypatch.setenv("HOCVUSO_PORT", "9001")
    settings = Settings()
    assert settings.port == 9001
    assert settings.contact == "Chị Hoa, nhà văn hóa thôn"


def test_a_trailing_slash_and_an_empty_value_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOCVUSO_PUBLIC_URL", "https://hoc.example.vn/")
    monkeypatch.setenv("HOCVUSO_TELEGRAM_API_URL", "")
    monkeypatch.setenv("HOCVUSO_HELP_CHAT", "telegram:-1001")
    settings = Settings()
    assert settings.public_url == "https://hoc.example.vn"
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.help_address == Address("telegram", "-1001")


def test_no_secret_is_shown_by_showing_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOCVUSO_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("HOCVUSO_TELEGRAM_SECRET", "canary-secret")
    shown = f"{Settings()} {Settings()!r} {Settings().model_dump()}"
    assert "canary" not in shown


@pytest.mark.parametrize(
    "name", ["PORT", "TOWN", "LOG_LEVEL", "HELP_CHAT", "PUBLIC_URL", "BACKLOG"]
)
@pytest.mark.parametrize("command", [["channels", "list"], ["understand"], ["serve"]])
def test_a_wrong_value_is_named_and_ends_with_exit_code_3(
    monkeypatch: pytest.MonkeyPatch, command: list[str], name: str
) -> None:
    """A token put behind the wrong name is the likeliest way for one to come out."""
    monkeypatch.setenv(f"HOCVUSO_{name}", TOKEN.replace(":", "/"))
    run = CliRunner().invoke(app, command)
    assert run.exit_code == 3
    assert run.stderr.startswith(f"HOCVUSO_{name}: ")
    assert "docs/operate.md" in run.stderr
    assert "canary" not in run.output


def test_the_error_itself_does_not_repeat_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOCVUSO_PORT", TOKEN)
    with pytest.raises(ValidationError) as wrong:
        Settings()
    assert "canary" not in str(wrong.value)


def test_every_wrong_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOCVUSO_PORT", "0")
    monkeypatch.setenv("HOCVUSO_TELEGRAM_RATE", "-1")
    run = CliRunner().invoke(app, ["channels", "list"])
    assert "HOCVUSO_PORT: " in run.stderr
    assert "HOCVUSO_TELEGRAM_RATE: " in run.stderr
