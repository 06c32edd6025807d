"""Measures how texts are understood: which intents are taken for which, whether questions find their lessons.

`python tests/bot/confusion.py` prints the figures of both halves of the labelled set (`-v` names what the tuned
half misses), `--write` puts those of the fresh half into docs/understanding.md.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT)]

from bot.folding import Word  # noqa: E402
from bot.intents import Intent, Understanding, understand  # noqa: E402
from bot.search import search  # noqa: E402
from bot.standing import Context  # noqa: E402
from bot.teencode import read  # noqa: E402
from lessons.catalogue import read_catalogue  # noqa: E402
from lessons.lesson import Course  # noqa: E402

PAGE = ROOT / "docs" / "understanding.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
LABELS = {
    Context.QUIZ: ("Đáp án A", "Đáp án B", "Đáp án C"),
    Context.MENU: ("Mục A", "Mục B", "Mục C", "Mục D", "Mục E"),
}


@dataclass(frozen=True, slots=True)
class Utterance:
    """`lesson` is the code of the lesson that must answer, `step` the id of its step where one is meant."""

    text: str
    context: Context
    intent: str
    lesson: str | None = None
    step: str | None = None

    @property
    def half(self) -> str:
        """The lines of the half "fresh" are not looked at while the lexicon is tuned."""
        return "fresh" if crc32(self.text.encode()) % 2 else "tuned"


@dataclass(frozen=True, slots=True)
class Figures:
    """What was right, of how many, in one half."""

    intents: Counter[tuple[str, str]]  # (meant, heard)
    lessons: int
    first: int
    among_three: int
    steps: int
    right_steps: int

    @property
    def said(self) -> int:
        return self.intents.total()

    @property
    def right(self) -> int:
        return sum(count for (meant, got), count in self.intents.items() if meant == got)


@lru_cache(maxsize=1)
def catalogue() -> Course:
    return Course(read_catalogue(ROOT / "lessons" / "catalog").lessons)


def table() -> tuple[Utterance, ...]:
    return tuple(
        Utterance(str(text), Context(context), intent)
        for context, by_intent in _read("utterances.yaml")["table"].items()
        for intent, texts in by_intent.items()
        for text in texts
    )


@lru_cache(maxsize=1)
def said() -> tuple[Utterance, ...]:
    """All that is split into halves: replies, commands and the questions with their lessons."""
    third = _read("utterances/third.yaml")
    replies = (
        *_read("utterances.yaml")["said"],
        *_read("utterances/replies.yaml"),
        *third["replies"],
    )
    questions = (_read(f"utterances/{name}.yaml") for name in ("questions", "more_questions"))
    asked = (one for file in (*questions, third["questions"]) for one in _questions(file))
    return tuple(dict.fromkeys((*_replies(replies), *asked)))


@lru_cache(maxsize=1)
def held() -> tuple[Utterance, ...]:
    """Lines written after everything else, tuned on by nobody; in no half."""
    file = _read("utterances/held.yaml")
    return (*_replies(file["replies"]), *_questions(file["questions"]))


def _replies(groups: Iterable[Any]) -> Iterator[Utterance]:
    for group in groups:
        for text in group["lines"]:
            yield Utterance(str(text), Context(group["in"]), group["is"])


def _questions(file: Any) -> Iterator[Utterance]:
    for code, asked in file.items():
        for text in asked["lines"]:
            yield Utterance(text, Context.NONE, "question", code)
        for text in asked.get("danger", ()):
            yield Utterance(text, Context.NONE, "danger", code)
        for step, texts in asked.get("steps", {}).items():
            for text in texts:
                yield Utterance(text, Context.NONE, "question", code, step)


def _read(name: str) -> Any:
    return yaml.load((HERE / name).read_text("utf-8"), yaml.BaseLoader)


def half(name: str) -> tuple[Utterance, ...]:
    return tuple(u for u in said() if u.half == name)


def found(utterance: Utterance, course: Course) -> Understanding:
    labels = LABELS.get(utterance.context, ())
    return understand(utterance.text, utterance.context, labels, course)


def heard(utterance: Utterance, course: Course) -> str:
    return _name(found(utterance, course))


def codes(understood: Understanding, course: Course) -> tuple[str, ...]:
    lessons = (course.lesson(lesson) for lesson in understood.lessons)
    return tuple(lesson.code for lesson in lessons if lesson is not None)


def measured(utterances: Sequence[Utterance], course: Course) -> Figures:
    intents: Counter[tuple[str, str]] = Counter()
    asked = first = among = steps = right_steps = 0
    for utterance in utterances:
        understood = found(utterance, course)
        intents[utterance.intent, _name(understood)] += 1
        if utterance.lesson is None:
            continue
        shown = codes(understood, course)
        asked += 1
        first += shown[:1] == (utterance.lesson,)
        among += utterance.lesson in shown
        steps += utterance.step is not None
        named = utterance.step is not None and understood.step == utterance.step
        right_steps += named and shown[:1] == (utterance.lesson,)
    return Figures(intents, asked, first, among, steps, right_steps)


def milliseconds(texts: Sequence[tuple[Word, ...]], course: Course) -> list[float]:
    """What each search over the whole catalogue costs, in order of cost; the index is built before."""
    search(texts[0], course)
    taken = []
    for text in texts:
        began = time.process_time_ns()
        search(text, course)
        taken.append((time.process_time_ns() - began) / 1e6)
    return sorted(taken)


def _name(understood: Understanding) -> str:
    if understood.intent is Intent.OPTION and understood.option is not None:
        return f"option{understood.option + 1}"
    # As `hocvuso understand` prints it.
    return (Intent.REPEAT if understood.intent is Intent.LISTEN else understood.intent).value


def page_figures(course: Course) -> str:
    """The part of docs/understanding.md that only this command writes."""
    fresh = measured(half("fresh"), course)
    return "\n".join(
        (
            *_summary("the fresh half", fresh),
            "",
            *_summary("the lines held back", measured(held(), course)),
            "",
            *_confusion(fresh),
        )
    )


def _summary(name: str, figures: Figures) -> Iterator[str]:
    recalls = {intent: _recall(figures, intent) for intent in ("danger", "secret")}
    negated = sum(figures.intents[meant, "done"] for meant in ("help", "question", "no"))
    yield f"| of {name} | right | of | % |"
    yield "|---|---:|---:|---:|"
    rows = (
        ("intents", figures.right, figures.said),
        ("danger seen", *recalls["danger"]),
        ("secrets seen", *recalls["secret"]),
        ("called danger that is", *_precision(figures, "danger")),
        ("the right lesson first", figures.first, figures.lessons),
        ("the right lesson among three", figures.among_three, figures.lessons),
        ("the right step, where one is meant", figures.right_steps, figures.steps),
    )
    for what, right, of in rows:
        if of:
            yield f"| {what} | {right} | {of} | {100 * right / of:.1f} |"
    yield ""
    yield f"Stuck, asking or refusing and taken for done: {negated}."


def _recall(figures: Figures, intent: str) -> tuple[int, int]:
    meant = sum(count for (said_as, _), count in figures.intents.items() if said_as == intent)
    return figures.intents[intent, intent], meant


def _precision(figures: Figures, intent: str) -> tuple[int, int]:
    called = sum(count for (_, got), count in figures.intents.items() if got == intent)
    return figures.intents[intent, intent], called


def _confusion(figures: Figures) -> Iterator[str]:
    """Rows: what was meant; columns: what was heard. Only columns in which something stands."""
    meant = sorted({pair[0] for pair in figures.intents})
    got = sorted({pair[1] for pair in figures.intents})
    yield "| meant \\ heard | " + " | ".join(got) + " |"
    yield "|---|" + "---:|" * len(got)
    for row in meant:
        counts = (str(figures.intents[row, column] or "") for column in got)
        yield f"| **{row}** | " + " | ".join(counts) + " |"


def written(page: str, figures: str) -> str:
    """The page with its figures put anew between the two marks."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{figures}\n{END}{rest.split(END)[1]}"


