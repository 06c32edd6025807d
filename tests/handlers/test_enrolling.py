"""Somebody who says a team's code is in it, from the first hello or in the middle of a lesson."""

import pytest

from bot.enrolment import LETTERS, code_said, shown
from handlers.enrolling import NoTeam, codes_for
from storage import progress
from storage.progress import Count
from tests.handlers.village import Village, words

HALL = "Nhà văn hóa"


def make_teams(village: Village) -> tuple[str, str]:
    for number, name in ((1, "Tổ thôn Đông"), (2, "Tổ thôn Đoài")):
        village.change(
            "INSERT INTO team (id, name, created_at) VALUES (:i, :n, :t)",
            i=number, n=name, t=village.now,
        )  # fmt: skip
    return code_for(village, 1, HALL), code_for(village, 2, "")


def code_for(village: Village, team: int, place: str) -> str:
    return codes_for(village.db, [team], place, village.now)[team]


def counters(village: Village) -> dict[tuple[int, str], Count]:
    with village.db.transaction() as uow:
        kept = progress.kept(uow)
        assert kept == {k: c for k, c in progress.recounted(uow).items() if c != Count()}
        return kept


def test_a_code_is_made_once_for_each_place(village: Village) -> None:
    one, other = make_teams(village)
    assert code_for(village, 1, HALL) == one
    assert len({one, other, code_for(village, 1, "Chợ")}) == 3
    with pytest.raises(NoTeam):
        code_for(village, 77, "")


def test_who_scans_a_poster_is_in_the_team_and_greeted(village: Village) -> None:
    code, _ = make_teams(village)
    heard = words(village.open("lan", f"to-{code}"))
    assert "học cùng Tổ thôn Đông" in heard
    assert "ĐỒNG Ý" in heard.upper()  # consent is asked as of everybody
    assert village.rows("person", "team_id") == [1]
    assert village.rows("person", "doorway_id") == [1]
    assert village.rows("member", "id") == []  # a poster gives nobody a role


def test_what_was_learned_in_no_team_comes_along_and_the_place_stays(village: Village) -> None:
    code, _ = make_teams(village)
    village.enrol("lan")
    village.finish("lan", "L02")
    village.open("lan", "L01")
    assert counters(village) == {(0, "hai"): Count(1, 1, 1), (0, "mot"): Count(1, 0, 0)}
    heard = words(village.say("lan", f"tổ {shown(code).lower()} ạ"))
    assert "học cùng Tổ thôn Đông" in heard
    assert "làm a" in heard  # the step at which they were
    assert counters(village) == {
        (1, ""): Count(1, 0, 1, joined=1),
        (1, "hai"): Count(1, 1, 1),
        (1, "mot"): Count(1, 0, 0),
    }
    assert "làm b" in words(village.say("lan", "xong"))


def test_another_team_s_code_moves_them_and_leaves_what_was_done_where_it_was(
    village: Village,
) -> None:
    one, other = make_teams(village)
    village.enrol("lan")
    village.say("lan", f"TO {one}")
    village.finish("lan", "L02")
    assert "từ nay" in words(village.say("lan", f"mã tổ là {other}"))
    assert village.rows("person", "team_id") == [2]
    assert counters(village) == {
        (1, ""): Count(1, 0, 1),
        (1, "hai"): Count(1, 1, 1),
        (2, ""): Count(joined=1),
    }
    assert "đang học cùng" in words(village.say("lan", f"to {other}"))


def test_a_wrong_code_costs_nothing(village: Village) -> None:
    make_teams(village)
    village.open("lan", "L01")
    heard = words(village.open("minh", "to-BBB000"))
    assert "chưa tìm thấy tổ" in heard
    assert set(village.rows("person", "team_id")) == {None}


def test_two_apps_of_one_person_keep_the_team(village: Village) -> None:
    code, _ = make_teams(village)
    village.enrol("lan")
    asked = words(village.say("lan", "liên kết"))
    digits = "".join(char for char in asked if char.isdigit())[:6]
    village.account = "zalo-bot"
    village.enrol("lan-zalo")
    village.say("lan-zalo", f"to {code}")
    village.say("lan-zalo", f"liên kết {digits}")
    assert village.rows("person", "team_id") == [1]


def test_an_erased_person_is_in_no_team(village: Village) -> None:
    code, _ = make_teams(village)
    village.enrol("lan")
    village.say("lan", f"to {code}")
    village.say("lan", "xóa dữ liệu của tôi", "1")
    assert village.rows("person", "team_id") == []
    assert counters(village) == {}


@pytest.mark.parametrize(
    "said",
    ["tổ KHM472", "TO khm 472", "Mã tổ: khm-472", "mã tổ là KHM.472 ạ", "to-KHM472", "TO-khm472",
     "tổ công nghệ số KHM472", "tổ công nghệ số cộng đồng khm 472 nhé", "  tổ   KHM 472  "],
)  # fmt: skip
def test_a_code_is_heard_as_people_type_it(said: str) -> None:
    assert code_said(said) == "KHM472"


@pytest.mark.parametrize(
    "said",
    ["KHM472", "tổ trưởng", "tổ 472", "tôi KHM472", "KHM472 là mã gì", "tổ KHM4725", "tổ KHM47",
     "tổ AHM472", "liên kết 482 913", "có người gọi bảo đọc mã tổ KHM472 chuyển khoản", ""],
)  # fmt: skip
def test_what_is_no_code_of_a_team_is_none(said: str) -> None:
    assert code_said(said) is None


def test_no_letter_of_a_code_becomes_another_on_a_vietnamese_keyboard() -> None:
    """Telex needs a vowel, a W, or a D twice."""
    assert not set(LETTERS) & set("AEIOUYWDFJLZ")
