"""Updates as another judge of the Bot API describes them (aiogram's models), whole and damaged."""

import warnings
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

# Something that must be found nowhere afterwards.
OTP = "482913"
CARD = "001199012345"
TEXTS = (
    "xong rồi ạ",
    "XONG",
    "đồng ý",
    "2",
    "/start",
    "/start L02",
    "/start@hocvuso_bot x",
    "@hocvuso_bot",
    "giúp bác với",
    f"mã OTP là {OTP}",
    f"số căn cước {CARD}",
    "Đố vui 🎉👵🏽",
    "he\u0302\u0301t",
    "a\0b\x1b",
    "\ud800",
    "\u202etrái\u200b",
    "<b>&amp;</b> _*`[",
    "",
    " ",
    "a" * 5_000,
)
# Not much happens between strangers who never meet again.
PEOPLE = (7_100_001, 7_100_002, 7_100_003, -100_200_300, -4_567)
JUNK: tuple[Any, ...] = (None, True, -1, 0, 1.5, 2**70, "", "x", [], {}, [[]], {"id": {}}, "\ud800")
OFTEN = ("message", "message", "message", "callback_query", "callback_query", "my_chat_member")
DEEPEST = 5
FIRST = 1_000_000


@cache
def description() -> dict[str, Any]:
    from aiogram.types import Update  # three seconds, which only those who fuzz need

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some defaults have no place in a schema
        return Update.model_json_schema()


def update(seed: int, number: int) -> dict[str, Any]:
    """The same for the same two numbers."""
    return _Maker(Random(f"{seed}:{number}")).update(number)


class _Maker:
    """Makes one update by throwing dice."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice

    def update(self, number: int) -> dict[str, Any]:
        kinds = [kind for kind in description()["properties"] if kind != "update_id"]
        kind = self._dice.choice([*OFTEN, *kinds])
        made = {
            "update_id": FIRST + number,
            kind: self._make(description()["properties"][kind], kind),
        }
        for _ in range(self._dice.choice((0, 0, 0, 1, 1, 3))):
            self._damage(made)
        return made

    def _make(self, schema: dict[str, Any], name: str, depth: int = 0) -> Any:
        match schema:
            case {"$ref": str(ref)}:
                return self._make(description()["$defs"][ref.rpartition("/")[2]], name, depth)
            case {"anyOf": list(ways)} | {"oneOf": list(ways)}:
                real = [way for way in ways if way.get("type") != "null"]
                return self._make(self._dice.choice(real), name, depth)
            case {"const": value}:
                return value
            case {"enum": list(values)}:
                return self._dice.choice(values)
            case {"type": "object"}:
                return self._object(schema, depth)
            case {"type": "array"}:
                items = schema.get("items", {})
                return [self._make(items, name, depth + 1) for _ in range(self._dice.randrange(3))]
            case {"type": str(kind)}:
                return self._single(kind, schema.get("format"), name)
            case _:
                return self._junk()

    def _object(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        needed = schema.get("required", ())
        wanted = 0.0 if depth >= DEEPEST else 0.12
        return {
            name: self._make(field, name, depth + 1)
            for name, field in schema.get("properties", {}).items()
            if name in needed or name == "data" or self._dice.random() < wanted
        }

    def _single(self, kind: str, form: str | None, name: str) -> Any:
        match kind, form:
            case ("string", "date-time") | ("string", "duration"):
                return self._dice.choice(
                    (1_795_000_000, 0, 1_795_000_000_000)
                )  # as Telegram says it
            case "string", _ if name == "type":
                return self._dice.choice(("private", "private", "group", "supergroup", "channel"))
            case "string", _:
                return self._dice.choice(TEXTS)
            case "integer", _ if name.endswith("id"):
                return self._dice.choice(PEOPLE)
            case "integer", _:
                return self._dice.choice((0, 1, 40, 2**31, 2**52))
            case "number", _:
                return self._dice.random()
            case _:
                return self._dice.random() < 0.5

    def _junk(self) -> Any:
        return deepcopy(self._dice.choice(JUNK))  # it may be damaged further

    def _damage(self, made: dict[str, Any]) -> None:
        """Take away, replace or add something, anywhere."""
        places = list(_objects(made))
        place = self._dice.choice(places)
        name = self._dice.choice(list(place) or ["x"])
        match self._dice.randrange(4):
            case 0:
                place.pop(name, None)
            case 1:
                place["telepathy"] = self._junk()
            case 2:
                place[name] = [place.get(name)]
            case _:
                place[name] = self._junk()


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _objects(inner)
