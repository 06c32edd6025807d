"""Walking through a lesson: opening it, showing the step, going on and going back.

A run moves only here, one step at a time, and never back except by the learner's wish.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot import needs, reminders, wording
from bot.cards import photo_of
from bot.message import Purpose
from bot.scene import BUBBLE, Scene
from bot.standing import (
    AnswerQuiz,
    CallHuman,
    Context,
    GetHelp,
    GoBack,
    GoOn,
    Offer,
    Pause,
    Run,
)
from bot.turn import SPOKEN, LessonStarted, RunMoved, StepDone, StepShown
from bot.way import after, first, progress
from lessons.lesson import ASK_HUMAN, Lesson, Step

MOST_CHOICES = 3  # P7
_NOT_YET = Offer(wording.NOT_YET, GetHelp())
# What most steps offer, the first of a way and the later ones.
_AT_FIRST = (Offer(wording.DONE, GoOn()), _NOT_YET, Offer(wording.LATER, Pause()))
_ON_THE_WAY = (Offer(wording.DONE, GoOn()), _NOT_YET, Offer(wording.BACK, GoBack()))
_HELPING = frozenset({GetHelp(), CallHuman(), GoOn(ASK_HUMAN)})


def open_lesson(scene: Scene, lesson: Lesson, *, again: bool = False) -> Scene:
    """Go on with it where it was left, or begin; the lesson open so far is put aside, not lost."""
    run = scene.standing.run
    scene = scene.changed(wanted=None)
    if run is not None and run.lesson == lesson.id and not again:
        return show(scene)
    scene = _put_aside(scene)
    left = scene.standing.paused.get(lesson.id)
    scene = scene.changed(paused=_without(scene.standing.paused, lesson.id))
    if left is None or again:
        return _begin(scene, lesson)
    scene = settled_in(scene.changed(run=left)).remark(wording.WELCOME_BACK)
    return show(_arrived(scene))


def show(scene: Scene) -> Scene:
    """The step the run stands at, waiting for its answer. Needs an open run."""
    run, lesson, step = _here(scene)
    device = scene.standing.device
    number, _ = progress(lesson, run, device)
    text, offers = as_shown(scene)
    return scene.ask(
        text,
        offers,
        Context.QUIZ if step.is_quiz else Context.STEP,
        purpose=Purpose.LESSON,
        photo=photo_of(lesson, step, device, number, draws=scene.school.draws),
        lesson=lesson.id,
        step=step.id,
    )


def as_shown(scene: Scene) -> tuple[str, tuple[Offer, ...]]:
    """The step's bubble: its text and the answers under it. Needs an open run."""
    run, lesson, step = _here(scene)
    device = scene.standing.device
    number, total = progress(lesson, run, device)
    head = wording.STEP_HEAD.format(bước=number, tất=total, tên=step.title)
    offers = _offers(step, is_first=not run.trail)
    text = f"{head}\n{scene.filled(step.text_for(device))}"
    if not any(_leads_to_help(offer) for offer in offers):
        text += f"\n\n{wording.HELP_HINT}"
    hinted = f"{text}\n\n{wording.LISTEN_HINT}"
    if not run.trail and scene.can_hear(SPOKEN) and len(hinted) <= BUBBLE:
        text = hinted
    return text, offers


def passed(scene: Scene, target: str | None) -> Scene:
    """Done with this step: the run stands at `target`, or at the end (`at_end`). Shows nothing.

    A choice that leads to a step already passed takes the learner back there.
    """
    run, lesson, step = _here(scene)
    following = after(lesson, step, target, scene.standing.device)
    if following is not None and following.id in run.trail:
        trail = run.trail[: run.trail.index(following.id)]
        return _arrived(scene.changed(run=replace(run, step=following.id, trail=trail, wrong=0)))
    scene = scene.happened(StepDone(run.number, lesson.id, step.id))
    if following is None:
        return scene.changed(run=None, prompt=None)
    trail = (*run.trail, step.id)
    moved = Run(run.number, run.lesson, following.id, run.revision, trail)
    return _arrived(scene.changed(run=moved))


def back(scene: Scene) -> Scene:
    run, lesson, _ = _here(scene)
    trail = [step_id for step_id in run.trail if lesson.step(step_id) is not None]
    if not trail:
        return show(scene.remark(wording.FIRST_STEP_ALREADY))
    earlier = replace(run, step=trail[-1], trail=tuple(trail[:-1]), wrong=0)
    return show(_arrived(scene.changed(run=earlier)))


def settled_in(scene: Scene) -> Scene:
    """The run where it can be walked on: at the successor of a step that an edit took away, past a
    step that is not for the learner's new phone; no run if the lesson is gone (P3)."""
    run, lesson, device = scene.standing.run, scene.lesson, scene.standing.device
    if run is None:
        return scene
    if lesson is None or not lesson.steps:
        return _without_its_prompt(scene, run.lesson).changed(run=None)
    step = lesson.place(run.step) or first(lesson, device)
    if not step.is_for(device):
        step = after(lesson, step, None, device) or first(lesson, device)
    if step.id == run.step:
        return scene
    moved = RunMoved(run.number, lesson.id, run.step, step.id)
    scene = _without_its_prompt(scene, run.lesson)
    return scene.changed(run=replace(run, step=step.id)).happened(moved)


def _begin(scene: Scene, lesson: Lesson) -> Scene:
    number = scene.standing.runs + 1
    step = first(lesson, scene.standing.device)
    revision = dict(scene.school.revisions).get(lesson.id, "")
    scene = scene.changed(run=Run(number, lesson.id, step.id, revision), runs=number)
    scene = scene.happened(LessonStarted(number, lesson.id, revision, step.id))
    intro = scene.filled(lesson.intro)
    told = scene.filled(wording.INTRO, bài=lesson.title, phút=lesson.minutes, mở_đầu=intro)
    scene = needs.with_hint(scene, lesson, told)
    return show(_arrived(scene))


def _arrived(scene: Scene) -> Scene:
    run, lesson, step = _here(scene)
    scene = scene.happened(StepShown(run.number, lesson.id, step.id))
    return reminders.expect_silence(scene)


def _here(scene: Scene) -> tuple[Run, Lesson, Step]:
    run, lesson = scene.standing.run, scene.lesson
    step = None if run is None or lesson is None else lesson.step(run.step)
    if run is None or lesson is None or step is None:
        raise ValueError("needs a run that is settled in")
    return run, lesson, step


def _put_aside(scene: Scene) -> Scene:
    run = scene.standing.run
    if run is None:
        return scene
    return scene.changed(run=None, paused={**scene.standing.paused, run.lesson: run})


def _without(runs: Mapping[str, Run], lesson: str) -> Mapping[str, Run]:
    return {name: run for name, run in runs.items() if name != lesson}


def _offers(step: Step, *, is_first: bool) -> tuple[Offer, ...]:
    if step.is_quiz:
        return tuple(Offer(one.label, AnswerQuiz(n)) for n, one in enumerate(step.options))
    if not step.choices:
        return _AT_FIRST if is_first else _ON_THE_WAY
    offers = [Offer(choice.label, GoOn(choice.target)) for choice in step.choices]
    return tuple([*offers, _NOT_YET] if len(offers) < MOST_CHOICES else offers)


def _leads_to_help(offer: Offer) -> bool:
    return offer.action in _HELPING


def _without_its_prompt(scene: Scene, lesson: str) -> Scene:
    """What was asked about a step that is gone cannot be answered any more."""
    prompt = scene.standing.prompt
    return scene.changed(prompt=None) if prompt and prompt.lesson == lesson else scene
