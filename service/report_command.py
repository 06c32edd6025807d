"""`hocvuso report`: the figures of a month, as an Excel file or for a machine."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.calendar import ZONE
from bot.monthly import (
    LESSON_FINISHED,
    Line,
    Report,
    lesson_lines,
    lines,
    notes,
    share_of,
)
from handlers import report
from handlers.report import NotYet, NoUnit
from lessons.catalogue import read_catalogue
from reports.monthly import workbook
from service.opened import opened
from service.settings import Settings

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_COUNTED = ("joined", "begun", "finished", "alone", "helped", "finished_in_month")
_OF_LESSON = ("begun", "finished", "alone", "helped")


class Unreported(Exception):
    """Nothing was made; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Order:
    """`unit` as `handlers.report.made` has it; `month` as 2026-11, "" for the one that runs."""

    unit: str
    month: str
    is_public: bool


def figures(settings: Settings, order: Order, now: datetime) -> Report:
    """Raises Unreported."""
    here = now.astimezone(ZONE)
    asked = _MONTH.fullmatch(order.month or f"{here:%Y-%m}")
    if asked is None:
        raise Unreported(f"--month {order.month}: viết năm và tháng như 2026-11.")
    with opened(settings) as database:
        try:
            return report.made(database, order.unit, (int(asked[1]), int(asked[2])), now)
        except NotYet:
            raise Unreported(f"Tháng {order.month} chưa tới.") from None
        except NoUnit as trouble:
            raise Unreported(str(trouble)) from None


def write(settings: Settings, found: Report, out: Path, *, is_public: bool) -> None:
    """Raises Unreported."""
    content = workbook(found, _titles(settings), is_public=is_public)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    except OSError:
        raise Unreported(f"Không ghi được {out}.") from None


def told(settings: Settings, found: Report, *, is_public: bool) -> dict[str, Any]:
    """The same for a machine; what is hidden is the word that stands in the file."""
    of_lessons = lesson_lines(found, _titles(settings), is_public=is_public)
    return {
        "unit": found.name,
        "month": f"{found.month.year}-{found.month.month:02}",
        "counted": found.month.counted.isoformat(),
        "public": is_public,
        "places": [_place(line) for line in lines(found, is_public=is_public)],
        "lessons": [
            {"lesson": line.title, **dict(zip(_OF_LESSON, line.numbers, strict=True))}
            | {"share": share_of(line.numbers[LESSON_FINISHED], found.whole.adults)}
            for line in of_lessons
        ],
        "notes": list(notes(found, is_public=is_public)),
    }


def _place(line: Line) -> dict[str, Any]:
    adults = line.adults
    return {
        "commune": line.commune,
        "hamlet": line.hamlet,
        "adults": adults.count if adults.sources else None,
        "sources": list(adults.sources),
        "as_of": adults.until.isoformat() if adults.until else None,
        "missing": list(adults.missing),
        **dict(zip(_COUNTED, line.numbers, strict=True)),
        "share": line.share,
    }


def _titles(settings: Settings) -> Mapping[str, str]:
    lessons = read_catalogue(settings.lessons_dir).lessons
    return {lesson.id: lesson.title for lesson in lessons}
