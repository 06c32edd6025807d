"""What people type is taken for what they mean, whatever the marks, the dialect and the fingers do."""

import time
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.folding import fold
from bot.intents import Intent, Understanding, understand
from bot.standing import Context
from lessons.lesson import Lesson
from tests.bot.confusion import (
    LABELS,
    Utterance,
    catalogue,
    half,
    heard,
    held,
    measured,
    said,
    table,
)
from tests.bot.full_course import full_course

SERVED = catalogue()
COURSE = full_course()
ANY_TEXT = st.text(st.characters(), max_size=300)
CONTEXTS = st.sampled_from(list(Context))
LABEL_SETS = st.sampled_from(
    [(), ("Xong rồi", "Máy tôi khác"), ("Đồng ý", "Không"), *LABELS.values()]
)

DONE_PHRASES = [u.text for u in table() if u.intent == "done" and any(map(str.isalpha, u.text))]
DANGER_PHRASES = [u.text for u in table() if u.intent == "danger"]
POLITE = [
    "dạ",
    "vâng",
    "ạ",
    "nhé",
    "nha",
    "nhá",
    "hỉ",
    "hè",
    "với",
    "giùm",
    "cháu ơi",
    "con ơi",
    "em ơi",
    "ad ơi",
]
POLITE_BEFORE = [
    "dạ",
    "vâng",
    "cháu ơi",
    "con ơi",
    "em ơi",
    "bác",
    "bà",
    "ông",
    "tôi",
    "tui",
    "mình",
    "choa",
]
NEGATIONS = ["chưa", "không", "ko", "k", "chua", "khong", "nỏ", "chẳng", "hông", "chả", "vẫn chưa"]


@lru_cache(maxsize=1)
def as_heard() -> tuple[tuple[Utterance, str], ...]:
    """All labelled lines and how each is heard, worked out once for several tests."""
    return tuple((u, heard(u, SERVED)) for u in (*table(), *said(), *held()))


def meant(text: str, context: Context = Context.STEP, labels: tuple[str, ...] = ()) -> Intent:
    return understand(text, context, labels, SERVED).intent


@pytest.mark.parametrize("utterance", table(), ids=lambda u: f"{u.context}-{u.intent}-{u.text}")
def test_every_phrase_of_the_table(utterance: Utterance) -> None:
    assert heard(utterance, SERVED) == utterance.intent


@pytest.mark.parametrize(
    ("lines", "share"),
    [(half("tuned"), 0.97), (half("fresh"), 0.94), (held(), 0.92)],
    ids=["tuned", "fresh", "held"],
)
def test_most_of_what_is_said_is_understood(lines: tuple[Utterance, ...], share: float) -> None:
    figures = measured(lines, SERVED)
    assert figures.said > 100
    assert figures.right / figures.said > share


@pytest.mark.parametrize("intent", ["danger", "secret"])
def test_danger_and_secrets_are_never_missed(intent: str) -> None:
    missed = [u for u, got in as_heard() if u.intent == intent and got != intent]
    assert missed == []


def test_danger_is_seldom_seen_where_none_is() -> None:
    """A false alarm frightens; but a card too many is better than one too few."""
    called = [u for u, got in as_heard() if got == "danger"]
    assert sum(u.intent == "danger" for u in called) / len(called) > 0.93


@pytest.mark.parametrize("intent", ["stop", "delete_data", "done"])
def test_nothing_is_taken_for_an_order_that_is_none(intent: str) -> None:
    wrongly = [u for u, got in as_heard() if u.intent != intent and got == intent]
    assert wrongly == []


@given(ANY_TEXT, CONTEXTS, LABEL_SETS)
def test_any_text_is_answered(text: str, context: Context, labels: tuple[str, ...]) -> None:
    found = understand(text, context, labels, COURSE)
    if found.intent is Intent.OPTION:
        assert found.option is not None
        assert 0 <= found.option < len(labels)
    if found.intent is Intent.UNKNOWN:
        assert found.lessons == ()
    assert (len(found.readings) > 1) == (found.intent is Intent.AMBIGUOUS)


