"""`hocvuso channels`: what a commune's operator reads, what machines read, and never a secret."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from service.accounts.spec import derived
from service.cli import app
from storage.database import Database
from tests.channels import fake_zalo_oa
from tests.channels.fake_zalo_oa import CODE, FIRST_REFRESH, KEYS
from town.faults import Answer
from town.telegram.limits import NO_RATES
from town.town import Town

HERE = "https://hoc.example.vn"
OA_SECRETS = {"OA_APP_SECRET": KEYS.app_secret, "OA_SECRET_KEY": KEYS.secret_key}
REVOKED = Answer(401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}')


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town.running(rates=NO_RATES) as town:
        yield town


@pytest.fixture
async def oa() -> AsyncIterator[fake_zalo_oa.ZaloWire]:
    wire = fake_zalo_oa.ZaloWire()
    await wire.open()
    yield wire
    await wire.close()


@pytest.fixture
def file(
    folder: Path,
    town: Town,
    oa: fake_zalo_oa.ZaloWire,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """One account of each kind, on platforms of this test's own."""
    secrets = {"TELE": town.token, "ZALO": town.zalo_bots.token, **OA_SECRETS}
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    file = folder / "channels.toml"
    file.write_text(
        f"""
[[account]]
name = "tele-xa"
kind = "telegram"
unit = "Xã Nông Cống"
token_env = "TELE"
api_url = "{town.telegram_url}"

[[account]]
name = "zalo-thon-3"
kind = "zalo-bot"
title = "Học vụ số thôn 3"
token_env = "ZALO"
api_url = "{town.zalo_bots.url}"

[[account]]
name = "oa-xa"
kind = "zalo-oa"
oa_id = "{KEYS.oa_id}"
app_id = "{KEYS.app_id}"
app_secret_env = "OA_APP_SECRET"
secret_key_env = "OA_SECRET_KEY"
api_url = "{oa.url}"
oauth_url = "{oa.url}"
""",
        encoding="utf-8",
    )
    monkeypatch.setenv("HOCVUSO_CHANNELS_FILE", str(file))
    return file


def amend(file: Path, old: str, new: str) -> None:
    """Other words in place of these, or at the end."""
    text = file.read_text()
    file.write_text(text.replace(old, new) if old else f"{text}{new}")


async def run(*arguments: str, typed: str = "") -> Result:
    """In a thread: the command has a loop of its own, and the platforms are in ours. No secret of this
    test's accounts comes out of any of them."""
    ran = await asyncio.to_thread(CliRunner().invoke, app, ["channels", *arguments], input=typed)
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    for canary in ("canary", ":AA", *OA_SECRETS.values()):
        assert canary not in ran.output.replace(typed.strip() or "\0", "")
    return ran


async def machine(*arguments: str) -> tuple[int, dict[str, dict[str, object]]]:
    ran = await run(*arguments, "--json")
    return ran.exit_code, {row["account"]: row for row in json.loads(ran.stdout)}


@pytest.fixture
def database(folder: Path) -> Database:
    """As `serve` leaves it; the settings' default is a file in this folder."""
    made = Database("sqlite:///var/hocvuso.db")
    made.migrate()
    return made


def used(database: Database, account: str, came: int, went: int) -> None:
    with database.transaction() as uow:
        uow.connection.exec_driver_sql(
            "INSERT INTO usage (account, month, inbound, outbound) VALUES (?, ?, ?, ?)",
            (account, f"{datetime.now(UTC):%Y-%m}", came, went),
        )


# --- list ---------------------------------------------------------------------------------------------


async def test_every_account_is_listed_with_what_it_can_and_may(file: Path) -> None:
    code, rows = await machine("list")
    assert code == 0
    assert list(rows) == ["tele-xa", "zalo-thon-3", "oa-xa", "web"]
    telegram, bot, oa, web = rows.values()
    assert (telegram["kind"], telegram["unit"], telegram["buttons"]) == (
        "telegram",
        "Xã Nông Cống",
        True,
    )
    assert (telegram["overall"], telegram["quota"]) == ("30 in 1 s", None)
    assert (bot["updates"], bot["buttons"], bot["text_limit"]) == ("polled", False, 2_000)
    assert bot["quota"] == {"users": 50, "groups": 3, "messages": 3_000}
    assert (oa["updates"], oa["by_hand"], oa["window_hours"]) == ("by hand", True, 48)
    assert oa["token_until"] is None
    assert "updates" not in web


