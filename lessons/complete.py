"""What a lesson should have beside sound steps: pictures, ways out of trouble, questions that come back,
honest words about what may look different, short and easy sentences.

All of it is advice except where a learner would drown: a step of too many lines. Practice lessons
(`tap_thu`) tell stories and are let off what only makes sense for work on a screen.
"""

import re
from collections.abc import Iterator

from lessons import reading
from lessons.fault import Fault, Severity
from lessons.lesson import Device, Step
from lessons.passages import Passage, Voice, passages_of
from lessons.places import StepPlaces
from lessons.reader import Draft

FEWEST_TROUBLES = 3  # a lesson, on each kind of phone
MOST_QUIZZES = 2  # domain.md 6.2
# Sentences of one step that tell something (that a code is kept to oneself is said besides), unless
# they are short: three short ones are easier than two long ones.
MOST_SENTENCES, SHORT_TEXT = 2, 120  # sentences, characters
MANY_LINES, MOST_LINES = 5, 8  # of one step: each is a line of its own on the phone (features.md 4)

_ON_SCREEN = re.compile(r"\b(?:chạm|vuốt|gạt|gõ|quét|kéo)\b", re.IGNORECASE)
_KEEPING = re.compile(
    r"\W*(?:(?:tự )?(?:bấm|gõ) trên|chỉ|đừng|không|mã|mật khẩu|số ấy|câu trả lời)\b", re.IGNORECASE
)
_LABEL = re.compile(r"\b(?:chạm|chọn|nút|dòng|mục|chữ|tên|vào) (?:\w+ ){0,2}[\"“]", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”)]*\s+|\n")
_UNSURE = re.compile(
    r"khác (?:đôi chút|nhau)|một khác|mỗi khác|có thể (?:khác|đổi|đã)|gần giống|có máy ghi|có nơi ghi",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\d[\d.]* ?(?:đồng|nghìn|triệu)\b|\b(?:lệ )?phí\b|miễn phí|(?<![\w.@-])(?:[\w-]+\.)+(?:vn|com)\b",
    re.IGNORECASE,
)


def look_over(made: Draft) -> Iterator[Fault]:
    """Every finding of this kind in one file, in no order."""
    lesson = made.lesson
    if not lesson.steps:
        return
    steps = list(zip(lesson.steps, made.places.steps, strict=True))
    yield from _troubles(made)
    yield from _quizzes(made, steps)
    for step, where in steps:
        yield from _lines(made.file, step, where)
        if lesson.practice_of is None and not step.is_quiz:
            yield from _picture(made.file, step, where)
            yield from _sentences(made.file, step, where)
    told = [one for one in passages_of(lesson, made.places) if one.voice is Voice.TUTOR]
    if lesson.practice_of is None:
        yield from _unsure(made, steps, told)
    yield from _undated(made, told)
    yield from _reading(made, told)


def _advice(file: str, line: int, message: str) -> Fault:
    return Fault(file, line, message, Severity.WARNING)


def _troubles(made: Draft) -> Iterator[Fault]:
    counts = {
        device: sum(len(step.troubles_for(device)) for step in made.lesson.steps_for(device))
        for device in Device
    }
    phone, fewest = min(counts.items(), key=lambda item: item[1])
    if fewest < FEWEST_TROUBLES:
        alike = len(set(counts.values())) == 1
        who = "" if alike else f" cho máy {'Android' if phone is Device.ANDROID else 'iPhone'}"
        message = (
            f"Bài có {fewest} câu @kho_khan{who}, nên có từ {FEWEST_TROUBLES}: thêm điều bà con hay "
            "vướng và cách gỡ."
        )
        yield _advice(made.file, made.places.steps[0].heading, message)


def _quizzes(made: Draft, steps: list[tuple[Step, StepPlaces]]) -> Iterator[Fault]:
    quizzes = [(step, where) for step, where in steps if step.is_quiz]
    if not quizzes:
        message = "Bài chưa có câu đố: thêm một bước có đáp án “- [ ]” và “- [x]”."
        yield _advice(made.file, steps[-1][1].heading, message)
    for _, where in quizzes[MOST_QUIZZES:]:
        message = f"Bài có {len(quizzes)} câu đố, một hai câu là vừa: giữ lại câu cần nhớ nhất."
        yield _advice(made.file, where.heading, message)
    for step, where in quizzes:
        if not step.review_days:
            message = "Câu đố chưa có ngày hỏi lại: thêm dòng “@on_lai: 2, 7, 21 ngày”."
            yield _advice(made.file, where.heading, message)


