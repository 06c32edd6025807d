"""A text as somebody typed it, and what is asked about it again and again: made once for a turn.

Nothing of it outlives the turn: what people write is kept in no cache.
"""

from dataclasses import dataclass

from bot.folding import Folded, folded_shape, normal, plain_of


@dataclass(frozen=True, slots=True)
class Typed:
    text: str
    shape: str  # composed, lower case, nothing hidden: `normal`
    own: Folded  # its words as they were typed
    plain: str  # the same without marks, single-spaced: `fold`


def as_typed(text: str) -> Typed:
    shape = normal(text)
    own = folded_shape(shape)
    return Typed(text, shape, own, plain_of(own.words))
