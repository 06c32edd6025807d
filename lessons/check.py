"""What makes a well-formed lesson a bad one: faults that keep it from being served, and advice.

Errors are what would leave a learner stuck, unsafe or unable to answer; all else is a warning.
`today` is an argument: without it nothing can be too old.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from lessons.approved import SOURCES
from lessons.complete import look_over
from lessons.fault import Fault, Severity
from lessons.lesson import GROUPS, RESERVED_TARGETS, Device, Lesson, Step
from lessons.passages import passages_of
from lessons.paths import paths_of
from lessons.places import StepPlaces
from lessons.practice import check_practice, check_practised, without_made_up
from lessons.printer import print_lesson
from lessons.reader import Draft, draft
from lessons.screens import troubles_with
from lessons.typography import without_marks
from lessons.wording import look_at

LONGEST_TEXT = 300  # characters of one message (P7; domain.md 6.2)
BEST_TEXT = 160  # characters, "best under" (domain.md 6.2)
LONGEST_LABEL = 20  # characters that a button shows on a small phone (domain.md 6.2)
LONGEST_OPTION = 60  # a quiz answer is a sentence and is answered by its number
MOST_CHOICES = 3
FEWEST_OPTIONS, MOST_OPTIONS = 2, 4
FEWEST_STEPS, MOST_STEPS = 5, 12  # domain.md 6.2
STALE_AFTER_DAYS = 180  # menus change several times a year (domain.md, head)


def check(
    lesson: Lesson, file: str, *, today: date | None = None, strict: bool = False
) -> tuple[Fault, ...]:
    """The findings in one lesson. Lines are those of `print_lesson(lesson)`; see `check_draft`."""
    printed = draft(print_lesson(lesson), file)
    return check_draft(Draft(file, lesson, printed.places, ()), today=today, strict=strict)


def check_draft(
    made: Draft, *, today: date | None = None, strict: bool = False
) -> tuple[Fault, ...]:
    """The findings in one file as its author numbered the lines. Not the reader's own faults.

    `strict` adds advice for the last round of polish, such as sentences that could be shorter.
    """
    found = [
        *_head(made, today),
        *_whole(made),
        *_ways(made),
        *check_practice(made),
        *look_over(made),
        *(
            fault
            for step, where in zip(made.lesson.steps, made.places.steps, strict=True)
            for fault in _step(made, step, where, strict=strict)
        ),
        *(
            fault
            for passage in passages_of(made.lesson, made.places)
            for fault in look_at(without_made_up(passage), made.file, today, strict=strict)
        ),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: fault.line))


def check_course(drafts: Sequence[Draft]) -> tuple[Fault, ...]:
    """What only shows between lessons: ids and codes used twice, lessons that need each other."""
    return (*_doubles(drafts), *_needs(drafts), *check_practised(drafts))


def _head(made: Draft, today: date | None) -> Iterator[Fault]:
    lesson, places = made.lesson, made.places
    if lesson.group and lesson.group not in GROUPS:
        yield Fault(
            made.file, places.key("nhom"), f"Không có nhóm “{lesson.group}”: chọn từ K0 đến K6."
        )
    for source in lesson.sources:
        if source not in SOURCES:
            yield Fault(
                made.file,
                places.key("nguon"),
                f"Không có nguồn “{source}”: dùng S1 đến S83 trong sổ nguồn, hoặc G.",
            )
    for old, new in lesson.moved.items():
        if lesson.place(new) is None:
            yield Fault(
                made.file,
                places.key("doi_buoc"),
                f"doi_buoc: “{old}” chỉ sang “{new}” mà bài không có bước ấy: sửa lại tên bước.",
            )
        elif lesson.step(old) is not None:
            yield Fault(
                made.file,
                places.key("doi_buoc"),
                f"doi_buoc: bước “{old}” vẫn còn trong bài: xóa dòng này.",
            )
    yield from _age(made, today)


def _age(made: Draft, today: date | None) -> Iterator[Fault]:
    checked, line = made.lesson.checked_on, made.places.key("kiem_tra_ngay")
    if checked is None:
        if "kiem_tra_ngay" not in made.places.keys:  # a day that cannot be read is reported already
            message = "Chưa ghi kiem_tra_ngay: làm thử cả bài trên máy thật rồi ghi ngày."
            yield Fault(made.file, line, message, Severity.WARNING)
    elif today is not None and checked > today:
        yield Fault(made.file, line, "kiem_tra_ngay còn ở tương lai: ghi ngày đã làm thử.")
    elif today is not None and (today - checked).days > STALE_AFTER_DAYS:
        days = (today - checked).days
        message = f"Bài kiểm tra cách đây {days} ngày: làm thử lại trên máy thật rồi ghi ngày mới."
        yield Fault(made.file, line, message, Severity.WARNING)


def _whole(made: Draft) -> Iterator[Fault]:
    lesson, file = made.lesson, made.file
    intro_line = made.places.intro[0] if made.places.intro else 1
    if len(lesson.intro) > LONGEST_TEXT:
        yield Fault(file, intro_line, _too_long("Lời mở đầu", lesson.intro))


def _ways(made: Draft) -> Iterator[Fault]:
    lesson, file = made.lesson, made.file
    if not lesson.steps:
        return
    headings = dict(
        zip((s.id for s in lesson.steps), (p.heading for p in made.places.steps), strict=True)
    )
    if len(headings) < len(lesson.steps):
        return  # two steps of one name are reported already; what that does to the ways is no news
    paths = paths_of(lesson)
    for step_id in paths.unreached:
        message = (
            f"Không lựa chọn nào dẫn tới bước “{step_id}”: thêm một lựa chọn, hoặc bỏ bước này."
        )
        yield Fault(file, headings[step_id], message)
    for step_id in paths.stuck:
        message = (
            f"Bước “{step_id}” không có đường đi tiếp tới cuối bài: thêm một lựa chọn đi tiếp."
        )
        yield Fault(file, headings[step_id], message)
    whole = not paths.unreached and not paths.stuck
    if whole and not FEWEST_STEPS <= paths.longest <= MOST_STEPS:
        message = (
            f"Người học phải qua {paths.longest} bước; vừa sức là {FEWEST_STEPS} đến {MOST_STEPS}: "
            + ("chia nhỏ từng việc." if paths.longest < FEWEST_STEPS else "chia thành hai bài.")
        )
        yield Fault(file, headings[lesson.steps[0].id], message, Severity.WARNING)


def _step(made: Draft, step: Step, where: StepPlaces, *, strict: bool) -> Iterator[Fault]:
    file = made.file
    yield from _lengths(file, step, where, strict=strict)
    yield from _choices(made, step, where)
    yield from _options(file, step, where)
    for number, screen in zip(where.screens, step.screens, strict=True):
        for trouble in troubles_with(screen):
            yield Fault(file, number, trouble, Severity.WARNING)
    labels = [
        *(choice.label for choice in step.choices),
        *(option.label for option in step.options),
    ]
    lines = [*where.choices[: len(step.choices)], *where.options]
    seen: dict[str, str] = {}
    for label, line in zip(labels, lines, strict=True):
        bare = without_marks(label)
        if bare in seen:
            message = f"Nhãn “{label}” và “{seen[bare]}” gõ không dấu thì giống nhau: đổi một nhãn."
            yield Fault(file, line, message)
        seen.setdefault(bare, label)


def _lengths(file: str, step: Step, where: StepPlaces, *, strict: bool) -> Iterator[Fault]:
    texts = {step.text_for(device) for device in Device}
    longest = max(texts, key=len)
    line = where.lines[0] if where.lines else where.heading
    if len(longest) > LONGEST_TEXT:
        yield Fault(file, line, _too_long("Lời của bước", longest))
    elif strict and len(longest) > BEST_TEXT:
        message = f"Lời của bước dài {len(longest)} chữ cái: dưới {BEST_TEXT} thì dễ đọc hơn."
        yield Fault(file, line, message, Severity.WARNING)
    for number, trouble in zip(where.troubles, step.troubles, strict=True):
        if len(trouble.answer) > LONGEST_TEXT:
            yield Fault(file, number, _too_long("Cách gỡ", trouble.answer))
    for number, option in zip(where.feedback, step.options, strict=True):
        if len(option.feedback) > LONGEST_TEXT:
            yield Fault(file, number, _too_long("Lời giải thích", option.feedback))


def _too_long(what: str, text: str) -> str:
    return f"{what} dài {len(text)} chữ cái, nhiều nhất là {LONGEST_TEXT}: viết gọn lại hoặc tách bước."


def _choices(made: Draft, step: Step, where: StepPlaces) -> Iterator[Fault]:
    file, known = made.file, {step.id for step in made.lesson.steps}
    if len(step.choices) > MOST_CHOICES:
        message = f"Bước “{step.id}” có {len(step.choices)} lựa chọn, nhiều nhất là {MOST_CHOICES}: bớt đi."
        yield Fault(file, where.choices[MOST_CHOICES], message)
    for number, choice in zip(where.choices, step.choices, strict=False):
        if choice.target is not None and choice.target not in known | RESERVED_TARGETS:
            yield Fault(file, number, _missing(choice.target, made.lesson))
        if len(choice.label) > LONGEST_LABEL:
            message = (
                f"Nhãn “{choice.label}” dài {len(choice.label)} chữ cái, nút chỉ hiện "
                f"{LONGEST_LABEL}: viết ngắn lại."
            )
            yield Fault(file, number, message, Severity.WARNING)


def _missing(target: str, lesson: Lesson) -> str:
    place = lesson.place(target)
    if place is not None:
        return f"Bước “{target}” đã đổi thành “{place.id}”: sửa lại sau mũi tên."
    return f"Không có bước “{target}” trong bài: sửa tên sau mũi tên, hoặc viết thêm bước ấy."


def _options(file: str, step: Step, where: StepPlaces) -> Iterator[Fault]:
    if not step.is_quiz:
        return
    right = sum(option.correct for option in step.options)
    if right != 1:
        message = f"Câu đố có {right} đáp án đúng: đánh dấu [x] cho đúng một đáp án."
        yield Fault(file, where.options[0], message)
    if not FEWEST_OPTIONS <= len(step.options) <= MOST_OPTIONS:
        message = f"Câu đố có {len(step.options)} đáp án: viết từ hai đến bốn đáp án."
        yield Fault(file, where.options[-1], message)
    for number, option in zip(where.options, step.options, strict=True):
        if not option.feedback:
            message = (
                f"Đáp án “{option.label}” chưa có lời giải thích: thêm một dòng > ở ngay dưới."
            )
            yield Fault(file, number, message)
        if len(option.label) > LONGEST_OPTION:
            message = f"Đáp án dài {len(option.label)} chữ cái: viết gọn trong {LONGEST_OPTION}."
            yield Fault(file, number, message, Severity.WARNING)


def _doubles(drafts: Sequence[Draft]) -> Iterator[Fault]:
    ids: dict[str, str] = {}
    codes: dict[str, str] = {}
    for made in drafts:
        for key, value, seen in (("id", made.lesson.id, ids), ("ma", made.lesson.code, codes)):
            if value and value in seen:
                message = f"{key} “{value}” đã dùng trong tệp {seen[value]}: đặt tên khác."
                yield Fault(made.file, made.places.key(key), message)
            seen.setdefault(value, made.file)


def _needs(drafts: Sequence[Draft]) -> Iterator[Fault]:
    needs = {made.lesson.id: made.lesson.needs for made in drafts}
    for made in drafts:
        line = made.places.key("can_truoc")
        for need in made.lesson.needs:
            if need not in needs:
                message = (
                    f"can_truoc: chưa có bài “{need}”: xem lại tên, hoặc đợi bài ấy được viết."
                )
                yield Fault(made.file, line, message, Severity.WARNING)
        if _needs_itself(made.lesson.id, needs):
            message = "can_truoc đi thành vòng: bài này cần chính nó học trước. Bỏ bớt một bài."
            yield Fault(made.file, line, message, Severity.WARNING)


def _needs_itself(lesson_id: str, needs: Mapping[str, tuple[str, ...]]) -> bool:
    seen: set[str] = set()
    ahead = list(needs[lesson_id])
    while ahead:
        need = ahead.pop()
        if need == lesson_id:
            return True
        if need not in seen:
            seen.add(need)
            ahead += needs.get(need, ())
    return False
