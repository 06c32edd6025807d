"""The scam practice: each bubble says that it is practice, an answer is no cry for help, a cry for help is one."""

from datetime import UTC, datetime

import pytest

from bot.engine import take_turn
from bot.folding import fold
from bot.message import Message
from bot.standing import Consent, Context, Honorific, Standing
from bot.turn import HelpAsked, LessonFinished, School, Turn
from bot.update import Address, Content, Sender, TextSent, Update
from lessons.lesson import ASK_HUMAN, Device, Lesson, Step
from lessons.practice import LABEL
from tests.bot.test_conversations import catalogue

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
SCHOOL = School(catalogue())
DRILLS = [one for one in SCHOOL.course.lessons if one.practice_of is not None]
SETTLED = Standing(Consent.GRANTED, Honorific.BAC, Device.ANDROID, settled=True)
every_drill = pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.id)


def does(standing: Standing, content: Content) -> Turn:
    update = Update("1", Address("test", "lan"), Sender("lan", "Lan"), content, NOW)
    return take_turn(SCHOOL, standing, update, NOW)


def at(drill: Lesson, step: Step) -> Standing:
    """Somebody to whom this step of it is shown."""
    begun = does(SETTLED, TextSent("tập thử")).standing
    assert begun.run
    assert begun.run.lesson == drill.id
    there = begun.but(run=type(begun.run)(1, drill.id, step.id, begun.run.revision), prompt=None)
    return does(there, TextSent("nhắc lại")).standing


def bubbles(turn: Turn) -> list[str]:
    return [one.text for one in turn.messages if isinstance(one, Message)]


def labels(step: Step) -> list[str]:
    return [one.label for one in step.choices] + [one.label for one in step.options]


def test_there_is_practice_of_the_scam_lesson() -> None:
    assert [drill.practice_of for drill in DRILLS] == ["nhan-biet-lua-dao"]


@every_drill
def test_every_bubble_of_it_says_so(drill: Lesson) -> None:
    assert LABEL in drill.intro
    for step in drill.steps:
        standing = at(drill, step)
        assert standing.prompt
        for number in range(len(labels(step))):
            turn = does(standing, TextSent(str(number + 1)))
            over = any(isinstance(fact, LessonFinished) for fact in turn.facts)
            assert over or all(LABEL in text for text in bubbles(turn)), bubbles(turn)
        for trouble in step.troubles:
            assert LABEL in trouble.answer or "không tập nữa" in trouble.answer


@every_drill
def test_an_answer_in_any_form_is_no_cry_for_help(drill: Lesson) -> None:
    for step in drill.steps:
        standing = at(drill, step)
        assert standing.prompt
        assert standing.prompt.context in (Context.STEP, Context.QUIZ)
        for number, label in enumerate(labels(step), start=1):
            forms = (label, fold(label), label.upper(), f"“{label}”", f"{label} ạ",
                     f"tôi chọn {number}", f"{number}. {label}", f"chọn {label.lower()}")  # fmt: skip
            for text in forms:
                turn = does(standing, TextSent(text))
                assert not any(isinstance(one, HelpAsked) for one in turn.facts), (step.id, text)
            for text in (label, fold(label), str(number)):
                turn = does(standing, TextSent(text))
                run = turn.standing.run
                assert step.is_quiz or run is None or run.step != step.id, (step.id, text)


@every_drill
@pytest.mark.parametrize(
    "cry", ["bị lừa", "toi vua chuyen tien cho no roi", "nó bảo tôi đọc mã otp tôi đọc rồi", "mat het tien roi"]
)  # fmt: skip
def test_a_cry_for_help_in_the_middle_is_heard(drill: Lesson, cry: str) -> None:
    for step in drill.steps:
        turn = does(at(drill, step), TextSent(cry))
        assert [one.danger for one in turn.facts if isinstance(one, HelpAsked)] == [True], step.id
        assert turn.standing.run == at(drill, step).run


@every_drill
def test_each_scene_tells_the_sign_or_why_it_can_be_trusted(drill: Lesson) -> None:
    for step in drill.steps:
        onward = {choice.target for choice in step.choices} - {None, ASK_HUMAN}
        if len(onward) < 2:
            continue
        for target in onward:
            debrief = drill.step(target or "")
            assert debrief
            assert any(
                words in debrief.text_for(None) for words in ("Dấu hiệu", "dấu hiệu", "tin được")
            )
