"""Those who learn, as a turn needs them: found, locked, added and saved in sets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, literal_column, select, update

from storage import ids
from storage.tables import ConsentRow, IdentityRow, LearnerRow, PersonRow, table
from storage.unit_of_work import AnyRow, UnitOfWork

_person, _identity = table(PersonRow), table(IdentityRow)
_learner, _consent = table(LearnerRow), table(ConsentRow)


@dataclass(frozen=True, slots=True)
class Pupil:
    """A learner, the person whose phone it is, and the chat through which both are reached."""

    person_id: int
    learner_id: int
    team_id: int | None
    account: str
    user: str
    chat: str
    unreachable: bool
    heard_at: datetime | None  # when they last wrote there, to the hour
    name: str
    consent: str
    consent_version: str | None
    reminders_wanted: bool
    standing: str  # JSON


def _pupils(*conditions: Any) -> Select[Any]:
    return (
        select(
            _person.c.id,
            _learner.c.id,
            _person.c.team_id,
            _identity.c.account,
            _identity.c.user,
            _identity.c.chat,
            _identity.c.unreachable.is_not(None),
            _identity.c.heard_at,
            _person.c.display_name,
            _person.c.consent,
            _person.c.consent_version,
            _person.c.reminders_wanted,
            _learner.c.standing,
        )
        .select_from(_identity)
        .join(_person, _person.c.id == _identity.c.person_id)
        .join(_learner, _learner.c.id == _person.c.learner_id)
        .where(*conditions)
        # One order for all who lock, and the rows that are read are those that are locked.
        .order_by(_person.c.id)
        .with_for_update(of=[_person, _learner])
    )


_FIND = _pupils(
    _identity.c.account == bindparam("account"),
    _identity.c.user.in_(bindparam("users", expanding=True)),
)
# Where a person has several chats, the one that reaches them and in which they wrote last.
_best = (
    select(_identity.c.id)
    .where(_identity.c.person_id == _person.c.id)
    .order_by(
        _identity.c.unreachable.is_not(None),
        _identity.c.heard_at.desc().nulls_last(),
        _identity.c.id.desc(),
    )
    .limit(1)
    .correlate(_person)
    .scalar_subquery()
)
_FIND_LEARNERS = _pupils(
    _identity.c.id == _best,
    _learner.c.id.in_(bindparam("learners", expanding=True)),
)
_FIND_PERSONS = _pupils(
    _identity.c.id == _best,
    _person.c.id.in_(bindparam("persons", expanding=True)),
)
_ADD_PERSON, _ADD_IDENTITY = insert(_person), insert(_identity)
_ADD_LEARNER, _ADD_CONSENT = insert(_learner), insert(_consent)
_SAVE_LEARNER = (
    update(_learner)
    .where(_learner.c.id == bindparam("row"))
    .values({name: bindparam(name) for name in ("standing", "honorific", "device", "seen_at")})
)
_LEAVE_ALONE = (
    update(_learner).where(_learner.c.id == bindparam("row")).values(left_alone_at=bindparam("now"))
)
_SAVE_PERSON = (
    update(_person)
    .where(_person.c.id == bindparam("row"))
    .values(
        {
            name: bindparam(name)
            for name in ("display_name", "consent", "consent_version", "reminders_wanted")
        }
    )
)
_REACH = (
    update(_identity)
    .where(_identity.c.account == bindparam("an_account"), _identity.c.user == bindparam("a_user"))
    .values(
        {name: bindparam(name) for name in ("chat", "unreachable", "unreachable_at", "heard_at")}
    )
)
_LOSE = (
    update(_identity)
    .where(_identity.c.account == bindparam("an_account"), _identity.c.chat == bindparam("a_chat"))
    .values(unreachable=bindparam("why"), unreachable_at=bindparam("now"))
)
_REDIRECT = (
    update(_identity)
    .where(_identity.c.account == bindparam("an_account"), _identity.c.chat == bindparam("a_chat"))
    .values(chat=bindparam("new_chat"))
)
_OF_CHAT = select(_identity.c.person_id).where(
    _identity.c.account == bindparam("account"), _identity.c.chat == bindparam("chat")
)
_OF_USER = select(_identity.c.person_id).where(
    _identity.c.account == bindparam("account"), _identity.c.user == bindparam("user")
)
_ANYBODY = select(_person.c.id).limit(1)
_CHATS = select(_identity.c.account, _identity.c.chat).where(
    _identity.c.person_id == bindparam("person")
)
_NAMES = select(_person.c.id, _person.c.display_name).where(
    _person.c.id.in_(bindparam("persons", expanding=True))
)
_NEIGHBOURS = select(_person.c.team_id, _person.c.display_name).where(
    _person.c.id.in_(bindparam("persons", expanding=True)),
    _person.c.team_id.is_not(None),
    _person.c.display_name != "",
)
_SILENT_GUESTS = (
    select(_person.c.id)
    .where(_person.c.consent != literal_column("'granted'"))  # as the index has it
    .where(
        select(func.max(_learner.c.seen_at))
        .where(_learner.c.person_id == _person.c.id)
        .scalar_subquery()
        < bindparam("before")
    )
    .limit(bindparam("limit"))
)


def anybody(uow: UnitOfWork) -> bool:
    """Whether there is a person at all."""
    return bool(uow.rows(_ANYBODY))


def find(uow: UnitOfWork, account: str, users: Collection[str]) -> Sequence[Pupil]:
    """Those of an account's users who are known, locked until the end of the transaction."""
    return _read(uow.rows(_FIND, {"account": account, "users": sorted(users)}))


