"""All pictures, files and drawn ones: their bytes, and a key that changes when the picture does."""

import hashlib
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from bot.cards import FOLDER, card_at
from bot.sheets import is_sheet, sheet_at
from cards.shelf import Shelf, digest_of
from lessons.lesson import Course

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


SHEET_NAME = "hinh.png"  # a sheet's path is no name for a file


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
    """`key` names this picture as it is now: its path and a digest of its content.

    `load` may draw a card: call it in a thread. None: it could not be drawn, which is logged.
    """

    key: str
    name: str
    media_type: str
    load: Callable[[], bytes | None]


class Pictures:
    """The pictures below one folder; an edited one is read again, nothing outside is ever read. The cards
    that are drawn of a course, as it is when one is asked for; and sheets. No `shelf`: nothing is drawn."""

    def __init__(
        self,
        folder: Path,
        course: Callable[[], Course] = Course,
        shelf: Shelf | None = None,
    ) -> None:
        self._folder = folder.resolve()
        self._course = course
        self._shelf = shelf
        self._read: dict[str, tuple[tuple[int, int], Picture]] = {}

    def find(self, file: str) -> Picture | None:
        """The picture, or None when there is no such file, or it is no picture. For those alone whom we gave
        this very path: a sheet is drawn of whatever stands in it."""
        return self._sheet(file) if is_sheet(file) else self.of_lessons(file)

    def of_lessons(self, file: str) -> Picture | None:
        """The same for anybody: no sheet, whose words might be a stranger's."""
        if file.startswith(f"{FOLDER}/"):
            return self._card(file, self._shelf) if self._shelf else None
        if is_sheet(file):
            return None
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
                load = partial(_same, content)
                known = (stamp, Picture(f"{file}#{digest}", path.name, media_type, load))
                self._read[file] = known
        except OSError:
            return None
        return known[1]

    def _sheet(self, file: str) -> Picture | None:
        sheet = sheet_at(file) if self._shelf else None
        if self._shelf is None or sheet is None:
            return None
        load = partial(self._shelf.png, sheet)
        return Picture(f"{file}#{digest_of(sheet)}", SHEET_NAME, "image/png", load)

    def _card(self, file: str, shelf: Shelf) -> Picture | None:
        card = card_at(file, self._course())
        if card is None:
            return None
        name = file.rpartition("/")[2]
        return Picture(f"{file}#{digest_of(card)}", name, "image/png", partial(shelf.png, card))


def _same(content: bytes) -> bytes:
    return content
