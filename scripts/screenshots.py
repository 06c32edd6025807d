"""Makes the pictures in docs/pictures from the running product: `make screenshots`."""

import re
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.product.running import Product

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SOON = 20_000  # ms


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        product = Product(Path(folder))
        product.start()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        try:
            town(browser.new_page(viewport={"width": 1100, "height": 880}), product)
            web_chat(browser.new_page(viewport={"width": 390, "height": 780}), product)
        finally:
            browser.close()
            product.stop()


def town(page: Page, product: Product) -> None:
    page.goto(f"{product.url}/town/")
    page.get_by_role("button", name="Bắt đầu").click()
    for name in ("ĐỒNG Ý", "^Bác$", "Android", "Cài ứng dụng an toàn"):
        page.get_by_role("button", name=re.compile(name)).last.click(timeout=SOON)
    expect(page.get_by_role("log")).to_contain_text("Mở kho ứng dụng", timeout=SOON)
    page.get_by_label("Tin nhắn").fill("roi")
    page.get_by_label("Tin nhắn").press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Mở ô tìm kiếm", timeout=SOON)
    page.wait_for_timeout(800)
    page.screenshot(path=PICTURES / "town.png")


def web_chat(page: Page, product: Product) -> None:
    page.goto(f"{product.url}/chat/")
    for name in ("ĐỒNG Ý", "Bác", "iPhone", "Chữ ký số"):
        page.get_by_role("button", name=re.compile(name)).last.click(timeout=SOON)
    expect(page.get_by_role("log")).to_contain_text("Chọn một cách", timeout=SOON)
    page.wait_for_timeout(800)
    page.screenshot(path=PICTURES / "web-chat.png")


if __name__ == "__main__":
    main()
