"""Tells the service the story of the hamlet: words come in through the adapters and `handlers.inbound`, with the time
of then, and what is answered is shown on the phones as history. Nothing of it is left to be sent.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from bot.calendar import ZONE
from bot.delivery import Envelope, Outcome
from bot.policy import Role
from bot.turn import School
from bot.units import Level, name_meant
from bot.update import Address, Update
from handlers import (
    appointing,
    calls,
    delivery,
    due,
    enrolling,
    feeding,
    inbound,
    team_list,
    weekly,
)
from handlers.team_import import import_teams
from service.hamlet.people import PROVINCE, ROSTER
from service.hamlet.screens import TELEGRAM, ZALO, Screens
from service.hamlet.story import STORY, Talk
from worker.desk import Desk

MINUTE = timedelta(minutes=1)
UNREAD = timedelta(days=1)  # what came since then still shows as new on the phones
ROUNDS = (
    7.5,
    14,
    19.5,
)  # o'clock: when the service looks by itself what is due; the last is after all reminders
AT_ONCE = 500  # more than a day of the story has
_MARK = re.compile(r"\{(?P<what>[^:{}]+)(?:: ?(?P<where>[^{}]+))?\}")
_DIGITS = re.compile(r"(?<![0-9])[0-9]{3} ?[0-9]{3}(?![0-9])")
ROLES = {"tổ trưởng": Role.LEADER, "thành viên": Role.MEMBER}
HERE = frozenset({TELEGRAM, ZALO})


class Untold(Exception):
    """The story and the service do not fit together any more: a mistake of ours, said with where it was."""


@dataclass(frozen=True, slots=True)
class Word:
    at: datetime
    talk: Talk
    said: str


class Teller:
    """Use it once, before anything is sent."""

    def __init__(
        self, desk: Desk, school: School, screens: Screens, help_chat: Address | None
    ) -> None:
        self._desk = desk
        self._school = school
        self._screens = screens
        self._help_chat = help_chat
        self._teams: dict[str, int] = {}

    async def tell(self, now: datetime) -> None:
        """All of it, up to `now`. Raises Untold."""
        words = sorted(_words(STORY, now), key=lambda word: word.at)
        await self._set_up(words[0].at - timedelta(days=1))
        rounds = _rounds(words[0].at, now)
        for at, together in groupby(words, key=lambda word: word.at):
            while rounds and rounds[0] < at:
                await self._look_round(rounds.popleft())
            if at < now - UNREAD:
                self._screens.was_looked_at()
            await self._happen(at, list(together))
        for at in rounds:
            await self._look_round(at)

    async def _set_up(self, at: datetime) -> None:
        done = await self._desk.run(import_teams, PROVINCE, ROSTER, at, write=True)
        if done.faults:
            raise Untold(str(done.faults[0]))
        self._screens.begin_at(at)
        await self._receive(self._screens.came_in(), at)  # we were taken into groups
        self._teams = {one.name: one.team for one in await self._desk.run(team_list.listed)}

    async def _happen(self, at: datetime, words: Sequence[Word]) -> None:
        """What is written in the same minute; then everything that is to be sent, is."""
        self._screens.stand_at(at)
        for word in words:
            self._screens.write(word.talk, await self._filled(word))
        updates = self._screens.came_in()
        if len(updates) != len(words):
            raise Untold(f"{words[0].talk.who}: {words[0].said}: not heard")
        await self._receive(updates, at)

    async def _receive(self, updates: Sequence[Update], at: datetime) -> None:
        received = await self._desk.run(
            inbound.receive,
            self._school,
            updates,
            at,
            help_chat=self._help_chat,
            sends_here=HERE,
            metered=frozenset({ZALO}),
        )
        if any(one.quarantined for one in received.receipts):
            raise Untold(f"put aside: {received.receipts}")
        await self._send(received.envelopes, updates, at)
        await self._announce(at)

    async def _send(
        self, claimed: Sequence[Envelope], updates: Sequence[Update], at: datetime
    ) -> None:
        accounts = {update.address.account for update in updates} or HERE
        while claimed:
            for account in sorted(HERE):
                done = [
                    Outcome(one, await self._screens.show(one), at)
                    for one in claimed
                    if one.address.account == account
                ]
                if done:
                    await self._desk.run(delivery.record, done, at, metered=account == ZALO)
            claimed = await self._claimed(at, accounts)

    async def _announce(self, at: datetime) -> None:
        """What the announcer does, until nothing is left to hand on."""
        ticked = await self._tick(at)
        while ticked.fed:
            await self._send(await self._claimed(at), (), at)
            ticked = await self._tick(at)

    async def _tick(self, at: datetime) -> feeding.Ticked:
        return await self._desk.run(
            feeding.tick, self._school, at, {account: float(AT_ONCE) for account in HERE}
        )

    async def _claimed(self, at: datetime, accounts: Iterable[str] = HERE) -> list[Envelope]:
        return [
            one
            for account in sorted(accounts)
            for one in await self._desk.run(delivery.claim, account, at, AT_ONCE)
        ]

    async def _look_round(self, at: datetime) -> None:
        """What the ticker does by itself: reminders, calls that nobody answered, Monday's lists,
        announcements whose hour has come."""
        self._screens.stand_at(at)
        for job in (due.queue, calls.move, weekly.send):
            await self._desk.run(job, self._school, at, AT_ONCE)
        await self._send(await self._claimed(at), (), at)
        await self._announce(at)

    async def _filled(self, word: Word) -> str:
        said = word.said
        for mark in _MARK.finditer(word.said):
            said = said.replace(mark[0], await self._known(word, mark["what"], mark["where"] or ""))
        return said

    async def _known(self, word: Word, what: str, where: str) -> str:
        """What a mark in the story stands for."""
        if what == "mã":
            found = _DIGITS.search(self._screens.last_heard(word.talk.who))
            if found is None:
                raise Untold(f"{word.talk.who} has heard of no code")
            return found[0]
        if what == "cán bộ":
            name = name_meant(where, Level.COMMUNE) or PROVINCE
            code, _ = await self._desk.run(appointing.invite_officer, name, word.at)
            return code
        team = self._teams[where]
        if what == "tổ":
            codes = await self._desk.run(enrolling.codes_for, [team], "", word.at)
            return codes[team]
        code, _ = await self._desk.run(appointing.invite, team, ROLES[what], word.at)
        return code


def _words(story: Sequence[Talk], now: datetime) -> Iterator[Word]:
    for talk in story:
        for n, said in enumerate(talk.words):
            yield Word(talk.begins(now) + n * MINUTE, talk, said)


def _rounds(since: datetime, until: datetime) -> deque[datetime]:
    day = since.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = (
        day + timedelta(days=days, hours=hour)
        for days in range((until - day).days + 1)
        for hour in ROUNDS
    )
    return deque(at for at in moments if since < at < until)
