"""Hearing what was written last: the open question read aloud, with its answers; a step's recording where it has one.

The question stays open as it was: what is heard asks nothing by itself.
"""

from pathlib import PurePosixPath

from bot import deeds, steps, wording
from bot.message import Voice
from bot.scene import Scene
from bot.standing import Prompt
from bot.turn import SPOKEN


def listen(scene: Scene) -> Scene:
    """Aloud where that can be; else written once more, and said why."""
    if scene.standing.prompt is None and scene.can_hear(SPOKEN):
        scene = deeds.ask_again(scene)
    prompt = scene.standing.prompt
    file = "" if prompt is None else _recording(scene, prompt)
    if prompt is None or not (file or scene.can_hear(SPOKEN)):
        return deeds.ask_again(scene.remark(wording.NO_SOUND_HERE))
    voice = Voice(file, _aloud(scene, prompt), scene.filled(wording.NOT_HEARD))
    return scene.let_hear(wording.LISTEN, voice)


def _recording(scene: Scene, prompt: Prompt) -> str:
    """The step's, if it is the step that stands there, as it is now; "" for none that could be played."""
    run, lesson = scene.standing.run, scene.lesson
    step = None if run is None or lesson is None else lesson.step(run.step)
    recorded = None if step is None else step.recording_for(scene.standing.device)
    if recorded is None or prompt.text != steps.as_shown(scene)[0]:
        return ""
    return recorded.file if scene.can_hear(PurePosixPath(recorded.file).suffix.lower()) else ""


def _aloud(scene: Scene, prompt: Prompt) -> str:
    """The question as it stands there and its answers, numbered as they are when typed."""
    text = prompt.text.removesuffix(wording.LISTEN_HINT)
    if not prompt.offers:
        return text
    answers = "\n".join(f"{n}: {offer.label}." for n, offer in enumerate(prompt.offers, 1))
    return f"{text}\n{scene.filled(wording.CHOICES_ALOUD)}\n{answers}"
