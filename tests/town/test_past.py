"""What happened before anybody looked: it is on the screens with the time of then, and is brought to nobody again."""

from datetime import timedelta

import pytest

from town.hamlet import FIRST_NEIGHBOUR, Circle, Hamlet
from town.past import past
from town.telegram.limits import Rates
from town.town import Town
from town.world import Device
from town.zalo.world import Kind

HAMLET = Hamlet(
    neighbours=(("Ông Tư", Device.ANDROID),),
    on_zalo=(Circle("Xóm Đông", ("Ông Tư", "Bác Lan")),),
    on_telegram=(Circle("Tổ 3", ("Bác Lan", "Ông Tư")),),
)


@pytest.fixture
def town() -> Town:
    return Town(rates=Rates(), hamlet=HAMLET)


async def test_words_of_then_are_handed_over_once_and_answers_know_no_limit(town: Town) -> None:
    now, lan = town.clock.now(), town.phone("Bác Lan")
    with past(town) as then:
        then.stand_at(now - timedelta(days=3))
        then.came_to_telegram()  # the bot was taken into the group
        await lan.says("chào")
        (update,) = then.came_to_telegram()
        assert update["message"]["text"] == "chào"  # type: ignore[index]
        assert then.came_to_telegram() == []
        for n in range(3):
            said = {"chat_id": lan.id, "text": f"câu {n}"}
            assert then.on_telegram("sendMessage", said, {}).isdecimal()
    assert lan.heard() == ["câu 0", "câu 1", "câu 2"]
    assert (now - lan.messages()[-1].at).days in (2, 3)
    assert abs((town.clock.now() - now).total_seconds()) < 3600
    assert town.platform.updates.waiting(town.home.id) == []


async def test_on_zalo_a_picture_is_fetched_by_who_looks_at_it(town: Town) -> None:
    hand = town.zalo_bots.phone("Ông Tư")
    with past(town) as then:
        then.stand_at(town.clock.now() - timedelta(days=1))
        await hand.says("chào")
        (event,) = then.came_to_zalo()
        assert event["message"]["text"] == "chào"  # type: ignore[index]
        call = {"chat_id": hand.id, "photo": "http://127.0.0.1:9/a.png", "caption": "Bước 1"}
        assert len(then.on_zalo("sendPhoto", call)) == 20
        then.was_looked_at()
    shown = hand.messages()[-1]
    assert (shown.kind, shown.text, shown.url) == (Kind.PICTURE, "Bước 1", call["photo"])
    assert town.zalo_bots.home.webhook is None
    assert hand.person.read == town.world.version - 1  # the clock was put back since


def test_neighbours_and_groups_are_there_again_on_a_new_day(town: Town) -> None:
    assert town.phone("Ông Tư").id == FIRST_NEIGHBOUR
    groups = set(town.world.groups), set(town.world.zalo.groups)
    town.new_phone("Bà Năm")
    town.reset()
    assert town.phone("Ông Tư").id == FIRST_NEIGHBOUR
    assert len(town.world.people) == 4
    assert (set(town.world.groups), set(town.world.zalo.groups)) == groups
    (on_telegram,), (on_zalo,) = town.world.groups.values(), town.world.zalo.groups.values()
    assert (on_telegram.messages, len(on_telegram.members)) == ([], 2)
    assert (on_zalo.messages, len(on_zalo.members)) == ([], 2)
    assert town.new_phone("Bà Sáu").id not in {FIRST_NEIGHBOUR, town.phone("Bác Lan").id}
