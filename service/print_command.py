"""`hocvuso lessons print`: a sheet of paper for each lesson, and a booklet of all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lessons.catalogue import read_catalogue
from lessons.lesson import Course, Device, Lesson
from reports.booklet import Booklet, booklet_pdf
from reports.contact_card import ContactCard, contact_card
from reports.lesson_pdf import TooTall, lesson_pdf
from reports.lesson_sheet import Sheet, sheet_of
from reports.one_sheet import Left, OneSheet, one_sheet
from reports.paper_style import LOOKS, Look
from reports.typeface import unprintable
from service.doors import Doors
from service.settings import Settings

BOOKLET = "so-tay"
LARGE_PRINT = tuple(look for look in LOOKS if look.is_roomy)
WITH_PICTURES = Look(14, pictures=True)

Say = Callable[[str], None]


class Unprinted(Exception):
    """Nothing was printed; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to print. `lessons` empty: all. `device` None: both kinds on one sheet."""

    out: Path
    lessons: tuple[str, ...] = ()
    device: Device | None = None
    booklet: bool = False
    large: bool = False  # never in columns, however many sheets that takes
    pictures: bool = False  # with the screens drawn; large print as well
    whole: bool = False  # all that the lesson says, however many sheets that takes


def print_lessons(
    settings: Settings, order: Order, doors: Doors, today: date, say: Say
) -> tuple[Path, ...]:
    """The files written. Raises Unprinted."""
    course = Course(read_catalogue(settings.lessons_dir, today=today).lessons)
    chosen = choose(order.lessons, course.lessons)
    contacts = contact_card(today, settings.contact)
    for sentence in (*doors.amiss, *_left_out(contacts), *_signs_left_out(chosen)):
        say(sentence)
    written = []
    sheets = [sheet_of(one, course, device=order.device, doors=doors.to(one.id)) for one in chosen]
    try:
        for name, made in _papers(order, Booklet(tuple(sheets), contacts, today)):
            path = order.out / f"{name}.pdf"
            _write(path, made.paper.pdf)
            say(_told(path, made, is_booklet=order.booklet))
            written.append(path)
    except TooTall as error:
        raise Unprinted(
            f"Một bài trong số này có chỗ dài hơn cả trang giấy: {', '.join(one.id for one in chosen)}. "
            "Chia nhỏ tên bài hoặc bước ấy rồi in lại."
        ) from error
    return tuple(written)


def choose(wanted: Sequence[str], lessons: Sequence[Lesson]) -> tuple[Lesson, ...]:
    """By id or code, in any case; all where none is named. Raises Unprinted."""
    by_name = {name: one for one in lessons for name in (one.id, one.code.casefold())}
    strange = [name for name in wanted if name.casefold() not in by_name]
    if strange:
        known = ", ".join(f"{one.code} {one.id}" for one in lessons)
        raise Unprinted(f"Không có bài {', '.join(strange)} (đang có: {known}).")
    if not lessons:
        raise Unprinted("Chưa có bài nào đọc được. Xem lỗi: hocvuso lessons check")
    found = [by_name[name.casefold()] for name in wanted] or lessons
    return tuple({one.id: one for one in found}.values())


def _papers(order: Order, booklet: Booklet) -> Iterator[tuple[str, OneSheet]]:
    """The whole booklet, or each of its lessons; on one sheet where nothing else was wished for."""
    tail = f"-{order.device}" if order.device else ""
    if order.booklet:
        look = WITH_PICTURES if order.pictures else booklet.look
        paper = booklet_pdf(replace(booklet, look=look))
        yield f"{BOOKLET}{tail}", OneSheet(paper, Left.NOTHING)
        return
    for sheet in booklet.sheets:
        yield f"{sheet.id}{tail}", _of_lesson(order, sheet, booklet.contacts)


def _of_lesson(order: Order, sheet: Sheet, contacts: ContactCard) -> OneSheet:
    if not (order.large or order.pictures or order.whole):
        return one_sheet(sheet, contacts)
    looks = LARGE_PRINT if order.large else LOOKS
    if order.pictures:
        looks = (WITH_PICTURES,)
    return OneSheet(lesson_pdf(sheet, contacts, looks=looks), Left.NOTHING)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise Unprinted(f"Không ghi được {path}: {error.strerror}.") from error


def _told(path: Path, made: OneSheet, *, is_booklet: bool) -> str:
    paper = made.paper
    if is_booklet:
        return f"{path}: {paper.pages} trang."
    size = f"chữ {paper.look.size:g}"
    if paper.sheets > 1:
        return f"{path}: bài dài, cần {paper.sheets} tờ ({paper.pages} mặt), {size}."
    left = (
        f" Để vừa một tờ đã bớt {made.left.value}; in đủ thì thêm --full."
        if made.left.value
        else ""
    )
    return f"{path}: 1 tờ ({paper.pages} mặt), {size}.{left}"


def _left_out(contacts: ContactCard) -> Iterator[str]:
    if contacts.left_out:
        numbers = ", ".join(f"{one.number} ({one.name})" for one in contacts.left_out)
        yield (
            f"Không in những số đã lâu chưa ai gọi thử: {numbers}. Gọi thử rồi nhờ người phụ trách "
            "kỹ thuật ghi ngày vào lessons/approved.py."
        )


def _signs_left_out(lessons: Sequence[Lesson]) -> Iterator[str]:
    for one in lessons:
        texts = [one.title, one.intro, one.outcome]
        texts += [line.text for step in one.steps for line in step.lines]
        texts += [
            part for step in one.steps for t in step.troubles for part in (t.problem, t.answer)
        ]
        texts += [
            part for step in one.steps for o in step.options for part in (o.label, o.feedback)
        ]
        signs = sorted(set().union(*map(unprintable, texts)))
        if signs:
            yield f"Bài {one.id}: bỏ qua những dấu chưa in được: {' '.join(signs)}"
