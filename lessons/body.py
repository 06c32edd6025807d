"""The part of a lesson file below the front matter: the introduction and the steps, line by line.

Each kind of line has one function; what none of them understands becomes a fault, never a message.
"""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lessons.fault import Fault
from lessons.lesson import (
    RESERVED_TARGETS,
    Choice,
    Device,
    Line,
    Picture,
    Recording,
    Screen,
    Trouble,
)
from lessons.recording import KINDS
from lessons.sheet import Answer, Sheet
from lessons.typography import (
    ARROW,
    BULLET,
    as_id,
    is_id,
    suggest_id,
    tidy,
    without_marks,
)

PLACEHOLDERS = frozenset({"{bác}", "{Bác}", "{cháu}", "{Cháu}"})
PICTURE_TYPES = frozenset({".jpg", ".jpeg", ".png"})  # what Telegram and Zalo both take as a photo
LONGEST_REVIEW = 365  # days; later than that a question is about last year's screens

_HEADING = re.compile(r"([^\s·•∙⋅‧:|]+)(?:\s*[·•∙⋅‧:|]+|\s+[–—-]+)\s*(.*)")
_DIRECTIVE = re.compile(r"@\s*([^\s:]+)\s*:?\s*(.*)")
_DEVICE = re.compile(r"(android|iphone)\s*:\s*(.*)", re.IGNORECASE)
_OPTION = re.compile(rf"{BULLET}\s*\[\s*([xX×✓✔]?)\s*\]\s*(.*)")
_CHOICE = re.compile(rf"{BULLET}\s*\[(.*)\]\s*(?:{ARROW}\s*(.*))?")
_ARROW = re.compile(rf"\s*{ARROW}\s*")
_RULE = re.compile(r"[-–—]{2,}|[*_]{3,}")
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")
_DAYS = re.compile(r"\d{1,3}(?:[\s,;]|và|ngày|\d{1,3}\b)*", re.ASCII)


@dataclass(slots=True)
class Body:
    """The introduction's lines and the steps, filled while the file is read."""

    file: str
    faults: list[Fault]
    intro: list[tuple[int, str]] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)

    def fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.file, line, message))


def read_body(lines: Sequence[str], first: int, file: str, faults: list[Fault]) -> Body:
    """Reads from index `first` on. Faults are appended to those given."""
    body = Body(file, faults)
    for number, raw in enumerate(lines[first:], first + 1):
        line = tidy(raw)
        if line and not _RULE.fullmatch(line):
            _read_line(body, number, line)
    if not body.intro:
        body.fault(
            min(first + 1, len(lines)),
            "Thiếu lời mở đầu: viết một hai câu ở ngay dưới phần đầu tệp.",
        )
    if not body.sheets:
        body.fault(
            len(lines), "Bài chưa có bước nào: mỗi bước mở đầu bằng “## ten-buoc · Tiêu đề”."
        )
    for sheet in body.sheets:
        _look_over(body, sheet)
    return body


def _read_line(body: Body, number: int, line: str) -> None:
    _check_braces(body, number, line)
    match line[0]:
        case "#":
            _heading(body, number, line)
        case "@":
            _directive(body, number, line)
        case ">" | "›":
            _feedback(body, number, _unescaped(line[1:].strip()))
        case "<" if line.startswith("<!--"):
            if not line.endswith("-->"):
                body.fault(number, "Ghi chú phải đóng trên cùng dòng: thêm --> vào cuối dòng.")
        case _ if re.match(BULLET, line):
            _item(body, number, line)
        case _:
            _text(body, number, _unescaped(line))


def _unescaped(text: str) -> str:
    return text.removeprefix("\\")


def _check_braces(body: Body, number: int, line: str) -> None:
    for match in _BRACES.finditer(line):
        if match[0] not in PLACEHOLDERS:
            body.fault(
                number,
                f"Không có chỗ điền “{match[0]}”: chỉ dùng {{bác}}, {{Bác}} cho người học "
                "và {cháu}, {Cháu} cho bot.",
            )


