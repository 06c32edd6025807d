"""Pictures that are drawn once: kept in a folder that may be emptied at any time, and the last ones in memory."""

import hashlib
import logging
import os
import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import assert_never

from bot.cards import Card
from bot.sheets import Chart, Notice, Sheet
from cards import chart, notice, paint

log = logging.getLogger(__name__)

# To be raised with every change of how pictures look: the platforms and the folder keep the old ones.
LOOK = 2
IN_MEMORY = 64  # pictures of some 20 kB
MOST_BYTES = 256 * 1024 * 1024  # in the folder: all cards of the catalogue, and thousands of sheets
_LEFT = 0.8  # of that, once it was too much
_DRAWING = threading.Lock()  # one picture at a time: the other core belongs to the conversation


class Shelf:
    """`folder` None: nothing is kept but in memory. In the folder are `most` bytes at most: those that have
    not been asked for longest go first."""

    def __init__(self, folder: Path | None, most: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most
        self._size: int | None = None  # as far as this process knows
        self._last: OrderedDict[str, bytes] = OrderedDict()
        self._tells = True

    def png(self, drawn: Card | Sheet) -> bytes | None:
        """The picture; None, logged, where it cannot be drawn. May take a quarter of a second: call it in a
        thread. Safe from several threads and processes."""
        digest = digest_of(drawn)
        known = self._last.get(digest) or self._read(digest)
        if known is None:
            with _DRAWING:
                try:
                    known = self._last.get(digest) or _draw(drawn)
                except Exception:
                    # The words go without it; whoever looks after the service mends it.
                    log.exception("not drawn: %s", _named(drawn))
                    return None
            self._write(digest, known)
        self._last[digest] = known
        while len(self._last) > IN_MEMORY:
            self._last.popitem(last=False)
        return known

    def _read(self, digest: str) -> bytes | None:
        if self._folder is None:
            return None
        place = self._folder / f"{digest}.png"
        try:
            content = place.read_bytes()
        except OSError:
            return None
        with suppress(OSError):  # another process may have taken it away
            os.utime(place)
        return content

    def _write(self, digest: str, png: bytes) -> None:
        """Whole or not at all, also when two processes draw the same."""
        if self._folder is None:
            return
        place = self._folder / f"{digest}.png"
        half = place.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half.write_bytes(png)
            half.replace(place)
            self._bound(self._folder, place, len(png))
        except OSError as error:
            if self._tells:
                log.warning("pictures are drawn again after a restart: %s", error)
            self._tells = False

    def _bound(self, folder: Path, newest: Path, came: int) -> None:
        """Looks through the folder at the first write, and whenever it may have become too much."""
        if self._size is not None:
            self._size += came
        if self._size is None or self._size > self._most:
            self._size = _thinned(folder, newest, self._most)


def digest_of(drawn: Card | Sheet) -> str:
    """Changes when the picture would look otherwise; costs no drawing."""
    match drawn:
        case Card():
            device = drawn.device and drawn.device.value
            said: object = (LOOK, drawn.description, drawn.title, drawn.number, device)
        case Notice() | Chart():
            said = (LOOK, drawn)
        case _:
            assert_never(drawn)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _draw(drawn: Card | Sheet) -> bytes:
    match drawn:
        case Card():
            return paint.draw(drawn)
        case Notice():
            return notice.draw(drawn)
        case Chart():
            return chart.draw(drawn)
        case _:
            assert_never(drawn)


def _named(drawn: Card | Sheet) -> str:
    """What people wrote is no business of the log."""
    return f"card: {drawn.description}" if isinstance(drawn, Card) else type(drawn).__name__


def _thinned(folder: Path, newest: Path, most: int) -> int:
    """How many bytes are left. What another process takes away meanwhile is none of our trouble."""
    seen: list[tuple[float, int, Path]] = []
    for path in folder.iterdir():
        with suppress(OSError):
            stat = path.stat()
            seen.append((stat.st_mtime, stat.st_size, path))
    left = sum(size for _, size, _ in seen)
    if left <= most:
        return left
    for _, size, path in sorted(seen):
        if left <= most * _LEFT:
            break
        if path != newest:
            with suppress(OSError):
                path.unlink()
                left -= size
    return left
