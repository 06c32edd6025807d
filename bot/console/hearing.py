"""Which order somebody meant who serves in a team. Asked before anything else is: a leader who writes an
announcement about codes that must be told to nobody is neither in danger nor giving a code away."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.answers import picked_number
from bot.console import announcing_hearing, call_hearing, figures_hearing, weekly_hearing
from bot.console.orders import ConnectGroup, OpenConsole, Order
from bot.console.weekly_orders import TellVisit
from bot.folding import fold_label
from bot.intents import Intent, understand_typed
from bot.scene import Scene
from bot.standing import Context
from bot.typed import Typed, as_typed

_OPEN = frozenset(
    {
        "to", "viec to", "viec cua to", "cong viec to", "cong viec cua to", "mo viec to",
        "menu to", "to cua toi", "lam viec to", "xem viec to",
        "viec xa", "viec cua xa", "viec phuong", "viec cua phuong", "viec tinh", "viec cua tinh",
        "viec cua don vi",
    }
)  # fmt: skip
_CONNECT = frozenset({"noi", "noi nhom moi"})
# Of how many words at most: "mời bà con xem bài" is no wish for the list of lessons.
_OWN = {Intent.DELETE_DATA: 5, Intent.EXPORT_DATA: 5, Intent.MENU: 2}
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
    if prompt is None or prompt.where not in (None, scene.where):
        return meaning(typed)
    if typed.plain in {fold_label(offer.label) for offer in prompt.offers}:
        return None  # an answer typed out in full is that answer
    awaits = prompt.awaits if isinstance(prompt.awaits, Order) else None
    meant = meaning(typed)
    if isinstance(meant, TellVisit) and awaits is not None and not _is_command(text):
        meant = None  # an announcement may begin like a visit: it is what was asked for
    if meant is not None or awaits is None or _is_command(text):
        return meant
    if picked_number(typed, len(prompt.offers)) is not None or _is_own(scene, typed):
        return None
    if _NOTHING.fullmatch(typed.plain):
        return OpenConsole()
    return _answered(awaits, text.strip())


def _answered(awaits: Any, said: str) -> Order:
    """Every order that is awaited takes words."""
    order: Order = replace(awaits, said=said)
    return order


def _is_own(scene: Scene, typed: Typed) -> bool:
    """What one says for oneself works everywhere, whatever else was asked (P8): to see or erase one's data,
    and the list of lessons. Only as a command; a text about data is a text."""
    if len(typed.own.words) > max(_OWN.values()):
        return False
    meant = understand_typed(typed, Context.NONE, (), scene.school.course).intent
    return len(typed.own.words) <= _OWN.get(meant, 0)


def meaning(typed: Typed) -> Order | None:
    """What words alone order, whatever was asked."""
    plain = typed.plain.removeprefix("da ").removesuffix(" a")
    if plain in _OPEN:
        return OpenConsole()
    if plain in _CONNECT and typed.text.lstrip().startswith("/"):
        return ConnectGroup(0)
    return next((order for hear in _AREAS if (order := hear(typed)) is not None), None)


def _is_command(text: str) -> bool:
    return text.lstrip().startswith("/")


# Each area of the work knows its own words.
_AREAS: tuple[Callable[[Typed], Order | None], ...] = (
    announcing_hearing.hear,
    call_hearing.hear,
    figures_hearing.hear,
    weekly_hearing.hear,
)