async def test_a_person_reads_it_in_sentences(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOCVUSO_PUBLIC_URL", HERE)
    ran = await run("list")
    assert ran.exit_code == 0
    for words in (
        "tele-xa (Telegram · Xã Nông Cống)",
        "zalo-thon-3 (Zalo Bot · Học vụ số thôn 3)",
        f"{HERE}/webhook/zalo-thon-3",
        f"{HERE}/webhook/oa-xa (đặt bằng tay",
        "không có nút: trả lời bằng số",
        "tin dài nhất 2.000 đơn vị UTF-16",
        "tất cả: 30 tin/giây · mỗi người: 1 tin/giây · mỗi nhóm: 20 tin/phút",
        "50 người · 3 nhóm · 3.000 tin trong tháng",
        "nhắn riêng được trong 48 giờ",
        "chưa được cấp; chạy: hocvuso channels authorise oa-xa",
    ):
        assert words in ran.stdout


async def test_what_is_left_of_a_plan_is_listed(file: Path, database: Database) -> None:
    used(database, "zalo-thon-3", 1_000, 234)
    assert (await machine("list"))[1]["zalo-thon-3"]["used"] == {
        "users": 0,
        "groups": 0,
        "messages": 1_234,
    }
    said = (await run("list")).stdout
    assert "3.000 tin trong tháng (đã dùng 1.234, còn 1.766)" in said
    database.close()


async def test_without_a_database_nothing_is_known_of_a_plan_and_none_is_made(
    file: Path, folder: Path
) -> None:
    assert (await machine("list"))[1]["zalo-thon-3"]["used"] is None
    assert not (folder / "var").exists()


async def test_a_database_of_an_earlier_version_is_no_trouble(
    file: Path, database: Database
) -> None:
    with database.transaction() as uow:
        uow.connection.exec_driver_sql("DROP TABLE usage")
        uow.connection.exec_driver_sql("DROP TABLE token")
    database.close()
    code, rows = await machine("list")
    assert (code, rows["zalo-thon-3"]["used"], rows["oa-xa"]["token_until"]) == (0, None, None)
    assert "hocvuso serve" in str((await machine("check"))[1]["oa-xa"]["trouble"])


async def test_what_is_amiss_in_the_file_is_said_beside_the_list(file: Path) -> None:
    amend(file, "", '[[account]]\nname = "x"\ntoken = "canary"\n')
    ran = await run("list", "--json")
    assert ran.exit_code == 1
    assert len(json.loads(ran.stdout)) == 4
    assert ran.stderr.startswith(f"{file}:25: thiếu mục kind")


async def test_the_environments_one_account_of_each_kind_has_its_usual_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCVUSO_TELEGRAM_TOKEN", "8123456789:AAEcanary-canary_canary-canary_12345")
    monkeypatch.setenv("HOCVUSO_TELEGRAM_SECRET", "canary-secret")
    monkeypatch.setenv("HOCVUSO_ZALO_BOT_TOKEN", "12345689:canary-zalo")
    for name, value in (
        ("ID", KEYS.oa_id),
        ("APP_ID", KEYS.app_id),
        ("APP_SECRET", KEYS.app_secret),
        ("SECRET_KEY", KEYS.secret_key),
        ("REFRESH_TOKEN", FIRST_REFRESH),
    ):
        monkeypatch.setenv(f"HOCVUSO_ZALO_OA_{name}", value)
    monkeypatch.setenv("HOCVUSO_PUBLIC_URL", f"{HERE}/")
    rows = (await machine("list"))[1]
    assert list(rows) == ["telegram", "zalo-bot", "zalo-oa", "web"]
    assert [row.get("updates") for row in rows.values()] == [
        f"{HERE}/webhook/telegram",
        f"{HERE}/webhook/zalo-bot",
        f"{HERE}/webhook/zalo-oa",
        None,
    ]
    assert (rows["telegram"]["photo"], rows["zalo-bot"]["photo"]) == (["bytes", "file_id"], ["url"])


# --- check --------------------------------------------------------------------------------------------


async def test_each_platform_is_asked_and_its_words_are_passed_on(
    file: Path, town: Town, database: Database
) -> None:
    town.home.webhook = None
    code, rows = await machine("check")
    telegram, bot, oa = rows.values()
    assert code == 1
    assert (telegram["ok"], telegram["name"], telegram["webhook"]) == (True, "@hocvuso_bot", "none")
    assert (bot["ok"], bot["pending"]) == (True, None)
    assert (oa["ok"], "authorise oa-xa" in str(oa["trouble"])) == (False, True)
    said = (await run("check")).stdout
    assert "✓ tele-xa: @hocvuso_bot · không có webhook · 0 tin đang chờ" in said
    assert "! oa-xa" in said
    database.close()


async def test_a_token_that_is_refused_is_told_and_the_others_are_asked_all_the_same(
    file: Path, town: Town
) -> None:
    town.home.webhook = None
    town.faults.next("getMe", REVOKED)
    code, rows = await machine("check")
    assert code == 1
    assert "@BotFather" in str(rows["tele-xa"]["trouble"])
    assert rows["zalo-thon-3"]["ok"] is True


async def test_a_webhook_that_points_elsewhere_is_told_with_the_command_that_mends_it(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCVUSO_PUBLIC_URL", HERE)
    code, rows = await machine("check")
    assert code == 1
    assert "hocvuso channels set-webhook zalo-thon-3" in str(rows["zalo-thon-3"]["trouble"])


async def test_without_any_account_there_is_nothing_to_ask(folder: Path) -> None:
    assert await machine("check") == (0, {})


# --- set-webhook, drop-webhook ------------------------------------------------------------------------


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> str:
    """On loopback, where the town lets a webhook be."""
    monkeypatch.setenv("HOCVUSO_PUBLIC_URL", "http://127.0.0.1:9")
    return "http://127.0.0.1:9/webhook"


async def test_one_account_is_pointed_at_us(file: Path, town: Town, public: str) -> None:
    town.home.webhook = None
    ran = await run("set-webhook", "zalo-thon-3")
    assert f"zalo-thon-3: Bot Học Vụ Số · webhook {public}/zalo-thon-3" in ran.stdout, ran.output
    assert await hook(town) == f"{public}/zalo-thon-3"
    assert town.home.webhook is None
    ran = await run("drop-webhook", "zalo-thon-3")
    assert ran.exit_code == 0, ran.output
    assert await hook(town) == ""


async def hook(town: Town) -> str:
    """What the simulated Zalo Bot says of its webhook."""
    async with httpx.AsyncClient() as client:
        url = f"{town.zalo_bots.url}/bot{town.zalo_bots.token}/getWebhookInfo"
        said = (await client.post(url, json={})).json()
        return str(said.get("result", {}).get("url", ""))


async def test_a_webhook_that_stands_is_given_the_secret_of_now(
    file: Path, town: Town, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zalo never shows the secret that it has, so the adapter alone would take it for well set."""
    former = "mot-bi-mat-cu-canary"
    monkeypatch.setenv("CU", former)
    amend(file, '"ZALO"', '"ZALO"\nsecret_env = "CU"')
    await run("set-webhook", "zalo-thon-3")
    assert secret(town) == former
    amend(file, 'secret_env = "CU"', "")
    await run("set-webhook", "zalo-thon-3")
    assert secret(town) == derived(town.zalo_bots.token)


def secret(town: Town) -> str:
    """With which the simulated Zalo Bot brings its events."""
    webhook = town.zalo_bots.home.webhook
    assert webhook
    return webhook.secret


async def test_one_that_fails_does_not_keep_the_others(file: Path, town: Town, public: str) -> None:
    town.faults.next("setWebhook", REVOKED)
    code, rows = await machine("set-webhook")
    assert code == 1
    assert [row["ok"] for row in rows.values()] == [False, True, False]
    by_hand = str(rows["oa-xa"]["trouble"])
    assert f"dán {public}/oa-xa" in by_hand
    assert '"Lọc cú pháp"' in by_hand


async def test_a_webhook_needs_an_address_and_an_account(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = await run("set-webhook")
    assert (ran.exit_code, "HOCVUSO_PUBLIC_URL" in ran.stderr) == (1, True)
    monkeypatch.setenv("HOCVUSO_PUBLIC_URL", HERE)
    ran = await run("set-webhook")
    assert (ran.exit_code, "Chưa có tài khoản nào" in ran.stderr) == (1, True)


async def test_an_account_that_is_not_there_is_told_with_those_that_are(
    file: Path, public: str
) -> None:
    for command in ("set-webhook", "drop-webhook"):
        ran = await run(command, "zalo-thon-4")
        assert ran.exit_code == 1
        assert "đang có: tele-xa, zalo-thon-3, oa-xa" in ran.stderr


# --- authorise ----------------------------------------------------------------------------------------


async def test_an_administrator_agrees_and_the_account_may_speak(
    file: Path, oa: fake_zalo_oa.ZaloWire
) -> None:
    brought = f"https://hoc.example.vn/?oa_id={KEYS.oa_id}&code={CODE}"
    ran = await run("authorise", "oa-xa", typed=f"{brought}\n")
    assert ran.exit_code == 0, ran.output
    assert f"{oa.url}/v4/oa/permission?app_id={KEYS.app_id}" in ran.stdout
    assert "Xong: oa-xa được gửi tin đến hết ngày" in ran.stdout
    (asked,) = oa.asked
    assert len(asked.fields["code_verifier"]) == 43
    rows = (await machine("check"))[1]
    assert rows["oa-xa"]["ok"] is True
    assert rows["oa-xa"]["name"] == "Học Vụ Số"
    assert "đến hết ngày" in (await run("list")).stdout


async def test_a_refresh_token_of_zalos_own_page_does_as_well_and_is_not_shown(
    file: Path, oa: fake_zalo_oa.ZaloWire
) -> None:
    ran = await run("authorise", "oa-xa", "--refresh-token", typed=f"{FIRST_REFRESH}\n")
    assert ran.exit_code == 0, ran.output
    assert FIRST_REFRESH not in ran.output
    assert oa.pairs == 1


async def test_a_code_that_is_refused_is_told(file: Path, oa: fake_zalo_oa.ZaloWire) -> None:
    ran = await run("authorise", "oa-xa", typed="canary-of-another\n")
    assert ran.exit_code == 1
    assert "-14020" in ran.stderr
    assert oa.pairs == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [("zalo-thon-3", "không phải Zalo OA"), ("oa", "Không có Zalo OA nào tên")],
)
async def test_only_an_official_account_is_authorised(file: Path, name: str, words: str) -> None:
    ran = await run("authorise", name)
    assert (ran.exit_code, words in ran.stderr) == (1, True)
