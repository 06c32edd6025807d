"""What platforms bring: each update is made once, and may come again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from bot.update import Address, ChatKind, Content, Sender, TextSent, Update
from tests.machine.apps import App
from tests.machine.codes import Who
from tests.machine.still import Clock

# Much longer than any platform repeats an update (Telegram: 24 h), shorter than keys are kept.
REPEATS_FOR = 25 * 86_400.0  # seconds


@dataclass
class Post:
    apps: Mapping[str, App]
    clock: Clock
    posted: list[tuple[float, Update]] = field(default_factory=list)  # ever sent to us, and when
    unanswered: list[Update] = field(default_factory=list)
    keys: "count[int]" = field(default_factory=lambda: count(1))

    def private(self, who: Who, content: Content, at: datetime | None = None) -> Update:
        """Done at that time. What an app cannot tell is something else there: a word."""
        account, user = who
        if not self.apps[account].can_tell(content):
            content = TextSent("menu")
        return self._put(Address(account, f"chat-{user}"), Sender(user, f"Tên {user}"), content, at)

    def in_group(self, account: str, chat: str, content: Content, user: str) -> Update:
        address = Address(account, chat, ChatKind.GROUP)
        if not self.apps[account].can_tell(content):
            content = TextSent("mời bà con")
        return self._put(address, Sender(user, f"Tên {user}"), content, None)

    def _put(
        self, address: Address, sender: Sender, content: Content, at: datetime | None
    ) -> Update:
        now = self.clock.wall()
        app = self.apps[address.account]
        update = app.brings(next(self.keys), address, sender, content, at or now, now)
        self.posted.append((self.clock.true, update))
        return update

    def repeatable(self) -> list[Update]:
        """What a platform may send again: of what is older than that it knows nothing."""
        return [one for at, one in self.posted if self.clock.true - at < REPEATS_FOR]

    def refused(self) -> list[Update]:
        """What was not acknowledged and a platform will try again."""
        known = self.repeatable()
        return [one for one in self.unanswered if one in known]
