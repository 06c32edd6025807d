"""A talk as a golden conversation (tests/conversations/README.md): the same deeds, and what was answered. Pure."""

from collections.abc import Collection
from datetime import date
from typing import Any, assert_never

import yaml

from bot.calendar import ZONE
from service.preview.talk import Deed, Opens, Presses, Says, Sends, Setting, Talk, Turn, Waits


def golden(talk: Talk, name: str, *, contact: str = "", days_off: Collection[date] = ()) -> str:
    """YAML that passes where it is saved, as long as the lessons there are those that were shown here."""
    begins = talk.setting.begins.astimezone(ZONE)
    last = talk.now.astimezone(ZONE).date()
    script: dict[str, Any] = {"ten": name, "bat_dau": begins.strftime("%Y-%m-%d %H:%M")}
    if talk.setting.honorific is not None:
        script["da_quen"] = _known(talk.setting)
    if contact:
        script["lien_he"] = contact
    # Days off after the end move nothing that was heard.
    script |= _some("ngay_nghi", [day for day in sorted(days_off) if begins.date() <= day <= last])
    labels: tuple[str, ...] = ()
    script["hoi_thoai"] = lines = []
    for turn in talk.turns:
        for bubble in turn.bubbles[-1:]:
            labels = tuple(option.label for option in bubble.message.options)
        lines.append(_deed(turn.deed) | _answer(turn, labels))
    return yaml.safe_dump(script, allow_unicode=True, sort_keys=False, width=100)


def _known(setting: Setting) -> dict[str, str]:
    known = {"xung_ho": str(setting.honorific)}
    return known | ({"may": str(setting.device)} if setting.device else {})


def _deed(deed: Deed) -> dict[str, Any]:
    match deed:
        case Says(text):
            return {"noi": text}
        case Presses(_, "again"):
            return {"bam_lai": True}
        case Presses(label, "oldest"):
            return {"bam_cu": label}
        case Presses(label):
            return {"bam": label}
        case Opens(payload):
            return {"mo_chat": payload}
        case Sends(kind):
            return {"gui": str(kind)}
        case Waits(days):
            return {"sau": f"{days} ngày"}
        case _:
            assert_never(deed)


def _answer(turn: Turn, labels: tuple[str, ...]) -> dict[str, Any]:
    """The first line of each bubble, which names the step, and the buttons; not every word, so that a
    sentence may be made better without a test to mend."""
    marked = {"danh_dau": turn.marks[0]} if turn.marks else {}
    if not turn.bubbles:
        return {"im_lang": True, **marked}
    heard = [one.message.text.strip().split("\n")[0] for one in turn.bubbles]
    return {"nghe": heard, **_some("nut", list(labels)), **marked}


def _some(key: str, items: list[Any]) -> dict[str, Any]:
    return {key: items} if items else {}
