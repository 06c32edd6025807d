"""The town's Zalo phones in a real browser: typed to, seen from three hands, looked at on a small screen."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.product.axe import violations
from tests.product.running import Product
from tests.town.wire import png
from town.zalo.side import HOME_ZALO_TOKEN

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

SOON = 20_000  # ms
ANSWER = "Cháu chào cả nhà"  # how the tutor answers in a group


def takes(page: Page, served: Product, name: str, app: str = "Zalo", chat: str = "") -> Locator:
    """Take the phone of that resident into one's hand; returns its conversation."""
    if not page.url.startswith(served.url):
        page.goto(f"{served.url}/town/")
    page.locator("#phones").get_by_role("button", name=re.compile(name)).click()
    chosen = page.locator("#phones [aria-pressed=true]")
    expect(chosen).to_contain_text(name, timeout=SOON)
    icon = page.locator(".dock").get_by_role("button", name=re.compile(app))
    if icon.get_attribute("aria-pressed", timeout=SOON) != "true":
        icon.click()
    expect(page.locator(f"#phone.{app.lower()}")).to_be_visible(timeout=SOON)
    if chat:
        if page.get_by_role("log").is_visible():
            page.get_by_role("button", name=re.compile("Về danh sách")).click()
        page.locator(".chats").get_by_role("button", name=re.compile(chat)).click()
        expect(page.locator("#phone h2")).to_have_text(chat, timeout=SOON)
    return page.get_by_role("log")


def types(page: Page, text: str) -> None:
    page.get_by_label("Tin nhắn").fill(text)
    page.get_by_label("Tin nhắn").press("Enter")
    expect(page.get_by_label("Tin nhắn")).to_have_value("", timeout=SOON)


def new_resident(served: Product, name: str) -> str:
    """Somebody whom no other test knows; the id."""
    body = {"name": name, "device": "android"}
    made = httpx.post(f"{served.url}/town/api/phones", json=body, timeout=10).raise_for_status()
    return str(made.json()["id"])


def test_a_resident_writes_to_the_zalo_bot_and_chooses_by_numbers(
    served: Product, page: Page
) -> None:
    new_resident(served, "Bà Năm")
    talk = takes(page, served, "Bà Năm")
    expect(talk).to_contain_text("Gõ “xin chao”", timeout=SOON)
    for text, heard in [
        ("xin chao", "1. ĐỒNG Ý"),
        ("1", "1. Bác"),
        ("bac", "1. Android"),
        ("android", "muốn học"),
        ("chu ky so", "2. Cách 2: SmartCA"),
        ("2", "Cài VNPT SmartCA"),
        ("ko dc", "hết bộ nhớ"),
    ]:
        types(page, text)
        expect(talk).to_contain_text(heard, timeout=SOON)
    expect(page.get_by_label("Tin nhắn")).to_be_focused()
    expect(talk.locator(".keys")).to_have_count(0)  # no button where Zalo has none
    expect(talk.locator(".day")).to_have_text("Hôm nay")
    assert violations(page) == []


def test_a_group_is_answered_only_where_the_bot_is_called(served: Product, page: Page) -> None:
    talk = takes(page, served, "Chú Hùng", chat="Xóm Đông")
    types(page, "cả nhà ơi, học đến đâu rồi")
    page.get_by_role("switch", name="Gọi @Bot Học Vụ Số").check()
    types(page, "chào cháu")
    expect(talk.locator(".says.bot")).to_contain_text(ANSWER, timeout=SOON)
    expect(talk.locator(".says.bot")).to_have_count(1)  # answers come in order: the first had none
    expect(talk.locator(".mention")).to_have_text("@Bot Học Vụ Số")
    assert violations(page) == []

    talk = takes(page, served, "Bác Lan", chat="Xóm Đông")
    expect(talk.locator(".author")).to_have_text(["Chú Hùng", "Bot Học Vụ Số"])
    talk.get_by_role("button", name="Trả lời tin của Bot Học Vụ Số").click()
    expect(page.get_by_text("Trả lời Bot Học Vụ Số", exact=True)).to_be_visible()
    types(page, "cảm ơn cháu")
    expect(talk.locator(".says.me .quoted")).to_contain_text(ANSWER, timeout=SOON)
    expect(page.locator(".quoting")).to_have_count(0)


