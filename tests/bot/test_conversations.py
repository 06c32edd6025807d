"""Golden conversations: the dialogues in tests/conversations, replayed word by word on the real lessons.

An author adds one by writing a YAML file; the README beside them says how.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.calendar import ZONE, may_disturb
from bot.engine import take_turn
from bot.message import Mark, Message
from bot.scene import BUBBLE
from bot.serial import (
    outgoing_from_json,
    outgoing_to_json,
    standing_from_json,
    standing_to_json,
)
from bot.standing import Consent, Honorific, Standing
from bot.turn import SPOKEN, DuesCancelled, DueSet, EraseAsked, Fact, School
from bot.update import (
    Address,
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatOpened,
    Content,
    DueCame,
    MediaKind,
    MediaSent,
    Sender,
    TextSent,
    Update,
)
from lessons.catalogue import read_catalogue
from lessons.lesson import Course, Device, Lesson
from lessons.revision import revision_of

ROOT = Path(__file__).parent.parent.parent
CONVERSATIONS = sorted((ROOT / "tests/conversations").glob("*.yaml"))
WORDS = {
    "noi", "bam", "bam_lai", "bam_cu", "mo_chat", "gui", "hinh", "chan", "bo_chan", "sau", "luc",
    "sua_bai", "cat_bai", "nghe", "khong_nghe", "nut", "ghi", "khong_ghi", "im_lang", "danh_dau",
    "ghi_chu", "doc", "khong_doc",
}  # fmt: skip


@cache
def catalogue() -> Course:
    found = read_catalogue(ROOT / "lessons/catalog")
    assert len(found.lessons) >= 3, found.faults
    return Course(found.lessons, found.routes)


@dataclass
class Phone:
    """One learner with one phone: what they did, heard and can press; and what is due to come."""

    school: School
    now: datetime
    standing: Standing = field(default_factory=Standing)
    bubbles: list[Message] = field(default_factory=list)
    heard: list[Message] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    dues: dict[tuple[str, str, str], DueSet] = field(default_factory=dict)
    last_token: str = ""
    count: int = 0

    def does(self, content: Content) -> None:
        self.count += 1
        address, sender = Address("test", "lan"), Sender("lan", "Lan")
        update = Update(str(self.count), address, sender, content, self.now)
        turn = take_turn(self.school, self.standing, update, self.now)
        assert take_turn(self.school, self.standing, update, self.now) == turn
        # As storage does it: what cannot be written down and read back would be lost here.
        self.standing = standing_from_json(standing_to_json(turn.standing))
        assert self.standing == turn.standing
        sent = [outgoing_from_json(outgoing_to_json(one)) for one in turn.messages]
        assert sent == list(turn.messages)
        said = [one for one in sent if isinstance(one, Message)]
        self.marks = [one for one in sent if isinstance(one, Mark)]
        self.check(said)
        self.bubbles += said
        self.heard += said
        self.facts += turn.facts
        for fact in turn.facts:
            self.keep(fact)

    def check(self, said: list[Message]) -> None:
        """P7, for every turn of every conversation."""
        assert len(said) <= 2
        for bubble in said:
            assert bubble.text.strip()
            assert len(bubble.text) <= BUBBLE or self.standing.device is None, bubble.text
            assert "{" not in bubble.text, bubble.text

    def keep(self, fact: Fact) -> None:
        match fact:
            case DueSet(kind, _, lesson, step):
                self.dues[kind, lesson, step] = fact
            case DuesCancelled(kind, lesson):
                self.dues = {
                    key: due
                    for key, due in self.dues.items()
                    if key[0] != kind or lesson not in (None, key[1])
                }
            case EraseAsked():
                self.dues.clear()
            case _:
                pass

    def waits_until(self, end: datetime) -> None:
        """What is due on the way comes at its time."""
        while coming := [due for due in self.dues.values() if due.at <= end]:
            due = min(coming, key=lambda one: one.at)
            self.now = max(self.now, due.at)
            del self.dues[due.kind, due.lesson, due.step]
            known = len(self.bubbles)
            self.does(DueCame(due.kind, due.lesson, due.step, due.nth))
            if len(self.bubbles) > known:
                assert may_disturb(self.now, self.school.days_off), self.now
        self.now = end

    def presses(self, label: str, *, oldest: bool = False) -> None:
        buttons = [one for bubble in self.bubbles for one in bubble.options if one.label == label]
        assert buttons, f"chưa có nút {label!r}; đang có {self.labels()}"
        self.last_token = buttons[0 if oldest else -1].token
        self.does(ButtonPressed(self.last_token, message="m1"))

    def labels(self) -> list[str]:
        return [one.label for bubble in self.bubbles[-1:] for one in bubble.options]


def begun(script: Mapping[str, Any]) -> Phone:
    start = datetime.fromisoformat(str(script.get("bat_dau", "2026-11-24 09:00")))
    course = catalogue()
    revisions = tuple((one.id, revision_of(one).digest) for one in course.lessons)
    days_off = frozenset(date.fromisoformat(str(day)) for day in script.get("ngay_nghi", ()))
    audible = {"test": frozenset({SPOKEN})} if script.get("co_tieng") else {}
    school = School(course, days_off, script.get("lien_he", ""), revisions, audible=audible)
    phone = Phone(school, start.replace(tzinfo=ZONE).astimezone(UTC))
    known = script.get("da_quen")
    if known:
        device = Device(known["may"]) if "may" in known else None
        phone.standing = Standing(
            Consent.GRANTED, Honorific(known["xung_ho"]), device, settled=True
        )
    return phone


def changed(course: Course, change: Mapping[str, str]) -> Course:
    """As if an author had taken a step away and declared its successor."""

    def without(lesson: Lesson) -> Lesson:
        steps = tuple(step for step in lesson.steps if step.id != change["bo_buoc"])
        return replace(lesson, steps=steps, moved={change["bo_buoc"]: change["thanh"]})

    edited = (without(one) if one.id == change["bai"] else one for one in course.lessons)
    return Course(tuple(edited), course.routes)


def act(phone: Phone, line: Mapping[str, Any]) -> None:
    match line:
        case {"noi": text}:
            phone.does(TextSent(str(text)))
        case {"bam": label}:
            phone.presses(str(label))
        case {"bam_cu": label}:
            phone.presses(str(label), oldest=True)
        case {"bam_lai": True}:
            phone.does(ButtonPressed(phone.last_token, message="m1"))
        case {"mo_chat": payload}:
            phone.does(ChatOpened(payload or ""))
        case {"gui": kind}:
            phone.does(MediaSent(MediaKind(kind), line.get("hinh", "")))
        case {"chan": True}:
            phone.does(BotBlocked())
        case {"bo_chan": True}:
            phone.does(BotUnblocked())
        case {"sau": span}:
            number, unit = str(span).split()
            size = {"giây": 1, "phút": 60, "giờ": 3600, "ngày": 86400}[unit]
            phone.waits_until(phone.now + timedelta(seconds=int(number) * size))
        case {"luc": moment}:
            at = datetime.fromisoformat(str(moment)).replace(tzinfo=ZONE)
            phone.waits_until(at.astimezone(UTC))
        case {"sua_bai": change}:
            course = changed(phone.school.course, change)
            phone.school = replace(phone.school, course=course)
        case {"cat_bai": lesson}:
            kept = tuple(one for one in phone.school.course.lessons if one.id != lesson)
            course = Course(kept, phone.school.course.routes)
            phone.school = replace(phone.school, course=course)
        case _:
            pytest.fail(f"không hiểu dòng {dict(line)}")


def listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def expect(phone: Phone, line: Mapping[str, Any], where: str) -> None:
    said = "\n\n".join(bubble.text for bubble in phone.heard)
    for words in listed(line.get("nghe", [])):
        assert words in said, f"{where}: không nghe “{words}” trong:\n{said}"
    for words in listed(line.get("khong_nghe", [])):
        assert words not in said, f"{where}: không nên nghe “{words}” trong:\n{said}"
    aloud = "\n\n".join(bubble.voice.words for bubble in phone.heard if bubble.voice)
    for words in listed(line.get("doc", [])):
        assert words in aloud, f"{where}: không đọc “{words}” trong:\n{aloud}"
    if line.get("khong_doc"):
        assert aloud == "", f"{where}: không nên đọc:\n{aloud}"
    if "nut" in line:
        assert phone.labels() == listed(line["nut"]), f"{where}:\n{said}"
    names = [type(fact).__name__ for fact in phone.facts]
    for fact in listed(line.get("ghi", [])):
        assert fact in names, f"{where}: chưa ghi {fact}, chỉ có {names}"
    for fact in listed(line.get("khong_ghi", [])):
        assert fact not in names, f"{where}: không được ghi {fact}"
    if line.get("im_lang"):
        assert phone.heard == [], f"{where}: phải im lặng, lại nói:\n{said}"
    if "danh_dau" in line:
        assert [mark.chosen for mark in phone.marks] == [line["danh_dau"]], where


def lines(file: Path) -> Iterator[tuple[Phone, Mapping[str, Any], str]]:
    script = yaml.safe_load(file.read_text())
    phone = begun(script)
    for number, line in enumerate(script["hoi_thoai"], start=1):
        assert set(line) <= WORDS, f"{file.name}, lượt {number}: từ lạ {set(line) - WORDS}"
        phone.heard, phone.facts, phone.marks = [], [], []
        phone.now += timedelta(seconds=3)
        yield phone, line, f"{file.name}, lượt {number}"


@pytest.mark.parametrize("file", CONVERSATIONS, ids=lambda file: file.stem)
def test_the_conversation_goes_as_written(file: Path) -> None:
    for phone, line, where in lines(file):
        act(phone, line)
        expect(phone, line, where)


def test_there_are_conversations() -> None:
    assert len(CONVERSATIONS) >= 20
