"""Bugs to be planted: each a change of one thing that the product does, and what must catch it.

Public names are replaced wherever there is one, so that the insides may be rewritten freely.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from bot import engine, joining
from bot.message import Purpose
from bot.standing import Standing
from bot.turn import School, Turn
from bot.update import ButtonPressed, TextSent, Update
from handlers import codes as handed
from handlers import delivery, inbound, linking, outcomes, publishing, sieve, turns
from handlers.inbound import Received
from storage import codes, groups, holds, inbox, outbox, progress, reach
from storage import joining as rows
from storage.database import Database
from storage.outbox import Slip
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork
from tests.machine import fold
from tests.machine.machine import Plant
from tests.machine.promise import Invariant
from worker.limiter import Limiter

_message, _code = metadata.tables["message"], metadata.tables["code"]


@dataclass(frozen=True)
class Planted:
    """`rules` are those that matter; the machine has no others, so that it comes to the point. `examples`
    is how many runs it is given to be noticed in."""

    name: str
    plant: Plant
    caught_by: Invariant
    rules: tuple[str, ...]
    cast: str = "telegram"
    examples: int = 20


def _instead(where: Any, name: str, with_: Any) -> Plant:
    return lambda: patch.object(where, name, with_)


# --- Two claimers -----------------------------------------------------------------------------------


@contextmanager
def _claims_what_it_saw() -> Any:
    """Looks first and claims later, without looking again: somebody else was there meanwhile."""
    seen: dict[str, dict[int, Slip]] = {}
    heads = outbox.heads

    def stale_heads(uow: UnitOfWork, account: str, now: datetime, most: int) -> Sequence[Slip]:
        fresh = {slip.id: slip for slip in heads(uow, account, now, most)}
        before, seen[account] = seen.get(account, {}), fresh
        return list({**before, **fresh}.values())

    def blind_claim(uow: UnitOfWork, numbers: Collection[int], now: datetime) -> set[int]:
        changed = _message.update().where(_message.c.id.in_(numbers))
        uow.run(changed.values(status="sending", claimed_at=now, closed_at=None))
        return set(numbers)

    with patch.object(outbox, "heads", stale_heads), patch.object(outbox, "claim", blind_claim):
        yield


def _any_of_a_chat(uow: UnitOfWork, account: str, now: datetime, most: int) -> Sequence[Slip]:
    """The newest first, whatever stands before it."""
    waiting = (
        select(*(_message.c[name] for name in Slip.__slots__))
        .where(_message.c.account == account, _message.c.status == "queued")
        .where(_message.c.not_before.is_(None) | (_message.c.not_before <= now))
        .order_by(_message.c.id.desc())
        .limit(most)
    )
    return [Slip(*row) for row in uow.rows(waiting)]


# --- Taken in twice ---------------------------------------------------------------------------------


def _everything_is_new(
    uow: UnitOfWork, keys: Any, now: datetime, arrive: Any = inbox.arrive
) -> set[tuple[str, str]]:
    wanted = set(keys)
    arrive(uow, wanted, now)
    return wanted


@contextmanager
def _effects_before_the_key() -> Any:
    """The keys of a batch are written by the next transaction, if there is one."""
    late: list[tuple[str, str]] = []
    arrive = inbox.arrive

    def later(uow: UnitOfWork, keys: Any, now: datetime) -> set[tuple[str, str]]:
        arrive(uow, late, now)
        late[:] = list(keys)
        known = uow.rows(
            select(metadata.tables["inbound"].c.account, metadata.tables["inbound"].c.key)
        )
        return set(late) - {(row[0], row[1]) for row in known}

    with patch.object(inbox, "arrive", later):
        yield


@contextmanager
def _twice_in_a_batch() -> Any:
    """A repeat within the batch counts as another update."""
    receive = inbound.receive

    def doubling(
        db: Database, school: School, batch: Sequence[Update], now: datetime, **more: Any
    ) -> Received:
        seen: set[tuple[str, str]] = set()
        renamed = []
        for update in batch:
            key = (update.address.account, update.key)
            renamed.append(replace(update, key=f"{update.key}'") if key in seen else update)
            seen.add(key)
        return receive(db, school, renamed, now, **more)

    with patch.object(inbound, "receive", doubling):
        yield


@contextmanager
def _any_button_counts() -> Any:
    """An old button is taken for the present question's."""
    take_turn = engine.take_turn

    def generous(school: School, standing: Standing, update: Update, now: datetime) -> Turn:
        if isinstance(update.content, ButtonPressed) and standing.prompt is not None:
            number = update.content.token.rpartition(":")[2]
            press = replace(update.content, token=f"{standing.prompt.seq}:{number}")
            update = replace(update, content=press)
        return take_turn(school, standing, update, now)

    # The oracle folds with the same function: it is what is seen from outside that must be enough.
    with patch.object(turns, "take_turn", generous), patch.object(fold, "take_turn", generous):
        yield


