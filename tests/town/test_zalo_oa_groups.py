"""Groups of an Official Account (GMF): only those it made, everything that is said in them, and no buttons."""

import pytest

from tests.town.oa import Oa, beside, element, listed, listening, query
from town.people import Impossible
from town.zalo.world import Kind
from town.zalo_oa import console
from town.zalo_oa.account import Buttons, Package

DAY = 86_400


async def test_an_announcement_is_on_every_screen_and_the_answer_has_no_message(oa: Oa) -> None:
    town = oa.town
    lan, hung = town.oa_phone("Bác Lan"), town.oa_phone("Chú Hùng")
    await lan.follows()
    await hung.says("chào")
    group = town.oa_group("Tổ 3", lan, hung)
    said = await oa.announces(group.id, "Thông báo: lớp học 19h tối nay.")
    assert said.keys() == {"data", "error"}
    assert said["error"] == 0
    assert said["data"]["group_id"] == group.id
    for phone in (lan, hung):
        shown = await phone.sees("lớp học 19h", group)
        assert shown.outside == said["data"]["message_id"]


async def test_a_group_has_no_window_and_costs_nothing(oa: Oa) -> None:
    town = oa.town
    lan = town.oa_phone("Bác Lan")
    await lan.follows()
    group = town.oa_group("Tổ 3", lan)
    town.clock.advance(60 * DAY)
    oa.access = console.explore(town.zalo, town.zalo_oas.home)["access_token"]
    assert (await oa.writes(lan.id))["error"] == -230
    assert (await oa.announces(group.id, "Vẫn tới"))["error"] == 0


async def test_all_its_members_say_is_heard_and_its_life_too(oa: Oa) -> None:
    town = oa.town
    console.choose(town.zalo, town.zalo_oas.home, receipts=False)
    lan, hung = town.oa_phone("Bác Lan"), town.oa_phone("Chú Hùng")
    await lan.follows()
    async with listening(town) as ear:
        group = town.oa_group("Tổ 3", lan)
        await lan.says("không nhắc ai cả", group)
        await lan.says("giúp với", group, mention=True)
        await lan.sends(Kind.PICTURE, group=group)
        await oa.announces(group.id, "Chào cả tổ")
        group.joined_by(hung)
        group.left_by(hung)
        group.puts_out()
        events = await ear.has(8)
        assert ear.names == [
            "create_group",
            "user_send_group_text",
            "user_send_group_text",
            "user_send_group_image",
            "oa_send_group_text",
            "user_join_group",
            "user_leave_group",
            "delete_group",
        ]
        assert events[0]["group_id"] == group.id
        assert events[0]["user_ids"] == [lan.id]
        assert events[1] == {
            "app_id": town.zalo_oas.home.app_id,
            "oa_id": town.zalo_oas.home.id,
            "event_name": "user_send_group_text",
            "sender": {"id": lan.id},
            "recipient": {"id": group.id},
            "message": {
                "text": "không nhắc ai cả",
                "msg_id": events[1]["message"]["msg_id"],
            },
            "timestamp": events[1]["timestamp"],
        }
        assert events[2]["message"]["text"] == "@Học Vụ Số Thanh Hóa giúp với"
        assert events[4]["sender"] == {"id": town.zalo_oas.home.id}
    assert (await oa.announces(group.id, "Còn đó không?"))["error"] == -403


async def test_a_mention_in_brackets_calls_everybody_by_name(oa: Oa) -> None:
    town = oa.town
    lan = town.oa_phone("Bác Lan")
    await lan.follows()
    group = town.oa_group("Tổ 3", lan)
    await oa.announces(group.id, f"[@{lan.id}] ơi, [@{group.id}] ơi, [@123] ơi")
    await lan.sees("@Bác Lan ơi, @Tất cả ơi, [@123] ơi", group)
    await oa.writes(lan.id, f"[@{lan.id}]")
    await lan.sees(f"[@{lan.id}]")


@pytest.mark.parametrize("setting", list(Buttons))
async def test_a_group_never_has_buttons(oa: Oa, setting: Buttons) -> None:
    town = oa.town
    console.choose(town.zalo, town.zalo_oas.home, buttons=setting)
    lan = town.oa_phone("Bác Lan")
    await lan.follows()
    group = town.oa_group("Tổ 3", lan)
    for message in (listed(element()), beside(query())):
        assert (await oa.announces(group.id, "Chọn", **message))["error"] == -233
    assert not lan.heard(group)


