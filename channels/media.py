"""Addresses under which platforms fetch pictures by themselves, and what stands there.

An address cannot be guessed: it bears a signature over the file's path. It stays good for as long as the
file is there, since apps fetch a picture again whenever a chat is opened; the digest in it only tells caches
when it has changed.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from channels.pictures import Picture, Pictures

PATH = "/media"
# Seconds. A picture that was edited gets another address, so the old one may be kept by any cache.
KEPT_FOR = 30 * 24 * 3600
_LOCKED = {"x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'"}


class Media:
    """All pictures. `key` is the installation's own, the same in every process."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self.key = b""  # before it is known there are no addresses

    def at(self, base_url: str) -> Callable[[str], str | None]:
        """How a channel asks for a picture's address; None: there is no such picture, or nobody outside
        can reach us (`base_url` "")."""

        def address(file: str) -> str | None:
            path = self.path(file) if base_url else None
            return None if path is None else base_url + path

        return address

    def path(self, file: str) -> str | None:
        """The address below our own door."""
        picture = self._pictures.find(file) if self.key else None
        return None if picture is None else self._path(file, picture)

    def find(self, signature: str, file: str) -> Picture | None:
        """What stands at an address; None where it is none of ours."""
        right = hmac.compare_digest(signature.encode(), self._signature(file).encode())
        return self._pictures.find(file) if self.key and right else None

    def _path(self, file: str, picture: Picture) -> str:
        return f"{PATH}/{self._signature(file)}/{digest_of(picture)}/{quote(file)}"

    def _signature(self, file: str) -> str:
        return hmac.new(self.key, file.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def digest_of(picture: Picture) -> str:
    return picture.key.rpartition("#")[2]


def routes(media: Media) -> list[Route]:
    async def show(request: Request) -> Response:
        picture = media.find(request.path_params["signature"], request.path_params["file"])
        if picture is None:
            return Response(status_code=404)
        digest = digest_of(picture)
        is_newest = request.path_params["digest"] == digest
        headers = {
            "etag": f'"{digest}"',
            "cache-control": f"public, max-age={KEPT_FOR}, immutable" if is_newest else "no-cache",
            **_LOCKED,
        }
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        content = await asyncio.to_thread(picture.load)
        if content is None:
            return Response(status_code=404)
        return Response(content, media_type=picture.media_type, headers=headers)

    return [Route(PATH + "/{signature}/{digest}/{file:path}", show, methods=["GET"])]
