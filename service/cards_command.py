"""`hocvuso lessons cards`: every card of a lesson on one picture, to be looked over."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cards.contact import cards_of, contact_sheet
from lessons.catalogue import read_catalogue
from lessons.lesson import Device, Lesson

NAMES = {Device.ANDROID: "Android", Device.IPHONE: "iPhone"}


def draw_sheets(folder: Path, wanted: Sequence[str], out: Path) -> Iterator[str]:
    """Writes one file a lesson and kind of phone; yields what is told of each. Raises LookupError(id) for a
    lesson that is not there, and OSError."""
    known = {lesson.id: lesson for lesson in read_catalogue(folder).lessons}
    for lesson_id in wanted:
        if lesson_id not in known:
            raise LookupError(lesson_id)
    out.mkdir(parents=True, exist_ok=True)
    for lesson in [known[lesson_id] for lesson_id in wanted or known]:
        for device in Device:
            yield _sheet(lesson, device, out)


def _sheet(lesson: Lesson, device: Device, out: Path) -> str:
    cards = tuple(cards_of(lesson, device))
    if not cards:
        return f"{lesson.code} {lesson.title}, máy {NAMES[device]}: chưa có @man_hinh nào."
    png, heaviest = contact_sheet(cards)
    place = out / f"{lesson.id}-{device}.png"
    place.write_bytes(png)
    return f"{place}: {len(cards)} hình, nặng nhất {heaviest / 1000:.0f} kB."
