"""The lessons' pictures as files: their bytes, and a key that changes when the picture does."""

import hashlib
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


class FileIds(Protocol):
    """Remembers under which id a platform keeps a picture that was uploaded once."""

    def get(self, file: str) -> str | None: ...

    def put(self, file: str, file_id: str) -> None: ...


class RememberedFileIds:
    """File ids for as long as the process lives: after a restart each picture is uploaded once more."""

    def __init__(self) -> None:
        self._ids: MutableMapping[str, str] = {}

    def get(self, file: str) -> str | None:
        return self._ids.get(file)

    def put(self, file: str, file_id: str) -> None:
        self._ids[file] = file_id


@dataclass(frozen=True, slots=True)
class Picture:
    """`key` names this picture as it is now: its path and a digest of its content."""

    key: str
    name: str
    media_type: str
    content: bytes


class Pictures:
    """The pictures below one folder; an edited one is read again, nothing outside is ever read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._read: dict[str, tuple[tuple[int, int], Picture]] = {}

    def find(self, file: str) -> Picture | None:
        """The picture, or None when there is no such file, or it is no picture."""
        path = (self._folder / file).resolve()
        media_type = _TYPES.get(path.suffix.lower())
        if media_type is None or not path.is_relative_to(self._folder):
            return None
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            known = self._read.get(file)
            if known is None or known[0] != stamp:
                content = path.read_bytes()
                digest = hashlib.sha256(content).hexdigest()[:16]
                known = (stamp, Picture(f"{file}#{digest}", path.name, media_type, content))
                self._read[file] = known
        except OSError:
            return None
        return known[1]
