"""Who may do what to whom: one table, read aloud when it is changed. Whatever is not in it is forbidden.

A post is a role in one place. What it allows ends at that place's border: a leader's team, an officer's
commune with its hamlets, the province. Of people outside it not even the names are shown (design.md 1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    RESIDENT = "resident"
    MEMBER = "member"  # of a team
    LEADER = "leader"  # of a team
    COMMUNE_OFFICER = "commune officer"
    PROVINCE_OFFICER = "province officer"
    ADMIN = "admin"  # of the installation; looks after it, not into people's lives


class Act(StrEnum):
    SEE_FIGURES = "see figures"  # counts
    SEE_PEOPLE = "see people"  # names, and where they are stuck
    ANSWER_HELP = "answer a call for help"
    LOG_VISIT = "log a visit"
    CONFIRM_SKILL = "confirm a skill face to face"
    FORGET_HOME = "erase a household without a phone"
    BIND_GROUP = "bind a group chat"
    PRINT_POSTER = "print a poster"
    ANNOUNCE = "announce"
    APPROVE = "approve an announcement"
    WARN = "send an emergency warning"
    APPOINT = "give somebody a role"
    EDIT_UNITS = "edit units and teams"


@dataclass(frozen=True, slots=True)
class Place:
    """A team and the units around it: where something is, or where a post is held. None: of no team, or of
    all that the narrower parts leave open."""

    province: int | None = None
    commune: int | None = None
    hamlet: int | None = None
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    role: Role
    place: Place


_TEAM_WORK = frozenset(
    {
        Act.SEE_FIGURES,
        Act.SEE_PEOPLE,
        Act.ANSWER_HELP,
        Act.LOG_VISIT,
        Act.CONFIRM_SKILL,
        Act.PRINT_POSTER,
    }
)
_LEADING = _TEAM_WORK | {Act.FORGET_HOME, Act.BIND_GROUP, Act.ANNOUNCE, Act.APPOINT}
# A call for help climbs to the commune when its team is silent; so its officers may answer and see who asks.
_COMMUNE = frozenset(
    {
        Act.SEE_FIGURES,
        Act.SEE_PEOPLE,
        Act.ANSWER_HELP,
        Act.PRINT_POSTER,
        Act.ANNOUNCE,
        Act.APPROVE,
        Act.WARN,
        Act.APPOINT,
    }
)
# The province sees counts, not names.
_PROVINCE = frozenset(
    {Act.SEE_FIGURES, Act.ANNOUNCE, Act.APPROVE, Act.WARN, Act.APPOINT, Act.EDIT_UNITS}
)
ALLOWED = {
    Role.RESIDENT: frozenset[Act](),
    Role.MEMBER: _TEAM_WORK,
    Role.LEADER: _LEADING,
    Role.COMMUNE_OFFICER: _COMMUNE,
    Role.PROVINCE_OFFICER: _PROVINCE,
    Role.ADMIN: frozenset({Act.SEE_FIGURES, Act.APPOINT, Act.EDIT_UNITS, Act.PRINT_POSTER}),
}
# Whom a role may appoint: never anybody above itself.
APPOINTS = {
    Role.LEADER: frozenset({Role.MEMBER}),
    Role.COMMUNE_OFFICER: frozenset({Role.MEMBER, Role.LEADER}),
    Role.PROVINCE_OFFICER: frozenset({Role.MEMBER, Role.LEADER, Role.COMMUNE_OFFICER}),
    Role.ADMIN: frozenset(Role) - {Role.RESIDENT},
}


def may(posts: Iterable[Post], act: Act, what: Place) -> bool:
    """Whether somebody who holds these posts may do this to what is there."""
    return any(act in ALLOWED[post.role] and _covers(post, what) for post in posts)


def may_appoint(posts: Iterable[Post], role: Role, where: Place) -> bool:
    """Whether they may make somebody else that, there."""
    return any(role in APPOINTS.get(post.role, ()) and _covers(post, where) for post in posts)


def _covers(post: Post, what: Place) -> bool:
    """A post without the place that its role needs covers nothing: it was written by mistake."""
    match post.role:
        case Role.RESIDENT:
            return False
        case Role.MEMBER | Role.LEADER:
            return post.place.team is not None and post.place.team == what.team
        case Role.COMMUNE_OFFICER:
            return post.place.commune is not None and post.place.commune == what.commune
        case Role.PROVINCE_OFFICER:
            return post.place.province is not None and post.place.province == what.province
        case Role.ADMIN:
            return True
