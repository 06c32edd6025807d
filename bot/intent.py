"""The intents a typed text can have, and what was understood of one."""

from dataclasses import dataclass
from enum import StrEnum


class Intent(StrEnum):
    DONE = "done"
    HELP = "help"
    BACK = "back"
    REPEAT = "repeat"
    LISTEN = "listen"  # printed as repeat: the same once more, aloud
    STOP = "stop"
    DELETE_DATA = "delete_data"
    EXPORT_DATA = "export_data"
    MENU = "menu"
    YES = "yes"
    NO = "no"
    LATER = "later"
    THANKS = "thanks"
    DANGER = "danger"
    SECRET = "secret"  # noqa: S105  the intent, not one
    OPTION = "option"  # printed as option1 … option9
    QUESTION = "question"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Understanding:
    """`option` is the 0-based index for Intent.OPTION; `lessons` ids of the course, best first, at most 3;
    `foreign` when an unknown text is about what no lesson is about, such as the weather;
    `readings` the two or three meanings of an ambiguous text, likeliest first."""

    intent: Intent
    option: int | None = None
    lessons: tuple[str, ...] = ()
    step: str | None = None
    readings: tuple[Intent, ...] = ()
    foreign: bool = False
