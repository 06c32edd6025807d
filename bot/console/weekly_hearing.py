"""Words for the weekly list, for visits, and for a household that is to be forgotten."""

from bot.console.weekly_orders import EraseHousehold, SeeList, TellVisit, WeeklyOrder
from bot.folding import fold, listed
from bot.typed import Typed
from bot.visiting import is_told

_LIST = frozenset(
    {
        "danh sach", "ds", "danh sach tuan", "xem danh sach", "danh sach tuan nay", "ai can giup",
        "ai can giup do", "danh sach can giup", "ai dang vuong", "danh sach ba con", "xem ds",
    }
)  # fmt: skip
# Words of an announcement may begin so too; a visit is told in one sentence.
_LONGEST_SENTENCE = 200  # characters
# "Xóa hộ tôi" is "erase for me", and no household.
_FOR_ME = listed("toi minh chau con em du giup cho di voi")


def hear(typed: Typed) -> WeeklyOrder | None:
    plain = typed.plain
    if plain in _LIST:
        return SeeList()
    if plain.startswith("tham") and typed.text.lstrip().startswith("/"):
        return TellVisit(said=typed.text.strip())
    if len(typed.text) <= _LONGEST_SENTENCE and is_told(typed):
        return TellVisit(said=typed.text.strip())
    return _erasure(typed)


def _erasure(typed: Typed) -> EraseHousehold | None:
    parts = typed.text.split(maxsplit=2)
    if len(parts) < len(("xóa", "hộ", "name")) or fold(" ".join(parts[:2])) != "xoa ho":
        return None
    first = fold(parts[2]).split()[:1]
    return None if not first or first[0] in _FOR_ME else EraseHousehold(said=parts[2].strip())
