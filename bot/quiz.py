"""Judging an answer to a quiz question: right goes on, anything else is kindly explained and asked again."""

from bot import steps
from bot.reviews import option_of, verdict
from bot.scene import Scene
from bot.turn import QuizAnswered


def judge(scene: Scene, index: int, label: str) -> tuple[Scene, bool]:
    """What is said, and whether the question is passed. Shows the question again if it is not."""
    run, lesson = scene.standing.run, scene.lesson
    step = None if run is None or lesson is None else lesson.step(run.step)
    option = option_of(step, index, label)
    if run is None or step is None or option is None:
        return steps.show(scene), False
    scene = scene.happened(QuizAnswered(run.number, run.lesson, step.id, index, option.correct))
    if option.correct:
        return scene.remark("{lời}", lời=verdict(scene, option)), True
    return steps.show(scene.remark("{lời}", lời=verdict(scene, option))), False
