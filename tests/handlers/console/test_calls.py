"""A call for help is answered: taken once, spoken through the bot, ended by either side, and erased with either."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery import Envelope
from bot.message import Message
from bot.policy import Role
from bot.serial import standing_from_json
from handlers import appointing, calls
from tests.handlers.village import ACCOUNT, NIGHT, Village, words

DAY = timedelta(days=1)
WINDOW = timedelta(hours=47)


@pytest.fixture
def hamlet(village: Village) -> Village:
    """A commune with a team of a leader, Hoa, and a member, Nam; Lan lives there; Thu is the commune's officer."""
    village.change(
        "INSERT INTO unit (id, level, kind, name, parent_id, valid_from) VALUES"
        " (1, 'commune', 'xã', 'Hậu Lộc', NULL, '2025-07-01'),"
        " (2, 'hamlet', 'thôn', 'Đông', 1, '2025-07-01')"
    )
    village.change(
        "INSERT INTO team (id, unit_id, name, created_at) VALUES (1, 2, 'tổ thôn Đông', :t)",
        t=village.now,
    )
    village.help_chat = None
    village.enrol("hoa", "nam", "thu", "lan")
    for who, role in (("hoa", Role.LEADER), ("nam", Role.MEMBER)):
        code, _ = appointing.invite(village.db, 1, role, village.now)
        village.say(who, f"vai trò {code}")
    village.change(
        "INSERT INTO member (person_id, unit_id, role, valid_from)"
        " VALUES (3, 1, 'commune officer', :t)",
        t=village.now,
    )
    serving(village, 3)
    village.change("UPDATE person SET team_id = 1 WHERE id = 4")
    village.open("lan", "L01")
    village.say("lan", "xong")
    return village


def serving(village: Village, learner: int) -> None:
    """As if they had taken an invitation."""
    from bot.serial import standing_to_json

    standing = standing_from_json(village.rows("learner", "standing")[learner - 1])
    row = standing_to_json(standing.but(serves=True))
    village.change("UPDATE learner SET standing = :s WHERE id = :n", s=row, n=learner)


def to(user: str, sent: Sequence[Envelope]) -> str:
    return words([one for one in sent if one.address.chat == f"chat-{user}"])


def labels(sent: Sequence[Envelope]) -> list[str]:
    last = sent[-1].content
    assert isinstance(last, Message)
    return [option.label for option in last.options]


def state(village: Village) -> list[object]:
    return village.rows("ticket", "state")


def asked(village: Village) -> list[str]:
    """Who was told of the first call, in order."""
    rows = village.rows("message", "key", "chat", "purpose")
    return [chat for key, chat, purpose in rows if key.startswith("help:1:") and purpose == "help"]


def tick(village: Village, later: timedelta = timedelta()) -> list[str]:
    """Who has been told of the first call by then. Each tick comes twice: a second process is no harm."""
    village.now += later
    for _ in range(2):
        calls.move(village.db, village.school, village.now, 100)
    village.deliver(village.claim())
    return asked(village)


def test_a_call_is_answered_in_the_learner_s_own_chat_until_either_side_is_done(
    hamlet: Village,
) -> None:
    sent = hamlet.say("lan", "gặp người")
    assert (
        to("nam", sent)
        == "Bác Tên lan đang cần giúp ở bài “Bài mot”, bước “Bước b”. Nhắn NHẬN 1 để trả lời."
    )
    assert [one.content for one in sent if to("nam", [one])][0].options == ()  # type: ignore[union-attr]
    screen = hamlet.say("nam", "nhận 1")
    assert "Bước này dặn: Bác làm b nhé." in words(screen)
    assert labels(screen)[0] == "Câu trả lời có sẵn"
    first = hamlet.say("nam", "Bác vuốt từ dưới lên nhé")
    assert "Tổ thôn Đông trả lời: Bác vuốt từ dưới lên nhé" in to("lan", first)
    assert "XÓA DỮ LIỆU vẫn dùng như thường" in to("lan", first)
    assert "đã chuyển cho bác Tên lan" in to("nam", first)
    # The bot keeps silent: what the learner types is for the helper, a telephone number too.
    heard = hamlet.say("lan", "tôi không thấy nút, gọi tôi số 0912345678")
    assert to("lan", heard) == ""
    assert to("nam", heard) == "Bác Tên lan nhắn: tôi không thấy nút, gọi tôi số 0912345678"
    again = hamlet.say("nam", "bác kéo xuống xem")
    assert "trả lời: bác kéo xuống xem" in to("lan", again)
    assert "vẫn dùng như thường" not in to("lan", again)  # said once
    done = hamlet.say("lan", "xong rồi, cảm ơn cháu")
    assert "đã báo tổ" in to("lan", done)
    assert "Bước 2/" in to("lan", done)
    assert "báo đã làm được rồi" in to("nam", done)
    assert state(hamlet) == ["done"]
    assert "Đố vui" in to("lan", hamlet.say("lan", "xong"))
    assert "0912345678" not in str(hamlet.rows("ticket", "wish", "lesson"))


