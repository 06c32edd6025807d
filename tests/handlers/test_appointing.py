"""A role is given by a code that is good once, in private, to somebody who is remembered; and can be taken away."""

from datetime import timedelta

import pytest

from bot.message import Lane
from bot.policy import Role
from bot.roster import Entry
from bot.units import Kind, Name
from bot.update import Address
from handlers import appointing
from handlers.appointing import NoMember, NoUnit, invite, invite_officer
from handlers.enrolling import NoTeam, codes_for
from handlers.housekeeping import tidy
from handlers.team_import import import_teams
from tests.handlers.village import HELPERS, Village, words

HOA, NAM = Address("telegram", "chat-hoa"), Address("telegram", "chat-nam")


@pytest.fixture
def team(village: Village) -> str:
    """The team's own code; its number is 1."""
    village.change(
        "INSERT INTO team (id, name, created_at) VALUES (1, 'Tổ thôn Đông', :t)", t=village.now
    )
    return codes_for(village.db, [1], "", village.now)[1]


def members(village: Village) -> list[tuple[str, str]]:
    return [(one.name, one.role) for one in appointing.members(village.db, village.now)]


def appoint(village: Village, who: str, role: Role = Role.LEADER) -> None:
    code, _ = invite(village.db, 1, role, village.now)
    village.say(who, f"vai trò {code}")


def test_an_invitation_makes_its_first_sayer_a_leader_and_nobody_else(
    village: Village, team: str
) -> None:
    code, name = invite(village.db, 1, Role.LEADER, village.now)
    assert (name, team.isupper()) == ("Tổ thôn Đông", True)
    village.enrol("hoa", "nam")
    assert "tổ trưởng của Tổ thôn Đông" in words(village.say("hoa", f"vai trò {code.lower()}"))
    assert "chưa đúng" in words(village.say("nam", f"VAI TRO {code}"))
    assert members(village) == [("Tên hoa", "leader")]
    assert "Mã kết nối nhóm" in words(village.say("hoa", "kết nối nhóm"))
    assert "chỉ dành cho tổ" in words(village.say("nam", "kết nối nhóm"))


def test_a_team_s_code_gives_no_role_however_it_is_said(village: Village, team: str) -> None:
    village.enrol("nam")
    village.open("nam", f"vt-{team}")
    village.say("nam", f"vai trò {team}", f"tổ trưởng {team}", f"tổ {team}")
    assert members(village) == []


@pytest.mark.usefixtures("team")
def test_by_a_link_after_consent_and_not_before(village: Village) -> None:
    code, _ = invite(village.db, 1, Role.MEMBER, village.now)
    heard = words(village.open("hoa", f"vt-{code}"))
    assert "nhận việc của tổ" in heard
    assert "đủ 18 tuổi và đồng ý" in heard  # what is kept is said, and asked, at once
    village.say("hoa", "không")
    assert "đủ 18 tuổi" in words(village.say("hoa", f"vai trò {code}"))
    assert members(village) == []
    village.say("hoa", "đồng ý")
    assert "thành viên của Tổ thôn Đông" in words(village.open("hoa", f"vt-{code}"))
    assert members(village) == [("Tên hoa", "member")]


@pytest.mark.usefixtures("team")
def test_a_code_is_over_after_a_week_and_is_forgotten(village: Village) -> None:
    code, _ = invite(village.db, 1, Role.LEADER, village.now)
    village.enrol("hoa")
    village.now += appointing.LIFE + timedelta(minutes=1)
    assert "hết hạn" in words(village.say("hoa", f"vai trò {code}"))
    assert len(village.rows("invitation", "id")) == 1
    tidy(village.db, village.now)
    assert village.rows("invitation", "id") == []


@pytest.mark.usefixtures("team")
def test_guessing_ends_after_five_and_spoils_no_good_code(village: Village) -> None:
    code, _ = invite(village.db, 1, Role.LEADER, village.now)
    village.enrol("hoa")
    village.say("hoa", *(f"vai trò BBBB000{n}" for n in range(5)))
    assert "nhiều lần" in words(village.say("hoa", f"vai trò {code}"))
    village.now += timedelta(hours=2)
    assert "tổ trưởng" in words(village.say("hoa", f"vai trò {code}"))


@pytest.mark.usefixtures("team")
def test_a_new_role_ends_the_old_one_and_a_dismissal_ends_it(village: Village) -> None:
    village.enrol("hoa")
    for role in (Role.MEMBER, Role.LEADER):
        appoint(village, "hoa", role)
        assert members(village) == [("Tên hoa", role)]
    (member,) = appointing.members(village.db, village.now)
    appointing.dismiss(village.db, member.id, village.now)
    assert members(village) == []
    with pytest.raises(NoMember):
        appointing.dismiss(village.db, member.id, village.now)
    assert "chỉ dành cho tổ" in words(village.say("hoa", "kết nối nhóm"))
    with pytest.raises(NoTeam):
        invite(village.db, 9, Role.LEADER, village.now)


