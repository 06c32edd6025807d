"""On which line of the author's file each part of a lesson stands, so that checks can point at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StepPlaces:
    """Line numbers of one step, each tuple in the order of the step's own tuple."""

    heading: int
    lines: tuple[int, ...] = ()
    choices: tuple[int, ...] = ()
    options: tuple[int, ...] = ()
    feedback: tuple[int, ...] = ()  # an option without feedback has its own line here
    troubles: tuple[int, ...] = ()
    screens: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()
    review: int = 0
    recordings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Line numbers of one lesson; `steps` in the order of the lesson's steps."""

    keys: Mapping[str, int] = field(default_factory=dict)
    intro: tuple[int, ...] = ()
    steps: tuple[StepPlaces, ...] = ()

    def key(self, name: str) -> int:
        """The line of a front matter key; the first line where the key is missing."""
        return self.keys.get(name, 1)
