"""Draws shares as bars: each in its whole, with its numbers in words, so that nothing hangs on a colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.sheets import Bar, Chart
from cards import letters
from cards.canvas import BLUE, FEW, INK, TINT, Canvas
from cards.layout import LEADING, WIDTH, Box

EDGE = 20  # points around everything
INNER = WIDTH - 2 * EDGE
TITLE, LABEL, NOTE = 22, 19, 16  # points
THICK = 24  # a bar
BETWEEN = 16  # from one bar to the next
THINNEST = 3  # of what is more than nothing


@dataclass(frozen=True, slots=True)
class _Row:
    bar: Bar
    label: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def height(self) -> float:
        return (len(self.label) + len(self.shown)) * LABEL * LEADING + THICK + 4


def draw(chart: Chart) -> bytes:
    """A PNG of at most `canvas.HEAVIEST` bytes."""
    title = letters.lines(letters.drawable(chart.title), TITLE, INNER, bold=True)
    note = letters.lines(letters.drawable(chart.note), NOTE, INNER)
    rows = [_row(bar) for bar in chart.bars]
    sizes = [_height(title, TITLE), *(row.height for row in rows), _height(note, NOTE)]
    canvas = Canvas(2 * EDGE + sum(sizes) + BETWEEN * (len(sizes) - 1))
    y = float(EDGE)
    canvas.text(title, Box(EDGE, y, INNER, sizes[0]), TITLE, INK, bold=True)
    y += sizes[0] + BETWEEN
    for row in rows:
        _bar(canvas, row, y)
        y += row.height + BETWEEN
    canvas.text(note, Box(EDGE, y, INNER, sizes[-1]), NOTE, INK)
    return canvas.png(FEW)


def _row(bar: Bar) -> _Row:

    label = letters.lines(letters.drawable(bar.label), LABEL, INNER)
    shown = letters.lines(letters.drawable(bar.shown), LABEL, INNER, bold=True)
    return _Row(bar, label, shown)


def _bar(canvas: Canvas, row: _Row, y: float) -> None:
    canvas.text(row.label, Box(EDGE, y, INNER, _height(row.label, LABEL)), LABEL, INK)
    y += _height(row.label, LABEL)
    canvas.text(row.shown, Box(EDGE, y, INNER, _height(row.shown, LABEL)), LABEL, INK, bold=True)
    y += _height(row.shown, LABEL) + 4
    whole = Box(EDGE, y, INNER, THICK)
    canvas.round(whole, 4, TINT)
    numerator, denominator = row.bar.numerator, row.bar.denominator
    if 0 < numerator <= denominator:
        long = max(INNER * numerator / denominator, THINNEST)
        canvas.round(Box(EDGE, y, long, THICK), min(4.0, long / 2), BLUE)


def _height(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * LEADING
