"""F34: whatever is typed into the web chat, or written by an author, is shown as text and runs nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

import lessons
from tests.product.running import Product
from tests.surface.odd_texts import ODD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

SOON = 20_000  # ms
MARKED = "Chạm <b>vào</b> đây & <script>alert(7)</script> *rồi* _chờ_."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """With a lesson whose author wrote markup."""
    folder = tmp_path_factory.mktemp("product")
    catalog = folder / "lessons"
    catalog.mkdir()
    source = Path(lessons.__file__).parent / "catalog" / "cai-ung-dung.md"
    first, step, rest = source.read_text(encoding="utf-8").partition("\n## ")
    heading, _, body = rest.partition("\n")
    text = f"{first}{step}{heading}\n{MARKED}\n{body}"
    (catalog / source.name).write_text(text, encoding="utf-8")
    product = Product(folder, {"HOCVUSO_LESSONS_DIR": str(catalog)})
    product.start()
    yield product
    product.stop()


@pytest.fixture
def quiet(page: Page) -> Iterator[Page]:
    """A page that must open no dialog: what runs says so by an alert."""
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    yield page
    assert opened == []


def said(page: Page) -> list[str]:
    """The learner's own bubbles, without who speaks and whether it was sent."""
    texts = page.locator(".bubble.me").evaluate_all(
        "all => all.map(one => one.childNodes[1].textContent)"
    )
    return [str(text) for text in texts]


def test_whatever_is_typed_is_shown_as_text_now_and_after_a_return(
    served: Product, quiet: Page
) -> None:
    quiet.goto(f"{served.url}/chat/?bai=<script>alert(8)</script>")
    expect(quiet.get_by_role("button", name="ĐỒNG Ý")).to_be_visible(timeout=SOON)
    words = quiet.get_by_label("Gõ tin nhắn")
    for text in ODD.values():
        heard = quiet.locator(".bubble.bot").count()
        words.fill(text)
        words.press("Enter")
        expect(quiet.locator(".bubble.bot").nth(heard)).to_be_visible(timeout=SOON)
    assert said(quiet) == list(ODD.values())
    assert quiet.locator("#log script, #log img, #log b, #log a").count() == 0
    quiet.reload()
    expect(quiet.locator(".bubble.bot").first).to_be_visible(timeout=SOON)
    assert said(quiet) == list(ODD.values())
    assert quiet.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_an_author_wrote_is_shown_as_it_was_written(served: Product, quiet: Page) -> None:
    quiet.goto(f"{served.url}/chat/")
    expect(quiet.get_by_role("button", name="ĐỒNG Ý")).to_be_visible(timeout=SOON)
    words = quiet.get_by_label("Gõ tin nhắn")
    for text, heard in [
        ("dong y", "xưng hô"),
        ("bac", "iPhone"),
        ("android", "Cài ứng dụng"),
        ("cai ung dung", MARKED),
    ]:
        words.fill(text)
        words.press("Enter")
        expect(quiet.get_by_role("log")).to_contain_text(heard, timeout=SOON)
    assert quiet.locator("#log script, #log b").count() == 0


def test_what_is_too_long_is_said_to_be_and_nothing_else_is_lost(
    served: Product, quiet: Page
) -> None:
    quiet.goto(f"{served.url}/chat/")
    expect(quiet.get_by_role("button", name="ĐỒNG Ý")).to_be_visible(timeout=SOON)
    words = quiet.get_by_label("Gõ tin nhắn")
    words.evaluate("field => field.removeAttribute('maxlength')")  # a page that somebody changed
    words.fill("ạ" * 10_000)
    words.press("Enter")
    expect(quiet.get_by_role("log")).to_contain_text("nhắn ngắn hơn nhé", timeout=SOON)
    words.fill("dong y")
    words.press("Enter")
    expect(quiet.get_by_role("log")).to_contain_text("xưng hô", timeout=SOON)
