"""A call for help is answered: taken once, spoken through the bot, ended by either side, and erased with either."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery import Envelope
from bot.message import Message
from bot.policy import Role
from bot.serial import standing_from_json, standing_to_json
from bot.update import Address
from handlers import appointing, calls, housekeeping
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
    assert [
        len(one.content.options)
        for one in sent
        if isinstance(one.content, Message) and to("nam", [one])
    ] == [0]
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


def test_a_visit_is_asked_for_with_a_time_promised_and_logged_once(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    when = hamlet.say("lan", "đến nhà giúp tôi với")
    assert labels(when) == ["Sáng mai", "Chiều mai", "Cuối tuần"]
    noted = hamlet.say("lan", "tối thứ năm, gọi 0912345678 nhé")
    assert "lúc tiện là “tối thứ năm, gọi •••" in to("lan", noted)
    assert "nhờ người đến nhà giúp ở bài “Bài mot”" in to("nam", noted)
    assert hamlet.rows("ticket", "kind", "state") == [("help", "ended"), ("visit", "open")]
    hamlet.say("nam", "nhận 2")
    assert labels(hamlet.say("nam", "Hẹn ngày giờ đến"))[0] == "Đúng lúc ấy"
    told = hamlet.say("nam", "chiều thứ sáu 27/11")
    assert "Tổ thôn Đông hẹn đến nhà giúp bác: chiều thứ sáu 27/11" in to("lan", told)
    # Thanks for the promise do not end it, and a week is long enough to keep it.
    assert "nhắn: cảm ơn cháu" in to("nam", hamlet.say("lan", "cảm ơn cháu"))
    hamlet.now += 4 * DAY
    calls.move(hamlet.db, hamlet.school, hamlet.now, 100)
    hamlet.say("nam", "nhận 2")
    done = hamlet.say("nam", "Đã đến, làm được rồi")
    assert "đã giúp xong" in to("lan", done)
    visits = hamlet.rows("visit", "team_id", "visitor_id", "learner_id", "outcome", "lesson")
    assert visits == [(1, 2, 4, "met", "mot")]
    assert hamlet.rows("ticket", "state", "wish") == [("ended", None), ("done", None)]
    assert "đã xong rồi" in words(hamlet.say("nam", "nhận 2"))
    assert len(hamlet.rows("visit", "id")) == 1


def test_a_wish_for_a_visit_can_be_dropped_and_danger_is_no_time_of_day(hamlet: Village) -> None:
    hamlet.say("lan", "đến nhà giúp tôi")
    assert "bình tĩnh" in words(hamlet.say("lan", "tôi bị lừa chuyển tiền rồi"))
    hamlet.say("lan", "đến nhà giúp tôi")
    dropped = words(hamlet.say("lan", "thôi"))
    assert "không ghi lời nhờ ấy nữa" in dropped
    assert "Bước 2/" in dropped
    assert hamlet.rows("ticket", "kind") == ["help"]


def test_who_waits_is_listed_the_longest_first_to_those_who_may_see_it(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    hamlet.now += timedelta(hours=3)
    hamlet.change("UPDATE person SET team_id = 1 WHERE id = 2")
    hamlet.say("nam", "gặp người")
    assert labels(hamlet.say("hoa", "/to"))[0] == "Ai đang chờ giúp (2)"
    assert labels(hamlet.say("hoa", "1"))[:2] == [
        "Bác Tên lan, chờ 3 giờ",
        "Bác Tên nam, chờ 2 phút",
    ]
    assert "hay gặp" not in words(hamlet.say("hoa", "1"))
    assert "đang cần giúp" not in words(hamlet.say("nam", "ai đang chờ"))
    assert labels(hamlet.say("nam", "ai đang chờ")) == [
        "Bác Tên lan, chờ 3 giờ", "Quay lại việc của tổ",
    ]  # fmt: skip
    assert labels(hamlet.say("thu", "/to"))[0] == "Ai đang chờ giúp (2)"
    hamlet.say("thu", "nhận 1")
    assert labels(hamlet.say("thu", "cuộc gọi"))[0] == "Đang giúp: bác Tên lan"
    assert "không còn nữa" in words(hamlet.say("nam", "nhận 2"))  # one's own
    assert "không còn nữa" in words(hamlet.say("nam", "nhận 77"))


def test_of_another_team_nothing_is_shown(hamlet: Village) -> None:
    hamlet.change(
        "INSERT INTO team (id, name, created_at) VALUES (2, 'tổ thôn Tây', :t)", t=hamlet.now
    )
    hamlet.say("lan", "gặp người")
    hamlet.enrol("mai")
    code, _ = appointing.invite(hamlet.db, 2, Role.LEADER, hamlet.now)
    hamlet.say("mai", f"vai trò {code}")
    heard = words(hamlet.say("mai", "nhận 1"))
    assert "không thuộc" in heard
    assert "lan" not in heard
    assert "không ai đang chờ" in words(hamlet.say("mai", "cuộc gọi"))


def test_words_for_a_helper_who_does_something_else_take_over_nothing(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    hamlet.say("nam", "nhận 1", "bác xem lại nhé", "menu")
    heard = to("nam", hamlet.say("lan", "tôi xem rồi mà chưa thấy"))
    assert heard == "Bác Tên lan nhắn: tôi xem rồi mà chưa thấy\nNhắn NHẬN 1 để trả lời."
    assert "Bước 1/" in to("nam", hamlet.say("nam", "Bài mot"))
    # Nobody to pass it on to: said so, and the others are asked.
    hamlet.block("nam")
    lost = hamlet.say("lan", "cháu ơi")
    assert "chưa chuyển được" in to("lan", lost)
    assert state(hamlet) == ["open"]
    assert tick(hamlet, timedelta(minutes=1))[-1] == "chat-hoa"


def test_either_side_s_words_go_with_them(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    hamlet.say("nam", "nhận 1", "bác nhấn vào hình tròn")
    hamlet.say("lan", "hình tròn màu chi rứa")
    hamlet.say("nam", "xóa dữ liệu")
    hamlet.say("nam", "1")
    kept = str(hamlet.everything())
    assert "hình tròn" not in kept
    assert hamlet.rows("ticket", "state", "holder_id") == [("open", None)]
    assert tick(hamlet)[-1] == "chat-hoa"
    hamlet.say("hoa", "nhận 1", "bác nhấn vào hình vuông")
    assert "hình vuông màu chi" in to("hoa", hamlet.say("lan", "hình vuông màu chi"))
    hamlet.say("lan", "xóa dữ liệu")
    hamlet.say("lan", "1")
    kept = str(hamlet.everything())
    assert "hình vuông màu chi" not in kept
    assert "Tên lan" not in kept
    assert hamlet.rows("ticket", "id") == []
    assert "Tên lan" not in words(hamlet.say("hoa", "nhận 1"))


def test_two_apps_of_one_helper_are_one_holder(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    hamlet.say("nam", "nhận 1")
    hamlet.account = "zalo-bot"
    hamlet.enrol("nam2")
    code = words(hamlet.say("nam2", "liên kết")).split("LIEN KET ")[1][:7]
    hamlet.account = ACCOUNT
    hamlet.say("nam", f"lien ket {code}")
    (holder,) = hamlet.rows("ticket", "holder_id")
    assert holder in hamlet.rows("person", "id")
    hamlet.say("nam", "cuộc gọi")
    assert "Tên lan" in words(hamlet.say("nam", "1"))


def test_a_call_of_a_month_ago_is_over(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    hamlet.now += 31 * DAY
    housekeeping.tidy(hamlet.db, hamlet.now)
    assert state(hamlet) == ["ended"]
    assert tick(hamlet) == ["chat-nam"]


def test_a_leader_whose_chat_hears_every_call_is_not_told_of_it_again(hamlet: Village) -> None:
    hamlet.help_chat = Address(ACCOUNT, "chat-hoa")
    sent = hamlet.say("lan", "gặp người")
    assert "NHẬN 1" in to("nam", sent)
    assert to("hoa", sent) == "Bác Tên lan đang cần giúp ở bài “Bài mot”, bước 2/3: Bước b."
    assert tick(hamlet, timedelta(hours=3)) == ["chat-nam"]
    assert tick(hamlet, timedelta(hours=25)) == ["chat-nam", "chat-thu"]


def test_a_helper_ends_it_and_their_own_wishes_are_not_sent_to_the_learner(hamlet: Village) -> None:
    hamlet.say("lan", "gặp người")
    hamlet.say("nam", "nhận 1", "bác xem lại nhé")
    for own in ("dữ liệu của tôi", "menu", "thôi"):
        assert to("lan", hamlet.say("nam", own)) == "", own
        hamlet.say("nam", "nhận 1")
    done = hamlet.say("nam", "xong rồi nhé")
    assert "Tổ thôn Đông ghi là đã giúp xong" in to("lan", done)
    assert "Bước 2/" in to("lan", done)
    assert state(hamlet) == ["done"]
    assert "nhắn:" not in to("nam", hamlet.say("lan", "cháu ơi"))
    assert '"answered"' in str([one.content for one in hamlet.say("nam", "dữ liệu của tôi")])
