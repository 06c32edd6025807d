"""A step while it is being read: its parts in any order, each with the line it stands on."""

from dataclasses import dataclass, field

from lessons.lesson import Choice, Line, Picture, QuizOption, Screen, Step, Trouble
from lessons.places import StepPlaces


@dataclass(slots=True)
class Sheet:
    """A step while it is being read: each part with its line number."""

    heading: int
    id: str
    title: str
    lines: list[tuple[int, Line]] = field(default_factory=list)
    choices: list[tuple[int, Choice]] = field(default_factory=list)
    options: list[tuple[int, bool, str, list[str]]] = field(default_factory=list)
    troubles: list[tuple[int, Trouble]] = field(default_factory=list)
    screens: list[tuple[int, Screen]] = field(default_factory=list)
    pictures: list[tuple[int, Picture]] = field(default_factory=list)
    review: tuple[int, tuple[int, ...]] = (0, ())

    def step(self) -> Step:
        return Step(
            id=self.id,
            title=self.title,
            lines=tuple(line for _, line in self.lines),
            choices=() if self.options else tuple(choice for _, choice in self.choices),
            options=tuple(
                QuizOption(label, correct, "\n".join(feedback))
                for _, correct, label, feedback in self.options
            ),
            troubles=tuple(trouble for _, trouble in self.troubles),
            screens=tuple(screen for _, screen in self.screens),
            pictures=tuple(picture for _, picture in self.pictures),
            review_days=self.review[1] if self.options else (),
        )

    def places(self) -> StepPlaces:
        return StepPlaces(
            heading=self.heading,
            lines=tuple(number for number, _ in self.lines),
            choices=tuple(number for number, _ in self.choices),
            options=tuple(option[0] for option in self.options),
            troubles=tuple(number for number, _ in self.troubles),
            screens=tuple(number for number, _ in self.screens),
            pictures=tuple(number for number, _ in self.pictures),
            review=self.review[0],
        )
