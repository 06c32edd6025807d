"""CHANNELS_FILE: what a person wrote becomes accounts, and whatever is amiss is told with its line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.limits import Limits, Quota, Rate
from channels.telegram.adapter import LIMITS as TELEGRAM
from channels.zalo_bot.adapter import LIMITS as ZALO_BOT
from channels.zalo_oa.adapter import FREE_WINDOW, PAID_WINDOW
from channels.zalo_oa.calls import Buttons
from channels.zalo_oa.signature import SignatureRules
from service.accounts.configured import configured
from service.accounts.file import KINDS, read
from service.accounts.reading import Reading
from service.accounts.spec import TelegramSpec, ZaloBotSpec, ZaloOASpec
from service.settings import Settings

CANARY = "8123456789:AAEcanary-canary_canary-canary_12345"
SECRETS = {
    "BOT_XA": CANARY,
    "BOT_THON": "12345689:canary-thon",
    "APP": "canary-app-secret",
    "KHOA": "canary-secret-key",
    "NGAN": "ngan",
    "HAI_TU": "canary hai",
}

SOUND = """
[[account]]
name = "zalo-thon-3"
kind = "zalo-bot"
unit = "Xã Nông Cống"
title = "Học vụ số thôn 3"
token_env = "BOT_THON"
display_name = "Bot Học vụ số"

[[account]]
name = "tele-xa"
kind = "telegram"
token_env = "BOT_XA"
rate = 60
chat_rate = 0

