"""P1 at the socket: what gets 200, 401, 413 and 503, and that nobody can hold more than a connection."""

import json
import socket
import sqlite3
import time
from contextlib import ExitStack, closing
from itertools import count

import orjson
import pytest

import webhook
from channels.webchat import routes
from service import connection
from service.connection import LARGEST_HEAD
from tests.frontdoor.conftest import SECRET, said
from tests.surface.serving import SOON, Surface, heard, status

pytestmark = pytest.mark.slow

NAME = b"X-Telegram-Bot-Api-Secret-Token"
TOLD = NAME + b": " + SECRET.encode() + b"\r\n"
NUMBERS = count(1)
DEEP = 100_000  # levels; two bytes each still fit into the largest body


def post(body: bytes, headers: bytes = TOLD, path: bytes = b"/webhook/telegram") -> bytes:
    """A request that asks for the connection to be closed after it."""
    return b"POST %b HTTP/1.1\r\nhost: x\r\nconnection: close\r\n%bcontent-length: %d\r\n\r\n%b" % (
        path,
        headers,
        len(body),
        body,
    )


def chunked(*chunks: bytes, headers: bytes = TOLD) -> bytes:
    framed = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    head = b"POST /webhook/telegram HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
    return head + headers + b"transfer-encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n"


def update(**fields: object) -> bytes:
    number = next(NUMBERS)
    message = said("xin chào", 7_000_000, number)
    message["message"] |= fields
    return json.dumps(message).encode()


# What comes in; which status it gets; what is kept of it.
TAKEN, ASIDE, NOTHING = "taken", "quarantined", None
RULES: dict[str, tuple[bytes, int, str | None]] = {
    "a genuine update": (post(update()), 200, TAKEN),
    "in pieces, without a length": (chunked(*(bytes([b]) for b in update())), 200, TAKEN),
    "as another type": (post(update(), TOLD + b"content-type: text/html\r\n"), 200, TAKEN),
    "as another character set": (
        post(update(), TOLD + b"content-type: application/json; charset=utf-16\r\n"),
        200,
        TAKEN,
    ),
    "NUL in a text": (post(update(text="a\0b")), 200, TAKEN),
    "half a letter": (post(update(text="a\ud800")), 200, TAKEN),
    "fields of the future": (post(update(telepathy={"a": [1]})), 200, TAKEN),
    "a kind of the future": (post(b'{"update_id": 77, "telepathy": {}}'), 200, NOTHING),
    "nothing": (post(b""), 200, ASIDE),
    "no JSON": (post(b"xin chao"), 200, ASIDE),
    "a list": (post(b"[1]"), 200, ASIDE),
    "bad UTF-8": (post(b'{"update_id": 1, "message": "\xff\xfe"}'), 200, ASIDE),
    "a number beyond 64 bits": (post(update(chat={"id": 2**80, "type": "private"})), 200, ASIDE),
    "a number of 5,000 digits": (post(b'{"update_id": ' + b"9" * 5_000 + b"}"), 200, ASIDE),
    "nested lists": (post(b"[" * DEEP + b"]" * DEEP), 200, ASIDE),
    "200,000 lists that never end": (post(b"[" * 200_000), 200, ASIDE),
    "nested objects": (post(b'{"a":' * 40_000 + b"1" + b"}" * 40_000), 200, ASIDE),
    "nested where it is not read": (
        post(b'{"update_id": 78, "x": ' + b"[" * DEEP + b"]" * DEEP + b"}"),
        200,
        ASIDE,
    ),
    "no secret": (post(update(), b""), 401, NOTHING),
    "an empty secret": (post(update(), NAME + b":\r\n"), 401, NOTHING),
    "another secret": (post(update(), NAME + b": another\r\n"), 401, NOTHING),
    "the secret twice": (post(update(), TOLD + TOLD), 401, NOTHING),
    "a secret in Vietnamese": (post(update(), NAME + ": Bí-mật\r\n".encode()), 401, NOTHING),
    "a secret of bytes": (post(update(), NAME + b": \xff\xfe\x80\r\n"), 401, NOTHING),
    "a very long secret": (post(update(), NAME + b": " + b"s" * 30_000 + b"\r\n"), 401, NOTHING),
    "unreadable without a secret": (post(b"xin chao", b""), 401, NOTHING),
    "nobody's account": (post(update(), path=b"/webhook/nobody"), 404, NOTHING),
    "the web chat's account": (post(update(), path=b"/webhook/web"), 401, NOTHING),
    "looked at": (b"GET /webhook/telegram HTTP/1.0\r\n" + TOLD + b"\r\n", 405, NOTHING),
    "too large": (post(b" " * (webhook.LARGEST_BODY + 1)), 413, NOTHING),
    "too large in pieces": (chunked(*[b" " * 65_536] * 5), 413, NOTHING),
    "too large without a secret": (chunked(*[b" " * 65_536] * 5, headers=b""), 413, NOTHING),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, NOTHING),
    "NUL in a header": (post(update(), TOLD + b"x: a\0b\r\n"), 400, NOTHING),
    "two lengths": (post(update(), TOLD + b"content-length: 3\r\n"), 400, NOTHING),
    "a length and chunks": (post(update(), TOLD + b"transfer-encoding: chunked\r\n"), 400, NOTHING),
}


