"""Standings and outgoing messages as JSON text, and back, with a version so that old rows stay readable.

Fields that are missing take their defaults and unknown ones are passed over, so that two releases
can run side by side; a change that this does not cover raises the version.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar, get_args

import orjson

from bot import standing as kept
from bot.message import Document, Mark, Message, Option, Outgoing, Photo, Purpose, Voice
from bot.standing import STANDING_VERSION, Action, Offer, Prompt, Reminders, Run, Standing, Talk
from lessons.lesson import Device

OUTGOING_VERSION = 1

_Part = Callable[[Any], Any]  # writes or reads one field's content
_Kept = TypeVar("_Kept")


class NewerRelease(Exception):
    """Written by a newer release than this one: install that, or restore an older backup."""

    def __init__(self, what: str, version: int) -> None:
        super().__init__(f"{what} of version {version} was written by a newer release")


def standing_to_json(standing: Standing) -> str:
    return _written({"v": STANDING_VERSION, **_plain(standing)})


def standing_from_json(text: str) -> Standing:
    """Raises NewerRelease; ValueError, KeyError or TypeError for what was never one of ours."""
    return _read(Standing, _checked(text, "a standing", STANDING_VERSION))


def outgoing_to_json(outgoing: Outgoing) -> str:
    kind = "mark" if isinstance(outgoing, Mark) else "message"
    return _written({"v": OUTGOING_VERSION, "kind": kind, **_plain(outgoing)})


def outgoing_from_json(text: str) -> Outgoing:
    """Raises as `standing_from_json` does."""
    raw = _checked(text, "a message", OUTGOING_VERSION)
    return _read(Mark, raw) if raw["kind"] == "mark" else _read(Message, raw)


def _written(raw: Mapping[str, Any]) -> str:
    """orjson takes a fifth of the time, but refuses half letters and numbers of more than 64 bits."""
    try:
        return orjson.dumps(raw).decode()
    except TypeError:
        return json.dumps(raw, ensure_ascii=False)


def _checked(text: str, what: str, newest: int) -> Mapping[str, Any]:
    # What json wrote, json reads, as orjson would not: that is every row with a space after "v".
    by_orjson = text[len('{"v":') :][:1].isdigit()
    raw: Mapping[str, Any] = orjson.loads(text) if by_orjson else json.loads(text)
    if raw["v"] > newest:
        raise NewerRelease(what, raw["v"])
    return raw


# --- Writing: what is at its default is left out, so that most standings are short. ----------------


def _plain(value: object) -> dict[str, Any]:
    """A dataclass's fields that are not at their defaults."""
    found = {}
    for name, default, write, _ in _SHAPES[type(value)]:
        content = getattr(value, name)
        if content is not default and content != default:
            found[name] = content if write is None else write(content)
    return found


def _plain_options(options: Iterable[Option]) -> list[dict[str, str]]:
    return [{"label": one.label, "token": one.token} for one in options]


def _plain_offers(offers: Iterable[Offer]) -> list[dict[str, Any]]:
    return [{"label": one.label, **_plain_action(one.action)} for one in offers]


def _plain_action(action: Action) -> dict[str, Any]:
    return {"do": type(action).__name__, **_plain(action)}


# Fields that JSON does not write by itself, and what writes each.
_WRITERS: Mapping[type, Mapping[str, _Part]] = {
    Standing: {
        "run": _plain,
        "paused": lambda runs: {name: _plain(run) for name, run in runs.items()},
        "finished": lambda ends: {name: end.isoformat() for name, end in ends.items()},
        "talk": _plain,
        "prompt": _plain,
        "answered_at": datetime.isoformat,
        "reminders": _plain,
        "seen_at": datetime.isoformat,
        "unblocked_at": datetime.isoformat,
    },
    Prompt: {
        "offers": _plain_offers,
        "asked_at": datetime.isoformat,
        "awaits": _plain_action,
    },
    Talk: {"until": datetime.isoformat},
    Reminders: {"sent": lambda moments: [at.isoformat() for at in moments]},
    Message: {"options": _plain_options, "photo": _plain, "document": _plain, "voice": _plain},
}


