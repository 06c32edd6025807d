"""A talk in the preview is the engine's own, and what is copied of it passes as a golden conversation."""

from datetime import date
from pathlib import Path

import pytest

from bot.standing import Honorific
from lessons.lesson import Device
from service.preview.desk import Desk, Refused
from service.preview.people import PERSONAS
from tests.bot.test_conversations import act, expect, lines

ROOT = Path(__file__).parent.parent.parent.parent
TODAY = date(2026, 11, 24)
MOST_WORDS = 60  # of one learner in one lesson; more is going round in circles


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(ROOT / "lessons/catalog", lambda: TODAY, contact="chị Hoa, nhà văn hóa thôn")


def replayed(desk: Desk, folder: Path) -> None:
    file = folder / "chep.yaml"
    file.write_text(desk.golden(), encoding="utf-8")
    for phone, line, where in lines(file):
        act(phone, line)
        expect(phone, line, where)
    assert phone.standing == desk.talk.standing
    assert [one.text for one in phone.bubbles] == [one.message.text for one in desk.talk.bubbles]


@pytest.mark.parametrize("who", [one.id for one in PERSONAS])
def test_what_is_copied_passes_as_a_golden_conversation(
    desk: Desk, who: str, tmp_path: Path
) -> None:
    desk.do({"do": "persona", "id": who})
    desk.do({"do": "lesson", "id": "cai-ung-dung"})
    for text in ("đồng ý", "1", "1", "xong rồi", "Không hiểu"):
        desk.do({"do": "say", "text": text})
    buttons = [one for one in desk.talk.bubbles if one.message.options]
    for bubble in (buttons[-1], buttons[0], buttons[0], buttons[len(buttons) // 2]):
        token = bubble.message.options[0].token
        desk.do({"do": "press", "token": token, "number": bubble.number})
    desk.do({"do": "send", "kind": "voice"})
    for days in (1, 7, 40):
        desk.do({"do": "wait", "days": days})
    desk.do({"do": "start"})
    replayed(desk, tmp_path)


def test_reviews_come_when_the_clock_is_pushed(desk: Desk, tmp_path: Path) -> None:
    desk.do({"do": "persona", "id": "anh-tu"})
    desk.do({"do": "lesson", "id": "cai-ung-dung"})
    lesson = desk.lesson
    assert lesson is not None
    desk.do({"do": "jump", "step": lesson.steps[-1].id})
    right = next(n for n, one in enumerate(lesson.steps[-1].options, 1) if one.correct)
    desk.do({"do": "say", "text": str(right)})
    assert lesson.id in desk.talk.standing.finished
    desk.do({"do": "say", "text": "có"})  # reminders are wanted
    desk.do({"do": "wait", "days": 7})
    assert desk.talk.turns[-1].bubbles, "nothing came in a week"
    replayed(desk, tmp_path)


@pytest.mark.parametrize("device", Device)
def test_every_step_of_every_lesson_can_be_jumped_to(desk: Desk, device: Device) -> None:
    desk.do({"do": "learner", "honorific": Honorific.BAC.value, "device": device.value})
    for lesson in desk.book.course.lessons:
        desk.do({"do": "lesson", "id": lesson.id})
        for step in lesson.steps_for(device):
            desk.do({"do": "jump", "step": step.id})
            assert desk.talk.standing.run is not None
            assert desk.talk.standing.run.step == step.id


@pytest.mark.parametrize("device", Device)
def test_every_lesson_is_walked_to_its_end_in_all_four_columns(desk: Desk, device: Device) -> None:
    desk.do({"do": "learner", "honorific": Honorific.BAC.value, "device": device.value})
    for lesson in desk.book.course.lessons:
        desk.do({"do": "lesson", "id": lesson.id})
        for _ in range(MOST_WORDS):
            if lesson.id in desk.talk.standing.finished:
                break
            desk.do({"do": "say", "text": answer(desk)})
            for bubble in desk.state()["turns"][-1]["bubbles"]:
                assert all(bubble[column] for column in ("telegram", "zalo", "web"))
        assert lesson.id in desk.talk.standing.finished
        assert desk.state()["sheet"]["items"]


def answer(desk: Desk) -> str:
    """The right one to a question; else the first that is offered."""
    run, lesson = desk.talk.standing.run, desk.lesson
    step = None if run is None or lesson is None else lesson.step(run.step)
    right = [n for n, one in enumerate(step.options, 1) if one.correct] if step else []
    return str(right[0] if right else 1)


def test_a_wish_that_makes_no_sense_changes_nothing(desk: Desk) -> None:
    before = desk.talk
    wishes: tuple[object, ...] = (
        {"do": "say", "text": " \n"},
        {"do": "press", "token": "9999:0", "number": 1},
        {"do": "wait", "days": 100_000},
        {"do": "jump", "step": "khong-co"},
        {"do": "lesson", "id": "khong-co"},
        {"do": "learner", "honorific": "ông", "device": ""},
        {"do": "persona", "id": "x"},
        [],
    )
    for wish in wishes:
        with pytest.raises(Refused):
            desk.do(wish)
    assert desk.talk is before
