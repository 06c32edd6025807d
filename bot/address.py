"""How a learner is addressed: {bác} and {cháu} in a sentence become the learner's own words.

Vietnamese has no neutral "you"; a sentence with the wrong word is rude, so none is written down.
"""

import re

from bot.standing import Honorific

# The bot's own word for itself follows from the learner's: younger than a bác, a cô, a chú, and a
# younger sibling of an anh or a chị.
_OWN_WORD = {
    Honorific.BAC: "cháu",
    Honorific.CO: "cháu",
    Honorific.CHU: "cháu",
    Honorific.ANH: "em",
    Honorific.CHI: "em",
}
_WORDS = {
    honorific: {
        "bác": honorific.value,
        "Bác": honorific.value.capitalize(),
        "cháu": own,
        "Cháu": own.capitalize(),
    }
    for honorific, own in _OWN_WORD.items()
}
_PLACE = re.compile(r"\{(\w+)\}")


def fill(template: str, honorific: Honorific | None, **values: object) -> str:
    """The sentence with its places filled; what is filled in is not looked at again.

    A place that nobody knows stays as it is, since a lesson's text may hold braces of its own.
    """
    words = _WORDS[honorific or Honorific.BAC]
    if values:
        words = words | {name: str(value) for name, value in values.items()}
    return _PLACE.sub(lambda place: words.get(place[1], place[0]), template)
