"""A lesson on one sheet of paper, whatever its length: what is told besides gives way, the steps never do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from reports.contact_card import ContactCard
from reports.lesson_pdf import Paper, lesson_pdf
from reports.lesson_sheet import Puzzle, Sheet, Task


class Left(Enum):
    """What was left out, the least missed first: the paper names whom to ask, the chat still tells all."""

    NOTHING = ""
    WRONG_ANSWERS = "lời giải thích của đáp án chưa đúng"
    SECOND_TROUBLES = (
        "lời giải thích của đáp án chưa đúng, và từ điều hay vướng thứ hai của mỗi bước"
    )
    TROUBLES = "lời giải thích của đáp án chưa đúng, và những điều hay vướng"


@dataclass(frozen=True, slots=True)
class OneSheet:
    """`paper` has more than one sheet only for a lesson whose very steps do not fit on one."""

    paper: Paper
    left: Left


def one_sheet(sheet: Sheet, contacts: ContactCard) -> OneSheet:
    """With as much of the lesson as one sheet bears. Raises TooTall."""
    whole = OneSheet(lesson_pdf(sheet, contacts), Left.NOTHING)
    made = whole
    for left, shorter in _shorter(sheet) if whole.paper.sheets > 1 else ():
        made = OneSheet(lesson_pdf(shorter, contacts), left)
        if made.paper.sheets == 1:
            return made
    return made if made.paper.sheets < whole.paper.sheets else whole


def _shorter(sheet: Sheet) -> Iterator[tuple[Left, Sheet]]:
    short = replace(sheet, items=tuple(map(_right_only, sheet.items)))
    yield Left.WRONG_ANSWERS, short
    yield Left.SECOND_TROUBLES, replace(short, items=tuple(_first(one, 1) for one in short.items))
    yield Left.TROUBLES, replace(short, items=tuple(_first(one, 0) for one in short.items))


def _right_only(item: Task | Puzzle) -> Task | Puzzle:
    """The answers stay to choose from; only the right one is explained."""
    match item:
        case Puzzle(options=options):
            told = (one if one.correct else replace(one, feedback="") for one in options)
            return replace(item, options=tuple(told))
        case Task():
            return item


def _first(item: Task | Puzzle, most: int) -> Task | Puzzle:
    return replace(item, troubles=item.troubles[:most])
