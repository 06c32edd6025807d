"""Clips on disk, below a bound: each is found by the digest of all that made it, and the least used go first."""

import os
from contextlib import suppress
from pathlib import Path

MOST_BYTES = (
    256 * 1024 * 1024
)  # of ours: some three thousand clips, the whole catalogue in every form of address
_KEPT = 0.8  # of that, once it was too much


class Shelf:
    """Any number of processes may share the folder. It is made when the first clip is put there."""

    def __init__(self, folder: Path, most: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most
        self._size: int | None = None  # as far as this process knows

    def find(self, name: str) -> Path | None:
        """The clip, marked as used."""
        path = self._folder / name
        try:
            os.utime(path)
        except OSError:
            return None
        return path

    def put(self, name: str, content: bytes) -> Path:
        """Whole or not at all. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / name
        part = path.with_name(f".{name}.{os.getpid()}")
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        if self._size is not None:
            self._size += len(content)
        if self._size is None or self._size > self._most:
            self._size = self._thinned(path)
        return path

    def _thinned(self, newest: Path) -> int:
        """How many bytes are left. What another process takes away meanwhile is none of our trouble."""
        seen: list[tuple[float, int, Path]] = []
        for path in self._folder.iterdir():
            with suppress(OSError):
                stat = path.stat()
                seen.append((stat.st_mtime, stat.st_size, path))
        left = sum(size for _, size, _ in seen)
        if left <= self._most:
            return left
        for _, size, path in sorted(seen):
            if left <= self._most * _KEPT:
                break
            if path != newest:
                with suppress(OSError):
                    path.unlink()
                    left -= size
        return left
