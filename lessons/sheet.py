"""A step while it is being read: its parts in any order, each with the line it stands on."""

from dataclasses import dataclass, field

from lessons.lesson import Choice, Line, Picture, QuizOption, Recording, Screen, Step, Trouble
from lessons.places import StepPlaces


@dataclass(slots=True)
class Answer:
    """A quiz option and the lines of its feedback, which follow it in the file."""

    line: int
    correct: bool
    label: str
    feedback: list[tuple[int, str]] = field(default_factory=list)

    def option(self) -> QuizOption:
        return QuizOption(self.label, self.correct, "\n".join(text for _, text in self.feedback))

    def feedback_line(self) -> int:
        return self.feedback[0][0] if self.feedback else self.line


@dataclass(slots=True)
class Sheet:
    """A step while it is being read: each part with its line number."""

    heading: int
    id: str
    title: str
    lines: list[tuple[int, Line]] = field(default_factory=list)
    choices: list[tuple[int, Choice]] = field(default_factory=list)
    options: list[Answer] = field(default_factory=list)
    troubles: list[tuple[int, Trouble]] = field(default_factory=list)
    screens: list[tuple[int, Screen]] = field(default_factory=list)
    pictures: list[tuple[int, Picture]] = field(default_factory=list)
    recordings: list[tuple[int, Recording]] = field(default_factory=list)
    review: tuple[int, tuple[int, ...]] = (0, ())

    def step(self) -> Step:
        return Step(
            id=self.id,
            title=self.title,
            lines=tuple(line for _, line in self.lines),
            choices=() if self.options else tuple(choice for _, choice in self.choices),
            options=tuple(answer.option() for answer in self.options),
            troubles=tuple(trouble for _, trouble in self.troubles),
            screens=tuple(screen for _, screen in self.screens),
            pictures=tuple(picture for _, picture in self.pictures),
            review_days=self.review[1] if self.options else (),
            recordings=tuple(recording for _, recording in self.recordings),
        )

    def places(self) -> StepPlaces:
        return StepPlaces(
            heading=self.heading,
            lines=tuple(number for number, _ in self.lines),
            choices=tuple(number for number, _ in self.choices),
            options=tuple(answer.line for answer in self.options),
            feedback=tuple(answer.feedback_line() for answer in self.options),
            troubles=tuple(number for number, _ in self.troubles),
            screens=tuple(number for number, _ in self.screens),
            pictures=tuple(number for number, _ in self.pictures),
            review=self.review[0],
            recordings=tuple(number for number, _ in self.recordings),
        )
