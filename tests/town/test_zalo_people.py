"""What hands do with Zalo, and what the servers of its two apps get to hear of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from town.clock import TownClock
from town.hamlet import XOM_DONG
from town.people import Impossible
from town.state import State
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo import deeds, groups, people
from town.zalo.accounts import ZaloOa
from town.zalo.deeds import Deed
from town.zalo.phone import ZaloPhone
from town.zalo.world import App, Kind, ZaloButton, person_id

OA = "3333333333333333333"
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)


@pytest.fixture
def deaf() -> Town:
    """A town whose servers are not there: what they would hear is heard here."""
    return Town(clock=TownClock(lambda: NOW), rates=NO_RATES)


def heard(town: Town, app: App = App.BOT) -> list[Deed]:
    told: list[Deed] = []
    town.zalo.listeners[app] = told.append
    return told


def oa_phone(town: Town, name: str) -> ZaloPhone:
    town.world.zalo.oas[OA] = ZaloOa(OA, "Học Vụ Số Thanh Hóa")
    return ZaloPhone(town, town.phone(name).person, OA)


def test_every_account_knows_a_person_by_another_id() -> None:
    bot, other = (person_id(App.BOT, account, 7) for account in ("1", "2"))
    assert bot != other
    assert len(bot) == 20
    assert int(bot, 16) >= 0
    oa = person_id(App.OA, OA, 7)
    assert len(oa) == 19
    assert int(oa) > 2**53
    assert person_id(App.BOT, "1", 7) == bot


async def test_what_is_said_is_on_the_screen_and_told(deaf: Town) -> None:
    told = heard(deaf)
    lan = deaf.zalo_bots.phone("Bác Lan")
    await lan.opens()
    assert lan.chat.last_interaction is None
    await lan.says("  xin chào ")
    await lan.sends(Kind.PICTURE, "đây")
    assert told == [
        deeds.Opened(lan.person, lan.chat),
        *(deeds.Wrote(lan.person, lan.chat, each) for each in lan.chat.messages),
    ]
    text, picture = lan.chat.messages
    assert (text.text, picture.text) == ("xin chào", "đây")
    assert picture.url == f"https://photo.zdn.invalid/{picture.outside}.jpg"
    assert len(text.outside) == 20
    assert text.outside != picture.outside
    assert deaf.world.zalo.message(lan.chat, text.outside) is text
    assert lan.chat.last_interaction == NOW
    assert lan.screen() == "Bác Lan: xin chào\nBác Lan: (picture) đây"


async def test_a_phone_without_a_network_keeps_what_is_typed_until_it_has_one(deaf: Town) -> None:
    told = heard(deaf)
    lan = deaf.zalo_bots.phone("Bác Lan")
    hamlet = deaf.zalo_bots.group("Tổ 3", lan)
    told.clear()
    await lan.goes_offline()
    await lan.says("một")
    await lan.says("hai")
    await lan.says("ba", hamlet)
    deaf.zalo.show(lan.chat, "trong lúc đó", account=lan.account)
    assert told == []
    assert lan.heard() == []
    assert [each.state for each in lan.messages()] == [State.WAITING, State.WAITING]
    with pytest.raises(Impossible, match="mất mạng"):
        await lan.blocks()
    await deaf.phone("Bác Lan").goes_online()  # one phone, several apps
    assert [each.message.text for each in told if isinstance(each, deeds.Wrote)] == [
        "một",
        "hai",
        "ba",
    ]
    assert lan.heard() == ["trong lúc đó"]
    assert [each.text for each in lan.messages()] == ["trong lúc đó", "một", "hai"]


async def test_only_a_name_picked_from_the_list_is_a_mention(deaf: Town) -> None:
    lan, bot = deaf.zalo_bots.phone("Bác Lan"), deaf.zalo_bots.home
    group = deaf.zalo_bots.group("Tổ 3", lan)
    await lan.says("KETNOI 482913", group, mention=True)
    await lan.says(f"nhờ @{bot.name} nhắc giúp", group, mention=True)
    await lan.says(f"@{bot.name} gõ tay", group)
    await lan.sends(Kind.PICTURE, "", group, mention=True)
    said = [each for each in group.chat.messages if each.person]
    assert [(each.text, each.mentions) for each in said] == [
        (f"@{bot.name} KETNOI 482913", [bot.id]),
        (f"nhờ @{bot.name} nhắc giúp", [bot.id]),
        (f"@{bot.name} gõ tay", []),
        (f"@{bot.name}", [bot.id]),
    ]
    group.puts_out()
    with pytest.raises(Impossible, match="không có ai"):
        await lan.says("còn đó không", group, mention=True)


async def test_the_owner_alone_invites_and_puts_out(deaf: Town) -> None:
    told = heard(deaf)
    lan, hung = deaf.zalo_bots.phone("Bác Lan"), deaf.zalo_bots.phone("Chú Hùng")
    group = deaf.zalo_bots.group("Tổ 3", lan, hung, with_bot=False)
    assert group.id.startswith("zgr-")
    assert len(group.id) == 24
    with pytest.raises(Impossible, match="trưởng nhóm"):
        groups.invite(deaf.zalo, group.chat, group.account, hung.person)
    group.takes_in()
    with pytest.raises(Impossible, match="rồi"):
        group.takes_in()
    group.puts_out()
    with pytest.raises(Impossible, match="không ở trong nhóm"):
        group.puts_out()
    assert told == [
        deeds.Invited(lan.person, group.chat, group.account),
        deeds.Invited(lan.person, group.chat, group.account, ended=True),
    ]
    group.left_by(hung)
    with pytest.raises(Impossible, match="không còn ở trong nhóm"):
        await hung.says("a", group)
    group.joined_by(hung)
    with pytest.raises(Impossible, match="rồi"):
        group.joined_by(hung)


async def test_a_fourth_group_finds_no_room_in_the_plan(deaf: Town) -> None:
    lan = deaf.zalo_bots.phone("Bác Lan")
    first, *_ = [deaf.zalo_bots.group(f"Tổ {n}", lan) for n in range(3)]
    with pytest.raises(Impossible, match="Gói"):
        deaf.zalo_bots.group("Tổ 4", lan)
    first.puts_out()
    deaf.zalo_bots.group("Tổ 5", lan)


async def test_an_official_account_hears_more(deaf: Town) -> None:
    lan = oa_phone(deaf, "Bác Lan")
    told = heard(deaf, App.OA)
    await lan.follows()
    await lan.follows()  # is no second time
    assert lan.chat.last_interaction is not None
    await lan.reads()
    await lan.blocks()
    with pytest.raises(Impossible, match="chặn"):
        await lan.says("a")
    await lan.unblocks()
    await lan.unfollows()
    where = (lan.person, lan.chat)
    assert told == [
        deeds.Followed(*where),
        deeds.Read(*where),
        deeds.Blocked(*where),
        deeds.Blocked(*where, ended=True),
        deeds.Followed(*where, ended=True),
    ]
    with pytest.raises(Impossible, match="Quan tâm"):
        await deaf.zalo_bots.phone("Bác Lan").follows()


async def test_a_button_under_an_official_accounts_message_can_be_tapped(deaf: Town) -> None:
    lan = oa_phone(deaf, "Bác Lan")
    told = heard(deaf, App.OA)
    yes, no = ZaloButton("Có", "oa.query.hide", "#1"), ZaloButton("Không", "oa.query.show", "#2")
    shown = deaf.zalo.show(lan.chat, "Có ạ?", account=OA, buttons=[yes, no])
    await lan.taps("Không")
    assert told == [deeds.Tapped(lan.person, lan.chat, shown, no)]
    assert lan.chat.last_interaction == NOW
    assert lan.screen() == "Học Vụ Số Thanh Hóa: Có ạ?\n  [Có] [Không]"
    with pytest.raises(Impossible, match="nút đó"):
        people.tap(deaf.zalo, lan.person, lan.chat, shown, 2)
    with pytest.raises(AssertionError, match="no button"):
        await lan.taps("Khác")


async def test_speaking_in_its_group_opens_an_official_accounts_window(deaf: Town) -> None:
    lan = oa_phone(deaf, "Bác Lan")
    group = groups.create(deaf.zalo, App.OA, "Tổ 3", [lan.person], OA)
    assert len(group.id) == 20
    people.say(deaf.zalo, lan.person, group, "chào cả nhà")
    assert lan.chat.last_interaction == NOW


@pytest.mark.parametrize(
    ("kind", "caption", "mention", "reason"),
    [
        (Kind.TEXT, "", False, "gõ vào"),
        (Kind.VOICE, "a", False, "chú thích"),
        (Kind.STICKER, "", True, "nhắc tên"),
    ],
)
async def test_what_a_hand_cannot_do(
    deaf: Town, kind: Kind, caption: str, mention: bool, reason: str
) -> None:
    lan = deaf.zalo_bots.phone("Bác Lan")
    group = deaf.zalo_bots.group("Tổ 3", lan)
    with pytest.raises(Impossible, match=reason):
        await lan.sends(kind, caption, group, mention=mention)
    for text in (" ", "a" * 2001):
        with pytest.raises(Impossible, match="Tin nhắn"):
            await lan.says(text)


async def test_everything_is_still_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "town.json"
    town = Town(path, hamlet=XOM_DONG)
    lan = town.zalo_bots.phone("Bác Lan")
    await lan.says("xin chào")
    town.zalo.show(lan.chat, "chào bác", account=lan.account)
    town.zalo_bots.home.usage["2026-11"] = 2
    town.keeper.changed()
    town.keeper.write()
    again = Town(path, hamlet=XOM_DONG)
    assert again.zalo_bots.phone("Bác Lan").screen() == lan.screen()
    assert again.world.zalo == town.world.zalo
    assert [group.title for group in again.world.zalo.groups.values()] == ["Xóm Đông"]


def test_a_snapshot_from_before_zalo_still_loads(tmp_path: Path) -> None:
    path = tmp_path / "town.json"
    path.write_text('{"version": 7, "next_press": 9}')
    town = Town(path)
    assert town.world.next_press == 9
    assert town.zalo_bots.home.name == "Bot Học Vụ Số"


async def test_a_new_day_leaves_whom_an_account_knows_and_repeats_no_number(deaf: Town) -> None:
    lan, hung = deaf.zalo_bots.phone("Bác Lan"), deaf.zalo_bots.phone("Chú Hùng")
    await lan.says("một")
    await hung.opens()
    former = lan.chat.messages[0].outside
    since = lan.chat.last_interaction
    deaf.reset()
    assert lan.chat.messages == []
    assert (lan.chat.last_interaction, hung.chat.last_interaction) == (since, None)
    seen = {former}
    for _ in range(2):
        await lan.says("một")
        seen.add(lan.chat.messages[0].outside)
        deaf.reset()
    assert len(seen) == 3
