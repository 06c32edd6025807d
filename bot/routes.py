"""A learner's own route through the lessons: choosing it, how far along they are, what comes next on it.

It suggests and never blocks. The choice is remembered, so a guest is asked for consent first (P8).
"""

from bot import welcome, wording
from bot.folding import fold_label
from bot.scene import Scene
from bot.standing import (
    Ask,
    Consent,
    FollowRoute,
    Offer,
    OpenLesson,
    OpenMenu,
    Question,
    ShowAgain,
)
from lessons.lesson import Lesson, Route

_WISHES = frozenset(
    {
        "lo trinh", "lo trinh hoc", "xem lo trinh", "chon lo trinh", "theo lo trinh",
        "hoc theo lo trinh", "co lo trinh nao", "lo trinh nao", "hoc gi truoc", "nen hoc gi truoc",
        "hoc bai nao truoc", "hoc bai gi truoc", "nen hoc bai nao truoc", "hoc gi truoc gi sau",
        "hoc cai gi truoc", "bat dau tu dau", "nen bat dau tu dau", "lo trinh cua toi",
    }
)  # fmt: skip
_CHANGES = frozenset({"doi lo trinh", "lo trinh khac", "chon lai lo trinh", "chon lo trinh khac"})
_LEAVES = frozenset(
    {
        "bo lo trinh", "thoi lo trinh", "dung lo trinh", "khong theo lo trinh nua",
        "thoi theo lo trinh", "bo theo lo trinh", "huy lo trinh",
    }
)  # fmt: skip
# Where it is asked which route: none of them.
_SKIPS = frozenset({"bo qua", "khong", "khong can", "tu chon", "thoi", "tu chon bai", "khong theo"})


def chosen(scene: Scene) -> Route | None:
    """The route this learner is on, if it leads anywhere now."""
    if not scene.consented:
        return None
    route = scene.school.course.route(scene.standing.route)
    return route if route is not None and scene.school.course.along(route) else None


def next_on(scene: Scene) -> Lesson | None:
    """The first lesson of the learner's route that is not finished."""
    route = chosen(scene)
    ahead = scene.school.course.along(route) if route else ()
    return next((one for one in ahead if one.id not in scene.standing.finished), None)


def with_progress(scene: Scene, text: str) -> str:
    """The text below how far the learner is on the route; the text alone without a route."""
    route = chosen(scene)
    if route is None:
        return text
    ahead = scene.school.course.along(route)
    done = sum(lesson.id in scene.standing.finished for lesson in ahead)
    template = wording.ROUTE_DONE if done == len(ahead) else wording.ROUTE_PROGRESS
    template = wording.ROUTE_NEW if done == 0 else template
    told = scene.filled(template, lộ_trình=route.title, xong=done, tất=len(ahead))
    return f"{told}\n\n{text}".strip()


def offers(scene: Scene) -> list[Offer]:
    """What a list of lessons offers of routes: the next lesson on it, or to choose one."""
    following = next_on(scene)
    if following is not None:
        is_open = scene.lesson is not None and scene.lesson.id == following.id
        return [] if is_open else [_onward(following)]
    return choosing(scene)


def choosing(scene: Scene) -> list[Offer]:
    """To choose a route, or another than the one that is done."""
    served = len(scene.school.course.routes)
    if not scene.consented or served <= (chosen(scene) is not None):
        return []
    label = wording.BY_ROUTE if chosen(scene) is None else wording.OTHER_ROUTE
    return [Offer(label, Ask(Question.ROUTE))]


def ask(scene: Scene) -> Scene:
    """Which one? A guest is first asked whether it may be remembered."""
    if scene.standing.consent is Consent.DECLINED:
        return welcome.ask_consent(scene.say(wording.ROUTE_NEEDS_CONSENT), wording.CONSENT_LATER)
    routes = [Offer(one.title, FollowRoute(one.id)) for one in scene.school.course.routes]
    return scene.ask(scene.filled(wording.ASK_ROUTE), routes)


def follow(scene: Scene, route_id: str) -> Scene:
    """Choose it, and show where on it the learner is; a route that is gone by now is asked again."""
    if scene.school.course.route(route_id) is None:
        return ask(scene)
    return _overview(scene.changed(route=route_id))


def left(scene: Scene) -> Scene:
    return scene.changed(route=None).remark(wording.ROUTE_LEFT)


def wish_meant(scene: Scene, plain: str) -> Ask | FollowRoute | OpenMenu | None:
    """To see, choose, change or leave a route, or to choose none, in words. `plain` as `Typed.plain`."""
    routes, prompt = scene.school.course.routes, scene.standing.prompt
    words = plain.removeprefix("da ").removeprefix("cho toi ").removesuffix(" a")
    if not routes:
        return None
    if words in _LEAVES:
        return FollowRoute(None)
    if words in _SKIPS and prompt and isinstance(prompt.offers[-1].action, FollowRoute):
        return OpenMenu()
    if words in _CHANGES:
        return Ask(Question.ROUTE)
    named = words.removeprefix("hoc ").removeprefix("theo ").removeprefix("lo trinh ")
    for route in routes if " lo trinh " in f" {words}" else ():
        if fold_label(route.title) == named:
            return FollowRoute(route.id)
    if words not in _WISHES:
        return None
    return Ask(Question.ROUTE) if chosen(scene) is None else FollowRoute(scene.standing.route)


def _overview(scene: Scene) -> Scene:
    route, following = chosen(scene), next_on(scene)
    if route is None or following is None:
        done = [*choosing(scene), Offer(wording.SEE_LESSONS, OpenMenu())]
        return scene.ask(with_progress(scene, scene.filled(wording.WHAT_NEXT)), done)
    is_open = scene.lesson is not None and scene.lesson.id == following.id
    onward = Offer(wording.GO_ON, ShowAgain()) if is_open else _onward(following)
    change = [Offer(wording.OTHER_ROUTE, Ask(Question.ROUTE))]
    others = change if len(scene.school.course.routes) > 1 else []
    text = with_progress(scene, scene.filled(route.about))
    return scene.ask(text, [onward, *others, Offer(wording.SEE_LESSONS, OpenMenu())])


def _onward(lesson: Lesson) -> Offer:
    return Offer(wording.NEXT_LESSON.format(bài=lesson.title), OpenLesson(lesson.id))