def _heading(body: Body, number: int, line: str) -> None:
    text = line.lstrip("#").strip()
    if not line.startswith("##") or line.startswith("###"):
        body.fault(number, f"Tiêu đề bước viết bằng đúng hai dấu thăng: “## {text}”.")
    match = _HEADING.fullmatch(text)
    title = match[2] if match else text
    step_id = as_id(match[1]) if match else ""
    if match is None and is_id(as_id(text)):  # an id alone, as in "## mo-kho"
        step_id, title = as_id(text), ""
    if not is_id(step_id):
        near = suggest_id(step_id or title)
        body.fault(
            number,
            "Bước cần tên riêng không dấu, nối bằng gạch ngang, không quá 40 chữ: "
            f"viết “## {near} · {title or 'Tiêu đề'}”.",
        )
        step_id = near
    elif not title:
        body.fault(number, f"Thêm tiêu đề cho bước: “## {step_id} · Tiêu đề”.")
    if step_id in RESERVED_TARGETS:
        body.fault(number, f"Tên “{step_id}” dành riêng cho lựa chọn: đặt tên khác cho bước.")
    earlier = next((sheet for sheet in body.sheets if sheet.id == step_id), None)
    if earlier is not None:
        body.fault(
            number,
            f"Tên bước “{step_id}” đã dùng ở dòng {earlier.heading}: đặt tên khác cho một bước.",
        )
    body.sheets.append(Sheet(number, step_id, title))


def _directive(body: Body, number: int, line: str) -> None:
    match = _DIRECTIVE.fullmatch(line)
    name = without_marks(match[1]).replace("-", "_") if match else ""
    known = _DIRECTIVES.get(name)
    if known is None:
        near = difflib.get_close_matches(name, _DIRECTIVES, 1)
        hint = (
            f"có phải là @{near[0]}?" if near else "các lệnh có: @" + ", @".join(_DIRECTIVES) + "."
        )
        body.fault(number, f"Không có lệnh “{line.split(' ', maxsplit=1)[0]}”: {hint}")
    elif not body.sheets:
        body.fault(number, f"@{name} phải nằm trong một bước: chuyển xuống dưới dòng “## …”.")
    else:
        known(body, number, match[2] if match else "")


def _line_for(device: Device) -> Callable[[Body, int, str], None]:
    def read(body: Body, number: int, rest: str) -> None:
        if not rest:
            body.fault(number, f"Sau @{device.value} cần có lời cho loại máy ấy.")
        else:
            _add_line(body, number, Line(_unescaped(rest), device))

    return read


def _screen(body: Body, number: int, rest: str) -> None:
    device, text = _device_of(rest)
    if not text:
        body.fault(number, "Sau @man_hinh cần lời tả màn hình, ví dụ “màn hình chính | CH Play*”.")
    else:
        body.sheets[-1].screens.append((number, Screen(_unescaped(text), device)))


def _trouble(body: Body, number: int, rest: str) -> None:
    device, text = _device_of(rest)
    problem, *answer = _ARROW.split(text, maxsplit=1)
    if not problem or not "".join(answer):
        body.fault(number, "Viết “@kho_khan điều hay gặp → cách gỡ”, giữa hai phần là mũi tên.")
    else:
        body.sheets[-1].troubles.append(
            (number, Trouble(_unescaped(problem), _unescaped(answer[0]), device))
        )


def _picture(body: Body, number: int, rest: str) -> None:
    device, text = _device_of(rest)
    file, _, alt = (part.strip() for part in text.partition("|"))
    if not file or not alt:
        body.fault(number, "Viết “@hinh tep.jpg | lời tả hình cho người không nhìn được”.")
    elif not _is_beside(file):
        body.fault(
            number, f"Tệp hình “{file}” phải nằm cạnh bài: chỉ viết tên tệp, không viết ổ đĩa."
        )
    elif PurePosixPath(file).suffix.lower() not in PICTURE_TYPES:
        body.fault(number, f"Tệp hình “{file}” phải là ảnh .jpg hoặc .png.")
    else:
        body.sheets[-1].pictures.append((number, Picture(file, _unescaped(alt), device)))


def _recording(body: Body, number: int, rest: str) -> None:
    device, file = _device_of(rest)
    if not file:
        body.fault(number, "Viết “@tieng tep.ogg”: tên tệp ghi âm để cạnh bài.")
    elif not _is_beside(file):
        body.fault(
            number, f"Tệp tiếng “{file}” phải nằm cạnh bài: chỉ viết tên tệp, không viết ổ đĩa."
        )
    elif PurePosixPath(file).suffix.lower() not in KINDS:
        body.fault(number, f"Tệp tiếng “{file}” phải là tệp {', '.join(KINDS)}.")
    else:
        body.sheets[-1].recordings.append((number, Recording(file, device)))


