"""Keeps an account's tokens: one question at a time over all processes, the answer stored before its use.

A refresh token works once. Whoever loses the answer to its use has lost the account's authorisation, so
nothing here is cancelled half-way, and what a dead process left behind is noticed and told.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from channels.setup import Unusable
from channels.zalo_oa import oauth as zalo
from channels.zalo_oa.oauth import OAuth, Pair
from channels.zalo_oa.tokens import NotNow, NoToken, TokenState
from handlers import tokens
from handlers.tokens import Kept
from storage.database import AccountLock, Database
from storage.errors import Unavailable
from worker.desk import Desk

log = logging.getLogger(__name__)

# A token that dies on its way is refused, and renewed then: this only saves the call.
SPARE = timedelta(minutes=1)
# Renewed unasked when a fifth of its life is left: of the usual 25 hours these are the last five, time
# enough for a night's outage of Zalo's.
RENEW_AT = 5
# Longer than one question may take (`channels.zalo_oa.oauth.PATIENCE`): for who waits for an answer, in
# this process or in another.
PATIENCE = 75.0  # seconds
LOOK_EVERY = 0.25  # seconds; for the lock, and for what its holder has brought
# After a failure, all who ask within this time are told the same.
REST = 30.0  # seconds
STORE_EVERY = 1.0  # seconds between attempts to store a pair that is nowhere else


@dataclass(frozen=True, slots=True)
class Need:
    """What a stored pair must be for not asking Zalo: another than `refused`, good for a while, and,
    if `settled`, without a doubt over it."""

    refused: str = ""
    early: bool = False
    settled: bool = False

    def is_met_by(self, kept: Kept, now: datetime) -> bool:
        life = kept.access_until - kept.changed_at
        spare = life / RENEW_AT if self.early else SPARE
        is_other = bool(kept.access) and kept.access != self.refused
        is_sure = kept.asked_at is None or not self.settled
        return is_other and is_sure and kept.access_until - now > spare


class TokenKeeper:
    """One account's. `hide` is told of every token before anything else is done with it."""

    def __init__(
        self,
        account: str,
        desk: Desk,
        oauth: OAuth,
        clock: Callable[[], datetime],
        *,
        hide: Callable[[Iterable[str]], None] = lambda _: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.account = account
        self._desk = desk
        self._oauth = oauth
        self._clock = clock
        self._hide = hide
        self._now = now
        self._kept: Kept | None = None
        self._one_at_a_time = asyncio.Lock()
        self._failure: Unusable | None = None
        self._rests_until = float("-inf")
        self._work: set[asyncio.Task[Kept]] = set()
        self._warned_on: date | None = None

    # --- For the channel ---------------------------------------------------------------------

    async def access(self) -> str:
        need = Need()
        if self._kept is not None and need.is_met_by(self._kept, self._clock()):
            return self._kept.access
        return (await self._met(need)).access

    async def renewed(self, refused: str) -> str:
        need = Need(refused)
        if self._kept is not None and need.is_met_by(self._kept, self._clock()):
            return self._kept.access
        return (await self._met(need)).access

    async def state(self) -> TokenState | None:
        try:
            kept = await self._desk.run(tokens.kept, self.account)
        except Unavailable as trouble:
            raise _no_database(trouble) from None
        if kept is None:
            return None
        doubtful = kept.asked_at is not None
        return TokenState(kept.access_until, kept.refresh_until, kept.trouble, doubtful)

    # --- For the service ---------------------------------------------------------------------

    async def keep_fresh(self) -> None:
        """To be called at the start and every few minutes: renews while there is time, looks into what
        a dead process left, and hears of what `authorise` brought. Never raises Unusable."""
        with suppress(Unusable):  # told where it happened
            await self._met(Need(early=True, settled=True))
        with suppress(Unusable):
            self._warn(await self.state())

    def _warn(self, state: TokenState | None) -> None:
        """Once a day."""
        now = self._clock()
        for sentence in state.warnings(now) if state else ():
            if self._warned_on != now.date():
                self._warned_on = now.date()
                log.warning("%s: %s", self.account, sentence)

    async def seed(self, refresh: str) -> bool:
        """The refresh token of the settings; taken once. Whether it was. Raises Unusable, Unavailable."""
        self._check(refresh)
        taken = await self._desk.run(tokens.seed, self.account, self._unproved(refresh))
        if taken:
            log.info("%s: begins with the refresh token of the settings", self.account)
        return taken

    async def close(self, grace: float = 20.0) -> None:
        """Wait, so many seconds, for what Zalo was asked: its answer must be stored. Before the desk is
        closed."""
        left = set(self._work)
        if left:
            _, left = await asyncio.wait(left, timeout=grace)
        if left:
            log.error("%s: ends while new tokens are asked for: they may be lost", self.account)

    # --- For the operator --------------------------------------------------------------------

    def begin(self) -> tuple[str, str]:
        """The address where an administrator of the account says yes, and the verifier for `finish`."""
        verifier = zalo.new_verifier()
        return self._oauth.permission_url(verifier, secrets.token_urlsafe(16)), verifier

    async def finish(self, code: str, verifier: str) -> TokenState:
        """`code`: what the browser brought back, alone or as the whole address. Raises Unusable."""
        pair = await self._oauth.exchange(zalo.code_of(code, self._oauth.keys.oa_id), verifier)
        self._hide((pair.access, pair.refresh))
        return await self._authorised(self._kept_of(pair))

    async def paste(self, refresh: str) -> TokenState:
        """A refresh token out of Zalo's API Explorer, proved by its first use. Raises Unusable."""
        refresh = refresh.strip()
        self._check(refresh)
        await self._authorised(self._unproved(refresh))
        kept = await self._met(Need())
        return TokenState(kept.access_until, kept.refresh_until)

    def _check(self, refresh: str) -> None:
        if not zalo.is_token(refresh):
            raise NoToken(
                "Mã làm mới (refresh token) chép chưa đúng: nó là một dòng, không có dấu cách."
            )
        self._hide((refresh,))

    async def _authorised(self, fresh: Kept) -> TokenState:
        try:
            await self._desk.run(tokens.authorised, self.account, fresh)
        except Unavailable as trouble:
            raise _no_database(trouble) from None
        self._kept, self._failure = fresh, None
        return TokenState(fresh.access_until, fresh.refresh_until)

    def _unproved(self, refresh: str) -> Kept:
        """A refresh token of unknown age, that has brought no access token yet."""
        now = self._clock()
        return Kept("", refresh, now, now + zalo.REFRESH_LIFE, None, "", now)

    def _kept_of(self, pair: Pair) -> Kept:
        until, refresh_until = pair.access_until, pair.refresh_until
        return Kept(pair.access, pair.refresh, until, refresh_until, None, "", self._clock())

    # --- Renewing ----------------------------------------------------------------------------

    async def _met(self, need: Need) -> Kept:
        """A pair that is what is needed. The work goes on when whoever waits for it gives up."""
        work = asyncio.create_task(self._in_turn(need), name=f"tokens {self.account}")
        self._work.add(work)
        work.add_done_callback(self._done)
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(work)
        except TimeoutError:
            raise NotNow("Chưa có mã truy cập mới: Zalo hoặc cơ sở dữ liệu trả lời chậm.") from None

    def _done(self, work: asyncio.Task[Kept]) -> None:
        self._work.discard(work)
        if not work.cancelled():
            work.exception()  # nobody may be waiting for it any more; it was logged

    async def _in_turn(self, need: Need) -> Kept:
        async with self._one_at_a_time:
            if not need.settled and self._kept and need.is_met_by(self._kept, self._clock()):
                return self._kept  # who went before has brought it
            try:
                found = await self._stored(need)
                if found is None:
                    self._still_resting()
                    found = await self._fetched(need)
            except Unavailable as trouble:
                raise _no_database(trouble) from None
            self._failure = None
            return found

    async def _stored(self, need: Need) -> Kept | None:
        """The row, if it is what is needed: another process, or a person, may have changed it."""
        kept = await self._desk.run(tokens.kept, self.account)
        if kept is None or not need.is_met_by(kept, self._clock()):
            return None
        return self._adopted(kept)

    def _adopted(self, kept: Kept) -> Kept:
        if self._kept is None or self._kept.access != kept.access:
            self._hide((kept.access, kept.refresh))
        self._kept = kept
        return kept

    async def _fetched(self, need: Need) -> Kept:
        try:
            return await self._under_lock(need)
        except Unusable as failure:
            self._failure, self._rests_until = failure, self._now() + REST
            level = logging.ERROR if isinstance(failure, NoToken) else logging.WARNING
            log.log(level, "%s: %s", self.account, failure)
            raise

    def _still_resting(self) -> None:
        if self._failure is not None and self._now() < self._rests_until:
            raise type(self._failure)(str(self._failure))

    async def _under_lock(self, need: Need) -> Kept:
        """Whoever has the lock asks; the others wait for what it brings."""
        lock = await self._desk.run(_lock_of, self.account)
        patience = self._now() + PATIENCE
        while not await self._desk.run(_acquire, lock):
            await asyncio.sleep(LOOK_EVERY)
            found = await self._stored(need)
            if found is not None:
                return found
            if self._now() >= patience:
                raise NotNow("Một tiến trình khác đang xin mã truy cập mới mà chưa xong.")
        try:
            return await self._alone(need)
        finally:
            await self._desk.run(_release, lock)

    async def _alone(self, need: Need) -> Kept:
        kept = await self._desk.run(tokens.kept, self.account)
        if kept is None:
            raise NoToken(f"{self.account} chưa được cấp quyền. {self._advice}")
        if need.is_met_by(kept, self._clock()):
            return self._adopted(kept)
        if kept.trouble:
            raise NoToken(kept.trouble)
        if kept.asked_at is not None:
            log.warning(
                "%s: new tokens were asked for at %s and never stored: the answer may be lost",
                *(self.account, kept.asked_at.isoformat(timespec="seconds")),
            )
        if not await self._desk.run(tokens.asking, self.account, kept.refresh, self._clock()):
            raise NotNow("Mã truy cập vừa được thay ở nơi khác.")
        return await self._asked(kept)

    async def _asked(self, kept: Kept) -> Kept:
        """The question is noted: from here on until the answer is stored, only `kill -9` may intervene."""
        try:
            pair = await self._oauth.refresh(kept.refresh)
        except zalo.AnswerLost as lost:
            raise NotNow(str(lost)) from None  # what was noted stays: the next to come will know
        except zalo.NotAsked as away:
            await self._not_asked(kept)
            raise NotNow(str(away)) from None
        except zalo.Denied as denied:
            await self._not_asked(kept)
            raise NoToken(str(denied)) from None
        except zalo.TokenDead as dead:
            raise await self._stopped(kept, dead) from None
        self._hide((pair.access, pair.refresh))
        return self._adopted(await self._safe(kept.refresh, self._kept_of(pair)))

    async def _not_asked(self, kept: Kept) -> None:
        await self._desk.run(tokens.not_asked, self.account, kept.refresh, kept.asked_at)

    async def _stopped(self, kept: Kept, dead: zalo.TokenDead) -> NoToken:
        how = (
            "Lần xin mã trước bị ngắt giữa chừng nên câu trả lời của Zalo đã mất."
            if kept.asked_at is not None
            else "Mã đã được dùng ở nơi khác, hoặc để quá ba tháng không dùng."
        )
        why = f"{dead} {how} {self._advice}"
        await self._desk.run(tokens.stopped, self.account, kept.refresh, why)
        return NoToken(why)

    async def _safe(self, spent: str, fresh: Kept) -> Kept:
        """Stored, however long the database is away: the pair is nowhere else, and nobody may use it yet."""
        told = False
        while True:
            try:
                return await self._desk.run(tokens.renewed, self.account, spent, fresh) or fresh
            except Unavailable as trouble:
                if not told:
                    log.error("%s: new tokens wait to be stored: %s", self.account, trouble)
                told = True
                await asyncio.sleep(STORE_EVERY)

    @property
    def _advice(self) -> str:
        return (
            "Quản trị viên của OA cần cấp quyền lại. Người trông máy chủ chạy: "
            f"hocvuso channels authorise {self.account}"
        )


def _no_database(trouble: Unavailable) -> NotNow:
    return NotNow(f"Chưa đọc ghi được cơ sở dữ liệu: {trouble}")


def _lock_of(db: Database, account: str) -> AccountLock:
    """Beside the lock of who sends: one may renew while another sends."""
    return db.lock(f"token {account}")


def _acquire(_db: Database, lock: AccountLock) -> bool:
    return lock.acquire()


def _release(_db: Database, lock: AccountLock) -> None:
    lock.release()