@contextmanager
def _logs_what_was_said() -> Any:
    receive = inbound.receive

    def telling(
        db: Database, school: School, batch: Sequence[Update], *rest: Any, **more: Any
    ) -> Received:
        logging.getLogger("handlers.inbound").warning("taken: %s", batch)
        return receive(db, school, batch, *rest, **more)

    with patch.object(inbound, "receive", telling):
        yield


# --- Written by halves ------------------------------------------------------------------------------


@contextmanager
def _counters_later() -> Any:
    """Counters go into the next transaction that counts: lost with the process."""
    late: list[Mapping[Any, Any]] = []
    add = progress.add

    def later(uow: UnitOfWork, counts: Mapping[Any, Any]) -> None:
        for counted in late:
            add(uow, counted)
        late[:] = [counts]

    with patch.object(progress, "add", later):
        yield


def _takes_doubt_for_success(
    uow: UnitOfWork, slips: Sequence[Slip], reason: str, now: datetime, again_at: datetime
) -> None:
    outbox.sent(uow, [(slip.id, "", now) for slip in slips])


def _welcome_all(uow: UnitOfWork, persons: Collection[int]) -> set[int]:
    return set(persons)


# --- Two apps, and answers that come late -----------------------------------------------------------


def _takes_and_keeps(
    uow: UnitOfWork, purpose: codes.Purpose, digits: str, now: datetime
) -> int | None:
    """Whose code it is; and it is as good as before."""
    whose = select(_code.c.person_id).where(
        _code.c.purpose == purpose, _code.c.digits == digits, _code.c.expires_at > now
    )
    found = uow.rows(whose)
    return found[0][0] if found else None


@contextmanager
def _joined_but(lost: Callable[[Standing, Standing], dict[str, Any]]) -> Any:
    """Two standings become one that lacks something."""
    right = joining.joined

    def joined(kept: Standing, other: Standing) -> Standing:
        return right(kept, other).but(**lost(kept, other))

    # The oracle joins with the same function: it is what is seen from outside that must be enough.
    with patch.object(linking, "joined", joined), patch.object(fold, "joined", joined):
        yield


def _forgets_what_the_other_finished(kept: Standing, other: Standing) -> dict[str, Any]:
    del other
    return {"finished": kept.finished}


def _forgets_what_the_other_began(kept: Standing, other: Standing) -> dict[str, Any]:
    del other
    return {"paused": kept.paused, "run": kept.run}


@contextmanager
def _leaves_rows() -> Any:
    """The other's attempts are not handed over: they go with the other."""
    join, run = rows.join, metadata.tables["run"]

    def forgetful(
        uow: UnitOfWork, persons: tuple[int, int], learners: tuple[int, int], runs: int
    ) -> None:
        join(uow, persons, learners, runs)
        uow.run(run.delete().where(run.c.learner_id == learners[0], run.c.number > runs))

    with patch.object(rows, "join", forgetful):
        yield


@contextmanager
def _leaves_the_other_one() -> Any:
    """Only the chat is handed over; whoever wrote there before stays a person of their own."""
    identity = metadata.tables["identity"]

    def half(
        uow: UnitOfWork, persons: tuple[int, int], learners: tuple[int, int], runs: int
    ) -> None:
        del learners, runs
        kept, other = persons
        moved = identity.update().where(identity.c.person_id == other)
        uow.run(moved.values(person_id=kept))

    with patch.object(rows, "join", half):
        yield


@contextmanager
def _any_number_counts() -> Any:
    """What was typed late, elsewhere, or in reply to an old bubble answers the open question."""
    take_turn = engine.take_turn

    def generous(school: School, standing: Standing, update: Update, now: datetime) -> Turn:
        prompt, content = standing.prompt, update.content
        if isinstance(content, TextSent) and prompt is not None:
            standing = standing.but(prompt=replace(prompt, asked_at=None, where=None))
            update = replace(update, content=TextSent(content.text), sent_at=now)
        return take_turn(school, standing, update, now)

    with patch.object(turns, "take_turn", generous), patch.object(fold, "take_turn", generous):
        yield


