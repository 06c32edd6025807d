"""“Đã nắm”: somebody has read an announcement and says so."""

import re

from bot import deeds, wording
from bot.folding import fold, normal
from bot.scene import Scene

_HEARD = re.compile(
    r"(?:da )?(?:toi |tui |bac |ong |ba |co |chu |em |chau )?(?:da nam(?: duoc| ro)?|nam duoc|nam) "
    r"?(?:thong tin|thong bao|tin)? ?(?:roi)?(?: a| nhe)?"
)

# Looked for in every text before it is folded, which costs more: "nắm", with its marks composed or not.
_PERHAPS = re.compile(r"n\w?.{1,3}m", re.IGNORECASE)


def says_heard(text: str) -> bool:
    """ "Đã nắm", "bác nắm được rồi ạ"; not "nắm" alone, which may be anything."""
    if _PERHAPS.search(text) is None:
        return False
    plain = fold(text)
    if "năm" in normal(text):  # a year, or five
        return False
    return plain not in ("nam", "da", "nam a") and _HEARD.fullmatch(plain) is not None


def noted(scene: Scene) -> Scene:
    return scene.say(wording.NOTICE_NOTED)


def nothing_to_note(scene: Scene) -> Scene:
    """There is no announcement that waits for it: as after any other friendly word."""
    return deeds.ask_again(scene.remark(wording.THUMBS_UP))
