"""The independent oracle: what everything that was taken in must have come to (I3, I4).

It folds updates with the product's pure functions, `take_turn` and `joined`, from an empty standing; it
knows no table, no batch, no transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot import wording
from bot.address import fill
from bot.engine import take_turn
from bot.joining import joined
from bot.message import Message, Outgoing
from bot.notices import group_invitation
from bot.serial import outgoing_to_json
from bot.standing import Consent, Prompt, Standing
from bot.turn import (
    ConsentAnswered,
    DataAsked,
    DuesCancelled,
    DueSet,
    EraseAsked,
    GroupCodeAsked,
    LessonFinished,
    LessonStarted,
    LinkAsked,
    LinkTold,
    School,
    Turn,
)
from bot.update import (
    Address,
    BotBlocked,
    ChatKind,
    ChatOpened,
    DueCame,
    DueKind,
    Sender,
    TextSent,
    Update,
)
from handlers.housekeeping import KEEP_GUESTS, KEEP_KEYS
from storage.codes import Purpose
from tests.machine.codes import Codes, Failed, Who
from tests.machine.outside import Button, Outside, Question

DueKey = tuple[Who, DueKind, str, str]  # of whom, kind, lesson, step
# The digits that a message tells, by its key, once it is committed.
Digits = Callable[[str], str | None]


@dataclass(frozen=True)
class Said:
    """A message that was decided. `payload` is None where it tells of row numbers, or a code."""

    account: str
    chat: str
    payload: str | None
    fleeting: bool = False


@dataclass
class Fold:
    """Everything is as the updates that were `taken` have made it.

    `known` is who each identity is: of those who were joined, one stands for all. What is kept by person
    is kept by that one, what a chat is about by its identity.
    """

    known: dict[Who, Who] = field(default_factory=dict)  # in the order in which they came
    people: dict[Who, Standing] = field(default_factory=dict)
    seen: dict[Who, datetime] = field(default_factory=dict)
    runs: dict[Who, dict[int, tuple[str, bool]]] = field(default_factory=dict)  # lesson, finished?
    heard: dict[Who, datetime] = field(default_factory=dict)  # by identity, to the hour
    keys: dict[tuple[str, str], datetime] = field(default_factory=dict)  # in the inbox since
    said: dict[str, Said] = field(default_factory=dict)  # by the message's key
    unsaid: set[str] = field(default_factory=set)  # keys that need not be there: blocked at once
    dues: dict[DueKey, tuple[int, datetime]] = field(default_factory=dict)
    away: set[Who] = field(default_factory=set)  # identities that cannot be reached
    gone: set[tuple[str, str]] = field(default_factory=set)  # (account, chat) of the erased
    codes: Codes = field(default_factory=Codes)
    outside: Outside = field(default_factory=Outside)
    # By account, chat and the platform's id: the question in a message of ours, as far as we know it.
    questions: dict[tuple[str, str, str], int | None] = field(default_factory=dict)

    def who(self, identity: Who) -> Who:
        """The one who stands for them."""
        return self.known.get(identity, identity)

    def identities(self, who: Who) -> list[Who]:
        return [one for one, whose in self.known.items() if whose == who]

    def reachable(self, who: Who) -> bool:
        return any(one not in self.away for one in self.identities(who))

    # --- What happens -----------------------------------------------------------------------------

    def take(
        self, updates: Iterable[Update], school: School, now: datetime, digits: Digits
    ) -> list[Update]:
        """A committed batch, in order. Those that were new."""
        fresh = []
        for update in updates:
            key = (update.address.account, update.key)
            if key in self.keys:
                continue
            self.keys[key] = now
            fresh.append(update)
        for update in fresh:
            if update.address.kind is ChatKind.GROUP:
                self._in_group(update, now)
        batch: set[str] = set()
        for update in fresh:
            if update.address.kind is ChatKind.PRIVATE:
                self._privately(update, school, now, batch, digits)
        return fresh

    def come_back(
        self, taken: Sequence[tuple[int, Who, DueCame]], school: School, now: datetime
    ) -> None:
        """Rows that were due, in order: number, of whom, what for. They come to the chat that reaches
        their person best."""
        taken = [(number, self.who(identity), due) for number, identity, due in taken]
        for _, who, due in taken:
            del self.dues[who, due.kind, due.lesson, due.step]
        for number, who, due in taken:
            if not self.reachable(who):
                continue
            account, user = identity = self._best(who)
            update = Update(
                f"due:{number}", Address(account, f"chat-{user}"), Sender(user), due, now
            )
            self._turn(identity, update, school, now, f"due:{number}")

    def tidy(self, now: datetime) -> None:
        """Guests who were silent for a day are forgotten; so are keys older than any repeat."""
        for who, standing in list(self.people.items()):
            if standing.consent is not Consent.GRANTED and self.seen[who] < now - KEEP_GUESTS:
                self.forget(who)
        self.keys = {key: at for key, at in self.keys.items() if at >= now - KEEP_KEYS}
        self.codes.tidy(now)

    def forget(self, who: Who) -> None:
        """The person, in all their chats."""
        for by_person in (self.people, self.seen, self.runs):
            by_person.pop(who, None)
        self.dues = {key: due for key, due in self.dues.items() if key[0] != who}
        for identity in self.identities(who):
            account, user = identity
            gone = (account, f"chat-{user}")
            self.gone.add(gone)
            self.said = {k: one for k, one in self.said.items() if (one.account, one.chat) != gone}
            self.questions = {k: one for k, one in self.questions.items() if k[:2] != gone}
            self.away.discard(identity)
            self.heard.pop(identity, None)
            del self.known[identity]
        self.codes.forget(who)
        self.outside.forget(who)

    def ask(self, who: Who, prompt: Prompt) -> None:
        """A question that no conversation asks at this point was asked, and no bubble shows it."""
        self.people[who] = replace(self.people[who], prompt=prompt, seq=prompt.seq)
        self.outside.newest[who] = Question(str(prompt.seq))

    # --- One turn ---------------------------------------------------------------------------------

    def _privately(
        self, update: Update, school: School, now: datetime, batch: set[str], digits: Digits
    ) -> None:
        identity = (update.address.account, update.sender.user)
        is_block = isinstance(update.content, BotBlocked)
        if is_block and identity not in self.known:
            return
        key = f"reply:{update.address.account}:{update.key}"
        before = set(self.said)
        turn = self._turn(identity, self._looked_up(update), school, now, key)
        if identity in self.known and not is_block:
            hour = now.replace(minute=0, second=0, microsecond=0)
            self.heard[identity] = max(hour, self.heard.get(identity, hour))
        self._grant(update, turn, identity, school, now, digits)
        if is_block:
            self.away.add(identity)
            here = (update.address.account, update.address.chat)
            self.unsaid |= {
                k
                for k in batch
                if k in self.said and (self.said[k].account, self.said[k].chat) == here
            }
        else:
            self.away.discard(identity)
        batch |= self.said.keys() - before

    def _looked_up(self, update: Update) -> Update:
        content = update.content
        if not isinstance(content, TextSent) or content.quotes is None:
            return update
        place = (update.address.account, update.address.chat, content.quotes)
        return replace(update, content=replace(content, about=self.questions.get(place)))

    def _turn(self, identity: Who, update: Update, school: School, now: datetime, key: str) -> Turn:
        who = self.known.setdefault(identity, identity)
        before = self.people.get(who, Standing())
        turn = take_turn(school, before, update, now)
        self.outside.compare(who, before, turn.standing, update, school)
        erases = any(isinstance(fact, EraseAsked) for fact in turn.facts)
        if erases:
            self.forget(who)
        else:
            self.people[who] = turn.standing
            self.seen[who] = turn.standing.seen_at or now
            self._learned(who, before, turn)
            self._dues_of(who, before, turn)
        for number, message in enumerate(turn.messages):
            self._say(update.address, f"{key}:{number}", message, fleeting=erases)
            if isinstance(message, Message) and message.options:
                shown = [Button(option.token, option.label) for option in message.options]
                self.outside.shows(who, identity, shown, now)
        return turn

    def _say(
        self, address: Address, key: str, message: Outgoing | None, *, fleeting: bool = False
    ) -> None:
        payload = None if message is None else outgoing_to_json(message)
        self.said[key] = Said(address.account, address.chat, payload, fleeting)

    def _learned(self, who: Who, before: Standing, turn: Turn) -> None:
        runs = self.runs.setdefault(who, {})
        for fact in turn.facts:
            match fact:
                case LessonStarted(run, lesson):
                    runs[run] = (lesson, False)
                case LessonFinished(run, lesson):
                    runs[run] = (lesson, True)
                case _:
                    pass
        if _withdrawn(before, turn):
            runs.clear()

    def _dues_of(self, who: Who, before: Standing, turn: Turn) -> None:
        for fact in turn.facts:
            match fact:
                case DueSet(kind, at, lesson, step, nth):
                    self.dues[who, kind, lesson, step] = (nth, at)
                case DuesCancelled(kind, lesson):
                    for due in list(self.dues):
                        if due[:2] == (who, kind) and lesson in (None, due[2]):
                            del self.dues[due]
                case _:
                    pass
        if _withdrawn(before, turn):
            self.dues = {key: due for key, due in self.dues.items() if key[0] != who}

    # --- What is asked of the rest of the house -----------------------------------------------------

    def _grant(
        self,
        update: Update,
        turn: Turn,
        identity: Who,
        school: School,
        now: datetime,
        digits: Digits,
    ) -> None:
        address, key = update.address, f"reply:{update.address.account}:{update.key}"
        for fact in turn.facts:
            match fact:
                case DataAsked() if identity in self.known:
                    self._say(address, f"{key}:data:0", None)
                case LinkAsked():
                    self._give(Purpose.LINK, identity, address, f"{key}:link:0", now, digits)
                case GroupCodeAsked() if self.who(identity) in self.codes.leaders:
                    self._give(Purpose.GROUP, identity, address, f"{key}:group:0", now, digits)
                case GroupCodeAsked():
                    words = fill(wording.GROUP_CODE_REFUSED, turn.standing.honorific)
                    self._say(address, f"{key}:group:0", Message(words))
                case LinkTold(code):
                    self._told(update, identity, code, school, now)
                case _:
                    pass

    def _give(
        self,
        purpose: Purpose,
        identity: Who,
        address: Address,
        key: str,
        now: datetime,
        digits: Digits,
    ) -> None:
        """Without digits the person was erased in the same commit, and the code with them."""
        self._say(address, key, None)
        made = digits(key)
        if made is not None:
            self.codes.give(purpose, self.who(identity), made, now)

    def _told(
        self, update: Update, identity: Who, code: str, school: School, now: datetime
    ) -> None:
        """A code from another app is said: whose it is and who says it become one."""
        here = self.who(identity)
        address, key = update.address, f"reply:{update.address.account}:{update.key}"
        found = self.codes.redeem(Purpose.LINK, code, (address.account, address.chat), now)
        honorific = self.people[here].honorific
        match found:
            case Failed.BARRED:
                words = fill(wording.LINK_TOO_MANY, honorific)
            case Failed.WRONG:
                words = fill(wording.LINK_WRONG, honorific)
            case there if there == here:
                words = fill(wording.LINK_SAME, honorific)
            case there:
                assert not isinstance(there, Failed)
                self._become_one(update, there, here, school, now)
                words = fill(wording.LINKED, self.people[there].honorific)
        self._say(address, f"{key}:link:0", Message(words))

    def _become_one(
        self, update: Update, there: Who, here: Who, school: School, now: datetime
    ) -> None:
        address, key = update.address, f"reply:{update.address.account}:{update.key}"
        account, user = self._best(there)
        kept, other = self.people[there], self.people.pop(here)
        both = joined(kept, other)
        self.outside.compare_joined(there, kept, other, both)
        self.people[there] = both
        self.seen.pop(here)
        self.seen[there] = both.seen_at or now
        behind = {kept.runs + n: run for n, run in self.runs.pop(here, {}).items()}
        self.runs[there] = {**behind, **self.runs.get(there, {})}
        for due, at in list(self.dues.items()):
            if due[0] == here:
                del self.dues[due]
                self.dues.setdefault((there, *due[1:]), at)
        for identity in self.identities(here):
            self.known[identity] = there
        self.codes.join(there, here)
        self.outside.join(there, here)
        told = Message(fill(wording.LINKED_THERE, both.honorific))
        self._say(Address(account, f"chat-{user}"), f"{key}:there:0", told)
        opened = replace(update, content=ChatOpened())
        self._turn((address.account, update.sender.user), opened, school, now, key)

    def _best(self, who: Who) -> Who:
        """The identity that reaches somebody best: the one in which they wrote last."""
        order = list(self.known)
        return max(
            self.identities(who),
            key=lambda one: (one not in self.away, self.heard[one], order.index(one)),
        )

    # --- Groups -------------------------------------------------------------------------------------

    def _in_group(self, update: Update, now: datetime) -> None:
        address = update.address
        match update.content:
            case ChatOpened():
                words = group_invitation()
            case TextSent(text):
                who = self.known.get((address.account, update.sender.user))
                words = self.codes.answer((address.account, address.chat), who, text, now)
            case _:
                return
        self._say(address, f"reply:{address.account}:{update.key}:0", Message(words))


def _withdrawn(before: Standing, turn: Turn) -> bool:
    """Consent was given before, and is not any more."""
    was_granted = before.consent is Consent.GRANTED
    return was_granted and any(
        isinstance(fact, ConsentAnswered) and fact.answer is Consent.DECLINED for fact in turn.facts
    )