def _binds_again(uow: UnitOfWork, account: str, chat: str) -> bool:
    """No group is bound yet, whatever was said in it."""
    del uow, account, chat
    return False


TALK = (
    "somebody_does",
    "somebody_learns",
    "much_happens",
    "updates_are_repeated",
    "somebody_erases",
)
SENDING = ("a_rough_moment_passes", "the_process_is_killed", "a_wait_outlives_the_process")
EVENINGS = ("an_evening_goes_wrong", "somebody_learns")
AUTHORS = ("an_author_edits", "somebody_learns")
LINKS = ("somebody_links", "somebody_guesses", "somebody_learns")
GROUPS = ("a_leader_binds_a_group",)
NUMBERS = ("an_answer_comes_late", "an_older_bubble_is_answered", "somebody_learns")

BUGS = (
    Planted("claims without compare-and-set", _claims_what_it_saw, Invariant.ONE_ATTEMPT, SENDING),
    Planted("chat order is ignored", _instead(outbox, "heads", _any_of_a_chat), Invariant.ORDER, SENDING, examples=60),
    Planted("no inbox dedupe", _instead(inbox, "arrive", _everything_is_new), Invariant.TAKEN_ONCE, TALK),
    Planted("effects before the inbox key", _effects_before_the_key, Invariant.TAKEN_ONCE, TALK),
    Planted("a key twice in one batch", _twice_in_a_batch, Invariant.TAKEN_ONCE, TALK),
    Planted("old buttons count", _any_button_counts, Invariant.NO_STEP_BACK, TALK),
    Planted("what people say is logged", _logs_what_was_said, Invariant.SILENT_LOGS, TALK),
    Planted("the limiter forgets", _instead(Limiter, "seed", lambda *_: None), Invariant.LIMITS, SENDING),
    Planted("doubtful announcements again", _instead(Purpose, "may_repeat", True), Invariant.ONE_ATTEMPT, SENDING),
    Planted("doubtful lessons pass for sent", _instead(outcomes, "settle_doubt", _takes_doubt_for_success), Invariant.HONEST, SENDING),
    Planted("a wait is not written down", _instead(holds, "put", lambda *_: None), Invariant.WAITS, SENDING),
    Planted("nobody recovers", _instead(delivery, "recover", lambda *_: 0), Invariant.NO_LIMBO, SENDING),
    Planted("a release is forgotten", _instead(outbox, "release", lambda *_: 0), Invariant.NO_LIMBO, SENDING),
    Planted("counters in another transaction", _counters_later, Invariant.COUNTERS, TALK),
    Planted("an erasure leaves messages", _instead(outbox, "erase_chats", lambda *_: None), Invariant.ERASED, TALK),
    Planted("quiet hours only when decided", _instead(sieve, "may_disturb", lambda *_: True), Invariant.LEFT_ALONE, EVENINGS),
    Planted("opting out only when decided", _instead(reach, "welcome", _welcome_all), Invariant.LEFT_ALONE, EVENINGS),
    Planted("a code is good twice", _instead(codes, "take", _takes_and_keeps), Invariant.CODE_ONCE, LINKS),
    Planted("a code binds any number of groups", _instead(codes, "take", _takes_and_keeps), Invariant.CODE_ONCE, GROUPS),
    Planted("a code outlives its time", _instead(handed, "LIFE", timedelta(hours=1)), Invariant.CODE_ONCE, LINKS),
    Planted("guessing never ends", _instead(codes, "tries", lambda *_: 0), Invariant.CODE_ONCE, LINKS),
    Planted("a bound group is bound again", _instead(groups, "is_bound", _binds_again), Invariant.CODE_ONCE, GROUPS),
    Planted("a join loses what was finished", lambda: _joined_but(_forgets_what_the_other_finished), Invariant.ONE_PERSON, LINKS),
    Planted("a join loses what was begun", lambda: _joined_but(_forgets_what_the_other_began), Invariant.ONE_PERSON, LINKS),
    Planted("a join loses the other's attempts", _leaves_rows, Invariant.ONE_PERSON, LINKS),
    Planted("a join leaves the other one", _leaves_the_other_one, Invariant.ONE_PERSON, LINKS),
    Planted("a late number counts", _any_number_counts, Invariant.NO_STEP_BACK, NUMBERS),
    Planted("a step goes without successor", _instead(publishing, "missing_successors", lambda *_: ()), Invariant.PLACE_KEPT, AUTHORS),
)  # fmt: skip
