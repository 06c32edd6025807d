"""Standings and outgoing messages as JSON text, and back, with a version so that old rows stay readable.

Fields that are missing take their defaults and unknown ones are passed over, so that two releases
can run side by side; a change that this does not cover raises the version.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from functools import cache
from typing import Any, get_args

from bot import standing as kept
from bot.message import Document, Mark, Message, Option, Outgoing, Photo, Purpose
from bot.standing import STANDING_VERSION, Action, Offer, Prompt, Reminders, Run, Standing
from lessons.lesson import Device

OUTGOING_VERSION = 1

_written = json.JSONEncoder(ensure_ascii=False).encode
_ACTIONS = {action.__name__: action for action in get_args(Action)}
# Fields that are not JSON's own kinds of value, and how each is read.
_READ_ACTION = {"honorific": kept.Honorific, "device": Device, "what": kept.Question}


class NewerRelease(Exception):
    """Written by a newer release than this one: install that, or restore an older backup."""

    def __init__(self, what: str, version: int) -> None:
        super().__init__(f"{what} of version {version} was written by a newer release")


def standing_to_json(standing: Standing) -> str:
    return _written({"v": STANDING_VERSION} | _plain(standing))


def standing_from_json(text: str) -> Standing:
    """Raises NewerRelease; ValueError, KeyError or TypeError for what was never one of ours."""
    raw = _checked(text, "a standing", STANDING_VERSION)
    readers: dict[str, Any] = {
        "consent": kept.Consent,
        "honorific": kept.Honorific,
        "device": Device,
        "run": _run,
        "paused": lambda runs: {name: _run(run) for name, run in runs.items()},
        "finished": lambda ends: {name: _moment(end) for name, end in ends.items()},
        "prompt": _prompt,
        "answered_at": _moment,
        "reminders": _reminders,
        "seen_at": _moment,
        "unblocked_at": _moment,
    }
    return Standing(**_known(Standing, raw, readers))


def outgoing_to_json(outgoing: Outgoing) -> str:
    kind = "mark" if isinstance(outgoing, Mark) else "message"
    return _written({"v": OUTGOING_VERSION, "kind": kind} | _plain(outgoing))


def outgoing_from_json(text: str) -> Outgoing:
    """Raises as `standing_from_json` does."""
    raw = _checked(text, "a message", OUTGOING_VERSION)
    if raw["kind"] == "mark":
        return Mark(**_known(Mark, raw, {}))
    readers: dict[str, Any] = {
        "options": lambda options: tuple(Option(**one) for one in options),
        "purpose": Purpose,
        "photo": lambda photo: Photo(**photo),
        "document": lambda document: Document(**document),
    }
    return Message(**_known(Message, raw, readers))


def _checked(text: str, what: str, newest: int) -> Mapping[str, Any]:
    raw: Mapping[str, Any] = json.loads(text)
    if raw["v"] > newest:
        raise NewerRelease(what, raw["v"])
    return raw


def _plain(value: Any) -> dict[str, Any]:
    """A dataclass's fields that are not at their defaults."""
    found = {}
    cls: Any = type(value)
    for name, default in _shape(cls):
        content = getattr(value, name)
        if content is not default and content != default:
            found[name] = _simple(content)
    return found


@cache
def _shape(cls: Any) -> tuple[tuple[str, Any], ...]:
    """The fields of a dataclass with their defaults (MISSING, which equals nothing, where none)."""
    return tuple(
        (one.name, one.default if one.default_factory is MISSING else one.default_factory())
        for one in fields(cls)
    )


def _simple(content: Any) -> Any:
    match content:
        case None | str() | int():
            return content
        case datetime():
            return content.isoformat()
        case list() | tuple():
            return [_simple(one) for one in content]
        case Mapping():
            return {name: _simple(one) for name, one in content.items()}
        case Offer(label, action):
            return {"label": label, "do": type(action).__name__, **_plain(action)}
        case _:
            return _plain(content)


def _known(cls: Any, raw: Mapping[str, Any], readers: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that this release knows, each read as it should be; null stays None."""
    values = {}
    for name, _ in _shape(cls):
        if name in raw:
            content, reader = raw[name], readers.get(name)
            values[name] = content if content is None or reader is None else reader(content)
    return values


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _run(raw: Mapping[str, Any]) -> Run:
    return Run(**_known(Run, raw, {"trail": tuple}))


def _reminders(raw: Mapping[str, Any]) -> Reminders:
    return Reminders(**_known(Reminders, raw, {"sent": lambda at: tuple(map(_moment, at))}))


def _prompt(raw: Mapping[str, Any]) -> Prompt:
    readers: dict[str, Any] = {
        "context": kept.Context,
        "offers": lambda offers: tuple(_offer(one) for one in offers),
    }
    return Prompt(**_known(Prompt, raw, readers))


def _offer(raw: Mapping[str, Any]) -> Offer:
    cls = _ACTIONS[raw["do"]]
    return Offer(raw["label"], cls(**_known(cls, raw, _READ_ACTION)))
