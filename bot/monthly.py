"""The monthly table before it is a file: a line for each hamlet and commune, and what must be said beside it.

In the public version what is small is hidden (`bot.disclosure`), column by column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot import figures
from bot.coverage import Adults, Coverage, Reached, Table
from bot.disclosure import SMALLEST, Branch, Shown, Told, public

# What is counted of each place, in the order of the columns.
COUNTED = (
    "Đã vào tổ",
    "Đã bắt đầu học",
    "Đã học xong ít nhất một bài (trong chat)",
    "Tự làm được (tổ xem tận nơi)",
    "Làm được khi có người giúp (tổ xem tận nơi)",
    "Lượt học xong trong tháng",
)
OF_LESSON = (
    "Lượt bắt đầu",
    "Đã học xong (trong chat)",
    "Tự làm được (tổ xem tận nơi)",
    "Làm được khi có người giúp (tổ xem tận nơi)",
)
FINISHED, LESSON_FINISHED = 2, 1  # of which the share of adults is told
WHOLE = "Tổng cộng"
Number = Shown | None  # None: nobody can say it any more
Counts = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Month:
    """`counted`: the last day that is in it; of the month that runs, today."""

    year: int
    month: int
    counted: date

    def __str__(self) -> str:
        return f"{self.month:02}/{self.year}"


@dataclass(frozen=True, slots=True)
class Report:
    """`tables`: the commune, or each of a province's, with their hamlets. `lately`: runs finished in the
    month, by hamlet."""

    name: str
    month: Month
    whole: Coverage
    tables: Sequence[Table]
    lately: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """`hamlet` "": of the commune as a whole; both "": of everything."""

    commune: str
    hamlet: str
    adults: Adults
    numbers: Sequence[Number]

    @property
    def share(self) -> float | None:
        """Of the adults, who finished a lesson; None where it cannot be told."""
        return share_of(self.numbers[FINISHED], self.adults)


@dataclass(frozen=True, slots=True)
class LessonLine:
    title: str
    numbers: Sequence[Number]


def share_of(number: Number, adults: Adults) -> float | None:
    """Between nothing and 1; None where a number is hidden or missing, or the adults must be wrong."""
    if not isinstance(number, int) or adults.missing or not 0 <= number <= adults.count:
        return None
    return number / adults.count if adults.count else None


def lines(report: Report, *, is_public: bool) -> Sequence[Line]:
    """Each commune above its hamlets, the whole last. With one commune, it is the whole."""
    trees = [_tree(report, column, is_public=is_public) for column in range(len(COUNTED))]
    made = []
    for at, table in enumerate(report.tables):
        own = [tree.parts[at] if tree is not None else None for tree in trees]
        name = table.whole.name
        if len(report.tables) > 1:
            made.append(Line(name, "", table.whole.adults, _values(own)))
        for row, part in enumerate(table.parts):
            numbers = _values([one.parts[row] if one is not None else None for one in own])
            made.append(Line(name, part.coverage.name, part.coverage.adults, numbers))
    return [*made, Line("", "", report.whole.adults, _values(trees))]


def lesson_lines(
    report: Report, titles: Mapping[str, str], *, is_public: bool
) -> Sequence[LessonLine]:
    """In the order of `titles`, by lesson; those that were learned and are not taught any more at last."""
    lessons = report.whole.lessons
    gone = sorted(set(lessons) - set(titles))
    return [
        LessonLine(titles.get(one, one), _of_lesson(lessons.get(one, Reached()), is_public))
        for one in [*titles, *gone]
    ]


def notes(report: Report, *, is_public: bool) -> Sequence[str]:
    """What the figures mean, their sources and dates."""
    adults = report.whole.adults
    hidden = (
        f"Bản công khai: số dưới {SMALLEST} ghi là “dưới {SMALLEST}”; vài số khác ghi “không nêu” để không ai "
        "tính ngược ra được."
    )
    missing = f"Thiếu số người lớn của {len(adults.missing)} nơi: {', '.join(adults.missing)}."
    past = "Tháng đã qua: không còn biết lúc đó có bao nhiêu người trong tổ, nên cột “Đã vào tổ” để trống."
    return [
        f"{figures.SELF_DECLARED}: không phải số liệu thống kê chính thức.",
        f"Tính đến hết ngày {figures.said(report.month.counted)}.",
        "“Đã học xong trong chat”: người học tự đi hết bài với chatbot. Mỗi người chỉ tính một lần.",
        "“Tổ xem tận nơi”: người của tổ công nghệ số thấy tận mắt, kể cả với người không dùng chatbot.",
        "Tỷ lệ: số người đã học xong chia cho số người lớn. Thiếu số người lớn thì không tính, không ước lượng.",
        "Người học ở hai tổ được tính ở cả hai. Thôn đã sáp nhập được tính vào thôn hiện nay.",
        "Nguồn số người lớn: " + (", ".join(adults.sources) or "chưa có") + ".",
        *([missing] if adults.missing else []),
        *([past] if report.whole.joined is None else []),
        *([hidden] if is_public else []),
    ]


def _of_lesson(reached: Reached, is_public: bool) -> Sequence[Number]:
    counts = (reached.begun, reached.finished, reached.alone, reached.helped)
    return [public(Branch(count)).value for count in counts] if is_public else counts


def _tree(report: Report, column: int, *, is_public: bool) -> Told | None:
    """One column of the whole, its communes and their hamlets; None: it cannot be told."""
    communes = [
        [_counts(report, part.coverage, part.unit)[column] for part in table.parts]
        for table in report.tables
    ]
    if any(count is None for hamlets in communes for count in hamlets):
        return None
    branches = [_sum([Branch(count or 0) for count in hamlets]) for hamlets in communes]
    if len(branches) == 1:  # it is the whole itself: shown twice it would be hidden for nothing
        told = public(branches[0]) if is_public else _told(branches[0])
        return Told(told.value, [told])
    whole = _sum(branches)
    return public(whole) if is_public else _told(whole)


def _counts(report: Report, coverage: Coverage, hamlet: int) -> Counts:
    reached = coverage.over_all
    return (
        coverage.joined,
        reached.begun,
        reached.finished,
        reached.alone,
        reached.helped,
        report.lately.get(hamlet, 0),
    )


def _sum(parts: Sequence[Branch]) -> Branch:
    return Branch(sum(part.value for part in parts), parts)


def _told(branch: Branch) -> Told:
    return Told(branch.value, [_told(part) for part in branch.parts])


def _values(told: Sequence[Told | None]) -> Sequence[Number]:
    return [None if one is None else one.value for one in told]