def called(village: Village) -> list[tuple[str, str]]:
    rows = zip(village.rows("message", "key"), village.rows("message", "chat"), strict=True)
    return [(str(key), str(chat)) for key, chat in rows if str(key).startswith("help:")]


def test_a_call_for_help_reaches_the_learner_s_own_team_too(village: Village, team: str) -> None:
    village.enrol("hoa", "nam", "lan")
    appoint(village, "nam", Role.MEMBER)
    appoint(village, "hoa")
    village.say("lan", f"tổ {team}")
    village.open("lan", "L01")
    sent = village.say("lan", "gặp người")
    told = {one.address: one for one in sent if one.key.startswith("help:")}
    assert set(told) == {HELPERS, NAM}
    assert "Tên lan" in words([told[NAM]])
    assert "NHẬN 1 " in words([told[NAM]])
    # Danger is told to all of the team at once, but not to who blocked us.
    for reached, blocks in (({HELPERS, NAM, HOA}, "hoa"), ({HELPERS, NAM}, "nam")):
        village.now += timedelta(hours=1)
        sent = village.say("lan", "có người lừa lấy hết tiền của tôi rồi")
        told = {one.address: one for one in sent if one.key.startswith("help:")}
        assert set(told) == reached
        village.block(blocks)
    assert {one.lane for one in told.values()} == {Lane.EMERGENCY}


def test_a_helper_s_own_call_goes_to_another_and_an_erased_learner_s_calls_go(
    village: Village, team: str
) -> None:
    village.enrol("hoa", "lan")
    appoint(village, "hoa")
    village.say("hoa", f"tổ {team}")
    village.open("hoa", "L01")
    village.say("hoa", "gặp người")
    assert called(village) == [("help:1", "-99")]
    village.say("lan", f"tổ {team}")
    village.open("lan", "L01")
    village.say("lan", "gặp người")
    assert ("help:2:1:0", "chat-hoa") in called(village)
    village.say("lan", "xóa dữ liệu của tôi", "1")
    assert called(village) == [("help:1", "-99")]


def test_a_helper_whose_chat_hears_every_call_is_told_once(village: Village, team: str) -> None:
    village.enrol("hoa", "lan")
    appoint(village, "hoa")
    village.help_chat = HOA
    village.say("lan", f"tổ {team}")
    village.open("lan", "L01")
    sent = village.say("lan", "gặp người")
    assert [one.key for one in sent if one.address == HOA] == ["help:1"]


PROVINCE, COMMUNE = Name(Kind.TINH, "Thanh Hóa"), Name(Kind.XA, "Sông Mây")


def test_an_officer_of_a_commune_or_the_province_holds_a_post_until_dismissed(
    village: Village,
) -> None:
    hamlet = Name(Kind.THON, "Đông")
    import_teams(
        village.db, PROVINCE, [Entry(2, COMMUNE, hamlet, "Tổ thôn Đông")], village.now, write=True
    )
    village.enrol("minh", "hoa")
    appoint(village, "hoa")
    code, named = invite_officer(village.db, Name(Kind.XA, "SÔNG mây"), village.now)
    assert named == "xã Sông Mây"
    heard = village.say("minh", f"vai trò {code}")
    assert "là cán bộ xã Sông Mây" in words(heard)
    assert "đang làm việc của xã Sông Mây" in words(village.say("minh", "1"))
    assert "đang làm việc của xã Sông Mây" in words(village.say("minh", "việc của xã"))
    assert "chưa đúng" in words(village.say("hoa", f"vai trò {code}"))
    above, _ = invite_officer(village.db, PROVINCE, village.now)
    village.say("minh", f"vai trò {above}")
    held = appointing.members(village.db, village.now)
    assert [(one.place, one.role) for one in held] == [
        ("tỉnh Thanh Hóa", "province officer"),
        ("xã Sông Mây", "commune officer"),
        ("Tổ thôn Đông", "leader"),
    ]
    again, _ = invite_officer(village.db, COMMUNE, village.now)  # the same post anew: one row stays
    village.say("minh", f"vai trò {again}")
    held = appointing.members(village.db, village.now)
    assert len(held) == 3
    for one in held:
        if one.unit is not None:
            appointing.dismiss(village.db, one.id, village.now)
    assert members(village) == [("Tên hoa", "leader")]
    assert "hiện không giữ việc nào" in words(village.say("minh", "việc của xã"))


def test_no_officer_for_a_hamlet_or_a_place_that_is_not_there(village: Village) -> None:
    for name in (COMMUNE, Name(Kind.THON, "Đông")):
        with pytest.raises(NoUnit):
            invite_officer(village.db, name, village.now)
