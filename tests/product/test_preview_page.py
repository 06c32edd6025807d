"""The preview's page in a real browser: an author tries a lesson, saves it, and copies what was said."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.bot.test_conversations import act, lines
from tests.bot.test_conversations import expect as hear
from tests.product.axe import violations
from tests.product.running import HOCVUSO, READY_WITHIN, free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

ROOT = Path(__file__).parent.parent.parent
LESSON = "cai-ung-dung.md"
SOON = 20_000  # ms


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "lessons/catalog", tmp_path / "bai"))


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    port = free_port()
    command = [str(HOCVUSO), "lessons", "preview", str(folder / LESSON), "--port", str(port)]
    running = subprocess.Popen(command, cwd=folder.parent, start_new_session=True)
    address = f"http://127.0.0.1:{port}/"
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            httpx.get(address, timeout=5)
            break
        except httpx.TransportError:
            assert running.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
    yield address
    running.terminate()
    assert running.wait(30) == 0


def test_an_author_tries_a_lesson_and_copies_it_as_a_test(
    url: str, folder: Path, page: Page, tmp_path: Path
) -> None:
    page.goto(url)
    zalo, web = page.get_by_role("log"), page.get_by_role("region", name="Trang web").last
    expect(zalo).to_contain_text("Bước 1/", timeout=SOON)
    page.locator("#telegram").get_by_role("button", name="Xong rồi").click()
    expect(zalo).to_contain_text("Bước 2/", timeout=SOON)
    expect(web).to_contain_text("Bước 2/")
    page.get_by_label("Nhắn như người học").fill("Tôi không hiểu")
    page.get_by_label("Nhắn như người học").press("Enter")
    expect(zalo).to_contain_text("toi khong hieu", timeout=SOON)  # Bác Lan types no marks
    page.get_by_role("button", name="+ 1 ngày").click()
    expect(zalo).to_contain_text("1 ngày sau", timeout=SOON)
    assert violations(page) == []

    page.get_by_role("button", name="Chép thành bài thử").click()
    expect(page.get_by_label("Nội dung tệp")).to_have_value(re.compile("hoi_thoai"), timeout=SOON)
    copied = page.get_by_label("Nội dung tệp").input_value()
    assert violations(page) == []
    page.get_by_role("button", name="Đóng").click()
    file = tmp_path / "chep.yaml"
    file.write_text(copied, encoding="utf-8")
    assert len(yaml.safe_load(copied)["hoi_thoai"]) == 4
    for phone, line, where in lines(file):
        act(phone, line)
        hear(phone, line, where)

    page.get_by_label("Tới bước").select_option(index=3)
    expect(zalo).to_contain_text("Bước 3/", timeout=SOON)
    path = folder / LESSON
    text = path.read_text(encoding="utf-8")
    third = re.findall(r"^## \S+ · (.+)$", text, re.MULTILINE)[2]
    path.write_text(text.replace(f"· {third}\n", f"· {third}\n@khong_co gì\n", 1), encoding="utf-8")
    expect(page.locator("#zalo .notes .error")).to_contain_text("@khong_co", timeout=SOON)
    expect(page.locator("#stale")).to_contain_text(LESSON)
    path.write_text(text.replace(f"· {third}\n", "· Tên mới của bước\n", 1), encoding="utf-8")
    expect(zalo).to_contain_text("Tên mới của bước", timeout=SOON)
    expect(page.locator("#stale")).to_be_hidden()


def test_the_page_fits_a_small_screen_and_speaks_english(url: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_role("log")).to_contain_text("Bước 1/", timeout=SOON)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Lesson preview")).to_be_visible()
    page.locator("#faults summary").click()
    page.get_by_label("Also mention").check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    context.close()