def test_both_apps_are_on_one_phone_and_say_what_is_new(served: Product, page: Page) -> None:
    takes(page, served, "Bác Lan", "Telegram")
    other = page.context.new_page()
    takes(other, served, "Cô Hoa", chat="Xóm Đông")
    types(other, "Tối nay họp tổ nhé")
    icon = page.locator(".dock").get_by_role("button", name=re.compile("Zalo"))
    expect(icon).to_have_accessible_name(re.compile("tin mới"), timeout=SOON)
    talk = takes(page, served, "Bác Lan", chat="Xóm Đông")
    expect(talk).to_contain_text("Tối nay họp tổ nhé", timeout=SOON)
    expect(icon).to_have_accessible_name("Zalo", timeout=SOON)
    page.reload()
    expect(page.locator("#phone h2")).to_have_text("Xóm Đông", timeout=SOON)


# Makes the town slow to tell of a phone, and notes each moment at which one phone's name is pressed and another's
# phone is shown.
SLOW = """() => {
  const real = window.fetch, late = (time) => new Promise((done) => setTimeout(done, time));
  window.fetch = async (path, ...rest) => { if (/phones\\/[^/]+$/.test(path)) await late(700); return real(path, ...rest); };
  window.mixed = 0;
  new MutationObserver(() => {
    const name = document.querySelector("#phones [aria-pressed=true]")?.dataset.phone;
    if (name !== document.querySelector("#phone").dataset.phone) window.mixed += 1;
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""


def test_a_slow_page_never_shows_one_name_and_anothers_phone(served: Product, page: Page) -> None:
    takes(page, served, "Bác Lan", chat="Xóm Đông")
    page.evaluate(SLOW)
    page.locator("#phones").get_by_role("button", name=re.compile("Chú Hùng")).click()
    types(page, "Cho bà hỏi")  # still on bác Lan's screen, so it is bác Lan who says it
    chosen = page.locator("#phones [aria-pressed=true]")
    expect(chosen).to_contain_text("Chú Hùng", timeout=SOON)
    assert page.evaluate("window.mixed") == 0
    talk = takes(page, served, "Bác Lan", chat="Xóm Đông")
    expect(talk.locator(".says.me").filter(has_text="Cho bà hỏi")).to_have_count(1, timeout=SOON)


def test_a_lesson_is_taken_from_one_app_to_the_other_by_a_code(served: Product, page: Page) -> None:
    new_resident(served, "Ông Lý")
    talk = takes(page, served, "Ông Lý")
    for text, heard in [
        ("xin chao", "1. ĐỒNG Ý"),
        ("dong y", "1. Bác"),
        ("1", "1. Android"),
        ("1", "muốn học"),
        ("chu ky so", "Chọn một cách"),
        ("1", "Mở VNeID"),
        ("roi", "Mở dịch vụ khác"),
        ("lien ket", "LIEN KET"),
    ]:
        types(page, text)
        expect(talk).to_contain_text(heard, timeout=SOON)
    code = re.search(r"LIEN KET (\d{3} \d{3})", talk.inner_text())
    assert code
    talk = takes(page, served, "Ông Lý", "Telegram")
    types(page, f"lien ket {code[1]}")
    expect(talk).to_contain_text("Mở dịch vụ khác", timeout=SOON)
    expect(talk.get_by_role("button", name="Xong rồi")).to_be_visible()  # here the step has buttons
    assert violations(page) == []


def test_what_is_being_typed_survives_what_arrives_meanwhile(served: Product, page: Page) -> None:
    talk = takes(page, served, "Bác Lan", chat="Xóm Đông")
    field = page.get_by_label("Tin nhắn")
    field.fill("Bác đang gõ dở")
    field.press("Home")
    other = page.context.new_page()
    takes(other, served, "Cô Hoa", chat="Xóm Đông")
    types(other, "Ai cần giúp không?")
    expect(talk).to_contain_text("Ai cần giúp không?", timeout=SOON)
    page.keyboard.type("> ")
    expect(field).to_have_value("> Bác đang gõ dở")
    field.fill("")


@contextmanager
def album() -> Iterator[str]:
    """Somewhere a bot keeps its picture, while this lasts; the picture's address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(png(120, 90))

        def log_request(self, code: object = "-", size: object = "-") -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/buoc-1.png"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_picture_is_a_black_square_when_it_is_fetched_again_and_gone(
    served: Product, page: Page
) -> None:
    new_resident(served, "Dì Bảy")
    talk = takes(page, served, "Dì Bảy")
    types(page, "xin chao")
    expect(talk).to_contain_text("1. ĐỒNG Ý", timeout=SOON)
    phones = httpx.get(f"{served.url}/town/api/world", timeout=10).json()["phones"]
    chat = next(each["known_as"]["zalo-bot"] for each in phones if each["name"] == "Dì Bảy")
    with album() as photo:
        call = f"{served.url}/town/zalo-bot/bot{HOME_ZALO_TOKEN}/sendPhoto"
        given = {"chat_id": chat, "photo": photo, "caption": "Bước 1"}
        httpx.post(call, json=given, timeout=30).raise_for_status()
        image = talk.get_by_role("img", name="Bước 1")
        expect(image).to_have_js_property("naturalWidth", 120, timeout=SOON)
    page.get_by_text("Zalo: gói, chặn, nhóm").click()
    page.get_by_role("button", name="Tải lại ảnh").click()
    expect(talk).to_contain_text("Không còn ảnh này", timeout=SOON)
    expect(image).to_have_count(0)
    assert violations(page) == []


