"""A plan's limits: people, groups and messages a month, and no limit for whoever measures."""

from datetime import UTC, datetime

import pytest

from tests.town.wire import Raw
from tests.town.zalo_wire import hook
from town.calls import most_within
from town.town import Town
from town.zalo.accounts import Plan, no_plan
from town.zalo.meter import day, month

QUOTA = (429, "Quota exceeded")


async def test_the_basic_plan(town: Town) -> None:
    assert town.zalo_bots.home.plan == Plan(users=50, groups=3, messages=3_000)


async def test_there_is_no_room_for_one_more_person(town: Town, zalo: Raw) -> None:
    bots = town.zalo_bots
    bots.home.plan.users = 2
    lan, hung, hoa = (bots.phone(name) for name in ("Lan", "Hùng", "Hoa"))
    async with hook(town) as heard:
        for phone in (lan, hung, hoa, lan):
            await phone.says(f"tôi là {phone.person.name}")
        await heard.has(3)
        bots.home.plan.users = 3
        await hoa.says("lại là tôi")
        await heard.has(4)
    assert sorted(heard.texts) == sorted(
        ["tôi là Bác Lan", "tôi là Chú Hùng", "tôi là Bác Lan", "lại là tôi"]
    )
    await zalo.result("sendMessage", chat_id=hoa.id, text="a")


async def test_who_is_not_served_cannot_be_written_to(town: Town, zalo: Raw) -> None:
    town.zalo_bots.home.plan.users = 0
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("xin chào")
    assert (await zalo.refusal("sendMessage", chat_id=lan.id, text="a"))[0] == 400
    assert town.zalo_bots.home.usage == {}


async def test_both_directions_use_up_the_month(town: Town, zalo: Raw) -> None:
    home = town.zalo_bots.home
    home.plan.messages = 4
    lan = town.zalo_bots.phone("Bác Lan")
    async with hook(town) as heard:
        await lan.says("một")
        for text in ("a", "b", "c"):
            await zalo.result("sendMessage", chat_id=lan.id, text=text)
        for method, given in (
            ("sendMessage", {"text": "d"}),
            ("sendSticker", {"sticker": "0e078a2fb66a5f34067b"}),
            ("sendVoice", {"voice_url": "https://a.example/a.aac"}),
        ):
            assert await zalo.refusal(method, chat_id=lan.id, **given) == QUOTA
        await zalo.call("sendChatAction", chat_id=lan.id, action="typing")
        await lan.says("hai")  # still arrives, and goes unanswered
        await heard.has(2)
    assert lan.heard() == ["a", "b", "c"]
    assert list(home.usage.values()) == [5]
    town.clock.advance(31 * 86_400)
    await zalo.result("sendMessage", chat_id=lan.id, text="tháng mới")


async def test_a_month_is_vietnams() -> None:
    evening = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
    assert (month(evening), day(evening)) == ("2026-11", "2026-11-30")
    later = evening.replace(hour=17)
    assert (month(later), day(later)) == ("2026-12", "2026-12-01")


@pytest.mark.parametrize("plan", [Plan(), no_plan()], ids=["basic", "none"])
async def test_a_crowd_is_known_as_far_as_the_plan_goes(plan: Plan) -> None:
    async with Town.running(plan=plan) as town:
        town.crowd(60)
        assert len(town.zalo_bots.home.served) == (plan.users or 60)


async def test_how_many_came_in_one_second_can_be_asked(town: Town, zalo: Raw) -> None:
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("một")
    for n in range(5):
        await zalo.result("sendMessage", chat_id=lan.id, text=str(n))
    sent = town.calls.accepted("sendMessage", chat=lan.id)
    assert most_within(sent, 600) == 5
