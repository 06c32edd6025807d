"""Makes what is to be heard: a lesson's recording as it is or converted, else its words spoken by a program.

A few at once, each clip once, kept on disk. What cannot be made is None, and said to the operator.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.message import Voice
from bot.turn import SPOKEN
from speech import encoder as encoders
from speech import engine as engines
from speech.ear import fitted, for_the_ear
from speech.encoder import MEDIA_TYPES, Encoder
from speech.engine import Engine
from speech.program import Failed
from speech.shelf import Shelf

log = logging.getLogger(__name__)

AT_ONCE = 2  # programs; each may take a whole core
# Of ours: whoever comes when so many clips are still to be made reads instead of waiting.
MOST_WAITING = 40
LONGEST = 30.0  # seconds of one clip (domain.md, the table of a step's parts, after source S75)


@dataclass(frozen=True, slots=True)
class Sound:
    """A file that can be sent. `key` changes when what is heard does."""

    path: Path
    key: str
    media_type: str


class Speaker:
    """`folder` holds the lessons' recordings; `engine` None: no words are spoken."""

    def __init__(self, folder: Path, shelf: Shelf, engine: Engine | None, encoder: Encoder) -> None:
        self.engine = engine
        self.encoder = encoder
        self._folder = folder.resolve()
        self._shelf = shelf
        self._making: dict[str, asyncio.Task[Path | None]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    def audible(self, taken: Iterable[str]) -> frozenset[str]:
        """What can be heard where sounds of these endings are taken, as `School.audible` has it."""
        taken = frozenset(taken)
        made = taken.intersection(self.encoder.kinds)
        words = {SPOKEN} if made and self.engine else set()
        converted = set(MEDIA_TYPES) if made and self.encoder.takes_recordings else set()
        return frozenset(taken | words | converted) if taken else frozenset()

    def kinds(self, voice: Voice, taken: Sequence[str]) -> tuple[str, ...]:
        """In which of these endings it could be had, without trying."""
        suffix = self._suffix(voice)
        made = self.encoder.kinds if self.engine or self.encoder.takes_recordings else ()
        return tuple(kind for kind in taken if kind == suffix or kind in made)

    async def sound(self, voice: Voice, taken: Sequence[str]) -> Sound | None:
        """In the first of these endings that can be had; a recording rather than a machine's voice."""
        recording = self._recording(voice)
        made = [kind for kind in taken if kind in self.encoder.kinds]
        if recording is not None and recording.suffix.lower() in taken:
            return _sound(recording, await asyncio.to_thread(_digest_of, recording))
        if recording is not None and made and self.encoder.takes_recordings:
            name = self._name(made[0], await asyncio.to_thread(_digest_of, recording))
            found = await self._made(name, lambda: self.encoder.convert(recording, made[0]))
            if found is not None:
                return found
        if self.engine is None or not made:
            return None
        return await self._spoken(self.engine, voice.words, made[0])

    async def close(self) -> None:
        """Programs that still run are ended."""
        making = list(self._making.values())
        for task in making:
            task.cancel()
        await asyncio.gather(*making, return_exceptions=True)

    async def _spoken(self, engine: Engine, written: str, kind: str) -> Sound | None:
        words = fitted(for_the_ear(written))
        if not words:
            return None
        name = self._name(kind, engine.mark, words)

        async def make() -> bytes:
            wav = await engine.speak(words)
            length = engines.seconds(wav)
            if length > LONGEST:
                log.warning("a clip of %.0f s is longer than %.0f s: %s", length, LONGEST, name)
            return await self.encoder.encode(wav, kind)

        return await self._made(name, make)

    def _name(self, kind: str, *makings: str) -> str:
        """All that decides how it sounds."""
        whole = "\0".join((self.encoder.mark, *makings))
        return hashlib.sha256(whole.encode()).hexdigest()[:32] + kind

    async def _made(self, name: str, make: Callable[[], Awaitable[bytes]]) -> Sound | None:
        """From the shelf; else made now, by one for all who ask for it."""
        path = self._shelf.find(name)
        if path is None:
            task = self._making.get(name)
            if task is None:
                if len(self._making) >= MOST_WAITING:
                    log.warning("more clips are asked for than can be made: one was left out")
                    return None
                task = self._making[name] = asyncio.create_task(self._make(name, make))
                task.add_done_callback(lambda _: self._making.pop(name, None))
            path = await asyncio.shield(task)
        return None if path is None else _sound(path, Path(name).stem)

    async def _make(self, name: str, make: Callable[[], Awaitable[bytes]]) -> Path | None:
        async with self._turns:
            try:
                content = await make()
                if not content:
                    raise Failed("the encoder gave nothing")
                return await asyncio.to_thread(self._shelf.put, name, content)
            except (Failed, OSError) as trouble:
                log.error("speech: a clip could not be made: %s", trouble)
                return None

    def _recording(self, voice: Voice) -> Path | None:
        """None where there is none, or it lies outside the folder of lessons."""
        if self._suffix(voice) not in MEDIA_TYPES:
            return None
        path = (self._folder / voice.file).resolve()
        return path if path.is_relative_to(self._folder) and path.is_file() else None

    @staticmethod
    def _suffix(voice: Voice) -> str:
        return Path(voice.file).suffix.lower()


def speaker(folder: Path, cache: Path, command: str, *, speaks: bool) -> Speaker:
    """With what the machine has. `speaks` False: recordings only, as far as they need no converting."""
    if not speaks:
        return Speaker(folder, Shelf(cache), None, Encoder())
    engine = engines.found(command)
    if command and (engine is None or engine.argv[1:] != engines.arguments(command)[1:]):
        log.error("speech: no such program: %s", engines.arguments(command)[0])
    return Speaker(folder, Shelf(cache), engine, encoders.found())


def _sound(path: Path, digest: str) -> Sound:
    suffix = path.suffix.lower()
    return Sound(path, f"{digest}{suffix}", MEDIA_TYPES[suffix])


def _digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]
