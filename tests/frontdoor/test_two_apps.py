"""The lesson on Zalo without a single button, and the same place on Telegram: the whole product, its accounts
from a file, its platforms simulated.
"""

import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.settings import Settings
from tests.frontdoor.conftest import Door, opened
from town.phone import Phone
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo.accounts import no_plan
from town.zalo.phone import Group, ZaloPhone

pytestmark = pytest.mark.slow
SOON = 30.0  # seconds
FILE = """
[[account]]
name = "thon-dong"
kind = "zalo-bot"
unit = "Thôn Đông"
display_name = "{name}"
token_env = "ZALO_TOKEN"
api_url = "{zalo}"
plan = "none"
rate = 0
chat_rate = 0
group_rate = 0

[[account]]
name = "xa"
kind = "telegram"
token_env = "TELEGRAM_TOKEN"
api_url = "{telegram}"
rate = 0
chat_rate = 0
group_rate = 0
"""


@dataclass
class Both:
    door: Door
    town: Town
    zalo: ZaloPhone
    telegram: Phone


@pytest.fixture
async def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Both]:
    """Polled on both sides: a laptop without a public address."""
    async with Town.running(rates=NO_RATES, plan=no_plan()) as town:
        monkeypatch.setenv("ZALO_TOKEN", town.zalo_bots.token)
        monkeypatch.setenv("TELEGRAM_TOKEN", town.token)
        file = tmp_path / "kenh.toml"
        bots = town.zalo_bots
        file.write_text(FILE.format(name=bots.home.name, zalo=bots.url, telegram=town.telegram_url))
        zalo, telegram = bots.phone("Lan"), town.phone("Lan")
        settings = Settings(
            database_url=f"sqlite:///{tmp_path}/hocvuso.db",
            town="off",
            channels_file=file,
            help_chat=f"thon-dong:{bots.phone('Hoa').id}",
        )
        async with opened(settings, tmp_path / "hocvuso.db") as door:
            yield Both(door, town, zalo, telegram)


async def says(phone: ZaloPhone, text: str, expected: str) -> str:
    """Type, and wait for a bubble that was not there before and says this. That bubble's text."""
    before = len(phone.heard())
    await phone.says(text)
    deadline = time.monotonic() + SOON
    while time.monotonic() < deadline:
        found = [one for one in phone.heard()[before:] if expected in one]
        if found:
            return found[-1]
        await changes(phone)
    raise AssertionError(f"{expected!r} was not said again:\n{phone.screen()}")


async def changes(phone: ZaloPhone) -> None:
    """Something happens in the town, or a moment passes."""
    keeper = phone._town.keeper
    await keeper.wait_for_change(phone._town.world.version, 0.2)


async def begins(lan: ZaloPhone) -> None:
    await says(lan, "xin chao", "đủ 18 tuổi")
    await says(lan, "dong y", "xưng hô thế nào")
    await says(lan, "1", "máy nào")
    await says(lan, "android", "muốn học")


async def test_a_lesson_by_plain_typing_and_then_on_the_other_app(both: Both) -> None:
    lan = both.zalo
    await begins(lan)
    asked = await says(lan, "chu ky so ca nhan", "1. Cách 1: VNeID")
    assert "2. Cách 2: SmartCA" in asked
    assert "(Gõ số để chọn.)" in asked
    await says(lan, "2", "Cài VNPT SmartCA")
    await says(lan, "ko dc", "hết bộ nhớ")
    await says(lan, "quay lai", "Cài VNPT SmartCA")
    await says(lan, "quay lai", "Chọn một cách")
    await says(lan, "1", "Mở VNeID")
    await says(lan, "roi", "Mở dịch vụ khác")

    code = await says(lan, "lien ket", "LIEN KET")
    digits = re.search(r"LIEN KET (\d{3} \d{3})", code)
    assert digits is not None
    await both.telegram.starts()
    await both.telegram.says(f"Liên kết {digits[1]}")
    step = await both.telegram.sees("Mở dịch vụ khác", within=SOON)
    assert step.keyboard  # where there are buttons, the same step has them
    await lan.sees("vừa nối thêm", within=SOON)

    await both.telegram.presses("Xong rồi")
    await both.telegram.sees("Mở mục chữ ký số", within=SOON)
    await finishes(lan)
    rows = both.door.rows("SELECT count(*), (SELECT count(*) FROM identity) FROM person")
    assert rows == [(1, 2)]
    assert both.door.rows("SELECT status FROM run") == [("finished",)]


