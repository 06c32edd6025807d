"""The author's desk: the folder as it is now, the talk that is going on, and what may be done with both."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.calendar import ZONE
from bot.standing import Honorific
from bot.turn import School
from bot.update import MediaKind
from cards.shelf import Shelf
from channels.pictures import Pictures
from channels.text import clean
from lessons.lesson import Device, Lesson
from lessons.typography import without_marks
from service.days_off import days_off
from service.preview.book import Book, lesson_in, read_book, stamp
from service.preview.golden import golden
from service.preview.people import PERSONAS, persona
from service.preview.talk import (
    Deed,
    NoSuchButton,
    Opens,
    Says,
    Sends,
    Setting,
    Waits,
    again,
    begin,
    does,
    pressed,
)
from service.preview.view import view
from service.preview.way_to import open_lesson, way_to

LONGEST_TEXT = 2_000  # characters, as in the web chat
LONGEST_WAIT = 400  # days
MOST_TURNS = 400  # nobody reads more; each is done again when a file is saved
BEGINS_AT = 9  # o'clock, Thanh Hóa's time, of today


class Refused(Exception):
    """What was asked cannot be done. Says why, to the author, in Vietnamese."""


class Desk:
    """`strict` as in `lessons check`. `file`: the lesson to begin with."""

    def __init__(
        self,
        folder: Path,
        today: Callable[[], date],
        *,
        file: str = "",
        contact: str = "",
        strict: bool = False,
    ) -> None:
        self._folder, self._today = folder, today
        self._contact, self._strict = contact, strict
        self._persona = PERSONAS[0]
        self._stamp: object = None
        self.version = 0  # rises whenever something else is to be seen
        self.book = Book()
        self.lesson_id = ""
        self._file = file
        self._setting = Setting(self._morning(), self._persona.honorific, self._persona.device)
        self.talk = begin(self._setting)
        self.pictures = Pictures(folder, lambda: self.book.course, Shelf(None))
        self.look()

    @property
    def lesson(self) -> Lesson | None:
        return self.book.course.lesson(self.lesson_id)

    @property
    def school(self) -> School:
        days = days_off(self._setting.begins.date())
        return School(self.book.course, days, self._contact, self.book.revisions)

    def look(self) -> None:
        """Read the files if one was saved, and have the same talk in their new words."""
        seen = stamp(self._folder)
        if seen == self._stamp:
            return
        self._stamp = seen
        self._read()

    def state(self) -> dict[str, Any]:
        shown = view(self.book, self.lesson, self.talk, self._persona, strict=self._strict)
        return {"version": self.version, "file": self._file, **shown}

    def golden(self) -> str:
        if not self.talk.turns:
            raise Refused("Chưa có lượt nào để chép: hãy nhắn hoặc bấm một nút trước đã.")
        title = self.lesson.title if self.lesson else "Trò chuyện"
        name = f"{title}: {self._persona.name}"
        days = self.school.days_off
        return golden(self.talk, name, contact=self._contact, days_off=days)

    def do(self, asked: Any) -> None:
        """One wish of the page's. Raises Refused."""
        match asked:
            case {"do": "say", "text": str(text)}:
                self._does(self._typed(text))
            case {"do": "press", "token": str(token), "number": int(number)}:
                self._presses(token, number)
            case {"do": "send", "kind": "photo" | "voice" | "sticker" as kind}:
                self._does(Sends(MediaKind(kind)))
            case {"do": "wait", "days": int(days)} if 1 <= days <= LONGEST_WAIT:
                self._does(Waits(days))
            case {"do": "start"}:
                self._does(Opens())
            case {"do": "restart"}:
                self._restart()
            case {"do": "jump", "step": str(step)}:
                self._jump(step)
            case {"do": "lesson", "id": str(lesson)} if self.book.course.lesson(lesson):
                self.lesson_id, self._file = lesson, ""
                self._restart()
            case {"do": "strict", "on": bool(on)}:
                self._strict = on
                self._read()
            case {"do": "persona", "id": str(name)} if name in {one.id for one in PERSONAS}:
                self._persona = persona(name)
                self._sit(self._persona.honorific, self._persona.device)
            case {"do": "learner", "honorific": str(honorific), "device": str(device)} if (
                honorific in {"", *Honorific} and device in {"", *Device}
            ):
                called = Honorific(honorific) if honorific else None
                self._sit(called, Device(device) if device and called else None)
            case _:
                raise Refused("Trang gửi điều chưa hiểu được: hãy tải lại trang.")
        self.version += 1

    def _typed(self, text: str) -> Says:
        said = clean(text, LONGEST_TEXT)
        if not said.strip():
            raise Refused("Hãy gõ một vài chữ rồi mới gửi.")
        return Says(without_marks(said) if self._persona.bare else said)

    def _presses(self, token: str, number: int) -> None:
        try:
            self._does(pressed(self.talk, token, number))
        except NoSuchButton as gone:
            raise Refused("Nút này không còn nữa: bài vừa được sửa.") from gone

    def _does(self, deed: Deed) -> None:
        if len(self.talk.turns) >= MOST_TURNS:
            raise Refused("Cuộc trò chuyện dài quá rồi: hãy bấm “Làm lại từ đầu”.")
        self.talk = does(self.school, self.talk, deed)

    def _jump(self, step: str) -> None:
        found = way_to(self.school, self._setting, self.lesson, step) if self.lesson else None
        if found is None:
            raise Refused("Không có đường nào tới bước này với loại máy đang chọn.")
        self.talk = found

    def _restart(self) -> None:
        if self.lesson is None:
            self.talk = begin(self._setting)
        else:
            self.talk = open_lesson(self.school, self._setting, self.lesson)

    def _sit(self, honorific: Honorific | None, device: Device | None) -> None:
        """Somebody else learns, or on another phone: at the same step, where that can be."""
        self._setting = replace(self._setting, honorific=honorific, device=device)
        self._stand_at(self._step())

    def _read(self) -> None:
        before, step = self.lesson, self._step()
        written = self.book.places.get(self.lesson_id)
        self.book = read_book(self._folder, self._today(), strict=self._strict, before=self.book)
        self.version += 1
        if self.lesson is None:  # it got another id, or is not there any more
            renamed = lesson_in(self.book, written.file) if written else None
            self.lesson_id = renamed.id if renamed else self._first()
        if self.lesson is None or self.lesson.id != (before.id if before else ""):
            self._restart()
            return
        self.talk = again(self.school, self._setting, self.talk.deeds)
        place = self.lesson.place(step) if step else None
        if place is not None and self._step() != place.id:
            self._stand_at(place.id)

    def _first(self) -> str:
        """The lesson that was asked for, and no other while its file cannot be read: its author must not
        take another for it."""
        if self._file:
            asked = lesson_in(self.book, self._file)
            return asked.id if asked else ""
        return next((one.id for one in self.book.course.lessons), "")

    def _stand_at(self, step: str) -> None:
        there = (
            way_to(self.school, self._setting, self.lesson, step) if self.lesson and step else None
        )
        if there is None:
            self._restart()
        else:
            self.talk = there

    def _step(self) -> str:
        """Where the learner stands in the lesson that is being tried; "" elsewhere."""
        run = self.talk.standing.run
        return run.step if run and run.lesson == self.lesson_id else ""

    def _morning(self) -> datetime:
        day = self._today()
        return datetime(day.year, day.month, day.day, BEGINS_AT, tzinfo=ZONE)
