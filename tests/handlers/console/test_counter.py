"""The list of a team's work opens for those who serve there, by words, numbers and buttons; for nobody else."""

from collections.abc import Sequence

import pytest

from bot.console.menu import AT_ONCE
from bot.delivery import Envelope
from bot.message import Message
from bot.policy import Role
from handlers import appointing
from handlers.enrolling import codes_for
from tests.handlers.console.hamlet import ON_SQLITE
from tests.handlers.village import Village, words


@pytest.fixture
def teams(village: Village) -> Village:
    """Two teams; Hoa leads the first, Nam is a member of it."""
    for number, name in ((1, "Tổ thôn Đông"), (2, "Tổ thôn Tây")):
        village.change(
            "INSERT INTO team (id, name, created_at) VALUES (:n, :name, :t)",
            n=number,
            name=name,
            t=village.now,
        )
    village.enrol("hoa", "nam", "lan")
    appoint(village, "hoa", Role.LEADER)
    appoint(village, "nam", Role.MEMBER)
    return village


def appoint(village: Village, who: str, role: Role, team: int = 1) -> Sequence[Envelope]:
    code, _ = appointing.invite(village.db, team, role, village.now)
    return village.say(who, f"vai trò {code}")


def everything(village: Village, who: str) -> list[str]:
    """What the console offers, the second list with it."""
    first = labels(village.say(who, "/to"))
    assert len(first) <= AT_ONCE
    rest = labels(village.say(who, "Việc khác")) if "Việc khác" in first else []
    assert len(rest) <= AT_ONCE
    return first + rest


def labels(envelopes: Sequence[Envelope]) -> list[str]:
    last = envelopes[-1].content
    assert isinstance(last, Message)
    return [option.label for option in last.options]


@ON_SQLITE
def test_the_work_opens_by_words_by_command_and_from_the_list_of_lessons(teams: Village) -> None:
    for said in ("việc của tổ", "viec to", "/to", "TỔ", "Dạ việc của tổ ạ"):
        heard = teams.say("hoa", said)
        assert "đang làm việc của Tổ thôn Đông" in words(heard), said
    assert labels(teams.say("hoa", "menu"))[0] == "Việc của tổ"
    assert "đang làm việc của Tổ thôn Đông" in words(teams.say("hoa", "1"))
    assert "Kết nối nhóm của tổ" in everything(teams, "hoa")
    assert "Kết nối nhóm của tổ" not in everything(teams, "nam")  # a leader's right


@ON_SQLITE
def test_whoever_serves_nowhere_is_not_even_listened_to(teams: Village) -> None:
    assert "Việc của tổ" not in labels(teams.say("lan", "menu"))
    assert "đang làm việc" not in words(teams.say("lan", "việc của tổ"))


@ON_SQLITE
def test_a_new_leader_is_shown_the_way_to_the_work_at_once(teams: Village) -> None:
    told = appoint(teams, "lan", Role.LEADER, team=2)
    assert labels(told) == ["Việc của tổ", "Về phần bài học"]
    assert "Tổ thôn Tây" in words(teams.say("lan", "1"))


@ON_SQLITE
def test_the_team_s_code_is_the_one_that_lets_residents_in(teams: Village) -> None:
    code = codes_for(teams.db, [1], "", teams.now)[1]
    teams.say("hoa", "/to", "Việc khác")
    assert code in words(teams.say("hoa", "Mã mời bà con vào tổ"))


def test_of_two_teams_one_is_chosen(teams: Village) -> None:
    appoint(teams, "hoa", Role.LEADER, team=2)
    assert labels(teams.say("hoa", "/to")) == ["Tổ thôn Đông", "Tổ thôn Tây"]
    assert "đang làm việc của Tổ thôn Tây" in words(teams.say("hoa", "2"))


def test_an_answer_that_was_offered_to_a_role_that_is_over_is_refused_and_noted(
    teams: Village,
) -> None:
    appoint(teams, "hoa", Role.LEADER, team=2)
    teams.say("hoa", "/to")
    for member in appointing.members(teams.db, teams.now):
        if (member.name, member.team) == ("Tên hoa", 1):
            appointing.dismiss(teams.db, member.id, teams.now)
    assert "không thuộc" in words(teams.say("hoa", "1"))
    assert ("refused", "OpenConsole") in teams.rows("audit", "action", "object")
    assert "đang làm việc của Tổ thôn Tây" in words(teams.say("hoa", "/to"))


@ON_SQLITE
def test_after_the_last_role_is_over_the_console_says_so_once_and_closes(teams: Village) -> None:
    (member,) = [one for one in appointing.members(teams.db, teams.now) if one.name == "Tên nam"]
    appointing.dismiss(teams.db, member.id, teams.now)
    assert "hiện không giữ việc nào" in words(teams.say("nam", "/to"))
    assert "Việc của tổ" not in labels(teams.say("nam", "menu"))