def test_blocking_and_the_bot_s_place_in_the_group_are_controls_beside_the_phone(
    served: Product, page: Page
) -> None:
    new_resident(served, "Ông Tư")
    takes(page, served, "Ông Tư")
    page.get_by_text("Zalo: gói, chặn, nhóm").click()
    page.get_by_role("button", name="Chặn Bot Học Vụ Số").click()
    expect(page.get_by_text("Bạn đã chặn tài khoản này")).to_be_visible(timeout=SOON)
    page.locator("#phone").get_by_role("button", name="Bỏ chặn").click()
    expect(page.get_by_label("Tin nhắn")).to_be_visible(timeout=SOON)
    protect = page.get_by_role("button", name="Là người được bảo vệ")
    protect.click()
    expect(protect).to_have_attribute("aria-pressed", "true", timeout=SOON)

    takes(page, served, "Cô Hoa", chat="Xóm Đông")
    switch = page.get_by_role("switch")
    page.get_by_role("button", name="Mời Bot ra (Xóm Đông)").click()
    expect(switch).to_have_count(0, timeout=SOON)
    page.get_by_role("button", name="Mời Bot vào (Xóm Đông)").click()
    expect(switch).to_have_count(1, timeout=SOON)
    assert violations(page) == []


def test_an_official_account_is_followed_and_written_to(served: Product, page: Page) -> None:
    new_resident(served, "Cụ Sáu")
    talk = takes(page, served, "Cụ Sáu", chat="Học Vụ Số Thanh Hóa")
    page.get_by_role("button", name="Quan tâm", exact=True).click()
    expect(page.get_by_role("button", name="Đã quan tâm")).to_be_visible(timeout=SOON)
    types(page, "xin chao")
    expect(talk).to_contain_text("1. ĐỒNG Ý", timeout=SOON)
    assert violations(page) == []


