"""The list of a Monday morning: once a leader and week, by day, and never over an open question."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.message import Message, Purpose
from bot.policy import Role
from bot.turn import School
from bot.weekly import sent_since
from handlers import weekly
from tests.handlers.console.hamlet import ON_SQLITE, appoint, labels, settle
from tests.handlers.village import SCHOOL, Village, words

# Half past seven in Thanh Hóa.
MONDAY = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def hamlet(village: Village) -> Village:
    """Lan began a lesson six days ago, Sen nothing; the second team has nobody."""
    settle(village, "lan", "sen")
    village.open("lan", "L01")
    village.say("lan", "xong")
    village.now = MONDAY
    return village


def send(village: Village, school: School = SCHOOL, limit: int = 200) -> int:
    return weekly.send(village.db, school, village.now, limit)


def test_each_leader_is_told_once_a_week(hamlet: Village) -> None:
    hamlet.now = MONDAY - timedelta(minutes=1)
    assert send(hamlet) == 0
    hamlet.now = MONDAY
    assert (send(hamlet), send(hamlet)) == (2, 0)
    told = {one.address.chat: one for one in hamlet.claim()}
    assert {one.purpose for one in told.values()} == {Purpose.TEAM}
    assert set(told) == {"chat-hoa", "chat-binh"}
    assert words([told["chat-hoa"]]) == (
        "Chào bác! Danh sách tuần này: Tổ thôn Đông có 1 người học dở đang vướng, 1 người chưa bắt đầu."
    )
    assert "Tổ thôn Tây hiện không có ai đang vướng" in words([told["chat-binh"]])
    assert isinstance(said := told["chat-binh"].content, Message)
    assert said.options == ()
    hamlet.deliver(list(told.values()))
    assert labels(hamlet.say("hoa", "1"))[0] == "Tên lan · đang vướng"
    hamlet.now = MONDAY + 7 * DAY
    assert send(hamlet) == 2


@ON_SQLITE
def test_slice_by_slice(hamlet: Village) -> None:
    assert [send(hamlet, limit=1) for _ in range(3)] == [1, 1, 0]


@ON_SQLITE
def test_on_a_day_off_it_waits_for_the_next_working_day(hamlet: Village) -> None:
    monday = MONDAY.date()
    closed = School(SCHOOL.course, days_off=frozenset({monday, monday + DAY}))
    for days, told in ((0, 0), (1, 0), (2, 2)):
        hamlet.now = MONDAY + days * DAY
        assert send(hamlet, closed) == told


def test_at_noon_and_at_night_nobody_is_told_and_a_whole_week_off_has_no_list() -> None:
    free = frozenset({MONDAY.date() + n * DAY for n in range(7)})
    for hour, due in ((0, True), (5, False), (8, True), (14, False), (15, False)):
        at = MONDAY.replace(hour=hour)
        assert (sent_since(at.replace(minute=30), ()) is not None) is due, hour
    assert all(sent_since(MONDAY + n * DAY, free) is None for n in range(7))


@ON_SQLITE
def test_a_new_leader_waits_for_the_next_monday(hamlet: Village) -> None:
    hamlet.now = MONDAY + timedelta(hours=2)
    appoint(hamlet, "sen", Role.LEADER)
    assert send(hamlet) == 2
    assert "chat-sen" not in {one.address.chat for one in hamlet.claim()}


@ON_SQLITE
def test_an_open_question_for_words_stays_open(hamlet: Village) -> None:
    hamlet.say("hoa", "ghi thăm nhà")
    hamlet.now = MONDAY + timedelta(minutes=20)
    send(hamlet)
    (told,) = [one for one in hamlet.claim() if one.address.chat == "chat-hoa"]
    assert "bác nhắn “danh sách”" in words([told])
    assert isinstance(told.content, Message)
    assert told.content.options == ()
    hamlet.deliver([told])
    assert "Cháu hiểu là bác thăm bà Mận" in words(hamlet.say("hoa", "bà Mận không có nhà"))


@ON_SQLITE
def test_who_leads_several_teams_gets_one_message(hamlet: Village) -> None:
    appoint(hamlet, "hoa", Role.LEADER, team=2)
    hamlet.enrol("tam")
    hamlet.change("UPDATE person SET team_id = 2 WHERE display_name = 'Tên tam'")
    hamlet.now = MONDAY + 7 * DAY
    assert send(hamlet) == 2
    (told,) = [one for one in hamlet.claim() if one.address.chat == "chat-hoa"]
    assert "Tổ thôn Đông: 2 người; Tổ thôn Tây: 1 người" in words([told])
    assert labels([told]) == ["Tổ thôn Đông", "Tổ thôn Tây", "Việc của tổ"]


@ON_SQLITE
def test_whom_no_chat_reaches_and_who_leads_no_more_is_not_told(hamlet: Village) -> None:
    hamlet.block("hoa")
    hamlet.change("UPDATE member SET valid_to = :t WHERE team_id = 2", t=hamlet.now)
    assert send(hamlet) == 1
    assert hamlet.claim() == ()


@ON_SQLITE
def test_a_list_that_waited_too_long_is_not_sent(hamlet: Village) -> None:
    send(hamlet)
    hamlet.now += timedelta(hours=12)
    assert hamlet.claim() == ()
