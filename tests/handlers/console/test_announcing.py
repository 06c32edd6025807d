"""A leader announces by typing alone: words, for whom, when; sees it before it goes; and it goes once."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from bot.calendar import ZONE
from bot.delivery import Envelope
from bot.message import Lane, Mark, Message
from bot.policy import Role
from bot.units import Kind, Name
from bot.update import ChatKind, MediaKind, MediaSent, TextSent
from handlers import appointing, feeding, relaying
from tests.handlers.console.hamlet import ON_SQLITE, appoint, labels, settle
from tests.handlers.village import Village, words

GROUP = "-100"
RATES = {"telegram": 30.0}
AFTERNOON = datetime(2026, 11, 24, 15, 0, tzinfo=ZONE)


@pytest.fixture
def hamlet(village: Village) -> Village:
    """Hoa leads a team with a bound group and three residents, two of whom want to hear from us."""
    settle(village, "lan", "nga", "tu")
    village.change(
        "UPDATE person SET reminders_wanted = true WHERE display_name IN ('Tên lan', 'Tên nga')"
    )
    code = re.search(r"\d{3} \d{3}", words(village.say("hoa", "kết nối nhóm")))
    assert code is not None
    village.deliver(village.in_group(GROUP, TextSent(f"@bot {code[0]}")))
    return village


def feed(village: Village, seconds: int = 1) -> list[Envelope]:
    """What the worker does; and everything that is sent then."""
    sent: list[Envelope] = []
    for _ in range(seconds):
        village.now += timedelta(seconds=1)
        feeding.tick(village.db, village.school, village.now, RATES)
        claimed = village.claim()
        village.deliver(claimed)
        sent += claimed
    feeding.tick(village.db, village.school, village.now, RATES)
    return [one for one in sent if one.key.startswith("broadcast:")]


def chats(sent: Iterable[Envelope]) -> list[str]:
    return sorted(one.address.chat for one in sent)


@ON_SQLITE
def test_by_numbers_and_words_alone_into_the_group(hamlet: Village) -> None:
    assert "viết lời thông báo" in words(hamlet.say("hoa", "thong bao"))
    shown = hamlet.say("hoa", "Tối nay 19 giờ họp ở nhà văn hóa, mang theo điện thoại.")
    assert "THÔNG BÁO của Tổ thôn Đông" in words(shown)
    assert "nhóm của tổ, 1 nhóm. Gửi ngay" in words(shown)
    assert labels(shown) == [
        "Gửi đi", "Chọn người nhận", "Chọn giờ gửi", "Sửa lời, thêm hình, bài học", "Bỏ bản nháp này",
    ]  # fmt: skip
    assert feed(hamlet) == []
    assert "Đã bắt đầu gửi thông báo số 1 tới 1 nhóm" in words(hamlet.say("hoa", "1"))
    (sent,) = feed(hamlet)
    assert (sent.address.chat, sent.address.kind) == (GROUP, ChatKind.GROUP)
    assert isinstance(sent.content, Message)
    assert sent.content.text == shown[0].content.text  # type: ignore[union-attr]
    assert "Đã tới 1 nhóm" in words(hamlet.say("hoa", "thông báo 1"))


@ON_SQLITE
def test_what_was_confirmed_is_not_confirmed_again(hamlet: Village) -> None:
    hamlet.say("hoa", "/tb Mai họp")
    shown = hamlet.say("hoa", "/tb Mai họp nhé")
    hamlet.press("hoa", shown[-1], 0)
    hamlet.press("hoa", shown[-1], 0)
    hamlet.now += timedelta(minutes=5)
    hamlet.press("hoa", shown[-1], 0)
    assert len(feed(hamlet, 3)) == 1
    assert hamlet.rows("broadcast", "state") == ["draft", "done"]


def test_to_residents_with_those_left_out_and_why(hamlet: Village) -> None:
    hamlet.say("hoa", "thông báo: Mai tổ đến từng nhà", "2")
    shown = hamlet.say("hoa", "Bà con của tổ: 2 người")
    assert "bà con của tổ, 2 người" in words(shown)
    assert "Không gửi tới: 1 người không muốn nhận tin nhắc" in words(shown)
    hamlet.say("hoa", "gửi đi")
    assert chats(feed(hamlet)) == ["chat-lan", "chat-nga"]
    assert "ghi nhận" in words(hamlet.say("lan", "đã nắm"))
    report = words(hamlet.say("hoa", "thông báo 1"))
    assert "Đã tới 2 người" in report
    assert "Đã nắm: 1 trên 2 người" in report
    assert "Tên nga" in words(hamlet.say("hoa", "Ai chưa nắm"))


@ON_SQLITE
def test_a_lesson_an_hour_and_a_picture_are_added(hamlet: Village) -> None:
    hamlet.say("hoa", "/tb Mai họp", "4", "Kèm hình chữ to", "4", "Ghi giờ họp, giờ làm việc")
    hamlet.say("hoa", "19 giờ tối mai", "4", "Mời học một bài")
    shown = hamlet.say("hoa", "L02")
    first = shown[0].content
    assert isinstance(first, Message)
    assert "Thời gian: 19 giờ thứ Tư 25/11." in first.text
    assert "nhắn riêng cho cháu chữ L02 (Bài hai)" in first.text
    assert first.photo is not None
    assert "Hình chỉ hiện trên Telegram" in words(shown)  # Zalo fetches it from us, who are nowhere
    hamlet.say("hoa", "1")
    (sent,) = feed(hamlet)
    assert isinstance(sent.content, Message)
    assert sent.content.photo == first.photo


@ON_SQLITE
def test_an_hour_in_the_evening_is_kept_and_one_at_night_is_not_taken(hamlet: Village) -> None:
    hamlet.say("hoa", "/tb Mai họp", "3")
    assert "bà con nghỉ rồi" in words(hamlet.say("hoa", "22 giờ tối nay"))
    assert "chưa hiểu giờ" in words(hamlet.say("hoa", "lúc nào cũng được"))
    assert "Sẽ gửi lúc 19 giờ thứ Ba 24/11" in words(hamlet.say("hoa", "19h tối nay"))
    assert "Đã hẹn" in words(hamlet.say("hoa", "Đúng, hẹn gửi"))
    assert feed(hamlet) == []
    assert "không cần đính chính" in words(hamlet.say("hoa", "đính chính 1"))
    hamlet.now = datetime(2026, 11, 24, 19, 0, tzinfo=ZONE)
    assert len(feed(hamlet, 2)) == 1


@ON_SQLITE
def test_what_is_planned_is_stopped_before_it_begins(hamlet: Village) -> None:
    hamlet.say("hoa", "/tb Mai họp", "3", "19h tối nay", "1")
    assert "đã bỏ" in words(hamlet.say("hoa", "dừng thông báo 1"))
    hamlet.now = datetime(2026, 11, 24, 19, 0, tzinfo=ZONE)
    assert feed(hamlet, 2) == []


def test_stopped_it_goes_to_nobody_else_and_put_right_to_those_who_have_it(hamlet: Village) -> None:
    hamlet.say("hoa", "/tb Họp lúc 18 giờ", "2", "Bà con của tổ: 2 người", "1")
    hamlet.now += timedelta(seconds=1)
    feeding.tick(hamlet.db, hamlet.school, hamlet.now, RATES)
    (first,) = hamlet.claim(limit=1)
    hamlet.deliver([first])
    assert "đã dừng lúc" in words(hamlet.say("hoa", "dừng thông báo 1"))
    assert feed(hamlet, 3) == []
    report = words(hamlet.say("hoa", "thông báo 1"))
    assert "Đã tới 1 người" in report
    assert "Không gửi nữa vì đã dừng: 1 người" in report
    hamlet.say("hoa", "đính chính 1")
    shown = words(hamlet.say("hoa", "Họp lúc 19 giờ"))
    assert "ĐÍNH CHÍNH của Tổ thôn Đông (cho thông báo lúc 15 giờ" in shown
    assert "nơi đã nhận tin trước, 1 người" in shown
    hamlet.say("hoa", "1")
    sent = feed(hamlet, 2)
    assert chats(one for one in sent if isinstance(one.content, Message)) == [first.address.chat]
    assert [one.content for one in sent if isinstance(one.content, Mark)] == [
        Mark("1", "Đã có đính chính, xem tin mới")  # on the earlier one
    ]


@ON_SQLITE
def test_new_words_for_what_has_gone_out_meanwhile_are_not_taken_in_silence(
    hamlet: Village,
) -> None:
    hamlet.say("hoa", "/tb Mai họp", "4", "Viết lại lời")
    hamlet.change("UPDATE broadcast SET state = 'done'")  # confirmed in another app
    assert "không làm việc ấy được nữa" in words(hamlet.say("hoa", "Mai họp lúc 8 giờ"))
    assert hamlet.rows("broadcast", "body") == ["Mai họp"]


@ON_SQLITE
def test_paused_and_gone_on_with(hamlet: Village) -> None:
    hamlet.say("hoa", "/tb Mai họp", "2", "Bà con của tổ: 2 người", "1")
    assert "đang tạm dừng" in words(hamlet.say("hoa", "tạm dừng 1"))
    assert feed(hamlet, 2) == []
    hamlet.say("hoa", "gửi tiếp 1")
    assert len(feed(hamlet, 2)) == 2


@ON_SQLITE
@pytest.mark.parametrize("said", ["CCCD của tôi 038203004567", "mã OTP 482913 nhé"])
def test_no_secret_goes_out(hamlet: Village, said: str) -> None:
    assert "không nên đưa vào nhóm" in words(hamlet.say("hoa", "thông báo", said))
    assert hamlet.rows("broadcast", "id") == []


@ON_SQLITE
def test_too_many_words_are_asked_for_again_and_a_warning_about_codes_is_no_danger(
    hamlet: Village,
) -> None:
    assert "viết gọn lại" in words(hamlet.say("hoa", "thông báo", "a " * 500))
    shown = words(hamlet.say("hoa", "Bà con không đọc mã OTP cho ai, có người bị lừa mất tiền"))
    assert "THÔNG BÁO" in shown
    assert "chờ" not in shown


@ON_SQLITE
def test_one_may_leave_at_any_time(hamlet: Village) -> None:
    for way_out in ("thôi", "hủy", "1", "Thôi, không đăng nữa", "/to"):
        assert "đang làm việc của" in words(hamlet.say("hoa", "thông báo", way_out)), way_out
    assert hamlet.rows("broadcast", "id") == []


@ON_SQLITE
def test_a_photo_is_not_passed_on_and_what_can_be_is_said(hamlet: Village) -> None:
    for said in ("thông báo", "/tb Mai họp"):
        hamlet.say("hoa", said)
        photo = hamlet.update("hoa", MediaSent(MediaKind.PHOTO))
        assert "Kèm hình chữ to" in words(hamlet.take(photo).envelopes), said
    assert "Đã bắt đầu gửi" in words(hamlet.say("hoa", "1"))  # the draft is still what is open


def test_more_than_one_person_may_decide_needs_a_second(hamlet: Village) -> None:
    unit(hamlet)
    hamlet.enrol("can-bo")
    hamlet.school = type(hamlet.school)(hamlet.school.course, approval_above=1)
    hamlet.say("hoa", "/tb Mai họp", "2", "Bà con của tổ: 2 người")
    assert "chưa biết cán bộ nào duyệt" in words(hamlet.say("hoa", "Gửi người duyệt"))
    officer(hamlet, "can-bo")
    hamlet.say("hoa", "thông báo 1")
    asked = hamlet.say("hoa", "Gửi người duyệt")
    told = {one.address.chat: words([one]) for one in asked}
    assert "đang chờ duyệt" in told["chat-hoa"]
    assert "Nhắn DUYỆT 1" in told["chat-can-bo"]
    assert feed(hamlet) == []
    assert "Mai họp" in words(hamlet.say("can-bo", "duyệt 1"))
    agreed = hamlet.say("can-bo", "Duyệt, gửi đi")
    assert "đã được duyệt" in {one.address.chat: words([one]) for one in agreed}["chat-hoa"]
    assert len(feed(hamlet)) == 2


@ON_SQLITE
def test_nobody_else_s_announcement_can_be_touched(hamlet: Village) -> None:
    hamlet.say("hoa", "/tb Mai họp")
    for said in ("thông báo 1", "dừng thông báo 1", "đính chính 1", "chuyển tiếp 1", "duyệt 1"):
        assert "không thuộc" in words(hamlet.say("binh", said)), said
    assert "không còn nữa" in words(hamlet.say("binh", "thông báo 7"))


@ON_SQLITE
def test_a_member_may_not_announce(hamlet: Village) -> None:
    appoint(hamlet, "lan", Role.MEMBER)
    assert "không thuộc" in words(hamlet.say("lan", "thông báo"))
    assert "không thuộc" in words(hamlet.say("lan", "/tb Mai họp"))
    assert "Đăng thông báo" not in labels(hamlet.say("lan", "/to"))


def test_a_link_to_pass_on_counts_how_often_it_was_opened(hamlet: Village) -> None:
    hamlet.school = type(hamlet.school)(hamlet.school.course, address="https://hoc.example")
    hamlet.say("hoa", "/tb Mai họp", "1")
    kit = words(hamlet.say("hoa", "chuyển tiếp 1"))
    token = re.search(r"https://hoc\.example/r/(\S+)", kit)
    assert token is not None
    assert token[1] in words(hamlet.say("hoa", "chuyển tiếp 1"))  # the same one
    shown = relaying.shown(hamlet.db, hamlet.school, token[1])
    assert shown is not None
    assert shown[0].body == "Mai họp"
    assert relaying.opened(hamlet.db, token[1])
    assert not relaying.opened(hamlet.db, "nothing")
    feed(hamlet)
    assert "đã được mở 1 lần" in words(hamlet.say("hoa", "thông báo 1"))


@ON_SQLITE
def test_a_warning_goes_at_night_and_before_everything(hamlet: Village) -> None:
    unit(hamlet)
    hamlet.enrol("can-bo")
    officer(hamlet, "can-bo")
    hamlet.now = datetime(2026, 11, 24, 23, 0, tzinfo=ZONE)
    shown = hamlet.say("can-bo", "/tb Nước sông lên nhanh, bà con ven đê chuyển đồ lên cao")
    assert "sẽ đi lúc 7 giờ thứ Tư" in words(shown)
    hamlet.say("can-bo", "Chọn giờ gửi")
    assert "CẢNH BÁO KHẨN" in words(hamlet.say("can-bo", "Là cảnh báo khẩn (thiên tai)"))
    hamlet.say("can-bo", "Gửi cảnh báo ngay")
    sent = feed(hamlet)
    assert {one.address.chat for one in sent} == {GROUP, "chat-hoa"}
    assert {one.lane for one in sent} == {Lane.EMERGENCY}


def test_a_leader_passes_on_what_the_commune_announces(hamlet: Village) -> None:
    unit(hamlet)
    hamlet.enrol("can-bo")
    officer(hamlet, "can-bo")
    hamlet.say("can-bo", "/tb Thứ Bảy cấp tài khoản VNeID tại xã", "1")
    told = {one.address.chat: words([one]) for one in feed(hamlet)}
    assert "CHUYỂN TIẾP 1" in told["chat-hoa"]
    assert "CHUYỂN TIẾP" not in told[GROUP]
    assert "để bác chuyển tiếp" in words(hamlet.say("hoa", "chuyển tiếp 1"))
    assert "không thuộc" in words(
        hamlet.say("binh", "chuyển tiếp 1")
    )  # in no unit, let alone that one
    assert "không thuộc" in words(hamlet.say("hoa", "dừng thông báo 1"))


def unit(village: Village) -> None:
    """The first team's hamlet, in a commune, in a province."""
    for number, level, kind, name, parent in (
        (1, "province", "tỉnh", "Thanh Hóa", None),
        (2, "commune", "xã", "Quảng Đông", 1),
        (3, "hamlet", "thôn", "Đông", 2),
    ):
        village.change(
            "INSERT INTO unit (id, level, kind, name, parent_id) VALUES (:n, :level, :kind, :name, :p)",
            n=number, level=level, kind=kind, name=name, p=parent,
        )  # fmt: skip
    village.change("UPDATE team SET unit_id = 3 WHERE id = 1")


def officer(village: Village, who: str) -> None:
    code, _ = appointing.invite_officer(village.db, Name(Kind.XA, "Quảng Đông"), village.now)
    village.say(who, f"vai trò {code}")