def _is_beside(file: str) -> bool:
    """Below the lesson's own folder, on every system."""
    path = PurePosixPath(file)
    return not (path.is_absolute() or ".." in path.parts or "\\" in file or ":" in file)


def _review(body: Body, number: int, rest: str) -> None:
    days = tuple(int(day) for day in re.findall(r"[0-9]+", rest)) if _DAYS.fullmatch(rest) else ()
    if (
        not days
        or list(days) != sorted(set(days))
        or not 1 <= days[0] <= days[-1] <= LONGEST_REVIEW
    ):
        body.fault(number, "Viết “@on_lai: 2, 7, 21 ngày”: các số ngày tăng dần, từ 1 đến 365.")
    elif body.sheets[-1].review[0]:
        body.fault(number, "Câu đố đã có một dòng @on_lai: gộp các số ngày vào một dòng.")
    else:
        body.sheets[-1].review = (number, days)


_DIRECTIVES: Mapping[str, Callable[[Body, int, str], None]] = {
    "android": _line_for(Device.ANDROID),
    "iphone": _line_for(Device.IPHONE),
    "man_hinh": _screen,
    "kho_khan": _trouble,
    "hinh": _picture,
    "tieng": _recording,
    "on_lai": _review,
}


def _device_of(rest: str) -> tuple[Device | None, str]:
    match = _DEVICE.fullmatch(rest)
    return (Device(match[1].lower()), match[2]) if match else (None, rest)


def _item(body: Body, number: int, line: str) -> None:
    option, choice = _OPTION.fullmatch(line), _CHOICE.fullmatch(line)
    if not option and not choice:
        body.fault(
            number,
            "Lựa chọn viết là “- [Nhãn] -> ten-buoc”, đáp án viết là “- [ ] đáp án”; "
            "nếu là lời văn thì bỏ dấu đầu dòng.",
        )
    elif not body.sheets:
        body.fault(number, "Lựa chọn phải nằm trong một bước: chuyển xuống dưới dòng “## …”.")
    elif option:
        _option(body, number, bool(option[1]), _unescaped(option[2]))
    elif choice:
        _choice(body, number, choice[1].strip(), choice[2])


def _option(body: Body, number: int, correct: bool, label: str) -> None:
    if not label:
        body.fault(number, "Thêm lời của đáp án vào sau dấu ngoặc vuông.")
    body.sheets[-1].options.append(Answer(number, correct, label))


def _choice(body: Body, number: int, label: str, target: str | None) -> None:
    goal = None if target is None else as_id(target)
    if not label:
        body.fault(number, "Thêm nhãn vào giữa hai dấu ngoặc vuông, ví dụ “[Xong rồi]”.")
    if goal is not None and not is_id(goal):
        body.fault(
            number,
            "Sau mũi tên là tên một bước, hoặc gap-nguoi, hoặc ket-thuc, không viết gì thêm.",
        )
        goal = None
    body.sheets[-1].choices.append((number, Choice(label, goal)))


def _feedback(body: Body, number: int, text: str) -> None:
    options = body.sheets[-1].options if body.sheets else []
    if not options:
        body.fault(number, "Dấu > chỉ dùng cho lời giải thích, ngay dưới một đáp án của câu đố.")
    elif text:
        options[-1].feedback.append((number, text))


def _text(body: Body, number: int, text: str) -> None:
    if body.sheets:
        _add_line(body, number, Line(text))
        return
    body.intro.append((number, text))


def _add_line(body: Body, number: int, line: Line) -> None:
    sheet = body.sheets[-1]
    if sheet.options:
        body.fault(
            number,
            "Lời của câu đố phải đứng trên các đáp án; nếu đây là lời giải thích thì thêm > ở đầu dòng.",
        )
    elif sheet.choices:
        body.fault(number, "Lời của bước phải đứng trên các lựa chọn: chuyển dòng này lên.")
    sheet.lines.append((number, line))


def _look_over(body: Body, sheet: Sheet) -> None:
    """What only shows when a step has been read to its end."""
    if not sheet.lines:
        body.fault(sheet.heading, f"Bước “{sheet.id}” chưa có lời nào: viết một câu dưới tiêu đề.")
    if sheet.options and sheet.choices:
        body.fault(
            sheet.choices[0][0], "Câu đố chỉ có đáp án “- [ ]” và “- [x]”: bỏ lựa chọn này đi."
        )
    if sheet.review[0] and not sheet.options:
        body.fault(sheet.review[0], "@on_lai chỉ dùng trong câu đố: chuyển dòng này xuống câu đố.")
