"""One process's worth of keeping tokens, for tests: a real database, a real desk, the real client of OAuth."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from channels.reply import Patience
from channels.zalo_oa.oauth import OAuth
from handlers import tokens
from handlers.tokens import Kept
from storage.database import Database
from tests.channels.fake_zalo_oa import FIRST_REFRESH, KEYS, ZaloWire
from worker.desk import Desk
from worker.tokens import REST, TokenKeeper

ACCOUNT = "zalo-oa"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HASTE = Patience(connect=2.0, read=5.0, total=10.0)


@dataclass
class Time:
    """The wall's, and the one that never jumps."""

    now: datetime = NOW
    ticks: float = 0.0

    def passes(self, time: timedelta) -> None:
        self.now += time
        self.ticks += time.total_seconds()

    def rest(self) -> None:
        self.ticks += REST + 1


@dataclass
class TokenOffice:
    url: str
    zalo: ZaloWire
    time: Time
    hidden: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.db = Database(self.url)
        self.desk = Desk(self.db)
        clock = lambda: self.time.now  # noqa: E731
        self.keeper = TokenKeeper(
            ACCOUNT,
            self.desk,
            OAuth(KEYS, clock, oauth_url=self.zalo.url, patience=HASTE),
            clock,
            hide=self.hidden.extend,
            now=lambda: self.time.ticks,
        )

    def put(self, access_for: timedelta = -DAY, **more: object) -> None:
        """A pair whose access token is good for so long; the server takes its refresh token."""
        usual: dict[str, object] = {
            "access": "canary-access-0",
            "refresh": FIRST_REFRESH,
            "access_until": self.time.now + access_for,
            "refresh_until": self.time.now + 90 * DAY,
            "asked_at": None,
            "trouble": "",
            "changed_at": self.time.now + access_for - timedelta(hours=25),
        }
        tokens.authorised(self.db, ACCOUNT, Kept(**(usual | more)))  # type: ignore[arg-type]

    @property
    def row(self) -> Kept:
        kept = tokens.kept(self.db, ACCOUNT)
        assert kept is not None
        return kept

    async def close(self) -> None:
        await self.keeper.close()
        await self.desk.close()
        self.db.close()
