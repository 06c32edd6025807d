"""What the page at /chat asks for: keys, sending, pictures; and everything a broken or hostile page asks."""

import json
import string
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.update import ButtonPressed, ChatOpened, TextSent
from channels.webchat import routes
from channels.webchat.adapter import chat_of
from tests.webchat.conftest import BEARER, KEY, NOW, Desk

Browser = httpx.AsyncClient
ID = "0123456789abcdef"


async def send(browser: Browser, body: object, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await browser.post("/api/send", content=content, headers=BEARER | headers)


# --- Keys ------------------------------------------------------------------------------------------


async def test_every_key_is_another_and_opens_a_chat(browser: Browser) -> None:
    keys = [(await browser.post("/api/key")).json()["key"] for _ in range(20)]
    assert len(set(keys)) == 20
    for key in keys:
        headers = {"authorization": f"Bearer {key}"}
        assert (await browser.get("/api/messages", headers=headers)).status_code == 200


async def test_a_key_is_not_made_by_a_link(browser: Browser) -> None:
    assert (await browser.get("/api/key")).status_code == 405


@pytest.mark.parametrize(
    "header",
    [
        None,
        b"",
        b"Bearer",
        b"Bearer ",
        KEY.encode(),
        b"Basic " + KEY.encode(),
        b"Bearer " + b"k" * 21,
        b"Bearer " + b"k" * 65,
        b"Bearer  " + KEY.encode(),
        b"Bearer " + KEY.encode() + b" x",
        b"Bearer " + KEY[:-1].encode() + b"/",
        "Bearer khóa-của-bác-Lan-ở-đây-nhé".encode(),
        b"\xff\xfe",
        b"Bearer " + b"\xb2" * 22,  # a digit to Python, not to us
    ],
)
async def test_without_a_right_key_nothing_is_taken_and_nothing_shown(
    browser: Browser, desk: Desk, header: bytes | None
) -> None:
    headers = [] if header is None else [(b"authorization", header)]
    body = orjson.dumps({"id": ID, "text": "xin chào"})
    sent = await browser.post("/api/send", content=body, headers=headers)
    shown = await browser.get("/api/messages", headers=headers)
    assert (sent.status_code, shown.status_code) == (401, 401)
    assert sent.headers["www-authenticate"] == shown.headers["www-authenticate"] == "Bearer"
    assert desk.taken == []
    assert desk.asked == 0


async def test_the_scheme_is_read_in_any_case(browser: Browser) -> None:
    answer = await browser.get("/api/messages", headers={"authorization": f"bearer {KEY}"})
    assert answer.status_code == 200


# --- Sending ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ({"text": "Xin chào ạ"}, TextSent("Xin chào ạ")),
        ({"text": "  xong rồi\n"}, TextSent("  xong rồi\n")),
        ({"text": "/start"}, ChatOpened("")),
        ({"text": "a\x00b\u202d\x1bc"}, TextSent("ab\u202dc")),
        ({"text": "he\u0302\u0301t"}, TextSent("hết")),
        ({"press": {"token": "2", "message": "17"}}, ButtonPressed("2", "17")),
        ({"press": {"token": "x" * 80, "message": "1" * 80}}, ButtonPressed("x" * 64, "1" * 32)),
        ({"press": {"token": "a\x00", "message": "1\x00"}}, ButtonPressed("a", "1")),
        ({"open": ""}, ChatOpened("")),
        ({"open": "L02"}, ChatOpened("L02")),
    ],
)
async def test_what_was_said_or_pressed_is_taken(
    browser: Browser, desk: Desk, body: dict[str, Any], content: object
) -> None:
    answer = await send(browser, {"id": ID} | body)
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    (update,) = desk.taken
    assert update.content == content
    assert update.sent_at == NOW
    assert update.address.account == "web"
    assert update.address.chat == update.sender.user == chat_of(KEY)


async def test_the_same_id_is_the_same_update_and_another_chats_is_not(
    browser: Browser, desk: Desk
) -> None:
    body = {"id": ID, "text": "xong"}
    await send(browser, body)
    await send(browser, body)
    await send(browser, body, authorization="Bearer " + "m" * 22)
    await send(browser, body | {"id": ID[::-1]})
    first, again, other, later = (update.key for update in desk.taken)
    assert first == again
    assert len({first, other, later}) == 3


async def test_the_key_itself_goes_no_further_than_the_request(
    browser: Browser, desk: Desk
) -> None:
    key = (await browser.post("/api/key")).json()["key"]
    await send(browser, {"id": ID, "text": "chào"}, authorization=f"Bearer {key}")
    assert key not in repr(desk.taken)


async def test_what_cannot_be_taken_now_is_to_be_sent_again(browser: Browser, desk: Desk) -> None:
    desk.takes = False
    answer = await send(browser, {"id": ID, "text": "chào"})
    assert answer.status_code == 503
    assert answer.json()["error"]


