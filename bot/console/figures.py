"""Figures of a team or a unit, said and drawn; and what should be looked at again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot import figures
from bot.console import figures_wording as wording
from bot.console.figures_orders import ShowDoubts, ShowFigures, ShowLessons
from bot.console.orders import OpenConsole, OpenOffice
from bot.coverage import Coverage, Reached, Table
from bot.plausible import MOST_A_DAY, Doubt, Doubted
from bot.scene import Scene
from bot.sheets import Bar, Chart, photo_of
from bot.standing import Offer

AT_ONCE = 5  # lines of a page, and bars of a chart
_MOST_DOUBTS = 4  # lines: with the sentence above them they fill a bubble


@dataclass(frozen=True, slots=True)
class Where:
    """A team or, with `team` 0, a unit; and the day of the count, in Vietnam."""

    team: int
    unit: int
    at: date

    @property
    def back(self) -> Offer:
        order = OpenConsole(self.team) if self.team else OpenOffice(self.unit)
        return Offer(wording.BACK, order)

    @property
    def by_lesson(self) -> Offer:
        return Offer(wording.BY_LESSON, ShowLessons(self.team, self.unit))


def choose(scene: Scene, places: Sequence[tuple[str, ShowFigures]]) -> Scene:
    return scene.ask(scene.filled(wording.WHICH), [Offer(name, order) for name, order in places])


def show_team(scene: Scene, where: Where, coverage: Coverage) -> Scene:
    """One sentence, and the lessons that most began as a chart."""
    lessons = sorted(_lessons(scene, coverage), key=lambda item: -item[1].begun)[:AT_ONCE]
    if not lessons:
        return scene.ask(
            scene.filled(wording.NOBODY, nơi=figures.opening(coverage.name)), [where.back]
        )
    chart = Chart(
        scene.filled(wording.CHART_LESSONS, nơi=figures.opening(coverage.name)),
        tuple(_bar(name, reached.finished, coverage) for name, reached in lessons),
        figures.note(coverage.adults, where.at),
    )
    text = figures.told(coverage, where.at)
    return _with_chart(scene, text, chart, [where.by_lesson, where.back])


def show_unit(scene: Scene, where: Where, table: Table, page: int, *, doubts: bool) -> Scene:
    """Its hamlets or communes in the order of the list, a page at a time; nobody is ranked."""
    whole = table.whole
    if not table.parts:
        return scene.ask(scene.filled(wording.NO_PLACES, nơi=whole.name), [where.back])
    pages = _pages(len(table.parts))
    page %= pages
    shown = [part.coverage for part in table.parts[page * AT_ONCE :][:AT_ONCE]]
    bars = tuple(_bar(one.name, one.over_all.finished, one) for one in shown)
    note = figures.note(whole.adults, where.at)
    scene = scene.remark(wording.TOLD, lời=note if page else figures.told(whole, where.at))
    offers = [
        *_onward(page, pages, ShowFigures(unit=where.unit, page=(page + 1) % pages)),
        where.by_lesson,
        *([Offer(wording.DOUBTS, ShowDoubts(where.unit))] if doubts else []),
        where.back,
    ]
    head = scene.filled(wording.PLACES, trang=_page_said(scene, page, pages))
    chart = Chart(scene.filled(wording.CHART_PLACES, nơi=figures.opening(whole.name)), bars, note)
    text = _list(head, [f"{bar.label}: {bar.shown}" for bar in bars])
    return _with_chart(scene, text, chart, offers)


def show_lessons(scene: Scene, where: Where, coverage: Coverage, page: int) -> Scene:
    """In the order of the list of lessons; those that nobody began are left out."""
    lessons = _lessons(scene, coverage)
    back = Offer(wording.BACK_TO_FIGURES, ShowFigures(where.team, where.unit))
    if not lessons:
        return scene.ask(scene.filled(wording.NOBODY, nơi=figures.opening(coverage.name)), [back])
    pages = _pages(len(lessons))
    page %= pages
    lines = [
        _by_lesson(scene, name, reached, coverage)
        for name, reached in lessons[page * AT_ONCE :][:AT_ONCE]
    ]
    paged = _page_said(scene, page, pages)
    head = scene.filled(wording.LESSONS, nơi=figures.opening(coverage.name), trang=paged)
    scene = scene.remark(wording.TOLD, lời=figures.note(coverage.adults, where.at))
    onward = ShowLessons(where.team, where.unit, (page + 1) % pages)
    return scene.ask(_list(head, lines), [*_onward(page, pages, onward), back])


def show_doubts(
    scene: Scene, where: Where, name: str, found: Sequence[tuple[str, Doubted]]
) -> Scene:
    """`found` with each team's name. Numbers of phones only: whose they are is for those to ask who know them."""
    back = Offer(wording.BACK_TO_FIGURES, ShowFigures(unit=where.unit))
    if not found:
        return scene.ask(scene.filled(wording.NO_DOUBTS, nơi=figures.opening(name)), [back])
    lines = [_doubt(scene, team, one) for team, one in found[:_MOST_DOUBTS]]
    more = len(found) - _MOST_DOUBTS
    rest = [scene.filled(wording.AND_MORE, số=more)] if more > 0 else []
    return scene.ask(_list(scene.filled(wording.DOUBTED), [*lines, *rest]), [back])


def figures_offer(team: int = 0, unit: int = 0) -> Offer:
    return Offer(wording.FIGURES, ShowFigures(team, unit))


def _with_chart(scene: Scene, text: str, chart: Chart, offers: Sequence[Offer]) -> Scene:
    """The picture's words say the same as the picture."""
    bars = "; ".join(f"{bar.label}: {bar.shown}" for bar in chart.bars)
    alt = scene.filled(wording.ALT, tên=chart.title, các_cột=bars, nguồn=chart.note)
    return scene.ask(text, offers, photo=photo_of(chart, alt))


def _bar(name: str, finished: int, coverage: Coverage) -> Bar:
    """Of a place without its number of adults, the bar has no length."""
    whole = 0 if coverage.adults.missing else coverage.adults.count
    return Bar(name, finished, whole, figures.share(finished, coverage.adults))


def _lessons(scene: Scene, coverage: Coverage) -> Sequence[tuple[str, Reached]]:
    return [
        (lesson.title, coverage.lessons[lesson.id])
        for lesson in scene.school.course.lessons
        if coverage.lessons.get(lesson.id, Reached()) != Reached()
    ]


def _by_lesson(scene: Scene, name: str, reached: Reached, coverage: Coverage) -> str:
    template = wording.SEEN_ALONE if reached.alone else wording.SEEN
    number = figures.share(reached.finished, coverage.adults)
    return scene.filled(template, bài=name, số=number, tự_làm=reached.alone)


def _doubt(scene: Scene, team: str, one: Doubted) -> str:
    template = wording.MANY if one.doubt is Doubt.MANY else wording.QUICK
    return scene.filled(template, tổ=team, số=one.phones, ngưỡng=MOST_A_DAY)


def _list(head: str, lines: Sequence[str]) -> str:
    return "\n".join([head, *(f"• {line}" for line in lines)])


def _pages(count: int) -> int:
    return -(-count // AT_ONCE)


def _page_said(scene: Scene, page: int, pages: int) -> str:
    return scene.filled(wording.PAGE, số=page + 1, tất=pages) if pages > 1 else ""


def _onward(page: int, pages: int, order: ShowFigures | ShowLessons) -> list[Offer]:
    label = wording.FIRST_PAGE if page == pages - 1 else wording.MORE
    return [Offer(label, order)] if pages > 1 else []
