"""The words that ask for figures."""

from bot.console.figures_orders import FiguresOrder, ShowFigures
from bot.typed import Typed

_WORDS = frozenset(
    {
        "tien do", "tiendo", "xem tien do", "tien do cua to", "tien do to", "tien do hoc",
        "tien do hoc tap", "tien do cua xa", "tien do xa", "tien do cua tinh", "tien do tinh",
        "tien do cua thon", "tien do thon", "bao cao tien do", "cho xem tien do", "so lieu",
        "solieu", "xem so lieu", "so lieu cua to", "so lieu to", "so lieu cua xa", "so lieu xa",
        "so lieu cua thon", "so lieu cua tinh", "ty le", "ti le",
    }
)  # fmt: skip


def hear(typed: Typed) -> FiguresOrder | None:
    plain = typed.plain.removeprefix("da ").removesuffix(" a").removesuffix(" nhe")
    return ShowFigures() if plain in _WORDS else None
