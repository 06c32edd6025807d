"""Updates are brought as platforms bring them: again, until they are taken."""

import asyncio

from bench.webhooks import CONNECTIONS, Courier

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


async def test_an_update_whose_connection_was_closed_under_it_comes_again() -> None:
    """Servers close idle connections, at times while the next update is on its way there."""
    bodies: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        bodies.append(await reader.readexactly(length))
        if len(bodies) > 1:
            writer.write(OK)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, backlog=CONNECTIONS) as server:
        host, port = server.sockets[0].getsockname()
        courier = Courier(f"http://{host}:{port}/webhook", headers={})
        await courier.open()
        await courier.bring(b"an update")
        courier.close()
    assert bodies == [b"an update", b"an update"]
    assert dict(courier.answers) == {0: 1, 200: 1}
