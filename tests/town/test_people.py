"""What a hand can do with a phone, and what it cannot."""

import pytest

from tests.town.wire import Raw
from town.people import Impossible
from town.state import State
from town.town import Town
from town.world import LONGEST_CHAT, AttachmentKind

KEYS = {"inline_keyboard": [[{"text": "Có", "callback_data": "y"}]]}


async def test_what_is_typed_without_a_network_goes_out_later_in_order(
    town: Town, raw: Raw
) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    await lan.goes_offline()
    await lan.says("một")
    await lan.says("hai")
    await raw.result("sendMessage", chat_id=lan.id, text="Có ai ở đó không?", reply_markup=KEYS)
    assert lan.heard() == []
    assert [each.state for each in lan.messages()[1:]] == [State.WAITING, State.WAITING]
    assert len(await raw.result("getUpdates")) == 1
    await lan.goes_online()
    assert [each.text for each in lan.messages()[1:]] == ["Có ai ở đó không?", "một", "hai"]
    texts = [update["message"]["text"] for update in await raw.result("getUpdates")]
    assert texts == ["/start", "một", "hai"]


async def test_buttons_need_a_network_and_the_message(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    await raw.result("sendMessage", chat_id=lan.id, text="Có ạ?", reply_markup=KEYS)
    button = lan.messages()[-1]
    await lan.goes_offline()
    with pytest.raises(Impossible, match="mất mạng"):
        await lan.presses("Có")
    await lan.goes_online()
    await raw.result("editMessageText", chat_id=lan.id, message_id=button.id, text="Đã chọn")
    with pytest.raises(AssertionError, match="no button"):
        await lan.presses("Có")


async def test_a_blocked_bot_hears_that_it_is_and_nothing_else(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    await lan.blocks()
    await lan.blocks()
    with pytest.raises(Impossible, match="chặn"):
        await lan.says("xin chào")
    await lan.starts("lai")
    updates = await raw.result("getUpdates")
    statuses = [
        update["my_chat_member"]["new_chat_member"]["status"]
        for update in updates
        if "my_chat_member" in update
    ]
    assert statuses == ["kicked", "member"]
    assert updates[-1]["message"]["text"] == "/start lai"


@pytest.mark.parametrize("payload", ["có dấu", "a b", "a" * 65, "a\n"])
async def test_a_link_carries_only_what_telegram_allows(town: Town, payload: str) -> None:
    with pytest.raises(Impossible):
        await town.phone("Bác Lan").starts(payload)


async def test_stand_ins_look_like_the_real_thing(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    await lan.sends(AttachmentKind.STICKER, "❤️")
    await lan.sends(AttachmentKind.VOICE)
    await lan.sends(AttachmentKind.PHOTO)
    sticker, voice, photo = [u["message"] for u in await raw.result("getUpdates")]
    assert sticker["sticker"]["emoji"] == "❤️"
    assert voice["voice"]["duration"] > 0
    assert photo["photo"][0]["file_id"]
    with pytest.raises(Impossible):
        await lan.sends(AttachmentKind.DOCUMENT)


async def test_a_chat_forgets_its_oldest_messages(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    for n in range(LONGEST_CHAT + 5):
        await lan.says(str(n))
    assert len(lan.messages()) == LONGEST_CHAT
    assert lan.messages()[-1].text == str(LONGEST_CHAT + 4)


async def test_waiting_to_see_something_ends_with_the_screen(town: Town) -> None:
    lan = town.phone("Bác Lan")
    await lan.says("xin chào")
    with pytest.raises(AssertionError, match="xin chào"):
        await lan.sees("chào bác", within=0.05)
