"""Makes the pictures in docs/pictures from the running product: `make screenshots`."""

import re
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from playwright.sync_api import Error, Page, expect, sync_playwright

from cards.contact import cards_of, contact_sheet
from lessons.catalogue import read_catalogue
from lessons.lesson import Course, Device
from reports.contact_card import contact_card
from reports.lesson_pdf import lesson_pdf
from reports.lesson_sheet import Door, sheet_of
from tests.product.running import HOCVUSO, Product, free_port

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
CATALOG = Path(__file__).parent.parent / "lessons" / "catalog"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SOON = 20_000  # ms
MARGIN = 14  # pixels round a phone


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        product = Product(Path(folder))
        product.start()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        try:
            town(browser.new_page(viewport={"width": 1100, "height": 928}), product)
            group(browser.new_page(viewport={"width": 1100, "height": 928}), product)
            web_chat(browser.new_page(viewport={"width": 390, "height": 780}), product)
            preview(browser.new_page(viewport={"width": 1280, "height": 900}), Path(folder))
            cards()
            paper()
        finally:
            browser.close()
            product.stop()


LESSON = [  # what Bác Lan types on Zalo, and what is then on her phone
    ("xin chao", "1. ĐỒNG Ý"),
    ("dong y", "1. Bác"),
    ("1", "1. Android"),
    ("1", "muốn học"),
    ("chu ky so", "Chọn một cách"),
    ("1", "Mở VNeID"),
    ("roi", "Mở dịch vụ khác"),
]
GROUP = [  # who says what in Xóm Đông; True: and calls the bot
    ("Cô Hoa", "Tối nay cháu ở nhà văn hóa ạ", False),
    ("Bác Lan", "Tôi học tới bước 3 rồi", False),
    ("Chú Hùng", "chỉ chú học với", True),
]


def town(page: Page, product: Product) -> None:
    """The whole page, then the Zalo phone alone, in the middle of the signature lesson."""
    page.goto(f"{product.url}/town/")
    for text, heard in LESSON:
        writes(page, text)
        expect(page.get_by_role("log")).to_contain_text(heard, timeout=SOON)
    rests(page)
    page.screenshot(path=PICTURES / "town.png")
    phone(page, "zalo.png")


def group(page: Page, product: Product) -> None:
    page.goto(f"{product.url}/town/")
    for name, text, called in GROUP:
        page.locator("#phones").get_by_role("button", name=re.compile(name)).click()
        page.get_by_role("button", name=re.compile("Về danh sách")).click(timeout=SOON)
        page.locator(".chats").get_by_role("button", name=re.compile("Xóm Đông")).click()
        page.get_by_role("switch").set_checked(called, timeout=SOON)
        writes(page, text)
    expect(page.get_by_role("log")).to_contain_text("Cháu chào cả nhà", timeout=SOON)
    rests(page)
    phone(page, "zalo-nhom.png")


def writes(page: Page, text: str) -> None:
    field = page.get_by_label("Tin nhắn")
    field.fill(text)
    field.press("Enter")
    expect(page.locator(".says.me").last).to_contain_text(text, timeout=SOON)


def phone(page: Page, name: str) -> None:
    """The phone alone, with a little of the ground that it lies on."""
    box = page.locator("#phone").bounding_box()
    assert box
    clip = {
        "x": box["x"] - MARGIN,
        "y": box["y"] - MARGIN,
        "width": box["width"] + 2 * MARGIN,
        "height": box["height"] + 2 * MARGIN,
    }
    page.screenshot(path=PICTURES / name, clip=clip)  # type: ignore[arg-type]


def rests(page: Page) -> None:
    """Nobody's finger is on it, and the last bubble has arrived."""
    page.wait_for_timeout(2000)
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")


def web_chat(page: Page, product: Product) -> None:
    page.goto(f"{product.url}/chat/")
    for name in ("ĐỒNG Ý", "Bác", "iPhone"):
        page.get_by_role("button", name=re.compile(name)).last.click(timeout=SOON)
    expect(page.get_by_role("log")).to_contain_text("muốn học", timeout=SOON)
    page.get_by_label("Gõ tin nhắn").fill("chữ ký số")
    page.get_by_label("Gõ tin nhắn").press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Chọn một cách", timeout=SOON)
    rests(page)
    page.screenshot(path=PICTURES / "web-chat.png")


def cards() -> None:
    """Four screens of the signature lesson, for the authors' guide."""
    lessons = read_catalogue(CATALOG).lessons
    lesson = next(lesson for lesson in lessons if lesson.id == "chu-ky-so")
    shown = [card for device in Device for card in cards_of(lesson, device)]
    picked = [shown[at] for at in (0, 5, -7, -4)]
    (PICTURES / "the-hinh.png").write_bytes(contact_sheet(picked)[0])


def paper() -> None:
    """The front of a lesson's sheet, for the authors' guide."""
    course = Course(read_catalogue(CATALOG).lessons)
    lesson = next(lesson for lesson in course.lessons if lesson.id == "so-suc-khoe")
    door = Door("Telegram", f"https://t.me/ten_cua_bot?start={lesson.id}", "@ten_cua_bot")
    printed = lesson_pdf(sheet_of(lesson, course, doors=[door]), contact_card(date(2026, 11, 25)))
    front = pypdfium2.PdfDocument(printed.pdf)[0].render(scale=1.2).to_pil()
    front.quantize(32).save(PICTURES / "to-bai-hoc.png", optimize=True)


def preview(page: Page, folder: Path) -> None:
    """An author's page, just after a slip was saved: a telephone number that nobody has checked."""
    lessons = Path(shutil.copytree(CATALOG, folder / "bai"))
    lesson = lessons / "cai-ung-dung.md"
    text = lesson.read_text(encoding="utf-8")
    slip = "@kho_khan Máy báo đầy? → {Bác} gọi số 0912 345 678 nhờ xem giúp.\n"
    first = text.index("@kho_khan")
    port = str(free_port())
    running = subprocess.Popen([HOCVUSO, "lessons", "preview", str(lesson), "--port", port])
    try:
        opened(page, f"http://127.0.0.1:{port}/")
        lesson.write_text(text[:first] + slip + text[first:], encoding="utf-8")
        expect(page.locator("#zalo .notes")).to_be_visible(timeout=SOON)
        rests(page)
        page.screenshot(path=PICTURES / "soan-bai.png")
    finally:
        running.terminate()
        running.wait(SOON / 1000)


def opened(page: Page, url: str) -> None:
    for _ in range(100):
        try:
            page.goto(url)
            break
        except Error:  # not listening yet
            page.wait_for_timeout(200)
    expect(page.locator("#zalo")).to_contain_text("Bước 1", timeout=SOON)


if __name__ == "__main__":
    main()
