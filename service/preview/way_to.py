"""The way to a step: buttons that a learner would press to stand there, found by trying. Pure.

So a jump is a conversation like any other: it can be read, gone on with, and copied as a test.
"""

from collections import deque

from bot.turn import School
from lessons.lesson import Lesson
from service.preview.talk import NoSuchButton, Opens, Presses, Setting, Talk, begin, does

MOST_TRIES = 400  # a lesson has some ten steps of three buttons each


def open_lesson(school: School, setting: Setting, lesson: Lesson) -> Talk:
    return does(school, begin(setting), Opens(lesson.code))


def way_to(school: School, setting: Setting, lesson: Lesson, step: str) -> Talk | None:
    """The shortest talk that stands at the step; None where no way leads there, as to a step that is for
    the other kind of phone."""
    ahead = deque([open_lesson(school, setting, lesson)])
    seen = {_place(ahead[0])}
    for _ in range(MOST_TRIES):
        if not ahead:
            return None
        talk = ahead.popleft()
        run = talk.standing.run
        if run is not None and (run.lesson, run.step) == (lesson.id, step):
            return talk
        for label in talk.labels:
            try:
                tried = does(school, talk, Presses(label))
            except NoSuchButton:
                continue
            place = _place(tried)
            if place not in seen and place[0] in (None, lesson.id):
                seen.add(place)
                ahead.append(tried)
    return None


def _place(talk: Talk) -> tuple[str | None, str]:
    """Where it stands, as far as the way is concerned: at a step, or before a question."""
    run, prompt = talk.standing.run, talk.standing.prompt
    if run is not None:
        return run.lesson, run.step
    return None, prompt.text if prompt else ""
