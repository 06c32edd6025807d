"""A team's poster: three steps, a code for each app to be scanned, and a short one to type for who cannot scan.

Readable from two metres: nothing under 20 points on A4; A3 is the same, larger. The same poster has the same
bytes, whoever prints it and whenever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from io import BytesIO

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A3, A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from bot.enrolment import shown
from reports.lesson_sheet import Door
from reports.paper_style import PAGE_HEIGHT, PAGE_WIDTH, SIDE, TEXT_WIDTH
from reports.qr_code import QRCode
from reports.typeface import BOLD, REGULAR, have_letters, marked_up, printable

MOST_CODES = 3  # side by side; more is a wall of squares
LARGEST_CODE, SMALLEST_CODE = 190.0, 150.0  # points; from a step away an old camera reads 5 cm
SMALLEST = 20.0  # points
GAP = 12.0
BETWEEN = 16.0
EDGE = 34.0  # of the sheet that nobody prints on, and below it the place where it hangs


class Size(Enum):
    A4 = A4
    A3 = A3


class Crowded(Exception):
    """The names are so long that not everything has room."""


@dataclass(frozen=True, slots=True)
class Poster:
    """`place`: where it hangs, "" for the team's own. Doors that `opens_lesson` carry the code by themselves."""

    team: str
    commune: str
    place: str
    code: str
    doors: tuple[Door, ...]


def poster_pdf(poster: Poster, size: Size = Size.A4) -> bytes:
    have_letters()
    target = BytesIO()
    canvas = Canvas(target, pagesize=size.value, invariant=1, lang="vi")
    canvas.setTitle(f"{poster.team} {shown(poster.code)}")
    canvas.setAuthor("Học Vụ Số")
    canvas.setSubject("Tờ dán")
    canvas.scale(size.value[0] / PAGE_WIDTH, size.value[1] / PAGE_HEIGHT)
    _draw(canvas, poster)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def steps(poster: Poster) -> tuple[str, ...]:
    """What to do, in as many sentences as there are things to do."""
    typed = f"TỔ {poster.code}"  # without a gap, where a line might break
    scanned = [door for door in poster.doors if door.url]
    carried = [door for door in scanned if door.opens_lesson]
    if scanned and len(carried) == len(scanned):
        second = f"Bấm Bắt đầu. Không quét được thì nhắn: {typed}"
    else:
        second = f"Nhắn cho trợ giảng: {typed}"
    return (_find(poster, scanned), second, "Làm theo từng bước một. Chưa rõ thì nhắn GIÚP.")


def _find(poster: Poster, scanned: Sequence[Door]) -> str:
    named = [_named(door) for door in poster.doors if door.name]
    if not named:
        return "Quét mã bằng điện thoại." if scanned else "Hỏi người của tổ cách mở trợ giảng."
    found = " hoặc ".join(dict.fromkeys(named))
    return f"Quét mã, hoặc {found}." if scanned else f"{found[:1].upper()}{found[1:]}."


def _named(door: Door) -> str:
    is_address = "/" in door.name
    return f"vào {door.name}" if is_address else f"tìm “{door.name}” trên {door.app}"


def _draw(canvas: Canvas, poster: Poster) -> None:
    top = PAGE_HEIGHT - EDGE
    for flowable in _words(poster):
        top = _put(canvas, flowable, SIDE, top) - GAP
    doors = [door for door in poster.doors if door.url][:MOST_CODES]
    if doors:
        top = _codes(canvas, doors, top)
    top = _code(canvas, poster.code, top)
    for number, step in enumerate(steps(poster), 1):
        top = _put(canvas, _paragraph(f"{number}. {step}", 22), SIDE, top) - GAP / 2
    safe = "Trợ giảng và tổ công nghệ số không bao giờ hỏi mật khẩu hay mã OTP."
    top = _put(canvas, _paragraph(safe, SMALLEST, BOLD), SIDE, top - GAP / 2)
    if poster.place:
        canvas.setFont(REGULAR, 12)
        canvas.drawRightString(PAGE_WIDTH - SIDE, EDGE / 2, printable(poster.place))
    if top < EDGE / 2 + 12:
        raise Crowded(poster.team)


def _words(poster: Poster) -> list[Flowable]:
    return [
        _paragraph("Học dùng điện thoại", 42, BOLD, centred=True),
        _paragraph("miễn phí, ngay trong tin nhắn", 32, BOLD, centred=True),
        _paragraph(poster.team, 24, BOLD, centred=True),
        *([_paragraph(poster.commune, 22, centred=True)] if poster.commune else []),
    ]


def _codes(canvas: Canvas, doors: Sequence[Door], top: float) -> float:
    """Side by side in the middle, each with the name of its app below; how far down they reach."""
    size = LARGEST_CODE if len(doors) < MOST_CODES else SMALLEST_CODE
    left = (PAGE_WIDTH - len(doors) * size - (len(doors) - 1) * BETWEEN) / 2
    lowest = top
    for at, door in enumerate(doors):
        x = left + at * (size + BETWEEN)
        QRCode(door.url, size).drawOn(canvas, x, top - size)
        caption = _paragraph(door.app[:1].upper() + door.app[1:], SMALLEST, BOLD, centred=True)
        lowest = min(lowest, _put(canvas, caption, x, top - size, size))
    return lowest - GAP


def _code(canvas: Canvas, code: str, top: float) -> float:
    """What is typed, in the largest letters of all, within a line."""
    words = _paragraph(f"TỔ {shown(code)}", 46, BOLD, centred=True)
    height = words.wrap(TEXT_WIDTH, PAGE_HEIGHT)[1] + 2 * GAP
    canvas.setLineWidth(2.5)
    canvas.roundRect(SIDE, top - height, TEXT_WIDTH, height, 8)
    words.drawOn(canvas, SIDE, top - height + GAP + 2)
    return top - height - GAP


def _paragraph(text: str, size: float, font: str = REGULAR, *, centred: bool = False) -> Paragraph:
    style = ParagraphStyle("poster", fontName=font, fontSize=size, leading=size * 1.22)
    if centred:
        style.alignment = TA_CENTER
    return Paragraph(marked_up(text), style)


def _put(
    canvas: Canvas, flowable: Flowable, x: float, top: float, width: float = TEXT_WIDTH
) -> float:
    """Below `top`; how far down it reaches."""
    height = float(flowable.wrap(width, PAGE_HEIGHT)[1])
    flowable.drawOn(canvas, x, top - height)
    return top - height