ODD = {
    "no json": b"xin chao",
    "empty": b"",
    "cut off": b'{"id": "0123456789abcdef", "text": "xin',
    "not utf-8": b'{"id": "0123456789abcdef", "text": "\xff\xfe"}',
    "half a letter": b'{"id": "0123456789abcdef", "text": "\\ud800"}',
    "halves the wrong way round": b'{"id": "0123456789abcdef", "text": "\\udc00\\ud800"}',
    "infinite": b'{"id": "0123456789abcdef", "text": Infinity}',
    "nested": b'{"id":' + b"[" * 8000 + b"]" * 8000 + b"}",
    "nested objects": b'{"a":' * 2500 + b"1" + b"}" * 2500,
    "too large": b'{"id": "0123456789abcdef", "text": "' + b"a" * 40_000 + b'"}',
    "a number": b"7",
    "a list": b"[]",
    "null": b"null",
    "no id": b'{"text": "a"}',
    "a number for an id": b'{"id": 12345678, "text": "a"}',
    "a short id": b'{"id": "1234567", "text": "a"}',
    "a long id": b'{"id": "' + b"1" * 65 + b'", "text": "a"}',
    "an id with a break": b'{"id": "12345678\\n", "text": "a"}',
    "an id with NUL": b'{"id": "1234567\\u00008", "text": "a"}',
    "a number for a text": b'{"id": "0123456789abcdef", "text": 1}',
    "no words": b'{"id": "0123456789abcdef", "text": " \\n "}',
    "nothing but controls": b'{"id": "0123456789abcdef", "text": "\\u0000\\u0007"}',
    "2001 letters": b'{"id": "0123456789abcdef", "text": "' + b"a" * 2001 + b'"}',
    "a press of nothing": b'{"id": "0123456789abcdef", "press": {"token": "1"}}',
    "a press by number": b'{"id": "0123456789abcdef", "press": {"token": 1, "message": 2}}',
    "a press as text": b'{"id": "0123456789abcdef", "press": "1"}',
    "an open list": b'{"id": "0123456789abcdef", "open": []}',
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
async def test_a_malformed_body_is_refused_in_words(
    browser: Browser, desk: Desk, body: bytes
) -> None:
    answer = await send(browser, body)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith("nhé.")
    assert desk.taken == []


async def test_a_body_that_never_ends_is_refused_early(browser: Browser, desk: Desk) -> None:
    given_out = 0

    async def endless() -> Any:
        nonlocal given_out
        while given_out < 10_000_000:
            given_out += 4096
            yield b" " * 4096

    answer = await browser.post("/api/send", content=endless(), headers=BEARER)
    assert answer.status_code == 400
    assert given_out <= routes.LARGEST_BODY + 2 * 4096


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NEAR = st.fixed_dictionaries(
    {},
    optional={
        "id": JSON | st.text(string.ascii_letters + "-_\0é", min_size=6, max_size=70),
        "text": JSON | st.text(max_size=2100),
        "press": JSON
        | st.fixed_dictionaries({}, optional={"token": st.text() | JSON, "message": st.text()}),
        "open": JSON,
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=(JSON | NEAR).map(lambda value: json.dumps(value).encode()) | st.binary())
async def test_whatever_comes_is_taken_or_refused_and_nothing_breaks(
    browser: Browser, desk: Desk, body: bytes
) -> None:
    desk.taken.clear()
    answer = await send(browser, body)
    assert answer.status_code == (200 if desk.taken else 400)
    for update in desk.taken:
        said = repr(update.content)
        said.encode()  # no halves of letters
        assert "\\x00" not in said


# --- The page, its pictures, its headers -------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/static/chat.js", "javascript"), ("/static/chat.css", "text/css")],
)
async def test_the_page_and_its_parts_are_served(browser: Browser, path: str, kind: str) -> None:
    answer = await browser.get(path)
    assert answer.status_code == 200
    assert kind in answer.headers["content-type"]


async def test_a_lessons_picture_is_served_and_may_be_kept(browser: Browser) -> None:
    answer = await browser.get("/media/hinh/kho.png")
    assert (answer.status_code, answer.content) == (200, b"\x89PNG picture")
    assert answer.headers["content-type"] == "image/png"
    assert "max-age" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/media/../outside.png",
        "/media/%2e%2e/outside.png",
        "/media/..%2foutside.png",
        "/media/hinh/..%2f..%2foutside.png",
        "/media//etc/passwd",
        "/media/%2fetc%2fpasswd",
        "/media/link.png",
        "/media/bai.md",
        "/media/.env",
        "/media/hinh",
        "/media/",
        "/media/hinh%2fkho.png%00",
        "/media/%00.png",
        "/media/" + "a" * 5000 + ".png",
        "/media/%ff.png",
        "/static/../adapter.py",
        "/static/..%2fadapter.py",
        "/static/..%5cadapter.py",
        "/static/%00",
        "/static/" + "a" * 5000,
        "/nowhere",
    ],
)
async def test_nothing_else_is_to_be_had(browser: Browser, path: str) -> None:
    request = browser.build_request("GET", path)
    request.url = request.url.copy_with(raw_path=path.encode())  # no client tidies it up for us
    answer = await browser.send(request)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/static/chat.js", 200),
        ("GET", "/media/hinh/kho.png", 200),
        ("GET", "/media/none.png", 404),
        ("GET", "/static/none", 404),
        ("GET", "/none", 404),
        ("POST", "/api/key", 200),
        ("POST", "/api/send", 401),
        ("GET", "/api/send", 405),
        ("GET", "/api/messages", 401),
    ],
)
async def test_every_answer_bears_the_security_headers(
    browser: Browser, method: str, path: str, status: int
) -> None:
    answer = await browser.request(method, path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"]


async def test_what_is_said_in_a_chat_is_kept_by_no_cache(browser: Browser) -> None:
    answer = await browser.get("/api/messages", headers=BEARER)
    assert answer.headers["cache-control"] == "no-store"