def of_learners(uow: UnitOfWork, learners: Collection[int]) -> Sequence[Pupil]:
    """The same by learner, with the chat that reaches them best; nobody who is not learning now."""
    return _read(uow.rows(_FIND_LEARNERS, {"learners": sorted(learners)}))


def _read(rows: Iterable[AnyRow]) -> Sequence[Pupil]:
    return [Pupil(*row) for row in rows]


def numbers(uow: UnitOfWork, count: int) -> Sequence[tuple[int, int]]:
    """Person and learner numbers for so many newcomers."""
    return list(zip(ids.take(uow, "person", count), ids.take(uow, "learner", count), strict=True))


def add(uow: UnitOfWork, pupils: Collection[Pupil], now: datetime) -> None:
    """Newcomers. `save` writes what they became in the same transaction."""
    uow.each(
        _ADD_PERSON,
        [
            {
                "id": pupil.person_id,
                "learner_id": pupil.learner_id,
                "display_name": pupil.name,
                "consent": pupil.consent,
                "reminders_wanted": pupil.reminders_wanted,
                "created_at": now,
            }
            for pupil in pupils
        ],
    )
    uow.each(
        _ADD_IDENTITY,
        [
            {
                "person_id": pupil.person_id,
                "account": pupil.account,
                "user": pupil.user,
                "chat": pupil.chat,
                "heard_at": pupil.heard_at,
            }
            for pupil in pupils
        ],
    )
    uow.each(
        _ADD_LEARNER,
        [
            {
                "id": pupil.learner_id,
                "person_id": pupil.person_id,
                "name": pupil.name,
                "standing": pupil.standing,
                "seen_at": now,
                "created_at": now,
            }
            for pupil in pupils
        ],
    )


def save_learners(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Rows with row, standing, honorific, device, seen_at."""
    uow.each(_SAVE_LEARNER, rows)


def save_persons(uow: UnitOfWork, pupils: Iterable[Pupil]) -> None:
    uow.each(
        _SAVE_PERSON,
        [
            {
                "row": pupil.person_id,
                "display_name": pupil.name,
                "consent": pupil.consent,
                "consent_version": pupil.consent_version,
                "reminders_wanted": pupil.reminders_wanted,
            }
            for pupil in pupils
        ],
    )


def save_reach(uow: UnitOfWork, pupils: Iterable[Pupil], now: datetime) -> None:
    """Their chat, whether it reaches them, which it does since they wrote, unless they blocked us, and
    when they wrote last."""
    uow.each(
        _REACH,
        [
            {
                "an_account": pupil.account,
                "a_user": pupil.user,
                "chat": pupil.chat,
                "unreachable": "blocked" if pupil.unreachable else None,
                "unreachable_at": now if pupil.unreachable else None,
                "heard_at": pupil.heard_at,
            }
            for pupil in pupils
        ],
    )


def leave_alone(uow: UnitOfWork, learner: int, now: datetime) -> None:
    """They do not want to be asked again, until they learn by themselves."""
    uow.run(_LEAVE_ALONE, {"row": learner, "now": now})


def consented(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Rows with person_id, answer, version, account, at. Append-only."""
    uow.each(_ADD_CONSENT, rows)


def lose(uow: UnitOfWork, account: str, chat: str, why: str, now: datetime) -> None:
    """A private chat does not reach its person any more."""
    uow.run(_LOSE, {"an_account": account, "a_chat": chat, "why": why, "now": now})


def redirect(uow: UnitOfWork, account: str, chat: str, new_chat: str) -> None:
    uow.run(_REDIRECT, {"an_account": account, "a_chat": chat, "new_chat": new_chat})


def of_chat(uow: UnitOfWork, account: str, chat: str) -> Sequence[int]:
    """Whose private chat it is."""
    return [row[0] for row in uow.rows(_OF_CHAT, {"account": account, "chat": chat})]


def lock(uow: UnitOfWork, persons: Collection[int]) -> Mapping[int, Pupil]:
    """Those who are learning now, by person, locked in the order in which everybody locks; each with the
    chat that reaches them best."""
    found = _read(uow.rows(_FIND_PERSONS, {"persons": sorted(persons)}))
    return {pupil.person_id: pupil for pupil in found}


def of_user(uow: UnitOfWork, account: str, user: str) -> int | None:
    found = uow.rows(_OF_USER, {"account": account, "user": user})
    return found[0][0] if found else None


def chats(uow: UnitOfWork, person: int) -> Sequence[tuple[str, str]]:
    """All (account, chat) that reach a person."""
    return [(row[0], row[1]) for row in uow.rows(_CHATS, {"person": person})]


def names(uow: UnitOfWork, persons: Collection[int]) -> Mapping[int, str]:
    """As they show; "" where nobody knows."""
    return {row[0]: row[1] for row in uow.rows(_NAMES, {"persons": sorted(persons)})}


def neighbours(uow: UnitOfWork, persons: Collection[int]) -> Sequence[tuple[int, str]]:
    """(team, the name that they show) of those who are in a team and show one."""
    return [(row[0], row[1]) for row in uow.rows(_NEIGHBOURS, {"persons": sorted(persons)})]


def silent_guests(uow: UnitOfWork, before: datetime, limit: int) -> Sequence[int]:
    """People who never agreed to be remembered and have been silent since."""
    return [row[0] for row in uow.rows(_SILENT_GUESTS, {"before": before, "limit": limit})]