async def test_only_its_own_living_groups_of_a_paid_package(oa: Oa) -> None:
    town = oa.town
    home = town.zalo_oas.home
    lan = town.oa_phone("Bác Lan")
    await lan.follows()
    of_a_bot = town.zalo_bots.group("Xóm Đông", town.zalo_bots.phone("Bác Lan"))
    for unknown in ("", "f414c8f76fa586fbdfb4", of_a_bot.id, lan.id):
        assert (await oa.announces(unknown, "Chào"))["error"] == -403
    group = town.oa_group("Tổ 3", lan)
    console.lapse(town.zalo, group.chat, disabled=True)
    assert (await oa.announces(group.id, "Chào"))["error"] == -237
    console.lapse(town.zalo, group.chat, disabled=False)
    console.choose(town.zalo, home, package=Package.BASIC)
    assert (await oa.announces(group.id, "Chào"))["error"] == -224
    console.choose(town.zalo, home, package=Package.PREMIUM)
    home.verified = False
    assert (await oa.announces(group.id, "Chào"))["error"] == -221
    home.verified = True
    assert (await oa.announces(group.id, "a" * 2001))["error"] == -210
    assert (await oa.announces(group.id, "Chào"))["error"] == 0


async def test_groups_are_listed_five_a_page_unless_asked(oa: Oa) -> None:
    town = oa.town
    lan, hung = town.oa_phone("Bác Lan"), town.oa_phone("Chú Hùng")
    await lan.follows()
    await hung.follows()
    groups = [town.oa_group(f"Tổ {n}", lan, hung) for n in range(7)]
    path = "v3.0/oa/group/getgroupsofoa"
    page = (await oa.call("GET", path))["data"]
    assert page["total"] == 7
    assert [each["group_id"] for each in page["groups"]] == [each.id for each in groups[:5]]
    params = {"offset": "5", "count": "50"}
    page = (await oa.call("GET", path, params=params))["data"]
    assert [each["name"] for each in page["groups"]] == ["Tổ 5", "Tổ 6"]
    assert page["groups"][0]["total_member"] == 2
    assert page["groups"][0]["status"] == "enabled"
    for wrong, code in (({"count": "51"}, -210), ({"offset": "x"}, -201)):
        assert (await oa.call("GET", path, params=wrong))["error"] == code


async def test_a_group_and_its_members_can_be_asked_for(oa: Oa) -> None:
    town = oa.town
    lan, hung = town.oa_phone("Bác Lan"), town.oa_phone("Chú Hùng")
    await lan.follows()
    await hung.follows()
    group = town.oa_group("Tổ 3", lan, hung)
    params = {"group_id": group.id}
    about = (await oa.call("GET", "v3.0/oa/group/getgroup", params=params))["data"]
    assert about["group_info"]["name"] == "Tổ 3"
    assert about["group_info"]["max_member"] == 50
    assert about["asset_info"]["asset_type"] == "gmf50"
    members = (await oa.call("GET", "v3.0/oa/group/listmember", params=params))["data"]
    assert [each["id"] for each in members["members"]] == [lan.id, hung.id]
    for path in ("getgroup", "listmember"):
        assert (await oa.call("GET", f"v3.0/oa/group/{path}"))["error"] == -403


async def test_whom_the_account_may_invite(oa: Oa) -> None:
    town = oa.town
    zalo, home = town.zalo, town.zalo_oas.home
    lan, hung = town.oa_phone("Bác Lan"), town.oa_phone("Chú Hùng")
    await lan.says("chào")
    with pytest.raises(Impossible, match="Chú Hùng chưa quan tâm"):
        town.oa_group("Tổ 3", lan, hung)
    town.clock.advance(8 * DAY)
    with pytest.raises(Impossible, match="Bác Lan chưa quan tâm"):
        town.oa_group("Tổ 3", lan)
    await lan.follows()
    for asset, crowd in (("gmf7", 1), ("gmf10", 11), ("gmf10", 0)):
        with pytest.raises(Impossible):
            console.create_group(zalo, home, "Tổ 3", [lan.person] * crowd, asset)
    console.choose(zalo, home, package=Package.BASIC)
    with pytest.raises(Impossible, match="gói"):
        town.oa_group("Tổ 3", lan)
