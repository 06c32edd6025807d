"""Updates are brought as platforms bring them: again, until they are taken."""

import asyncio

import pytest

from bench import webhooks
from bench.webhooks import NO_ANSWER, Courier

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


async def test_an_update_whose_connection_was_closed_under_it_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Servers close idle connections, at times while the next update is on its way there."""
    monkeypatch.setattr(webhooks, "CONNECTIONS", 1)
    bodies: list[bytes] = []
    both_closed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        bodies.append(await reader.readexactly(length))
        if len(bodies) == 2:
            writer.write(OK)
        writer.close()
        await writer.wait_closed()
        if len(bodies) == 2:
            both_closed.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        courier = Courier(f"http://{host}:{port}/webhook", headers={})
        await courier.open()
        await courier.bring(b"an update")
        courier.close()
        await both_closed.wait()
    assert bodies == [b"an update", b"an update"]
    assert dict(courier.answers) == {NO_ANSWER: 1, 200: 1}
