"""A newcomer's walk through the lived-in hamlet, on the town's page, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.product.axe import violations
from tests.product.running import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

SOON = 20_000  # ms
# What is then on the phone that each step opens.
SEEN = (
    ("Bác Tám", "Cháu đã ghi lời nhờ giúp"),
    ("Cô Hoa", "Cháu đã chuyển cho bác Tám"),
    ("Bác Tám", "Cháu đã báo tổ là bác làm được rồi"),
    ("Bác Thành", re.compile("Đã (bắt đầu gửi|hẹn: )")),
    ("Ông Tịnh", "THÔNG BÁO của Tổ thôn Đoài"),
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
