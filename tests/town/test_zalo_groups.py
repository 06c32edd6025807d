"""Zalo groups: only a mention from the list or an answer to the bot's own words reaches it."""

import pytest

from tests.town.wire import Raw
from tests.town.zalo_wire import hook
from town.hamlet import XOM_DONG
from town.town import Town
from town.zalo.phone import Group, ZaloPhone
from town.zalo.world import Kind

NAME = "@Bot Học Vụ Số"


@pytest.fixture
def lan(town: Town) -> ZaloPhone:
    return town.zalo_bots.phone("Bác Lan")


@pytest.fixture
def group(town: Town, lan: ZaloPhone) -> Group:
    return town.zalo_bots.group("Xóm Đông", lan, town.zalo_bots.phone("Chú Hùng"))


def made(town: Town) -> int:
    """How many events there have ever been; whoever speaks returns only when they are in their queue."""
    return town.world.zalo.next_event - 1


async def test_a_mention_arrives_with_the_name_in_its_text(
    town: Town, lan: ZaloPhone, group: Group
) -> None:
    async with hook(town) as heard:
        await lan.says("KETNOI 482913", group, mention=True)
        await heard.has(1)
    (body,) = heard.bodies
    message = body["message"]
    assert body["event_name"] == "message.text.received"
    assert message["text"] == f"{NAME} KETNOI 482913"
    assert message["chat"] == {"id": group.id, "chat_type": "GROUP"}
    assert message["from"] == {"id": lan.id, "display_name": "Bác Lan", "is_bot": False}
    assert not {"mentions", "reply_to", "quote"} & set(message)


async def test_nothing_else_does(town: Town, zalo: Raw, lan: ZaloPhone, group: Group) -> None:
    await zalo.result("sendMessage", chat_id=group.id, text="Mời các bác")
    mine = group.chat.messages[-1]
    hung = town.zalo_bots.phone("Chú Hùng")
    async with hook(town) as heard:
        await lan.says("chào cả nhà", group)
        await lan.says(f"{NAME} gõ tay", group)
        await lan.sends(Kind.PICTURE, "không nhắc tên", group)
        await lan.sends(Kind.PICTURE, "trả lời bằng ảnh", group, quotes=mine)
        await lan.sends(Kind.VOICE, group=group)
        await hung.says("tôi trả lời bác Lan", group, quotes=group.chat.messages[-1])
        assert made(town) == 0
        await lan.says("vâng", group, quotes=mine)
        await heard.has(1)
        await lan.sends(Kind.PICTURE, "", group, mention=True)
        await heard.has(2)
    assert heard.texts == ["vâng", "message.image.received"]
    assert made(town) == 2
    assert heard.bodies[1]["message"]["caption"] == NAME


async def test_it_comes_and_goes_without_a_word(town: Town, zalo: Raw, lan: ZaloPhone) -> None:
    async with hook(town):
        group = town.zalo_bots.group("Xóm Đông", lan, with_bot=False)
        assert (await zalo.refusal("sendMessage", chat_id=group.id, text="a"))[0] == 400
        group.takes_in()
        await zalo.result("sendMessage", chat_id=group.id, text="Có mặt")
        mine = group.chat.messages[-1]
        group.puts_out()
        assert (await zalo.refusal("sendMessage", chat_id=group.id, text="a"))[0] == 400
        await lan.says("còn đó không?", group, quotes=mine)
        group.joined_by(town.zalo_bots.phone("Chú Hùng"))
        group.left_by(town.zalo_bots.phone("Chú Hùng"))
        assert made(town) == 0
    assert lan.heard(group) == ["Có mặt"]
    notes = [each.text for each in group.chat.messages if not (each.person or each.account)]
    assert notes == [
        "Bác Lan đã lập nhóm “Xóm Đông”",
        "Bác Lan đã thêm Bot Học Vụ Số vào nhóm. Tin của Bot Học Vụ Số là tin tự động.",
        "Bác Lan đã mời Bot Học Vụ Số ra khỏi nhóm",
        "Chú Hùng đã vào nhóm",
        "Chú Hùng đã rời nhóm",
    ]


async def test_of_a_protected_member_a_mention_is_unsupported(
    town: Town, lan: ZaloPhone, group: Group
) -> None:
    lan.becomes_protected()
    async with hook(town) as heard:
        await lan.says("bài 3", group, mention=True)
        await heard.has(1)
    (body,) = heard.bodies
    assert body["event_name"] == "message.unsupported.received"
    assert body["message"]["chat"] == {"id": group.id, "chat_type": "GROUP"}


async def test_a_member_of_a_group_is_nobody_the_bot_may_write_to(
    town: Town, zalo: Raw, lan: ZaloPhone, group: Group
) -> None:
    await lan.says("chào", group, mention=True)
    assert (await zalo.refusal("sendMessage", chat_id=lan.id, text="a"))[0] == 400


async def test_the_pages_town_begins_with_a_group_of_three(town: Town) -> None:
    assert town.world.zalo.groups == {}
    (found,) = Town(hamlet=XOM_DONG).world.zalo.groups.values()
    assert found.title == "Xóm Đông"
    assert len(found.members) == 3
    assert found.accounts == [town.zalo_bots.home.id]
