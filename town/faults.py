"""What the town shall do wrong on request. A list that the wire asks once per call; nothing here acts by itself."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer this instead, and do nothing of what was asked."""

    status: int
    body: bytes = b""
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class DropAfterAccepting:
    """Do what was asked, then break the connection inside the answer."""


@dataclass(frozen=True, slots=True)
class Delay:
    """Do what was asked, but answer this many seconds later."""

    seconds: float


Fault = Answer | DropAfterAccepting | Delay

# Decides for one call (method, chat or None) whether something goes wrong.
Hook = Callable[[str, int | None], Fault | None]


class Faults:
    """Hooks in order; the first that wants to act does."""

    def __init__(self) -> None:
        self.hooks: list[Hook] = []

    def next(self, method: str, fault: Fault, times: int = 1, chat: int | None = None) -> None:
        """The next `times` calls of a method (of that chat, if named) go wrong in this way."""
        left = times

        def hook(called: str, called_chat: int | None) -> Fault | None:
            nonlocal left
            if left == 0 or called.lower() != method.lower() or chat not in (None, called_chat):
                return None
            left -= 1
            return fault

        self.hooks.append(hook)

    def decide(self, method: str, chat: int | None) -> Fault | None:
        for hook in self.hooks:
            fault = hook(method, chat)
            if fault is not None:
                return fault
        return None
