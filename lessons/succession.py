"""Whether everyone who stands somewhere in the old lesson has a place in the new one (P3)."""

from lessons.fault import Fault
from lessons.lesson import Lesson


def missing_successors(old: Lesson, new: Lesson, file: str) -> tuple[Fault, ...]:
    """A fault for each step of `old`, or that `old` had moved, that leads nowhere in `new`.

    Each says which line its author adds to `doi_buoc`. Line 0: what is missing stands on no line.
    """
    places = dict.fromkeys([*(step.id for step in old.steps), *old.moved])
    return tuple(
        Fault(file, 0, _message(step_id, _heir(step_id, old, new)))
        for step_id in places
        if new.place(step_id) is None
    )


def _message(step_id: str, heir: str) -> str:
    return (
        f"Bước “{step_id}” không còn trong bài, mà có người đang học dở ở đó: "
        f"thêm vào mục doi_buoc dòng “{step_id}: {heir}”, hoặc tên bước khác cho họ học tiếp."
    )


def _heir(step_id: str, old: Lesson, new: Lesson) -> str:
    """The likeliest successor: where the old lesson already led, or the next step that still exists."""
    stood = old.place(step_id)
    order = [step.id for step in old.steps]
    after = order[order.index(stood.id) :] if stood else order
    before = order[: order.index(stood.id)][::-1] if stood else []
    kept = (place.id for name in [*after, *before] if (place := new.place(name)))
    return next(kept, new.steps[0].id if new.steps else "ten-buoc")
