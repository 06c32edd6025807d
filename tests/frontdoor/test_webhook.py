"""P1 and P2 at the webhook: nothing is acknowledged before it is committed, nothing counts twice."""

import asyncio
import json
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import webhook
from tests.frontdoor.conftest import HEADER, PATH, SECRET, Door, pressed, said
from town.town import Town


async def test_a_good_update_is_committed_before_it_is_acknowledged_and_then_answered(
    door: Door, town: Town
) -> None:
    lan = town.phone("Lan")
    lan.chat.started = True
    answer = await door.brings(said("xin chào", lan.id, 7))
    assert (answer.status_code, answer.content) == (200, b"")
    assert door.rows("SELECT account, key, state FROM inbound") == [("telegram", "7", "taken")]
    assert door.rows("SELECT count(*) FROM learner") == [(1,)]
    assert door.rows("SELECT count(*) > 0 FROM message WHERE account = 'telegram'") == [(1,)]
    await lan.sees("đồng ý")


# --- Who may bring something --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        [],
        [b""],
        [b"wrong"],
        [SECRET.lower().encode()],
        [SECRET.encode() + b"x"],
        ["Bí-mật".encode()],
        [b"\xff\xfe\x80"],
        [SECRET.encode(), SECRET.encode()],
        [b"wrong", SECRET.encode()],
        [SECRET.encode(), b"wrong"],
        [SECRET.encode() + b", " + SECRET.encode()],
    ],
)
async def test_without_the_right_secret_nothing_is_taken(
    door: Door, town: Town, given: list[bytes]
) -> None:
    headers = [(HEADER.encode(), value) for value in given]
    body = orjson.dumps(said("xin chào", town.phone("Lan").id))
    answer = await door.client.post(PATH, content=body, headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")
    assert door.rows("SELECT * FROM inbound") == []


async def test_the_secrets_header_is_known_in_any_case(door: Door, town: Town) -> None:
    body = orjson.dumps(said("xin chào", town.phone("Lan").id))
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    assert (await door.client.post(PATH, content=body, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/webhook/nobody", 404),
        ("/webhook/", 404),
        ("/webhook/telegram/x", 404),
        ("/webhook/%00", 404),
        ("/webhook/web", 401),  # the page does not come in here
    ],
)
async def test_an_account_that_is_none_of_ours_is_not_found(
    door: Door, path: str, status: int
) -> None:
    answer = await door.client.post(path, content=b"{}", headers={HEADER: SECRET})
    assert answer.status_code == status


async def test_a_webhook_is_not_to_be_looked_at(door: Door) -> None:
    assert (await door.client.get(PATH)).status_code == 405


# --- What is brought ----------------------------------------------------------------------------------


async def test_the_largest_body_is_read_and_one_byte_more_is_not(door: Door) -> None:
    fits = b'{"update_id": 1, "x": "' + b"a" * (webhook.LARGEST_BODY - 25) + b'"}'
    assert len(fits) == webhook.LARGEST_BODY
    assert (await door.brings(fits)).status_code == 200
    assert (await door.brings(fits + b" ")).status_code == 413


async def test_a_body_that_never_ends_is_refused_early(door: Door) -> None:
    given_out = 0

    async def endless() -> Any:
        nonlocal given_out
        while given_out < 100_000_000:
            given_out += 65_536
            yield b" " * 65_536

    answer = await door.client.post(PATH, content=endless(), headers={HEADER: SECRET})
    assert answer.status_code == 413
    assert given_out <= webhook.LARGEST_BODY + 2 * 65_536


UNREADABLE = {
    "no json": b"xin chao",
    "nothing": b"",
    "a list": b"[]",
    "no update_id": b'{"message": {}}',
    "an update_id of words": b'{"update_id": "1", "message": {}}',
    "too large an update_id": b'{"update_id": 99999999999999999999, "message": {}}',
    "a message of words": b'{"update_id": 1, "message": "x"}',
    "no chat": b'{"update_id": 1, "message": {"message_id": 1, "date": 1}}',
    "nested": b'{"update_id":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "not utf-8": b'{"update_id": 1, "message": "\xff"}',
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
async def test_what_cannot_be_read_is_put_aside_once_and_acknowledged(
    door: Door, body: bytes
) -> None:
    for _ in range(2):
        assert (await door.brings(body)).status_code == 200
    ((state, reason),) = door.rows("SELECT state, reason FROM inbound")
    assert state == "quarantined"
    assert reason


async def test_what_is_put_aside_keeps_no_secret(door: Door) -> None:
    body = {"update_id": "x", "message": {"text": "ma OTP la 482913, cccd 001199012345"}}
    assert (await door.brings(json.dumps(body).encode())).status_code == 200
    ((kept,),) = door.rows("SELECT body FROM inbound")
    assert "update_id" in kept
    assert "482913" not in kept
    assert "001199012345" not in kept
    dump = door.file.read_bytes() + door.file.with_name("hocvuso.db-wal").read_bytes()
    assert b"482913" not in dump


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 5},
        {"update_id": 5, "inline_query": {"id": "1"}},
        {
            "update_id": 5,
            "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "channel"}},
        },
    ],
)
async def test_what_is_none_of_our_business_is_acknowledged_and_forgotten(
    door: Door, update: object
) -> None:
    assert (await door.brings(update)).status_code == 200
    assert door.rows("SELECT * FROM inbound") == []


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(
    text=st.text(max_size=200) | st.text(st.characters(categories=["Cs", "Cc", "Mn"]), max_size=20),
    number=st.integers(1, 2**40),
)
async def test_any_text_whatever_is_acknowledged(door: Door, text: str, number: int) -> None:
    update = said("", 7_999_999_999, number)
    update["message"]["text"] = text
    assert (await door.brings(json.dumps(update).encode())).status_code == 200
    assert door.rows("SELECT * FROM inbound WHERE state = 'quarantined'") == []


