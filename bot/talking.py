"""What a learner types to a person rather than to the bot: to the helper who answers their call, or when
somebody may come. And what the helper says to them.

The bot keeps silent meanwhile, but for what nobody may be made to wait with: danger, secrets, one's own data,
an end to reminders, the list of lessons, and the answers to a question that is open (P2, P8).
"""

import re
from datetime import datetime

from bot import deeds, steps, wording
from bot.answers import picked_number
from bot.calls import LONGEST_WORDS
from bot.folding import fold_label
from bot.intents import Intent, understand_typed
from bot.scene import Scene
from bot.standing import AskVisit, Context, Prompt, Talk
from bot.turn import TalkEnded, WordsPassed
from bot.typed import Typed, as_typed

_ALWAYS = frozenset({Intent.DANGER, Intent.SECRET, Intent.DELETE_DATA, Intent.EXPORT_DATA})
# Commands only as long as they are nothing else: "thôi mai cô sang cũng được" is for the helper.
_IF_SHORT = frozenset({Intent.STOP, Intent.MENU})
_SHORT = 3  # words
_ENDS = re.compile(
    r"(?:(?:da|vang|toi|bac|ba|ong) )*(?:(?:lam )?xong|(?:lam )?duoc roi)(?: roi| het| het roi)?"
    r"(?: (?:nhe|a|day|cam on|bac|chau|chu|co|anh|chi|em|to|nhieu))*"
    r"|(?:(?:da|vang|toi|bac|ba|ong|xin) )*cam on"
    r"(?: (?:bac|chau|chu|co|anh|chi|em|to|ban|con|nhieu|lam|nhe|a|nha|rat))*"
)
_DROPS = frozenset(
    {"thoi", "thoi khong can", "khong can", "khong can nua", "huy", "bo qua", "khong"}
)


def heard(scene: Scene, text: str) -> Scene | None:
    """None: it is for the lessons, as everybody's words are."""
    talk = scene.standing.talk
    is_asked = _is_asked_when(scene)
    if not is_asked and (talk is None or talk.until <= scene.now):
        return None
    typed = as_typed(text)
    if is_asked and typed.plain.removesuffix(" a") in _DROPS:
        return deeds.onward(steps.settled_in(scene.remark(wording.VISIT_DROPPED)))
    ends = ends_well(typed) and not is_asked
    if not typed.text.strip() or (not ends and _is_for_us(scene, typed)):
        return None
    scene = scene.changed(seen_at=scene.now, puzzled=0)
    if is_asked or talk is None:
        return deeds.perform(scene, AskVisit(text.strip()))
    words = " ".join(text.split())
    clipped = words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"
    fact = TalkEnded if ends else WordsPassed
    return scene.happened(fact(talk.ticket, clipped))


def ends_well(typed: Typed) -> bool:
    """Whether either side says that it is done, and nothing else."""
    return _ENDS.fullmatch(typed.plain) is not None


def answer(scene: Scene, team: str, words: str, talk: Talk) -> Scene:
    """A helper's words in the learner's chat. With the first comes what happens to the learner's own."""
    return _spoken(scene, scene.filled(wording.ANSWERED, tổ=team, lời=words), talk)


def promise(scene: Scene, team: str, when: str, talk: Talk) -> Scene:
    return _spoken(scene, scene.filled(wording.VISIT_PROMISED, tổ=team, khi=when), talk)


def over(scene: Scene, team: str, template: str) -> Scene:
    """The bot speaks again: where the learner was, unless they were asked something else of their own."""
    scene = steps.settled_in(scene.changed(talk=None))
    prompt = scene.standing.prompt
    if prompt is not None and prompt.awaits is not None:
        return scene.say(template, tổ=team)
    told = scene.remark(template, tổ=team)
    return steps.show(told) if scene.lesson is not None else told


def quietly(scene: Scene) -> Scene:
    """The helper let go of it and somebody else will answer: until then the bot does."""
    return scene.changed(talk=None)


def not_passed(scene: Scene) -> Scene:
    return scene.changed(talk=None).say(wording.NOT_PASSED)


def _spoken(scene: Scene, words: str, talk: Talk) -> Scene:
    going = _goes_on(scene.standing.talk, talk.ticket, scene.now)
    scene = scene.changed(talk=talk).say("{lời}", lời=words)
    return scene if going else scene.say(wording.TALK_RULES)


def _goes_on(talk: Talk | None, ticket: int, now: datetime) -> bool:
    return talk is not None and talk.ticket == ticket and talk.until > now


def _is_asked_when(scene: Scene) -> bool:
    prompt = scene.standing.prompt
    return (
        prompt is not None
        and isinstance(prompt.awaits, AskVisit)
        and prompt.where in (None, scene.where)
    )


def _is_for_us(scene: Scene, typed: Typed) -> bool:
    prompt = scene.standing.prompt
    if typed.text.lstrip().startswith("/") or (prompt is not None and _answers(prompt, typed)):
        return True
    meant = understand_typed(typed, Context.NONE, (), scene.school.course).intent
    return meant in _ALWAYS or (meant in _IF_SHORT and len(typed.own.words) <= _SHORT)


def _answers(prompt: Prompt, typed: Typed) -> bool:
    labels = {fold_label(offer.label) for offer in prompt.offers}
    return typed.plain in labels or picked_number(typed, len(prompt.offers)) is not None
