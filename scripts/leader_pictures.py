"""Makes the pictures of the leader's guide from the running product, on the Zalo phone of a leader in the lived-in
hamlet: `python scripts/leader_pictures.py`, then `python scripts/leader_guide.py`.
"""

import re
import shutil
import tempfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import FloatRect, Page, expect, sync_playwright

from bot.calendar import ZONE
from tests.product.running import Product

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SOON = 20_000  # ms
LEADER = "Bác Thành"
AFTERNOON = 15  # o'clock, when anybody may be written to
COLOURS = 24  # flat surfaces and letters need no more, and the file is a quarter of the size
# A phone whose owner has set its letters large, as tall as what it shows: {last} bubbles.
LARGE = """
.phone {{ height: auto !important; min-height: 0 !important; }}
.words {{ font-size: 1.2rem !important; line-height: 1.3; max-width: none !important; }}
.says {{ max-width: 97% !important; }}
.says .tool {{ display: none !important; }}
.talk > :nth-last-child(n + {hidden}) {{ display: none; }}
"""
NOTICE = "Tối mai 19 giờ, mời bà con tới nhà văn hóa thôn, mang theo điện thoại."
ANSWER = "Chú xem máy có mạng chưa, rồi làm lại bước này thật chậm nhé."
VISIT = "thăm bà Mận, tự làm được bài cài ứng dụng"


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        product = Product(Path(folder), {"HOCVUSO_TOWN_STORY": "on"})
        product.start()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        try:
            page = browser.new_page(
                viewport={"width": 1100, "height": 1400},
                device_scale_factor=1.5,
                bypass_csp=True,  # for the style of `LARGE`
            )
            comes_afternoon(product)
            page.goto(f"{product.url}/town/")
            opens(page, LEADER)
            takes(page)
        finally:
            browser.close()
            product.stop()


def takes(page: Page) -> None:
    """What the guide tells, in its order; each picture of what just came."""
    says(page, "việc của tổ", "chọn một việc")
    picture(page, "to-truong-viec", 2)
    says(page, f"/tb {NOTICE}", "Trên đây là tin bà con sẽ thấy")
    picture(page, "to-truong-xem-truoc", 2)
    says(page, "1", "Đã bắt đầu gửi")
    page.wait_for_timeout(4000)
    number = re.findall(r"thông báo số (\d+)", page.get_by_role("log").inner_text())[-1]
    says(page, f"thông báo {number}", "Đã tới")
    picture(page, "to-truong-bao-cao", 2)
    says(page, "ai đang chờ", "đang chờ giúp")
    says(page, "1", "nhận giúp")
    says(page, "1", "nhắn lời trả lời")
    says(page, ANSWER, "đã chuyển cho")
    picture(page, "to-truong-tra-loi", 2)
    says(page, "3", "Cảm ơn bác đã giúp")
    says(page, VISIT, "hiểu là bác thăm")
    picture(page, "to-truong-tham", 2)
    says(page, "1", "đã ghi buổi thăm")
    says(page, "tiến độ", "Số liệu tự khai")
    picture(page, "to-truong-tien-do", 1)


def comes_afternoon(product: Product) -> None:
    """The town's clock is pushed to the next one."""
    world = httpx.get(f"{product.url}/town/api/world", timeout=10).json()
    now = datetime.fromisoformat(world["now"]).astimezone(ZONE)
    wanted = now.replace(hour=AFTERNOON, minute=2)
    wanted += timedelta(days=1) if wanted < now else timedelta()
    httpx.post(
        f"{product.url}/town/api/clock",
        json={"advance_seconds": (wanted - now).total_seconds()},
        timeout=60,
    ).raise_for_status()


def opens(page: Page, who: str) -> None:
    """Somebody's phone, Zalo, and in it the tutor."""
    page.locator("#phones").get_by_role("button", name=re.compile(who)).click(timeout=SOON)
    page.locator(".dock").get_by_role("button", name=re.compile("Zalo")).click(timeout=SOON)
    page.locator(".chats").get_by_role("button", name=re.compile("^Bot Học Vụ Số")).click()
    expect(page.get_by_label("Tin nhắn")).to_be_visible(timeout=SOON)


def says(page: Page, text: str, heard: str) -> None:
    said = page.locator(".says.bot")
    before = said.count()
    field = page.get_by_label("Tin nhắn")
    field.fill(text)
    field.press("Enter")
    expect(said.nth(before)).to_be_visible(timeout=SOON)
    expect(said.last).to_contain_text(heard, timeout=SOON)


def picture(page: Page, name: str, bubbles: int) -> None:
    """The last bubbles below the name of whom they are with."""
    style = page.add_style_tag(content=LARGE.format(hidden=bubbles + 1))
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(1500)  # a drawn sheet is still on its way
    head, talk = (page.locator(f"#phone {part}").bounding_box() for part in (".head", ".talk"))
    assert head
    assert talk
    height = talk["y"] + talk["height"] - head["y"]
    clip: FloatRect = {"x": head["x"], "y": head["y"], "width": head["width"], "height": height}
    shot = Image.open(BytesIO(page.screenshot(clip=clip))).convert("RGB")
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)
    style.evaluate("each => each.remove()")


if __name__ == "__main__":
    main()
