"""What pictures are drawn on: flat shapes and letters in points, at last a light PNG.

The same strokes always give the same bytes.
"""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from cards import letters
from cards.layout import LEADING, WIDTH, Box

SCALE = 2  # pixels for a point: sharp on phones of today, still light
FINER = 2  # drawn so much larger and made smaller, for smooth edges
COLOURS = 64  # of a card
FEW = 16  # where there is little but letters
HEAVIEST = 100 * 1024  # bytes of a picture (P7's weak networks; domain.md 6.2)

INK, PAPER, SOFT, LINE = "#1b2733", "#ffffff", "#5b6b7a", "#b8c4cf"
TINT, BLUE = "#c9d6e2", "#1763b6"
# Vermilion: told from everything else here also by eyes that do not see red, and dark in grey.
MARK = "#d55e00"


class Canvas:
    """White, `WIDTH` points wide and so many high."""

    def __init__(self, height: float) -> None:
        self._zoom = SCALE * FINER
        self._size = WIDTH * SCALE, round(height * SCALE)
        ground = WIDTH * self._zoom, round(height * self._zoom)
        self._image = Image.new("RGB", ground, PAPER)
        self._on = ImageDraw.Draw(self._image)

    def png(self, colours: int = COLOURS) -> bytes:
        """Twice `WIDTH` pixels wide, in so many colours."""
        small = self._image.resize(self._size, Image.Resampling.LANCZOS)
        flat = small.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        out = BytesIO()
        flat.save(out, "PNG", optimize=True)
        return out.getvalue()

    def text(
        self,
        lines: Sequence[str],
        box: Box,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        centred: bool = False,
        inset: float = 0,
    ) -> None:
        """In the middle of the box's height; at its left side, or in the middle."""
        face = letters.font(size * self._zoom, bold=bold)
        step = size * LEADING
        y = box.y + (box.height - len(lines) * step) / 2 + step / 2
        x = box.x + (box.width / 2 if centred else inset)
        for line in lines:
            # "m": between ascender and descender, the same for every line whatever marks it bears.
            at = (x * self._zoom, y * self._zoom)
            self._on.text(at, line, colour, face, anchor="mm" if centred else "lm")
            y += step

    def _pixels(self, box: Box) -> tuple[float, float, float, float]:
        zoom = self._zoom
        return box.x * zoom, box.y * zoom, box.right * zoom, box.bottom * zoom

    def rectangle(self, box: Box, colour: str) -> None:
        self._on.rectangle(self._pixels(box), colour)

    def round(self, box: Box, corner: float, colour: str) -> None:
        self._on.rounded_rectangle(self._pixels(box), corner * self._zoom, colour)

    def outline(self, box: Box, corner: float, colour: str, thick: float) -> None:
        thickness = round(thick * self._zoom)
        self._on.rounded_rectangle(self._pixels(box), corner * self._zoom, None, colour, thickness)

    def ellipse(
        self, box: Box, colour: str | None, line: str | None = None, thick: float = 0
    ) -> None:
        self._on.ellipse(self._pixels(box), colour, line, round(thick * self._zoom))

    def line(self, points: Sequence[tuple[float, float]], colour: str, thick: float = 2.5) -> None:
        pixels = [(x * self._zoom, y * self._zoom) for x, y in points]
        self._on.line(pixels, colour, round(thick * self._zoom), joint="curve")

    def polygon(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        self._on.polygon([(x * self._zoom, y * self._zoom) for x, y in points], colour)
