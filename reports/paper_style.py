"""How our paper looks: sizes that eyes over sixty read, black on white, one place for all of it."""

from dataclasses import dataclass
from typing import Any

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from reports.typeface import BOLD, REGULAR, marked_up

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE, TOP, BOTTOM = 13 * mm, 11 * mm, 16 * mm
TEXT_WIDTH = PAGE_WIDTH - 2 * SIDE
FOOT = 8 * mm  # above the paper's lower edge

# Points. Large print begins at 14 (RNIB Clear Print: at least 12, large print 16); nothing is ever
# smaller than this.
SMALLEST = 12.0
BETWEEN_COLUMNS = 6 * mm
LIGHT = 0.94  # the grey of a box


@dataclass(frozen=True, slots=True)
class Look:
    """All styles of one sheet: how large its letters are, in how many columns they stand, and whether
    the screens are drawn, for which only one column has room."""

    size: float
    columns: int = 1
    pictures: bool = False

    @property
    def is_roomy(self) -> bool:
        return self.columns == 1

    @property
    def width(self) -> float:
        """Of a column."""
        return (TEXT_WIDTH - (self.columns - 1) * BETWEEN_COLUMNS) / self.columns

    @property
    def mark(self) -> float:
        """The width of the strip beside a step in which its number and box stand."""
        return 15 * mm if self.is_roomy else 9 * mm

    @property
    def tick(self) -> float:
        """Of a step's box to tick: with the number above it no taller than a title and one line."""
        return self.size * (1 if self.is_roomy else 0.84)

    @property
    def gap(self) -> float:
        return self.size * (0.55 if self.is_roomy else 0.36)

    @property
    def body(self) -> ParagraphStyle:
        return self._style("body", self.size)

    @property
    def strong(self) -> ParagraphStyle:
        return self._style("strong", self.size, BOLD)

    @property
    def aside(self) -> ParagraphStyle:
        """Of what is not needed by everybody: troubles, explanations."""
        return self._style("aside", max(self.size - 1, SMALLEST))

    @property
    def small(self) -> ParagraphStyle:
        return self._style("small", SMALLEST)

    @property
    def caption(self) -> ParagraphStyle:
        return ParagraphStyle("caption", self.small, alignment=TA_CENTER)

    @property
    def step(self) -> ParagraphStyle:
        """18 points and more where there is room, else still clearly above the body."""
        return self._style("step", self.size + (4 if self.is_roomy else 2), BOLD, leading=1.2)

    @property
    def title(self) -> ParagraphStyle:
        return self._style("title", 26 if self.is_roomy else 24, BOLD, leading=1.2)

    @property
    def huge(self) -> ParagraphStyle:
        """Of a cover."""
        return self._style("huge", 40, BOLD, leading=1.2)

    def _style(
        self, name: str, size: float, font: str = REGULAR, leading: float = 0.0
    ) -> ParagraphStyle:
        leading = leading or (1.36 if self.is_roomy else 1.22)
        return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * leading)


# From the most comfortable on: a lesson takes the first that saves it a sheet of paper.
LOOKS = (
    Look(16), Look(15), Look(14),
    Look(14, columns=2), Look(13, columns=2), Look(SMALLEST, columns=2),
)  # fmt: skip


def paragraph(text: str, style: ParagraphStyle, *, lead: str = "") -> Paragraph:
    """`lead` stands before it in bold."""
    before = f"<b>{marked_up(lead)}</b> " if lead else ""
    return Paragraph(before + marked_up(text), style)


def boxed(
    rows: list[Flowable], width: float, *, is_urgent: bool = False, is_headed: bool = False
) -> Table:
    """Lines one below the other on light grey, or within a thick black line. `is_headed`: the first is a
    heading, which never stands alone at the foot of a column."""
    ground = ("BOX", (0, 0), (-1, -1), 1.6, (0, 0, 0))
    if not is_urgent:
        ground = ("BACKGROUND", (0, 0), (-1, -1), (LIGHT, LIGHT, LIGHT))  # type: ignore[assignment]
    style = TableStyle(
        [
            ground,
            ("LEFTPADDING", (0, 0), (-1, -1), 6),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 4),
        ]
    )
    if is_headed:
        style.add("NOSPLIT", (0, 0), (-1, 1))
    tallest = max(row.wrap(width, PAGE_HEIGHT)[1] for row in rows)
    return _table([[row] for row in rows], [width], style, tallest)


def side_by_side(columns: list[list[Flowable]], widths: list[float], between: float = 0) -> Table:
    """Cells with their tops in line, nothing drawn around them, and so much white after each but the last."""
    style = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-2, -1), between),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ]
    )
    tallest = Table([columns], widths, style=style).wrap(sum(widths), PAGE_HEIGHT)[1]
    return _table([columns], widths, style, tallest)


def _table(cells: list[Any], widths: list[float], style: TableStyle, tallest: float) -> Table:
    """Breaks between rows; within one only where it is too tall to stand anywhere, since the piece
    that is left behind may be an empty box."""
    breaks = 1 if tallest > PAGE_HEIGHT / 2 else 0
    return Table(cells, widths, style=style, hAlign="LEFT", splitInRow=breaks)
