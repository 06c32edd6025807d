"""The rows of one sheet on their way to a lesson: each cell understood, or named with what to do."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import PurePosixPath

from lessons.body import LONGEST_REVIEW, PICTURE_TYPES
from lessons.head import LONGEST_LESSON
from lessons.lesson import (
    RESERVED_TARGETS,
    Choice,
    Device,
    Lesson,
    Line,
    Picture,
    Recording,
    Screen,
    Trouble,
)
from lessons.places import Places
from lessons.recording import KINDS
from lessons.sheet import Answer, Sheet
from lessons.typography import (
    ARROW,
    LONGEST_ID,
    as_id,
    is_id,
    lines_of,
    suggest_id,
    tidy,
    without_marks,
)
from lessons.workbook import BY_LABEL, DEVICE, DEVICES, ID, KIND, MORE, TEXT, Kind
from lessons.workbook_file import Cell, RawRow

ONCE = (Kind.LESSON, Kind.CODE, Kind.GROUP, Kind.MINUTES, Kind.OUTCOME)  # and needed
MANY = (Kind.NEEDS, Kind.KEYWORD, Kind.SOURCE)
NEEDS_MORE = (Kind.PICTURE, Kind.TROUBLE, Kind.MOVED)

_BY_DEVICE = {without_marks(name): device for device, name in DEVICES.items()}
_LOCAL_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MARKS_OF_A_QUIZ = frozenset({"x", "×", "✓", "✔"})


@dataclass(slots=True)
class Rows:
    """Filled by `read`; `faults` are cells and sentences, `notes` what was decided for the author."""

    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _single: dict[Kind, tuple[int, str]] = field(default_factory=dict)
    _many: dict[Kind, list[str]] = field(default_factory=dict)
    _keys: dict[str, int] = field(default_factory=dict)
    _id: str = ""
    _minutes: int = 0
    _checked: date | None = None
    _moved: dict[str, str] = field(default_factory=dict)
    _intro: list[tuple[int, str]] = field(default_factory=list)
    _sheets: list[Sheet] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)
    _goals: list[tuple[Sheet, int, Cell]] = field(default_factory=list)

    def read(self, rows: Sequence[RawRow]) -> None:
        self._taken = {as_id(str(row.cells[ID].value)) for row in rows if row.cells[ID].value}
        for row in rows:
            self._row(row)
        for sheet, at, cell in self._goals:
            number, choice = sheet.choices[at]
            sheet.choices[at] = (number, Choice(choice.label, self._goal(cell)))
        missing = [kind for kind in ONCE if kind not in self._single]
        for kind in missing:
            self._fault("A2", f"Thiếu dòng “{kind.label}”: thêm một dòng, ghi {kind.text}.")
        if not self._intro:
            self._fault("A2", "Thiếu dòng “Mở đầu”: viết một hai câu vì sao cần bài này.")
        if not self._sheets:
            self._fault("A2", "Bài chưa có dòng “Bước” nào: mỗi bước mở đầu bằng một dòng ấy.")

    def lesson(self) -> Lesson:
        """Whole only where there are no faults."""
        text = {kind: value for kind, (_, value) in self._single.items()}
        return Lesson(
            id=self._id,
            code=text.get(Kind.CODE, "").upper(),
            title=text.get(Kind.LESSON, ""),
            group=text.get(Kind.GROUP, "").upper(),
            minutes=self._minutes,
            intro="\n".join(line for _, line in self._intro),
            steps=tuple(sheet.step() for sheet in self._sheets),
            outcome=text.get(Kind.OUTCOME, ""),
            needs=tuple(map(as_id, self._many.get(Kind.NEEDS, ()))),
            keywords=tuple(self._many.get(Kind.KEYWORD, ())),
            sources=tuple(one.upper() for one in self._many.get(Kind.SOURCE, ())),
            checked_on=self._checked,
            moved=dict(self._moved),
            practice_of=as_id(text.get(Kind.PRACTICE, "")) or None,
        )

    def places(self) -> Places:
        """With rows for lines."""
        return Places(
            keys=self._keys | ({"id": self._keys["tieu_de"]} if "tieu_de" in self._keys else {}),
            intro=tuple(row for row, _ in self._intro),
            steps=tuple(sheet.places() for sheet in self._sheets),
        )

    def _fault(self, place: str, message: str) -> None:
        self.faults.append((place, message))

    def _row(self, row: RawRow) -> None:
        kind = self._kind(row.cells[KIND])
        if kind is None:
            return
        self._look_at_unused(kind, row)
        if kind is Kind.CHECKED:
            self._day(row)
            return
        lines = self._lines(row.cells[TEXT])
        if not lines:
            if row.cells[TEXT].value is None:
                self._fault(row.cells[TEXT].place, f"Ô còn trống: ghi {kind.text}.")
            return
        more = self._lines(row.cells[MORE]) if kind.more else []
        if kind in NEEDS_MORE and row.cells[MORE].value is None:
            self._fault(row.cells[MORE].place, f"Ô còn trống: ghi {kind.more}.")
            return
        if kind.key:
            self._head(kind, row, " ".join(lines), " ".join(more))
        elif kind is Kind.INTRO:
            self._intro += [(row.number, line) for line in lines]
        elif kind is Kind.STEP:
            self._step(row, " ".join(lines))
        elif not self._sheets:
            message = f"Dòng “{kind.label}” phải nằm dưới một dòng “Bước”: chuyển xuống."
            self._fault(row.cells[KIND].place, message)
        else:
            self._part(kind, row, lines, more)

    def _kind(self, cell: Cell) -> Kind | None:
        said = " ".join(self._lines(cell))
        if not said:
            if cell.value is None:
                self._fault(cell.place, "Chưa có loại dòng: chọn trong danh sách của ô này.")
            return None
        kind = BY_LABEL.get(without_marks(said))
        if kind is None:
            near = difflib.get_close_matches(without_marks(said), BY_LABEL, 1)
            hint = f"có phải “{BY_LABEL[near[0]].label}”?" if near else "chọn trong danh sách."
            self._fault(cell.place, f"Không có loại dòng “{said[:40]}”: {hint}")
        return kind

    def _look_at_unused(self, kind: Kind, row: RawRow) -> None:
        """What stands where nothing is read would be lost without a word."""
        more, device, name = row.cells[MORE], row.cells[DEVICE], row.cells[ID]
        if more.value is not None and not kind.more:
            message = f"Dòng “{kind.label}” không dùng cột Thêm: chuyển lời sang cột Nội dung."
            self._fault(more.place, message)
        if device.value is not None and not kind.has_device:
            message = f"Dòng “{kind.label}” dùng cho mọi loại máy: để trống ô này."
            self._fault(device.place, message)
        if name.value is not None and kind not in {Kind.LESSON, Kind.STEP}:
            self._fault(name.place, "Tên riêng chỉ có ở dòng “Bài” và dòng “Bước”: để trống ô này.")

    def _lines(self, cell: Cell) -> list[str]:
        """The cell's lines, tidy; none, and a fault, for what Excel has made something else of."""
        match cell.value:
            case _ if cell.is_formula:
                self._fault(cell.place, "Ô này là công thức: gõ thẳng chữ, có dấu ' ở trước.")
            case _ if cell.is_error:
                self._fault(cell.place, "Excel báo lỗi ở ô này: gõ lại chữ.")
            case None:
                pass
            case bool():
                self._fault(
                    cell.place, "Excel đã đổi ô này thành đúng/sai: gõ lại, có dấu ' ở trước."
                )
            case int():
                return [str(cell.value)]
            case float() if cell.value.is_integer():
                return [str(int(cell.value))]
            case float():
                self._fault(cell.place, "Excel đã đổi ô này thành số: gõ lại, có dấu ' ở trước.")
            case date() | time():
                self._fault(
                    cell.place, "Excel đã đổi ô này thành ngày giờ: gõ lại, có dấu ' ở trước."
                )
            case str():
                return [line for line in map(tidy, lines_of(cell.value)) if line]
            case _:
                self._fault(cell.place, "Không hiểu ô này: gõ lại bằng chữ.")
        return []

    def _head(self, kind: Kind, row: RawRow, text: str, more: str) -> None:
        place = row.cells[TEXT].place
        self._keys.setdefault("tieu_de" if kind is Kind.LESSON else kind.key, row.number)
        if kind in MANY:
            self._many.setdefault(kind, []).append(text)
            return
        if kind is Kind.MOVED:
            self._moving(row, as_id(text), as_id(more))
            return
        if kind in self._single:
            message = f"Dòng “{kind.label}” có hai lần (dòng {self._single[kind][0]}): giữ một."
            self._fault(row.cells[KIND].place, message)
            return
        self._single[kind] = (row.number, text)
        match kind:
            case Kind.LESSON:
                self._id = self._name(row.cells[ID], text, "bài")
            case Kind.MINUTES:
                match = re.fullmatch(r"([0-9]{1,3})(?:\s*phút)?", text)
                self._minutes = int(match[1]) if match else 0
                if not 1 <= self._minutes <= LONGEST_LESSON:
                    self._fault(place, f"Số phút “{text[:20]}” phải là một con số, ví dụ 10.")
            case Kind.CODE if not re.fullmatch(r"L\d\d", text.upper()):
                self._fault(place, f"Mã bài “{text[:20]}” phải là chữ L và hai chữ số, ví dụ L02.")
            case _:
                pass

    def _day(self, row: RawRow) -> None:
        cell = row.cells[TEXT]
        self._keys.setdefault(Kind.CHECKED.key, row.number)
        if self._checked is not None:
            self._fault(row.cells[KIND].place, "Ngày kiểm tra có hai dòng: giữ dòng mới nhất.")
        elif isinstance(cell.value, datetime):
            self._checked = cell.value.date()
        elif isinstance(cell.value, date):
            self._checked = cell.value
        else:
            said = " ".join(self._lines(cell))
            self._checked = _day_of(said)
            if self._checked is None and (said or cell.value is None):
                self._fault(cell.place, "Ngày này không có trong lịch: ghi dạng 23/11/2026.")

    def _moving(self, row: RawRow, old: str, new: str) -> None:
        for name, cell in ((old, row.cells[TEXT]), (new, row.cells[MORE])):
            if not is_id(name):
                self._fault(cell.place, f"“{name[:50]}” không phải tên riêng của một bước.")
                return
        if old in self._moved:
            message = f"Bước “{old}” có hai dòng “Bước cũ”: giữ một dòng."
            self._fault(row.cells[TEXT].place, message)
        self._moved[old] = new

    def _name(self, cell: Cell, title: str, what: str) -> str:
        said = as_id(" ".join(self._lines(cell)))
        if is_id(said):
            return said
        near = suggest_id(said or title)
        message = (
            f"Tên riêng của {what} phải là chữ thường không dấu, nối bằng gạch ngang, không quá "
            f"{LONGEST_ID} chữ: ghi “{near}”."
        )
        self._fault(cell.place, message)
        return near

    def _step(self, row: RawRow, title: str) -> None:
        cell = row.cells[ID]
        if cell.value is None:
            name = self._new_name(title)
            self.notes.append(f"bước mới “{title}” mang tên riêng {name}.")
        else:
            name = self._name(cell, title, "bước")
        if name in RESERVED_TARGETS:
            self._fault(cell.place, f"Tên “{name}” dành riêng cho lựa chọn: đặt tên khác.")
        earlier = next((sheet for sheet in self._sheets if sheet.id == name), None)
        if earlier is not None:
            message = f"Tên riêng “{name}” đã dùng ở dòng {earlier.heading}: đặt tên khác."
            self._fault(cell.place, message)
        self._sheets.append(Sheet(row.number, name, title))

    def _new_name(self, title: str) -> str:
        """One that no step of the lesson has or had."""
        wished = suggest_id(title)
        taken = self._taken | RESERVED_TARGETS | {sheet.id for sheet in self._sheets}
        name, count = wished, 1
        while name in taken:
            count += 1
            name = f"{wished[: LONGEST_ID - 4].strip('-')}-{count}"
        return name

    def _part(self, kind: Kind, row: RawRow, lines: list[str], more: list[str]) -> None:
        sheet, number, text = self._sheets[-1], row.number, " ".join(lines)
        device = self._device(row.cells[DEVICE]) if kind.has_device else None
        match kind:
            case Kind.LINE:
                sheet.lines += [(number, Line(line, device)) for line in lines]
            case Kind.SCREEN:
                sheet.screens.append((number, Screen(text, device)))
            case Kind.PICTURE:
                self._look_at_file(row.cells[TEXT], text, PICTURE_TYPES)
                sheet.pictures.append((number, Picture(text, " ".join(more), device)))
            case Kind.RECORDING:
                self._look_at_file(row.cells[TEXT], text, KINDS)
                sheet.recordings.append((number, Recording(text, device)))
            case Kind.TROUBLE:
                if re.search(ARROW, text):
                    self._fault(row.cells[TEXT].place, "Bỏ mũi tên: cách gỡ ghi ở cột Thêm.")
                sheet.troubles.append((number, Trouble(text, " ".join(more), device)))
            case Kind.CHOICE:
                if "]" in text or text.casefold() in _MARKS_OF_A_QUIZ:
                    self._fault(row.cells[TEXT].place, "Nhãn là mấy chữ thường: bỏ dấu ] và dấu x.")
                self._goals.append((sheet, len(sheet.choices), row.cells[MORE]))
                sheet.choices.append((number, Choice(text)))
            case Kind.RIGHT | Kind.WRONG:
                feedback = [(number, line) for line in more]
                sheet.options.append(Answer(number, kind is Kind.RIGHT, text, feedback))
            case _:
                self._review(row, sheet, text)

    def _device(self, cell: Cell) -> Device | None:
        said = " ".join(self._lines(cell))
        device = _BY_DEVICE.get(without_marks(said))
        if said and device is None:
            message = f"Loại máy “{said[:20]}” chưa đúng: chọn Android, iPhone, hoặc bỏ trống."
            self._fault(cell.place, message)
        return device

    def _look_at_file(self, cell: Cell, file: str, kinds: Iterable[str]) -> None:
        path = PurePosixPath(file)
        outside = path.is_absolute() or ".." in path.parts or any(sign in file for sign in "\\:|")
        if outside or path.suffix.lower() not in kinds:
            told = ", ".join(sorted(kinds))
            message = f"“{file[:40]}” phải là tên một tệp để cạnh bài, đuôi {told}."
            self._fault(cell.place, message)

    def _review(self, row: RawRow, sheet: Sheet, text: str) -> None:
        days = tuple(int(day) for day in re.findall(r"[0-9]+", text))
        is_plain = re.fullmatch(r"[0-9]{1,3}(?:[\s,;]|và|ngày|[0-9]{1,3}\b)*", text) is not None
        rising = list(days) == sorted(set(days)) and all(1 <= day <= LONGEST_REVIEW for day in days)
        if not days or not is_plain or not rising:
            message = "Ghi các số ngày tăng dần, từ 1 đến 365, ví dụ: 2, 7, 21"
            self._fault(row.cells[TEXT].place, message)
        elif sheet.review[0]:
            self._fault(row.cells[KIND].place, "Câu đố có hai dòng “Hỏi lại”: gộp vào một dòng.")
        else:
            sheet.review = (row.number, days)

    def _goal(self, cell: Cell) -> str | None:
        """A step by its own name, or by its title where that is unmistakable."""
        said = " ".join(self._lines(cell))
        if not said:
            return None
        if is_id(as_id(said)):
            return as_id(said)
        titled: Mapping[str, str] = {without_marks(one.title): one.id for one in self._sheets}
        named = titled.get(without_marks(said)) or suggest_id(said)
        if named in RESERVED_TARGETS or any(sheet.id == named for sheet in self._sheets):
            return named
        message = f"Không có bước “{said[:40]}”: ghi tên riêng của bước, gap-nguoi hoặc ket-thuc."
        self._fault(cell.place, message)
        return None


def _day_of(said: str) -> date | None:
    local = _LOCAL_DAY.fullmatch(said)
    try:
        if local:
            return date(int(local[3]), int(local[2]), int(local[1]))
        return date.fromisoformat(said)
    except ValueError:
        return None