async def finishes(lan: ZaloPhone) -> None:
    """On Zalo again, from where Telegram left it: the rest of the way, the quizzes tried until right."""
    await says(lan, "hoc tiep", "Mở mục chữ ký số")
    for title in ("Bấm đăng ký", "Chọn nơi cấp", "Xem lại và xác nhận", "Chờ tin báo"):
        await says(lan, "roi", title)
    heard = await answers(lan, "roi")
    for _ in range(20):
        if "Chúc mừng" in heard:
            return
        tries = ("1", "2", "3") if "Đố vui" in heard else ("roi",)
        for word in tries:
            heard = await answers(lan, word)
            if "Chưa" not in heard:
                break
    raise AssertionError(lan.screen())


async def answers(lan: ZaloPhone, text: str) -> str:
    """Type, and wait for whatever is said to it first."""
    before = len(lan.heard())
    await lan.says(text)
    deadline = time.monotonic() + SOON
    while len(lan.heard()) == before:
        assert time.monotonic() < deadline, lan.screen()
        await changes(lan)
    return lan.heard()[before]


async def test_a_group_is_bound_by_a_mention_and_told_nobody_s_progress(both: Both) -> None:
    hoa = both.town.zalo_bots.phone("Hoa")
    lan, hung = both.zalo, both.town.zalo_bots.phone("Hùng")
    group: Group = both.town.zalo_bots.group("Xóm Đông", hoa, lan, hung)
    await begins(hoa)
    code = await says(hoa, "ket noi nhom", "Mã kết nối nhóm")
    digits = re.search(r"(\d{3} \d{3})", code)
    assert digits is not None
    await lan.says("482 913 ai biết mã không", group)  # not said to the bot: never heard
    await hung.says(f"KETNOI {digits[1]}", group, mention=True)
    await hung.sees("Đã kết nối nhóm này", group, within=SOON)
    await hung.says("bài của tôi đến đâu rồi", group, mention=True)
    await hung.sees("nhắn riêng", group, within=SOON)
    heard = " ".join(hung.heard(group))
    assert "Bước" not in heard
    assert both.door.rows("SELECT account, bound_at IS NOT NULL FROM chat") == [("thon-dong", 1)]


async def test_a_telegram_group_is_bound_the_same_way(both: Both) -> None:
    """The code was given on Zalo, to the leader; it is said in the group on Telegram."""
    hoa = both.town.zalo_bots.phone("Hoa")
    lan, hung = both.town.phone("Lan"), both.town.phone("Hùng")
    group = both.town.new_group("Xóm Đông", lan, hung)
    await begins(hoa)
    digits = re.search(r"(\d{3} \d{3})", await says(hoa, "ket noi nhom", "Mã kết nối nhóm"))
    assert digits is not None
    await lan.says("ai biết mã không", group)  # not said to the bot
    await hung.says(f"@{both.town.home.username} 000000", group)
    await hung.sees("chưa đúng hoặc đã hết hạn", group, within=SOON)
    await hung.says(f"@{both.town.home.username} mã đây: {digits[1]}", group)
    await hung.sees("Đã kết nối nhóm này", group, within=SOON)
    await hung.says(f"@{both.town.home.username} hủy kết nối", group)
    await hung.sees("Chỉ người đã kết nối", group, within=SOON)
    assert both.door.rows("SELECT account, bound_at IS NOT NULL FROM chat") == [("xa", 1)]
