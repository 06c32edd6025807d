"""What handlers say outside a learner's turn: to helpers, to groups, beside a file. Wording only."""

from bot import wording
from bot.address import fill
from bot.message import Message, Purpose
from bot.standing import Honorific, Standing
from bot.turn import HelpAsked
from bot.way import progress
from lessons.lesson import Course

_TITLES = frozenset({"ông", "bà", *(honorific.value for honorific in Honorific)})
LONGEST_NAME = 60  # characters; a name on a platform may be a story


def erased(honorific: Honorific | None = None) -> str:
    """After an erasure that was not asked for in the chat, by letter say."""
    return fill(wording.ERASED, honorific)


def data_caption(honorific: Honorific | None) -> str:
    return fill(wording.DATA_FILE_CAPTION, honorific)


def group_invitation() -> str:
    return fill(wording.GROUP_INVITATION, None)


def help_call(course: Course, standing: Standing, name: str, asked: HelpAsked) -> Message:
    """The call for a human, for the helpers' chat: who, which lesson and step; no telephone number."""
    shown = shown_as(name) or wording.SOMEONE
    where = _where(course, standing, shown, asked)
    urgent = fill(wording.HELP_CALL_URGENT, standing.honorific, tên=shown)
    return Message(urgent if asked.danger else where, purpose=Purpose.HELP)


def shown_as(name: str) -> str:
    """A name as it stands behind a form of address; "" for none. Who shows as "Bác Lan" would else be
    announced as "Bác Bác Lan"."""
    shown = " ".join(name.split())[:LONGEST_NAME]
    title, _, rest = shown.partition(" ")
    return rest if title.casefold() in _TITLES and rest else shown


def _where(course: Course, standing: Standing, shown: str, asked: HelpAsked) -> str:
    lesson = None if asked.lesson is None else course.lesson(asked.lesson)
    step = None if lesson is None or asked.step is None else lesson.step(asked.step)
    run = standing.run
    if lesson is None or step is None or run is None:
        return fill(wording.HELP_CALL_NO_LESSON, standing.honorific, tên=shown)
    number, total = progress(lesson, run, standing.device)
    return fill(
        wording.HELP_CALL,
        standing.honorific,
        tên=shown,
        bài=lesson.title,
        bước=number,
        tất=total,
        tên_bước=step.title,
    )


def link_code(honorific: Honorific | None, code: str) -> str:
    return fill(wording.LINK_CODE, honorific, mã=_spaced(code))


def group_code(honorific: Honorific | None, code: str) -> str:
    return fill(wording.GROUP_CODE, honorific, mã=_spaced(code))


def group_bound(team: str) -> str:
    """`team` "": the group belongs to whoever helps here."""
    if not team:
        return fill(wording.GROUP_BOUND, None)
    return fill(wording.GROUP_BOUND_TO, None, tổ=team)


def group_lost(honorific: Honorific | None, title: str) -> str:
    return fill(wording.GROUP_LOST, honorific, tên_nhóm=f" “{title}”" if title else "")


def _spaced(code: str) -> str:
    """Six digits are read and typed in threes."""
    return f"{code[:3]} {code[3:]}"
