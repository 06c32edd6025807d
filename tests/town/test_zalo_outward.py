"""What the simulated Zalo servers find when they go out: every way in which nobody is there has its word."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from tests.town.wire import Raw
from tests.town.zalo_wire import SECRET, album, serving
from town.town import Town
from town.zalo.outward import Outward, Unfetchable


@asynccontextmanager
async def outward() -> AsyncIterator[Outward]:
    out = Outward()
    try:
        yield out
    finally:
        await out.stop()


async def outcome(zalo: Raw, url: str) -> str:
    found = await zalo.result("setWebhook", url=url, secret_token=SECRET)
    assert found["verification"]["ok"] is False
    assert "status_code" not in found["verification"]
    said: str = found["verification"]["outcome"]
    return said


async def test_nobody_listens(zalo: Raw) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        assert await outcome(zalo, f"http://127.0.0.1:{port}/hook") == "webhook.err.conn"


async def test_no_tls_where_it_was_promised(zalo: Raw) -> None:
    async with album() as host:
        url = host.url.replace("http:", "https:")
        assert await outcome(zalo, url) == "webhook.err.tls"


async def test_no_answer_in_time(zalo: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("town.zalo.outward.PATIENCE", 0.3)
    held = asyncio.Event()

    async def silent(request: web.Request) -> web.Response:
        await held.wait()
        return web.Response()

    async with serving({"/hook": silent}, method="POST") as base:
        assert await outcome(zalo, f"{base}/hook") == "webhook.err.timeout"
        held.set()


async def test_a_connection_that_breaks_off(zalo: Raw) -> None:
    async def rude(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.close()

    server = await asyncio.start_server(rude, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        assert await outcome(zalo, f"http://127.0.0.1:{port}/hook") == "webhook.err.other"
    finally:
        server.close()


@pytest.mark.parametrize("url", ["", "a.png", "ftp://127.0.0.1/a.png", "http://", "http://[/"])
async def test_what_is_no_address_has_no_picture(url: str) -> None:
    async with outward() as out:
        with pytest.raises(Unfetchable) as missing:
            await out.picture(url)
    assert not missing.value.found


async def test_png_and_jpeg_are_pictures_and_are_told_apart_by_their_bytes() -> None:
    async with outward() as out:
        async with album() as host:
            assert (await out.picture(host.url))[0] == "image/png"
        async with album(b"\xff\xd8\xff\xe0") as host:
            assert await out.picture(host.url) == ("image/jpeg", b"\xff\xd8\xff\xe0")
        async with album(b"GIF89a") as host:
            with pytest.raises(Unfetchable) as other:
                await out.picture(host.url)
    assert (other.value.found, other.value.large) == (True, False)


async def test_a_megabyte_is_the_largest_picture() -> None:
    png = b"\x89PNG\r\n\x1a\n"
    async with outward() as out:
        async with album(png + bytes(1024 * 1024 - len(png))) as host:
            assert len((await out.picture(host.url))[1]) == 1024 * 1024
        async with album(png + bytes(1024 * 1024 - len(png) + 1)) as host:
            with pytest.raises(Unfetchable) as large:
                await out.picture(host.url)
    assert large.value.large


async def test_a_picture_of_a_host_that_is_gone_is_black(town: Town, zalo: Raw) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("xin chào")
    async with album() as host:
        await zalo.result("sendPhoto", chat_id=lan.id, photo=host.url)
    assert await lan.looks_at(lan.messages()[-1]) is None
