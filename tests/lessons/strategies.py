"""Lessons for properties: any lesson that an author could have written, and a few sound to serve.

Import in a test with `from tests.lessons.strategies import lessons`.
"""

from datetime import date
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lessons.lesson import (
    RESERVED_TARGETS,
    Choice,
    Device,
    Lesson,
    Line,
    Picture,
    QuizOption,
    Recording,
    Screen,
    Step,
    Trouble,
)
from lessons.typography import tidy

# What people type in Vietnam, and what trips a parser: signs of the grammar, of YAML, of Markdown.
LETTERS = (
    "abcdeghiklmnopqrstuvxyăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
)
SIGNS = " .,:;!?…()[]\"'“”‘’-–—·•*+#@>›<|\\/&%=~_`$^0123456789🙂👍→"
ALPHABET = LETTERS + LETTERS.upper() + SIGNS
WORDS = ["no", "khong", "12:30", "0123", "null", "~", "2026-11-23", "# x", "android: x", "a → b",
         "- [x] y", "@hinh", "{bác}", "{Cháu}", "\\", "---", ": x", "x #y # z", "<!-- x -->"]  # fmt: skip


# Most texts are drawn from a pool of awkward ones: letter by letter is slow and rarely as nasty.
_FRAGMENTS = [*WORDS, *SIGNS.replace(" ", ""), "Chạm vào hình bánh răng.", 'Chạm "Cài đặt"', "bác"]
texts = (
    st.lists(st.sampled_from(_FRAGMENTS), min_size=1, max_size=3).map(" ".join)
    | st.lists(st.sampled_from(_FRAGMENTS), min_size=2, max_size=3).map("".join)
    | st.text(ALPHABET, min_size=1, max_size=12)
).map(lambda text: tidy(text) or "chữ")
_ID_PARTS = ["mo", "kho", "xong", "id", "phut", "no", "0", "12", "a1", "android", "ma"]
ids = st.lists(st.sampled_from(_ID_PARTS), min_size=1, max_size=4).map("-".join)
devices = st.none() | st.sampled_from(Device)
paragraphs = st.lists(texts, min_size=1, max_size=3).map("\n".join)

# Two-part lines cannot hold their own separator in the first part; a label that is only an x is a quiz mark.
problems = texts.filter(lambda text: not any(sign in text for sign in "→>"))
labels = texts.filter(lambda text: "]" not in text and text.lower() not in {"x", "×"})
files = st.sampled_from(["mo-kho.jpg", "hinh/buoc 2.png", "A.JPEG"])

lines = st.builds(Line, texts, devices)
troubles = st.builds(Trouble, problems, texts, devices)
screens = st.builds(Screen, texts, devices)
pictures = st.builds(Picture, files, texts, devices)
sounds = st.sampled_from(["mo-kho.ogg", "tieng/buoc 2.m4a", "A.AAC", "b.mp3"])
recordings = st.builds(Recording, sounds, devices)
options = st.builds(QuizOption, texts, st.booleans(), st.just("") | paragraphs)
review_days = st.lists(st.integers(1, 365), max_size=4, unique=True).map(sorted).map(tuple)


Item = TypeVar("Item")


def tuples_of(items: SearchStrategy[Item], *, least: int = 0) -> SearchStrategy[tuple[Item, ...]]:
    return st.lists(items, min_size=least, max_size=2).map(tuple)


def _tasks(step_id: str, targets: SearchStrategy[str]) -> SearchStrategy[Step]:
    choices = st.builds(Choice, labels, st.none() | targets)
    return st.builds(
        Step,
        id=st.just(step_id),
        title=texts,
        lines=tuples_of(lines, least=1),
        choices=tuples_of(choices),
        troubles=tuples_of(troubles),
        screens=tuples_of(screens),
        pictures=tuples_of(pictures),
        recordings=tuples_of(recordings),
    )


def _quizzes(step_id: str) -> SearchStrategy[Step]:
    return st.builds(
        Step,
        id=st.just(step_id),
        title=texts,
        lines=tuples_of(lines, least=1),
        options=tuples_of(options, least=1),
        troubles=tuples_of(troubles),
        screens=tuples_of(screens),
        pictures=tuples_of(pictures),
        recordings=tuples_of(recordings),
        review_days=review_days,
    )


@st.composite
def lessons(draw: st.DrawFn) -> Lesson:
    """Any lesson that can be written down; what it says may break every rule of `check`."""
    names = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    targets = st.sampled_from([*names, *sorted(RESERVED_TARGETS)]) | ids
    steps = [draw(_tasks(name, targets) | _quizzes(name)) for name in names]
    return Lesson(
        id=draw(ids),
        code=draw(st.integers(0, 99).map("L{:02}".format)),
        title=draw(texts),
        group=draw(st.sampled_from(["K0", "K1", "K6", "K9"])),
        minutes=draw(st.integers(1, 180)),
        intro=draw(paragraphs),
        steps=tuple(steps),
        outcome=draw(texts),
        needs=draw(tuples_of(ids)),
        keywords=draw(tuples_of(texts)),
        sources=draw(tuples_of(st.sampled_from(["G", "S1", "S57", "S99"]))),
        checked_on=draw(st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))),
        moved=draw(st.dictionaries(ids, ids, max_size=3)),
        practice_of=draw(st.none() | ids),
    )


def _sound_step(index: int, count: int, *, quiz: bool) -> Step:
    return (
        Step(
            id=f"do-{index}",
            title="Đố vui",
            lines=(Line("{Bác} làm gì?"),),
            options=(
                QuizOption("Bấm luôn", False, "Mình xem lại nhé."),
                QuizOption("Không bấm", True, "Đúng rồi!"),
            ),
            review_days=(2, 7),
        )
        if quiz
        else Step(
            id=f"buoc-{index}",
            title=f"Việc {index}",
            lines=(Line(f"Chạm vào ô thứ {index} trong {count} ô."),),
            choices=(Choice("Xong rồi"), Choice("Gặp người", "gap-nguoi")),
            screens=(Screen(f"Trang đầu | Ô thứ {index}*"),),
            troubles=(Trouble("Không thấy ô đó?", "Kéo lên kéo xuống để tìm."),),
        )
    )


@st.composite
def sound_lessons(draw: st.DrawFn) -> Lesson:
    """A plain lesson in which `check` finds nothing: five to twelve steps, then a quiz."""
    count = draw(st.integers(5, 12))
    number = draw(st.integers(1, 24))
    return Lesson(
        id=f"bai-{number}",
        code=f"L{number:02}",
        title=f"Bài số {number}",
        group=draw(st.sampled_from(["K0", "K3", "K4"])),
        minutes=draw(st.integers(5, 20)),
        intro="Bài này ngắn thôi.",
        steps=(
            *(_sound_step(index, count, quiz=False) for index in range(1, count + 1)),
            _sound_step(count + 1, count, quiz=True),
        ),
        outcome="Nhìn thấy ô đã sáng lên.",
        keywords=("tập chạm",),
        sources=("G",),
        checked_on=date(2026, 11, 23),
    )
