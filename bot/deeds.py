"""What each answer does. Buttons, numbers and recognised words all end here, as one `Action`."""

from typing import assert_never

from bot import (
    finish,
    helping,
    linking,
    menu,
    privacy,
    quiz,
    reminders,
    reviews,
    routes,
    sharing,
    steps,
    welcome,
    wording,
)
from bot.console.orders import Order
from bot.scene import Scene
from bot.standing import (
    Action,
    AddLearner,
    AnswerQuiz,
    AnswerReview,
    Ask,
    AskVisit,
    CallHuman,
    ChooseDevice,
    ChooseHonorific,
    Context,
    EraseMe,
    FollowRoute,
    GetHelp,
    GiveConsent,
    GoBack,
    GoOn,
    Honorific,
    LinkApp,
    Offer,
    OpenLesson,
    OpenMenu,
    Pause,
    Question,
    SetReminders,
    ShowAgain,
    ShowData,
    SwitchLearner,
)
from bot.turn import ConsoleOrdered, LearnerChosen, LearnersAsked
from lessons.lesson import ASK_HUMAN, Device


def perform(scene: Scene, action: Action, label: str = "") -> Scene:
    """`label` is what the learner chose from, to notice an edit since; the run must be settled in."""
    if isinstance(action, Order):
        return scene.happened(ConsoleOrdered(action))
    match action:
        case GiveConsent(granted):
            return _after_consent(welcome.give_consent(scene, granted), granted)
        case ChooseHonorific(honorific):
            scene = welcome.choose_honorific(scene, honorific)
            return onward(scene) if scene.standing.settled else welcome.ask_device(scene)
        case ChooseDevice(device):
            return _after_device(scene, device)
        case OpenMenu(group, page):
            return menu.show(scene, group, page)
        case OpenLesson(lesson, again):
            return open_lesson(scene, lesson, again=again)
        case FollowRoute(route):
            return onward(routes.left(scene)) if route is None else routes.follow(scene, route)
        case ShowData():
            return privacy.show_data(scene)
        case EraseMe(confirmed):
            return privacy.erase(scene) if confirmed else onward(scene.remark(wording.KEPT))
        case SetReminders(wanted):
            return _set_reminders(scene, wanted)
        case AnswerReview():
            return _after_review(*reviews.answer(scene, action, label))
        case CallHuman():
            return helping.call_human(scene)
        case AskVisit(said):
            return helping.ask_visit(scene, said)
        case SwitchLearner(learner):
            return scene.happened(LearnerChosen(learner) if learner else LearnersAsked())
        case AddLearner():
            return sharing.ask_name(scene)
        case LinkApp():
            return linking.ask(scene)
        case Ask(question):
            return _ask(scene, question)
        case GoOn() | GoBack() | ShowAgain() | GetHelp() | AnswerQuiz() | Pause():
            return _perform_in_lesson(scene, action, label)
        case _:
            assert_never(action)


def open_lesson(scene: Scene, lesson_id: str, *, again: bool = False) -> Scene:
    lesson = scene.school.course.lesson(lesson_id)
    if lesson is None or not lesson.steps:
        return menu.show(scene.changed(wanted=None).remark(wording.LESSON_UNKNOWN))
    if not scene.standing.settled:  # which phone decides what is shown
        return welcome.ask_device(scene.changed(wanted=lesson_id))
    return steps.open_lesson(scene, lesson, again=again)


def onward(scene: Scene) -> Scene:
    """Where the learner was going: the wished lesson, the open one, or the list."""
    if scene.standing.wanted is not None:
        return open_lesson(scene, scene.standing.wanted)
    if scene.lesson is not None:
        return steps.show(scene)
    return menu.show(scene)


def ask_again(scene: Scene) -> Scene:
    """The same question once more, with fresh buttons; a step is shown as it is now."""
    prompt, run = scene.standing.prompt, scene.standing.run
    in_lesson = run is not None and (prompt is None or is_about_step(scene))
    if prompt is None or in_lesson:
        return onward(scene)
    return scene.ask(
        prompt.text,
        prompt.offers,
        prompt.context,
        lesson=prompt.lesson,
        step=prompt.step,
        awaits=prompt.awaits,
    )


def is_about_step(scene: Scene) -> bool:
    """Is an answer about the open run's step being waited on?"""
    prompt, run = scene.standing.prompt, scene.standing.run
    return (
        prompt is not None
        and run is not None
        and prompt.context in (Context.STEP, Context.QUIZ)
        and (prompt.lesson, prompt.step) == (run.lesson, run.step)
        and not any(isinstance(offer.action, AnswerReview) for offer in prompt.offers)
    )


