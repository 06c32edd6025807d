"""Tokens for the adapter's tests, as whoever keeps them would hand them out."""

from dataclasses import dataclass, field
from datetime import timedelta

from channels.setup import Unusable
from channels.zalo_oa.tokens import TokenState
from tests.channels.letters import NOW

GOOD = TokenState(NOW + timedelta(hours=25), NOW + timedelta(days=90))


@dataclass
class Handed:
    """Hands out `tokens`, one after the other as they are refused; raises what is no token."""

    tokens: list[str | Unusable] = field(default_factory=lambda: ["canary-access-0"])
    refused: list[str] = field(default_factory=list)
    condition: TokenState | None = GOOD

    async def access(self) -> str:
        return self._first()

    async def renewed(self, refused: str) -> str:
        if self.tokens[0] == refused:
            self.refused.append(refused)
            self.tokens.pop(0)
        return self._first()

    async def state(self) -> TokenState | None:
        return self.condition

    def _first(self) -> str:
        token = self.tokens[0]
        if isinstance(token, Unusable):
            raise token
        return token
