"""What became of a call to a platform's HTTP interface, and how long one waits to know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. Of ours: a platform answers in well under one, or is in trouble (F15, F16).

    `read` is for silence between two pieces of an answer, `total` for the whole call.
    """

    connect: float = 5.0
    read: float = 20.0
    total: float = 30.0

    def for_slow_answers(self, seconds: float) -> "Patience":
        """For an answer that is meant to take up to so long."""
        return Patience(self.connect, seconds, self.connect + seconds)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class NotSent:
    """The request did not leave: no connection, no name, no TLS, no free place in the pool."""

    reason: str


@dataclass(frozen=True, slots=True)
class MaybeSent:
    """The request left, or part of it, and no whole answer came."""

    reason: str


Reply = Answer | NotSent | MaybeSent
