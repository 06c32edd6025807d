"""The town's page and the web chat in a real browser: used by mouse, by keyboard, on a small screen."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.product.axe import violations
from tests.product.running import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

SOON = 20_000  # ms


def test_a_resident_begins_on_the_towns_page(served: Product, page: Page) -> None:
    page.goto(f"{served.url}/town/")
    page.get_by_role("button", name=re.compile("Lan")).click()
    page.get_by_role("button", name=re.compile("^Telegram")).click()
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_role("button", name="ĐỒNG Ý").click(timeout=SOON)
    page.get_by_role("button", name="Bác", exact=True).click(timeout=SOON)
    page.get_by_role("button", name=re.compile("Android")).click(timeout=SOON)
    expect(page.get_by_role("log")).to_contain_text("muốn học", timeout=SOON)
    page.get_by_label("Tin nhắn").fill("cai ung dung an toan")
    page.get_by_label("Tin nhắn").press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Mở kho ứng dụng", timeout=SOON)
    page.get_by_label("Tin nhắn").fill("roi")
    page.get_by_label("Tin nhắn").press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Mở ô tìm kiếm", timeout=SOON)
    assert violations(page) == []


def test_a_phone_without_network_keeps_what_was_typed_until_it_is_back(
    served: Product, page: Page
) -> None:
    page.goto(f"{served.url}/town/")
    page.get_by_role("button", name=re.compile("Hùng")).click()
    page.get_by_role("button", name=re.compile("^Telegram")).click()
    page.get_by_role("button", name=re.compile("Đang có mạng")).click()
    page.get_by_label("Tin nhắn").fill("xin chao")
    page.get_by_label("Tin nhắn").press("Enter")
    expect(page.get_by_role("img", name="chờ mạng")).to_be_visible(timeout=SOON)
    page.get_by_role("button", name=re.compile("Đang mất mạng")).click()
    expect(page.get_by_role("button", name="ĐỒNG Ý")).to_be_visible(timeout=SOON)


def test_the_towns_clock_jumps_and_its_words_change_to_english(served: Product, page: Page) -> None:
    page.goto(f"{served.url}/town/")
    before = page.locator("#now").get_attribute("datetime", timeout=SOON)
    page.get_by_role("button", name="+ 1 ngày").click()
    expect(page.locator("#now")).not_to_have_attribute("datetime", str(before), timeout=SOON)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="The town's clock")).to_be_visible()
    page.get_by_role("button", name="Tiếng Việt").click()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["town", "chat"])
def test_no_accessibility_violations_on_a_small_screen(
    served: Product, browser: Browser, path: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(f"{served.url}/{path}/")
    expect(page.get_by_role("log")).to_be_visible(timeout=SOON)
    page.wait_for_timeout(1500)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_the_web_chat_is_learned_by_keyboard_and_resumes_on_another_device(
    served: Product, browser: Browser, page: Page
) -> None:
    page.goto(f"{served.url}/chat/")
    expect(page.get_by_role("button", name=re.compile("ĐỒNG Ý"))).to_be_visible(timeout=SOON)
    assert violations(page) == []
    page.get_by_role("button", name=re.compile("ĐỒNG Ý")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("Bác"))).to_be_visible(timeout=SOON)
    words = page.get_by_label("Gõ tin nhắn")
    for text, heard in [
        ("bac", "iPhone"),
        ("android", "muốn học"),
        ("cai ung dung an toan", "Mở kho ứng dụng"),
    ]:
        words.fill(text)
        words.press("Enter")
        expect(page.get_by_role("log")).to_contain_text(heard, timeout=SOON)
    page.get_by_role("button", name="Lưu chỗ học").click()
    link = page.get_by_label("Đường dẫn riêng").input_value()
    assert violations(page) == []

    other = browser.new_context(viewport={"width": 360, "height": 640}).new_page()
    other.goto(link)
    expect(other.get_by_role("log")).to_contain_text("Mở kho ứng dụng", timeout=SOON)
    assert "#k=" not in other.url
    other.get_by_label("Gõ tin nhắn").fill("xong roi")
    other.get_by_label("Gõ tin nhắn").press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Mở ô tìm kiếm", timeout=SOON)
    other.context.close()


def test_what_was_typed_without_network_is_sent_when_it_is_back(
    served: Product, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.url}/chat/")
    expect(page.get_by_role("button", name=re.compile("ĐỒNG Ý"))).to_be_visible(timeout=SOON)
    context.set_offline(True)
    page.get_by_label("Gõ tin nhắn").fill("dong y")
    page.get_by_label("Gõ tin nhắn").press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Chờ mạng", timeout=SOON)
    context.set_offline(False)
    expect(page.get_by_role("button", name=re.compile("Bác"))).to_be_visible(timeout=SOON)
    context.close()


def test_the_pages_ask_no_other_host_and_run_no_inline_script(served: Product, page: Page) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    for path in ("town", "chat"):
        answer = page.goto(f"{served.url}/{path}/")
        assert answer
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        page.wait_for_timeout(1000)
    assert asked == {f"127.0.0.1:{served.port}"}
