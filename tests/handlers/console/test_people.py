"""A leader sees who needs somebody to come by, and does what can be done from a phone: by one tap each."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.delivery import Envelope
from bot.message import Purpose
from bot.policy import Role
from bot.serial import standing_from_json
from handlers import due
from storage import progress, weekly
from storage.progress import Count
from tests.handlers.console.hamlet import (
    ON_SQLITE,
    agrees,
    appoint,
    days_later,
    home,
    join,
    labels,
    learner,
    settle,
)
from tests.handlers.village import NIGHT, SCHOOL, Village, words


@pytest.fixture
def hamlet(village: Village) -> Village:
    """Four days ago Lan began a lesson; Sen began nothing."""
    settle(village, "lan", "sen")
    village.open("lan", "L01")
    village.say("lan", "xong")
    days_later(village, 4)
    return village


def card(village: Village, who: str = "hoa", of: str = "1") -> Sequence[Envelope]:
    village.say(who, "danh sách")
    return village.say(who, of)


def counters(village: Village) -> dict[tuple[int, str], Count]:
    """By lesson."""
    with village.db.reading() as uow:
        return {at: count for at, count in progress.kept(uow).items() if at[1] != progress.ANY}


@ON_SQLITE
def test_the_list_opens_by_words_by_command_and_from_the_menu(hamlet: Village) -> None:
    for said in ("danh sách", "/ds", "ai cần giúp", "AI CAN GIUP"):
        heard = hamlet.say("hoa", said)
        assert "Tổ thôn Đông có 1 người học dở đang vướng, 1 người chưa bắt đầu" in words(heard)
        assert labels(heard) == [
            "Tên lan · đang vướng",
            "Tên sen · chưa bắt đầu",
            "Quay lại việc của tổ",
        ]
    assert labels(hamlet.say("hoa", "/to"))[:2] == ["Danh sách tuần này", "Ghi thăm nhà"]
    assert "Tên lan" in labels(hamlet.say("hoa", "1"))[0]


@ON_SQLITE
def test_a_card_says_where_and_since_when(hamlet: Village) -> None:
    heard = words(card(hamlet))
    assert "Tên lan học dở ở bài “Bài mot”, bước 2/3: Bước b" in heard
    assert "từ ngày 24/11" in heard
    assert "chưa bắt đầu bài nào" in words(card(hamlet, of="2"))


@ON_SQLITE
def test_whoever_asked_is_answered(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    assert "đang nhờ người giúp ở bài “Bài mot”" in words(card(hamlet))
    assert "Bước b" in words(hamlet.say("hoa", "1", "1"))


@ON_SQLITE
def test_four_people_are_on_a_page_and_the_last_leads_back(hamlet: Village) -> None:
    hamlet.enrol("a", "b", "c", "d")
    join(hamlet, "a", "b", "c", "d")
    first = labels(hamlet.say("hoa", "danh sách"))
    assert (len(first), first[-1]) == (5, "Xem tiếp")
    second = labels(hamlet.say("hoa", "5"))
    assert second[-1] == "Về đầu danh sách"
    assert not set(first[:4]) & set(second)
    assert labels(hamlet.say("hoa", "3")) == first


@ON_SQLITE
def test_a_kind_sentence_goes_to_the_learner_and_leaves_what_was_open(hamlet: Village) -> None:
    lan = learner(hamlet, "lan") - 1
    asked = standing_from_json(hamlet.rows("learner", "standing")[lan])
    card(hamlet)
    heard = hamlet.say("hoa", "Gửi lời hỏi thăm")
    assert "đã gửi lời hỏi thăm của bác tới Tên lan" in words(heard)
    (word,) = hamlet.claim()
    assert (word.address.chat, word.purpose) == ("chat-lan", Purpose.TEAM)
    assert "Tên hoa ở Tổ thôn Đông nhờ cháu hỏi thăm bác" in words([word])
    assert "“Bài mot”" in words([word])
    left = standing_from_json(hamlet.rows("learner", "standing")[lan])
    assert (left.prompt, left.seq) == (asked.prompt, asked.seq)
    hamlet.deliver([word])
    assert "Bước b" in words(hamlet.say("lan", "học tiếp"))


def test_nobody_is_written_to_twice_a_day_nor_thrice_a_week(hamlet: Village) -> None:
    for _ in range(2):
        card(hamlet)
        assert "đã gửi" in words(hamlet.say("hoa", "1"))
        card(hamlet)
        assert "e làm phiền" in words(hamlet.say("hoa", "1"))
        hamlet.deliver(hamlet.claim())
        days_later(hamlet, 1)
    card(hamlet)
    assert "e làm phiền" in words(hamlet.say("hoa", "1"))
    assert hamlet.claim() == ()
    days_later(hamlet, 7)
    card(hamlet)
    assert "đã gửi" in words(hamlet.say("hoa", "1"))


@ON_SQLITE
def test_our_own_reminders_count_against_it(hamlet: Village) -> None:
    hamlet.wish_reminders(learner(hamlet, "lan"))
    card(hamlet)
    hamlet.say("hoa", "1")
    hamlet.change(
        "INSERT INTO due (learner_id, kind, lesson, step, nth, due_at)"
        " VALUES (:n, 'reminder', 'mot', '', 1, :t)",
        n=learner(hamlet, "lan"),
        t=hamlet.now,
    )
    due.queue(hamlet.db, SCHOOL, hamlet.now, 10)
    (put_off,) = hamlet.rows("due", "due_at")
    assert put_off > hamlet.now + timedelta(hours=12)


@ON_SQLITE
def test_at_night_it_waits_for_the_morning(hamlet: Village) -> None:
    hamlet.now = NIGHT + timedelta(days=4)
    card(hamlet)
    assert "lát nữa cháu mới gửi" in words(hamlet.say("hoa", "1"))
    assert hamlet.claim() == ()
    hamlet.now += timedelta(hours=8)
    (word,) = hamlet.claim()
    assert word.address.chat == "chat-lan"


@ON_SQLITE
def test_whoever_wants_no_reminders_or_cannot_be_reached_is_left_to_a_visit(
    hamlet: Village,
) -> None:
    hamlet.say("lan", "dừng nhắc")
    hamlet.block("sen")
    days_later(hamlet, 4)
    for of in ("1", "2"):
        card(hamlet, of=of)
        assert "không nhận được lời nhắc" in words(hamlet.say("hoa", "1"))
    assert hamlet.claim() == ()


def test_a_visit_is_marked_once_a_day(hamlet: Village) -> None:
    card(hamlet)
    assert "đã ghi hôm nay bác đến thăm Tên lan" in words(hamlet.say("hoa", "Đã đến thăm"))
    assert "Lần thăm gần nhất" in words(card(hamlet))
    assert "hôm nay cháu đã ghi rồi" in words(hamlet.say("hoa", "2"))
    (visit,) = hamlet.rows("visit", "team_id", "learner_id", "outcome")
    assert visit == (1, learner(hamlet, "lan"), "met")


def test_a_skill_is_confirmed_with_help_and_later_alone(hamlet: Village) -> None:
    card(hamlet)
    assert labels(hamlet.say("hoa", "3"))[:2] == ["Bài mot", "Bài hai"]  # the open lesson first
    heard = hamlet.say("hoa", "1")
    assert labels(heard)[:2] == ["Làm được một mình", "Làm được khi có người giúp"]
    assert "khi có người giúp" in words(hamlet.say("hoa", "2"))
    assert counters(hamlet)[1, "mot"] == Count(started=1, helped=1)
    confirm(hamlet, "1", "1", "1")
    assert counters(hamlet)[1, "mot"] == Count(started=1, confirmed=1)
    assert ("confirmed", "confirmed") in hamlet.rows("step_event", "verb", "evidence")
    assert len(hamlet.rows("confirmation", "id")) == 1
    card(hamlet)
    assert labels(hamlet.say("hoa", "3"))[0] == "Bài hai"  # what is known is not asked again
    assert agrees(hamlet)


def confirm(village: Village, of: str, which: str, how: str) -> Sequence[Envelope]:
    card(village, of=of)
    return village.say("hoa", "3", which, how)


def test_the_counters_follow_an_erasure_a_withdrawal_and_a_joining(hamlet: Village) -> None:
    confirm(hamlet, "1", "1", "1")
    confirm(hamlet, "2", "1", "2")
    assert agrees(hamlet)
    hamlet.say("sen", "xóa dữ liệu", "1")
    assert counters(hamlet) == {(1, "mot"): Count(started=1, confirmed=1)}
    hamlet.account = "zalo-bot"
    hamlet.enrol("lan2")
    join(hamlet, "lan2")
    hamlet.account = "telegram"
    confirm(hamlet, "2", "1", "2")
    assert counters(hamlet) == {(1, "mot"): Count(started=1, confirmed=1, helped=1)}
    said = words(hamlet.say("lan", "liên kết")).split("LIEN KET ")[1]
    hamlet.account = "zalo-bot"
    hamlet.say("lan2", f"LIEN KET {said[:7]}")
    assert counters(hamlet) == {(1, "mot"): Count(started=1, confirmed=1)}
    assert agrees(hamlet)


def test_whoever_does_not_want_to_is_on_no_list_any_more(hamlet: Village) -> None:
    home(hamlet, "ông Tư xóm 3", "ong tu xom 3")
    card(hamlet, of="3")
    assert "không muốn được hỏi nữa" in words(hamlet.say("hoa", "Không muốn được hỏi nữa"))
    card(hamlet)
    hamlet.say("hoa", "4")
    assert labels(hamlet.say("hoa", "danh sách")) == [
        "Tên sen · chưa bắt đầu",
        "Quay lại việc của tổ",
    ]


@ON_SQLITE
def test_whoever_does_not_want_to_is_not_reminded_and_not_written_to(hamlet: Village) -> None:
    hamlet.change(
        "INSERT INTO due (learner_id, kind, lesson, step, nth, due_at)"
        " VALUES (:n, 'reminder', 'mot', '', 1, :t)",
        n=learner(hamlet, "lan"),
        t=hamlet.now,
    )
    card(hamlet)
    hamlet.say("hoa", "4")
    assert hamlet.rows("due", "id") == []
    hamlet.say("hoa", "thăm bà Lan", "1", "Quay lại danh sách")
    with hamlet.db.reading() as uow:
        found = weekly.card(uow, learner(hamlet, "lan"), hamlet.now)
    assert found is not None
    assert found.left_alone


@ON_SQLITE
def test_nobody_confirms_their_own_skill(hamlet: Village) -> None:
    join(hamlet, "hoa")
    heard = labels(hamlet.say("hoa", "danh sách"))
    own = str(heard.index("Tên hoa · chưa bắt đầu") + 1)
    assert "chính bác" in words(confirm(hamlet, own, "1", "1"))
    assert hamlet.rows("confirmation", "id") == []


@ON_SQLITE
def test_another_team_s_people_are_nobody_s_business(hamlet: Village) -> None:
    """Binh leads the other team: whatever is pressed that was meant for the first is refused."""
    card(hamlet)
    standings = dict(hamlet.rows("learner", "id", "standing"))
    hamlet.change(
        "UPDATE learner SET standing = :s WHERE id = :n",
        s=standings[learner(hamlet, "hoa")],
        n=learner(hamlet, "binh"),
    )
    for choice in ("1", "2", "3", "4", "5"):
        hamlet.change(
            "UPDATE learner SET standing = :s WHERE id = :n",
            s=standings[learner(hamlet, "hoa")],
            n=learner(hamlet, "binh"),
        )
        assert "không thuộc" in words(hamlet.say("binh", choice)), choice
    assert hamlet.rows("visit", "id") == []
    assert hamlet.rows("confirmation", "id") == []
    assert hamlet.claim() == ()
    assert len([one for one in hamlet.rows("audit", "action") if one == "refused"]) == 5


@ON_SQLITE
def test_somebody_who_left_the_team_is_not_shown_to_it(hamlet: Village) -> None:
    hamlet.say("hoa", "danh sách")
    join(hamlet, "lan", team=2)
    assert "không còn nữa" in words(hamlet.say("hoa", "1"))


@ON_SQLITE
def test_of_two_teams_one_is_chosen(hamlet: Village) -> None:
    appoint(hamlet, "hoa", Role.LEADER, team=2)
    assert labels(hamlet.say("hoa", "danh sách")) == ["Tổ thôn Đông", "Tổ thôn Tây"]
    assert "không có ai đang vướng" in words(hamlet.say("hoa", "2"))
