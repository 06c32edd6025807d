"""Counts the world's versions, wakes those who wait for a change, and keeps the snapshot on disk.

Whoever must not lose what just happened awaits `saved()`; everything else is written soon after.
"""

import asyncio
import logging
import os
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from town.world import World

# A person's action and a bot's message are written at once; the rest may gather this long, in seconds.
SETTLE = 0.2

log = logging.getLogger(__name__)


class Keeper:
    """One world and its place on disk; `path` None keeps it in memory only.

    No fsync: the promise is that screens outlive the process, not the machine.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.blobs: dict[str, bytes] = {}
        self.world = _read(path) if path is not None and path.exists() else World()
        self._dirty = False
        self.loop: asyncio.AbstractEventLoop | None = None  # set while the town runs
        self._changed: asyncio.Event | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._flush: asyncio.Future[None] | None = None

    def changed(self) -> int:
        """Something is different now: a new version, returned, which reaches the disk soon."""
        self.world.version += 1
        if self._changed is not None:
            self._changed.set()
            self._changed = None
        if self.path is not None:
            self._dirty = True
            if self._timer is None and self.loop is not None:
                self._timer = self.loop.call_later(SETTLE, self.write)
        return self.world.version

    async def wait_for_change(self, since: int, seconds: float) -> int:
        """The current version, as soon as it differs from `since`, at the latest after `seconds`."""
        if self.world.version == since:
            if self._changed is None:
                self._changed = asyncio.Event()
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait()
            except TimeoutError:
                pass  # nothing happened: the same version is the answer
        return self.world.version

    async def saved(self) -> None:
        """Return once the world as it is now is on disk. Those who wait together share one write."""
        if not self._dirty:
            return
        if self._flush is None:
            loop = asyncio.get_running_loop()
            self._flush = loop.create_future()
            loop.call_soon(self._flush_now, self._flush)
        await asyncio.shield(self._flush)

    def _flush_now(self, done: asyncio.Future[None]) -> None:
        self._flush = None
        try:
            self.write()
        except OSError as fault:
            done.set_exception(fault)
        else:
            done.set_result(None)

    def write(self) -> None:
        """Replace the snapshot if the world has changed since the last one."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.path is None or not self._dirty:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        fresh.write_bytes(orjson.dumps(self.world, option=orjson.OPT_NON_STR_KEYS))
        fresh.replace(self.path)
        self._dirty = False

    def put_blob(self, name: str, body: bytes) -> None:
        """Keep a file's bytes, on disk before the snapshot can mention them."""
        if self.path is None:
            self.blobs[name] = body
            return
        self._folder().mkdir(parents=True, exist_ok=True)
        (self._folder() / name).write_bytes(body)

    def blob(self, name: str) -> bytes | None:
        if self.path is None:
            return self.blobs.get(name)
        place = self._folder() / name
        return place.read_bytes() if place.exists() else None

    def _folder(self) -> Path:
        assert self.path is not None  # noqa: S101 - callers asked
        return self.path.with_name(f"{self.path.stem}-files")

    def begin_anew(self) -> None:
        """An empty world; the version goes on, so that nobody who waits for a change misses this one."""
        version = self.world.version
        self.world = World(version=version)
        self.changed()


def _read(path: Path) -> World:
    try:
        return TypeAdapter(World).validate_json(path.read_bytes())
    except ValidationError as fault:
        aside = path.with_name(f"{path.name}.broken")
        path.replace(aside)
        log.warning("the town starts anew; its snapshot was unreadable: %s", fault.error_count())
        return World()
