"""A newcomer's walk through the lived-in hamlet, on the town's page, in a real browser."""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from bot.calendar import ZONE
from service.days_off import days_off
from tests.product.axe import violations
from tests.product.running import Phone, Product, phone

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

SOON = 20_000  # ms
# What is then on the phone that each step opens.
SEEN: tuple[tuple[str, str | re.Pattern[str]], ...] = (
    ("Bác Tám", "Cháu đã ghi lời nhờ giúp"),
    ("Cô Hoa", "Cháu đã chuyển cho bác Tám"),
    ("Bác Tám", "Cháu đã báo tổ là bác làm được rồi"),
    ("Bác Thành", re.compile("Đã (bắt đầu gửi|hẹn: )")),
    ("Ông Tịnh", "Đã kết nối nhóm này với Tổ thôn Đoài"),
    ("Cô Hoa", "đã ghi buổi thăm Bác Tám và việc làm được"),
    ("Cô Hoa", "2 người được xem tận nơi"),
    ("Chị Mai", "thôn Đoài: 1/365"),
)


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = Product(tmp_path_factory.mktemp("hamlet"), {"HOCVUSO_TOWN_STORY": "on"})
    product.start()
    yield product
    product.stop()


def test_the_walk_does_each_step_on_the_phone_of_who_walks(hamlet: Product, page: Page) -> None:
    page.goto(f"{hamlet.url}/town/")
    for n, (who, heard) in enumerate(SEEN, 1):
        expect(page.locator("#tour-at")).to_have_text(f"bước {n}/{len(SEEN)}", timeout=SOON)
        page.locator("#tour-do").click()
        expect(page.locator("#tour-said")).to_contain_text("Xong.", timeout=3 * SOON)
        expect(page.locator("#phones [aria-pressed=true]")).to_contain_text(who)
        expect(page.get_by_role("log")).to_contain_text(heard, timeout=SOON)
        if n < len(SEEN):
            page.get_by_role("button", name="Bước sau").click()
    expect(page.get_by_role("button", name="Bước sau")).to_be_disabled()
    assert violations(page) == []
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="A walk through the hamlet")).to_be_visible()
    expect(page.locator("#tour-says")).to_contain_text("officer of the commune")


def test_a_small_screen_and_a_keyboard_are_enough(hamlet: Product, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{hamlet.url}/town/")
    expect(page.locator("#tour-next")).to_be_visible(timeout=SOON)
    page.locator("#tour-next").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#tour-do")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#phones [aria-pressed=true]")).to_contain_text("Cô Hoa", timeout=SOON)
    expect(page.get_by_role("log")).to_contain_text(
        re.compile("Cô Nhàn đang cần giúp"), timeout=SOON
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
    context.close()


def test_a_leader_on_zalo_announces_for_seven_in_the_evening_and_puts_it_right(
    hamlet: Product,
) -> None:
    """By typing alone. The last of the module: it pushes the clock."""
    thanh, tinh = phone(hamlet, "Bác Thành", "zalo-bot"), phone(hamlet, "Ông Tịnh", "zalo-bot")
    push_past_days_off(hamlet)
    said(thanh, "/tb Mai họp thôn ở nhà văn hóa", "Gửi tới: nhóm của tổ, 1 nhóm")
    said(thanh, "4", "Bác muốn đổi gì")
    said(thanh, "2", "Gửi tới: nhóm của tổ")
    said(thanh, "3", "Gửi lúc nào")
    said(thanh, "19 giờ tối mai", "Sẽ gửi lúc 19 giờ")
    number = re.search(r"thông báo số (\d+)", said(thanh, "1", "Đã hẹn"))
    assert number is not None
    assert not any("Mai họp thôn" in text for text in tinh.group("Xóm Đoài"))
    push_to_seven(hamlet)
    waits_for(tinh, "Mai họp thôn")
    while "Đã tới 1 nhóm" not in said(thanh, f"thông báo {number[1]}", "Mai họp thôn"):
        time.sleep(
            0.5
        )  # what became of it is written down a moment later; the test's own time ends this
    said(thanh, f"đính chính {number[1]}", "viết lời đúng")
    said(thanh, "Họp lúc 19 giờ 30", "nơi đã nhận tin trước, 1 nhóm")
    said(thanh, "1", "Đã bắt đầu gửi")
    waits_for(tinh, "ĐÍNH CHÍNH của Tổ thôn Đoài")


def said(who: Phone, words: str, heard: str) -> str:
    texts = "\n".join(bubble["text"] for bubble in who.says(words))
    assert heard in texts, (words, texts)
    return texts


def push_past_days_off(product: Product) -> None:
    """To a day before one on which announcements go out."""
    now = town_time(product)
    off = days_off(now.date())
    days = 0
    while {(now + timedelta(days=days + n)).date() for n in (0, 1)} & off:
        days += 1
    push(product, timedelta(days=days))


def push_to_seven(product: Product) -> None:
    """A minute past seven, tomorrow evening in Vietnam."""
    now = town_time(product)
    push(product, (now + timedelta(days=1)).replace(hour=19, minute=1) - now)


def town_time(product: Product) -> datetime:
    shown = httpx.get(f"{product.url}/town/api/world", timeout=10).json()["now"]
    return datetime.fromisoformat(shown).astimezone(ZONE)


def push(product: Product, by: timedelta) -> None:
    body = {"advance_seconds": by.total_seconds()}
    assert httpx.post(f"{product.url}/town/api/clock", json=body, timeout=10).is_success


def waits_for(who: Phone, text: str) -> None:
    for _ in range(240):
        if any(text in one for one in who.group("Xóm Đoài")):
            return
        time.sleep(0.25)
    raise AssertionError(f"{text!r} did not come: {who.group('Xóm Đoài')[-2:]}")