def test_what_nobody_may_wait_with_goes_to_the_bot_all_the_same(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    hamlet.say("nam", "nhận 1", "bác xem lại nhé")
    for said, answer in (
        ("mã otp của tôi là 482913", "đừng gửi mã"),
        ("menu", "muốn học"),
        ("dữ liệu của tôi", "đang nhớ về"),
        ("tôi bị lừa chuyển tiền rồi", "bình tĩnh"),
        ("2", "Bước 2/"),  # of the open question: to go on
    ):
        sent = hamlet.say("lan", said)
        assert answer in to("lan", sent), said
        assert "nhắn:" not in to("nam", sent), said
    assert "482913" not in str(hamlet.everything())


def test_what_a_helper_writes_by_mistake_is_not_passed_on(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    hamlet.say("nam", "nhận 1")
    for said, answer in (("mật khẩu là hoabuoi123", "không chuyển"), ("dài " * 300, "dài quá")):
        sent = hamlet.say("nam", said)
        assert answer in to("nam", sent)
        assert to("lan", sent) == ""
    ready = hamlet.say("nam", "1")
    assert labels(ready)[:2] == ["Đã đọc, chờ một lát", "Hỏi máy đang hiện gì"]
    assert "Ở bài “Bài mot”, bước “Bước b”, màn hình" in to("lan", hamlet.say("nam", "2"))


def test_the_second_who_takes_a_call_is_told_who_has_it(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    hamlet.say("nam", "/nhan 1")
    assert "đang có Tên nam trả lời" in words(hamlet.say("hoa", "giup 1"))
    hamlet.say("nam", "Trả lại cho tổ")
    assert labels(hamlet.say("hoa", "nhận 1"))[0] == "Câu trả lời có sẵn"


def test_nobody_answers_then_the_leader_is_asked_then_the_commune(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    assert asked(hamlet) == ["chat-nam"]
    assert tick(hamlet, timedelta(hours=1, minutes=50)) == ["chat-nam"]
    assert tick(hamlet, timedelta(minutes=15)) == ["chat-nam", "chat-hoa"]
    assert tick(hamlet, timedelta(hours=23)) == ["chat-nam", "chat-hoa"]
    assert tick(hamlet, timedelta(hours=2)) == ["chat-nam", "chat-hoa", "chat-thu"]
    assert len(tick(hamlet, 7 * DAY)) == 3
    screen = hamlet.say("thu", "nhận 1")
    assert labels(screen)[-1] == "Ai đang chờ giúp"
    assert "Xã Hậu Lộc trả lời: chờ nhé" in to("lan", hamlet.say("thu", "chờ nhé"))


def test_nobody_is_told_at_night_unless_there_is_danger(hamlet: Village) -> None:
    hamlet.now = NIGHT
    assert to("nam", hamlet.say("lan", "gặp người")) == ""
    assert tick(hamlet, timedelta(hours=5)) == []  # six in the morning
    assert tick(hamlet, timedelta(hours=1)) == ["chat-nam"]
    assert tick(hamlet, timedelta(hours=2)) == ["chat-nam", "chat-hoa"]
    hamlet.now = NIGHT + DAY
    sent = hamlet.say("lan", "có người lừa lấy hết tiền của tôi rồi")
    assert "GẤP" in to("nam", sent)
    assert "GẤP" in to("hoa", sent)


def test_a_helper_whom_the_platform_does_not_let_us_write_to_is_passed_over(
    hamlet: Village,
) -> None:
    hamlet.school = replace(hamlet.school, windows={ACCOUNT: WINDOW})
    hamlet.now += 3 * DAY
    hamlet.say("hoa", "menu")
    assert "đang cần giúp" in to("hoa", hamlet.say("lan", "gặp người"))
    assert asked(hamlet) == ["chat-hoa"]
    # And a learner who has been silent for too long is not promised an answer that does not come.
    hamlet.now += 3 * DAY
    hamlet.say("hoa", "nhận 1")
    assert "không nhắn được cho bác Tên lan" in words(hamlet.say("hoa", "bác ơi"))


def test_where_nobody_can_be_reached_it_is_tried_again_the_next_day(hamlet: Village) -> None:
    for who in ("nam", "hoa", "thu"):
        hamlet.block(who)
    hamlet.say("lan", "gặp người")
    assert tick(hamlet, timedelta(hours=3)) == []
    hamlet.unblock("nam")
    assert tick(hamlet, DAY) == ["chat-nam"]


def test_a_helper_who_falls_silent_holds_nobody_up(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    hamlet.say("nam", "nhận 1", "bác đợi nhé")
    assert to("nam", hamlet.say("lan", "vâng tôi đợi")) != ""
    assert tick(hamlet, timedelta(hours=23)) == ["chat-nam"]
    assert tick(hamlet, timedelta(hours=2)) == ["chat-nam", "chat-hoa"]
    assert state(hamlet) == ["open"]
    assert "Bước 2/" in to("lan", hamlet.say("lan", "nhắc lại"))  # the bot speaks again
    assert "đã hỏi người khác" in words(hamlet.say("nam", "bác ơi, tôi đây"))
