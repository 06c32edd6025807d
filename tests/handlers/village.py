"""A village for the handlers' tests: two short lessons, people who write, and a look into the tables."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import DateTime, bindparam, select, text

from bot.delivery import Envelope, Outcome, Result, Sent
from bot.limits import Limits
from bot.message import Message
from bot.serial import standing_from_json, standing_to_json
from bot.standing import Reminders
from bot.turn import School
from bot.update import (
    Address,
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatKind,
    ChatOpened,
    Content,
    GroupMoved,
    Sender,
    TextSent,
    Update,
)
from handlers import delivery, inbound
from handlers.delivery import NO_LIMITS
from handlers.inbound import Received
from lessons.lesson import Choice, Course, Lesson, Line, QuizOption, Step
from storage.database import Database
from storage.tables import metadata

ACCOUNT = "telegram"
# A Tuesday, three in the afternoon in Thanh Hóa: anybody may be disturbed.
NOON = datetime(2026, 11, 24, 8, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
HELPERS = Address(ACCOUNT, "-99", ChatKind.GROUP)
HERE = frozenset({ACCOUNT, "zalo-bot"})

QUIZ = Step(
    "do-vui",
    "Đố vui",
    (Line("Có người hỏi mã OTP. {Bác} làm gì?"),),
    options=(
        QuizOption("Đọc cho họ", False, "Chưa nên ạ."),
        QuizOption("Không đọc", True, "Đúng rồi ạ."),
    ),
    review_days=(2, 7),
)


def lesson(code: str, name: str, *steps: str) -> Lesson:
    walked = tuple(
        Step(step, f"Bước {step}", (Line(f"{{Bác}} làm {step} nhé."),), (Choice("Xong rồi"),))
        for step in steps
    )
    return Lesson(name, code, f"Bài {name}", "K0", 5, "Mở đầu.", (*walked, QUIZ), "Thử xem.")


SCHOOL = School(Course((lesson("L01", "mot", "a", "b"), lesson("L02", "hai", "c"))))


class Village:
    """One process's view of the service, with a clock of its own."""

    def __init__(self, db: Database, school: School = SCHOOL) -> None:
        self.db = db
        self.school = school
        self.now = NOON
        self.account = ACCOUNT  # through which they write
        self.help_chat: Address | None = HELPERS
        self.metered: frozenset[str] = frozenset()
        self._keys = count(1)

    # --- What people do ---------------------------------------------------------------------------

    def update(self, user: str, content: Content, chat: str | None = None) -> Update:
        kind = ChatKind.GROUP if chat else ChatKind.PRIVATE
        address = Address(self.account, chat or f"chat-{user}", kind)
        return Update(
            str(next(self._keys)), address, Sender(user, f"Tên {user}"), content, self.now
        )

    def take(self, *updates: Update, here: frozenset[str] = HERE) -> Received:
        return inbound.receive(
            self.db,
            self.school,
            updates,
            self.now,
            help_chat=self.help_chat,
            sends_here=here,
            metered=self.metered,
        )

    def say(self, user: str, *words: str) -> Sequence[Envelope]:
        """Each word in a transaction of its own, a minute apart. The envelopes of the last."""
        envelopes: Sequence[Envelope] = ()
        for word in words:
            self.now += timedelta(minutes=1)
            received = self.take(self.update(user, TextSent(word)))
            assert [r.quarantined for r in received.receipts] == [False]
            envelopes = received.envelopes
            self.deliver(envelopes)
        return envelopes

    def open(self, user: str, payload: str = "") -> Sequence[Envelope]:
        return self._happen(user, ChatOpened(payload))

    def block(self, user: str) -> Sequence[Envelope]:
        return self._happen(user, BotBlocked())

    def unblock(self, user: str) -> Sequence[Envelope]:
        return self._happen(user, BotUnblocked())

    def press(self, user: str, envelope: Envelope, option: int = 0) -> Sequence[Envelope]:
        assert isinstance(envelope.content, Message)
        return self._happen(user, ButtonPressed(envelope.content.options[option].token, "7"))

    def in_group(self, chat: str, content: Content) -> Sequence[Envelope]:
        return self.take(self.update("leader", content, chat)).envelopes

    def move_group(self, chat: str, new_chat: str) -> None:
        self.in_group(chat, GroupMoved(new_chat))

    def enrol(self, *users: str) -> None:
        """Greeted, agreed, settled."""
        for user in users:
            self.open(user)
            self.say(user, "đồng ý", "bác", "android")

    def finish(self, user: str, code: str = "L01") -> None:
        """A whole lesson."""
        self.open(user, code)
        self.say(user, *["xong"] * (2 if code == "L01" else 1), "2")

    def wish_reminders(self, learner: int) -> None:
        """As if they had been asked after their first lesson."""
        standing = standing_from_json(self.rows("learner", "standing")[learner - 1])
        wishing = replace(standing, reminders=Reminders(wanted=True, asked=True))
        self.change(
            "UPDATE learner SET standing = :s WHERE id = :n", s=standing_to_json(wishing), n=learner
        )

    def _happen(self, user: str, content: Content) -> Sequence[Envelope]:
        self.now += timedelta(minutes=1)
        envelopes = self.take(self.update(user, content)).envelopes
        self.deliver(envelopes)
        return envelopes

    # --- What the sender does ---------------------------------------------------------------------

    def deliver(self, envelopes: Sequence[Envelope], result: Result | None = None) -> None:
        done = result or Sent("1")
        outcomes = [Outcome(e, done, self.now) for e in envelopes]
        delivery.record(self.db, outcomes, self.now, metered=self.account in self.metered)

    def claim(self, limit: int = 100, limits: Limits = NO_LIMITS) -> tuple[Envelope, ...]:
        return delivery.claim(self.db, self.account, self.now, limit, limits)

    # --- What the tables hold ---------------------------------------------------------------------

    def rows(self, table: str, *columns: str) -> list[Any]:
        """In the order of their keys; single values where one column is asked for."""
        of = metadata.tables[table]
        asked = select(*(of.c[name] for name in columns)).order_by(*of.primary_key)
        with self.db.reading() as uow:
            found = uow.rows(asked)
        return [row[0] if len(columns) == 1 else tuple(row) for row in found]

    def everything(self) -> dict[str, list[Any]]:
        """The whole database."""
        return {name: self.rows(name, *table.c.keys()) for name, table in metadata.tables.items()}

    def change(self, sql: str, **values: object) -> None:
        """Behind the handlers' back."""
        with self.db.transaction() as uow:
            # A moment is bound with its type: Python's SQLite has no adapter of its own any more.
            moments = [
                bindparam(name, type_=DateTime(timezone=True))
                for name, value in values.items()
                if isinstance(value, datetime)
            ]
            uow.run(text(sql).bindparams(*moments), values)

    def states(self) -> list[tuple[str, str | None]]:
        """(status, reason) of all messages, oldest first."""
        return self.rows("message", "status", "reason")


def words(envelopes: Sequence[Envelope]) -> str:
    return "\n".join(e.content.text for e in envelopes if isinstance(e.content, Message))
