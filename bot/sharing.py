"""Several who learn on one phone, a grandmother and her grandchild say: each has a place of their own, and one
of them is learning now. Consent and a role in a team are the phone's owner's, and so everybody's there. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot import deeds, steps, wording
from bot.answers import picked_number
from bot.folding import fold, fold_label, listed
from bot.intents import Intent, understand_typed
from bot.scene import Scene
from bot.secrets import mask
from bot.standing import AddLearner, Context, Offer, Standing, SwitchLearner
from bot.turn import LearnerAdded, LearnersAsked
from bot.typed import Typed, as_typed

LONGEST_NAME = 40  # characters
LONGEST_LABEL = 32  # Zalo shows labels as a numbered list
MOST = 4  # (wording.LEARNERS_FULL) on one phone; with "somebody new" beside them no more than a list of answers holds

_WISH = re.compile(
    r"(?:toi |cho |cho toi |muon |toi muon |xin )*"
    r"(?:doi nguoi(?: hoc)?|doi nguoi khac(?: hoc)?|nguoi khac hoc|them nguoi hoc|ai dang hoc)(?: a| nhe)?"
)
# "Cháu Nam học".
_NAMED = re.compile(r"(?:chau|con|be) (?P<name>[a-z]+(?: [a-z]+)?) hoc(?: nhe| a)?")
_NO_NAMES = listed(
    "muon dang se thich chua da khong ko can cung hay van bat xin de di phai moi biet co tu bai ham luoi toi minh"
)
_DROPS = frozenset({"thoi", "huy", "bo qua", "khong", "thoi khong them", "quay lai"})
_COMMANDS = frozenset(
    {Intent.DANGER, Intent.SECRET, Intent.DELETE_DATA, Intent.EXPORT_DATA}
    | {Intent.MENU, Intent.STOP, Intent.HELP}
)


@dataclass(frozen=True, slots=True)
class Fellow:
    """One of those who learn on a phone; `name` "" until somebody asked for it."""

    learner: int
    name: str

    @property
    def shown(self) -> str:
        return self.name or wording.FIRST_LEARNER


def heard(scene: Scene, text: str) -> Scene | None:
    """None: it is for the lessons, as everybody's words are."""
    if not scene.consented:
        return None
    typed = as_typed(text)
    if _is_asked_for_name(scene) and typed.plain and not _is_something_else(scene, typed):
        return _named(scene, text, typed)
    if _WISH.fullmatch(typed.plain):
        return _present(scene).happened(LearnersAsked())
    found = _NAMED.fullmatch(typed.plain)
    if found is None or _NO_NAMES.intersection(found["name"].split()):
        return None
    return _present(scene).happened(LearnersAsked(found["name"]))


def choose(scene: Scene, now: int, fellows: Sequence[Fellow]) -> Scene:
    """Who will learn? `now`: who does."""
    offers = [
        Offer(_label(one, is_now=one.learner == now), SwitchLearner(one.learner)) for one in fellows
    ]
    if len(fellows) < MOST:
        offers.append(Offer(wording.ADD_LEARNER, AddLearner()))
    return scene.ask(scene.filled(wording.WHO_LEARNS), offers)


def ask_name(scene: Scene) -> Scene:
    offers = [Offer(wording.NO_NEW_LEARNER, SwitchLearner())]
    return scene.ask(scene.filled(wording.ASK_LEARNER_NAME), offers, awaits=AddLearner())


def full(scene: Scene) -> Scene:
    return scene.say(wording.LEARNERS_FULL)


def begun(before: Standing) -> Standing:
    """Somebody new on the phone of somebody who agreed."""
    return handed_over(before, Standing())


def handed_over(before: Standing, after: Standing) -> Standing:
    """What is the owner's goes along; no button of one learner may answer another's question (P2)."""
    return after.but(
        consent=before.consent,
        serves=before.serves,
        seq=max(before.seq, after.seq),
        prompt=None,
    )


def called(name: str, fellows: Sequence[Fellow]) -> Fellow | None:
    """The one who goes by that name, with or without marks."""
    return next((one for one in fellows if name and fold(one.name) == fold(name)), None)


def _named(scene: Scene, text: str, typed: Typed) -> Scene:
    if typed.plain.removesuffix(" a") in _DROPS:
        return deeds.onward(steps.settled_in(_present(scene)))
    name = mask(" ".join(text.split()))[:LONGEST_NAME].strip()
    return _present(scene).changed(prompt=None).happened(LearnerAdded(name))


def _present(scene: Scene) -> Scene:
    return scene.changed(seen_at=scene.now, puzzled=0)


def _label(one: Fellow, *, is_now: bool) -> str:
    template = wording.LEARNS_NOW if is_now else "{tên}"
    return template.format(tên=one.shown[: LONGEST_LABEL - len(template.format(tên=""))])


def _is_asked_for_name(scene: Scene) -> bool:
    prompt = scene.standing.prompt
    return (
        prompt is not None
        and isinstance(prompt.awaits, AddLearner)
        and prompt.where in (None, scene.where)
    )


def _is_something_else(scene: Scene, typed: Typed) -> bool:
    """An answer that was offered, a command, or what nobody is made to wait with."""
    prompt = scene.standing.prompt
    if prompt is None or typed.text.lstrip().startswith("/"):
        return True
    labels = {fold_label(offer.label) for offer in prompt.offers}
    if typed.plain in labels or picked_number(typed, len(prompt.offers)) is not None:
        return True
    return understand_typed(typed, Context.NONE, (), scene.school.course).intent in _COMMANDS