# --- P1: cannot be committed; P2: comes again -----------------------------------------------------------


@pytest.mark.slow
async def test_while_the_database_is_locked_nothing_is_promised_and_then_all_is_taken_once(
    door: Door, town: Town
) -> None:
    lan = town.phone("Lan")
    lan.chat.started = True
    update = said("xin chào", lan.id)
    with door.locked():
        for body in (update, b"unreadable"):
            refused = await door.brings(body)
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
        page = await door.client.post(
            "/chat/api/send",
            json={"id": "12345678", "text": "chào"},
            headers={"authorization": "Bearer " + "k" * 22},
        )
        assert page.status_code == 503
    assert door.rows("SELECT * FROM inbound") == []
    for _ in range(3):
        assert (await door.brings(update)).status_code == 200
    assert len(door.rows("SELECT * FROM inbound")) == 1
    await lan.sees("đồng ý")
    heard = list(lan.heard())
    await asyncio.sleep(0.3)
    assert lan.heard() == heard
    assert len(heard) == len(set(heard))


async def test_the_same_update_many_times_at_once_has_one_effect(door: Door, town: Town) -> None:
    lan = town.phone("Lan")
    lan.chat.started = True
    answers = await asyncio.gather(*(door.brings(said("xin chào", lan.id)) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    once = door.rows("SELECT count(*) FROM message")
    await door.brings(said("xin chào", lan.id))
    assert door.rows("SELECT count(*) FROM message") == once
    assert door.rows("SELECT count(*) FROM inbound") == [(1,)]


@pytest.mark.parametrize("token", ["1", "-", "no such token", "x" * 64])
async def test_a_press_is_answered_in_the_answer_itself(door: Door, town: Town, token: str) -> None:
    for _ in range(2):  # a repeat stops spinning too
        answer = await door.brings(pressed(token, town.phone("Lan").id))
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        said_back = answer.json()
        assert said_back["method"] == "answerCallbackQuery"
        assert said_back["callback_query_id"] == "press-1"


async def test_whoever_hangs_up_in_the_middle_is_no_error(door: Door) -> None:
    events = [
        {"type": "http.request", "body": b'{"update', "more_body": True},
        {"type": "http.disconnect"},
    ]
    scope = {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "raw_path": PATH.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(HEADER.encode(), SECRET.encode())],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("door", 80),
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> Any:
        return events.pop(0)

    async def send(_: Any) -> None:
        pass

    await door.app(scope, receive, send)
    assert door.rows("SELECT * FROM inbound") == []


# --- The other doors ------------------------------------------------------------------------------------


async def test_it_is_alive_and_ready(door: Door) -> None:
    assert (await door.client.get("/healthz")).json() == {"status": "ok"}
    fine = {"database": "ok", "disk": "ok", "zone": "ok", "lessons": "ok", "warnings": []}
    async with asyncio.timeout(30):  # its senders take their accounts' locks after it has begun
        while (await door.client.get("/readyz")).json() != fine:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert (await door.client.get("/readyz")).status_code == 200


async def test_whoever_types_the_bare_address_comes_to_the_web_chat(door: Door) -> None:
    answer = await door.client.get("/", follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (200, "/chat/")
    assert "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc", "/town/", "/.env"])
async def test_nothing_else_is_shown(door: Door, path: str) -> None:
    assert (await door.client.get(path)).status_code == 404


async def test_the_web_chat_speaks_to_the_same_teacher(door: Door) -> None:
    headers = {"authorization": "Bearer " + "k" * 22}

    async def says(number: int, **body: object) -> list[dict[str, Any]]:
        body |= {"id": f"tin-{number:05}"}
        sent: httpx.Response
        for _ in range(2):  # the page was not sure and sent it again
            sent = await door.client.post("/chat/api/send", json=body, headers=headers)
            assert sent.status_code == 200
        shown = await door.client.get("/chat/api/messages", headers=headers)
        found: list[dict[str, Any]] = shown.json()["messages"]
        return found

    first = await says(1, open="")
    option = next(one for one in first[-1]["options"] if "ĐỒNG Ý" in one["label"])
    press = {"token": option["token"], "message": str(first[-1]["id"])}
    second = await says(2, press=press)
    assert len(second) > len(first)
    assert (await says(3, press=press))[-1]["text"] == second[-1]["text"]
    for number, words in enumerate(["bác", "android", "cài ứng dụng"], 4):
        await says(number, text=words)
    third = await says(7, text="nhắc lại")
    assert "CH Play" in third[-1]["text"]
    assert len({bubble["id"] for bubble in third}) == len(third)


async def test_nobodys_words_names_or_keys_are_logged(
    door: Door, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    lan = town.phone("Lan")
    lan.chat.started = True
    caplog.set_level("DEBUG")
    key = "canary-canary-canary-canary"
    page = {"id": "12345678", "text": "canary trên trang"}
    await door.client.post("/chat/api/send", json=page, headers={"authorization": f"Bearer {key}"})
    await door.brings(said("canary mã OTP 482913", lan.id))
    await door.brings(b'{"update_id": 2, "message": {"text": "canary"}}')
    await door.brings(said("canary", lan.id, 3), **{HEADER: "canary"})
    await lan.sees("đồng ý")
    assert "quarantined" in caplog.text
    assert "482913" not in caplog.text
    ours = [
        record.getMessage() for record in caplog.records if record.name.partition(".")[0] in OURS
    ]
    assert ours
    assert "canary" not in "".join(ours)
    assert "Lan" not in "".join(ours)


OURS = {"webhook", "service", "handlers", "worker", "storage", "channels", "bot"}