def arrivals(surface: Surface) -> list[tuple[str, str]]:
    return surface.rows("SELECT key, state FROM inbound")


@pytest.mark.parametrize("rule", RULES)
def test_what_a_request_gets_and_what_is_kept_of_it(surface: Surface, rule: str) -> None:
    request, expected, state = RULES[rule]
    before = set(arrivals(surface))
    answer = surface.says(request)
    assert status(answer) == expected
    new = [found for _, found in set(arrivals(surface)) - before]
    assert new == ([] if state is None else [state])
    if expected == 200:
        assert b"content-type" not in answer  # there is no content
    assert SECRET.encode() not in answer


def test_what_cannot_be_committed_gets_503_and_when_to_come_again(surface: Surface) -> None:
    body = update()
    with closing(sqlite3.connect(surface.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = surface.says(post(body))
        aside = surface.says(post(b"unreadable, and not now"))
        other.execute("ROLLBACK")
    for answer in (refused, aside):
        assert status(answer) == 503
        assert b"\r\nretry-after: 5\r\n" in answer
    assert status(surface.says(post(body))) == 200


# --- Nobody holds more than a connection ------------------------------------------------------------


def sent_before_it_hung_up(peer: socket.socket, most: int) -> int:
    sent = 0
    try:
        while sent < most:
            sent += peer.send(b"a" * 65_536)
    except OSError:  # reset or broken pipe, as it comes
        return sent
    return sent


def test_a_body_that_is_too_large_is_not_read_on(surface: Surface) -> None:
    """Whoever goes on sending is hung up on, long before all that was announced."""
    announced = 1_000_000_000
    head = b"POST /webhook/telegram HTTP/1.1\r\nhost: x\r\n" + TOLD
    head += b"content-length: %d\r\n\r\n" % announced
    with surface.connected() as peer:
        peer.sendall(head)
        assert sent_before_it_hung_up(peer, announced) < announced / 10


def test_a_heading_that_never_ends_is_not_collected(surface: Surface) -> None:
    for begins in (b"GET /", b"GET /healthz HTTP/1.1\r\nx: ", chunked()[:-2] + b"x: "):
        with surface.connected() as peer:
            peer.sendall(begins)
            assert sent_before_it_hung_up(peer, 1_000_000_000) < 100 * LARGEST_HEAD


def test_a_heading_that_is_too_long_is_told_so(surface: Surface) -> None:
    with surface.connected() as peer:
        peer.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n")
        line = b"x: " + b"a" * 1_000 + b"\r\n"
        for _ in range(LARGEST_HEAD // len(line) - 8):
            peer.sendall(line)
        peer.sendall(b"\r\n")
        answer = b""
        while not answer.endswith(b'"}'):
            answer += peer.recv(65_536)
        assert status(answer) == 200  # the next one on this connection begins at nought
        peer.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n")
        answer = b""
        peer.setblocking(False)
        deadline = time.monotonic() + SOON
        while not answer and time.monotonic() < deadline:
            try:
                peer.send(line)
                answer = peer.recv(65_536)
            except BlockingIOError:
                time.sleep(0.001)
        assert status(answer) == 431
        assert b"connection: close" in answer


def test_who_sends_a_byte_a_minute_holds_nobody_up(surface: Surface) -> None:
    head = b"POST /webhook/telegram HTTP/1.1\r\nhost: x\r\n" + TOLD + b"content-length: 99\r\n\r\n"
    slow = [head + b'{"upd', head[:-30], head[:9], b"", chunked(b"a" * 9)[:-12]]
    with ExitStack() as open_ones:
        peers = [open_ones.enter_context(surface.connected()) for _ in range(100)]
        for peer, begins in zip(peers, slow * 20, strict=True):
            peer.sendall(begins)
        for _ in range(20):
            assert status(surface.says(post(update()))) == 200
        assert status(surface.says(b"GET /readyz HTTP/1.0\r\n\r\n")) == 200


@pytest.mark.parametrize(
    "begins",
    [
        b"",
        b"GET /hea",
        b"GET /healthz HTTP/1.1\r\nhost: x\r\n",
        b"POST /webhook/telegram HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{",
        b"POST /webhook/telegram HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{",
        b"POST /chat/api/send HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
        + b"k" * 22
        + b"\r\ncontent-length: 9\r\n\r\n{",
        b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /hea",
    ],
)
def test_what_does_not_arrive_in_time_is_hung_up_on(
    surface: Surface, monkeypatch: pytest.MonkeyPatch, begins: bytes
) -> None:
    monkeypatch.setattr(connection, "LONGEST_ARRIVAL", 0.3)
    with surface.connected() as peer:
        peer.sendall(begins)
        heard(peer)  # comes to an end


def test_who_waits_for_news_has_arrived_and_is_not_hung_up_on(
    surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LONGEST_ARRIVAL", 0.3)
    monkeypatch.setattr(routes, "LONGEST_WAIT", 1.0)
    key = b"authorization: Bearer " + b"w" * 22 + b"\r\n"
    asks = b"GET /chat/api/messages?after=0&wait=1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
    answer = surface.says(asks + key + b"\r\n")
    assert status(answer) == 200
    assert answer.endswith(b'{"messages":[]}')


def test_requests_in_one_packet_are_answered_in_order(surface: Surface) -> None:
    """Without waiting for the answer to the one before (HTTP pipelining)."""
    keep = [post(update()).replace(b"connection: close\r\n", b"") for _ in range(20)]
    look = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"
    before = len(arrivals(surface))
    answer = surface.says(look.join(keep) + post(update(), b""))
    statuses = [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [200] * 39 + [401]
    assert len(arrivals(surface)) == before + 20


def test_who_wants_to_speak_otherwise_is_answered_in_http(surface: Surface) -> None:
    upgrade = b"connection: close, upgrade\r\nupgrade: websocket\r\nsec-websocket-key: eA==\r\n"
    for path, expected in ((b"/webhook/telegram", 405), (b"/chat/api/messages", 401)):
        asks = b"GET %b HTTP/1.1\r\nhost: x\r\nsec-websocket-version: 13\r\n" % path
        assert status(surface.says(asks + upgrade + b"\r\n")) == expected


def test_after_all_this_people_are_answered(surface: Surface) -> None:
    lan = surface.town.phone("Lan")

    async def greets(_: object) -> None:
        await lan.starts()  # so that the bot may write to her

    surface.waits(greets)
    hello = orjson.dumps(said("xin chào", lan.id, 9_000_000))
    assert status(surface.says(post(hello))) == 200
    seen = surface.waits(lambda _: lan.sees("đồng ý", within=SOON))
    assert seen.keyboard