@pytest.mark.parametrize(
    "text",
    ["a " * 5_000, "bi " * 3_333, "1 2 3 " * 1_666, "1" * 10_000, "\ud800\u0000" * 5_000, "👍" * 10_000,
     "\u202e" + "xong " * 2_000, "không được " * 900, "mat khau la " * 900, "x@" * 5_000, "công an lỡ chuyển " * 550],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_a_very_long_text_takes_time_in_proportion(text: str) -> None:
    """Ten times the text may take ten times as long, with room for chance; not a hundred times."""
    assert _seconds(text) < 40 * _seconds(text[: len(text) // 10]) + 0.01


def _seconds(text: str) -> float:
    best = float("inf")
    for _ in range(4):
        began = time.process_time()
        understand(text, Context.STEP, ("Xong rồi",), COURSE)
        best = min(best, time.process_time() - began)
    return best


@given(
    st.sampled_from(DONE_PHRASES),
    st.sampled_from(["", *POLITE_BEFORE]),
    st.sampled_from(["", *POLITE]),
)
def test_courtesies_change_nothing(phrase: str, before: str, after: str) -> None:
    assert meant(f"{before} {phrase} {after}") is Intent.DONE


@given(
    st.sampled_from(DONE_PHRASES),
    st.sampled_from(NEGATIONS),
    st.sampled_from(["", "dạ ", "bác ", "tôi "]),
)
def test_what_is_denied_is_never_done(phrase: str, negation: str, before: str) -> None:
    for context in Context:
        assert meant(f"{before}{negation} {phrase}", context) is not Intent.DONE


@pytest.mark.parametrize(
    "denied",
    ["{} đâu", "{} dau ma {}", "đã {} đâu", "có {} đâu", "vẫn chưa {} được", "{} mô mà {}", "nỏ {}", "nào đã {}", "làm gì đã {}",
     "{} cái gì mà {}", "mãi mà chưa {}", "đừng nói {}", "k {} dc", "chưa {} mô", "ko {} duoc"],
)  # fmt: skip
def test_no_way_of_denying_is_ever_done(denied: str) -> None:
    phrases = [u.text for u in (*table(), *half("tuned")) if u.intent == "done"]
    wrongly = [
        (text, context)
        for phrase in phrases
        if any(map(str.isalpha, phrase))
        for context in (Context.STEP, Context.NONE)
        if meant(text := denied.format(phrase, phrase), context) is Intent.DONE
    ]
    assert wrongly == []


@pytest.mark.parametrize(
    ("typed", "context", "intent"),
    [
        ("xongroi", Context.STEP, Intent.DONE),
        ("chuaxong", Context.STEP, Intent.HELP),
        ("khongduoc", Context.STEP, Intent.HELP),
        ("kodc", Context.STEP, Intent.HELP),
        ("quaylai", Context.STEP, Intent.BACK),
        ("xoadulieu", Context.STEP, Intent.DELETE_DATA),
        ("giupvoi", Context.STEP, Intent.HELP),
        ("dongy", Context.YESNO, Intent.YES),
        ("bilua mattien", Context.NONE, Intent.DANGER),
        ("congangoi", Context.NONE, Intent.DANGER),
        ("mất 5tr", Context.NONE, Intent.DANGER),
        ("vietgap", Context.NONE, Intent.QUESTION),
        ("facebook", Context.NONE, Intent.QUESTION),
    ],
)
def test_words_without_spaces(typed: str, context: Context, intent: Intent) -> None:
    assert meant(typed, context) is intent


@pytest.mark.parametrize(
    ("text", "context", "intent"),
    [
        ("học tiếp", Context.STEP, Intent.REPEAT),
        ("hoc tiep di chau", Context.STEP, Intent.REPEAT),
        ("tối bác học tiếp", Context.STEP, Intent.LATER),
        ("chua co mang", Context.YESNO, Intent.LATER),
        ("tốt quá rồi cháu", Context.STEP, Intent.THANKS),
        ("nó thoát ra mất rồi", Context.STEP, Intent.HELP),
        ("cho bác nghỉ", Context.STEP, Intent.STOP),
        ("cho tôi lùi một bước", Context.STEP, Intent.BACK),
        ("👎", Context.YESNO, Intent.NO),
        ("giấy tờ nộp lên xã bao giờ xong", Context.NONE, Intent.QUESTION),
        ("học bài lừa đảo", Context.NONE, Intent.QUESTION),
        ("cong an xa o dau", Context.NONE, Intent.QUESTION),
        ("chặn số lạ gọi", Context.NONE, Intent.QUESTION),
        ("công an có bao giờ gọi điện không", Context.NONE, Intent.QUESTION),
        ("cô giáo bảo chuyển khoản tiền học", Context.NONE, Intent.QUESTION),
        ("thẻ giấy mất rồi, xem trên điện thoại được không", Context.NONE, Intent.QUESTION),
        ("no goi bao la toa an", Context.NONE, Intent.DANGER),
        ("bị chặn sau khi chuyển tiền", Context.STEP, Intent.DANGER),
    ],
)
def test_weak_places_that_were_mended(text: str, context: Context, intent: Intent) -> None:
    assert meant(text, context) is intent


def test_small_letters_are_a_question_and_find_their_lesson() -> None:
    for text in ("chu nho qua", "chữ bé quá cháu ơi"):
        found = understand(text, Context.STEP, (), SERVED)
        assert (found.intent, found.lessons[0]) == (Intent.QUESTION, "lam-quen-dien-thoai")


@pytest.mark.parametrize(
    "text",
    ["thời tiết mai thế nào", "cho vay tien khong", "đau lưng uống thuốc gì", "xổ số hôm nay"],
)
def test_what_no_lesson_is_about_is_known_to_be_that(text: str) -> None:
    found = understand(text, Context.NONE, (), SERVED)
    assert (found.intent, found.foreign) == (Intent.UNKNOWN, True)


@pytest.mark.parametrize(
    ("text", "labels", "option"),
    [("cái đầu tiên cháu", 3, 0), ("bài đầu tiên", 5, 0), ("tui chọn 1", 3, 0), ("câu cuối cùng nhé", 3, 2), ("bài cuối", 5, 4)],
)  # fmt: skip
def test_answers_by_their_place(text: str, labels: int, option: int) -> None:
    offered = tuple(f"Mục {letter}" for letter in "ABCDE"[:labels])
    assert understand(text, Context.MENU, offered, SERVED).option == option


def test_where_is_no_first() -> None:
    """ "Đâu" asks where; only "đầu" is the first."""
    assert understand("ở đâu", Context.QUIZ, ("Một", "Hai", "Ba"), SERVED).option is None
    assert understand("đâu", Context.QUIZ, ("Một", "Hai", "Ba"), SERVED).option is None


@pytest.mark.parametrize("phrase", DANGER_PHRASES)
@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "cháu ơi bác {} rồi",
        "hôm qua đi chợ về thì {} giờ bác lo quá không biết mần răng",
        "DẠ {}!!!",
        "{} giúp với",
    ],
)
def test_danger_is_seen_in_any_sentence(phrase: str, around: str) -> None:
    assert meant(around.format(phrase)) is Intent.DANGER
    assert meant(around.format(phrase), Context.NONE) is Intent.DANGER


@pytest.mark.parametrize(
    "text",
    ["bi luaa", "bi lwa", "bij luwaf", "mat tein", "mat tienn", "matt tien", "lo chuyne khoan", "lo chuyen khoann",
     "bi hackk", "bi hak", "cong ann goi", "cong an gooi", "vien kiem sat gioi", "mat dien thoi", "mat dein thoai",
     "mat zaloo", "doi ma opt", "lo bam likn", "lo cai ap la", "bị lùa mất tiền", "bi tru tieen", "doaj bat"],
)  # fmt: skip
def test_danger_is_seen_through_slips(text: str) -> None:
    assert meant(text) is Intent.DANGER


@pytest.mark.parametrize(
    "text",
    ["làm sao nhận biết lừa đảo", "cách tránh bị lừa", "làm sao để không bị lừa", "mua hàng trên mạng có bị lừa không",
     "đăng ký chữ ký số có mất tiền không", "làm cái này mất bao nhiêu tiền", "nếu mất điện thoại thì phải làm gì",
     "tôi chưa bị lừa", "otp là gì", "máy đòi nhập otp", "bán lúa", "mất mạng", "bat dien thoai roi", "co otp roi", "lúa tôi gặt rồi", "mat tieng", "mất tin rồi", "mật khẩu là gì"],
)  # fmt: skip
def test_talking_of_danger_is_none(text: str) -> None:
    for context in Context:
        assert meant(text, context) is not Intent.DANGER


def test_a_trouble_told_at_a_step_is_a_call_for_help() -> None:
    found = understand("máy đòi thẻ ngân hàng", Context.STEP, (), SERVED)
    assert (found.intent, found.step) == (Intent.HELP, "cham-cai")


def test_a_lesson_is_found_by_its_code() -> None:
    found = understand("bài L14", Context.NONE, (), SERVED)
    assert (found.intent, found.lessons) == (Intent.QUESTION, ("chu-ky-so",))


def test_danger_brings_its_lessons() -> None:
    found = understand("lỡ bấm link rồi sợ quá", Context.STEP, (), COURSE)
    assert found.intent is Intent.DANGER
    assert found.lessons[0] == "l06"


@pytest.mark.parametrize(
    ("text", "context", "readings"),
    [
        ("dung", Context.YESNO, (Intent.YES, Intent.STOP)),
        ("Dung.", Context.YESNO, (Intent.YES, Intent.STOP)),
        ("dung a", Context.YESNO, (Intent.YES, Intent.STOP)),
        ("dung", Context.STEP, (Intent.STOP, Intent.YES)),
        ("thoi", Context.STEP, (Intent.STOP, Intent.DONE)),
        ("thôi", Context.NONE, (Intent.STOP, Intent.DONE)),
        ("doi", Context.STEP, (Intent.LATER, Intent.MENU)),
        ("dừng?", Context.STEP, (Intent.STOP, Intent.HELP)),
    ],
)
def test_a_word_that_is_two_is_asked_back(
    text: str, context: Context, readings: tuple[Intent, ...]
) -> None:
    assert understand(text, context, (), SERVED) == Understanding(
        Intent.AMBIGUOUS, readings=readings
    )


@pytest.mark.parametrize(
    ("text", "context", "intent"),
    [
        ("dừng", Context.YESNO, Intent.STOP),
        ("đúng", Context.STEP, Intent.YES),
        ("đợi", Context.STEP, Intent.LATER),
        ("no", Context.YESNO, Intent.NO),
        ("no bao sai", Context.STEP, Intent.HELP),
        ("no hien roi", Context.STEP, Intent.DONE),
        ("da", Context.YESNO, Intent.YES),
        ("da xong", Context.STEP, Intent.DONE),
        ("thôi được", Context.YESNO, Intent.YES),
        ("thoi duoc", Context.YESNO, Intent.YES),
        ("ban roi", Context.STEP, Intent.STOP),
        ("chua xong", Context.STEP, Intent.HELP),
        ("roi lam gi nua", Context.STEP, Intent.HELP),
        ("xong rồi làm chi nữa", Context.STEP, Intent.HELP),
        ("ok?", Context.STEP, Intent.HELP),
        ("ok?", Context.YESNO, Intent.HELP),
        ("xong?", Context.STEP, Intent.HELP),
        ("xong chưa", Context.STEP, Intent.QUESTION),
        ("xong chua", Context.NONE, Intent.QUESTION),
        ("hết rồi à", Context.STEP, Intent.MENU),
        ("quên mật khẩu vneid", Context.NONE, Intent.QUESTION),
        ("👍", Context.STEP, Intent.DONE),
        ("👍🏾", Context.YESNO, Intent.YES),
        ("❤️", Context.STEP, Intent.DONE),
        ("👍", Context.NONE, Intent.THANKS),
        ("👌", Context.MENU, Intent.THANKS),
        ("lại", Context.STEP, Intent.REPEAT),
        ("DỪNG NHẮC", Context.STEP, Intent.STOP),
        ("xóa tài khoản zalo thế nào", Context.NONE, Intent.QUESTION),
        ("hoc cai app", Context.NONE, Intent.QUESTION),
        ("day tui tai zalo", Context.NONE, Intent.QUESTION),
        ("", Context.STEP, Intent.UNKNOWN),
    ],
)
def test_traps(text: str, context: Context, intent: Intent) -> None:
    assert meant(text, context) is intent


@pytest.mark.parametrize(
    ("text", "labels", "option"),
    [
        ("1", ("Có", "Không"), 0),
        ("số 2", ("Có", "Không"), 1),
        ("3", ("Có", "Không"), None),
        ("0", ("Có", "Không"), None),
        ("1", (), None),
        ("không cho phép", ("Cho phép", "Không cho phép"), 1),
        ("khong cho phep", ("Cho phép", "Không cho phép"), 1),
        ("cho phep", ("Cho phép", "Không cho phép"), 0),
        ("bấm vào", ("Bấm vào cài luôn", "Chỉ vào kho để cài", "Gửi cả nhà cùng cài"), 0),
        ("chi vao kho", ("Bấm vào cài luôn", "Chỉ vào kho để cài", "Gửi cả nhà cùng cài"), 1),
        ("gui ca nha", ("Bấm vào cài luôn", "Chỉ vào kho để cài", "Gửi cả nhà cùng cài"), 2),
        ("cài", ("Bấm vào cài luôn", "Chỉ vào kho để cài", "Gửi cả nhà cùng cài"), None),
        ("đúng", ("Đúng", "Sai"), 0),
        ("dung", ("Đúng", "Sai"), 0),
        ("sai", ("Đúng", "Sai"), 1),
        ("không phải 1", ("Có", "Không"), None),
        ("1 hay 2", ("Có", "Không"), None),
        ("ba", ("Một", "Hai", "Ba"), 2),
        ("aaaa", ("Có", "Không"), None),
    ],
)
def test_answers(text: str, labels: tuple[str, ...], option: int | None) -> None:
    assert understand(text, Context.QUIZ, labels, SERVED).option == option


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Xong rồi", Understanding(Intent.DONE)),
        ("Đúng tên rồi", Understanding(Intent.OPTION, option=0)),
        ("dung ten roi", Understanding(Intent.OPTION, option=0)),
        ("thấy lạ", Understanding(Intent.OPTION, option=1)),
        ("2", Understanding(Intent.OPTION, option=1)),
    ],
)
def test_the_labels_of_a_step(text: str, found: Understanding) -> None:
    labels = ("Đúng tên rồi", "Thấy lạ, hỏi người", "Xong rồi")
    assert understand(text, Context.STEP, labels, SERVED) == found


