"""A lesson as rows of a spreadsheet, for officials who live in Excel: what each kind of row holds.

One sheet a lesson, one row a line, five columns. `workbook_writer` makes such a file,
`workbook_reader` reads it back: the same lesson, to the letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from lessons.lesson import Device, Lesson, Step
from lessons.typography import without_marks

COLUMNS = ("Loại dòng", "Loại máy", "Nội dung", "Thêm", "Tên riêng (không sửa)")
KIND, DEVICE, TEXT, MORE, ID = range(5)
GUIDE = "Hướng dẫn"  # the first sheet, for people; never read
DEVICES = {Device.ANDROID: "Android", Device.IPHONE: "iPhone"}


class Kind(Enum):
    """A kind of row: its name, what stands in "Nội dung", what in "Thêm"."""

    LESSON = ("Bài", "tên bài", "", "id")
    CODE = ("Mã bài", "mã bài, ví dụ L02", "", "ma")
    GROUP = ("Nhóm", "nhóm kỹ năng, K0 đến K6", "", "nhom")
    MINUTES = ("Số phút", "học chừng bao nhiêu phút, một con số", "", "phut")
    NEEDS = ("Học trước", "id của một bài nên học trước; mỗi bài một dòng", "", "can_truoc")
    PRACTICE = ("Tập thử cho", "id của bài mà bài này cho tập thử", "", "tap_thu")
    KEYWORD = ("Từ khóa", "một lời bà con hay hỏi; mỗi lời một dòng", "", "tu_khoa")
    SOURCE = (
        "Nguồn",
        "một nguồn theo sổ nguồn, S1 đến S83 hoặc G; mỗi nguồn một dòng",
        "",
        "nguon",
    )
    CHECKED = ("Ngày kiểm tra", "ngày làm thử cả bài trên máy thật", "", "kiem_tra_ngay")
    OUTCOME = ("Tự kiểm tra", "một câu: nhìn vào đâu thì biết là được rồi", "", "tu_kiem_tra")
    MOVED = (
        "Bước cũ",
        "tên riêng của bước đã bỏ hay đã đổi",
        "tên riêng của bước thay thế",
        "doi_buoc",
    )
    INTRO = ("Mở đầu", "một câu của lời mở đầu", "", "")
    STEP = ("Bước", "tiêu đề của bước; các dòng dưới nó thuộc bước này", "", "")
    LINE = ("Lời", "lời của bước", "", "")
    PICTURE = ("Hình", "tệp ảnh để cạnh bài", "lời tả hình", "")
    RECORDING = ("Tệp tiếng", "tệp ghi âm để cạnh bài", "", "")
    SCREEN = ("Màn hình", "màn hình tả bằng chữ, chỗ cần chạm có dấu *", "", "")
    TROUBLE = ("Khó khăn", "điều hay vướng", "cách gỡ", "")
    CHOICE = (
        "Lựa chọn",
        "nhãn của lựa chọn",
        "tên riêng của bước sẽ sang, hoặc gap-nguoi, ket-thuc; bỏ trống: bước kế tiếp",
        "",
    )
    RIGHT = ("Đáp án đúng", "đáp án của câu đố", "lời giải thích", "")
    WRONG = ("Đáp án chưa đúng", "đáp án của câu đố", "lời giải thích", "")
    REVIEW = ("Hỏi lại", "hỏi lại câu đố sau bao nhiêu ngày, ví dụ 2, 7, 21", "", "")

    def __init__(self, label: str, text: str, more: str, key: str) -> None:
        self.label = label
        self.text = text
        self.more = more
        self.key = key  # of the front matter; "" for what belongs to a step or the introduction

    @property
    def has_device(self) -> bool:
        return self in {Kind.LINE, Kind.PICTURE, Kind.RECORDING, Kind.SCREEN, Kind.TROUBLE}

    @property
    def is_in_step(self) -> bool:
        return not self.key and self not in {Kind.INTRO, Kind.STEP}


BY_LABEL = {without_marks(kind.label): kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a lesson. `text` is a number or a day where the kind says so."""

    kind: Kind
    text: str | int | date
    more: str = ""
    device: Device | None = None
    id: str = ""


def rows_of(lesson: Lesson) -> Iterator[Row]:
    """The whole lesson, from its name to its last question."""
    yield Row(Kind.LESSON, lesson.title, id=lesson.id)
    yield Row(Kind.CODE, lesson.code)
    yield Row(Kind.GROUP, lesson.group)
    yield Row(Kind.MINUTES, lesson.minutes)
    yield from (Row(Kind.NEEDS, need) for need in lesson.needs)
    if lesson.practice_of is not None:
        yield Row(Kind.PRACTICE, lesson.practice_of)
    yield from (Row(Kind.KEYWORD, keyword) for keyword in lesson.keywords)
    yield from (Row(Kind.SOURCE, source) for source in lesson.sources)
    if lesson.checked_on is not None:
        yield Row(Kind.CHECKED, lesson.checked_on)
    yield Row(Kind.OUTCOME, lesson.outcome)
    yield from (Row(Kind.MOVED, old, new) for old, new in lesson.moved.items())
    yield from (Row(Kind.INTRO, line) for line in lesson.intro.split("\n"))
    for step in lesson.steps:
        yield from _step(step)


def _step(step: Step) -> Iterator[Row]:
    yield Row(Kind.STEP, step.title, id=step.id)
    yield from (Row(Kind.LINE, one.text, device=one.device) for one in step.lines)
    yield from (Row(Kind.PICTURE, one.file, one.alt, one.device) for one in step.pictures)
    yield from (Row(Kind.RECORDING, one.file, device=one.device) for one in step.recordings)
    yield from (Row(Kind.SCREEN, one.description, device=one.device) for one in step.screens)
    yield from (Row(Kind.TROUBLE, one.problem, one.answer, one.device) for one in step.troubles)
    yield from (Row(Kind.CHOICE, one.label, one.target or "") for one in step.choices)
    for option in step.options:
        kind = Kind.RIGHT if option.correct else Kind.WRONG
        yield Row(kind, option.label, option.feedback)
    if step.review_days:
        yield Row(Kind.REVIEW, ", ".join(map(str, step.review_days)))
