"""Fetches the pictures that are sent by address: Zalo's servers get them once, before they answer the send."""

import aiohttp

from town.zalo_oa import errors
from town.zalo_oa.limits import LARGEST_GIF, LARGEST_PICTURE

PATIENCE = 10.0  # seconds for one picture; undocumented
BEGINNINGS = {"image": (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"), "gif": (b"GIF87a", b"GIF89a")}
LARGEST = {"image": LARGEST_PICTURE, "gif": LARGEST_GIF}


class Pictures:
    """Start it inside the loop it lives in."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=PATIENCE), cookie_jar=aiohttp.DummyCookieJar()
        )

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def check(self, url: str, kind: str) -> None:
        """Raises Refused: -200 when it cannot be had, -210 when it is too large, -201 when it is something else."""
        assert self._session is not None  # noqa: S101 - nobody calls before the start
        largest = LARGEST[kind]
        try:
            async with self._session.get(url) as answer:
                if answer.status != 200:
                    raise errors.refused(-200)
                body = b""
                async for piece in answer.content.iter_any():
                    body += piece
                    if len(body) > largest:
                        raise errors.too_long("url")
        except (TimeoutError, aiohttp.ClientError, ValueError):
            raise errors.refused(-200) from None
        if not body.startswith(BEGINNINGS[kind]):
            raise errors.invalid("url")
