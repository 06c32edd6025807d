"""What the page shows, as JSON values, of a talk and the book that it is taken from. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, assert_never

from bot.calendar import ZONE
from bot.cards import photo_of
from lessons.fault import Fault
from lessons.lesson import Device, Lesson
from reports.lesson_sheet import Puzzle, Sheet, Task, sheet_of
from service.preview.book import Book
from service.preview.columns import MEDIA, on_telegram, on_web, on_zalo
from service.preview.people import PERSONAS, Persona
from service.preview.talk import (
    HEAD,
    Bubble,
    Deed,
    Opens,
    Presses,
    Says,
    Sends,
    Setting,
    Talk,
    Turn,
    Waits,
)

_SENT = {"photo": "một tấm ảnh", "voice": "một tin nói", "sticker": "một hình dán"}


def view(
    book: Book, lesson: Lesson | None, talk: Talk, persona: Persona, *, strict: bool
) -> dict[str, Any]:
    run = talk.standing.run
    here = run.step if run and lesson and run.lesson == lesson.id else None
    return {
        "lessons": [_listed(book, one) for one in book.course.lessons],
        "lesson": _lesson(book, lesson, talk.setting) if lesson else None,
        "faults": [_fault(book, one) for one in book.faults],
        "strict": strict,
        "personas": [asdict(one) for one in PERSONAS],
        "persona": persona.id,
        "honorific": talk.setting.honorific,
        "device": talk.setting.device,
        "now": talk.now.astimezone(ZONE).isoformat(),
        "step": here,
        "turns": [_turn(turn) for turn in talk.turns],
        "sheet": _sheet(lesson, book, talk.setting) if lesson else None,
    }


def _listed(book: Book, lesson: Lesson) -> dict[str, Any]:
    faults = book.faults_of(lesson.id)
    return {"id": lesson.id, "code": lesson.code, "title": lesson.title, "faults": len(faults)}


def _lesson(book: Book, lesson: Lesson, setting: Setting) -> dict[str, Any]:
    place = book.places.get(lesson.id)
    return {
        "id": lesson.id,
        "title": lesson.title,
        "file": place.file if place else "",
        "stale": lesson.id in book.stale,
        "steps": [
            {"id": step.id, "title": step.title, "here": step.is_for(setting.device)}
            for step in lesson.steps
        ],
        "notes": _notes(book, lesson),
    }


def _notes(book: Book, lesson: Lesson) -> dict[str, list[dict[str, Any]]]:
    """The findings in its file, by the step that they belong to."""
    notes: dict[str, list[dict[str, Any]]] = {}
    place = book.places.get(lesson.id)
    for fault in book.faults_of(lesson.id):
        step = place.step_at(fault.line) if place else HEAD
        notes.setdefault(step, []).append(_fault(book, fault))
    return notes


def _fault(book: Book, fault: Fault) -> dict[str, Any]:
    """With the lesson that it is about, where that can be tried."""
    meant = (one for one, place in book.places.items() if place.file == fault.file)
    lesson = next((one for one in meant if book.course.lesson(one)), None)
    return {
        "file": fault.file,
        "line": fault.line,
        "message": fault.message,
        "error": fault.is_error,
        "lesson": lesson,
        "step": book.places[lesson].step_at(fault.line) if lesson else "",
    }


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        **_deed(turn.deed),
        "at": turn.at.astimezone(ZONE).isoformat(),
        "bubbles": [_bubble(one) for one in turn.bubbles],
    }


def _deed(deed: Deed) -> dict[str, Any]:
    match deed:
        case Says(text):
            return {"did": "says", "words": text}
        case Presses(label):
            return {"did": "presses", "words": label}
        case Opens(payload):
            return {"did": "opens", "words": payload}
        case Sends(kind):
            return {"did": "sends", "words": _SENT.get(kind, str(kind))}
        case Waits(days):
            return {"did": "waits", "words": str(days)}
        case _:
            assert_never(deed)


def _bubble(bubble: Bubble) -> dict[str, Any]:
    return {
        "number": bubble.number,
        "at": bubble.at.astimezone(ZONE).isoformat(),
        "lesson": bubble.lesson,
        "step": bubble.step,
        "chosen": bubble.chosen,
        "alt": bubble.message.photo.alt if bubble.message.photo else "",
        "zalo": on_zalo(bubble.message),
        "telegram": on_telegram(bubble.message, bubble.number, bubble.chosen),
        "web": on_web(bubble.message, bubble.number, bubble.at),
    }


def _sheet(lesson: Lesson, book: Book, setting: Setting) -> dict[str, Any]:
    """The printed sheet of this kind of phone, from the same values as the PDF."""
    sheet = sheet_of(lesson, book.course, device=setting.device)
    steps = lesson.steps_for(setting.device)
    return {
        "code": sheet.code,
        "title": sheet.title,
        "group": sheet.group,
        "minutes": sheet.minutes,
        "device": sheet.device,
        "intro": sheet.intro,
        "before": sheet.before,
        "outcome": sheet.outcome,
        "typed": sheet.typed,
        "items": [
            _item(item, lesson, step.id, setting.device)
            for item, step in zip(sheet.items, steps, strict=True)
        ],
        "answers": _answers(sheet),
    }


def _item(
    item: Task | Puzzle, lesson: Lesson, step_id: str, device: Device | None
) -> dict[str, Any]:
    step = lesson.step(step_id)
    photo = photo_of(lesson, step, device, item.number, draws=True) if step else None
    return {
        "step": step_id,
        "number": item.number,
        "title": item.title,
        "lines": [asdict(line) for line in item.lines],
        "troubles": [asdict(one) for one in item.troubles],
        "ways": [asdict(way) for way in item.ways] if isinstance(item, Task) else [],
        "options": [one.label for one in item.options] if isinstance(item, Puzzle) else [],
        "photo": f"{MEDIA}{photo.file}" if photo else None,
        "alt": photo.alt if photo else "",
    }


def _answers(sheet: Sheet) -> Sequence[dict[str, Any]]:
    return [{"number": one.number, "options": list(_lettered(one))} for one in sheet.puzzles]


def _lettered(puzzle: Puzzle) -> Iterable[dict[str, Any]]:
    return (asdict(option) for option in puzzle.options)
