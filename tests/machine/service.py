"""The whole service under the machine's hands: commands, what they should have come to, and checks."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.delivery import Envelope, Result, Sent, Unreachable
from bot.message import LANES, Message, Purpose
from bot.policy import Role
from bot.serial import outgoing_to_json, standing_to_json
from bot.standing import Context, GiveConsent, Offer, Prompt
from bot.turn import School
from bot.update import Address, ChatKind, Update
from handlers.bubbles import Bubble, post
from handlers.housekeeping import LOST_AFTER
from storage.tables import metadata
from tests.machine.apps import DOUBTFUL, FIRST, SECOND, SENT, App
from tests.machine.codes import TEAM, Who
from tests.machine.fold import Fold
from tests.machine.listener import Listener
from tests.machine.look import Look, Row
from tests.machine.outside import Button
from tests.machine.platform import Platform
from tests.machine.post import Post
from tests.machine.process import Locking, Process
from tests.machine.promise import Invariant, hold
from tests.machine.school import Shelf
from tests.machine.still import Blow, Clock
from tests.machine.unasked import HERE, Unasked, whose

# A Tuesday, three in the afternoon in Thanh Hóa.
START = datetime(2026, 11, 24, 8, tzinfo=UTC)
PEOPLE: tuple[Who, ...] = ((FIRST, "lan"), (FIRST, "hoa"), (SECOND, "lan"))
GROUPS = ("-1", "-2")
# May become a team's.
TEAM_GROUPS = ("-3", "-4")
SLOWEST = 30  # seconds between two messages to one group, at least
# Every typed text that must never be logged, and every name, holds one of these.
SECRETS = ("482913", "0912345678", "bí mật", "Tên ")


class Service:
    """`apps`: which chat app each account belongs to."""

    def __init__(self, db: Locking, apps: Mapping[str, App]) -> None:
        self.apps = apps
        self.clock = Clock(START)
        self.db = db
        self.look = Look(self.db)
        self.fold = Fold()
        self.shelf = Shelf()
        self.platforms = {account: Platform(account, self.clock, self._begins) for account in apps}
        self.post = Post(apps, self.clock)
        self.blows: dict[str, Blow] = {}  # that will strike the next database call of a name
        self._unasked = Unasked(self.fold)
        self._refusing: list[tuple[int, Who]] = []  # rows whose people may turn out to be away
        self.heard: list[str] = []
        self.sound = False  # the last command has been checked, and all was well
        self._recorded: list[Result] = []  # results that any life has written down
        self._log = Listener(self.heard)
        logging.getLogger().addHandler(self._log)
        self.process = self._born()

    def close(self) -> None:
        logging.getLogger().removeHandler(self._log)
        self.process.bury()

    @property
    def school(self) -> School:
        return self.process.school

    # --- What arrives -----------------------------------------------------------------------------

    def arrive(self, visits: Sequence[Sequence[Update]]) -> list[Update]:
        """Webhooks, all at once. Which updates were new."""
        self._begin()
        school, now = self.school, self.clock.wall()
        self.fold.questions = self.look.questions()
        answered = self.process.submit(visits)
        batch = [update for visit in visits for update in visit]
        fresh = []
        if "receive" in self.process.ran:
            fresh = self.fold.take(batch, school, now, self.look.digits)
        for visit, was_answered in zip(visits, answered, strict=True):
            if was_answered:
                taken = {(one.address.account, one.key) for one in visit} <= self.fold.keys.keys()
                hold(Invariant.TAKEN_ONCE, taken, "acknowledged, but not committed")
                unanswered = [one for one in self.post.unanswered if one not in visit]
            else:
                new = [one for one in visit if one not in self.post.unanswered]
                unanswered = [*self.post.unanswered, *new]
            self.post.unanswered = unanswered
        self._end()
        return fresh

    def tick(self) -> int:
        """What is due is queued. How many rows there were."""
        self._begin()
        school, now = self.school, self.clock.wall()
        due = self.look.due(now)
        self.process.do(self.process.ticker.queue_due())
        took = "queue" in self.process.ran
        if took:
            self.fold.come_back(due, school, now)
        self._end()
        return len(due) if took else 0

    def tidy(self) -> None:
        self._begin()
        now = self.clock.wall()
        old = {
            row.id
            for row in self.look.messages()
            if row.status == "sending"
            and row.claimed_at is not None
            and row.claimed_at < now - LOST_AFTER
        }
        self.process.do(self.process.ticker.tidy())
        if "tidy" in self.process.ran:
            self.fold.tidy(now)
            self._give_up(old)
        self._end()

    def _give_up(self, rows: set[int]) -> None:
        """What has been under way for an hour is lost, for all that anybody knows. A computer that
        slept with a message in hand sends it twice then: known, and not mended."""
        for platform in self.platforms.values():
            platform.given_up |= rows
            for row in rows & platform.attempts.keys():
                platform.attempts[row][-1].lost |= platform.attempts[row][-1].result is None

    def announce(self, chats: Sequence[str]) -> None:
        """Rows as a broadcast will make them: nothing that creates one is built yet."""
        self._begin()
        message = Message("Mời bà con", purpose=Purpose.BROADCAST)
        number = next(self.post.keys)
        with self.db.transaction() as uow:
            bubbles = [
                Bubble(
                    f"broadcast:{number}:{chat}",
                    Address(FIRST, chat, ChatKind.GROUP),
                    message,
                    outgoing_to_json(message),
                    None,
                    LANES[Purpose.BROADCAST],
                )
                for chat in chats
            ]
            post(uow, bubbles, self.clock.wall())
        self._end()

    def publish(self) -> None:
        self._begin()
        self.process.publish(self.shelf.catalogue())
        self._end()
        for who, standing in self.fold.people.items():
            run = standing.run
            lesson = None if run is None else self.school.course.lesson(run.lesson)
            if run is not None and lesson is not None:
                place = lesson.place(run.step)
                hold(Invariant.PLACE_KEPT, place, f"{who} stood at {run.step}")

    def ask_consent_again(self, who: Who) -> bool:
        """As a release with a new wording would: the question stands there, whatever was answered."""
        one = self.fold.who(who)
        standing = self.fold.people.get(one)
        if standing is None or not standing.seq:
            return False
        offers = (Offer("ĐỒNG Ý", GiveConsent(True)), Offer("KHÔNG", GiveConsent(False)))
        prompt = Prompt(standing.seq + 1, Context.YESNO, offers, "?")
        asked = replace(standing, prompt=prompt, seq=prompt.seq)
        learners = self.look.learners().items()
        learner = next(n for n, whose in learners if self.fold.who(whose) == one)
        table = metadata.tables["learner"]
        with self.db.transaction() as uow:
            uow.run(
                table.update().where(table.c.id == learner).values(standing=standing_to_json(asked))
            )
        self.fold.ask(one, prompt)
        return True

    def lead(self, who: Who) -> bool:
        """Makes somebody a leader of the team. False: there is nobody yet."""
        one = self.fold.who(who)
        persons = self.look.persons().items()
        person = next((n for n, whose in persons if self.fold.who(whose) == one), None)
        if person is None or one in self.fold.codes.leaders:
            return False
        now = self.clock.wall()
        team, member = metadata.tables["team"], metadata.tables["member"]
        with self.db.transaction() as uow:
            if not uow.rows(select(team.c.id)):
                uow.run(team.insert().values(id=1, name=TEAM, created_at=now))
            role = {"person_id": person, "team_id": 1, "role": Role.LEADER, "valid_from": now}
            uow.run(member.insert().values(role))
        self.fold.codes.leaders.add(one)
        return True

    def bubble_of(self, who: Who, button: Button) -> str:
        """The platform's id of the bubble with that answer; one of no message where we never learned it."""
        account, user = who
        known = self.look.questions().items()
        wanted = (account, f"chat-{user}", int(button.question))
        found = (place[2] for place, asked in known if (*place[:2], asked) == wanted)
        return next(found, "z-nothing")

    # --- What platforms do ------------------------------------------------------------------------

    def flights(self) -> list[tuple[str, int]]:
        """(account, place) of all that is under way."""
        return [
            (name, number)
            for name, line in self.process.lines.items()
            for number in range(len(line.flights))
        ]

    def land(self, account: str, number: int, kind: str, seconds: float = 0.0) -> None:
        """`seconds`: how long the platform asks us to wait, where it says so."""
        self._begin()
        app, line = self.apps[account], self.process.lines[account]
        said, arrived = app.answer(kind, self.clock.wall() + timedelta(seconds=seconds))
        envelope = line.land(number, said, arrived=arrived)
        if isinstance(said, Unreachable) and envelope.address.kind is ChatKind.PRIVATE:
            self._refusing.append((envelope.id, whose(envelope)))
        self.process.loop.go_on()
        self._end()

    def land_unseen(self, account: str, number: int, kind: str, *, arrived: bool) -> None:
        """The answer is on its way, and our process does nothing any more."""
        said, _ = self.apps[account].answer(kind, self.clock.wall())
        self.process.lines[account].land(number, said, arrived=arrived)

    def land_all(self) -> None:
        """Everything under way arrives and is known to have arrived; what follows it, too."""
        while flights := self.flights():
            self.land(*flights[0], SENT)

    def _note_away(self) -> None:
        """A refusal counts from when it is written down, and if its row was still ours to close."""
        status = {row.id: row.status for row in self.look.messages()}
        for row, who in self._refusing:
            if status.get(row) == "failed":
                self.fold.away.add(who)
        self._refusing = [one for one in self._refusing if status.get(one[0]) == "sending"]

    # --- What time and operators do ---------------------------------------------------------------

    def pass_time(self, seconds: float) -> None:
        self._begin()
        self.process.loop.go_on(seconds)
        self._end()

    def sleep(self, seconds: float) -> None:
        """No connection survives it: whatever was under way is in doubt when the computer wakes."""
        self._begin()
        self.clock.sleep(seconds)
        while flights := self.flights():
            self.land_unseen(*flights[0], DOUBTFUL, arrived=False)
        self.process.loop.go_on()
        self._end()

    def sleep_until(self, hour: int, minute: int, days: int) -> None:
        """That time of day in Thanh Hóa, so many days on."""
        here = self.clock.wall().astimezone(HERE)
        then = here.replace(hour=hour, minute=minute, second=0) + timedelta(days=days)
        self.sleep(max(0.0, (then - here).total_seconds()))

    def put_clock_back(self) -> None:
        self.clock.put_back += timedelta(hours=1)

    def stop(self) -> None:
        self._begin()
        self.process.stop()
        self._next_life()

    def kill(self) -> None:
        self.process.loop.dead = True
        self._next_life()

    def _next_life(self) -> None:
        sending = {row.id for row in self.look.messages() if row.status == "sending"}
        here = {row.id for row in self.look.messages()}
        self._recorded += self.process.recorded
        for platform in self.platforms.values():
            for number, attempts in platform.attempts.items():
                last = attempts[-1]
                last.lost |= last.result is None or number in sending
            platform.forget(set(platform.attempts) - here)
            platform.waits = [
                wait
                for wait in platform.waits
                if any(wait.answer is result for result in self._recorded)
                and (platform.account, wait.chat) not in self.fold.gone  # forgotten with them (P8)
            ]
        self.process.bury()
        self.process = self._born()
        self._end()

    def _born(self) -> Process:
        process = Process(
            self.db, self.clock, self.platforms, self.apps, self.shelf.catalogue(), self.blows
        )
        for row in self.look.messages():
            if row.status == "sending":
                process.inherited.setdefault(row.account, set()).add(row.id)
        process.start()
        return process

    # --- Checks -----------------------------------------------------------------------------------

    def _begin(self) -> None:
        self.sound = False
        self._unasked.begin(self.process.in_hand())

    def _end(self) -> None:
        self._note_away()
        for platform in self.platforms.values():
            platform.astray |= self.process.orphans
            for broken in platform.broken:
                raise broken
        self._unasked.end()
        if self.process.dead:  # struck by a blow
            self._next_life()

    def _begins(self, envelope: Envelope) -> None:
        self._unasked.begins(envelope, self.clock.wall())

    def check(self) -> None:
        rows = self.look.messages()
        self.look.check_inbox(self.fold)
        self.look.check_codes(self.fold)
        self.look.check_persons(self.fold)
        self.look.check_learners(self.fold)
        self.look.check_messages(rows, self.fold, self.clock.wall())
        self.look.check_limbo(rows, self.process.in_hand())
        self.look.check_counters()
        self._check_honest(rows)
        for line in self.heard:
            told = [one for one in (*SECRETS, *self.fold.codes.told) if one in line]
            hold(Invariant.SILENT_LOGS, not told, line)
        self.heard.clear()
        self.sound = True

    def _check_honest(self, rows: Sequence[Row]) -> None:
        for row in rows:
            attempts = self.platforms[row.account].attempts.get(row.id, [])
            if row.status == "sent":
                was_taken = any(isinstance(one.result, Sent) for one in attempts)
                hold(Invariant.HONEST, was_taken, f"{row.id} is called sent")

    def settle(self) -> None:
        """All troubles end: what was not acknowledged comes again, waits are over, everything
        arrives. Then nothing may be left to do."""
        self.blows.clear()
        self.stop()
        if refused := self.post.refused():
            self.arrive([refused])
        hold(Invariant.TAKEN_ONCE, not self.post.refused(), "refused without trouble")
        self.kill()
        self._wait_out()
        self.tidy()
        self.check()
        for _ in range(600 + SLOWEST * len(self._open())):
            self.land_all()
            if not self._open():
                break
            self.pass_time(1.0)
        left = self._open()
        hold(Invariant.EMPTIES, not left, f"left open: {left}")
        self.check()

    def _open(self) -> list[Row]:
        return [row for row in self.look.messages() if row.status in ("queued", "sending")]

    def _wait_out(self) -> None:
        """Until everything that was asked to wait may go, at an hour when anybody may be disturbed."""
        self.kill()
        last = self.look.latest_wait() or self.clock.wall()
        ahead = max(0.0, (last - self.clock.wall()).total_seconds())
        self.clock.sleep(ahead + 2 * 3600)
        here = self.clock.wall().astimezone(HERE)
        nine = here.replace(hour=9, minute=0) + timedelta(days=here.hour >= 9)
        self.clock.sleep((nine - here).total_seconds())
        self.kill()