def test_the_plan_is_counted_and_ends(served: Product, page: Page) -> None:
    new_resident(served, "Chị Mai")
    talk = takes(page, served, "Chị Mai")
    page.get_by_text("Zalo: gói, chặn, nhóm").click()
    expect(page.locator("#plan")).to_contain_text(re.compile(r"\d/3\.000"), timeout=SOON)
    page.get_by_label("Đổi gói").select_option("Không giới hạn")
    expect(page.locator("#plan")).to_contain_text("không giới hạn", timeout=SOON)
    types(page, "xin chao")
    expect(talk).to_contain_text("1. ĐỒNG Ý", timeout=SOON)
    page.get_by_label("Đổi gói").select_option("Hết chỗ cho người mới")
    expect(page.locator("#plan")).to_contain_text(re.compile(r"(\d+)/\1"), timeout=SOON)
    page.get_by_label("Đổi gói").select_option(label="Gói Cơ bản (50 người, 3 nhóm, 3.000 tin)")
    expect(page.locator("#plan")).to_contain_text("/50", timeout=SOON)


def test_a_message_delivered_twice_on_zalo_s_side_is_answered_once(
    served: Product, page: Page
) -> None:
    new_resident(served, "Anh Ba")
    talk = takes(page, served, "Anh Ba")
    page.get_by_text("Thử khi có sự cố").click()
    page.get_by_label("Phía nào").select_option("Zalo Bot")
    page.get_by_label("Sự cố").select_option("Giao một tin hai lần")
    page.get_by_label("Với ai").select_option("Anh Ba")
    page.get_by_role("button", name="Bật sự cố").click()
    expect(page.locator("#fault-list")).to_contain_text("Zalo Bot · Anh Ba", timeout=SOON)
    for text, heard in [("xin chao", "1. ĐỒNG Ý"), ("1", "1. Bác")]:
        types(page, text)
        expect(talk).to_contain_text(heard, timeout=SOON)
    greeting = talk.locator(".says.bot").filter(has_text="Cháu là trợ giảng")
    expect(greeting).to_have_count(1)
    expect(page.locator("#faults-count")).to_be_hidden(timeout=SOON)


def test_the_phone_is_used_by_keyboard_alone_and_speaks_english(
    served: Product, page: Page
) -> None:
    takes(page, served, "Bác Lan", chat="Xóm Đông")
    page.get_by_role("button", name=re.compile("Về danh sách")).focus()
    page.keyboard.press("Enter")
    row = page.locator(".chats").get_by_role("button").first
    expect(row).to_be_focused(timeout=SOON)
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_be_focused(timeout=SOON)
    page.get_by_role("button", name="English").click()
    expect(page.locator("#phone .head")).to_contain_text("answers by itself", timeout=SOON)
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    page.locator(".dock").get_by_role("button", name="Telegram").focus()
    page.keyboard.press("Space")
    expect(page.locator("#phone.telegram")).to_be_visible(timeout=SOON)
    assert violations(page) == []


@pytest.fixture(params=["light", "dark"])
def small(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A small phone's browser."""
    size = {"width": 360, "height": 640}
    scheme = "dark" if request.param == "dark" else "light"
    context = browser.new_context(viewport=size, color_scheme=scheme, has_touch=True)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("app", "chat"), [("Zalo", ""), ("Zalo", "Xóm Đông"), ("Telegram", "")], ids=str
)
def test_each_app_is_whole_and_accessible_on_a_small_screen(
    served: Product, small: Page, app: str, chat: str
) -> None:
    takes(small, served, "Cô Hoa", app, chat)
    for summary in small.locator("aside summary").all():
        summary.click()
    small.locator("#phone").scroll_into_view_if_needed()
    assert violations(small) == []
    assert small.evaluate("document.documentElement.scrollWidth") <= 360
    small.evaluate("scrollTo(0, 0)")
    dock = small.locator(".dock").bounding_box()
    assert dock
    assert dock["y"] + dock["height"] <= 640  # the apps are in sight without scrolling
