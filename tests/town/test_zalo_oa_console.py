"""The console over JSON, and what a snapshot keeps of an account."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.town.oa import Oa, listening
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo.phone import Group
from town.zalo_oa import console
from town.zalo_oa.home import HOME_OA_ID


async def act(oa: Oa, what: str, status: int = 200, **given: Any) -> dict[str, Any]:
    url = f"{oa.town.url}/api/zalo-oa/{HOME_OA_ID}/{what}"
    async with oa.session.post(url, json=given) as answer:
        assert answer.status == status, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found


async def shown(oa: Oa) -> dict[str, Any]:
    async with oa.session.get(f"{oa.town.url}/api/zalo-oa") as answer:
        (found,) = await answer.json()
        assert isinstance(found, dict)
        return found


async def test_a_new_account_at_a_glance(oa: Oa) -> None:
    about = await shown(oa)
    assert 89_000 < about.pop("access_seconds") <= 90_000
    assert 89 * 86_400 < about.pop("refresh_seconds") <= 90 * 86_400
    assert about == {
        "id": HOME_OA_ID,
        "name": "Học Vụ Số Thanh Hóa",
        "app_id": oa.town.zalo_oas.home.app_id,
        "callback": "",
        "package": "advanced",
        "verified": True,
        "buttons": "off",
        "money": None,
        "webhook": "",
        "stopped": "",
        "last_error": "",
        "waiting": 0,
        "next_attempt_seconds": None,
        "echoes": True,
        "receipts": True,
        "groups": [],
    }


async def test_a_webhook_is_saved_and_removed(oa: Oa) -> None:
    async with listening(oa.town) as ear:
        await act(oa, "webhook", url=ear.url)
        assert (await shown(oa))["webhook"] == ear.url
        said = await act(oa, "webhook", 409, url=f"{ear.url}/none")
        assert said == {"error": "Chưa lưu được: địa chỉ này không nhận bản tin thử (HTTP 404)."}
        assert (await shown(oa))["webhook"] == ear.url
        await act(oa, "webhook", url="")
        assert (await shown(oa))["webhook"] == ""
        assert ear.probes == 2


async def test_a_group_is_made_lapses_and_is_shown(oa: Oa) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    refused = await act(oa, "group", 409, title="Tổ 3", members=[str(lan.person.id)])
    assert "Bác Lan" in refused["error"]
    await lan.follows()
    made = await act(oa, "group", title="Tổ 3", members=[str(lan.person.id)], asset="gmf10")
    await act(oa, "lapse", group=made["id"], disabled=True)
    (group,) = (await shown(oa))["groups"]
    assert group == {
        "id": made["id"],
        "title": "Tổ 3",
        "asset": "gmf10",
        "disabled": True,
        "members": ["Bác Lan"],
    }
    assert (await oa.announces(made["id"], "a"))["error"] == -237
    other = oa.town.zalo_bots.group("Xóm Đông", oa.town.zalo_bots.phone("Bác Lan"))
    await act(oa, "lapse", 409, group=other.id, disabled=True)


async def test_money_and_settings(oa: Oa) -> None:
    await act(oa, "money", messages=5)
    await act(oa, "settings", package="premium", buttons="list", echoes=False)
    await act(oa, "settings", receipts=False, callback="https://a.vn/xong")
    about = await shown(oa)
    assert about["money"] == 5
    assert about["package"] == "premium"
    assert about["buttons"] == "list"
    assert about["echoes"] is about["receipts"] is False
    assert about["callback"] == "https://a.vn/xong"
    await act(oa, "money", messages=None)
    assert (await shown(oa))["money"] is None
    await act(oa, "money", 409, messages=-1)


async def test_a_pair_is_handed_out_and_the_permission_withdrawn(oa: Oa) -> None:
    made = await act(oa, "pair")
    oa.access = made["access_token"]
    assert (await oa.call("GET", "v2.0/oa/getoa"))["error"] == 0
    await act(oa, "withdraw")
    assert (await oa.call("GET", "v2.0/oa/getoa"))["error"] == -220
    about = await shown(oa)
    assert about["access_seconds"] == 0
    assert about["refresh_seconds"] is None


@pytest.mark.parametrize(
    ("what", "given", "status"),
    [
        ("nothing", {}, 404),
        ("webhook", {}, 400),
        ("money", {}, 400),
        ("money", {"messages": "nhiều"}, 400),
        ("settings", {"package": "vip"}, 400),
        ("settings", {"echoes": 1}, 400),
        ("group", {"title": "", "members": []}, 409),
        ("group", {"title": "a", "members": ["5"]}, 400),
        ("lapse", {"group": "x", "disabled": True}, 400),
    ],
)
async def test_what_makes_no_sense_is_said(
    oa: Oa, what: str, given: dict[str, Any], status: int
) -> None:
    before = await shown(oa)
    assert (await act(oa, what, status, **given))["error"]
    after = await shown(oa)
    for each in (before, after):
        del each["access_seconds"], each["refresh_seconds"]
    assert before == after


async def test_an_unknown_account_has_no_console(oa: Oa) -> None:
    url = f"{oa.town.url}/api/zalo-oa/1/withdraw"
    async with oa.session.post(url, json={}) as answer:
        assert answer.status == 404


async def test_all_of_it_outlives_a_restart(tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    async with aiohttp.ClientSession() as session:
        async with Town.running(path=world, rates=NO_RATES) as town:
            oa = Oa(session, town)
            await oa.signs_in()
            await act(oa, "money", messages=3)
            await act(oa, "settings", buttons="text_buttons", package="premium")
            lan = town.oa_phone("Bác Lan")
            await lan.follows()
            group = town.oa_group("Tổ 3", lan)
            await oa.announces(group.id, "Chào cả tổ")
            button = {"title": "Xong", "type": "oa.query.hide", "payload": "#hv:1:2"}
            attachment = {"type": "template", "payload": {"buttons": [button]}}
            await oa.writes(lan.id, "Chọn ạ", attachment=attachment)
            screens = [lan.screen(), lan.screen(group)]
            console.withdraw(town.zalo, town.zalo_oas.home)
            before = town.zalo_oas.home
        async with Town.running(path=world, rates=NO_RATES) as town:
            lan = town.oa_phone("Bác Lan")
            kept = Group(town, town.world.zalo.groups[group.id], HOME_OA_ID)
            assert [lan.screen(), lan.screen(kept)] == screens
            assert lan.messages()[-1].buttons[0].payload == "#hv:1:2"
            assert town.zalo_oas.home == before
            oa = Oa(session, town)
            (about,) = (await shown(oa))["groups"]
            assert about["title"] == "Tổ 3"
