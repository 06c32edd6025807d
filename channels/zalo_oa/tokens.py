"""Where the adapter has its access token from. Who keeps the tokens is no business of a channel.

Unusable
├── NoToken      only a person can go on: the Official Account must be authorised (again)
└── NotNow       a passing trouble (an OutOfReach): nothing was sent, and nothing is wrong with the account
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from channels.setup import OutOfReach, Unusable

# So long before the refresh token dies the operator is told, every day.
WARN_BEFORE = timedelta(days=7)


class NoToken(Unusable):
    """Carries the Vietnamese sentence that says what the operator must do."""


class NotNow(OutOfReach):
    """There will be a token in a moment: the database, the network or Zalo is in the way."""


@dataclass(frozen=True, slots=True)
class TokenState:
    """How the account's tokens are. `trouble`: why only a person can go on; "" while all is well.
    `doubtful`: a new pair was asked for and its answer may be lost."""

    access_until: datetime
    refresh_until: datetime
    trouble: str = ""
    doubtful: bool = False

    def warnings(self, now: datetime) -> tuple[str, ...]:
        """Vietnamese sentences about what works now, but not for long."""
        left = self.refresh_until - now
        if self.trouble or left >= WARN_BEFORE:
            return ()
        days = max(left.days, 0)
        when = f"còn {days} ngày nữa là" if days else "sắp hoặc đã"
        sentence = (
            f"Mã làm mới (refresh token) của Zalo OA {when} hết hạn. Xin quản trị viên của OA cấp quyền "
            "lại trước lúc đó: hocvuso channels authorise"
        )
        return (sentence,)


class Tokens(Protocol):
    """One account's. All raise NoToken or NotNow."""

    async def access(self) -> str:
        """A token that should be taken now."""

    async def renewed(self, refused: str) -> str:
        """That one was refused: a newer one, fetched once however many ask."""

    async def state(self) -> TokenState | None:
        """None: nobody has authorised the account yet. Asks Zalo nothing."""
