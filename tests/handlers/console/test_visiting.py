"""A visit told in a sentence: shown as it was understood, kept once, and only where one serves."""

from collections.abc import Sequence

import pytest

from bot.delivery import Envelope
from bot.policy import Role
from storage import progress
from storage.progress import Count
from tests.handlers.console.hamlet import (
    ON_SQLITE,
    agrees,
    appoint,
    home,
    join,
    labels,
    learner,
    settle,
)
from tests.handlers.village import Village, words


@pytest.fixture
def hamlet(village: Village) -> Village:
    settle(village, "lan", "nga")
    return village


def tell(village: Village, said: str, *then: str) -> Sequence[Envelope]:
    return village.say("hoa", said, *then)


def visits(village: Village) -> list[tuple[int | None, int | None, str, str | None]]:
    return village.rows("visit", "learner_id", "household_id", "outcome", "lesson")


@ON_SQLITE
def test_what_was_understood_is_shown_and_kept_when_it_is_right(hamlet: Village) -> None:
    heard = tell(hamlet, "thăm bà Lan, đã học L01, tự làm được")
    assert words(heard) == (
        "Cháu hiểu là bác thăm Tên lan: đã gặp, về bài “Bài mot”, làm được một mình. Cháu ghi lại nhé?"
    )
    assert labels(heard) == ["Đúng, ghi lại", "Sửa", "Thôi"]
    assert visits(hamlet) == []
    assert "đã ghi buổi thăm Tên lan và việc làm được" in words(hamlet.say("hoa", "1"))
    assert visits(hamlet) == [(learner(hamlet, "lan"), None, "met", "mot")]
    with hamlet.db.reading() as uow:
        assert progress.kept(uow)[1, "mot"] == Count(confirmed=1)
    assert agrees(hamlet)


def test_told_twice_it_is_one_visit(hamlet: Village) -> None:
    tell(hamlet, "thăm bà Lan", "1")
    assert "hôm nay cháu đã ghi rồi" in words(tell(hamlet, "tham ba lan", "1"))
    assert len(visits(hamlet)) == 1
    hamlet.now = hamlet.now.replace(day=hamlet.now.day + 1)
    tell(hamlet, "tham ba lan", "1")
    assert len(visits(hamlet)) == 2


@ON_SQLITE
def test_the_menu_asks_for_the_sentence_and_mending_asks_again(hamlet: Village) -> None:
    hamlet.say("hoa", "/to")
    assert "kể buổi thăm trong một câu" in words(hamlet.say("hoa", "Ghi thăm nhà"))
    assert "bác thăm Tên lan: không có nhà" in words(hamlet.say("hoa", "lan, ko co nha"))
    assert "kể buổi thăm trong một câu" in words(hamlet.say("hoa", "2"))
    assert "bác thăm Tên lan: đã gặp" in words(hamlet.say("hoa", "bà Lan"))
    assert "đang làm việc của Tổ thôn Đông" in words(hamlet.say("hoa", "3"))
    assert visits(hamlet) == []


def test_a_name_that_nobody_has_becomes_a_household(hamlet: Village) -> None:
    heard = tell(hamlet, "tham ong Tu xom 3 khong co nha")
    assert "ong Tu xom 3: không có nhà. Tổ chưa có tên này" in words(heard)
    assert hamlet.rows("household", "name") == []
    hamlet.say("hoa", "1")
    assert hamlet.rows("household", "team_id", "name", "plain") == [
        (1, "ong Tu xom 3", "ong tu xom 3")
    ]
    tell(hamlet, "thăm ông Tư xóm 3, tự làm được bài hai", "1")
    assert visits(hamlet) == [(None, 1, "not home", None), (None, 1, "met", "hai")]
    assert hamlet.rows("confirmation", "household_id", "lesson", "alone") == [(1, "hai", True)]
    assert agrees(hamlet)


