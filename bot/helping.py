"""When a learner is stuck, in danger, or about to give away a secret.

Never promises a call or a visit: says what was noted, and whom to ask.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot import wording
from bot.calendar import day_named, next_saturday
from bot.calls import LONGEST_WISH
from bot.scene import Scene
from bot.secrets import mask
from bot.standing import (
    AskVisit,
    CallHuman,
    Consent,
    Context,
    GetHelp,
    GoBack,
    GoOn,
    Offer,
    OpenMenu,
    Pause,
    ShowAgain,
)
from bot.turn import HelpAsked, SecretRefused
from lessons.lesson import Step, Trouble

# Where things are reported (domain.md 3.25, L06: source S59): short numbers of the national plan only.
# The police of the commune are named instead of a hotline that nobody has confirmed for years.
EMERGENCY = "113"
REPORT_CALLS = "156"

_HUMAN = Offer(wording.HUMAN, CallHuman())
_AT_HOME = Offer(wording.AT_HOME, AskVisit())
_VISIT = re.compile(
    r"\b(?:den|toi|sang|qua|ve) (?:tan )?(?:nha |cho )(?:(?:toi|minh|bac|ba|ong|co|chu) )?(?:de )?"
    r"(?:giup|(?:chi|day|huong dan|lam) (?:giup|cho|toi|minh|ho))\b|\bgiup (?:toi )?(?:o|tai) nha\b"
)


def troubles(scene: Scene, step: Step, skip: int) -> Scene:
    """What often goes wrong at this step, to choose from; always with the way to a human (P7)."""
    known = step.troubles_for(scene.standing.device)
    if not known:
        offers = [Offer(wording.SEE_AGAIN, ShowAgain()), _HUMAN, Offer(wording.BACK, GoBack())]
        return _at_step(scene, wording.NO_TROUBLES, offers)
    return _at_step(scene, wording.ASK_TROUBLE, _trouble_offers(known, skip))


def answer(scene: Scene, step: Step, trouble: int) -> Scene:
    """What helps with one of them; where the step branches, its own answers follow."""
    known = step.troubles_for(scene.standing.device)
    if trouble >= len(known):  # an edit took it away since it was offered
        return troubles(scene, step, 0)
    solved = ShowAgain() if step.choices or step.is_quiz else GoOn()
    offers = [Offer(wording.SOLVED, solved), Offer(wording.STILL_NOT, CallHuman())]
    return _at_step(scene, "{lời}", offers, lời=scene.filled(known[trouble].answer))


def call_human(scene: Scene) -> Scene:
    where = _where(scene)
    contact = scene.school.contact
    template = wording.HUMAN_TOLD if scene.school.has_helpers else wording.HUMAN_NOTED
    template = wording.HUMAN_CALLED if contact else template
    scene = scene.happened(_asked(scene))
    if not where:
        offers = [Offer(wording.SEE_LESSONS, OpenMenu())]
        return scene.ask(scene.filled(template, chỗ=where, liên_hệ=contact), offers)
    offers = [Offer(wording.GO_ON, ShowAgain()), _AT_HOME, Offer(wording.LATER, Pause())]
    return _at_step(scene, template, offers, chỗ=where, liên_hệ=contact)


def visit_meant(plain: str) -> AskVisit | None:
    """Whether somebody should come home and help. `plain` as `Typed.plain`."""
    return AskVisit() if _VISIT.search(plain) else None


def ask_visit(scene: Scene, said: str) -> Scene:
    """When would it suit? Then it is a call like any other. Days are named, since it may be read another day."""
    if not said:
        offers = [Offer(label, AskVisit(when)) for label, when in suiting(scene.now)]
        return scene.ask(scene.filled(wording.ASK_WHEN), offers, awaits=AskVisit())
    wish = mask(" ".join(said.split()))[:LONGEST_WISH]
    where = _where(scene)
    scene = scene.changed(prompt=None).happened(replace(_asked(scene), wish=wish))
    told = scene.filled(wording.VISIT_NOTED, chỗ=where, khi=wish)
    if scene.lesson is None:
        return scene.ask(told, [Offer(wording.SEE_LESSONS, OpenMenu())])
    return scene.ask(told, [Offer(wording.GO_ON, ShowAgain()), Offer(wording.LATER, Pause())])


def suiting(now: datetime) -> list[tuple[str, str]]:
    """(label, the day by its name) of times at which a visit may suit."""
    tomorrow = day_named(now + timedelta(days=1))
    saturday = day_named(next_saturday(now + timedelta(days=1)))
    return [
        (wording.TOMORROW_MORNING, wording.IN_THE_MORNING.format(ngày=tomorrow)),
        (wording.TOMORROW_AFTERNOON, wording.IN_THE_AFTERNOON.format(ngày=tomorrow)),
        (wording.WEEKEND, wording.AT_THE_WEEKEND.format(ngày=saturday)),
    ]


def where_to_ask(scene: Scene) -> Scene:
    """Before consent nothing is passed on; who can help is said all the same."""
    contact = scene.school.contact or wording.FAMILY_OR_TEAM
    return scene.say(wording.HUMAN_BEFORE_CONSENT, liên_hệ=contact)


def danger(scene: Scene) -> Scene:
    """The safety card. Calls a human even for a guest, and before consent: minutes count."""
    scene = scene.happened(_asked(scene, danger=True)).say(wording.DANGER)
    if scene.standing.consent is Consent.UNASKED:
        return scene.remark(wording.DANGER_NOTED)
    report = scene.filled(
        wording.DANGER_REPORT,
        khẩn_cấp=EMERGENCY,
        báo_cuộc_gọi=REPORT_CALLS,
    )
    onward = Offer(wording.SEE_LESSONS, OpenMenu())
    if scene.lesson is not None:
        onward = Offer(wording.GO_ON, ShowAgain())
    return scene.ask(f"{report} {scene.filled(wording.DANGER_NOTED)}", [_HUMAN, onward])


def refuse_secret(scene: Scene) -> Scene:
    return scene.happened(SecretRefused()).remark(wording.NOT_IN_HERE)


def _trouble_offers(known: tuple[Trouble, ...], skip: int) -> list[Offer]:
    """Two at most beside the human; with more left, one and the way to the others."""
    left = range(skip, len(known)) or range(len(known))
    shown = left if len(left) <= 2 else left[:1]
    offers = [Offer(known[n].problem, GetHelp(n)) for n in shown]
    if len(shown) < len(left):
        offers.append(Offer(wording.SOMETHING_ELSE, GetHelp(skip=shown[-1] + 1)))
    return [*offers, _HUMAN]


def _at_step(scene: Scene, template: str, offers: list[Offer], **values: object) -> Scene:
    run = scene.standing.run
    where = (None, None) if run is None else (run.lesson, run.step)
    text = scene.filled(template, **values)
    return scene.ask(text, offers, Context.STEP, lesson=where[0], step=where[1])


def _where(scene: Scene) -> str:
    """The lesson and step, as they stand in a sentence; "" for none."""
    run, lesson = scene.standing.run, scene.lesson
    step = None if run is None or lesson is None else lesson.step(run.step)
    if step is None or lesson is None:
        return ""
    return wording.AT_STEP.format(bài=lesson.title, bước=step.title)


def _asked(scene: Scene, *, danger: bool = False) -> HelpAsked:
    run = scene.standing.run
    if run is None:
        return HelpAsked(None, None, danger)
    return HelpAsked(run.lesson, run.step, danger)
