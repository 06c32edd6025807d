"""Errors as logs may tell them: what kind, along which lines of code. Not in their own words, since a
library's error may quote what a person wrote, a row, or an address with a token in it.
"""

import os
import re
import traceback
from collections.abc import Iterator

# Errors that we raise ourselves say what is wrong and quote nobody.
_OURS = frozenset({"bot", "channels", "handlers", "lessons", "service", "storage", "worker"})
_LONGEST_CHAIN = 10
_BEGINS = "Traceback (most recent call last)"
# Of a traceback that was printed into a text: where in the code, and the kind of an error.
_KEPT = re.compile(rf"^(?:{re.escape(_BEGINS)}.*|  File .*|(?:\w+\.)*\w*(?:Error|Exception|Exit))")


def told(error: BaseException) -> str:
    """The error and what led to it, oldest first, as Python prints them."""
    parts: list[str] = []
    for one in reversed(list(chain(error))):
        if parts:
            parts.append("\nwhich led to\n\n")
        parts += traceback.format_tb(one.__traceback__)
        parts.append(f"{named(one)}\n")
    return "".join(parts).rstrip("\n")


def named(error: BaseException) -> str:
    """Its kind, with its words where they are harmless: of our own errors, and of the system's."""
    kind = type(error)
    if kind.__module__.partition(".")[0] in _OURS:
        return f"{kind.__name__}: {error}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{kind.__name__}: {os.strerror(error.errno)}"
    return kind.__name__


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error, then what it came from, and so on."""
    here: BaseException | None = error
    for _ in range(_LONGEST_CHAIN):
        if here is None:
            return
        yield here
        if isinstance(here, BaseExceptionGroup):
            yield from here.exceptions
        here = here.__cause__ or (None if here.__suppress_context__ else here.__context__)


def without_words(text: str, error: BaseException) -> str:
    """A text that quotes the error somewhere, telling it as `named` does."""
    for one in chain(error):
        for words in (repr(one), str(one)):
            if words and words != named(one):
                text = text.replace(words, named(one))
    return text


def thinned(text: str) -> str:
    """A text into which somebody printed a traceback, as Starlette does: without the errors' words."""
    before, found, after = text.partition(_BEGINS)
    if not found:
        return text
    kept = (_KEPT.match(line) for line in (found + after).splitlines())
    return before + "\n".join(line[0] for line in kept if line)
