"""What the bot said, and the page that waits for more of it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from bot.delivery import Envelope, Sent
from bot.message import Document, Lane, Mark, Message, Option, Outgoing, Photo, Purpose
from bot.update import Address
from channels.pictures import Pictures
from channels.webchat import routes
from channels.webchat.adapter import WebChat, chat_of
from channels.webchat.routes import pages
from tests.webchat.conftest import BEARER, KEY, NOW, Desk

Browser = httpx.AsyncClient
ME = chat_of(KEY)
SOON = 5.0  # seconds; far less than LONGEST_WAIT


def envelope(chat: str, content: Outgoing, number: int = 1) -> Envelope:
    return Envelope(number, Address("web", chat), content, Purpose.REPLY, Lane.REPLY, 1, NOW)


async def messages(browser: Browser, query: str = "") -> list[str]:
    answer = await browser.get(f"/api/messages{query}", headers=BEARER)
    assert answer.status_code == 200
    return [bubble["text"] for bubble in answer.json()["messages"]]


async def has_looked(desk: Desk, times: int = 1) -> None:
    async with asyncio.timeout(SOON):
        while desk.asked < times:  # noqa: ASYNC110  a test may poll
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.01)


async def test_a_bubble_is_shown_with_all_that_belongs_to_it(browser: Browser, desk: Desk) -> None:
    desk.says(
        ME,
        Message(
            "Bác thấy hình này chưa?",
            (Option("Thấy rồi", "1"),),
            photo=Photo("hinh/kho.png", "Hình tam giác"),
            document=Document("du-lieu.json", "application/json", "{}"),
        ),
    )
    (bubble,) = (await browser.get("/api/messages", headers=BEARER)).json()["messages"]
    assert bubble == {
        "id": 1,
        "text": "Bác thấy hình này chưa?",
        "at": "2026-11-24T08:00:00+00:00",
        "options": [{"label": "Thấy rồi", "token": "1"}],
        "photo": {"url": "media/hinh/kho.png", "alt": "Hình tam giác"},
        "document": {"name": "du-lieu.json", "type": "application/json", "body": "{}"},
        "voice": None,
    }
    assert (await browser.get(f"/{bubble['photo']['url']}")).status_code == 200


async def test_only_what_came_after_is_shown_and_only_ones_own(
    browser: Browser, desk: Desk
) -> None:
    desk.says(ME, Message("một"), Mark("1", "Đồng ý"), Message("hai"))
    desk.says(chat_of("m" * 22), Message("của người khác"))
    assert await messages(browser) == ["một", "hai"]
    assert await messages(browser, "?after=1") == ["hai"]
    assert await messages(browser, "?after=3") == []


@pytest.mark.parametrize(
    "after", ["-1", "x", "1.0", "²", "٣", "%00", "9" * 19, "", " 1", "1e3", "0x1"]
)
async def test_an_odd_place_to_read_from_is_refused(
    browser: Browser, desk: Desk, after: str
) -> None:
    answer = await browser.get(f"/api/messages?after={after}", headers=BEARER)
    assert answer.status_code == 400
    assert desk.asked == 0


async def test_a_page_that_waits_is_woken_by_its_own_chat_alone(
    browser: Browser, chat: WebChat, desk: Desk
) -> None:
    waiting = asyncio.create_task(messages(browser, "?after=0&wait=1"))
    await has_looked(desk)
    other = chat_of("m" * 22)
    desk.says(other, Message("của người khác"))
    await chat.send(envelope(other, Message("của người khác")))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    assert desk.asked == 1

    desk.says(ME, Message("Chào bác"))
    assert await chat.send(envelope(ME, Message("Chào bác"), 7)) == Sent("7")
    assert await asyncio.wait_for(waiting, SOON) == ["Chào bác"]


async def test_both_devices_of_one_chat_are_woken(
    browser: Browser, chat: WebChat, desk: Desk
) -> None:
    waiting = [asyncio.create_task(messages(browser, "?after=0&wait=1")) for _ in range(2)]
    await has_looked(desk, times=2)
    desk.says(ME, Message("Chào bác"))
    await chat.send(envelope(ME, Message("Chào bác")))
    for page in waiting:
        assert await asyncio.wait_for(page, SOON) == ["Chào bác"]


async def test_what_is_sent_while_the_page_looks_is_not_slept_through(
    chat: WebChat, desk: Desk, media: Path
) -> None:
    """The look finds nothing, then the bubble is committed and sent, then the look's answer arrives."""

    async def slow(
        who: str, after: int, limit: int
    ) -> Sequence[tuple[int, Outgoing, datetime]] | None:
        found = await desk.history(who, after, limit)
        if desk.asked == 1:
            desk.says(ME, Message("Chào bác"))
            await chat.send(envelope(ME, Message("Chào bác")))
        return found

    app = pages(chat, desk.submit, slow, lambda: NOW, Pictures(media))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://chat"
    ) as browser:
        shown = messages(browser, "?after=0&wait=1")
        assert await asyncio.wait_for(shown, SOON) == ["Chào bác"]


async def test_a_mark_alone_is_nothing_to_be_asked_about_again_and_again(
    browser: Browser, desk: Desk
) -> None:
    desk.says(ME, Mark("1", "Đồng ý"))
    waiting = asyncio.create_task(messages(browser, "?after=0&wait=1"))
    await has_looked(desk)
    await asyncio.sleep(0.05)
    assert not waiting.done()
    waiting.cancel()


async def test_nobody_waits_longer_than_a_proxy_does(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert routes.LONGEST_WAIT < 30
    monkeypatch.setattr(routes, "LONGEST_WAIT", 0.05)
    assert await asyncio.wait_for(messages(browser, "?after=0&wait=1"), SOON) == []


async def test_closing_lets_all_who_wait_go(browser: Browser, chat: WebChat, desk: Desk) -> None:
    waiting = asyncio.create_task(messages(browser, "?after=0&wait=1"))
    await has_looked(desk)
    await chat.close()
    assert await asyncio.wait_for(waiting, SOON) == []


async def test_nothing_is_left_of_those_who_went(
    browser: Browser, chat: WebChat, desk: Desk
) -> None:
    waiting = asyncio.create_task(messages(browser, "?after=0&wait=1"))
    await has_looked(desk)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not chat._bells


async def test_what_cannot_be_looked_up_now_is_to_be_asked_for_again(
    browser: Browser, desk: Desk
) -> None:
    desk.shows = False
    answer = await browser.get("/api/messages?after=0&wait=1", headers=BEARER)
    assert answer.status_code == 503
    assert answer.json()["error"]


def test_nothing_at_the_webhook_is_the_pages(chat: WebChat) -> None:
    assert not chat.authentic({"authorization": f"Bearer {KEY}"}, b"{}")
    assert chat.read(b"{}") == ()
    assert chat.acknowledge(b"{}") == b""


def test_a_chats_public_id_does_not_open_it() -> None:
    assert KEY not in chat_of(KEY)
    assert len(chat_of(KEY)) == 32
    assert chat_of(KEY) == chat_of(KEY) != chat_of(KEY + "k")
