"""The independent oracle: what everything that was taken in must have come to (I3, I4).

It folds updates with the product's one pure function, `take_turn`, from an empty standing; it knows
no table, no batch, no transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.engine import take_turn
from bot.message import Message, Outgoing
from bot.serial import outgoing_to_json
from bot.standing import Consent, Prompt, Standing
from bot.turn import (
    ConsentAnswered,
    DataAsked,
    DuesCancelled,
    DueSet,
    EraseAsked,
    School,
    Turn,
)
from bot.update import (
    Address,
    BotBlocked,
    ButtonPressed,
    ChatKind,
    ChatOpened,
    DueCame,
    DueKind,
    Sender,
    TextSent,
    Update,
)
from handlers.housekeeping import KEEP_GUESTS, KEEP_KEYS
from lessons.lesson import Lesson
from tests.machine.promise import Invariant, hold

Who = tuple[str, str]  # account, user
DueKey = tuple[Who, DueKind, str, str]  # of whom, kind, lesson, step

# Words and a label that ask to go back, in the pool of what people say here.
BACK_WORDS = frozenset({"lui lai", "lùi lại", "/lui", "quay lại"})
BACK_LABEL = "Lùi lại"


@dataclass(frozen=True)
class Said:
    """A message that was decided. `payload` is None where it tells of row numbers."""

    account: str
    chat: str
    payload: str | None
    fleeting: bool = False


@dataclass(frozen=True)
class Button:
    token: str
    label: str


@dataclass
class Fold:
    """Everything is as the updates that were `taken` have made it."""

    people: dict[Who, Standing] = field(default_factory=dict)
    seen: dict[Who, datetime] = field(default_factory=dict)
    keys: dict[tuple[str, str], datetime] = field(default_factory=dict)  # in the inbox since
    said: dict[str, Said] = field(default_factory=dict)  # by the message's key
    unsaid: set[str] = field(default_factory=set)  # keys that need not be there: blocked at once
    dues: dict[DueKey, tuple[int, datetime]] = field(default_factory=dict)
    away: set[Who] = field(default_factory=set)  # those who cannot be reached
    buttons: dict[Who, list[Button]] = field(default_factory=dict)  # ever shown, oldest first
    gone: set[tuple[str, str]] = field(default_factory=set)  # (account, chat) of the erased

    # --- What happens -----------------------------------------------------------------------------

    def take(self, updates: Iterable[Update], school: School, now: datetime) -> list[Update]:
        """A committed batch, in order. Those that were new."""
        fresh = []
        for update in updates:
            key = (update.address.account, update.key)
            if key in self.keys:
                continue
            self.keys[key] = now
            fresh.append(update)
        in_groups = [one for one in fresh if one.address.kind is ChatKind.GROUP]
        for update in in_groups:
            if isinstance(update.content, TextSent | ChatOpened):
                self._say(update.address, f"reply:{update.address.account}:{update.key}:0", None)
        batch: set[str] = set()
        for update in fresh:
            if update.address.kind is ChatKind.PRIVATE:
                self._privately(update, school, now, batch)
        return fresh

    def come_back(
        self, taken: Sequence[tuple[int, Who, DueCame]], school: School, now: datetime
    ) -> None:
        """Rows that were due, in order: number, of whom, what for."""
        for _, who, due in taken:
            del self.dues[who, due.kind, due.lesson, due.step]
        for number, who, due in taken:
            if who in self.away:
                continue
            account, user = who
            update = Update(
                f"due:{number}", Address(account, f"chat-{user}"), Sender(user), due, now
            )
            self._turn(who, update, school, now, f"due:{number}")

    def tidy(self, now: datetime) -> None:
        """Guests who were silent for a day are forgotten; so are keys older than any repeat."""
        for who, standing in list(self.people.items()):
            if standing.consent is not Consent.GRANTED and self.seen[who] < now - KEEP_GUESTS:
                self.forget(who)
        self.keys = {key: at for key, at in self.keys.items() if at >= now - KEEP_KEYS}

    def forget(self, who: Who) -> None:
        account, user = who
        self.people.pop(who, None)
        self.dues = {key: due for key, due in self.dues.items() if key[0] != who}
        gone = (account, f"chat-{user}")
        self.gone.add(gone)
        self.said = {key: one for key, one in self.said.items() if (one.account, one.chat) != gone}
        self.away.discard(who)

    def ask(self, who: Who, prompt: Prompt) -> None:
        """A question that no conversation asks at this point was asked."""
        self.people[who] = replace(self.people[who], prompt=prompt, seq=prompt.seq)

    # --- One turn ---------------------------------------------------------------------------------

    def _privately(self, update: Update, school: School, now: datetime, batch: set[str]) -> None:
        who = (update.address.account, update.sender.user)
        is_block = isinstance(update.content, BotBlocked)
        if is_block and who not in self.people:
            return
        key = f"reply:{update.address.account}:{update.key}"
        before = set(self.said)
        turn = self._turn(who, update, school, now, key)
        if any(isinstance(fact, DataAsked) for fact in turn.facts) and who in self.people:
            self._say(update.address, f"{key}:data:0", None)
        if is_block:
            self.away.add(who)
            here = (update.address.account, update.address.chat)
            self.unsaid |= {
                k
                for k in batch
                if k in self.said and (self.said[k].account, self.said[k].chat) == here
            }
        else:
            self.away.discard(who)
        batch |= self.said.keys() - before

    def _turn(self, who: Who, update: Update, school: School, now: datetime, key: str) -> Turn:
        before = self.people.get(who, Standing())
        turn = take_turn(school, before, update, now)
        self._compare(who, before, turn.standing, update, school)
        erases = any(isinstance(fact, EraseAsked) for fact in turn.facts)
        if erases:
            self.forget(who)
        else:
            self.people[who] = turn.standing
            self.seen[who] = turn.standing.seen_at or now
            self._dues_of(who, before, turn)
        for number, message in enumerate(turn.messages):
            self._say(update.address, f"{key}:{number}", message, fleeting=erases)
            if isinstance(message, Message) and message.options:
                shown = self.buttons.setdefault(who, [])
                shown += [Button(option.token, option.label) for option in message.options]
        return turn

    def _say(
        self, address: Address, key: str, message: Outgoing | None, *, fleeting: bool = False
    ) -> None:
        payload = None if message is None else outgoing_to_json(message)
        self.said[key] = Said(address.account, address.chat, payload, fleeting)

    def _dues_of(self, who: Who, before: Standing, turn: Turn) -> None:
        withdrawn = False
        for fact in turn.facts:
            match fact:
                case DueSet(kind, at, lesson, step, nth):
                    self.dues[who, kind, lesson, step] = (nth, at)
                case DuesCancelled(kind, lesson):
                    for due in list(self.dues):
                        if due[:2] == (who, kind) and lesson in (None, due[2]):
                            del self.dues[due]
                case ConsentAnswered(answer):
                    was_granted = before.consent is Consent.GRANTED
                    withdrawn |= answer is Consent.DECLINED and was_granted
                case _:
                    pass
        if withdrawn:
            self.dues = {key: due for key, due in self.dues.items() if key[0] != who}

    # --- Nobody is moved back ---------------------------------------------------------------------

    def _compare(
        self, who: Who, before: Standing, after: Standing, update: Update, school: School
    ) -> None:
        """I2, seen from outside: places in the lessons, words and labels; nothing of how turns work."""
        old, new = before.run, after.run
        lesson = None if old is None else school.course.lesson(old.lesson)
        if old is None or lesson is None or lesson.step(old.step) is None:
            return
        if new is not None and new.number == old.number and lesson.step(new.step) is not None:
            moved = _place(lesson, new.step) - _place(lesson, old.step)
            hold(Invariant.NO_STEP_BACK, moved <= 1, f"{who} jumps from {old.step} to {new.step}")
            asked = moved >= 0 or self._asks_back(who, update)
            hold(Invariant.NO_STEP_BACK, asked, f"{who} falls from {old.step} to {new.step}")
        if self._is_stale(who, update):
            same = (old, before.finished, before.consent) == (new, after.finished, after.consent)
            hold(Invariant.NO_STEP_BACK, same, f"{who} presses an old button at {old.step}")

    def _asks_back(self, who: Who, update: Update) -> bool:
        match update.content:
            case TextSent(text):
                return text in BACK_WORDS or text.isdecimal() or text == BACK_LABEL
            case ButtonPressed(token):
                return Button(token, BACK_LABEL) in self.buttons.get(who, ())
            case _:
                return False

    def _is_stale(self, who: Who, update: Update) -> bool:
        """A press of a button under anything but the newest question."""
        if not isinstance(update.content, ButtonPressed):
            return False
        shown = self.buttons.get(who, ())
        newest = shown[-1].token.partition(":")[0] if shown else ""
        return update.content.token.partition(":")[0] != newest


def _place(lesson: Lesson, step: str) -> int:
    return [one.id for one in lesson.steps].index(step)
