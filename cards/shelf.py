"""Cards that are drawn once: kept in a folder that may be emptied at any time, and the last ones in memory."""

import hashlib
import logging
import os
import threading
from collections import OrderedDict
from pathlib import Path

from bot.cards import Card
from cards.paint import draw

log = logging.getLogger(__name__)

# To be raised with every change of how cards look: the platforms and the folder keep the old ones.
LOOK = 1
IN_MEMORY = 64  # cards of some 20 kB
_DRAWING = threading.Lock()  # one card at a time: the other core belongs to the conversation


class Shelf:
    """`folder` None: nothing is kept but in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._last: OrderedDict[str, bytes] = OrderedDict()
        self._tells = True

    def png(self, card: Card) -> bytes | None:
        """The card; None, logged, where it cannot be drawn. May take a tenth of a second: call it in a
        thread. Safe from several threads and processes."""
        digest = digest_of(card)
        known = self._last.get(digest) or self._read(digest)
        if known is None:
            with _DRAWING:
                try:
                    known = self._last.get(digest) or draw(card)
                except Exception:
                    # The lesson goes on with the picture's words; whoever looks after the lessons mends it.
                    log.exception("card not drawn: %s", card.description)
                    return None
            self._write(digest, known)
        self._last[digest] = known
        while len(self._last) > IN_MEMORY:
            self._last.popitem(last=False)
        return known

    def _read(self, digest: str) -> bytes | None:
        try:
            return (self._folder / f"{digest}.png").read_bytes() if self._folder else None
        except OSError:
            return None

    def _write(self, digest: str, png: bytes) -> None:
        """Whole or not at all, also when two processes draw the same card."""
        if self._folder is None:
            return
        place = self._folder / f"{digest}.png"
        half = place.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half.write_bytes(png)
            half.replace(place)
        except OSError as error:
            if self._tells:
                log.warning("cards are drawn again after a restart: %s", error)
            self._tells = False


def digest_of(card: Card) -> str:
    """Changes when the card would look otherwise; costs no drawing."""
    said = (LOOK, card.description, card.title, card.number, card.device and card.device.value)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
