"""The accounts in service: each with an open channel, a sender and a way in. When the configuration
changes, those whose own part changed are opened, replaced or dismissed; the others notice nothing.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.delivery import Envelope
from channels.protocol import Channel
from channels.setup import Quarantine, Submit
from handlers import delivery
from service import logs
from service.accounts.account import Account
from service.accounts.configured import built
from service.accounts.means import Means
from service.accounts.reading import Fault, Reading
from service.accounts.spec import Spec
from storage.errors import Unavailable
from worker.desk import Desk
from worker.sender import Sender

log = logging.getLogger(__name__)

# SIGTERM to exit: 20 s in all (design.md 6); the HTTP server has 5 of them before we are asked.
GRACE = 12.0  # seconds that messages already handed to a platform have to come back
# An editor may empty a file before it fills it: what was read twice alike is what somebody meant.
SETTLING = 0.5  # seconds


@dataclass(slots=True)
class _Seat:
    spec: Spec
    account: Account
    tasks: tuple[asyncio.Task[None], ...] = ()

    async def vacated(self) -> None:
        """It is neither let in nor looked after any more."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


class Roster:
    """`channels` and `senders` are replaced whole and never changed: other threads look into them.

    `read` is asked again at each `reload`; `own` are channels without a platform, which always stay;
    `sender` None: this process sends nothing.
    """

    def __init__(
        self,
        read: Callable[[], Reading],
        means: Means,
        desk: Desk,
        own: Iterable[Channel],
        sender: Callable[[Channel], Sender] | None,
    ) -> None:
        self._read = read
        self._means = means
        self._desk = desk
        self._new_sender = sender
        self._own = tuple(own)
        self._doors: tuple[Submit, Quarantine] | None = None  # shut while None
        self._changing = asyncio.Lock()
        self._closing = False
        self._releases: set[asyncio.Task[None]] = set()
        self.faults: tuple[Fault, ...] = ()
        self._reading = reading = read()
        self._note(reading)
        self._seats = {spec.name: _Seat(spec, built(spec, means)) for spec in reading.specs}
        self.channels: Mapping[str, Channel] = {
            **{channel.account: channel for channel in self._own},
            **{name: seat.account.channel for name, seat in self._seats.items()},
        }
        self.senders: Mapping[str, Sender] = (
            {name: sender(one) for name, one in self.channels.items()} if sender else {}
        )

    @property
    def accounts(self) -> tuple[Account, ...]:
        return tuple(seat.account for seat in self._seats.values())

    async def start(self) -> None:
        """Channels open, senders at work; nobody is let in yet."""
        for channel in self.channels.values():
            await channel.open()
        for account in self.accounts:
            await account.prepare()
        for sender in self.senders.values():
            await sender.start()

    def let_in(self, submit: Submit, quarantine: Quarantine) -> None:
        """Tell the platforms where we are, or poll them, from now on."""
        self._doors = submit, quarantine
        for seat in self._seats.values():
            self._open_way(seat)

    async def shut(self) -> None:
        """Fetch no more, and change nothing any more."""
        self._closing = True
        self._doors = None
        await asyncio.gather(*(seat.vacated() for seat in self._seats.values()))

    async def stop(self) -> None:
        """What is on its way is finished; then everything is closed. After `shut`."""
        async with self._changing:
            await asyncio.gather(*(sender.stop(GRACE) for sender in self.senders.values()))
            await asyncio.gather(*self._releases)
            await asyncio.gather(*(account.close() for account in self.accounts))
            for channel in self._own:
                await channel.close()

    # --- Changes -----------------------------------------------------------------------------

    async def reload(self) -> None:
        """Read the configuration again and do what differs. What is not understood stays as it was."""
        async with self._changing:
            reading = await self._settled()
            if reading == self._reading:
                return
            self._note(reading)
            wanted = {spec.name: spec for spec in reading.specs}
            for name, seat in list(self._seats.items()):
                spec = wanted.pop(name, None)
                if self._closing or spec == seat.spec or (spec is None and reading.doubts(name)):
                    continue
                if spec is None:
                    await self._dismiss(name)
                else:
                    await self._replace(spec)
            for spec in wanted.values():
                if not self._closing:
                    await self._admit(spec)
            self._reading = reading  # not before: what failed half-way is tried again

    async def _settled(self) -> Reading:
        """No file's time or size is asked: a secret may have changed in a file of its own."""
        reading = await asyncio.to_thread(self._read)
        while reading != self._reading:
            await asyncio.sleep(SETTLING)
            again = await asyncio.to_thread(self._read)
            if again == reading:
                break
            reading = again
        return reading

    def _note(self, reading: Reading) -> None:
        """Secrets are hidden before anything is said of what was read."""
        logs.hide(secret for spec in reading.specs for secret in spec.secrets)
        for fault in reading.faults:
            if fault not in self.faults:
                log.error("accounts: %s", fault)
        self.faults = reading.faults

    async def _admit(self, spec: Spec) -> None:
        seat = _Seat(spec, built(spec, self._means))
        channel = seat.account.channel
        await channel.open()
        await seat.account.prepare()
        self._seats[spec.name] = seat
        self.channels = {**self.channels, spec.name: channel}
        await self._begin_sending(channel)
        self._open_way(seat)
        log.info("%s: a new account is in service", spec.name)

    async def _replace(self, spec: Spec) -> None:
        """Without a moment in which its webhook is unknown: a platform that is answered 404 may give up."""
        former, seat = self._seats[spec.name], _Seat(spec, built(spec, self._means))
        await seat.account.channel.open()
        self._seats[spec.name] = seat
        self.channels = {**self.channels, spec.name: seat.account.channel}
        await former.vacated()
        await self._end_sending(spec.name)
        await seat.account.prepare()
        await self._begin_sending(seat.account.channel)
        await former.account.close()
        self._open_way(seat)
        log.info("%s: the account's settings changed and are in use", spec.name)

    async def _dismiss(self, name: str) -> None:
        """What waits for it stays queued, for when it comes back."""
        former = self._seats.pop(name)
        self.channels = {one: channel for one, channel in self.channels.items() if one != name}
        await former.vacated()
        await self._end_sending(name)
        await former.account.close()
        log.info("%s: the account is no longer configured and out of service", name)

    async def _begin_sending(self, channel: Channel) -> None:
        if self._new_sender is not None:
            sender = self._new_sender(channel)
            await sender.start()
            self.senders = {**self.senders, channel.account: sender}

    async def _end_sending(self, name: str) -> None:
        """It stays on the list until it has ended: what was committed for it meanwhile it gives back."""
        if name in self.senders:
            await self.senders[name].stop(GRACE)
            self.senders = {one: sender for one, sender in self.senders.items() if one != name}

    def _open_way(self, seat: _Seat) -> None:
        if self._doors is not None:
            account = seat.account
            seat.tasks = (
                asyncio.create_task(account.connect(*self._doors), name=f"way in {account.name}"),
                asyncio.create_task(account.keep(), name=f"tokens of {account.name}"),
            )

    # --- For the senders ---------------------------------------------------------------------

    def sends_here(self) -> frozenset[str]:
        """The accounts whose active sender is in this process at this moment. Any thread may ask."""
        return frozenset(name for name, sender in self.senders.items() if sender.accepting)

    def hand_over(self, envelopes: Sequence[Envelope]) -> None:
        """Rows committed as claimed by this process; of an account that went meanwhile they are queued."""
        by_account: defaultdict[str, list[Envelope]] = defaultdict(list)
        for envelope in envelopes:
            by_account[envelope.address.account].append(envelope)
        for name, own in by_account.items():
            if name in self.senders:
                self.senders[name].accept(own)
            else:
                release = asyncio.create_task(self._release(name, own))
                self._releases.add(release)
                release.add_done_callback(self._releases.discard)

    def doubt(self) -> None:
        """A commit of rows claimed for our senders may have been made, though its answer was lost."""
        for sender in self.senders.values():
            sender.doubt()

    def wake(self, account: str | None = None) -> None:
        """Rows of this account, or of any, may have been queued."""
        for name, sender in self.senders.items():
            if account in {None, name}:
                sender.wake()

    async def _release(self, name: str, envelopes: Sequence[Envelope]) -> None:
        numbers = [envelope.id for envelope in envelopes]
        try:
            await self._desk.run(delivery.release, numbers, self._means.clock())
        except Unavailable as trouble:  # `recover` puts them back when the account returns
            log.warning(
                "%s: %d messages are not back in the queue: %s", name, len(numbers), trouble
            )
