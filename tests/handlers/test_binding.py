"""A group chat becomes a team's by a code that its leader was given in private."""

import re
from datetime import timedelta

import pytest

from bot.delivery import Rejected, Result, Sent, Unreachable
from bot.message import Message, Purpose
from bot.update import Address, ChatKind, ChatOpened, TextSent
from handlers import people
from handlers.bubbles import bubbles_of, post
from handlers.codes import MOST_WRONG, WRONG_FOR
from handlers.outcomes import REFUSALS
from tests.handlers.village import ACCOUNT, Village, words

GROUP = "zgr-1"


@pytest.fixture
def led(village: Village) -> Village:
    """Hoa leads a team of one hamlet; Lan is a resident."""
    village.enrol("hoa", "lan")
    village.change(
        "INSERT INTO team (id, name, created_at) VALUES (1, 'Tổ thôn Đông', :now)", now=village.now
    )
    village.change(
        "INSERT INTO member (person_id, team_id, role, valid_from) VALUES (1, 1, 'leader', :now)",
        now=village.now,
    )
    return village


def ask(village: Village, user: str = "hoa") -> str:
    heard = words(village.say(user, "kết nối nhóm"))
    found = re.search(r"(\d{3} \d{3})", heard)
    assert found is not None, heard
    return found[1]


def say_in_group(village: Village, text: str, user: str = "hoa") -> str:
    village.now += timedelta(minutes=1)
    taken = village.take(village.update(user, TextSent(text), GROUP))
    village.deliver(taken.envelopes)
    return words(taken.envelopes)


def test_the_leader_s_code_binds_the_group_to_the_team(led: Village) -> None:
    assert "với Tổ thôn Đông" in say_in_group(led, f"mã đây ạ {ask(led)}")
    assert led.rows("chat", "chat", "team_id", "bound_by") == [(GROUP, 1, 1)]
    assert "kết nối từ trước" in say_in_group(led, ask(led))


def test_a_code_binds_one_group_once(led: Village) -> None:
    code = ask(led)
    say_in_group(led, code)
    led.take(led.update("hoa", TextSent(code), "zgr-2"))
    assert led.rows("chat", "chat", "team_id") == [(GROUP, 1), ("zgr-2", None)]


def test_a_resident_gets_no_code(led: Village) -> None:
    assert "chỉ dành cho tổ" in words(led.say("lan", "ket noi nhom"))
    assert led.rows("code", "id") == []


def test_the_chat_that_helps_may_bind_without_a_team(village: Village) -> None:
    """One installation, one helper, no teams entered: enough to begin with."""
    village.enrol("hoa")
    from handlers import inbound

    update = village.update("hoa", TextSent("kết nối nhóm"))
    received = inbound.receive(
        village.db, village.school, [update], village.now, help_chat=update.address,
        sends_here=frozenset({ACCOUNT}),
    )  # fmt: skip
    village.deliver(received.envelopes)
    found = re.search(r"(\d{3} \d{3})", words(received.envelopes))
    assert found is not None
    assert "Đã kết nối nhóm này" in say_in_group(village, found[1])


def test_wrong_codes_are_answered_for_a_while_and_then_barred(led: Village) -> None:
    for n in range(MOST_WRONG):
        assert "chưa đúng" in say_in_group(led, f"{n:06d}")
    assert "nhiều lần" in say_in_group(led, ask(led))
    led.now += WRONG_FOR
    assert "Đã kết nối" in say_in_group(led, ask(led))


def test_only_who_bound_it_may_unbind(led: Village) -> None:
    assert "chưa kết nối" in say_in_group(led, "hủy kết nối")
    say_in_group(led, ask(led))
    assert "Chỉ người đã kết nối" in say_in_group(led, "huy ket noi", "lan")
    assert "Chỉ người đã kết nối" in say_in_group(led, "huy ket noi", "stranger")
    assert "Đã hủy" in say_in_group(led, "Hủy kết nối nhé")
    assert led.rows("chat", "team_id", "bound_at") == [(None, None)]


def test_a_group_is_told_how_to_learn_and_nobody_s_progress(led: Village) -> None:
    led.finish("lan", "L01")
    for text in ("bài của tôi đâu", "tiến độ của lan", "dữ liệu của tôi", "2", "liên kết"):
        heard = say_in_group(led, text, "lan")
        assert "nhắn riêng" in heard
        assert "Lan" not in heard
        assert "Bài" not in heard
    assert [update.content for update in led.take(led.update("lan", ChatOpened(), GROUP)).envelopes]


def queue(village: Village, key: str) -> None:
    address = Address(ACCOUNT, GROUP, ChatKind.GROUP)
    message = Message("Thông báo", purpose=Purpose.BROADCAST)
    with village.db.transaction() as uow:
        post(uow, bubbles_of(address, [message], key, None), village.now)


def test_a_group_that_refuses_again_and_again_is_given_up_and_its_leader_told(led: Village) -> None:
    say_in_group(led, ask(led))
    for n in range(REFUSALS - 1):
        queue(led, f"broadcast:{n}")
        led.deliver(led.claim(), Rejected("400"))
        assert led.rows("chat", "unreachable") == [None]
    queue(led, "broadcast:last")
    led.deliver(led.claim(), Rejected("400"))
    assert led.rows("chat", "unreachable", "team_id") == [("400", None)]
    assert "không gửi tin vào nhóm" in words(told := led.claim())
    assert told[0].address.chat == "chat-hoa"


def test_one_success_between_refusals_keeps_it(led: Village) -> None:
    say_in_group(led, ask(led))
    no, yes = Rejected("400"), Sent("1")
    results: list[Result] = [no, no, yes, no]
    for n, result in enumerate(results):
        queue(led, f"broadcast:{n}")
        led.deliver(led.claim(), result)
    assert led.rows("chat", "unreachable") == [None]


def test_a_group_that_put_us_out_is_lost_at_once(led: Village) -> None:
    say_in_group(led, ask(led))
    queue(led, "broadcast:1")
    led.deliver(led.claim(), Unreachable("kicked"))
    assert led.rows("chat", "unreachable", "bound_at") == [("kicked", None)]
    assert "Mời lại rồi kết nối lại" in words(led.claim())


def test_who_bound_it_may_be_forgotten(led: Village) -> None:
    say_in_group(led, ask(led))
    assert people.erase(led.db, ACCOUNT, "hoa", led.now)
    assert led.rows("chat", "team_id", "bound_by") == [(1, None)]