def _lines(file: str, step: Step, where: StepPlaces) -> Iterator[Fault]:
    most = max(
        (step.text_for(device).count("\n") + 1 for device in Device if step.is_for(device)),
        default=0,
    )
    if most <= MANY_LINES:
        return
    severity = Severity.ERROR if most > MOST_LINES else Severity.WARNING
    message = f"Bước có {most} dòng lời, đọc không kịp: tách thành mấy bước, mỗi bước một việc."
    yield Fault(file, where.lines[0], message, severity)


def _picture(file: str, step: Step, where: StepPlaces) -> Iterator[Fault]:
    shown = {*(one.device for one in step.screens), *(one.device for one in step.pictures)}
    for device in Device:
        bare = shown.isdisjoint({None, device})
        if bare and step.is_for(device) and _ON_SCREEN.search(step.text_for(device)):
            message = (
                "Bước làm trên màn hình mà chưa có hình: thêm dòng @man_hinh tả màn hình, chỗ cần "
                "chạm có dấu *."
            )
            yield _advice(file, where.heading, message)
            return


def _sentences(file: str, step: Step, where: StepPlaces) -> Iterator[Fault]:
    for device in Device:
        text = step.text_for(device)
        told = [one for one in _SENTENCE.split(text) if one and not _KEEPING.match(one)]
        if len(text) > SHORT_TEXT and len(told) > MOST_SENTENCES:
            message = (
                f"Bước có {len(told)} câu dài: để lại {MOST_SENTENCES} câu, câu khác bỏ bớt hoặc "
                "chuyển xuống @kho_khan."
            )
            yield _advice(file, where.lines[0], message)
            return


def _unsure(
    made: Draft, steps: list[tuple[Step, StepPlaces]], told: list[Passage]
) -> Iterator[Fault]:
    """Labels from general knowledge (source G) differ from phone to phone, and that is said."""
    if "G" not in made.lesson.sources or any(_UNSURE.search(one.text) for one in told):
        return
    for step, where in steps:
        for number, line in zip(where.lines, step.lines, strict=True):
            if _LABEL.search(line.text) and not step.is_quiz:
                message = (
                    "Tên nút lấy từ hiểu biết chung (nguồn G) mà chưa nhắc là có thể khác: thêm một "
                    "câu @kho_khan “Không thấy nút đó? → … Tên nút có thể khác đôi chút.”"
                )
                yield _advice(made.file, number, message)
                return


def _undated(made: Draft, told: list[Passage]) -> Iterator[Fault]:
    if "kiem_tra_ngay" in made.places.keys:
        return
    for one in told:
        if _DATED.search(one.text):
            message = (
                "Có số tiền, phí hoặc địa chỉ mà bài chưa ghi kiem_tra_ngay: xem lại còn đúng không "
                "rồi ghi ngày."
            )
            yield _advice(made.file, one.line, message)
            return


def _reading(made: Draft, told: list[Passage]) -> Iterator[Fault]:
    for one in told:
        for sentence in reading.sentences(one.text):
            count = len(reading.syllables(sentence))
            if count > reading.MOST_SYLLABLES:
                message = (
                    f"Câu dài {count} tiếng, nhiều nhất nên là {reading.MOST_SYLLABLES}: tách thành "
                    "hai câu."
                )
                yield _advice(made.file, one.line, message)
    whole = reading.measure(one.text for one in told)
    if whole.syllables > reading.MEAN_SYLLABLES or whole.long > reading.MOST_LONG:
        message = (
            f"Cả bài khó đọc: mỗi câu trung bình {whole.syllables:.0f} tiếng (nên dưới "
            f"{reading.MEAN_SYLLABLES}), {whole.long:.0%} là tiếng dài (nên dưới "
            f"{reading.MOST_LONG:.0%}). Viết như nói với bà con."
        )
        yield _advice(made.file, made.places.steps[0].heading, message)
