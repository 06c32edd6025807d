"""From WAV, or from somebody's recording, to the two kinds of sound that chat apps take."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from speech import program
from speech.engine import Which

OPUS, AAC = ".ogg", ".aac"
# How servers name what an ending stands for; .mp3 and .m4a are recordings only.
MEDIA_TYPES = {OPUS: "audio/ogg", AAC: "audio/aac", ".mp3": "audio/mpeg", ".m4a": "audio/mp4"}
_SECONDS = "60"  # of a recording at most, however long it says it is
# Speech for phones on a weak network: 28 s are some 80 kB either way.
_FFMPEG = {
    OPUS: ("-c:a", "libopus", "-b:a", "24k", "-application", "voip", "-f", "ogg"),
    AAC: ("-c:a", "aac", "-ar", "16000", "-b:a", "24k", "-f", "adts"),
}
_OPUSENC = ("--quiet", "--bitrate", "24", "-", "-")


@dataclass(frozen=True, slots=True)
class Encoder:
    """With `ffmpeg` everything, with `opusenc` alone WAV to Opus. "" = there is none."""

    ffmpeg: str = ""
    opusenc: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it can make of WAV."""
        if self.ffmpeg:
            return (OPUS, AAC)
        return (OPUS,) if self.opusenc else ()

    @property
    def takes_recordings(self) -> bool:
        return bool(self.ffmpeg)

    @property
    def mark(self) -> str:
        """Another mark, other sounds of the same words."""
        return str(_FFMPEG if self.ffmpeg else _OPUSENC)

    async def encode(self, wav: bytes, kind: str) -> bytes:
        """Raises Failed. `kind` is one of `kinds`."""
        if self.ffmpeg:
            return await program.ask(self._through_ffmpeg("pipe:0", kind), wav)
        return await program.ask((self.opusenc, *_OPUSENC), wav)

    async def convert(self, recording: Path, kind: str) -> bytes:
        """Raises Failed. Only where it takes recordings."""
        return await program.ask(self._through_ffmpeg(f"file:{recording}", kind))

    def _through_ffmpeg(self, source: str, kind: str) -> tuple[str, ...]:
        """It reads nothing but that file or our words: a recording cannot send it anywhere."""
        given = ("-v", "error", "-protocol_whitelist", "file,pipe", "-i", source)
        return (self.ffmpeg, *given, "-vn", "-t", _SECONDS, "-ac", "1", *_FFMPEG[kind], "pipe:1")


def found(which: Which = shutil.which) -> Encoder:
    """What the machine has, looked for on PATH."""
    return Encoder(which("ffmpeg") or "", which("opusenc") or "")
