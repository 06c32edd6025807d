"""Which leaders were sent the list of which week: each once, whoever ticks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, or_, select

from bot.policy import Role
from storage.tables import DigestRow, MemberRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_digest, _member = table(DigestRow), table(MemberRow)

_UNTOLD = (
    select(_member.c.person_id)
    .where(
        _member.c.role == Role.LEADER,
        _member.c.team_id.is_not(None),
        _member.c.valid_from <= bindparam("since"),
        or_(_member.c.valid_to.is_(None), _member.c.valid_to > bindparam("now")),
        ~exists().where(
            _digest.c.person_id == _member.c.person_id, _digest.c.week == bindparam("week")
        ),
    )
    .group_by(_member.c.person_id)
    .order_by(_member.c.person_id)
    .limit(bindparam("most"))
)
_CLAIM = Upsert(
    lambda insert: (
        insert(_digest)
        .on_conflict_do_nothing(index_elements=["person_id", "week"])
        .returning(_digest.c.person_id)
    )
)


def claim(uow: UnitOfWork, week: str, since: datetime, now: datetime, most: int) -> Sequence[int]:
    """Up to so many who lead a team now, did so at `since` already, and were not sent this week's list.
    They count as told from here on; whom another process took meanwhile is left out."""
    wanted = {"week": week, "since": since, "now": now, "most": most}
    mine = []
    for (person,) in uow.rows(_UNTOLD, wanted):
        row = {"person_id": person, "week": week, "sent_at": now}
        mine += [found[0] for found in uow.rows(_CLAIM.on(uow), row)]
    return mine
