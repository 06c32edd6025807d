"""Everything about a person: shown, or taken away so that no row of theirs is left anywhere (P8)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, select, update
from sqlmodel import SQLModel

from storage import broadcasts, groups, holds, outbox, people, progress, recipients, tickets
from storage.tables import (
    BroadcastRow,
    CodeRow,
    ConfirmationRow,
    ConsentRow,
    DigestRow,
    DueRow,
    IdentityRow,
    LearnerRow,
    MemberRow,
    PersonRow,
    RecipientRow,
    RunRow,
    StepEventRow,
    TicketRow,
    VisitRow,
    table,
)
from storage.unit_of_work import UnitOfWork

_person, _learner = table(PersonRow), table(LearnerRow)
_BY_PERSON: tuple[type[SQLModel], ...] = (
    IdentityRow,
    LearnerRow,
    ConsentRow,
    MemberRow,
    TicketRow,
    CodeRow,
    DigestRow,
    RecipientRow,
)
_BY_LEARNER: tuple[type[SQLModel], ...] = (
    RunRow,
    StepEventRow,
    DueRow,
    VisitRow,
    ConfirmationRow,
)
# What they did for others of their team: it is the others' as well, and stays without the name.
_BY_HAND = {
    "visits made": table(VisitRow).c.visitor_id,
    "confirmed": table(ConfirmationRow).c.by_id,
}

_LEARNERS = select(_learner.c.id).where(
    _learner.c.person_id.in_(bindparam("persons", expanding=True))
)
_fellow = _learner.alias("fellow")
_FELLOWS = (
    select(_learner.c.id)
    .join(_fellow, _fellow.c.person_id == _learner.c.person_id)
    .where(
        _fellow.c.id.in_(bindparam("learners", expanding=True)),
        _learner.c.id.not_in(bindparam("learners", expanding=True)),
    )
)
_UNSIGN = [
    update(column.table)
    .where(column.in_(bindparam("persons", expanding=True)))
    .values({column.name: None})
    for column in _BY_HAND.values()
]
_ERASE = delete(_person).where(_person.c.id.in_(bindparam("persons", expanding=True)))


def help_key(ticket: int) -> str:
    """The key of the message that calls a human in the helpers' chat."""
    return f"help:{ticket}"


def talk_key(ticket: int, nth: int) -> str:
    """What begins the keys of the nth thing said about a call in somebody else's chat than the speaker's:
    a call, an answer, the learner's words, a screen about them (`storage.tickets.tell` counts). With
    `help_key`, all about a person in others' chats."""
    return f"help:{ticket}:{nth}"


def _talk_keys(ticket: int, told: int) -> list[str]:
    """At most two bubbles each."""
    said = [talk_key(ticket, nth) for nth in range(1, told + 1)]
    return [help_key(ticket), *(f"{key}:{n}" for key in said for n in (0, 1))]


def stored(uow: UnitOfWork, person: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """All rows about a person, by table."""
    learners = [row[0] for row in uow.rows(_LEARNERS, {"persons": [person]})]
    found = {"person": _all(uow, _person, "id", [person])}
    for row in _BY_PERSON:
        found[table(row).name] = _all(uow, table(row), "person_id", [person])
    found["answered"] = tickets.answered(uow, person)
    found["broadcast"] = _all(uow, table(BroadcastRow), "author_id", [person])
    for of in _BY_LEARNER:
        found[table(of).name] = _all(uow, table(of), "learner_id", learners)
    for name, column in _BY_HAND.items():
        found[name] = _all(uow, column.table, column.name, [person])
    return found


def _all(
    uow: UnitOfWork, of: Table, column: str, numbers: Collection[int]
) -> Sequence[Mapping[str, Any]]:
    rows = uow.rows(select(of).where(of.c[column].in_(numbers)).order_by(*of.primary_key))
    return [dict(row._mapping) for row in rows]


def erase(uow: UnitOfWork, persons: Collection[int]) -> int:
    """How many there were. Whatever refers to them goes with them; the counters follow."""
    wanted = {"persons": list(persons)}
    progress.take_away(uow, [row[0] for row in uow.rows(_LEARNERS, wanted)])
    progress.leave(uow, persons)
    for ticket, told in tickets.of_persons(uow, persons):
        outbox.erase_keys(uow, _talk_keys(ticket, told))
    tickets.free(uow, persons)
    recipients.erase(uow, persons)
    broadcasts.forget(uow, persons)
    for person in persons:
        groups.hand_on(uow, person, None)
        chats = people.chats(uow, person)
        outbox.erase_chats(uow, chats)
        for account, chat in chats:
            holds.drop(uow, account, chat)
    for statement in _UNSIGN:
        uow.run(statement, wanted)
    return uow.run(_ERASE, wanted)


def forget_learning(uow: UnitOfWork, learners: Collection[int]) -> None:
    """What learners did and will be asked, but not who they are. Of others on the same phones, for whom its
    owner agreed as well, nothing is left."""
    if not learners:
        return
    others = [row[0] for row in uow.rows(_FELLOWS, {"learners": sorted(learners)})]
    everybody = {*learners, *others}
    progress.take_away(uow, everybody)
    for row in _BY_LEARNER:
        of = table(row)
        uow.run(delete(of).where(of.c.learner_id.in_(everybody)))
    uow.run(delete(_learner).where(_learner.c.id.in_(others)))
