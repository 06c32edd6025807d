import asyncio
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from yarl import URL

from channels.http import Answer, Http, MaybeSent, NotSent, Patience
from tests.channels.fake_wire import TOKEN, Drop, Said, Stall, Wire

HASTE = Patience(connect=0.3, read=0.3, total=0.6)


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    http = Http(in_flight=4, patience=HASTE)
    await http.open()
    yield http
    await http.close()


def address(wire: Wire, method: str = "sendMessage") -> URL:
    return URL(f"{wire.url}/bot{TOKEN}/{method}")


async def test_an_answer_comes_whole(http: Http, wire: Wire) -> None:
    wire.answers["sendMessage"].append(Said(418, "một ấm trà".encode()))
    assert await http.post_json(address(wire), b"{}") == Answer(418, "một ấm trà".encode())


async def test_a_refused_connection_sent_nothing(http: Http) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert await http.post_json(URL(f"http://127.0.0.1:{port}/"), b"{}") == NotSent(
        "ConnectionRefusedError"
    )


async def test_an_unknown_name_sent_nothing(http: Http) -> None:
    reply = await http.post_json(URL("http://no-such-host.invalid/"), b"{}")
    assert reply == NotSent("gaierror")


async def test_an_address_that_is_none_sent_nothing(http: Http) -> None:
    assert isinstance(await http.post_json(URL("nothing"), b"{}"), NotSent)


async def test_an_untrusted_certificate_sent_nothing(http: Http, tmp_path: Path) -> None:
    served = 0

    async def serve(_: web.BaseRequest) -> web.Response:
        nonlocal served
        served += 1
        return web.Response()

    site = web.ServerRunner(web.Server(serve))
    await site.setup()
    tcp = web.TCPSite(site, "127.0.0.1", 0, ssl_context=_self_signed(tmp_path))
    await tcp.start()
    host, port = site.addresses[0][:2]
    assert await http.post_json(URL(f"https://{host}:{port}/"), b"{}") == NotSent(
        "SSLCertVerificationError"
    )
    assert served == 0
    await site.cleanup()


async def test_a_connection_that_nobody_accepts_sent_nothing(http: Http) -> None:
    """A full backlog: the handshake is never answered (F15, before the request)."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        port = deaf.getsockname()[1]
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        assert await http.post_json(URL(f"http://127.0.0.1:{port}/"), b"{}") == NotSent(
            "ConnectionTimeout"
        )
        for one in crowd:
            one.close()


async def test_a_full_pool_sent_nothing(wire: Wire) -> None:
    http = Http(in_flight=-3, patience=Patience(connect=0.2, read=1, total=2))  # one place
    await http.open()
    wire.answers["sendMessage"].append(Stall())
    stalled = asyncio.create_task(http.post_json(address(wire), b"{}"))
    await asyncio.sleep(0.05)
    assert await http.post_json(address(wire), b"{}") == NotSent("ConnectionTimeout")
    assert await stalled == MaybeSent("TimedOut")
    await http.close()


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Stall(), "TimedOut"),
        (Drop(), "ConnectionLost"),
        (Drop(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok":true'), "ConnectionLost"),
        (Drop(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "NoHttp"),
    ],
)
async def test_a_lost_answer_may_have_been_sent(
    http: Http, wire: Wire, answer: Stall | Drop, failure: str
) -> None:
    wire.answers["sendMessage"].append(answer)
    assert await http.post_json(address(wire), b"{}") == MaybeSent(failure)
    assert len(wire.calls("sendMessage")) == 1  # never sent twice on our own
    assert await http.post_json(address(wire), b"{}") == Answer(
        200, b'{"ok": true, "result": {"message_id": 1}}'
    )


async def test_a_trickle_ends_at_the_total(http: Http) -> None:
    """F16: each byte resets the silence, the whole has a limit."""

    async def trickle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(trickle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    began = asyncio.get_running_loop().time()
    assert isinstance(await http.post_json(URL(f"http://127.0.0.1:{port}/"), b"{}"), MaybeSent)
    assert asyncio.get_running_loop().time() - began < 2
    server.close()


async def test_redirects_are_not_followed(http: Http, wire: Wire) -> None:
    wire.answers["sendMessage"].append(Said(302, b"elsewhere"))
    assert await http.post_json(address(wire), b"{}") == Answer(302, b"elsewhere")


async def test_the_environments_proxy_is_not_used(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    http = Http(in_flight=1)
    await http.open()
    assert isinstance(await http.post_json(address(wire), b"{}"), Answer)
    await http.close()


async def test_cancelled_calls_do_not_spoil_the_pool(http: Http, wire: Wire) -> None:
    """F17: the finding that httpx 0.28 keeps a connection stuck for each of these."""
    # More than are needed: a cancelled call may reach the server late and take one with it.
    wire.answers["sendMessage"] += [Stall() for _ in range(36)]
    for _ in range(12):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(http.post_json(address(wire), b"{}"), 0.01)
    wire.answers["sendMessage"].clear()
    replies = await asyncio.gather(*(http.post_json(address(wire), b"{}") for _ in range(16)))
    assert all(isinstance(reply, Answer) for reply in replies)


async def test_a_closed_pool_sends_nothing(wire: Wire) -> None:
    assert await Http(in_flight=1).post_json(address(wire), b"{}") == NotSent("closed")


def _self_signed(folder: Path) -> ssl.SSLContext:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    try:
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-keyout",
                key,
                "-out",
                certificate,
                "-days",
                "1",
                "-subj",
                "/CN=localhost",
            ],
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("needs the openssl command to make a certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize("value", ["a\r\nX-More: 1", "a\n", "\u1ebf"])
async def test_a_header_cannot_begin_another(http: Http, wire: Wire, value: str) -> None:
    with pytest.raises(ValueError, match="printable"):
        await http.post_json(address(wire), b"{}", headers={"access_token": value})
    assert wire.heard == []


async def test_headers_go_with_the_call_they_were_given_to() -> None:
    heard: list[tuple[str, str | None]] = []

    async def serve(request: web.BaseRequest) -> web.Response:
        heard.append((request.method, request.headers.get("access_token")))
        return web.Response(text=await request.text())

    site = web.ServerRunner(web.Server(serve))
    await site.setup()
    await web.TCPSite(site, "127.0.0.1", 0).start()
    host, port = site.addresses[0][:2]
    url = URL(f"http://{host}:{port}/")
    http = Http(in_flight=1, patience=HASTE)
    await http.open()
    for token in ("one", "two"):
        assert await http.post_json(url, b"{}", headers={"access_token": token}) == Answer(
            200, b"{}"
        )
    await http.post_json(url, b"{}")
    await http.get(url, headers={"access_token": "three"})
    await http.post_form(url, {"a": "b"}, headers={"access_token": "four"})
    await http.close()
    await site.cleanup()
    assert heard == [
        ("POST", "one"),
        ("POST", "two"),
        ("POST", None),
        ("GET", "three"),
        ("POST", "four"),
    ]
