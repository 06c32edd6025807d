"""The requests that Zalo's own servers make: events to webhooks, probes of them, the pictures bots name,
and the sounds that phones fetch."""

import time
from dataclasses import dataclass

import aiohttp

from town.zalo.limits import LARGEST_PICTURE, PATIENCE

# Seen on every request to a webhook; Cloudflare's browser check turns it away.
USER_AGENT = "Java/1.8.0_192"
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
ADTS = (b"\xff\xf1", b"\xff\xf9")  # ISO/IEC 13818-7: a sync word of twelve ones, layer 0


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody answered, after so many milliseconds."""

    status: int
    took: int


@dataclass(frozen=True, slots=True)
class Unreached:
    """Nobody did; `why` is the last part of testWebhook's word for it ("timeout", "conn", "dns", "tls")."""

    why: str


class Unfetchable(Exception):
    """There is no picture, or no sound, at that address. `found`: something was, but none; `large`: a larger one."""

    def __init__(self, *, found: bool = False, large: bool = False) -> None:
        super().__init__()
        self.found = found
        self.large = large


class Outward:
    """Holds its connections from the first request until `stop`."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def post(self, url: str, body: bytes, headers: dict[str, str]) -> Reached | Unreached:
        """An empty body goes without a content type. Redirects are not followed."""
        began = time.monotonic()
        try:
            async with self._open().post(
                url,
                data=body,
                headers={"User-Agent": USER_AGENT} | headers,
                skip_auto_headers=("Content-Type",),
                allow_redirects=False,
            ) as answer:
                await answer.content.read(LARGEST_PICTURE)
                return Reached(answer.status, round((time.monotonic() - began) * 1000))
        except TimeoutError:
            return Unreached("timeout")
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError):
            return Unreached("tls")
        except aiohttp.ClientConnectorDNSError:
            return Unreached("dns")
        except aiohttp.ClientConnectorError:
            return Unreached("conn")
        except (aiohttp.ClientError, ValueError):
            return Unreached("other")

    async def picture(self, url: str) -> tuple[str, bytes]:
        """Media type and bytes of a PNG or JPEG. Raises Unfetchable."""
        body = await self._fetched(url)
        if body.startswith(PNG):
            return "image/png", body
        if body.startswith(JPEG):
            return "image/jpeg", body
        raise Unfetchable(found=True)

    async def sound(self, url: str) -> tuple[str, bytes]:
        """Media type and bytes of raw ADTS AAC. Raises Unfetchable."""
        body = await self._fetched(url)
        if body.startswith(ADTS):
            return "audio/aac", body
        raise Unfetchable(found=True)

    async def _fetched(self, url: str) -> bytes:
        if not url.startswith(("http://", "https://")):
            raise Unfetchable
        try:
            async with self._open().get(url, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise Unfetchable
                body = b""
                async for chunk in answer.content.iter_chunked(64 * 1024):
                    body += chunk
                    if len(body) > LARGEST_PICTURE:
                        raise Unfetchable(found=True, large=True)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            raise Unfetchable from None
        return body

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=PATIENCE),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session
