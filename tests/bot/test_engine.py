"""What take_turn promises for any learner who does anything at all, on the real lessons."""

import ast
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import wording
from bot.address import fill
from bot.engine import take_turn
from bot.message import Mark, Message
from bot.scene import BUBBLE
from bot.serial import standing_from_json, standing_to_json
from bot.standing import (
    AnswerReview,
    Consent,
    Context,
    GoBack,
    GoOn,
    Reminders,
    Run,
    Standing,
)
from bot.text import LONGEST, utf16_length
from bot.turn import (
    DueSet,
    LessonFinished,
    LessonStarted,
    QuizAnswered,
    RunMoved,
    School,
    StepDone,
    StepShown,
    Turn,
)
from bot.update import (
    Address,
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatKind,
    ChatOpened,
    Content,
    DueCame,
    DueKind,
    GroupMoved,
    MediaKind,
    MediaSent,
    Sender,
    TextSent,
    Update,
)
from lessons.catalogue import read_catalogue
from lessons.lesson import Course, Device, Lesson, Line, QuizOption, Step

ROOT = Path(__file__).parent.parent.parent
START = datetime(2026, 11, 24, 2, tzinfo=UTC)
COURSE = Course(read_catalogue(ROOT / "lessons/catalog").lessons)
SCHOOL = School(COURSE, frozenset({date(2026, 11, 26)}))
LEARNING = (LessonStarted, StepShown, StepDone, QuizAnswered, LessonFinished, RunMoved, DueSet)

TEXTS = st.one_of(
    st.sampled_from(
        [
            "xong",
            "xong roi",
            "khong",
            "dong y",
            "co",
            "1",
            "2",
            "3",
            "9",
            "a",
            "giup voi",
            "gap nguoi",
            "lui lai",
            "nhac lai",
            "menu",
            "dung",
            "thoi",
            "de sau",
            "hoc tiep",
            "cam on",
            "chao chau",
            "xoa du lieu",
            "du lieu cua toi",
            "bi lua mat tien",
            "otp la 482913",
            "cai ung dung",
            "chu ky so",
            "goi toi la chu",
            "may iphone",
            "doi may",
            "bo qua",
            "blubb",
            "???",
            "dung nhac",
            "👍",
            "/menu",
            "/giup",
            "/xoadulieu",
            "/start L11",
            "bac",
            "anh",
            "android",
            "chữ ký số là gì",
            "Có, nhắc giúp",
        ]
    ),
    st.text(max_size=30),
)
PRESSES = st.tuples(st.sampled_from(["current", "old", "forged"]), st.integers(0, 6))
WAITS = st.sampled_from([0, 1, 5, 30, 3600, 86_400, 4 * 86_400, 40 * 86_400])
DUES = st.builds(
    DueCame,
    st.sampled_from(DueKind),
    st.sampled_from([lesson.id for lesson in COURSE.lessons] + ["khong-co"]),
    st.sampled_from(["do-link-la", "do-ma-pin", "mo-kho", ""]),
    st.integers(1, 4),
)
CONTENTS = st.one_of(
    TEXTS.map(TextSent),
    TEXTS.map(TextSent),
    PRESSES,
    PRESSES,
    PRESSES,
    DUES,
    st.builds(MediaSent, st.sampled_from(MediaKind), st.sampled_from(["", "👍", "😴"]), st.just("")),
    st.sampled_from([ChatOpened(), ChatOpened("L02"), ChatOpened("x"), BotBlocked(), BotUnblocked()]),
    st.just(GroupMoved("g2")),
)  # fmt: skip


# Texts that never move anybody who is in a lesson, forwards or back.
STAYING = [
    TextSent(text)
    for text in ("giup voi", "nhac lai", "menu", "cam on", "chao chau", "otp la 482913", "may iphone",
                 "goi toi la chu", "dung nhac", "du lieu cua toi", "bi lua mat tien", "/giup")
]  # fmt: skip