[[account]]
name = "oa-xa"
kind = "zalo-oa"
oa_id = "3333333333333333333"
app_id = "1234567890123456789"
app_secret_env = "APP"
secret_key_env = "KHOA"
paid = true
buttons = "list"
signature = "app-secret"
"""


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / "channels.toml"


def written(file: Path, text: str) -> Reading:
    file.write_text(text, encoding="utf-8")
    return read(file)


def test_every_kind_is_read_with_the_unit_that_owns_it(file: Path) -> None:
    found = written(file, SOUND)
    assert found.faults == ()
    bot, telegram, oa = found.specs
    assert isinstance(bot, ZaloBotSpec)
    assert (bot.name, bot.unit, bot.title) == ("zalo-thon-3", "Xã Nông Cống", "Học vụ số thôn 3")
    assert (bot.limits, bot.display_name) == (ZALO_BOT, "Bot Học vụ số")
    assert bot.token.get_secret_value() == SECRETS["BOT_THON"]
    assert isinstance(telegram, TelegramSpec)
    assert telegram.limits == Limits(Rate(60, 1), None, TELEGRAM.group_chat)
    assert isinstance(oa, ZaloOASpec)
    assert (oa.oa_id, oa.app_id) == ("3333333333333333333", "1234567890123456789")
    assert (oa.limits.window, oa.buttons) == (PAID_WINDOW, Buttons.LIST)
    assert oa.signatures == SignatureRules(app_secret=True)
    assert oa.refresh_token is None


def test_a_file_that_says_the_same_makes_the_same_accounts(file: Path) -> None:
    spaced = SOUND.replace(" = ", "  =  ").replace("\n", "\r\n")
    assert written(file, "\ufeff# ghi chú\n" + spaced) == written(file, SOUND)


def test_a_secret_may_stand_in_a_file_beside_it(file: Path) -> None:
    (file.parent / "secrets").mkdir()
    (file.parent / "secrets" / "bot").write_text(f"{CANARY}\n")
    entry = '[[account]]\nname = "a"\nkind = "telegram"\ntoken_file = "secrets/bot"\n'
    (found,) = written(file, entry).specs
    assert isinstance(found, TelegramSpec)
    assert found.token == SecretStr(CANARY)


def test_variables_are_looked_up_in_dot_env_too(file: Path, folder: Path) -> None:
    (folder / ".env").write_text(f"BOT_MOI={CANARY}\nBOT_XA=not-this-one\n")
    entry = '[[account]]\nname = "{0}"\nkind = "telegram"\ntoken_env = "{1}"\n'
    moi, xa = (written(file, entry.format("a", name)).specs[0] for name in ("BOT_MOI", "BOT_XA"))
    assert moi == xa  # the environment comes first, as for settings


OA = """
oa_id = "333"
app_id = "444"
app_secret_env = "APP"
secret_key_env = "KHOA"
"""


@pytest.mark.parametrize(
    ("kind", "said", "quota"),
    [
        ("zalo-bot", 'plan = "basic"', Quota(50, 3, 3_000)),
        ("zalo-bot", 'plan = "none"', Quota()),
        ("zalo-bot", "[account.quota]\nusers = 200\nmessages = 0", Quota(200, 3, None)),
        ("zalo-bot", "quota = { groups = 9 }", Quota(50, 9, 3_000)),
        ("zalo-bot", 'plan = "none"\nquota.messages = 10000', Quota(messages=10_000)),
        ("telegram", "quota.users = 5", Quota(users=5)),
    ],
)
def test_a_plan_is_given_by_name_or_by_its_numbers(
    file: Path, kind: str, said: str, quota: Quota
) -> None:
    entry = f'[[account]]\nname = "a"\nkind = "{kind}"\ntoken_env = "BOT_THON"\n{said}\n'
    found = written(file, entry)
    assert found.faults == ()
    assert found.specs[0].limits.quota == quota


# What stands in an entry, the line that is named (the header is line 1), and a word of the sentence.
FAULTS: list[tuple[str, int, str]] = [
    ('kind = "telegram"\ntoken_env = "BOT_XA"', 1, "thiếu mục name"),
    ('name = "Thôn 3"\nkind = "telegram"\ntoken_env = "BOT_XA"', 2, "chữ thường không dấu"),
    (f'name = "{"a" * 33}"\nkind = "telegram"\ntoken_env = "BOT_XA"', 2, "dài nhất 32"),
    ('name = 3\nkind = "telegram"\ntoken_env = "BOT_XA"', 2, "dấu nháy"),
    ('name = "town"\nkind = "telegram"\ntoken_env = "BOT_XA"', 2, "dành riêng"),
    ('name = "town-zalo"\nkind = "telegram"\ntoken_env = "BOT_XA"', 2, "dành riêng"),
    ('name = "web"\nkind = "telegram"\ntoken_env = "BOT_XA"', 2, "dành riêng"),
    ('name = "terminal"\nkind = "telegram"\ntoken_env = "BOT_XA"', 2, "dành riêng"),
    ('name = "a"', 1, "thiếu mục kind"),
    ('name = "a"\nkind = "zalo_bot"', 3, 'Có phải ý bạn là "zalo-bot"?'),
    ('name = "a"\nkind = 5', 3, '"telegram", "zalo-bot", "zalo-oa"'),
    ('name = "a"\nkind = "telegram"', 1, "thiếu token_env hoặc token_file"),
    (f'name = "a"\nkind = "telegram"\ntoken = "{CANARY}"', 4, "không ghi thẳng token"),
    (f'name = "a"\nkind = "telegram"\ntoken_env = "{CANARY}"', 4, "không phải chính mã bí mật"),
    ('name = "a"\nkind = "telegram"\ntoken_env = "canaryabcdef0123"', 4, "tên của một biến"),
    ('name = "a"\nkind = "telegram"\ntoken_env = "KHONG_CO"', 4, "KHONG_CO chưa có"),
    ('name = "a"\nkind = "telegram"\ntoken_env = "NGAN"', 4, "ít nhất 8 ký tự"),
    ('name = "a"\nkind = "telegram"\ntoken_env = "HAI_TU"', 4, "liền một mạch"),
    (f'name = "a"\nkind = "telegram"\ntoken_file = "{CANARY}"', 4, "không đọc được tệp"),
    ('name = "a"\nkind = "telegram"\ntoken_file = "trong"', 4, "còn trống"),
    ('name = "a"\nkind = "telegram"\ntoken_file = 7', 4, "đường dẫn"),
    (
        'name = "a"\nkind = "telegram"\ntoken_env = "BOT_XA"\ntoken_file = "x"',
        5,
        "chỉ dùng một trong hai",
    ),
    ('name = "a"\nkind = "telegram"\ntoken_env = "BOT_XA"\nchat_rat = 1', 5, '"chat_rate"'),
    ('name = "a"\nkind = "telegram"\ntoken_env = "BOT_XA"\npaid = true', 5, "của loại telegram"),
    ('name = "a"\nkind = "telegram"\ntoken_env = "BOT_XA"\nrate = -1', 5, "số nguyên từ 0"),
    ('name = "a"\nkind = "telegram"\ntoken_env = "BOT_XA"\nrate = 1.5', 5, "số nguyên từ 0"),
    ('name = "a"\nkind = "telegram"\ntoken_env = "BOT_XA"\nrate = true', 5, "số nguyên từ 0"),
    ('name = "a"\nkind = "telegram"\ntoken_env = "BOT_XA"\nquota = 5', 5, "[account.quota]"),
    (
        'name = "a"\nkind = "zalo-bot"\ntoken_env = "BOT_XA"\n[account.quota]\nuser = 5',
        6,
        'Có phải ý bạn là "users"?',
    ),
    (
        'name = "a"\nkind = "zalo-bot"\ntoken_env = "BOT_XA"\n\n[account.quota]\nusers = "5"',
        7,
        "quota.users phải là số nguyên",
    ),
    ('name = "a"\nkind = "zalo-bot"\ntoken_env = "BOT_XA"\nplan = "pro"', 5, '"basic", "none"'),
    ('name = "a"\nkind = "telegram"\ntoken_env = "BOT_XA"\napi_url = "a.vn"', 5, "https://"),
    ('name = "a"\nkind = "telegram"\ntoken_env = "BOT_XA"\nunit = ""', 5, "một dòng chữ"),
    (f'name = "a"\nkind = "zalo-oa"{OA.replace("333", "")}', 4, "oa_id"),
    (f'name = "a"\nkind = "zalo-oa"{OA.replace(chr(34) + "333" + chr(34), "333")}', 4, "dấu nháy"),
    (f'name = "a"\nkind = "zalo-oa"{OA}paid = "có"', 8, "true (có) hoặc false"),
    (f'name = "a"\nkind = "zalo-oa"{OA}buttons = "on"', 8, '"off", "list", "text_buttons"'),
    (f'name = "a"\nkind = "zalo-oa"{OA}signature = "no"', 8, '"strict", "app-secret", "log-only"'),
    (
        f'name = "a"\nkind = "zalo-oa"{OA}signature_pin = "app id"',
        8,
        "app id + body + OA secret key",
    ),
    ('name = "a"\nkind = "zalo-oa"\noa_id = "3"', 1, "thiếu app_secret_env"),
    # No TOML at all.
    ("name = thôn 3", 2, "chưa đúng cách ghi TOML"),
    ('name = "a\nkind = "telegram"', 2, "chưa đúng cách ghi TOML"),
    ('name = "a"\nkind = "telegram"\ntoken_env = BOT_XA', 4, "chưa đúng cách ghi TOML"),
    ('name = "a"\nkind = "telegram"\nname = "b"', 4, "đã ghi ở trên"),
    ('name = "a"\n[telegram]\nx = 1', 3, "ngoài các mục [[account]]"),
]
BEFORE = """[[account]]
name = "truoc"
kind = "telegram"
token_env = "BOT_THON"
"""
AFTER = f"""
[[account]]
name = "sau"
kind = "zalo-oa"{OA.replace("333", "999")}"""


@pytest.mark.parametrize(("entry", "line", "words"), FAULTS)
def test_a_fault_is_told_with_its_line_and_harms_nobody_else(
    file: Path, entry: str, line: int, words: str
) -> None:
    (file.parent / "trong").write_text("\n")
    found = written(file, f"{BEFORE}[[account]]\n{entry}\n{AFTER}")
    at = BEFORE.count("\n") + line
    assert [fault.line for fault in found.faults if words in fault.says] == [at]
    assert [spec.name for spec in found.specs if spec.name != "a"] == ["truoc", "sau"]
    for fault in found.faults:
        assert str(fault).startswith(f"{file}:{fault.line}: ")
        assert not fault.says.isascii()
        assert fault.says.endswith((".", "?"))
        assert "canary" not in str(fault)


def test_what_is_written_beside_the_accounts_is_told(file: Path) -> None:
    found = written(file, f'ten = "x"\n\n[[acount]]\nname = "a"\n\n{BEFORE}')
    assert [fault.line for fault in found.faults] == [1, 3]
    assert [spec.name for spec in found.specs] == ["truoc"]


@pytest.mark.parametrize("text", ["[account]\nname = 'a'", "account = 5", "[[account.x]]\ny = 1"])
def test_accounts_in_another_form_are_told(file: Path, text: str) -> None:
    found = written(file, text)
    assert found.specs == ()
    assert "hai dấu ngoặc vuông" in found.faults[0].says


def test_a_name_that_is_there_already_is_told_with_the_other_line(file: Path) -> None:
    again = BEFORE.replace("BOT_THON", "BOT_XA")
    found = written(file, BEFORE + again)
    assert [spec.name for spec in found.specs] == ["truoc"]
    assert (found.faults[0].line, "ở dòng 2" in found.faults[0].says) == (6, True)


def test_a_token_that_another_account_has_is_told(file: Path) -> None:
    found = written(file, BEFORE + BEFORE.replace("truoc", "sau"))
    assert [spec.name for spec in found.specs] == ["truoc"]
    assert (found.faults[0].line, found.faults[0].account) == (8, "sau")
    assert 'trùng mã với tài khoản "truoc"' in found.faults[0].says
    oa = AFTER + AFTER.replace("sau", "nua")
    assert 'trùng mã với tài khoản "sau"' in written(file, oa).faults[0].says


def test_the_environments_accounts_have_their_names_and_tokens_first(file: Path) -> None:
    file.write_text(
        BEFORE.replace("truoc", "telegram") + BEFORE.replace("BOT_THON", "BOT_XA"),
        encoding="utf-8",
    )
    found = configured(Settings(telegram_token=SecretStr(CANARY), channels_file=file))
    assert [spec.name for spec in found.specs] == ["telegram"]
    assert "biến môi trường" in found.faults[0].says
    assert 'trùng mã với tài khoản "telegram"' in found.faults[1].says


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "không có tệp này"), ("tệp".encode("utf-16"), "UTF-8"), ("folder", "không đọc được")],
)
def test_a_file_that_cannot_be_read_is_one_fault(
    file: Path, content: bytes | str | None, words: str
) -> None:
    match content:
        case bytes():
            file.write_bytes(content)
        case str():
            file.mkdir()
        case None:
            pass
    found = read(file)
    assert found.specs == ()
    (fault,) = found.faults
    assert words in fault.says
    assert found.doubts("whoever")


def test_an_account_is_kept_where_it_may_be_meant(file: Path) -> None:
    found = written(file, BEFORE + '[[account]]\nname = "a"\nkind = "zalo"\n')
    assert found.doubts("a")
    assert not found.doubts("b")
    broken = written(file, BEFORE + '[[account]]\nname = "a"\nkind = zalo\n')
    assert broken.doubts("a")
    assert not broken.doubts("b")
    assert written(file, BEFORE + "[[account]]\nname = a\n").doubts("b")  # who knows whose it is
    assert not written(file, BEFORE).doubts("b")
    assert written(file, "").faults == ()


@profile(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*SOUND.splitlines(), *BEFORE.splitlines(), "[[", '"""', "[account.quota]", "x.y=1"]
        ),
        max_size=25,
    ),
    st.text(max_size=20),
)
def test_whatever_is_written_is_read_or_told(tmp_path: Path, lines: list[str], noise: str) -> None:
    file = tmp_path / "channels.toml"
    text = "\n".join([*lines, noise])
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    found = read(file)
    lines_in_all = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(0 <= fault.line <= lines_in_all for fault in found.faults)
    assert len({spec.name for spec in found.specs}) == len(found.specs)
    assert "canary" not in f"{found} {found.faults}"


def test_every_kind_that_is_told_can_be_written() -> None:
    assert sorted(KINDS) == ["telegram", "zalo-bot", "zalo-oa"]


def test_no_secret_is_shown_by_showing_a_spec(file: Path) -> None:
    shown = repr(written(file, SOUND))
    assert "zalo-thon-3" in shown
    assert "canary" not in shown


def test_the_free_window_is_what_is_sent_in_unless_somebody_pays(file: Path) -> None:
    (found,) = written(file, AFTER).specs
    assert found.limits.window == FREE_WINDOW
