"""What is to be heard, and addresses under which platforms and browsers fetch it by themselves.

An address says in itself what is heard there, so that any process on any machine can make it anew; it bears a
signature, so that nobody else can have words spoken by us.
"""

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.message import Voice
from speech.encoder import MEDIA_TYPES
from speech.speaker import Sound, Speaker

PATH = "/sound"
# Seconds. A lesson that was edited gets other addresses, but another voice may be configured any day.
KEPT_FOR = 24 * 3600
_LOCKED = {"x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'"}
_LARGEST = 20_000  # bytes of words; a bubble has some hundreds


class Sounds:
    """`key` is the installation's own, the same in every process; before it is known there are no addresses."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self.key = b""

    def audible(self, taken: Iterable[str]) -> frozenset[str]:
        """As `School.audible` has it, where sounds of these endings are taken."""
        return self._speaker.audible(taken)

    async def find(self, voice: Voice, taken: Sequence[str]) -> Sound | None:
        """None: it cannot be made; why was logged."""
        return await self._speaker.sound(voice, taken)

    def paths(self, voice: Voice, taken: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Its address below our own and its kind, for each ending in which it may be had; made when asked for."""
        if not self.key:
            return ()
        return tuple(
            (self._path(_written(voice) + kind), MEDIA_TYPES[kind])
            for kind in self._speaker.kinds(voice, taken)
        )

    def at(self, signature: str, name: str) -> tuple[Voice, str] | None:
        """What stands at an address and in which ending; None where it is none of ours."""
        right = hmac.compare_digest(signature.encode(), self._signature(name).encode())
        if not (self.key and right):
            return None
        kind = PurePosixPath(name).suffix
        voice = _read(name.removesuffix(kind))
        return None if voice is None or kind not in MEDIA_TYPES else (voice, kind)

    def _path(self, name: str) -> str:
        return f"{PATH}/{self._signature(name)}/{name}"

    def _signature(self, name: str) -> str:
        said = b"sound:" + name.encode("utf-8", "replace")
        return hmac.new(self.key, said, hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class At:
    """The same for platforms that fetch sounds, at the door where they find us."""

    sounds: Sounds
    base_url: str

    async def address(self, voice: Voice, taken: Sequence[str]) -> str | None:
        """None: it cannot be made. What stands there is made first, so that nobody waits for it outside."""
        found = await self.sounds.find(voice, taken)
        paths = self.sounds.paths(voice, (found.path.suffix.lower(),)) if found else ()
        return self.base_url + paths[0][0] if paths else None


def routes(sounds: Sounds) -> list[Route]:
    async def hear(request: Request) -> Response:
        named = sounds.at(request.path_params["signature"], request.path_params["name"])
        sound = await sounds.find(named[0], (named[1],)) if named else None
        if sound is None:
            return Response(status_code=404)
        # Answers with parts of it too, which Safari insists on.
        kept = {"cache-control": f"public, max-age={KEPT_FOR}", **_LOCKED}
        return FileResponse(sound.path, media_type=sound.media_type, headers=kept)

    return [Route(PATH + "/{signature}/{name}", hear, methods=["GET"])]


def _written(voice: Voice) -> str:
    """Short enough for an address: three hundred letters of Vietnamese take some four hundred."""
    said = json.dumps([voice.file, voice.words], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(said.encode(), 9)).decode().rstrip("=")


def _read(written: str) -> Voice | None:
    try:
        packed = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
        file, words = json.loads(zlib.decompressobj().decompress(packed, _LARGEST))
    except (ValueError, TypeError, zlib.error):
        return None
    return Voice(str(file), str(words), "")