def update(content: Content, at: datetime, kind: ChatKind = ChatKind.PRIVATE) -> Update:
    return Update("k", Address("test", "lan", kind), Sender("lan", "Lan"), content, at)


def turn(
    standing: Standing, content: Content, at: datetime = START, school: School = SCHOOL
) -> Turn:
    return take_turn(school, standing, update(content, at), at)


def press_token(standing: Standing, kind: str, number: int) -> str:
    seq = standing.prompt.seq if standing.prompt else 0
    match kind:
        case "current":
            return f"{seq}:{number}"
        case "old":
            return f"{max(seq - 1 - number, 0)}:{number}"
        case _:
            return ["", ":", "a:b", f"{seq}:-1", f"{seq + 7}:0", "9" * 64, "²:³"][number]


def meant_to_go_back(standing: Standing, token: str) -> bool:
    """Did the learner choose an answer that leads back: "Lùi lại", or one that an author wrote so?"""
    prompt, run = standing.prompt, standing.run
    seq, _, number = token.partition(":")
    if prompt is None or run is None or str(prompt.seq) != seq or not number.isdigit():
        return False
    if int(number) >= len(prompt.offers):
        return False
    match prompt.offers[int(number)].action:
        case GoBack():
            return True
        case GoOn(target):
            return target in run.trail
        case _:
            return False


def check(standing: Standing, made: Turn, kind: str, token: str) -> None:
    bubbles = [one for one in made.messages if isinstance(one, Message)]
    assert len(bubbles) <= 2
    for bubble in bubbles:
        assert bubble.text.strip()
        assert utf16_length(bubble.text) <= LONGEST
        assert len(bubble.options) <= 5
        assert len({option.token for option in bubble.options}) == len(bubble.options)
    after = made.standing
    if after.prompt is not None and after.prompt.context in (Context.STEP, Context.QUIZ):
        assert len(after.prompt.offers) <= 3
    assert after.seq >= standing.seq or after == Standing()
    assert standing_from_json(standing_to_json(after)) == after
    if after.consent is not Consent.GRANTED:
        assert not [fact for fact in made.facts if isinstance(fact, LEARNING)]
    if kind == "old":
        assert after.run is None or standing.run is None or after.run == standing.run
    if standing.device is not None and after.device is not None:
        assert max((len(bubble.text) for bubble in bubbles), default=0) <= BUBBLE
    if kind and not meant_to_go_back(standing, token):
        assert trail(after) >= trail(standing) or after.run is None or is_other_run(standing, after)


def trail(standing: Standing) -> int:
    return len(standing.run.trail) if standing.run else 0


def is_other_run(before: Standing, after: Standing) -> bool:
    return before.run is None or after.run is None or before.run.number != after.run.number


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(CONTENTS, WAITS), max_size=40),
    st.sampled_from([Consent.UNASKED, Consent.GRANTED, Consent.DECLINED]),
    st.sampled_from([None, Device.ANDROID, Device.IPHONE]),
    st.booleans(),
)
def test_whatever_happens_the_turn_keeps_its_promises(
    happenings: list[tuple[Content | tuple[str, int], int]],
    consent: Consent,
    device: Device | None,
    reminded: bool,
) -> None:
    standing = Standing(consent=consent, device=device, settled=consent is Consent.GRANTED)
    standing = replace(standing, reminders=Reminders(wanted=reminded))
    if consent is not Consent.UNASKED:
        standing = turn(replace(standing, settled=True), ChatOpened("L02")).standing
    now = START
    for happening, wait in happenings:
        now += timedelta(seconds=wait)
        kind, token = "", ""
        if isinstance(happening, tuple):
            kind = happening[0]
            token = press_token(standing, *happening)
            content: Content = ButtonPressed(token, "m")
        else:
            content = happening
        made = turn(standing, content, now)
        assert turn(standing, content, now) == made
        check(standing, made, kind, token)
        before, standing = standing, made.standing
        if kind == "current" and standing.answered_seq > before.answered_seq:  # a double tap
            assert turn(standing, content, now + timedelta(seconds=9)) == Turn(standing)
        if content in STAYING:
            assert standing.run == before.run or before.run is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=1, max_size=60))
