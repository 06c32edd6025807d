"""Prints which intents are taken for which, for both halves of utterances.yaml: `python tests/bot/confusion.py`."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import yaml

HERE = Path(__file__).parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parents[1])]

from bot.intents import Intent, understand  # noqa: E402
from bot.standing import Context  # noqa: E402
from lessons.catalogue import read_catalogue  # noqa: E402
from lessons.lesson import Course  # noqa: E402

LABELS = {
    Context.QUIZ: ("Đáp án A", "Đáp án B", "Đáp án C"),
    Context.MENU: ("Mục A", "Mục B", "Mục C", "Mục D", "Mục E"),
}


@dataclass(frozen=True, slots=True)
class Utterance:
    text: str
    context: Context
    intent: str

    @property
    def half(self) -> str:
        """The lines of the half "fresh" are not looked at while the lexicon is tuned."""
        return "fresh" if crc32(self.text.encode()) % 2 else "tuned"


def catalogue() -> Course:
    return Course(read_catalogue(HERE.parents[1] / "lessons" / "catalog").lessons)


def table() -> tuple[Utterance, ...]:
    rows = yaml.load((HERE / "utterances.yaml").read_text("utf-8"), yaml.BaseLoader)["table"]
    return tuple(
        Utterance(str(text), Context(context), intent)
        for context, by_intent in rows.items()
        for intent, texts in by_intent.items()
        for text in texts
    )


def said() -> tuple[Utterance, ...]:
    groups = yaml.load((HERE / "utterances.yaml").read_text("utf-8"), yaml.BaseLoader)["said"]
    return tuple(
        Utterance(str(text), Context(group["in"]), group["is"])
        for group in groups
        for text in group["lines"]
    )


def heard(utterance: Utterance, course: Course) -> str:
    found = understand(utterance.text, utterance.context, LABELS.get(utterance.context, ()), course)
    if found.intent is Intent.OPTION and found.option is not None:
        return f"option{found.option + 1}"
    # As `hocvuso understand` prints it.
    return (Intent.REPEAT if found.intent is Intent.LISTEN else found.intent).value


def report(name: str, utterances: tuple[Utterance, ...], course: Course) -> Iterator[str]:
    missed = [(u, got) for u in utterances if (got := heard(u, course)) != u.intent]
    yield f"{name}: {len(utterances) - len(missed)} of {len(utterances)}"
    for (meant, got), count in sorted(Counter((u.intent, got) for u, got in missed).items()):
        yield f"  {meant} taken for {got}: {count}"
    if "-v" in sys.argv and name != "fresh":
        yield from (f"    {u.context}: {u.text!r} {u.intent} -> {got}" for u, got in missed)


def main() -> None:
    course = catalogue()
    halves = {half: tuple(u for u in said() if u.half == half) for half in ("tuned", "fresh")}
    for name, utterances in {"table": table(), **halves}.items():
        print("\n".join(report(name, utterances, course)))


if __name__ == "__main__":
    main()
