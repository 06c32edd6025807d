"""Writes a lesson back as the Markdown that `reader` reads: read(print_lesson(x)) == x.

Notes of the author (`<!-- -->`, `#` in the front matter) and blank lines are not part of a lesson
and do not come back.
"""

import json
import re
from collections.abc import Iterable, Sequence

from lessons.lesson import (
    Choice,
    Device,
    Lesson,
    Picture,
    QuizOption,
    Recording,
    Screen,
    Step,
    Trouble,
)

# A value that means the same text to our reader and to any YAML parser without quotation marks.
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./()?!–-]*[\w.()?!])?")
_YAML_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
# What would make a line, or what follows a directive, be read as something else than its text.
_HEAD = re.compile(r"[#@>›<\\:\-–—•*+●▪_]|(?:android|iphone)\s*:", re.IGNORECASE)


def print_lesson(lesson: Lesson) -> str:
    """The whole file, ending in a newline."""
    blocks = [_front_matter(lesson), *(_guarded(line) for line in lesson.intro.split("\n"))]
    steps = ("\n" + "\n".join(_step(step)) for step in lesson.steps)
    return "\n".join([*blocks, *steps]) + "\n"


def _front_matter(lesson: Lesson) -> str:
    lines = [
        "---",
        f"id: {lesson.id}",
        f"ma: {_value(lesson.code)}",
        f"tieu_de: {_value(lesson.title)}",
        f"nhom: {_value(lesson.group)}",
        f"phut: {lesson.minutes}",
        *_list("can_truoc", lesson.needs),
        *([f"tap_thu: {lesson.practice_of}"] if lesson.practice_of else []),
        *_list("tu_khoa", lesson.keywords),
        *_list("nguon", lesson.sources),
        *([f"kiem_tra_ngay: {lesson.checked_on.isoformat()}"] if lesson.checked_on else []),
        f"tu_kiem_tra: {_value(lesson.outcome)}",
        *(["doi_buoc:"] if lesson.moved else []),
        *(f"  {old}: {new}" for old, new in lesson.moved.items()),
        "---",
        "",
    ]
    return "\n".join(lines)


def _list(key: str, items: Sequence[str]) -> Iterable[str]:
    return [f"{key}: [{', '.join(_value(item) for item in items)}]"] if items else []


def _value(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _YAML_WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def _step(step: Step) -> Iterable[str]:
    yield f"## {step.id} · {step.title}"
    for line in step.lines:
        yield f"@{line.device} {_guarded(line.text)}" if line.device else _guarded(line.text)
    yield from map(_picture, step.pictures)
    yield from map(_recording, step.recordings)
    yield from map(_screen, step.screens)
    yield from map(_trouble, step.troubles)
    yield from map(_choice, step.choices)
    for option in step.options:
        yield from _option(option)
    if step.review_days:
        yield f"@on_lai: {', '.join(map(str, step.review_days))} ngày"


def _picture(picture: Picture) -> str:
    return f"@hinh {_device(picture.device)}{picture.file} | {_guarded(picture.alt)}"


def _recording(recording: Recording) -> str:
    return f"@tieng {_device(recording.device)}{recording.file}"


def _screen(screen: Screen) -> str:
    return f"@man_hinh {_device(screen.device)}{_guarded(screen.description)}"


def _trouble(trouble: Trouble) -> str:
    answer = _guarded(trouble.answer)
    return f"@kho_khan {_device(trouble.device)}{_guarded(trouble.problem)} → {answer}"


def _choice(choice: Choice) -> str:
    return f"- [{choice.label}]" + (f" -> {choice.target}" if choice.target else "")


def _option(option: QuizOption) -> Iterable[str]:
    yield f"- [{'x' if option.correct else ' '}] {_guarded(option.label)}"
    for line in option.feedback.split("\n") if option.feedback else ():
        yield f"  > {_guarded(line)}"


def _device(device: Device | None) -> str:
    return f"{device}: " if device else ""


def _guarded(text: str) -> str:
    return "\\" + text if _HEAD.match(text) else text