def test_the_step_shown_is_always_the_runs_and_runs_end(presses: list[int]) -> None:
    """Walking about with buttons alone: the bubble waited on is about where the run stands."""
    standing = turn(Standing(Consent.GRANTED, settled=True), ChatOpened("L14")).standing
    for number in presses:
        prompt = standing.prompt
        if prompt is None:
            break
        token = f"{prompt.seq}:{number % max(1, len(prompt.offers))}"
        standing = turn(standing, ButtonPressed(token)).standing
        prompt, run = standing.prompt, standing.run
        if run is not None and prompt is not None and prompt.lesson is not None:
            assert (prompt.lesson, prompt.step) == (run.lesson, run.step)


def course_of(count: int) -> Course:
    groups = ("K0", "K3", "K9")
    return Course(
        tuple(
            Lesson(
                f"bai-{n}", f"L{n:02}", f"Bài số {n}", groups[n % 3], 5, "Mở đầu.",
                (Step("mot", "Một", (Line("Làm."),)),), "Thấy chữ.",
            )
            for n in range(count)
        )
    )  # fmt: skip


def labels(made: Turn) -> list[str]:
    last = [one for one in made.messages if isinstance(one, Message)][-1]
    return [option.label for option in last.options]


def test_a_long_course_is_shown_in_groups_and_pages_of_five() -> None:
    school = School(course_of(18))
    standing = Standing(Consent.GRANTED, settled=True, finished={"bai-0": START})
    made = turn(standing, TextSent("menu"), school=school)
    assert labels(made) == [
        "Điện thoại và ứng dụng (1/6 bài)",
        "An toàn, tránh lừa đảo (0/6 bài)",
        "K9 (0/6 bài)",
    ]
    made = turn(made.standing, TextSent("1"), school=school)
    assert labels(made) == ["Bài số 0 ✓", "Bài số 3", "Bài số 6", "Bài số 9", "Xem thêm"]
    made = turn(made.standing, TextSent("5"), school=school)
    assert labels(made) == ["Bài số 12", "Bài số 15", "Nhóm khác", "Trang đầu"]
    made = turn(made.standing, TextSent("2"), school=school)
    assert made.standing.run is not None
    assert made.standing.run.lesson == "bai-15"


def test_a_group_gets_no_turn() -> None:
    at_group = update(TextSent("menu"), START, ChatKind.GROUP)
    made = take_turn(SCHOOL, Standing(), at_group, START)
    assert made == Turn(Standing())


def test_a_press_is_marked_after_the_replies() -> None:
    made = turn(Standing(), TextSent("chào"))
    assert made.standing.prompt is not None
    made = turn(made.standing, ButtonPressed(f"{made.standing.prompt.seq}:0", "m7"))
    assert made.messages[-1] == Mark("m7", "ĐỒNG Ý")


def test_buttons_from_before_an_erasure_do_nothing() -> None:
    """Else an old "ĐỒNG Ý" could consent for somebody who has just deleted everything."""
    first = turn(Standing(), TextSent("chào"))
    assert first.standing.prompt is not None
    old = f"{first.standing.prompt.seq}:0"
    asked = turn(turn(first.standing, ButtonPressed(old)).standing, TextSent("xóa dữ liệu"))
    erased = turn(asked.standing, TextSent("có"), START + timedelta(seconds=60))
    assert erased.standing == Standing()
    later = START + timedelta(seconds=90)
    again = turn(erased.standing, TextSent("chào"), later)
    made = turn(again.standing, ButtonPressed(old), later)
    assert made.standing.consent is Consent.UNASKED


