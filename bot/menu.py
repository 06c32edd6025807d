"""The list of lessons: groups with progress, one group's lessons, what to learn next.

Only looks and offers; opening a lesson is `bot.steps`' work.
"""

from collections.abc import Sequence

from bot import routes, wording
from bot.console import wording as console
from bot.console.orders import OpenConsole
from bot.folding import fold_label
from bot.scene import Scene
from bot.standing import (
    Ask,
    Consent,
    Offer,
    OpenLesson,
    OpenMenu,
    Question,
    ShowAgain,
    Standing,
)
from lessons.lesson import GROUPS, Course, Lesson

# More than five answers are read as a wall; so are more than five lessons without groups.
AT_ONCE = 5


def show(scene: Scene, group: str | None = None, page: int = 0) -> Scene:
    lessons = scene.school.course.lessons
    if not lessons:
        return scene.say(wording.MENU_EMPTY)
    if group is not None and any(lesson.group == group for lesson in lessons):
        text = scene.filled(wording.MENU_GROUP, nhóm=_group_name(group))
        offers = [*_lesson_offers(scene, group), Offer(wording.OTHER_GROUPS, OpenMenu())]
    elif len(lessons) <= AT_ONCE:
        group, text = None, scene.filled(wording.MENU)
        offers = _with_own(scene, _lesson_offers(scene, None))
    else:
        group, text = None, scene.filled(wording.MENU_GROUPS)
        offers = _with_own(scene, _group_offers(scene))
    if group is None and page == 0:
        text = routes.with_progress(scene, text)
    return scene.ask(text, _page(offers, group, page))


def group_meant(scene: Scene, plain: str) -> OpenMenu | None:
    """A group by its whole name, whichever page of the menu it stands on. `plain` as `Typed.plain`."""
    served = {lesson.group for lesson in scene.school.course.lessons}
    meant = (name for name in served if plain and fold_label(_group_name(name)) == plain)
    return next((OpenMenu(name) for name in meant), None)


def next_lesson(course: Course, standing: Standing, after: str) -> Lesson | None:
    """What is best learned next: one whose needs are met, best of all one that needed `after`.
    Practice is never it: that is for those who like to."""
    served = {lesson.id for lesson in course.lessons}

    def rank(lesson: Lesson) -> tuple[bool, bool]:
        lacking = (set(lesson.needs) & served) - set(standing.finished)
        return bool(lacking), after not in lesson.needs

    open_ones = [
        lesson
        for lesson in course.lessons
        if lesson.id not in standing.finished and lesson.id != after and not lesson.practice_of
    ]
    return min(open_ones, key=rank, default=None)


def _with_own(scene: Scene, offers: list[Offer]) -> list[Offer]:
    """With what is this learner's own: the open lesson and the route first; last, for a guest, to be
    remembered."""
    offers = [*routes.offers(scene), *offers]
    if scene.standing.serves:
        offers = [Offer(console.WORK, OpenConsole()), *offers]
    if scene.lesson is not None:
        offers = [Offer(wording.GO_ON, ShowAgain()), *offers]
    if scene.standing.consent is Consent.DECLINED:
        offers = [*offers, Offer(wording.REMEMBER_ME, Ask(Question.CONSENT))]
    return offers


def _lesson_offers(scene: Scene, group: str | None) -> list[Offer]:
    return [
        Offer(_lesson_label(lesson, scene.standing), OpenLesson(lesson.id))
        for lesson in scene.school.course.lessons
        if group in (None, lesson.group)
    ]


def _lesson_label(lesson: Lesson, standing: Standing) -> str:
    run = standing.run
    if lesson.id in standing.paused or (run is not None and run.lesson == lesson.id):
        return wording.LESSON_BEGUN.format(bài=lesson.title)
    if lesson.id in standing.finished:
        return wording.LESSON_FINISHED.format(bài=lesson.title)
    return lesson.title


def _group_offers(scene: Scene) -> list[Offer]:
    lessons = scene.school.course.lessons
    groups = [name for name in GROUPS if any(lesson.group == name for lesson in lessons)]
    groups += sorted({lesson.group for lesson in lessons} - set(GROUPS))
    offers = []
    for group in groups:
        own = [lesson.id for lesson in lessons if lesson.group == group]
        done = sum(lesson_id in scene.standing.finished for lesson_id in own)
        label = wording.GROUP_PROGRESS.format(nhóm=_group_name(group), xong=done, tất=len(own))
        offers.append(Offer(label, OpenMenu(group)))
    return offers


def _group_name(group: str) -> str:
    return GROUPS.get(group, group)


def _page(offers: Sequence[Offer], group: str | None, page: int) -> Sequence[Offer]:
    """All of them if they fit, else this page's with the way to the next; the last leads to the first."""
    if len(offers) <= AT_ONCE:
        return offers
    size = AT_ONCE - 1
    pages = -(-len(offers) // size)
    page %= pages
    last = page == pages - 1
    onward = Offer(
        wording.FIRST_PAGE if last else wording.MORE, OpenMenu(group, (page + 1) % pages)
    )
    return [*offers[page * size : (page + 1) * size], onward]
