"""All lessons in one PDF to be bound: cover, contents by skill area, the lessons in large print, numbers to call."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import groupby

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)

from reports.contact_card import ContactCard
from reports.lesson_pdf import Paper, footer, frame, height_of, lay_out, opening
from reports.lesson_pdf import templates as pages_for
from reports.lesson_sheet import SAFETY, Sheet
from reports.lesson_story import contact_lines, head, story
from reports.paper_style import (
    BOTTOM,
    PAGE_HEIGHT,
    SIDE,
    TEXT_WIDTH,
    TOP,
    Look,
    boxed,
    paragraph,
    side_by_side,
)
from reports.typeface import have_letters

TITLE = "Sổ tay Học Vụ Số"
ABOUT = "Những bài học dùng điện thoại từng bước, in chữ to"
HOW_TO = (
    "Mỗi bài đi từng bước một. Làm xong bước nào thì đánh dấu vào ô vuông bên cạnh số bước.",
    "Khung xám là chuyện hay vướng và cách gỡ. Không vướng thì bỏ qua.",
    "Máy Android và iPhone có chỗ khác nhau: chỉ đọc phần của máy mình.",
    "Lưng máy có hình quả táo là iPhone, còn lại hầu hết là Android.",
    "Tên nút trên máy có thể khác đôi chút. Chưa chắc thì dừng lại, hỏi tổ công nghệ số.",
)
LARGE = Look(14)
LAST = ""  # no lesson's id: the last page's number
WRITE_HERE = ("Tổ công nghệ số", "Công an xã, phường", "Trạm y tế", "Người nhà")
LEAF = 14 * mm  # the column of page numbers


class _Begins(Flowable):
    """No height; remembers on which page a lesson begins, and puts it among the reader's bookmarks."""

    def __init__(self, sheet: Sheet, seen: dict[str, int]) -> None:
        super().__init__()
        self._sheet, self._seen = sheet, seen

    def wrap(self, *_: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self._seen[self._sheet.id] = self.canv.getPageNumber()
        self.canv.bookmarkPage(self._sheet.id)
        self.canv.addOutlineEntry(f"{self._sheet.code} {self._sheet.title}", self._sheet.id, 0)


@dataclass(frozen=True, slots=True)
class Booklet:
    """The lessons in their order. `today` stands on the cover."""

    sheets: tuple[Sheet, ...]
    contacts: ContactCard
    today: date
    look: Look = LARGE


def booklet_pdf(booklet: Booklet) -> Paper:
    """Laid out twice: the contents tell pages that are only known when all has been laid out. Raises TooTall."""
    have_letters()
    pages = _build(BytesIO(), booklet, {})
    target = BytesIO()
    _build(target, booklet, pages)
    return Paper(target.getvalue(), pages[LAST], booklet.look)


def _build(target: BytesIO, booklet: Booklet, known: Mapping[str, int]) -> dict[str, int]:
    """On which page each lesson begins, and the number of the last page."""
    seen: dict[str, int] = {}
    heads = {sheet.id: head(sheet, booklet.look) for sheet in booklet.sheets}
    templates = [
        PageTemplate("cover", [_whole_page()]),
        PageTemplate("plain", [_whole_page()], onPage=_foot(TITLE)),
    ]
    made: list[Flowable] = [*_cover(booklet), *_contents(booklet.sheets, known)]
    for sheet in booklet.sheets:
        templates += _pages_of(sheet, height_of(heads[sheet.id]))
        made += [NextPageTemplate(f"{sheet.id}-first"), PageBreak(), _Begins(sheet, seen)]
        made += [*opening(sheet.id, heads[sheet.id]), *story(sheet, booklet.contacts, booklet.look)]
    made += [NextPageTemplate("plain"), PageBreak(), *_last_page(booklet.contacts)]
    document = BaseDocTemplate(
        target,
        pageTemplates=templates,
        invariant=1,
        title=TITLE,
        author="Học Vụ Số",
        subject=ABOUT,
        lang="vi",
    )
    lay_out(document, made)
    return seen | {LAST: int(document.page)}


def _cover(booklet: Booklet) -> Iterator[Flowable]:
    yield Spacer(0, 60 * mm)
    yield paragraph(TITLE, LARGE.huge)
    yield Spacer(0, 6 * mm)
    yield paragraph(ABOUT, LARGE.step)
    yield Spacer(0, 3 * mm)
    count, day = len(booklet.sheets), booklet.today
    yield paragraph(f"{count} bài · in ngày {day.day}/{day.month}/{day.year}", LARGE.body)
    yield Spacer(0, 14 * mm)
    yield paragraph("Cách dùng", LARGE.step)
    for line in HOW_TO:
        yield Spacer(0, 2 * mm)
        yield paragraph(line, LARGE.body)


def _contents(sheets: Sequence[Sheet], pages: Mapping[str, int]) -> Iterator[Flowable]:
    yield NextPageTemplate("plain")
    yield PageBreak()
    yield paragraph("Các bài trong sổ", LARGE.title)
    in_areas = sorted(sheets, key=lambda sheet: sheet.area)
    for _, lessons in groupby(in_areas, key=lambda sheet: sheet.area):
        own = list(lessons)
        yield Spacer(0, 3 * mm)
        yield paragraph(own[0].group, LARGE.strong)
        for sheet in own:
            name = paragraph(f"{sheet.code} · {sheet.title}", LARGE.body)
            leaf = paragraph(str(pages.get(sheet.id, "")), LARGE.body)
            yield side_by_side([[name], [leaf]], [TEXT_WIDTH - LEAF, LEAF])


def _last_page(contacts: ContactCard) -> Iterator[Flowable]:
    yield paragraph("Khi cần người giúp", LARGE.title)
    yield Spacer(0, 4 * mm)
    yield from contact_lines(contacts, LARGE)
    yield Spacer(0, 6 * mm)
    yield paragraph("Số của người quen, ghi vào đây", LARGE.step)
    for who in WRITE_HERE:
        yield Spacer(0, 5 * mm)
        yield paragraph("." * 50, LARGE.body, lead=f"{who}:")
    yield Spacer(0, 8 * mm)
    yield boxed([paragraph(SAFETY, LARGE.body, lead="Giữ an toàn:")], TEXT_WIDTH, is_urgent=True)


def _pages_of(sheet: Sheet, above: float) -> list[PageTemplate]:
    made = pages_for(sheet.id, above, LARGE)
    for template in made:
        template.onPage = _foot(f"{sheet.code} {sheet.title}")
    return made


def _foot(left: str) -> Callable[[Canvas, BaseDocTemplate], None]:
    def draw(canvas: Canvas, document: BaseDocTemplate) -> None:
        footer(canvas, left, f"Trang {document.page}")

    return draw


def _whole_page() -> Frame:
    return frame(SIDE, TEXT_WIDTH, BOTTOM, PAGE_HEIGHT - TOP - BOTTOM)
