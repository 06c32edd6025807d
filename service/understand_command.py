"""`hocvuso understand`: how the bot takes a text, for authors and for tests (design.md section 8)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.intents import Intent, understand
from bot.standing import Context
from lessons.catalogue import read_catalogue
from lessons.lesson import Course

# What stands on the screen in each context: three quiz answers, a list of five.
_LABELS = {
    Context.QUIZ: ("Đáp án A", "Đáp án B", "Đáp án C"),
    Context.MENU: ("Mục A", "Mục B", "Mục C", "Mục D", "Mục E"),
}


def understand_lines(lines: Iterable[str], context: str, folder: Path) -> Iterator[dict[str, Any]]:
    """One answer a line: {"text", "intent", "lessons": codes, best first, "step"}."""
    course = Course(read_catalogue(folder).lessons)
    codes = {lesson.id: lesson.code for lesson in course.lessons}
    labels = _LABELS.get(Context(context), ())
    for line in lines:
        found = understand(line, Context(context), labels, course)
        is_option = found.intent is Intent.OPTION and found.option is not None
        yield {
            "text": line,
            "intent": f"option{(found.option or 0) + 1}" if is_option else _named(found.intent),
            "lessons": [codes[lesson] for lesson in found.lessons],
            "step": found.step,
        }


def _named(intent: Intent) -> str:
    """The contract's list of names is closed: to hear a step again is to have it repeated."""
    return (Intent.REPEAT if intent is Intent.LISTEN else intent).value
