"""What stands on a lesson's sheet of paper, as values: the printer and the preview both show these.

Nothing here knows of pages, sizes or colours. Every sentence that the lesson says in the chat stands
here once, filled with a form of address. All steps of a kind of phone are numbered through: on paper
there is no telling which branch somebody takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from bot.address import fill
from bot.search import search
from bot.teencode import standard_text
from lessons.lesson import (
    ASK_HUMAN,
    FINISH,
    GROUPS,
    Course,
    Device,
    Lesson,
    Line,
    QuizOption,
    Screen,
    Step,
    Trouble,
)
from lessons.typography import without_marks

# Paper cannot ask how it should speak: bác, as the bot says to whom it does not know (domain.md 6.3).
ON_PAPER = None
SAFETY = (
    "Mã OTP, mật khẩu, mã PIN chỉ tự bấm trên máy mình. Không đọc cho ai, kể cả người xưng là công an, "
    "ngân hàng. Có người giục chuyển tiền: dừng lại, hỏi người nhà hoặc công an."
)
LETTERS = "ABCDEFGHI"
LONGEST_TYPED = 24  # letters and spaces


@dataclass(frozen=True, slots=True)
class Door:
    """A way to the lesson, for a QR code: `url` "" where nothing can be scanned, only searched for.

    `opens_lesson` False: the code only opens the chat, and the sheet's `typed` has to be sent there.
    """

    app: str  # "Zalo", as people say
    url: str
    name: str = ""  # under which the app shows us
    opens_lesson: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """What follows from an answer: "Chưa thấy" leads to "sang bước 7"."""

    label: str
    leads: str


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, with a box to tick."""

    number: int
    title: str
    lines: tuple[Line, ...]
    ways: tuple[Way, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    screens: tuple[Screen, ...] = ()


@dataclass(frozen=True, slots=True)
class Puzzle:
    """A quiz question; its options are called A, B, C. `troubles` as a task has them."""

    number: int
    title: str
    lines: tuple[Line, ...]
    options: tuple[QuizOption, ...]
    troubles: tuple[Trouble, ...] = ()
    screens: tuple[Screen, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One lesson on paper. `device` None: for both kinds of phone, told apart line by line."""

    id: str
    code: str
    title: str
    area: str  # "K4", a skill area, and its name
    group: str
    minutes: int
    device: Device | None
    intro: tuple[str, ...]
    before: tuple[str, ...]  # titles of lessons that are good to have done before
    items: tuple[Task | Puzzle, ...]
    outcome: str
    typed: str  # what to write to the bot to be given this lesson
    doors: tuple[Door, ...] = ()

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(item for item in self.items if isinstance(item, Task))

    @property
    def puzzles(self) -> tuple[Puzzle, ...]:
        return tuple(item for item in self.items if isinstance(item, Puzzle))


def sheet_of(
    lesson: Lesson, course: Course, *, device: Device | None = None, doors: Sequence[Door] = ()
) -> Sheet:
    """`course` tells the names of other lessons, and which words lead to this one."""
    shown = lesson.steps_for(device)
    numbers = {step.id: number for number, step in enumerate(shown, 1)}
    earlier = (course.lesson(need) for need in lesson.needs)
    return Sheet(
        id=lesson.id,
        code=lesson.code,
        title=_filled(lesson.title),
        area=lesson.group,
        group=GROUPS.get(lesson.group, lesson.group),
        minutes=lesson.minutes,
        device=device,
        intro=tuple(_filled(text) for text in lesson.intro.split("\n")),
        before=tuple(_filled(one.title) for one in earlier if one is not None),
        items=tuple(_item(lesson, step, numbers, device) for step in shown),
        outcome=_filled(lesson.outcome),
        typed=words_for(lesson, course),
        doors=tuple(doors),
    )


def words_for(lesson: Lesson, course: Course) -> str:
    """Words without marks that bring this lesson before all others, few enough to be typed by an old
    hand: the author's first such keyword, or the title; the lesson's code where none are."""
    named = (without_marks(text) for text in (*lesson.keywords, lesson.title))
    handy = (text for text in named if " " in text and len(text) <= LONGEST_TYPED)
    return next((text for text in handy if _brings(text, lesson, course)), lesson.code)


def _brings(text: str, lesson: Lesson, course: Course) -> bool:
    return search(standard_text(text), course).lessons[:1] == (lesson.id,)


def _item(
    lesson: Lesson, step: Step, numbers: Mapping[str, int], device: Device | None
) -> Task | Puzzle:
    number, title = numbers[step.id], _filled(step.title)
    lines = tuple(
        replace(line, text=_filled(line.text))
        for line in step.lines
        if device is None or line.device in (None, device)
    )
    troubles = tuple(
        replace(one, problem=_filled(one.problem), answer=_filled(one.answer))
        for one in step.troubles_for(device)
    )
    screens = tuple(one for one in step.screens if device is None or one.device in (None, device))
    if not step.is_quiz:
        ways = _ways(lesson, step, numbers)
        return Task(number, title, lines, ways, troubles, screens)
    options = tuple(
        QuizOption(_filled(one.label), one.correct, _filled(one.feedback)) for one in step.options
    )
    return Puzzle(number, title, lines, options, troubles, screens)


def _ways(lesson: Lesson, step: Step, numbers: Mapping[str, int]) -> tuple[Way, ...]:
    """The answers of a step; none where all that they say is to go on."""
    ways = tuple(
        Way(_filled(choice.label), _leads(lesson, step, choice.target, numbers))
        for choice in step.choices
    )
    onward = _leads(lesson, step, None, numbers)
    return () if all(way.leads == onward for way in ways) else ways


def _leads(lesson: Lesson, step: Step, target: str | None, numbers: Mapping[str, int]) -> str:
    match target:
        case _ if target == ASK_HUMAN:
            return "hỏi tổ công nghệ số"
        case _ if target == FINISH:
            return "xong bài"
        case None:
            after = lesson.steps[lesson.position(step) + 1 :]
        case str():
            meant = lesson.place(target)
            after = () if meant is None else lesson.steps[lesson.position(meant) :]
        case _:
            assert_never(target)
    # A step that is only for the other kind of phone is passed over, as in the chat.
    number = next((numbers[one.id] for one in after if one.id in numbers), None)
    return "xong bài" if number is None else f"sang bước {number}"


def _filled(text: str) -> str:
    return fill(text, ON_PAPER)
