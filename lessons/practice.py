"""Practice lessons (`tap_thu`): made-up scenes, so everything in them says that it is not real.

A made-up address ends in `.example`, a name that is kept free for ever (RFC 2606, section 2): nobody
can be led anywhere by it. Only a practice lesson may show one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lessons.fault import Fault, Severity
from lessons.passages import Passage, passages_of
from lessons.reader import Draft

LABEL = "TẬP THỬ"  # in the title of every step, and so at the head of its bubble

_MADE_UP = re.compile(
    r"(?:https?://)?(?<![\w.@-])(?:[\w-]+\.)+example(?![\w@:-]|\.\w)(?:/[^\s\"”@]*)?(?![^\s\"”]*@)",
    re.IGNORECASE,
)


def check_practice(made: Draft) -> Iterator[Fault]:
    """Steps that do not say that they are practice; made-up addresses where nothing is made up."""
    file = made.file
    if made.lesson.practice_of is not None:
        for step, where in zip(made.lesson.steps, made.places.steps, strict=True):
            if LABEL not in step.title:
                message = f"Bài tập thử: tiêu đề bước nào cũng phải có chữ {LABEL}, để không ai tưởng là thật."
                yield Fault(file, where.heading, message)
        return
    for passage in passages_of(made.lesson, made.places):
        for match in _MADE_UP.finditer(passage.text):
            message = (
                f"Địa chỉ bịa “{match[0]}” chỉ được có trong bài tập thử (mục tap_thu): bỏ đi."
            )
            yield Fault(file, passage.line, message)


def check_practised(drafts: Sequence[Draft]) -> Iterator[Fault]:
    """Practice of a lesson that there is not, or that is practice itself."""
    practice_of = {made.lesson.id: made.lesson.practice_of for made in drafts}
    for made in drafts:
        goal, line = made.lesson.practice_of, made.places.key("tap_thu")
        if goal is None:
            continue
        if goal not in practice_of:
            message = f"tap_thu: chưa có bài “{goal}”: xem lại tên, hoặc đợi bài ấy được viết."
            yield Fault(made.file, line, message, Severity.WARNING)
        elif practice_of[goal] is not None:
            message = f"tap_thu: “{goal}” cũng là bài tập thử: chọn bài mà nó tập thử."
            yield Fault(made.file, line, message, Severity.WARNING)


def without_made_up(passage: Passage) -> Passage:
    """For the look at addresses, which would take them for real ones; `check_practice` looks at these."""
    return replace(passage, text=_MADE_UP.sub("…", passage.text))