def report(name: str, utterances: Sequence[Utterance], course: Course) -> Iterator[str]:
    figures = measured(utterances, course)
    yield f"{name}: {figures.right} of {figures.said} intents ({100 * figures.right / figures.said:.1f} %)"
    wrong = {pair: count for pair, count in figures.intents.items() if pair[0] != pair[1]}
    for (meant, got), count in sorted(wrong.items()):
        yield f"  {meant} taken for {got}: {count}"
    if figures.lessons:
        of = figures.lessons
        yield f"  lesson first {figures.first} of {of} ({100 * figures.first / of:.1f} %)"
        yield f"  among three {figures.among_three} of {of} ({100 * figures.among_three / of:.1f} %)"
        yield f"  step {figures.right_steps} of {figures.steps}"
    if "-v" in sys.argv and name in ("table", "tuned"):
        yield from _misses(utterances, course)


def _misses(utterances: Sequence[Utterance], course: Course) -> Iterator[str]:
    for u in utterances:
        understood = found(u, course)
        if _name(understood) != u.intent:
            yield f"    {u.context}: {u.text!r} {u.intent} -> {_name(understood)}"
        shown = codes(understood, course)
        if u.lesson is not None and shown[:1] != (u.lesson,):
            yield f"    {u.lesson}: {u.text!r} -> {', '.join(shown) or 'nothing'}"
        elif u.step is not None and understood.step != u.step:
            yield f"    {u.lesson} {u.step}: {u.text!r} -> {understood.step}"


def main() -> None:
    course = catalogue()
    halves = {name: half(name) for name in ("tuned", "fresh")}
    for name, utterances in {"table": table(), **halves, "held": held()}.items():
        print("\n".join(report(name, utterances, course)))
    taken = milliseconds([read(u.text).words for u in said()], course)
    print(f"a search: {taken[len(taken) // 2]:.2f} ms half the time, {taken[-1]:.2f} ms at most")
    if "--write" in sys.argv:
        page = written(PAGE.read_text("utf-8"), page_figures(course))
        PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