def test_an_option_that_an_edit_replaced_is_not_judged() -> None:
    def school(*options: str) -> School:
        quiz = Step(
            "do", "Đố", (Line("?"),),
            options=tuple(QuizOption(one, one == "phải", "Vì thế.") for one in options),
        )  # fmt: skip
        return School(Course((Lesson("b", "L01", "B", "K0", 1, "", (quiz,), ""),)))

    standing = Standing(Consent.GRANTED, settled=True)
    made = turn(standing, ChatOpened("b"), school=school("không", "phải"))
    assert made.standing.prompt is not None
    token = f"{made.standing.prompt.seq}:0"
    made = turn(made.standing, ButtonPressed(token), school=school("phải", "không"))
    assert not [fact for fact in made.facts if isinstance(fact, QuizAnswered)]
    assert labels(made) == ["phải", "không"]


def test_a_lesson_for_the_other_phone_and_one_without_steps_do_no_harm() -> None:
    only_iphone = Step("mot", "Một", (Line("Chạm.", Device.IPHONE),))
    lessons = (
        Lesson("ip", "L01", "Chỉ iPhone", "K0", 1, "", (only_iphone,), ""),
        Lesson("rong", "L02", "Rỗng", "K0", 1, "", (), ""),
    )
    school = School(Course(lessons))
    standing = Standing(Consent.GRANTED, device=Device.ANDROID, settled=True)
    for lesson in ("ip", "rong"):
        made = turn(standing, ChatOpened(lesson), school=school)
        assert turn(made.standing, TextSent("xong"), school=school).messages


def test_after_a_change_of_phone_the_learner_stands_at_a_step_of_that_phone() -> None:
    lesson = Lesson(
        "b", "L01", "B", "K0", 1, "",
        (
            Step("mot", "Một", (Line("Vuốt.", Device.ANDROID),)),
            Step("hai", "Hai", (Line("Chạm."),)),
        ),
        "",
    )  # fmt: skip
    school = School(Course((lesson,)))
    standing = Standing(
        Consent.GRANTED, device=Device.ANDROID, settled=True, run=Run(1, "b", "mot", ""), runs=1
    )
    made = turn(standing, TextSent("máy iphone"), school=school)
    assert made.standing.run is not None
    assert made.standing.run.step == "hai"


@pytest.mark.parametrize("hour", [4, 5, 14, 22])  # UTC: midday rest, and the night in Thanh Hóa
def test_a_due_in_a_quiet_hour_is_put_off(hour: int) -> None:
    now = START.replace(hour=hour, minute=45)
    standing = Standing(Consent.GRANTED, settled=True, reminders=Reminders(wanted=True))
    standing = replace(standing, run=Run(1, "cai-ung-dung", "mo-kho", ""), runs=1)
    made = turn(standing, DueCame(DueKind.REMINDER, "cai-ung-dung"), now)
    assert made.messages == ()
    (due,) = made.facts
    assert isinstance(due, DueSet)
    assert due.at > now
    assert turn(standing, DueCame(DueKind.REMINDER, "cai-ung-dung"), due.at).messages


def test_a_due_without_a_reason_is_silent() -> None:
    wanted = Standing(Consent.GRANTED, settled=True, reminders=Reminders(wanted=True))
    running = replace(wanted, run=Run(1, "cai-ung-dung", "mo-kho", ""))
    reminder = DueCame(DueKind.REMINDER, "cai-ung-dung")
    unwanted = replace(running, reminders=Reminders())
    elsewhere = replace(wanted, run=Run(2, "chu-ky-so", "chon-cach", ""))
    tired = replace(running, reminders=Reminders(wanted=True, unanswered=3))
    for standing in (wanted, unwanted, elsewhere, tired, Standing()):
        assert turn(standing, reminder) == Turn(standing)
    review = DueCame(DueKind.REVIEW, "cai-ung-dung", "do-link-la")
    assert turn(running, review) == Turn(running)  # not finished


