"""What goes wrong, switched on by hand on the town's page, with the real service behind it."""

import re
import time

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.product.axe import violations
from tests.product.running import Product, phone

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

SOON = 20_000  # ms
REPAIRED = 90_000  # ms; a repetition waits for half a minute before it is made


def opened(page: Page, served: Product, name: str) -> Locator:
    """The card of that name, opened from the keyboard, beside a phone that has Telegram open."""
    page.goto(f"{served.url}/town/")
    telegram = page.get_by_role("button", name=re.compile("^Telegram"))
    expect(telegram).to_be_visible(timeout=SOON)
    if telegram.get_attribute("aria-pressed") != "true":  # a second press would leave the chat
        telegram.click(timeout=SOON)
    expect(page.locator("#phone.telegram").get_by_role("log")).to_be_visible(timeout=SOON)
    card = page.locator("details", has_text=name)
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    return card


def switch_on(card: Locator, fault: str, whom: str, times: str) -> None:
    expect(card.get_by_label("Phía nào")).to_have_value("telegram")  # that of the app in the hand
    card.get_by_label("Sự cố").select_option(label=fault)
    card.get_by_label("Với ai").select_option(label=whom)
    card.get_by_label("Mấy lần").select_option(label=times)
    card.get_by_role("button", name="Bật sự cố").press("Enter")
    expect(card.get_by_role("status")).to_have_text("Đã bật.", timeout=SOON)


def test_a_resident_is_answered_although_the_server_failed(served: Product, page: Page) -> None:
    card = opened(page, served, "Thử khi có sự cố")
    switch_on(card, "Máy chủ lỗi (500)", "Bác Lan", "1 lần")
    expect(card.get_by_role("listitem")).to_contain_text("còn 1 lần", timeout=SOON)
    assert violations(page) == []
    page.get_by_role("button", name=re.compile("Lan")).first.click()
    page.get_by_role("button", name="Bắt đầu").click()
    expect(card.get_by_role("listitem")).to_contain_text("Chưa có sự cố nào", timeout=SOON)
    expect(page.get_by_role("button", name="ĐỒNG Ý")).to_be_visible(timeout=REPAIRED)
    log = httpx.get(f"{served.url}/town/api/log").json()
    assert [call["code"] for call in log if call["fault"]] == [500]


def test_a_message_that_comes_twice_is_answered_once(served: Product, page: Page) -> None:
    hung = phone(served, "Hùng")
    card = opened(page, served, "Thử khi có sự cố")
    switch_on(card, "Giao một tin hai lần", "Chú Hùng", "đến khi tắt")
    hung.starts()
    hung.says("dong y")
    texts = [bubble["text"] for bubble in hung.bubbles()]
    assert len(texts) >= 3
    assert len(set(texts)) == len(texts)
    expect(card.get_by_role("listitem")).to_contain_text("đã xảy ra 2 lần", timeout=SOON)
    card.get_by_role("button", name="Tắt: Giao một tin hai lần").click()
    expect(card.get_by_role("listitem")).to_contain_text("Chưa có sự cố nào", timeout=SOON)


def test_everything_is_switched_off_at_once(served: Product, page: Page) -> None:
    card = opened(page, served, "Thử khi có sự cố")
    switch_on(card, "Kết nối treo", "Mọi người", "đến khi tắt")
    card.get_by_label("Sự cố").select_option(label="Bị bắt chờ hàng loạt (429)")
    expect(card.get_by_label("Với ai")).to_be_hidden()
    expect(card.get_by_label("Số giây")).to_have_value("10072")
    card.get_by_role("button", name="Bật sự cố").click()
    expect(card.get_by_role("listitem")).to_have_count(2, timeout=SOON)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("2 on", exact=True)).to_be_visible()
    page.get_by_role("button", name="Switch all off").click()
    expect(page.get_by_text("None. All is well.")).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="Tiếng Việt").click()
    assert httpx.get(f"{served.url}/town/api/world").json()["faults"]["on"] == []


def test_a_group_and_an_account_come_to_an_end(served: Product, page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    card = opened(page, served, "Nhóm và tài khoản")
    card.get_by_label("Tên nhóm").fill("Tổ thôn 5")
    card.get_by_label("Tên nhóm").press("Enter")
    item = card.get_by_role("listitem")
    for button, state in [
        ("Không cho trợ giảng viết", "không được viết"),
        ("Cho trợ giảng viết lại", "ở trong nhóm"),
        ("Mời trợ giảng ra", "ở ngoài nhóm"),
        ("Thêm trợ giảng vào", "ở trong nhóm"),
        ("Nâng thành nhóm lớn", "nhóm lớn"),
    ]:
        card.get_by_role("button", name=re.compile(button)).click(timeout=SOON)
        expect(item).to_contain_text(state, timeout=SOON)
    assert violations(page) == []
    card.get_by_role("button", name=re.compile("Xóa nhóm")).click()
    expect(item).to_have_count(0, timeout=SOON)
    page.get_by_role("button", name=re.compile("Hoa")).first.click()
    gone = card.get_by_role("button", name=re.compile("Xóa hẳn tài khoản của Cô Hoa"))
    gone.click(timeout=SOON)
    expect(gone).to_be_disabled(timeout=SOON)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_controls_fit_a_small_screen_and_hinder_nobody(
    served: Product, browser: Browser, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    card = opened(page, served, "Thử khi có sự cố")
    switch_on(card, "Trang đăng nhập Wi-Fi chen vào", "Mọi người", "3 lần")
    for name in ("groups", "calls"):
        page.locator(f"#{name} summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    card.get_by_role("button", name="Tắt hết sự cố").click()
    expect(card.get_by_role("listitem")).to_contain_text("Chưa có sự cố nào", timeout=SOON)
    context.close()


def test_a_service_that_waits_for_an_answer_still_ends(served: Product) -> None:
    """Half-open for everybody while it is told to stop: F15 and F03 together. Runs last: it ends the product."""
    answer = httpx.post(f"{served.url}/town/api/faults", json={"name": "half-open"})
    assert answer.is_success
    lan = phone(served, "Lan")
    lan.post("say", {"chat": lan.chat()["id"], "text": "xin chao"})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(not call["code"] for call in httpx.get(f"{served.url}/town/api/log").json()):
            break
        time.sleep(0.1)
    else:
        pytest.fail("no call waits in a silence")
    served.stop()
    assert served.process is not None
    assert served.process.returncode is not None
    assert "Traceback" not in (served.folder / "log.txt").read_text()
