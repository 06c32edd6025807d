"""One browser does not fill the database, and a village hall still learns."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from channels.pictures import Pictures
from channels.webchat.adapter import WebChat
from channels.webchat.pace import OF_A_CHAT, OF_AN_ADDRESS, Pace, told_apart
from channels.webchat.routes import pages
from tests.webchat.conftest import BEARER, NOW, Desk
from tests.webchat.test_routes import send

SECOND = timedelta(seconds=1)
INSIDE = "10.0.0.7"


def test_a_chat_is_held_up_and_told_for_how_long() -> None:
    pace = Pace()
    assert [pace.wait("lan", INSIDE, NOW) for _ in range(OF_A_CHAT)] == [0] * OF_A_CHAT
    assert pace.wait("lan", INSIDE, NOW + 20 * SECOND) == 40
    assert pace.wait("hoa", INSIDE, NOW + 20 * SECOND) == 0
    assert pace.wait("lan", INSIDE, NOW + 60 * SECOND) == 0


def test_many_chats_of_one_address_are_held_up_together() -> None:
    pace = Pace()
    waits = [pace.wait(f"chat-{n}", "203.162.4.1", NOW) for n in range(OF_AN_ADDRESS + 1)]
    assert (sum(map(bool, waits)), waits[-1]) == (1, 60)
    assert pace.wait("chat", "203.162.4.2", NOW) == 0


def test_a_clock_that_is_set_back_holds_nobody_up_for_longer() -> None:
    pace = Pace()
    for _ in range(OF_A_CHAT):
        pace.wait("lan", INSIDE, NOW)
    assert pace.wait("lan", INSIDE, NOW - timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("client", "address"),
    [
        ("203.162.4.1", "203.162.4.1"),
        ("2402:800:1:2:3:4:5:6", "2402:0800:0001:0002"),
        ("2402:800:1:2::", "2402:0800:0001:0002"),
        ("127.0.0.1", None),
        ("10.0.0.7", None),
        ("172.17.0.1", None),
        ("::1", None),
        ("fd00::1", None),
        ("testclient", None),
        ("", None),
    ],
)
def test_whom_an_address_tells_apart(client: str, address: str | None) -> None:
    """A proxy that does not say whom it speaks for speaks for everybody: nobody is held up for it."""
    assert told_apart(client) == address


async def test_what_comes_too_fast_is_refused_in_words_and_not_taken(
    browser: httpx.AsyncClient, desk: Desk
) -> None:
    for n in range(OF_A_CHAT):
        assert (await send(browser, {"id": f"tin-{n:05}", "text": "xong"})).status_code == 200
    answer = await send(browser, {"id": "tin-99999", "text": "xong"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert answer.json()["error"]
    assert len(desk.taken) == OF_A_CHAT
    other = await send(
        browser, {"id": "tin-99999", "text": "a"}, authorization="Bearer " + "m" * 22
    )
    assert other.status_code == 200


async def test_one_address_outside_is_held_up_whatever_keys_it_makes_up(
    desk: Desk, chat: WebChat, media: Path
) -> None:
    app = pages(chat, desk.submit, desk.history, lambda: NOW, Pictures(media))
    transport = httpx.ASGITransport(app, client=("203.162.4.1", 5))
    async with httpx.AsyncClient(transport=transport, base_url="http://chat") as browser:
        statuses = [
            (
                await send(
                    browser, {"id": "tin-00001", "open": ""}, authorization=f"Bearer key-{n:020}"
                )
            ).status_code
            for n in range(OF_AN_ADDRESS + 1)
        ]
        assert (statuses.count(200), statuses[-1]) == (OF_AN_ADDRESS, 429)
        assert (await browser.get("/api/messages", headers=BEARER)).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
async def test_another_sites_page_can_say_nothing_in_somebodys_name(
    browser: httpx.AsyncClient, desk: Desk, kind: str
) -> None:
    """The key is in no cookie, so a browser adds it to nothing; and no other site may add it, since
    that takes a preflight that nobody answers."""
    foreign = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    body = b'{"id": "0123456789abcdef", "text": "dong y"}'
    headers = foreign | {"content-type": kind, "cookie": "key=" + "k" * 22}
    answer = await browser.post("/api/send", content=body, headers=headers)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    asks = foreign | {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
    }
    preflight = await browser.request("OPTIONS", "/api/send", headers=asks)
    assert preflight.status_code == 405
    for each in (answer, preflight):
        assert not [name for name in each.headers if name.startswith("access-control")]
    assert desk.taken == []


async def test_nothing_that_was_asked_comes_back_in_the_answer(browser: httpx.AsyncClient) -> None:
    mark = "<script>alert(7)</script>"
    answers = [
        await browser.get("/", params={"bai": mark}),
        await browser.get("/api/messages", params={"after": mark}, headers=BEARER),
        await browser.get("/api/messages", headers={"authorization": f"Bearer {mark}"}),
        await browser.get(f"/media/{mark}.png"),
        await browser.get(f"/static/{mark}"),
        await browser.get(f"/{mark}"),
        await send(browser, {"id": mark, "text": mark}),
        await send(browser, {"id": "0123456789abcdef", "text": mark}),
    ]
    for answer in answers:
        assert "script>alert" not in answer.text
        assert mark not in str(answer.headers)
