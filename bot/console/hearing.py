"""Which order somebody meant who serves in a team. Asked before anything else is: a leader who writes an
announcement about codes that must be told to nobody is neither in danger nor giving a code away."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.answers import picked_number
from bot.console import call_hearing
from bot.console.orders import ConnectGroup, OpenConsole, Order
from bot.folding import fold_label
from bot.intents import Intent, understand_typed
from bot.scene import Scene
from bot.standing import Context
from bot.typed import Typed, as_typed

_OPEN = frozenset(
    {
        "to", "viec to", "viec cua to", "cong viec to", "cong viec cua to", "mo viec to",
        "menu to", "to cua toi", "lam viec to", "xem viec to",
    }
)  # fmt: skip
_CONNECT = frozenset({"noi", "noi nhom moi"})
_OWN = frozenset({Intent.DELETE_DATA, Intent.EXPORT_DATA, Intent.MENU})
_SHORT = 5  # words
_NOTHING = re.compile(
    r"(?:thoi|huy|huy bo|bo qua|khong gui nua|thoi khong|quay lai)(?: nhe| a| em)?"
)


def heard(scene: Scene, text: str) -> Order | None:
    """None: it is for the lessons, as everybody's words are. An open question that takes free words takes
    whatever is not another order, an answer offered beside it, or a way out."""
    standing, prompt = scene.standing, scene.standing.prompt
    if not (standing.serves and scene.consented):
        return None
    typed = as_typed(text)
    meant = meaning(typed)
    awaits = prompt.awaits if prompt is not None and prompt.where in (None, scene.where) else None
    if meant is not None or prompt is None or not isinstance(awaits, Order):
        return meant
    labels = {fold_label(offer.label) for offer in prompt.offers}
    if picked_number(typed, len(prompt.offers)) is not None or typed.plain in labels:
        return None
    if text.lstrip().startswith("/") or _is_own(scene, typed):
        return None
    if _NOTHING.fullmatch(typed.plain):
        return OpenConsole()
    return replace(awaits, said=text.strip())  # type: ignore[arg-type]  # those that are awaited have it


def _is_own(scene: Scene, typed: Typed) -> bool:
    """What one says for oneself works everywhere, whatever else was asked (P8): to see or erase one's data,
    and the list of lessons. Only as a command; a text about data is a text."""
    if len(typed.own.words) > _SHORT:
        return False
    return understand_typed(typed, Context.NONE, (), scene.school.course).intent in _OWN


def meaning(typed: Typed) -> Order | None:
    """What words alone order, whatever was asked."""
    plain = typed.plain.removeprefix("da ").removesuffix(" a")
    if plain in _OPEN:
        return OpenConsole()
    if plain in _CONNECT and typed.text.lstrip().startswith("/"):
        return ConnectGroup(0)
    return next((order for hear in _AREAS if (order := hear(typed)) is not None), None)


# Each area of the work knows its own words.
_AREAS: tuple[Callable[[Typed], Order | None], ...] = (call_hearing.hear,)
