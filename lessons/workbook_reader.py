"""Reads lessons out of an Excel file and names every fault at once, by sheet and cell.

Forgives what Excel does by itself (10 becomes 10.0, spaces at the end, a day that is a real day);
never guesses what somebody meant.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lessons.check import check_course, check_draft
from lessons.fault import Fault, Severity
from lessons.printer import print_lesson
from lessons.reader import Draft, draft
from lessons.workbook import Kind
from lessons.workbook_file import NoWorkbook, RawSheet, sheets_of
from lessons.workbook_rows import Rows

__all__ = ["CellFault", "NoWorkbook", "Reading", "cell_fault", "read_workbook"]

# What the checks call by its name in a lesson's file is called by its row here.
_LABELS = {kind.key: kind.label for kind in Kind if "_" in kind.key} | {
    "@kho_khan": Kind.TROUBLE.label,
    "@man_hinh": Kind.SCREEN.label,
    "@hinh": Kind.PICTURE.label,
    "@tieng": Kind.RECORDING.label,
    "@on_lai": Kind.REVIEW.label,
}
_MARKDOWN = re.compile("|".join(_LABELS))


@dataclass(frozen=True, slots=True)
class CellFault:
    """A finding for whoever edits the workbook. `place` as Excel calls the cell, "D12"."""

    sheet: str
    place: str
    message: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        kind = "lỗi" if self.is_error else "lời nhắc"
        return f"trang “{self.sheet}”, ô {self.place}: {kind}: {self.message}"


@dataclass(frozen=True, slots=True)
class Reading:
    """`drafts`: `file` is the sheet's name and lines are its rows. `notes`: what was decided for them.

    Nothing is to be imported while one of `faults` is an error.
    """

    drafts: tuple[Draft, ...]
    faults: tuple[CellFault, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not any(fault.is_error for fault in self.faults)


def read_workbook(content: bytes, *, today: date | None = None) -> Reading:
    """Raises NoWorkbook for what is no such file at all."""
    drafts: list[Draft] = []
    faults: list[CellFault] = []
    notes: list[str] = []
    for sheet in sheets_of(content):
        found = _read_sheet(sheet, today)
        drafts += found.drafts
        faults += found.faults
        notes += found.notes
    faults += [cell_fault(fault) for fault in check_course(drafts) if fault.is_error]
    return Reading(tuple(drafts), tuple(dict.fromkeys(faults)), tuple(notes))


def cell_fault(fault: Fault) -> CellFault:
    """A finding of the lessons' own checks, whose lines are rows: its words stand in "Nội dung"."""
    message = _MARKDOWN.sub(lambda found: f"“{_LABELS[found[0]]}”", fault.message)
    return CellFault(fault.file, f"C{max(fault.line, 1)}", message, fault.severity)


def _read_sheet(sheet: RawSheet, today: date | None) -> Reading:
    if sheet.trouble:
        return Reading((), (CellFault(sheet.name, sheet.place, sheet.trouble),))
    rows = Rows()
    rows.read(sheet.rows)
    faults = [CellFault(sheet.name, place, message) for place, message in rows.faults]
    made = Draft(sheet.name, rows.lesson(), rows.places(), ())
    if not faults:  # else half of what follows would only repeat it
        faults += map(cell_fault, _unwritable(made))
        faults += map(cell_fault, check_draft(made, today=today))
    notes = tuple(f"trang “{sheet.name}”: {note}" for note in rows.notes)
    return Reading((made,), tuple(faults), notes)


def _unwritable(made: Draft) -> Sequence[Fault]:
    """What the lesson's file could not hold or would read as something else, at its step's row."""
    again = draft(print_lesson(made.lesson), made.file)
    headings = [places.heading for places in again.places.steps]

    def row(line: int) -> int:
        before = sum(heading <= line for heading in headings)
        return made.places.steps[before - 1].heading if 0 < before <= len(made.places.steps) else 2

    if again.faults:
        return [Fault(made.file, row(fault.line), fault.message) for fault in again.faults]
    if again.lesson == made.lesson:
        return ()
    pairs = zip(made.lesson.steps, again.lesson.steps, made.places.steps, strict=False)
    at = next((places.heading for mine, theirs, places in pairs if mine != theirs), 2)
    message = "Có dấu mà tệp bài học không giữ được: viết lại phần này bằng chữ thường, dấu thường."
    return [Fault(made.file, at, message)]
