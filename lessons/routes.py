"""Reads the routes: one plain text file beside the lessons, in which each route is a heading and a list.

A route only suggests. So what is amiss with one is told with its line, and the lessons of it that are
known are suggested all the same.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lessons.body import PLACEHOLDERS
from lessons.fault import Fault, Severity
from lessons.lesson import Route
from lessons.passages import Passage
from lessons.typography import BULLET, as_id, is_id, lines_of, suggest_id, tidy
from lessons.wording import look_at

FILE = "lo-trinh.txt"  # not .md: every Markdown file of the folder is a lesson
MOST_ROUTES = 3  # they are offered in one bubble (P7)
LONGEST_TITLE = 20  # characters that a button shows on a small phone (domain.md 6.2)
LONGEST_ABOUT = 160  # characters; the bubble also says how far the learner is (domain.md 6.2)

_HEADING = re.compile(r"##\s*([^\s·•∙⋅‧:|#]+)(?:\s*[·•∙⋅‧:|]+|\s+[–—-]+)\s*(.+)")
_ITEM = re.compile(rf"{BULLET}\s*(.+)")
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


@dataclass(slots=True)
class _Draft:
    """A route while it is being read."""

    heading: int
    id: str
    title: str
    about: list[tuple[int, str]] = field(default_factory=list)
    lessons: list[str] = field(default_factory=list)

    def route(self) -> Route:
        about = " ".join(text for _, text in self.about)
        return Route(self.id, self.title, about, tuple(self.lessons))


def read_routes(
    text: str, known: Mapping[str, str], today: date | None = None
) -> tuple[tuple[Route, ...], tuple[Fault, ...]]:
    """The routes that lead anywhere, and what their author should know. `known`: code by lesson id,
    of every lesson that was written, whether it can be served or not."""
    drafts: list[_Draft] = []
    faults: list[Fault] = []
    for number, raw in enumerate(lines_of(text), start=1):
        line = tidy(raw)
        if line and not re.match(r"#(?!#)", line):
            faults += _take(drafts, number, line, known)
    for draft in drafts:
        faults += _look_over(draft, today)
    for draft in drafts[MOST_ROUTES:]:
        message = f"Nhiều nhất {MOST_ROUTES} lộ trình, để chọn trong một tin nhắn: bỏ bớt."
        faults.append(Fault(FILE, draft.heading, message))
    routes = tuple(draft.route() for draft in drafts[:MOST_ROUTES] if draft.lessons)
    return routes, tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.line))


def _take(
    drafts: list[_Draft], number: int, line: str, known: Mapping[str, str]
) -> Iterator[Fault]:
    if line.startswith("#"):
        yield from _heading(drafts, number, line)
    elif not drafts:
        message = "Dòng này chưa thuộc lộ trình nào: viết “## ten-lo-trinh · Tên” ở trên, hoặc thêm # ở đầu."
        yield Fault(FILE, number, message)
    elif item := _ITEM.fullmatch(line):
        yield from _lesson(drafts[-1], number, item[1], known)
    else:
        drafts[-1].about.append((number, line))


def _heading(drafts: list[_Draft], number: int, line: str) -> Iterator[Fault]:
    match = _HEADING.fullmatch(line)
    route_id, title = (as_id(match[1]), match[2]) if match else ("", line.lstrip("# "))
    if not is_id(route_id):
        route_id = suggest_id(title)
        message = "Lộ trình cần tên riêng không dấu, nối bằng gạch ngang, rồi tới tên gọi"
        yield Fault(FILE, number, f"{message}: viết “## {route_id} · {title or 'Tên lộ trình'}”.")
    if any(route_id == draft.id for draft in drafts):
        yield Fault(FILE, number, f"Tên “{route_id}” đã dùng cho lộ trình ở trên: đặt tên khác.")
    if len(title) > LONGEST_TITLE:
        message = (
            f"Tên “{title}” dài {len(title)} chữ cái, nút chỉ hiện {LONGEST_TITLE}: viết ngắn lại."
        )
        yield Fault(FILE, number, message, Severity.WARNING)
    drafts.append(_Draft(number, route_id, title))


def _lesson(draft: _Draft, number: int, text: str, known: Mapping[str, str]) -> Iterator[Fault]:
    lesson = as_id(text)
    if lesson in draft.lessons:
        yield Fault(FILE, number, f"Bài “{lesson}” đã có ở trên trong lộ trình này: bỏ một dòng.")
    elif lesson in known:
        draft.lessons.append(lesson)
    else:
        yield Fault(FILE, number, f"Không có bài “{text}”: {_hint(lesson, known)}")


def _hint(text: str, known: Mapping[str, str]) -> str:
    for lesson, code in known.items():
        if text.upper() == code or suggest_id(text) == lesson:
            return f"viết “- {lesson}”."
    return "mỗi dòng là id của một bài, ví dụ “- cai-ung-dung”."


def _look_over(draft: _Draft, today: date | None) -> Iterator[Fault]:
    """What only shows when a route has been read to its end."""
    if not draft.lessons:
        message = f"Lộ trình “{draft.title}” chưa có bài nào: thêm mỗi bài một dòng “- id-của-bài”."
        yield Fault(FILE, draft.heading, message)
    about = draft.route().about
    if len(about) > LONGEST_ABOUT:
        message = (
            f"Lời giới thiệu dài {len(about)} chữ cái, nhiều nhất là {LONGEST_ABOUT}: viết gọn lại."
        )
        yield Fault(FILE, draft.about[0][0], message)
    for number, text in [(draft.heading, draft.title), *draft.about]:
        yield from look_at(Passage(number, text), FILE, today)
        for brace in set(_BRACES.findall(text)) - PLACEHOLDERS:
            message = f"Không có chỗ điền “{brace}”: chỉ dùng {{bác}}, {{Bác}}, {{cháu}}, {{Cháu}}."
            yield Fault(FILE, number, message)
