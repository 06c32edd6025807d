"""One lesson as a PDF: an A4 sheet with two sides where its words fit on them in letters of 12 points.

The same sheet gives the same bytes, whoever prints it and whenever.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
)
from reportlab.platypus.doctemplate import LayoutError

from reports.contact_card import ContactCard
from reports.lesson_sheet import Sheet
from reports.lesson_story import head, story
from reports.paper_style import (
    BETWEEN_COLUMNS,
    BOTTOM,
    FOOT,
    LOOKS,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SIDE,
    SMALLEST,
    TEXT_WIDTH,
    TOP,
    Look,
)
from reports.typeface import REGULAR, have_letters, printable

SIDES = 2  # of one sheet of paper


class TooTall(Exception):
    """A part that is kept together is taller than a page: no lesson that was checked has one."""


@dataclass(frozen=True, slots=True)
class Paper:
    pdf: bytes
    pages: int
    look: Look

    @property
    def sheets(self) -> int:
        """Of paper, printed on both sides."""
        return -(-self.pages // SIDES)


def lesson_pdf(sheet: Sheet, contacts: ContactCard, *, looks: Sequence[Look] = LOOKS) -> Paper:
    """On as few sheets of paper as can be, and on those in the first of the looks that allows it.

    `looks` from the one that takes most room to the one that takes least. Raises TooTall.
    """
    have_letters()
    made = cache(lambda at: _paper(sheet, contacts, looks[at]))
    last = len(looks) - 1
    fewest = made(last).sheets
    return made(bisect_left(range(last), True, key=lambda at: made(at).sheets <= fewest))


def templates(name: str, above: float, look: Look) -> list[PageTemplate]:
    """A first page whose columns begin below something `above` points high, and all that follow."""
    first = [frame(SIDE, TEXT_WIDTH, PAGE_HEIGHT - TOP - above, above), *_columns(look, above)]
    return [
        PageTemplate(f"{name}-first", first),
        PageTemplate(f"{name}-next", _columns(look, 0)),
    ]


def opening(name: str, above: Flowable) -> list[Flowable]:
    return [NextPageTemplate(f"{name}-next"), above, FrameBreak()]


def height_of(flowable: Flowable) -> float:
    """As it will stand across a page, in points."""
    return float(flowable.wrap(TEXT_WIDTH, PAGE_HEIGHT)[1])


def frame(left: float, width: float, bottom: float, height: float) -> Frame:
    """Where words may stand, to its very edges; points from the paper's lower left corner."""
    return Frame(
        left, bottom, width, height,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip


def lay_out(document: BaseDocTemplate, made: list[Flowable]) -> None:
    """Raises TooTall."""
    try:
        document.build(made)
    except LayoutError as error:
        raise TooTall(str(error)) from error


def footer(canvas: Canvas, left: str, right: str) -> None:
    canvas.setFont(REGULAR, SMALLEST)
    canvas.drawString(SIDE, FOOT, printable(left))
    canvas.drawRightString(PAGE_WIDTH - SIDE, FOOT, right)


def _paper(sheet: Sheet, contacts: ContactCard, look: Look) -> Paper:
    target = BytesIO()
    above = head(sheet, look)
    document = BaseDocTemplate(
        target,
        pageTemplates=templates("side", height_of(above), look),
        invariant=1,
        title=f"{sheet.code} {sheet.title}",
        author="Học Vụ Số",
        subject="Tờ bài học",
        lang="vi",
    )

    def foot(canvas: Canvas, document: BaseDocTemplate) -> None:
        footer(canvas, f"Học Vụ Số · {sheet.code} {sheet.title}", f"Mặt {document.page}")

    for template in document.pageTemplates:
        template.onPage = foot
    lay_out(document, [*opening("side", above), *story(sheet, contacts, look)])
    return Paper(target.getvalue(), int(document.page), look)


def _columns(look: Look, above: float) -> list[Frame]:
    height = PAGE_HEIGHT - TOP - BOTTOM - above
    step = look.width + BETWEEN_COLUMNS
    return [frame(SIDE + at * step, look.width, BOTTOM, height) for at in range(look.columns)]
