"""Groups: what a bot hears in them, how it comes and goes, and how they move to another id."""

from typing import Any

import pytest

from tests.town.wire import Raw
from town.town import Town


async def news(raw: Raw) -> list[dict[str, Any]]:
    """The new updates; they will not come again."""
    found: list[dict[str, Any]] = await raw.result("getUpdates")
    if found:
        await raw.result("getUpdates", offset=found[-1]["update_id"] + 1)
    return found


async def test_coming_and_going(town: Town, raw: Raw) -> None:
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    group = town.new_group("Tổ 3", lan)
    joined, note = await news(raw)
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert note["message"]["new_chat_members"][0]["id"] == town.home.id
    group.joined_by(hung)
    group.left_by(hung)
    came, went = await news(raw)
    assert came["message"]["new_chat_members"][0]["id"] == hung.id
    assert went["message"]["left_chat_member"]["id"] == hung.id
    group.puts_out()
    (out,) = await news(raw)
    assert out["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await lan.says(f"@{town.home.username} còn đó không?", group)
    assert await news(raw) == []


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("chào cả nhà", False),
        ("/hoc@{me}", True),
        ("/hoc@bot_khac", False),
        ("nhờ @{me} nhắc giúp", True),
        ("@{me}x không phải tôi", False),
        ("/hoc", False),
    ],
)
async def test_privacy_lets_only_through_what_is_meant_for_the_bot(
    town: Town, raw: Raw, text: str, heard: bool
) -> None:
    lan = town.phone("Bác Lan")
    group = town.new_group("Tổ 3", lan)
    await news(raw)
    await lan.says(text.format(me=town.home.username), group)
    assert bool(await news(raw)) is heard


async def test_replies_and_commands_after_the_bots_own_words_are_meant_for_it(
    town: Town, raw: Raw
) -> None:
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    group = town.new_group("Tổ 3", lan, hung)
    await raw.result("sendMessage", chat_id=group.id, text="Mời các bác")
    await news(raw)
    await lan.says("Vâng", group, reply_to=group.chat.messages[-1])
    (reply,) = await news(raw)
    assert reply["message"]["reply_to_message"]["text"] == "Mời các bác"
    await hung.says("tôi cũng vâng", group, reply_to=group.chat.messages[-1])
    assert await news(raw) == []
    await hung.says("/hoc", group)
    (command,) = await news(raw)
    assert command["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 4}]


async def test_without_privacy_everything_is_heard(town: Town, raw: Raw) -> None:
    town.home.privacy = False
    lan = town.phone("Bác Lan")
    group = town.new_group("Tổ 3", lan)
    await news(raw)
    await lan.says("chào cả nhà", group)
    assert len(await news(raw)) == 1
    assert (await raw.result("getMe"))["can_read_all_group_messages"] is True


async def test_a_group_grows_with_a_word_to_both_sides(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    group = town.new_group("Tổ 3", lan)
    old = group.id
    await news(raw)
    group.grows()
    away, here = await news(raw)
    assert away["message"]["chat"]["id"] == old
    assert away["message"]["migrate_to_chat_id"] == group.id
    assert here["message"]["chat"] == {"id": group.id, "type": "supergroup", "title": "Tổ 3"}
    assert here["message"]["migrate_from_chat_id"] == old
    await raw.result("sendMessage", chat_id=group.id, text="Vẫn ở đây")
    assert lan.heard(group) == ["Vẫn ở đây"]


async def test_a_group_grows_in_silence(town: Town, raw: Raw) -> None:
    group = town.new_group("Tổ 3", town.phone("Bác Lan"))
    old = group.id
    await news(raw)
    group.grows(announced=False)
    assert await news(raw) == []
    answer = await raw.call("sendMessage", chat_id=old, text="a")
    assert answer["parameters"] == {"migrate_to_chat_id": group.id}


async def test_a_press_in_a_group_names_who_pressed(town: Town, raw: Raw) -> None:
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    group = town.new_group("Tổ 3", lan, hung)
    keys = {"inline_keyboard": [[{"text": "Có", "callback_data": "y"}]]}
    await raw.result("sendMessage", chat_id=group.id, text="Có ai đến không?", reply_markup=keys)
    await news(raw)
    await hung.presses("Có", group)
    (press,) = await news(raw)
    assert press["callback_query"]["from"]["id"] == hung.id
    assert press["callback_query"]["message"]["chat"]["id"] == group.id
