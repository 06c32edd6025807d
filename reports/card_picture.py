"""The drawn screens of a step, on paper: in greys, as wide as their labels need to be read."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO

from PIL import Image
from reportlab.lib.units import mm
from reportlab.platypus import Flowable
from reportlab.platypus import Image as Picture

from bot.cards import Card
from cards.paint import draw
from lessons.lesson import Device, Screen
from reports.lesson_sheet import Puzzle, Task

WIDTH = 80 * mm  # then a label of a card, 18 of its 360 points, is as large as our smallest letters
PIXELS = 400  # across, 127 an inch: enough for flat shapes; a card is some 9 kB in the file
MOST_NUMBERED = 99  # what a card's badge has room for


def pictures_of(item: Task | Puzzle, device: Device | None) -> Iterator[Flowable]:
    """One, or one for each kind of phone where their screens differ; none where none is described."""
    if item.number > MOST_NUMBERED:
        return
    for screen in _shown(item.screens, [device] if device else [*Device]):
        yield _picture(Card(screen.description, item.title, item.number, screen.device))


def _shown(screens: Sequence[Screen], devices: Sequence[Device]) -> Sequence[Screen]:
    fitting = (
        next((one for one in screens if one.device in (None, device)), None) for device in devices
    )
    return [*dict.fromkeys(screen for screen in fitting if screen is not None)]


def _picture(card: Card) -> Flowable:
    png, ratio = _greys(card)
    return Picture(BytesIO(png), WIDTH, WIDTH * ratio)


@lru_cache(maxsize=1_000)  # a booklet is laid out twice; all cards of the catalogue are 2 MB
def _greys(card: Card) -> tuple[bytes, float]:
    """A PNG, and its height for its width."""
    drawn = Image.open(BytesIO(draw(card))).convert("L")
    ratio = drawn.height / drawn.width
    small = drawn.resize((PIXELS, round(PIXELS * ratio)), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue(), ratio
