"""How many of the adults of a place have learned what: values only. What is said of them is in `bot.figures`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Reached:
    """By level of evidence (P9). Of one lesson `begun` are attempts; over all lessons, and everywhere else,
    people, each once: who finished a lesson in the chat, who was seen to do it alone, who only with help."""

    begun: int = 0
    finished: int = 0
    alone: int = 0
    helped: int = 0

    def __add__(self, other: "Reached") -> "Reached":
        return Reached(
            self.begun + other.begun,
            self.finished + other.finished,
            self.alone + other.alone,
            self.helped + other.helped,
        )


@dataclass(frozen=True, slots=True)
class Adults:
    """The denominator: adults of the hamlets whose number is known, who said so and of when. `missing`: the
    hamlets of which nobody said; their adults are not guessed."""

    count: int = 0
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one place. `joined`: people in its teams; None where nobody can say any more (of a time past)."""

    name: str
    adults: Adults
    joined: int | None = None
    over_all: Reached = Reached()
    lessons: Mapping[str, Reached] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A hamlet of a commune, or a commune of a province."""

    unit: int
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Table:
    unit: int
    whole: Coverage
    parts: Sequence[Part] = ()


def adults_of(hamlets: Iterable[tuple[str, int | None, str, date | None]]) -> Adults:
    """Of hamlets: the name of each, its adults if somebody counted them, who, and as of when."""
    count, sources, dates, missing = 0, set[str](), list[date](), list[str]()
    for name, adults, source, as_of in hamlets:
        if adults is None:
            missing.append(name)
            continue
        count += adults
        sources.add(source)
        if as_of is not None:
            dates.append(as_of)
    since, until = min(dates, default=None), max(dates, default=None)
    return Adults(count, tuple(sorted(sources)), since, until, tuple(missing))


def summed(name: str, adults: Adults, parts: Sequence[Coverage]) -> Coverage:
    """All the parts together. People who learned in two of them count in both."""
    lessons: dict[str, Reached] = {}
    for part in parts:
        for lesson, reached in part.lessons.items():
            lessons[lesson] = lessons.get(lesson, Reached()) + reached
    joined = [part.joined for part in parts]
    return Coverage(
        name,
        adults,
        None if None in joined else sum(filter(None, joined)),
        sum((part.over_all for part in parts), Reached()),
        lessons,
    )
