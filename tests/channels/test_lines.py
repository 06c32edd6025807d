"""Kept connections: what ends an answer, which connection is used again, and which one never."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from yarl import URL

from channels import line, lines
from channels.http import Answer, Http, MaybeSent, NotSent, Patience, Reply

HASTE = Patience(connect=1.0, read=1.0, total=2.0)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Says `answers` to the requests of each connection, and counts both."""

    def __init__(self, *answers: bytes, hangs_up: bool = False) -> None:
        self._answers = answers
        self._hangs_up = hangs_up
        self.connections = 0
        self.requests: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            for answer in self._answers:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                self.requests.append(head + await reader.readexactly(length))
                writer.write(answer)
                await writer.drain()
            if not self._hangs_up:
                await reader.read()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever asked has gone, or the test is over
        finally:
            writer.close()


@asynccontextmanager
async def asking(
    server: Server, in_flight: int = 4
) -> AsyncIterator[Callable[[], Coroutine[Any, Any, Reply]]]:
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    http = Http(in_flight, HASTE)
    await http.open()
    url = URL(f"http://127.0.0.1:{port}/bot1:a%2Fb/sendMessage?x=1")
    try:
        yield lambda: http.post_json(url, b'{"a": 1}')
    finally:
        await http.close()
        listening.close()


async def test_the_request_says_where_what_and_how_long() -> None:
    server = Server(OK)
    async with asking(server) as ask:
        assert await ask() == Answer(200, b"ok")
    (request,) = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    first, *headers = head.split(b"\r\n")
    assert first == b"POST /bot1:a%2Fb/sendMessage?x=1 HTTP/1.1"
    assert [header.partition(b":")[0] for header in headers] == [
        b"Host",
        b"Content-Type",
        b"Content-Length",
    ]
    assert headers[0].startswith(b"Host: 127.0.0.1:")
    assert (headers[2], body) == (b"Content-Length: 8", b'{"a": 1}')


async def test_a_connection_is_kept_for_the_next_question() -> None:
    server = Server(OK, OK, OK)
    async with asking(server) as ask:
        assert [await ask() for _ in range(3)] == [Answer(200, b"ok")] * 3
    assert server.connections == 1


async def test_several_at_once_have_a_connection_each_and_no_more_than_allowed() -> None:
    server = Server(*[OK] * 50)
    async with asking(server, in_flight=4) as ask:
        replies = await asyncio.gather(*(ask() for _ in range(50)))
    assert set(replies) == {Answer(200, b"ok")}
    assert server.connections <= 4 + 4  # SPARE_CONNECTIONS


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", b"ok"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK, b"ok"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    ],
    ids=["in pieces", "hints first", "nothing to say"],
)  # fmt: skip
async def test_where_an_answer_ends(said: bytes, heard: bytes) -> None:
    async with asking(Server(said, said)) as ask:
        for _ in range(2):
            reply = await ask()
            assert isinstance(reply, Answer)
            assert reply.body == heard


async def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    """A gateway's page of the old kind (F20): whole, when the other side closes properly."""
    server = Server(b"HTTP/1.0 502 Bad Gateway\r\n\r\n<html>later</html>", hangs_up=True)
    async with asking(server) as ask:
        assert await ask() == Answer(502, b"<html>later</html>")
        assert await ask() == Answer(502, b"<html>later</html>")
    assert server.connections == 2


async def test_a_connection_that_the_other_side_ends_is_not_used_again() -> None:
    for server in (
        Server(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"),
        Server(OK, hangs_up=True),
    ):
        async with asking(server) as ask:
            assert await ask() == Answer(200, b"ok")
            await asyncio.sleep(0.05)
            assert await ask() == Answer(200, b"ok")
        assert server.connections == 2


async def test_one_that_was_idle_for_long_is_not_used_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "KEEP_ALIVE_SECONDS", 0.05)
    server = Server(OK, OK)
    async with asking(server) as ask:
        assert await ask() == Answer(200, b"ok")
        await asyncio.sleep(0.1)
        assert await ask() == Answer(200, b"ok")
    assert server.connections == 2


async def test_what_nobody_asked_for_ends_the_connection() -> None:
    """A second answer must never be taken for that of the next question."""
    server = Server(OK + OK, OK)
    async with asking(server) as ask:
        assert await ask() == Answer(200, b"ok")
        await asyncio.sleep(0.05)
        assert await ask() == Answer(200, b"ok")
    assert server.connections == 2


async def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "LARGEST_ANSWER", 1000)
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000
    async with asking(Server(long)) as ask:
        assert await ask() == MaybeSent("AnswerTooLarge")


async def test_when_all_places_are_taken_nothing_is_sent() -> None:
    server = Server()  # never answers
    async with asking(server, in_flight=-3) as ask:  # one place
        first = asyncio.create_task(ask())
        await asyncio.sleep(0.05)
        replies = await asyncio.gather(first, ask())
    assert replies[0] == MaybeSent("TimedOut")
    assert replies[1] == NotSent("ConnectionTimeout") or isinstance(replies[1], MaybeSent)
