"""Calls for help: how long each may take, what a helper is shown of any step there is, and whose words are whose."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.calendar import after_waking
from bot.calls import Kind, Stage, others_asked_at, waited
from bot.console import calls
from bot.console.call_orders import OpenCalls
from bot.console.calls import Case
from bot.helping import suiting, visit_meant
from bot.message import Message
from bot.scene import BUBBLE, Scene
from bot.standing import Honorific, Standing
from bot.talking import ends_well
from bot.turn import School
from bot.typed import as_typed
from bot.update import Sender
from lessons.catalogue import read_catalogue
from lessons.lesson import Course, Lesson, Step

CATALOG = Path(__file__).parents[2] / "lessons" / "catalog"
LESSONS = read_catalogue(CATALOG, today=date(2026, 11, 24)).lessons
HOURS = timedelta(hours=1)
NO_DAYS_OFF: tuple[date, ...] = ()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In Vietnam, in November 2026; the 24th is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - 7 * HOURS


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (at(24, 8), at(24, 10)),
        (at(24, 10), at(24, 14)),  # past the midday rest
        (at(24, 12), at(24, 15, 30)),
        (at(24, 19, 30), at(25, 8)),  # past the night
        (at(24, 23), at(25, 9)),
    ],
)
def test_two_hours_are_counted_while_people_are_awake(since: datetime, until: datetime) -> None:
    assert after_waking(since, 2 * HOURS, NO_DAYS_OFF) == until
    assert others_asked_at(Stage.MEMBER, since, NO_DAYS_OFF, danger=False) == until


def test_a_day_off_is_nobody_s_waiting_time_but_danger_waits_for_no_day() -> None:
    off = (date(2026, 11, 25), date(2026, 11, 26))
    assert after_waking(at(24, 19, 30), 2 * HOURS, off) == at(27, 8)
    assert others_asked_at(Stage.LEADER, at(24, 9), off, danger=False) == at(27, 7)
    assert others_asked_at(Stage.LEADER, at(24, 23), off, danger=True) == at(24, 23, 30)
    assert others_asked_at(Stage.COMMUNE, at(24, 9), off, danger=True) is None


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "vừa xong"),
        (59, "59 phút"),
        (60, "1 giờ"),
        (23 * 60 + 59, "23 giờ"),
        (48 * 60, "2 ngày"),
    ],
)
def test_how_long_somebody_waits_is_told_in_words(minutes: int, said: str) -> None:
    assert waited(at(24, 9), at(24, 9) + timedelta(minutes=minutes)) == said


def test_days_are_named_since_a_call_may_be_read_on_another() -> None:
    assert suiting(at(24, 23)) == [
        ("Sáng mai", "sáng thứ tư 25/11"),
        ("Chiều mai", "chiều thứ tư 25/11"),
        ("Cuối tuần", "cuối tuần, từ thứ bảy 28/11"),
    ]


def case(lesson: Lesson, step: Step, kind: Kind = Kind.HELP, *, danger: bool = False) -> Case:
    name = "Nguyễn Thị Phương Lan Hậu Lộc"
    wish = "sáng thứ năm, sau khi đi chợ về"
    return Case(
        7, name, Honorific.CO, None, lesson, step, kind, danger, wish, at(24, 9)
    )  # fmt: skip


STEPS = [(lesson, step) for lesson in LESSONS for step in lesson.steps]


@pytest.mark.parametrize("honorific", list(Honorific))
def test_whatever_the_step_a_helper_s_screen_is_two_short_bubbles(honorific: Honorific) -> None:
    scene = Scene(School(Course()), Standing(honorific=honorific), Sender("a", "b"), at(24, 12))
    assert len(STEPS) > 100
    for lesson, step in STEPS:
        for kind in Kind:
            one = case(lesson, step, kind, danger=kind is Kind.HELP)
            assert len(calls.call(one).text) <= BUBBLE
            for mine in (True, False):
                turn = calls.show(scene, one, mine=mine).turn()
                assert 1 <= len(turn.messages) <= 2
                for bubble in turn.messages:
                    assert isinstance(bubble, Message)
                    assert 0 < len(bubble.text) <= BUBBLE, bubble.text
                    assert "{" not in bubble.text
                    assert all(len(option.label) <= 32 for option in bubble.options)
        assert all("{" not in calls.ready(case(lesson, step), number) for number in range(4))


def test_a_long_list_has_pages_that_come_round_and_labels_that_keep_the_time() -> None:
    scene = Scene(School(Course()), Standing(), Sender("a", "b"), at(24, 12))
    waiting = [case(*STEPS[n]) for n in range(7)]
    seen = []
    for page in range(4):
        order = OpenCalls(1, 0, page)
        (bubble,) = calls.show_list(scene, waiting[:1], waiting, order).turn().messages
        assert isinstance(bubble, Message)
        assert len(bubble.options) <= 5
        seen.append([option.label for option in bubble.options])
    assert seen[0][:2] == ["Đang giúp: cô Nguyễn Thị Phương…", "Cô Nguyễn Thị Phương…, chờ 3 giờ"]
    assert seen[3] == seen[0]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("xong", True), ("Xong rồi ạ", True), ("dạ xong rồi, cảm ơn cháu", True),
        ("làm được rồi nhé", True), ("cảm ơn cháu nhiều lắm", True), ("dạ cảm ơn cô", True),
        ("chưa xong", False), ("xong bước 2 rồi làm gì", False), ("được", False),
        ("cảm ơn, mai cô sang nhé", False), ("xong chưa cháu", False), ("bấm rồi", False),
    ],
)  # fmt: skip
def test_either_side_ends_it_only_by_saying_nothing_else(text: str, ends: bool) -> None:
    assert ends_well(as_typed(text)) is ends


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("đến nhà giúp tôi", True), ("Den nha giup toi voi", True), ("nhờ ai sang nhà chỉ giúp", True),
        ("có ai tới tận nhà hướng dẫn tôi không", True), ("giúp tôi tại nhà", True),
        ("công an đến nhà xem giấy tờ", False), ("giúp tôi với", False), ("về nhà rồi", False),
        ("đến nhà văn hóa học", False),
    ],
)  # fmt: skip
def test_a_visit_is_wished_for_in_many_words(text: str, meant: bool) -> None:
    assert (visit_meant(as_typed(text).plain) is not None) is meant
