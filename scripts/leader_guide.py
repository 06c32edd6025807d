"""Makes docs/to-truong.pdf from docs/to-truong.md: four A4 pages in large letters, the pictures on the right.

It reads as much of Markdown as the guide needs: headings, paragraphs, lists, a table, pictures, bold words. A heading
of the second rank begins a page, and the pictures of its part stand beside the words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    FrameBreak,
    HRFlowable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus import Image as Picture

from reports.lesson_pdf import footer, frame, height_of
from reports.paper_style import BOTTOM, PAGE_HEIGHT, SIDE, TEXT_WIDTH, TOP, Look, side_by_side
from reports.typeface import have_letters, marked_up

DOCS = Path(__file__).parent.parent / "docs"
TITLE = "Sổ tay tổ trưởng"
PAGES = 4
MORE = "more"
LOOK = Look(14)
PICTURE = 68 * mm  # wide; what stands on the phone is then some 10 points high
GAP = 6 * mm
BESIDE = TEXT_WIDTH - PICTURE - GAP
TYPED = 52 * mm  # the table's column of what is typed
# A line alone at the foot or the head of a column would be missed.
BODY = ParagraphStyle("text", LOOK.body, leading=18.2, spaceAfter=4, allowWidows=0, allowOrphans=0)
LEADING = ParagraphStyle("leading", BODY, keepWithNext=1)  # to a list
LISTED = ParagraphStyle("item", BODY, leftIndent=22, bulletIndent=2, spaceAfter=3)
LISTED.bulletFontName, LISTED.bulletFontSize = BODY.fontName, BODY.fontSize
CELL = ParagraphStyle("cell", BODY, spaceAfter=0)
HEADING = ParagraphStyle("heading", LOOK.step, fontSize=17, leading=21, spaceBefore=6, spaceAfter=3)
HEADING.keepWithNext = 1
CHAPTER = ParagraphStyle("chapter", LOOK.title, fontSize=22, leading=27)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITEM = re.compile(r"(\d+\.|-) (.*)")
_PICTURE = re.compile(r"!\[(.*)\]\((.*)\)")


class TooLong(Exception):
    """More pages than a leader should have to carry."""


@dataclass(frozen=True, slots=True)
class Page:
    """`head` stands across all of it; `pictures` and their captions on the right."""

    head: Flowable
    pictures: Flowable
    words: tuple[Flowable, ...]


def guide_pdf(markdown: str, folder: Path) -> bytes:
    """`folder`: from where its pictures are named. The same words give the same bytes. Raises TooLong."""
    have_letters()
    pages = [_page(part, folder) for part in _parts(markdown)]
    target = BytesIO()
    document = BaseDocTemplate(
        target,
        pageTemplates=[*(_template(page, str(n)) for n, page in enumerate(pages)), _more()],
        invariant=1,
        title=TITLE,
        author="Học Vụ Số",
        subject="Cho tổ trưởng tổ công nghệ số cộng đồng",
        lang="vi",
    )
    document.build([flowable for n, page in enumerate(pages) for flowable in _flow(page, n)])
    if document.page != PAGES:
        raise TooLong(f"{document.page} pages instead of {PAGES}")
    return target.getvalue()


# --- Reading ----------------------------------------------------------------------------------------


def _parts(markdown: str) -> Sequence[str]:
    """One a page. What stands before the first heading of the second rank belongs to the first."""
    above, first, *others = re.split(r"^(?=## )", markdown, flags=re.MULTILINE)
    return [above + first, *others]


def _blocks(part: str) -> Iterator[str]:
    """Paragraphs; and each item, row and picture by itself."""
    for block in re.split(r"\n\s*\n", part.strip()):
        yield from re.split(r"\n(?=\d+\. |- |\||!\[)", block)


def _page(part: str, folder: Path) -> Page:
    head: list[Flowable] = []
    pictures: list[Flowable] = []
    words: list[Flowable] = []
    rows: list[list[Flowable]] = []
    in_head = True
    for block in _blocks(part):
        if picture := _PICTURE.fullmatch(block):
            pictures += _picture(folder / picture[2], picture[1])
        elif block.startswith("|"):
            rows += _row(block)
        else:
            (head if in_head else words).extend(_text(" ".join(block.split())))
        in_head = in_head and not block.startswith("## ")
    if rows:
        words.append(_table(rows))
    return Page(
        side_by_side([head], [TEXT_WIDTH]), side_by_side([pictures], [PICTURE]), tuple(words)
    )


def _text(text: str) -> Iterator[Flowable]:
    if text.startswith("# "):
        yield Paragraph(_inline(text[2:]), LOOK.title)
        yield Spacer(0, 1 * mm)
    elif text.startswith("## "):
        yield Paragraph(_inline(text[3:]), CHAPTER)
        yield HRFlowable("100%", thickness=1.6, color="black", spaceBefore=2, spaceAfter=0)
        yield Spacer(0, 2 * mm)
    elif text.startswith("### "):
        yield Paragraph(_inline(text[4:]), HEADING)
    elif item := _ITEM.fullmatch(text):
        yield Paragraph(_inline(item[2]), LISTED, bulletText="•" if item[1] == "-" else item[1])
    else:
        yield Paragraph(_inline(text), LEADING if text.endswith(":") else BODY)


def _row(block: str) -> Iterator[list[Flowable]]:
    """None for the line that only parts the head from what follows."""
    cells = [cell.strip() for cell in block.strip("| \n").split("|")]
    if not all(set(cell) <= set("-: ") for cell in cells):
        yield [Paragraph(_inline(cell), CELL) for cell in cells]


def _table(rows: list[list[Flowable]]) -> Flowable:
    style = TableStyle(
        [
            ("LINEBELOW", (0, 0), (-1, -1), 0.6, (0, 0, 0)),
            ("LINEABOVE", (0, 0), (-1, 0), 1.2, (0, 0, 0)),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
        ]
    )
    return Table(rows, [TYPED, TEXT_WIDTH - TYPED], style=style, hAlign="LEFT")


def _picture(file: Path, caption: str) -> Iterator[Flowable]:
    with Image.open(file) as image:
        ratio = image.height / image.width
    yield Picture(file, PICTURE, PICTURE * ratio)
    yield Paragraph(_inline(caption), LOOK.caption)
    yield Spacer(0, 3 * mm)


def _inline(text: str) -> str:
    return _BOLD.sub(r"<b>\1</b>", marked_up(text))


# --- Laying out -------------------------------------------------------------------------------------


def _template(page: Page, name: str) -> PageTemplate:
    """The head, the pictures, the words beside them, and the words below both."""
    head, pictures = height_of(page.head), page.pictures.wrap(PICTURE, PAGE_HEIGHT)[1]
    below_head = PAGE_HEIGHT - TOP - head
    below_pictures = below_head - pictures
    frames = [
        frame(SIDE, TEXT_WIDTH, below_head, head),
        frame(SIDE + BESIDE + GAP, PICTURE, below_pictures, pictures),
        frame(SIDE, BESIDE, below_pictures, pictures),
        frame(SIDE, TEXT_WIDTH, BOTTOM, below_pictures - BOTTOM),
    ]
    return PageTemplate(name, frames, onPage=_foot)


def _flow(page: Page, number: int) -> list[Flowable]:
    begins = [NextPageTemplate(str(number)), PageBreak()] if number else []
    more = NextPageTemplate(MORE)
    return [*begins, more, page.head, FrameBreak(), page.pictures, FrameBreak(), *page.words]


def _more() -> PageTemplate:
    """For what has no room, to be counted and refused."""
    return PageTemplate(
        MORE, [frame(SIDE, TEXT_WIDTH, BOTTOM, PAGE_HEIGHT - TOP - BOTTOM)], onPage=_foot
    )


def _foot(canvas: Canvas, document: BaseDocTemplate) -> None:
    footer(canvas, f"Học Vụ Số · {TITLE}", f"Trang {document.page}/{PAGES}")


def main() -> None:
    markdown = (DOCS / "to-truong.md").read_text(encoding="utf-8")
    (DOCS / "to-truong.pdf").write_bytes(guide_pdf(markdown, DOCS))


if __name__ == "__main__":
    main()
