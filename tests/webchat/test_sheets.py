"""A picture drawn of words in the web chat: at a signed address, or told."""

from pathlib import Path

import httpx

from bot.message import Message
from bot.sheets import Bar, Chart, Notice, photo_of
from cards.shelf import Shelf
from channels.media import Media
from channels.pictures import Pictures
from channels.webchat.adapter import WebChat, chat_of
from channels.webchat.routes import pages
from tests.webchat.conftest import BEARER, KEY, NOW, Desk

CHART = photo_of(Chart("Thôn Đông", (Bar("Mật khẩu", 5, 9, "5/9"),)), "Mật khẩu: 5/9")
NOTICE = photo_of(Notice("Họp thôn", "Tối nay."), "Họp thôn")


async def test_a_sheet_is_shown_at_a_signed_address_only(
    desk: Desk, chat: WebChat, tmp_path: Path
) -> None:
    drawn = Pictures(tmp_path, shelf=Shelf(None))
    signed = Media(drawn)
    signed.key = b"the installation's own"
    app = pages(chat, desk.submit, desk.history, lambda: NOW, drawn, drawn=signed.path)
    desk.says(chat_of(KEY), Message("Số liệu đây ạ.", photo=CHART))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://chat") as browser:
        (bubble,) = (await browser.get("/api/messages", headers=BEARER)).json()["messages"]
        assert bubble["photo"] == {"url": f"..{signed.path(CHART.file)}", "alt": CHART.alt}
        assert bubble["photo"]["url"].startswith("../media/")
        assert (await browser.get(f"/media/{CHART.file}")).status_code == 404


async def test_what_cannot_be_drawn_is_told_unless_the_text_says_it(
    browser: httpx.AsyncClient, desk: Desk
) -> None:
    desk.says(chat_of(KEY), Message("Số liệu:", photo=CHART), Message("Tối nay họp.", photo=NOTICE))
    shown = (await browser.get("/api/messages", headers=BEARER)).json()["messages"]
    assert [bubble["photo"] for bubble in shown] == [None, None]
    texts = [bubble["text"] for bubble in shown]
    assert texts == ["Số liệu:\n\n[Hình: Mật khẩu: 5/9]", "Tối nay họp."]
