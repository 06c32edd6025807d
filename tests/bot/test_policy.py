"""P8, P9: the whole matrix of roles, acts and places, own and foreign, against a table written by hand."""

from itertools import product

import pytest

from bot.policy import ALLOWED, Act, Place, Post, Role, may, may_appoint

HERE = Place(province=1, commune=10, hamlet=100, team=1000)
# What differs from HERE, from next door to the other end of the country.
SAME_HAMLET = Place(province=1, commune=10, hamlet=100, team=1001)
SAME_COMMUNE = Place(province=1, commune=10, hamlet=101, team=1002)
SAME_PROVINCE = Place(province=1, commune=11, hamlet=110, team=1100)
ELSEWHERE = Place(province=2, commune=20, hamlet=200, team=2000)
NOWHERE = Place()
PLACES = (HERE, SAME_HAMLET, SAME_COMMUNE, SAME_PROVINCE, ELSEWHERE, NOWHERE)

HELD = {
    Role.RESIDENT: HERE,
    Role.MEMBER: HERE,
    Role.LEADER: HERE,
    Role.COMMUNE_OFFICER: Place(province=1, commune=10),
    Role.PROVINCE_OFFICER: Place(province=1),
    Role.ADMIN: NOWHERE,
}
# How far each role reaches, as far as anything is allowed to it at all.
REACH = {
    Role.RESIDENT: (),
    Role.MEMBER: (HERE,),
    Role.LEADER: (HERE,),
    Role.COMMUNE_OFFICER: (HERE, SAME_HAMLET, SAME_COMMUNE),
    Role.PROVINCE_OFFICER: (HERE, SAME_HAMLET, SAME_COMMUNE, SAME_PROVINCE),
    Role.ADMIN: PLACES,
}
# Columns as in Act: figures, people, help, visit, confirm, erase a home, bind, poster, announce, approve, warn, appoint, units.
MATRIX = {
    Role.RESIDENT:         "-------------",
    Role.MEMBER:           "FPHVC--O-----",
    Role.LEADER:           "FPHVCEBON--A-",
    Role.COMMUNE_OFFICER:  "FPH----ONRWA-",
    Role.PROVINCE_OFFICER: "F-------NRWAU",
    Role.ADMIN:            "F------O---AU",
}  # fmt: skip


@pytest.mark.parametrize(("role", "act"), list(product(Role, Act)))
def test_every_role_and_act_at_home_and_abroad(role: Role, act: Act) -> None:
    post = Post(role, HELD[role])
    allowed = MATRIX[role][list(Act).index(act)] != "-"
    for place in PLACES:
        assert may([post], act, place) is (allowed and place in REACH[role]), place


def test_nobody_without_a_post_may_do_anything() -> None:
    assert not any(may([], act, place) for act in Act for place in PLACES)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_a_post_without_its_place_reaches_nowhere(role: Role) -> None:
    """Not even to what has no place either: None is nobody's team."""
    assert not any(may([Post(role, NOWHERE)], act, place) for act in Act for place in PLACES)


def test_two_posts_are_the_sum_of_both_and_no_more() -> None:
    both = [
        Post(Role.MEMBER, SAME_PROVINCE),
        Post(Role.COMMUNE_OFFICER, HELD[Role.COMMUNE_OFFICER]),
    ]
    assert may(both, Act.LOG_VISIT, SAME_PROVINCE)
    assert may(both, Act.WARN, SAME_COMMUNE)
    assert not may(both, Act.LOG_VISIT, SAME_COMMUNE)
    assert not may(both, Act.WARN, SAME_PROVINCE)


@pytest.mark.parametrize(("role", "other"), list(product(Role, Role)))
def test_nobody_appoints_above_themselves_or_outside(role: Role, other: Role) -> None:
    ranks = list(Role)
    post = Post(role, HELD[role])
    can = may_appoint([post], other, HERE)
    if can:
        assert Act.APPOINT in ALLOWED[role]
        assert other is not Role.RESIDENT
        assert role is Role.ADMIN or ranks.index(other) < ranks.index(role)
        assert may_appoint([post], other, ELSEWHERE) is (role is Role.ADMIN)
    assert can is (other in {Role.LEADER: ranks[1:2], Role.COMMUNE_OFFICER: ranks[1:3],
                             Role.PROVINCE_OFFICER: ranks[1:4], Role.ADMIN: ranks[1:]}.get(role, []))  # fmt: skip
