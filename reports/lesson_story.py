"""A lesson's sheet as a row of things to be laid on paper, from its head to the numbers to call."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Indenter, KeepTogether, Paragraph, Spacer

from lessons.lesson import Device, Line, Trouble
from reports.card_picture import WIDTH as PICTURE
from reports.card_picture import pictures_of
from reports.contact_card import ContactCard
from reports.lesson_sheet import LETTERS, SAFETY, Door, Puzzle, Sheet, Task
from reports.paper_style import TEXT_WIDTH, Look, boxed, paragraph, side_by_side
from reports.qr_code import QRCode
from reports.typeface import BOLD

DEVICES = {Device.ANDROID: "Android", Device.IPHONE: "iPhone"}
CODE = 28 * mm  # a QR code with its white: larger than a thumb, for a hand that trembles
BETWEEN = 5 * mm
MOST_CODES = 2  # more would be a puzzle of their own
WRITE_HERE = "." * 60


class Tick(Flowable):
    """A box to tick, and above it, if there is one, the step's number. `size` of the box, in points."""

    def __init__(self, size: float, number: int | None = None) -> None:
        super().__init__()
        self._size, self._number = size, number

    def wrap(self, *_: float) -> tuple[float, float]:
        """Takes no room of its own: it hangs in the margin beside what follows."""
        return (0, 0) if self._number else (self._size, self._size)

    def draw(self) -> None:
        self.canv.setStrokeGray(0)
        self.canv.setLineWidth(1.2)
        if self._number is None:
            self.canv.rect(0, 0, self._size, self._size)
            return
        letters = self._size * (1.8 if self._number < 10 else 1.3)
        self.canv.setFont(BOLD, letters)
        self.canv.drawString(0, -letters * 0.86, str(self._number))
        self.canv.rect(1, -letters * 0.86 - self._size * 1.6, self._size, self._size)


def head(sheet: Sheet, look: Look) -> Flowable:
    """What stands above the columns: the lesson's name, what it is for, how to begin, the codes."""
    doors = [door for door in sheet.doors if door.url][:MOST_CODES]
    codes = len(doors) * (CODE + BETWEEN)
    about = f"Bài {sheet.code} · {sheet.group} · khoảng {sheet.minutes} phút"
    if sheet.device:
        about += f" · máy {DEVICES[sheet.device]}"
    words: list[Flowable] = [paragraph(about, look.small), paragraph(sheet.title, look.title)]
    words += [Spacer(0, look.gap), *(paragraph(text, look.body) for text in sheet.intro)]
    if sheet.before:
        words.append(paragraph(", ".join(sheet.before) + ".", look.body, lead="Nên học trước:"))
    words += [Spacer(0, look.gap), paragraph(_how_to_begin(sheet), look.body)]
    pictures = [_code(door, look) for door in doors]
    widths = [TEXT_WIDTH - codes, *[CODE + BETWEEN] * len(doors)]
    return side_by_side([[*words, Spacer(0, 2 * look.gap)], *pictures], widths)


def story(sheet: Sheet, contacts: ContactCard, look: Look) -> list[Flowable]:
    """What follows the head, in the order of reading."""
    made: list[Flowable] = []
    for item in sheet.items:
        made += [*_item(item, sheet.device, look), Spacer(0, look.gap)]
    made += _answers(sheet.puzzles, look)
    made += _end(sheet, contacts, look)
    return made


def _how_to_begin(sheet: Sheet) -> str:
    named = [f"“{door.name}” trên {door.app}" if door.name else door.app for door in sheet.doors]
    where = " hoặc ".join(dict.fromkeys(named)) or "trợ giảng Học Vụ Số"
    return f"Học cùng trợ giảng trên điện thoại: nhắn “{sheet.typed}” cho {where}."


def _code(door: Door, look: Look) -> list[Flowable]:
    what = "học bài này trên" if door.opens_lesson else "nhắn tin trên"
    caption = paragraph(f"Quét để {what} {door.app}", look.caption)
    return [side_by_side([[], [QRCode(door.url, CODE), caption]], [BETWEEN, CODE])]


def _item(item: Task | Puzzle, device: Device | None, look: Look) -> Iterator[Flowable]:
    pictures = list(pictures_of(item, device)) if look.pictures else []
    parts: list[Flowable] = [
        Tick(look.tick, item.number),
        Indenter(left=look.mark),
        *_beside(item, pictures, look),
        Indenter(left=-look.mark),
    ]
    help_box = list(_troubles(item.troubles, look))
    if look.is_roomy:
        yield KeepTogether([*parts, *help_box])
    else:  # where room is dear, what helps may go on in the next column
        yield KeepTogether(parts)
        yield from help_box


