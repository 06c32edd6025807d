"""What everything on Zalo works on: the world, the clock, and the servers that hear what people do."""

from dataclasses import dataclass, field

from town.clock import TownClock
from town.keeper import Keeper
from town.state import State
from town.world import Person
from town.zalo.deeds import Deed, Listener
from town.zalo.world import App, Kind, Place, ZaloButton, ZaloMessage, ZaloWorld


@dataclass(slots=True)
class Zalo:
    """`listeners`: a server puts itself there under its app; what nobody listens to has no effect."""

    keeper: Keeper
    clock: TownClock
    listeners: dict[App, Listener] = field(default_factory=dict)

    @property
    def world(self) -> ZaloWorld:
        return self.keeper.world.zalo

    def tell(self, deed: Deed) -> None:
        """Let the server of that app know; with no change of its own to the world."""
        listener = self.listeners.get(deed.place.app)
        if listener is not None:
            listener(deed)

    def show(
        self,
        place: Place,
        text: str,
        *,
        account: str | None = None,
        kind: Kind = Kind.TEXT,
        url: str = "",
        quotes: int | None = None,
        buttons: list[ZaloButton] | None = None,
    ) -> ZaloMessage:
        """A new message of an account on everybody's screen; without an account a note of the platform's."""
        return self._put(
            place,
            ZaloMessage(
                id=0,
                at=self.clock.now(),
                version=0,
                text=text,
                account=account,
                kind=kind,
                url=url,
                quotes=quotes,
                buttons=buttons or [],
            ),
        )

    def unseen(self, account: str) -> ZaloMessage:
        """A message that has a number and is on nobody's screen."""
        self.world.next_message += 1
        self.keeper.changed()
        return ZaloMessage(self.world.next_message - 1, self.clock.now(), 0, account=account)

    def post(self, place: Place, person: Person, message: ZaloMessage) -> None:
        """A person's message onto the screen; it stays on the phone where there is no network."""
        message.state = State.SENT if person.online else State.WAITING
        self._put(place, message)

    def _put(self, place: Place, message: ZaloMessage) -> ZaloMessage:
        message.id = self.world.next_message
        self.world.next_message += 1
        message.version = self.keeper.changed()
        self.world.show(place, message)
        return message

    def name_of(self, message: ZaloMessage) -> str:
        """Who said it; empty for the platform."""
        if message.person is not None:
            person = self.keeper.world.people.get(message.person)
            return person.name if person is not None else ""
        account = self.world.account(message.account) if message.account is not None else None
        return account.name if account is not None else ""
