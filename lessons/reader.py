"""Reads an author's Markdown into a lesson and names every fault at once, with its line.

Forgives what editors change by themselves (quotation marks, dashes, arrows, bullets, spaces);
never guesses what the author wanted to say. Raises for no text whatever.
"""

from dataclasses import dataclass

from lessons.body import read_body
from lessons.fault import Fault
from lessons.front_matter import read_entries
from lessons.head import read_head
from lessons.lesson import Lesson
from lessons.places import Places
from lessons.typography import lines_of


@dataclass(frozen=True, slots=True)
class Draft:
    """The best that could be made of a file: whole only where `faults` is empty."""

    file: str
    lesson: Lesson
    places: Places
    faults: tuple[Fault, ...]


def read(text: str, file: str) -> Lesson | tuple[Fault, ...]:
    """The lesson, or every fault of its form in the order of the lines. What it says: `check`."""
    made = draft(text, file)
    return made.faults or made.lesson


def draft(text: str, file: str) -> Draft:
    """As `read`, but keeps what could be understood, so that checks can look at it as well."""
    lines = lines_of(text)
    faults: list[Fault] = []
    entries, first = read_entries(lines, file, faults)
    head = read_head(entries, file, faults)
    body = read_body(lines, first, file, faults)
    lesson = Lesson(
        id=head.id,
        code=head.code,
        title=head.title,
        group=head.group,
        minutes=head.minutes,
        intro="\n".join(text for _, text in body.intro),
        steps=tuple(sheet.step() for sheet in body.sheets),
        outcome=head.outcome,
        needs=head.needs,
        keywords=head.keywords,
        sources=head.sources,
        checked_on=head.checked_on,
        moved=head.moved,
        practice_of=head.practice_of,
    )
    places = Places(
        keys={key: entry.line for key, entry in entries.items()},
        intro=tuple(line for line, _ in body.intro),
        steps=tuple(sheet.places() for sheet in body.sheets),
    )
    return Draft(file, lesson, places, tuple(sorted(faults, key=lambda fault: fault.line)))
