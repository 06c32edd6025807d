"""Several who learn on one phone: each has a place, one learns now, and all of it belongs to one person."""

from collections.abc import Sequence

import pytest

from bot.delivery import Envelope
from bot.serial import standing_from_json
from handlers import due, figures
from tests.handlers.console.hamlet import ON_SQLITE, days_later, join, labels, learner, settle
from tests.handlers.village import SCHOOL, Village, words


@pytest.fixture
def phone(village: Village) -> Village:
    """Lan is at step b of the first lesson; then her grandchild Nam comes, who is new."""
    village.enrol("lan")
    village.open("lan", "L01")
    village.say("lan", "xong")
    return village


def add(village: Village, name: str = "Nam") -> Sequence[Envelope]:
    return village.say("lan", "đổi người học", "Thêm người mới", name)


def test_somebody_new_has_a_place_of_their_own_and_the_first_keeps_hers(phone: Village) -> None:
    assert labels(phone.say("lan", "đổi người học")) == [
        "Người học đầu tiên (đang học)",
        "Thêm người mới",
    ]
    assert "tên là gì" in words(phone.say("lan", "2"))
    heard = phone.say("lan", "Nam")
    assert "Bây giờ là Nam học" in words(heard)
    phone.say("lan", "anh", "iphone")
    phone.open("lan", "L02")
    phone.say("lan", "xong")
    assert "Bước b" in words(phone.say("lan", "doi nguoi hoc", "1"))
    assert "Bây giờ là Nam học" in words(phone.say("lan", "cháu Nam học"))
    assert phone.rows("learner", "name", "honorific", "device") == [
        ("", "bác", "android"),
        ("Nam", "anh", "iphone"),
    ]
    assert phone.rows("run", "learner_id", "lesson", "step") == [
        (1, "mot", "b"),
        (2, "hai", "do-vui"),
    ]
    assert figures.recount(phone.db) == ()


@ON_SQLITE
def test_consent_is_the_phone_s(phone: Village) -> None:
    assert "đồng ý" not in words(add(phone)).lower()
    assert phone.rows("person", "consent", "learner_id") == [("granted", 2)]
    phone.say("lan", "anh", "iphone")
    assert standing_from_json(phone.rows("learner", "standing")[1]).consent == "granted"


@ON_SQLITE
def test_a_button_of_one_learner_answers_no_question_of_another(phone: Village) -> None:
    hers = phone.say("lan", "menu")
    add(phone)
    phone.say("lan", "anh", "iphone")
    standing = phone.rows("learner", "standing")[0]
    heard = phone.press("lan", hers[-1], 1)
    assert "Nút này cũ rồi" in words(heard)
    assert phone.rows("learner", "standing")[0] == standing


@ON_SQLITE
def test_who_is_here_already_is_nobody_new_and_a_phone_has_room_for_four(phone: Village) -> None:
    for name in ("Nam", "Hà", "Tí"):
        add(phone, name)
    assert phone.rows("learner", "name") == ["", "Nam", "Hà", "Tí"]
    assert "Thêm người mới" not in labels(phone.say("lan", "đổi người học"))
    assert "Bây giờ là Nam học" in words(phone.say("lan", "2"))
    assert learner(phone, "lan") == 2


@ON_SQLITE
def test_a_name_is_no_secret_no_command_and_may_be_dropped(phone: Village) -> None:
    phone.say("lan", "thêm người học", "2")
    assert "tên là gì" in words(phone.say("lan", "mật khẩu là hoa123456"))
    assert "hoa123456" not in str(phone.everything())
    assert "Bước b" in words(phone.say("lan", "thôi"))
    assert "học bài nào" in words(phone.say("lan", "thêm người học", "2", "menu"))
    assert len(phone.rows("learner", "id")) == 1


@ON_SQLITE
def test_a_guest_has_no_household(phone: Village) -> None:
    phone.open("tam")
    phone.say("tam", "không đồng ý", "đổi người học")
    assert len(phone.rows("learner", "id")) == 2


@ON_SQLITE
@pytest.mark.parametrize("said", ["con muốn học", "cháu đang học", "học", "người học"])
def test_words_about_learning_are_no_names(phone: Village, said: str) -> None:
    assert "Ai học trên máy này" not in words(phone.say("lan", said))


@ON_SQLITE
def test_nobody_is_reminded_who_is_not_learning_now(phone: Village) -> None:
    phone.wish_reminders(1)
    phone.say("lan", "menu", "học tiếp", "xong")
    add(phone)
    days_later(phone, 3)
    due.queue(phone.db, SCHOOL, phone.now, 10)
    assert phone.claim() == ()


def test_withdrawing_consent_or_erasing_takes_everybody_of_the_phone(phone: Village) -> None:
    add(phone)
    phone.say("lan", "anh", "iphone")
    phone.finish("lan", "L02")
    assert figures.recount(phone.db) == ()
    phone.say("lan", "xóa dữ liệu", "1")
    assert phone.rows("learner", "id") == []
    assert phone.rows("run", "lesson") == []
    assert figures.recount(phone.db) == ()


def test_a_team_takes_what_all_of_them_learned_and_sees_each_by_name(village: Village) -> None:
    settle(village)
    village.enrol("lan")
    village.open("lan", "L01")
    add(village)
    village.say("lan", "anh", "iphone")
    village.open("lan", "L02")
    join(village, "lan")
    assert set(village.rows("run", "team_id")) == {1}
    assert figures.recount(village.db) == ()
    days_later(village, 4)
    assert labels(village.say("hoa", "danh sách"))[:2] == [
        "Tên lan · đang vướng",
        "Nam · đang vướng",
    ]
    village.say("hoa", "1")
    assert "không nhận được lời nhắc" in words(village.say("hoa", "Gửi lời hỏi thăm"))