@pytest.mark.parametrize(
    ("text", "context", "labels"),
    [
        ("dung", Context.YESNO, ("Đồng ý", "Không")),
        ("dừng", Context.QUIZ, ("Đúng", "Sai")),
        ("xóa dữ liệu", Context.QUIZ, ("Đúng", "Sai")),
    ],
)
def test_labels_do_not_swallow_commands(
    text: str, context: Context, labels: tuple[str, ...]
) -> None:
    assert understand(text, context, labels, SERVED).intent is not Intent.OPTION


@pytest.mark.parametrize(
    "text",
    ["chu ky so ca nhan", "go mat khau wifi roi cham", "doi dien thoai", "chu ky so la gi", "gia dinh toi", "doi may",
     "khong vao tu link nguoi la gui", "thiet bi khac dang dang nhap", "roi xac nhan bang khuon mat tren may",
     "mat khau va tien", "xem tong tien roi cham", "ra cong an xa doi so", "mien phi hay mat tien", "dong tien dien"],
)  # fmt: skip
def test_everyday_words_are_no_slips_of_danger(text: str) -> None:
    for context in Context:
        assert meant(text, context) is not Intent.DANGER


@pytest.mark.parametrize("lesson", SERVED.lessons, ids=lambda lesson: lesson.id)
def test_what_a_lesson_is_called_is_no_danger(lesson: Lesson) -> None:
    for said_of_it in (lesson.title, fold(lesson.title), *(step.title for step in lesson.steps)):
        found = understand(said_of_it, Context.NONE, (), SERVED)
        assert found.intent is not Intent.DANGER or "người lạ" in said_of_it
