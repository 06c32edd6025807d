"""Judging an answer to a quiz question: right goes on, anything else is kindly explained and asked again;
but nobody is kept at a question for ever.
"""

from dataclasses import replace

from bot import steps, wording
from bot.reviews import option_of, verdict
from bot.scene import Scene
from bot.turn import QuizAnswered
from lessons.lesson import Step

# After so many the answer is told and the lesson goes on: with at most four to choose from, who is still
# wrong will not find it by asking again. What was wrong stays in the facts, and the question comes back.
MOST_WRONG = 3


def judge(scene: Scene, index: int, label: str) -> tuple[Scene, bool]:
    """What is said, and whether the question is over. Shows the question again if it is not."""
    run, lesson = scene.standing.run, scene.lesson
    step = None if run is None or lesson is None else lesson.step(run.step)
    option = option_of(step, index, label)
    if run is None or step is None or option is None:
        return steps.show(scene), False
    scene = scene.happened(QuizAnswered(run.number, run.lesson, step.id, index, option.correct))
    if option.correct:
        return scene.remark("{lời}", lời=verdict(scene, option)), True
    wrong = run.wrong + 1
    if wrong >= MOST_WRONG:
        return scene.remark(wording.QUIZ_TOLD, đáp=_right(step)), True
    scene = scene.changed(run=replace(run, wrong=wrong))
    return steps.show(scene.remark("{lời}", lời=verdict(scene, option))), False


def _right(step: Step) -> str:
    return next((option.label for option in step.options if option.correct), "")