def _beside(item: Task | Puzzle, pictures: Sequence[Flowable], look: Look) -> Iterator[Flowable]:
    """What is to be done, to the left of its picture; above them where there are two."""
    width = look.width - look.mark
    match pictures:
        case []:
            yield from _words(item, look, width)
        case [picture]:
            left = width - PICTURE - BETWEEN
            words = list(_words(item, look, left))
            yield side_by_side([words, [picture]], [left + BETWEEN, PICTURE], BETWEEN)
        case [*several]:
            yield from _words(item, look, width)
            yield side_by_side([[one] for one in several], [width / 2] * len(several))


def _words(item: Task | Puzzle, look: Look, width: float) -> Iterator[Flowable]:
    yield paragraph(item.title, look.step)
    yield from _lines(item.lines, look, width)
    match item:
        case Task(ways=ways):
            for way in ways:
                yield paragraph(f"{way.leads}.", look.body, lead=f"• {way.label}:")
        case Puzzle(options=options):
            yield from _options([option.label for option in options], look, width)


def _troubles(troubles: Sequence[Trouble], look: Look) -> Iterator[Flowable]:
    if not troubles:
        return
    told: list[Flowable] = [
        paragraph(one.answer, look.aside, lead=_of(one.device) + one.problem) for one in troubles
    ]
    left = look.mark if look.is_roomy else 0
    yield Spacer(0, look.gap / 2)
    yield from (Indenter(left=left), boxed(told, look.width - left), Indenter(left=-left))


def _lines(lines: Sequence[Line], look: Look, width: float) -> Iterator[Flowable]:
    """Lines for both phones across; those for one of them side by side, under its name."""
    for is_both, group in groupby(lines, key=lambda line: line.device is None):
        told = list(group)
        devices = [one for one in Device if any(line.device is one for line in told)]
        if is_both or len(devices) == 1 or not look.is_roomy:
            for line in told:
                yield paragraph(line.text, look.body, lead=_of(line.device))
            continue
        half = width / 2
        yield side_by_side(
            [
                [
                    paragraph(DEVICES[one], look.strong),
                    *(paragraph(line.text, look.body) for line in told if line.device is one),
                ]
                for one in devices
            ],
            [half, half],
            BETWEEN,
        )


def _of(device: Device | None) -> str:
    return f"{DEVICES[device]}: " if device else ""


def _options(labels: Sequence[str], look: Look, width: float) -> Iterator[Flowable]:
    for letter, label in zip(LETTERS, labels, strict=False):
        words: list[Flowable] = [paragraph(label, look.body, lead=f"{letter}.")]
        box = look.size * 0.9
        yield Spacer(0, look.gap / 3)
        yield side_by_side([[Tick(box)], words], [box * 1.8, width - box * 1.8])


def _answers(puzzles: Sequence[Puzzle], look: Look) -> Iterator[Flowable]:
    """Behind all questions, so that the eye does not fall on them first."""
    if not puzzles:
        return
    told: list[Flowable] = [paragraph("Lời giải đố vui", look.strong)]
    for puzzle in puzzles:
        for letter, option in zip(LETTERS, puzzle.options, strict=False):
            if not option.feedback:
                continue
            verdict = " (đúng)" if option.correct else ""
            lead = f"Câu {puzzle.number}, {letter}{verdict}:"
            told.append(paragraph(option.feedback.replace("\n", " "), look.aside, lead=lead))
    yield boxed(told, look.width, is_headed=True)
    yield Spacer(0, look.gap)


def _end(sheet: Sheet, contacts: ContactCard, look: Look) -> Iterator[Flowable]:
    box = look.size * 1.1
    done: list[Flowable] = [paragraph(sheet.outcome, look.body, lead="Tự xem đã được chưa:")]
    yield KeepTogether([side_by_side([[Tick(box)], done], [box * 1.6, look.width - box * 1.6])])
    yield Spacer(0, look.gap)
    yield KeepTogether(
        [boxed([paragraph(SAFETY, look.body, lead="Giữ an toàn:")], look.width, is_urgent=True)]
    )
    yield Spacer(0, look.gap)
    yield KeepTogether(list(contact_lines(contacts, look)))


def contact_lines(contacts: ContactCard, look: Look) -> Iterator[Paragraph]:
    numbers = "; ".join(f"{one.number} {one.name}" for one in contacts.emergency)
    yield paragraph(f"{numbers}.", look.body, lead="Khi khẩn cấp gọi:")
    for one in contacts.hotlines:
        yield paragraph(
            f"{one.name} (gọi thử {one.confirmed:%d/%m/%Y})", look.aside, lead=one.number
        )
    lead = "Khi vướng, hoặc bài bảo “nhắn GIÚP”, hỏi tổ công nghệ số:"
    yield paragraph(contacts.helper or WRITE_HERE, look.body, lead=lead)