def _after_consent(scene: Scene, granted: bool) -> Scene:
    if granted and not scene.standing.settled:
        return welcome.ask_honorific(scene)
    return onward(scene)


def _after_device(scene: Scene, device: Device | None) -> Scene:
    """Somebody new who came with no wish is shown the ways there are, not a list of everything."""
    is_new = not scene.standing.settled and scene.standing.wanted is None
    scene = steps.settled_in(welcome.choose_device(scene, device))
    if is_new and scene.lesson is None and routes.choosing(scene) and not routes.chosen(scene):
        return routes.ask(scene)
    return onward(scene)


def _ask(scene: Scene, question: Question) -> Scene:
    match question:
        case Question.CONSENT:
            return welcome.ask_consent(scene, wording.CONSENT_LATER)
        case Question.HONORIFIC:
            return welcome.ask_honorific(scene)
        case Question.CO_OR_CHU:
            return welcome.ask_which(scene, Honorific.CO, Honorific.CHU)
        case Question.ANH_OR_CHI:
            return welcome.ask_which(scene, Honorific.ANH, Honorific.CHI)
        case Question.DEVICE:
            return welcome.ask_device(scene)
        case Question.REMINDERS:
            return finish.ask_reminders(scene)
        case Question.ROUTE:
            return routes.ask(scene) if scene.school.course.routes else menu.show(scene)
        case Question.ERASE:
            return privacy.ask_erase(scene)


def _set_reminders(scene: Scene, wanted: bool) -> Scene:
    prompt = scene.standing.prompt
    was_asked = prompt is not None and Offer(wording.WANT_REMINDERS, SetReminders(True)) in (
        prompt.offers
    )
    scene = privacy.set_reminders(scene, wanted)
    if not wanted and not was_asked:
        return _farewell(scene.remark(wording.REMINDERS_OFF), wording.SEE_YOU)
    scene = scene.remark(wording.REMINDERS_ON if wanted else wording.REMINDERS_NOT_WANTED)
    return finish.what_next(scene) if scene.lesson is None else steps.show(scene)


def _after_review(scene: Scene, over: bool) -> Scene:
    if not over:
        return scene
    return finish.what_next(scene) if scene.lesson is None else steps.show(scene)


def _farewell(scene: Scene, template: str) -> Scene:
    """Good-bye, with the way back in."""
    if scene.lesson is None:
        return scene.ask(scene.filled(template), [Offer(wording.SEE_LESSONS, OpenMenu())])
    offers = [Offer(wording.GO_ON, ShowAgain()), Offer(wording.OTHER_LESSON, OpenMenu())]
    return scene.ask(scene.filled(template), offers)


def _perform_in_lesson(
    scene: Scene, action: GoOn | GoBack | ShowAgain | GetHelp | AnswerQuiz | Pause, label: str
) -> Scene:
    run, lesson = scene.standing.run, scene.lesson
    step = None if run is None or lesson is None else lesson.step(run.step)
    if step is None:
        return _without_lesson(scene, action)
    match action:
        case GoOn(target):
            return helping.call_human(scene) if target == ASK_HUMAN else _go_on(scene, target)
        case GoBack():
            return steps.back(scene)
        case ShowAgain():
            return steps.show(scene)
        case GetHelp(trouble, skip):
            if trouble is None:
                return helping.troubles(scene, step, skip)
            return helping.answer(scene, step, trouble)
        case AnswerQuiz(option):
            scene, passed = quiz.judge(scene, option, label)
            return _go_on(scene, None) if passed else scene
        case Pause():
            return _farewell(reminders.expect_silence(scene), wording.PAUSED)
        case _:
            assert_never(action)


def _without_lesson(
    scene: Scene, action: GoOn | GoBack | ShowAgain | GetHelp | AnswerQuiz | Pause
) -> Scene:
    match action:
        case GetHelp():
            return helping.call_human(scene)
        case Pause():
            return _farewell(scene, wording.GOODBYE)
        case _:
            return menu.show(scene.remark(wording.NO_LESSON_OPEN))


def _go_on(scene: Scene, target: str | None) -> Scene:
    run, lesson = scene.standing.run, scene.lesson
    scene = steps.passed(scene, target)
    if scene.standing.run is None and run is not None and lesson is not None:
        return finish.finish(scene, run, lesson)
    return steps.show(scene)