# --- Reading ---------------------------------------------------------------------------------------


def _read(cls: type[_Kept], raw: Mapping[str, Any]) -> _Kept:
    """From the fields that this release knows, each read as it should be; null stays None."""
    values = {}
    for name, _, _, read in _SHAPES[cls]:
        if name in raw:
            content = raw[name]
            values[name] = content if read is None or content is None else read(content)
    return cls(**values)


def _one_of(members: type[StrEnum]) -> _Part:
    """The member with a value; a KeyError for none."""
    return {member.value: member for member in members}.__getitem__


def _read_run(raw: Mapping[str, Any]) -> Run:
    return _read(Run, raw)


def _read_offer(raw: Mapping[str, Any]) -> Offer:
    if len(raw) == len(("label", "do")):
        return _bare_offer(raw["label"], raw["do"])
    return Offer(raw["label"], _read_action(raw))


def _read_action(raw: Mapping[str, Any]) -> Any:
    return _read(_ACTIONS[raw["do"]], raw)


@lru_cache(maxsize=4096)
def _bare_offer(label: str, do: str) -> Offer:
    """Most offers say no more than what they do. Their labels are the authors' words and ours, never
    a learner's, and each is in thousands of standings."""
    return Offer(label, _ACTIONS[do]())


_moment = datetime.fromisoformat
_ACTIONS = {action.__name__: action for action in get_args(Action)}
# Fields that are not JSON's own kinds of value, and what reads each.
_READERS: Mapping[type, Mapping[str, _Part]] = {
    Standing: {
        "consent": _one_of(kept.Consent),
        "honorific": _one_of(kept.Honorific),
        "device": _one_of(Device),
        "run": _read_run,
        "paused": lambda runs: {name: _read_run(run) for name, run in runs.items()},
        "finished": lambda ends: {name: _moment(end) for name, end in ends.items()},
        "talk": lambda raw: _read(Talk, raw),
        "prompt": lambda raw: _read(Prompt, raw),
        "answered_at": _moment,
        "reminders": lambda raw: _read(Reminders, raw),
        "seen_at": _moment,
        "unblocked_at": _moment,
    },
    Run: {"trail": tuple},
    Talk: {"until": _moment},
    Prompt: {
        "context": _one_of(kept.Context),
        "offers": lambda offers: tuple(map(_read_offer, offers)),
        "asked_at": _moment,
        "awaits": _read_action,
    },
    Reminders: {"sent": lambda moments: tuple(map(_moment, moments))},
    Message: {
        "options": lambda options: tuple(Option(**one) for one in options),
        "purpose": _one_of(Purpose),
        "photo": lambda photo: Photo(**photo),
        "document": lambda document: Document(**document),
        "voice": lambda voice: Voice(**voice),
    },
}
_IN_ACTIONS: Mapping[str, _Part] = {
    "honorific": _one_of(kept.Honorific),
    "device": _one_of(Device),
    "what": _one_of(kept.Question),
}


# --- Both: the fields of everything that is written, looked up once, since each turn walks them. -----


def _shape(cls: Any) -> tuple[tuple[str, Any, _Part | None, _Part | None], ...]:
    """Each field's name, its default (MISSING, which equals nothing, where it has none), and what
    writes and what reads it (None: JSON does)."""
    writers, readers = _WRITERS.get(cls, {}), _READERS.get(cls, _IN_ACTIONS)
    return tuple(
        (
            one.name,
            one.default if one.default_factory is MISSING else one.default_factory(),
            writers.get(one.name),
            readers.get(one.name),
        )
        for one in fields(cls)
    )


_WRITTEN = (Standing, Run, Talk, Prompt, Reminders, Message, Mark, Photo, Document, Voice)
_SHAPES: Mapping[type, tuple[tuple[str, Any, _Part | None, _Part | None], ...]] = {
    cls: _shape(cls) for cls in (*_WRITTEN, *_ACTIONS.values())
}
