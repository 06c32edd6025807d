"""For whom an announcement is, as a question to the tables: every chat with the reason that speaks against
it, if one does. Counted and written down by `storage.recipients`.

A person is there once, with the chat in which they wrote last; a group is there once, since it is one row.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from bot.announcing import ASLEEP, UNASKED, Audience, Fate, Reason
from bot.message import Lane
from bot.policy import Role
from bot.update import ChatKind
from storage.learning import RunStatus
from storage.outbox import Status
from storage.tables import (
    GroupRow,
    IdentityRow,
    LearnerRow,
    MemberRow,
    MessageRow,
    PersonRow,
    RecipientRow,
    RunRow,
    TeamRow,
    UnitRow,
    table,
)

_person, _identity, _learner = table(PersonRow), table(IdentityRow), table(LearnerRow)
_group, _team, _unit = table(GroupRow), table(TeamRow), table(UnitRow)
_member, _run, _message = table(MemberRow), table(RunRow), table(MessageRow)
_recipient = table(RecipientRow)
_above = _unit.alias("above")

_calm = ~bindparam("emergency", type_=_person.c.reminders_wanted.type)

# Where a person has several chats, the one that reaches them and in which they wrote last.
_other = _identity.alias("other")
_best = (
    select(_other.c.id)
    .where(_other.c.person_id == _person.c.id)
    .order_by(
        _other.c.unreachable.is_not(None), _other.c.heard_at.desc().nulls_last(), _other.c.id.desc()
    )
    .limit(1)
    .correlate(_person)
    .scalar_subquery()
)
_own = _identity.alias("own")
# In whichever app: it is the person who has had enough.
_used = (
    select(func.count())
    .select_from(_own)
    .join(_message, (_message.c.account == _own.c.account) & (_message.c.chat == _own.c.chat))
    .where(
        _own.c.person_id == _person.c.id,
        _message.c.closed_at >= bindparam("week_ago"),
        _message.c.status.in_((Status.SENT, Status.UNKNOWN)),
        _message.c.purpose.in_(UNASKED),
        _message.c.lane != Lane.EMERGENCY,
    )
    .correlate(_person)
    .scalar_subquery()
)


def _persons(*conditions: Any, team: ColumnElement[Any], asked: bool) -> Select[Any]:
    """People, with what speaks against writing to them. `asked`: only who wants to hear from us unasked,
    which whoever serves in a team does by serving."""
    silent = [(_person.c.consent != "granted", literal(Reason.NO_CONSENT.value))]
    if asked:
        silent += [
            (_calm & _learner.c.left_alone_at.is_not(None), literal(Reason.LEFT_ALONE.value)),
            (_calm & ~_person.c.reminders_wanted, literal(Reason.UNWANTED.value)),
        ]
    lost = or_(_identity.c.id.is_(None), _identity.c.unreachable.is_not(None))
    return (
        select(
            func.coalesce(_identity.c.account, "").label("account"),
            func.coalesce(_identity.c.chat, "").label("chat"),
            literal(ChatKind.PRIVATE.value).label("kind"),
            _person.c.id.label("person_id"),
            team.label("team_id"),
            case(
                *silent,
                (lost, literal(Reason.UNREACHABLE.value)),
                (_calm & (_used >= bindparam("budget")), literal(Reason.BUDGET.value)),
                else_=null(),
            ).label("reason"),
        )
        .select_from(_person)
        .outerjoin(_identity, _identity.c.id == _best)
        .outerjoin(_learner, _learner.c.id == _person.c.learner_id)
        .where(*conditions)
    )


def _groups(*conditions: Any) -> Select[Any]:
    """Teams with their groups; a team without one is there once."""
    return (
        select(
            func.coalesce(_group.c.account, "").label("account"),
            func.coalesce(_group.c.chat, "").label("chat"),
            literal(ChatKind.GROUP.value).label("kind"),
            cast(null(), _person.c.id.type).label("person_id"),
            _team.c.id.label("team_id"),
            case(
                (_group.c.id.is_(None), literal(Reason.NO_GROUP.value)),
                (_group.c.unreachable.in_(ASLEEP), literal(Reason.GROUP_ASLEEP.value)),
                (_group.c.unreachable.is_not(None), literal(Reason.GROUP_LOST.value)),
                else_=null(),
            ).label("reason"),
        )
        .select_from(_team)
        .outerjoin(_group, (_group.c.team_id == _team.c.id) & _group.c.bound_at.is_not(None))
        .where(*conditions)
    )


_in_team = _person.c.team_id == bindparam("team")
_residents = _persons(_in_team, team=_person.c.team_id, asked=True)
_unfinished = _persons(
    _in_team,
    ~exists().where(
        _run.c.learner_id == _person.c.learner_id,
        _run.c.lesson == bindparam("lesson"),
        _run.c.status == RunStatus.FINISHED,
    ),
    team=_person.c.team_id,
    asked=True,
)
_stuck = _persons(
    _in_team,
    _learner.c.seen_at <= bindparam("silent_since"),
    exists().where(
        _run.c.learner_id == _person.c.learner_id, _run.c.status == RunStatus.ACTIVE.value
    ),
    team=_person.c.team_id,
    asked=True,
)
# A unit's own teams, those of its hamlets, and of its communes' hamlets.
_in_unit = (
    select(_team.c.id)
    .join(_unit, _unit.c.id == _team.c.unit_id)
    .outerjoin(_above, _above.c.id == _unit.c.parent_id)
    .where(
        or_(
            _unit.c.id == bindparam("unit"),
            _unit.c.parent_id == bindparam("unit"),
            _above.c.parent_id == bindparam("unit"),
        )
    )
)
# Who leads two teams is told once.
_led = (
    select(func.min(_member.c.team_id).label("team_id"), _member.c.person_id)
    .where(
        _member.c.role == Role.LEADER,
        _member.c.team_id.in_(_in_unit),
        _member.c.valid_from <= bindparam("now"),
        or_(_member.c.valid_to.is_(None), _member.c.valid_to > bindparam("now")),
    )
    .group_by(_member.c.person_id)
    .subquery("led")
)
_leaders = _persons(
    _person.c.id.in_(select(_led.c.person_id)),
    team=select(_led.c.team_id).where(_led.c.person_id == _person.c.id).scalar_subquery(),
    asked=False,
)

# Who has it, or perhaps: whether they can still be reached is looked at when their turn comes.
_same = select(
    _recipient.c.account,
    _recipient.c.chat,
    _recipient.c.kind,
    _recipient.c.person_id,
    _recipient.c.team_id,
    cast(null(), _recipient.c.reason.type).label("reason"),
).where(
    _recipient.c.broadcast_id == bindparam("corrects"),
    _recipient.c.state.in_((Fate.QUEUED, Fate.SENT, Fate.UNKNOWN)),
)

# Each with the columns account, chat, kind, person_id, team_id, reason.
AUDIENCES = {
    Audience.GROUP: _groups(_team.c.id == bindparam("team")).subquery("audience"),
    Audience.RESIDENTS: _residents.subquery("audience"),
    Audience.UNFINISHED: _unfinished.subquery("audience"),
    Audience.STUCK: _stuck.subquery("audience"),
    Audience.SAME: _same.subquery("audience"),
    Audience.TEAMS: union_all(_groups(_team.c.id.in_(_in_unit)), _leaders).subquery("audience"),
}
