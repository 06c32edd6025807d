"""A small school, and what its authors do to the files: edits, removals, slips of the keyboard."""

from dataclasses import dataclass, field, replace

from lessons.catalogue import Catalogue
from lessons.fault import Fault
from lessons.lesson import Lesson
from tests.handlers.village import lesson

WHOLE = {
    one.id: one
    for one in (lesson("L01", "mot", "a", "b", "c", "d"), lesson("L02", "hai", "e", "f"))
}
EDITS = ("reworded", "step gone", "step lost", "withdrawn", "broken", "restored")


@dataclass
class Shelf:
    """The lessons' folder."""

    files: dict[str, Lesson | None] = field(default_factory=lambda: dict(WHOLE))  # None: unreadable
    edits: int = 0

    def catalogue(self) -> Catalogue:
        good = tuple(one for one in self.files.values() if one is not None)
        broken = [name for name, one in self.files.items() if one is None]
        return Catalogue(good, tuple(Fault(f"{name}.md", 3, "Thiếu bước.") for name in broken))

    def edit(self, name: str, how: str) -> None:
        self.edits += 1
        old = self.files.get(name) or WHOLE[name]
        match how:
            case "reworded":
                self.files[name] = replace(old, title=f"{WHOLE[name].title} {self.edits}")
            case "step gone" if len(old.steps) > 2:
                first, second = old.steps[:2]
                moved = {**old.moved, first.id: second.id}
                self.files[name] = replace(old, steps=old.steps[1:], moved=moved)
            case "step lost" if len(old.steps) > 2:
                self.files[name] = replace(old, steps=old.steps[1:])
            case "withdrawn":
                self.files.pop(name, None)
            case "broken":
                self.files[name] = None
            case _:
                self.files[name] = WHOLE[name]
