"""What a lesson is once it has been read: frozen values that the conversation walks through.

`reader` makes these from an author's Markdown, `printer` writes them back, `revision` turns them
into stored JSON. Everything here is data and small questions about data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

# Where a choice may lead besides a step of the same lesson.
ASK_HUMAN = "gap-nguoi"
FINISH = "ket-thuc"
RESERVED_TARGETS = frozenset({ASK_HUMAN, FINISH})


class Device(StrEnum):
    """The phone a learner holds; wording and steps differ between the two."""

    ANDROID = "android"
    IPHONE = "iphone"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or two of a step, for one kind of phone or (None) for both."""

    text: str
    device: Device | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that leads on: to a step of this lesson, a reserved target, or (None) the next step."""

    label: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class QuizOption:
    label: str
    correct: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that often goes wrong at a step, in the learner's words, and what helps."""

    problem: str
    answer: str
    device: Device | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """A phone screen described in words (`@man_hinh`), for the card that is drawn from it."""

    description: str
    device: Device | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file beside the lesson (`@hinh`) and its words for those who cannot see it."""

    file: str
    alt: str
    device: Device | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound file beside the lesson (`@tieng`): somebody reading the step's wording aloud."""

    file: str
    device: Device | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or one quiz question (then `options` is not empty and `choices` is)."""

    id: str
    title: str
    lines: tuple[Line, ...]
    choices: tuple[Choice, ...] = ()
    options: tuple[QuizOption, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    screens: tuple[Screen, ...] = ()
    pictures: tuple[Picture, ...] = ()
    review_days: tuple[int, ...] = ()  # after how many days the quiz comes back; only for a quiz
    recordings: tuple[Recording, ...] = ()

    @property
    def is_quiz(self) -> bool:
        return bool(self.options)

    def is_for(self, device: Device | None) -> bool:
        """A step that has only lines for the other phone is left out."""
        return device is None or any(line.device in (None, device) for line in self.lines)

    def text_for(self, device: Device | None) -> str:
        """The step's wording for a phone; both wordings, named, for a learner who did not say which."""
        if device is None:
            names = {Device.ANDROID: "Máy Android: ", Device.IPHONE: "Máy iPhone: ", None: ""}
            return "\n".join(names[line.device] + line.text for line in self.lines)
        return "\n".join(line.text for line in self.lines if line.device in (None, device))

    def troubles_for(self, device: Device | None) -> tuple[Trouble, ...]:
        return tuple(t for t in self.troubles if device is None or t.device in (None, device))

    def picture_for(self, device: Device | None) -> Picture | None:
        return next(
            (p for p in self.pictures if device is None or p.device in (None, device)), None
        )

    def screen_for(self, device: Device | None) -> Screen | None:
        """The screen to draw for a phone; for a phone of which nobody knows the kind, one that fits both."""
        fitting = (s for s in self.screens if s.device in (None, device))
        return next(fitting, None)

    def recording_for(self, device: Device | None) -> Recording | None:
        """For a learner who did not say which phone only what was recorded for both."""
        return next((one for one in self.recordings if one.device in (None, device)), None)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson as its author wrote it. `id` and the steps' ids are stable for ever."""

    id: str
    code: str  # "L02", the code in the catalogue of lessons
    title: str
    group: str  # "K0" … "K6", a skill area
    minutes: int
    intro: str
    steps: tuple[Step, ...]
    outcome: str  # how the learner can tell that it worked ("tu_kiem_tra")
    needs: tuple[
        str, ...
    ] = ()  # ids of lessons that are good to have done before; suggests, never blocks
    keywords: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    checked_on: date | None = None  # when a person last walked it on real phones
    # Where learners go who stand at a step that an edit renamed or removed: old step id -> new one.
    moved: Mapping[str, str] = field(default_factory=dict)
    # Made-up scenes to try out what that lesson taught ("tap_thu"); offered after it, never asked for.
    practice_of: str | None = None
    # Where each step stands, made once: every turn asks for several steps by id.
    _position: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        numbered = reversed(list(enumerate(self.steps)))  # of two with one id the first counts
        object.__setattr__(self, "_position", {step.id: at for at, step in numbered})

    def step(self, step_id: str) -> Step | None:
        at = self._position.get(step_id)
        return None if at is None else self.steps[at]

    def position(self, step: Step) -> int:
        """Which of this lesson's steps it is, from 0. Raises KeyError for a step of another lesson."""
        return self._position[step.id]

    def steps_for(self, device: Device | None) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.is_for(device))

    def place(self, step_id: str) -> Step | None:
        """The step a learner at `step_id` now stands at: itself or its declared successor."""
        seen = set()
        while step_id not in seen:
            found = self.step(step_id)
            if found is not None:
                return found
            seen.add(step_id)
            step_id = self.moved.get(step_id, step_id)
        return None


# The skill areas, in the order of the menu (domain.md 1.3).
GROUPS: Mapping[str, str] = {
    "K0": "Điện thoại và ứng dụng",
    "K1": "Tìm tin, tránh tin giả",
    "K2": "Nhắn tin, gọi hình, góp ý",
    "K3": "An toàn, tránh lừa đảo",
    "K4": "VNeID và dịch vụ công",
    "K5": "Trả tiền, mua bán",
    "K6": "Trợ lý AI và học tiếp",
}


@dataclass(frozen=True, slots=True)
class Route:
    """Lessons in an order that suits somebody; it suggests the next and keeps nobody from another."""

    id: str
    title: str
    about: str  # for whom it is, in a sentence or two
    lessons: tuple[str, ...]  # ids, the first to learn first


@dataclass(frozen=True, slots=True)
class Course:
    """All lessons being served, in menu order (by code), and the routes through them."""

    lessons: tuple[Lesson, ...] = ()
    routes: tuple[Route, ...] = ()
    _by_id: Mapping[str, Lesson] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = {lesson.id: lesson for lesson in reversed(self.lessons)}
        object.__setattr__(self, "_by_id", found)

    def lesson(self, lesson_id: str) -> Lesson | None:
        return self._by_id.get(lesson_id)

    def route(self, route_id: str | None) -> Route | None:
        return next((route for route in self.routes if route.id == route_id), None)

    def along(self, route: Route) -> tuple[Lesson, ...]:
        """The lessons of a route that are being served, in its order."""
        found = map(self.lesson, route.lessons)
        return tuple(lesson for lesson in found if lesson is not None)
