"""A lesson frozen as it was at one moment, named by what it says: the form that is stored.

Two equal lessons have the same digest on every machine; any change of a letter gives another.
"""

import hashlib
import json
from dataclasses import dataclass

from pydantic import TypeAdapter

from lessons.lesson import Lesson

DIGEST_BYTES = 16  # half of SHA-256: enough that no two revisions ever meet by chance

_LESSON = TypeAdapter(Lesson)


@dataclass(frozen=True, slots=True)
class Revision:
    lesson: Lesson
    digest: str  # lower-case hex


def revision_of(lesson: Lesson) -> Revision:
    body = to_json(lesson).encode()
    return Revision(lesson, hashlib.sha256(body).hexdigest()[: 2 * DIGEST_BYTES])


def to_json(lesson: Lesson) -> str:
    """Canonical: keys sorted, no spaces. `from_json` gives back an equal lesson."""
    value = _LESSON.dump_python(lesson, mode="json")
    if lesson.practice_of is None:  # came later: no lesson gets another name only by a new release
        del value["practice_of"]
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(body: str) -> Lesson:
    """Raises `pydantic.ValidationError` (a ValueError) for text that `to_json` did not write."""
    return _LESSON.validate_json(body)
