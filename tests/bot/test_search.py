"""Free questions find the lesson that answers, among three lessons and among twenty-four."""

from collections import Counter
from dataclasses import replace

import pytest

from bot.folding import Word
from bot.intents import Intent, understand
from bot.search import NOTHING, search
from bot.standing import Context
from bot.teencode import read
from lessons.lesson import Course
from tests.bot.confusion import (
    PAGE,
    Utterance,
    catalogue,
    half,
    held,
    measured,
    milliseconds,
    page_figures,
    said,
    written,
)
from tests.bot.full_course import full_course

COURSE = full_course()
SERVED = catalogue()

QUESTIONS = [
    ("cai vneid kieu chi rua chau", "L07"),
    ("Mức 2 là cái gì, ở nhà làm được không?", "L07"),
    ("quen mat khau vneid thi mần răng", "L08"),
    ("mất điện thoại có sao không, lo quá", "L08"),
    ("dua bang lai xe vao dien thoai", "L09"),
    ("sao so suc khoe cua toi trong tron", "L10"),
    ("xin giay xac nhan noi o cho con di hoc", "L12"),
    ("nộp hồ sơ rồi chừ xem ở mô", "L13"),
    ("trả lệ phí bằng cách chi", "L13"),
    ("ky so bi loi, quên mã pin", "L14"),
    ("ngan hang bat quay mat mai khong duoc", "L15"),
    ("đi chợ trả tiền bằng điện thoại thế nào", "L16"),
    ("lương hưu tháng này chưa thấy về", "L17"),
    ("dong tien dien nha toi bang điện thoại", "L18"),
    ("mua hang tren shopee co bi lua khong", "L19"),
    ("nhà có 2 tạ cam muốn bán trên mạng", "L20"),
    ("co nguoi goi xung cong an bao vneid bi loi", "L05"),
    ("lo bam vao link roi, sợ quá", "L06"),
    ("vào nhóm zalo thôn bằng cách mô", "L03"),
    ("đường xóm tối thui, báo cho xã ở đâu", "L22"),
    ("mat khau nao cung bi bao yeu", "L04"),
    ("tải app ở mô cho an toàn", "L02"),
    ("hoi con ai no viet don cho toi duoc khong", "L23"),
]


def words(text: str) -> tuple[Word, ...]:
    return read(text).words


@pytest.mark.parametrize(("text", "code"), QUESTIONS)
def test_the_lesson_that_must_answer_comes_first(text: str, code: str) -> None:
    found = understand(text, Context.NONE, (), COURSE)
    assert found.intent in (Intent.QUESTION, Intent.DANGER)
    assert found.lessons[0] == code.lower()
    assert len(found.lessons) <= 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ky so bi loi, quên mã pin", "L14"),
        ("tải app ở mô cho an toàn", "L02"),
        ("tai ung dung the nao", "L02"),
        ("lam chu ky so mat bao nhieu tien", "L14"),
        ("vào cổng dịch vụ công kiểu gì", "L11"),
        ("dich vu cong la trang nao", "L11"),
    ],
)
def test_the_lessons_that_are_served_answer(text: str, code: str) -> None:
    found = understand(text, Context.NONE, (), SERVED)
    assert found.intent is Intent.QUESTION
    best = SERVED.lesson(found.lessons[0])
    assert best is not None
    assert best.code == code


@pytest.mark.parametrize(("text", "code"), QUESTIONS)
def test_the_served_lesson_that_must_answer_comes_first(text: str, code: str) -> None:
    lesson = SERVED.lesson(understand(text, Context.NONE, (), SERVED).lessons[0])
    assert lesson is not None
    assert lesson.code == code


@pytest.mark.parametrize("text", ["bo nho day roi", "may doi the ngan hang", "het bo nho"])
def test_a_trouble_finds_its_step(text: str) -> None:
    hit = search(words(text), SERVED)
    lesson = SERVED.lesson(hit.lessons[0])
    assert lesson is not None
    assert hit.step is not None
    step = lesson.step(hit.step)
    assert step is not None
    assert step.troubles


@pytest.mark.parametrize(
    "text", ["", "trời mưa to quá", "con gà nhà bác đẻ trứng", "bác ơi", "asdf qwer", "là gì"]
)
def test_chatter_finds_nothing(text: str) -> None:
    assert search(words(text), COURSE) == NOTHING
    assert search(words(text), SERVED) == NOTHING


def test_no_lessons_no_answer() -> None:
    assert search(words("cài vneid"), Course()) == NOTHING


def test_an_edited_course_is_searched_anew() -> None:
    """The index is found again by the course's value, never by its place in memory."""
    assert search(words("máy cày kubota"), COURSE) == NOTHING
    edited = Course((replace(COURSE.lessons[0], keywords=("máy cày kubota",)), *COURSE.lessons[1:]))
    assert search(words("máy cày kubota"), edited).lessons == ("l01",)
    assert search(words("máy cày kubota"), full_course()) == NOTHING


def test_marks_tell_words_apart() -> None:
    """ "Lúa" is rice, "lừa" is fraud; without marks it may be either."""
    assert search(words("ban cam"), COURSE).lessons[:1] == ("l20",)
    assert "l05" not in search(words("giống lúa mới"), COURSE).lessons


def test_a_slip_of_the_finger_is_forgiven() -> None:
    assert search(words("shopeee ban chay"), COURSE).lessons[:1] == ("l19",)


@pytest.mark.parametrize(
    ("lines", "first", "among"),
    [(half("fresh"), 0.92, 0.95), (held(), 0.9, 0.95)],
    ids=["fresh", "held"],
)
def test_questions_find_their_lesson(
    lines: tuple[Utterance, ...], first: float, among: float
) -> None:
    figures = measured(lines, SERVED)
    assert figures.first / figures.lessons >= first
    assert figures.among_three / figures.lessons >= among
    if figures.steps:
        assert figures.right_steps / figures.steps >= 0.75


def test_every_lesson_is_asked_for_in_many_ways() -> None:
    asked = Counter(u.lesson for u in said() if u.lesson is not None)
    assert set(asked) == {one.code for one in SERVED.lessons if one.practice_of is None}
    assert min(asked.values()) >= 8


@pytest.mark.parametrize(
    ("text", "code"),
    [("ho so cua toi den dau roi", "L13"), ("hồ sơ của tôi đến đâu rồi", "L13"), ("cho bang lai vao dien thoai", "L09")],
)  # fmt: skip
def test_what_is_named_in_dull_words_alone_is_found(text: str, code: str) -> None:
    """ "Hồ sơ" and "bằng lái" without marks are "họ", "sợ", "bằng" and "lại", which are in every question."""
    lesson = SERVED.lesson(search(words(text), SERVED).lessons[0])
    assert lesson is not None
    assert lesson.code == code


def test_a_search_of_the_whole_catalogue_takes_less_than_five_milliseconds() -> None:
    taken = milliseconds([words(u.text) for u in said()], SERVED)
    assert sum(taken) / len(taken) < 5


def test_the_page_says_what_the_command_computes_now() -> None:
    page = PAGE.read_text("utf-8")
    assert written(page, page_figures(SERVED)) == page, "python tests/bot/confusion.py --write"