def test_a_third_message_within_a_week_waits() -> None:
    sent = (START - timedelta(days=5), START - timedelta(days=2))
    standing = Standing(
        Consent.GRANTED, settled=True, run=Run(1, "cai-ung-dung", "mo-kho", ""),
        reminders=Reminders(wanted=True, sent=sent),
    )  # fmt: skip
    made = turn(standing, DueCame(DueKind.REMINDER, "cai-ung-dung"))
    assert made.messages == ()
    (due,) = made.facts
    assert isinstance(due, DueSet)
    assert due.at > START + timedelta(days=1)


def test_a_review_in_the_middle_of_a_lesson_leads_back_to_it() -> None:
    standing = Standing(
        Consent.GRANTED, device=Device.ANDROID, settled=True,
        finished={"chu-ky-so": START - timedelta(days=2)},
        run=Run(2, "cai-ung-dung", "go-ten", "", ("mo-kho",)), runs=2,
        reminders=Reminders(wanted=True),
    )  # fmt: skip
    asked = turn(standing, DueCame(DueKind.REVIEW, "chu-ky-so", "do-ma-pin"))
    assert asked.standing.prompt is not None
    assert all(isinstance(offer.action, AnswerReview) for offer in asked.standing.prompt.offers)
    answered = turn(asked.standing, TextSent("2"))
    assert QuizAnswered(0, "chu-ky-so", "do-ma-pin", 1, True, review=True) in answered.facts
    assert answered.standing.run == standing.run
    assert labels(answered) == ["Xong rồi", "Chưa được", "Lùi lại"]


@pytest.mark.parametrize("file", sorted((ROOT / "bot").glob("*.py")), ids=lambda file: file.name)
def test_the_conversation_imports_only_itself_the_lessons_and_the_standard_library(
    file: Path,
) -> None:
    roots = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            roots.add((node.module or "").split(".")[0])
    # orjson is json, only faster: text in, values out, and no door to the outside.
    ours = {"bot", "lessons"} | ({"orjson"} if file.name == "serial.py" else set())
    assert roots <= ours | sys.stdlib_module_names


def test_who_comes_back_after_a_block_is_reminded_again() -> None:
    standing = Standing(
        Consent.GRANTED, settled=True, run=Run(2, "cai-ung-dung", "mo-kho", ""),
        finished={"chu-ky-so": START}, reminders=Reminders(wanted=True),
    )  # fmt: skip
    blocked = turn(standing, BotBlocked())
    back = turn(blocked.standing, BotUnblocked(), START + timedelta(hours=1))
    kinds = {fact.kind for fact in back.facts if isinstance(fact, DueSet)}
    assert kinds == {DueKind.REMINDER, DueKind.REVIEW}


def test_a_remark_that_fits_only_without_the_gap_below_it_gets_a_bubble_of_its_own() -> None:
    remark = fill(wording.NO_PICTURES, None)
    for room in range(4):  # the head of a step, its text, and between remark and step an empty line
        head = wording.STEP_HEAD.format(bước=1, tất=1, tên="A")
        words = "a" * (BUBBLE - room - len(remark) - len(head) - len("\n"))
        step = Step("a", "A", (Line(words),))
        school = School(Course((Lesson("b", "L01", "B", "K0", 1, "", (step,), ""),)))
        standing = Standing(consent=Consent.GRANTED, settled=True, device=Device.ANDROID)
        standing = turn(standing, ChatOpened("L01"), school=school).standing
        bubbles = turn(standing, MediaSent(MediaKind.PHOTO), school=school).messages
        assert [len(bubble.text) for bubble in bubbles if isinstance(bubble, Message)] == (
            [BUBBLE - room + 2] if room > 1 else [len(remark), BUBBLE - room - len(remark)]
        )
