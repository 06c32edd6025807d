"""Nobody is kept at a question for ever, and what was wrong is still known."""

from datetime import UTC, datetime

from bot.engine import take_turn
from bot.message import Message
from bot.quiz import MOST_WRONG
from bot.standing import Consent, Standing
from bot.turn import LessonFinished, QuizAnswered, School, Turn
from bot.update import Address, ChatOpened, Content, Sender, TextSent, Update
from lessons.lesson import Course, Lesson, Line, QuizOption, Step

QUIZ = Step(
    "do-vui",
    "Đố vui",
    (Line("Có người hỏi mã OTP. {Bác} làm gì?"),),
    options=(QuizOption("Đọc", False, "Chưa nên ạ."), QuizOption("Không", True, "Đúng rồi ạ.")),
)
LESSON = Lesson("mot", "L01", "Bài một", "K0", 5, "Mở đầu.", (QUIZ,), "Thử xem.")
SCHOOL = School(Course((LESSON,)))
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)


def turn(standing: Standing, content: Content) -> Turn:
    update = Update("k", Address("zalo-bot", "lan"), Sender("lan"), content, NOW)
    return take_turn(SCHOOL, standing, update, NOW)


def said(made: Turn) -> str:
    return "\n".join(one.text for one in made.messages if isinstance(one, Message))


def test_after_some_wrong_answers_the_right_one_is_told_and_the_lesson_ends() -> None:
    made = turn(Standing(Consent.GRANTED, settled=True), ChatOpened("L01"))
    answers = []
    for n in range(1, MOST_WRONG + 1):
        made = turn(made.standing, TextSent("1"))
        answers += [fact for fact in made.facts if isinstance(fact, QuizAnswered)]
        is_last = n == MOST_WRONG
        assert ("đáp án là “Không”" in said(made)) is is_last
        assert any(isinstance(fact, LessonFinished) for fact in made.facts) is is_last
    assert [answer.correct for answer in answers] == MOST_WRONG * [False]
    assert "mot" in made.standing.finished


def test_each_question_is_counted_anew() -> None:
    made = turn(Standing(Consent.GRANTED, settled=True), ChatOpened("L01"))
    made = turn(made.standing, TextSent("1"))
    assert made.standing.run is not None
    assert made.standing.run.wrong == 1
    made = turn(made.standing, TextSent("2"))
    made = turn(made.standing, ChatOpened("L01"))
    assert made.standing.run is not None
    assert made.standing.run.wrong == 0
