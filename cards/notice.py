"""Draws an announcement in letters that are read at arm's length."""

from collections.abc import Iterator, Sequence

from bot.sheets import Notice
from cards import letters
from cards.canvas import BLUE, FEW, INK, PAPER, Canvas
from cards.layout import LEADING, WIDTH, Box

EDGE = 20  # points around everything
INNER = WIDTH - 2 * EDGE
HEADING, TEXT, NAME = 28, 23, 18  # points; a card's text has 19
BAND = 12  # the blue above everything, without a heading in it
STRIPE = 6  # beside when and where


def draw(notice: Notice) -> bytes:
    """A PNG of at most `canvas.HEAVIEST` bytes."""
    heading = letters.lines(letters.drawable(notice.heading), HEADING, INNER, bold=True)
    text = tuple(_paragraphs(letters.drawable(notice.text)))
    facts = [
        (name, letters.lines(letters.drawable(fact), TEXT, INNER - EDGE, bold=True))
        for name, fact in (("Khi nào", notice.when), ("Ở đâu", notice.place))
        if fact
    ]
    band = Box(0, 0, WIDTH, _height(heading, HEADING) + EDGE if heading else BAND)
    height = band.height + EDGE + (_height(text, TEXT) + EDGE if text else 0)
    canvas = Canvas(height + sum(_fact_height(lines) + EDGE for _, lines in facts))
    canvas.rectangle(band, BLUE)
    canvas.text(heading, band, HEADING, PAPER, bold=True, inset=EDGE)
    y = band.bottom + EDGE
    if text:
        body = Box(EDGE, y, INNER, _height(text, TEXT))
        canvas.text(text, body, TEXT, INK)
        y = body.bottom + EDGE
    for name, lines in facts:
        box = Box(EDGE, y, INNER, _fact_height(lines))
        _fact(canvas, box, name, lines)
        y = box.bottom + EDGE
    return canvas.png(FEW)


def _fact(canvas: Canvas, box: Box, name: str, lines: Sequence[str]) -> None:
    """When or where: what the eye looks for first."""
    canvas.rectangle(Box(box.x, box.y, STRIPE, box.height), BLUE)
    above = NAME * LEADING
    canvas.text((name,), Box(box.x, box.y, box.width, above), NAME, INK, inset=EDGE)
    below = Box(box.x, box.y + above, box.width, box.height - above)
    canvas.text(lines, below, TEXT, INK, bold=True, inset=EDGE)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n") if text.strip() else ():
        yield from letters.lines(paragraph, TEXT, INNER) or ("",)


def _height(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * LEADING


def _fact_height(lines: Sequence[str]) -> float:
    return NAME * LEADING + _height(lines, TEXT)