@ON_SQLITE
def test_namesakes_are_asked_for(hamlet: Village) -> None:
    home(hamlet, "bà Lan xóm 5", "ba lan xom 5")
    heard = tell(hamlet, "thăm bà Lan")
    assert labels(heard) == ["Tên lan", "bà Lan xóm 5", "Người khác, chưa có điện thoại"]
    assert "thăm bà Lan xóm 5: đã gặp" in words(hamlet.say("hoa", "2"))
    hamlet.say("hoa", "1")
    tell(hamlet, "thăm bà Lan", "3", "1")
    assert hamlet.rows("household", "name") == ["bà Lan xóm 5", "bà Lan"]
    assert [one[1] for one in visits(hamlet)] == [1, 2]


@ON_SQLITE
def test_a_visit_with_no_word_of_a_skill_leads_to_confirming_one(hamlet: Village) -> None:
    assert labels(tell(hamlet, "thăm bà Lan", "1"))[0] == "Xác nhận đã làm được"
    assert labels(tell(hamlet, "thăm bà Nga, đi vắng", "1"))[0] == "Quay lại danh sách"


@ON_SQLITE
def test_who_does_not_want_to_be_asked_is_left_alone(hamlet: Village) -> None:
    tell(hamlet, "thăm bà Lan, không muốn học nữa", "1")
    assert hamlet.rows("learner", "left_alone_at")[learner(hamlet, "lan") - 1] is not None


@ON_SQLITE
def test_secrets_are_not_kept(hamlet: Village) -> None:
    heard = tell(hamlet, "thăm bà Lan, mã OTP là 482913")
    assert "bỏ các số ấy đi" in words(heard)
    tell(hamlet, "thăm bà Tám 0912345678", "1")
    assert "0912345678" not in str(hamlet.everything())
    assert "482913" not in str(hamlet.everything())


@ON_SQLITE
def test_residents_and_other_teams_tell_us_nothing(hamlet: Village) -> None:
    assert "Cháu hiểu" not in words(hamlet.say("lan", "thăm bà Nga, tự làm được"))
    heard = hamlet.say("binh", "thăm bà Lan")  # whom that team does not know
    assert "Tổ chưa có tên này" in words(heard)


def test_a_household_is_forgotten_with_all_its_rows(hamlet: Village) -> None:
    tell(hamlet, "thăm ông Tư, làm được L02 một mình", "1")
    assert "không có nhà nào tên như vậy" in words(hamlet.say("hoa", "xóa hộ bà Bảy"))
    appoint(hamlet, "nga", Role.MEMBER)
    assert "không thuộc" in words(hamlet.say("nga", "xóa hộ ông Tư"))
    assert labels(hamlet.say("hoa", "xoa ho ong tu")) == ["Xóa “ông Tư”", "Thôi"]
    assert "đã xóa" in words(hamlet.say("hoa", "1"))
    for table in ("household", "visit", "confirmation"):
        assert hamlet.rows(table, "id") == []
    assert agrees(hamlet)
    assert "xóa" in words(hamlet.say("hoa", "xóa hộ tôi dữ liệu")).lower()


@ON_SQLITE
def test_what_a_leader_did_for_others_stays_when_the_leader_is_forgotten(hamlet: Village) -> None:
    tell(hamlet, "thăm bà Lan, làm được L01 một mình", "1")
    hamlet.say("hoa", "xóa dữ liệu", "1")
    assert hamlet.rows("visit", "visitor_id") == [None]
    assert hamlet.rows("confirmation", "by_id") == [None]
    assert agrees(hamlet)


@ON_SQLITE
def test_one_may_withdraw_and_what_was_seen_is_forgotten_with_what_was_learned(
    hamlet: Village,
) -> None:
    tell(hamlet, "thăm bà Lan, làm được L01 một mình", "1")
    hamlet.say("lan", "xóa dữ liệu", "1")
    assert hamlet.rows("visit", "id") == []
    assert hamlet.rows("confirmation", "id") == []
    assert agrees(hamlet)
    join(hamlet, "nga", team=2)
    assert "Tổ chưa có tên này" in words(tell(hamlet, "thăm bà Nga"))
