"""What the OpenAPI takes and refuses when an Official Account writes to a person."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.town.oa import Oa, beside, element, listed, media, query
from tests.town.wire import png
from town.faults import Silence
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo.world import Kind
from town.zalo_oa import console, errors
from town.zalo_oa.account import Buttons
from town.zalo_oa.door import refusal
from town.zalo_oa.errors import CATALOGUE

HOUR = 3600
DAY = 24 * HOUR


async def test_a_text_is_on_the_screen_and_the_answer_says_which_it_is(oa: Oa) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    said = await oa.writes(lan.id, "Chào bác Lan ạ")
    shown = await lan.sees("Chào bác Lan ạ")
    assert said["error"] == 0
    assert said["message"] == "Success"
    data = said["data"]
    assert data["message_id"] == shown.outside
    assert data["user_id"] == lan.id
    assert data["sent_time"].isdecimal()
    assert data["quota"]["quota_type"] == "reply"


async def test_what_a_message_answers_is_kept(oa: Oa) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    await lan.says("hỏi")
    asked = lan.messages()[0]
    await oa.writes(lan.id, "đáp", quote_message_id=asked.outside)
    assert (await lan.sees("đáp")).quotes == asked.id


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", -201),
        (b"[]", -201),
        (b"{}", -201),
        (b'{"recipient":{"user_id":"1"}}', -201),
        (b'{"recipient":{"user_id":5},"message":{"text":"a"}}', -201),
        (b'{"recipient":"x","message":{"text":"a"}}', -201),
        (b'{"recipient":{"message_id":"x"},"message":{"text":"a"}}', -201),
    ],
)
async def test_a_body_that_makes_no_sense_is_refused(oa: Oa, body: bytes, code: int) -> None:
    said = await oa.call("POST", "v3.0/oa/message/cs", data=body)
    assert said["error"] == code


async def test_one_accounts_id_of_a_person_is_no_other_accounts(oa: Oa) -> None:
    bot = oa.town.zalo_bots.phone("Bác Lan")
    await bot.says("xin chào")
    said = await oa.writes(bot.id)
    assert said == {"error": -201, "message": "user_id is invalid"}


@pytest.mark.parametrize(
    ("hours", "money", "code", "left"),
    [
        (47, None, 0, None),
        (48, None, 0, None),
        (49, None, -320, None),
        (49, 0, -321, 0),
        (49, 2, 0, 1),
        (6 * 24, 2, 0, 1),
        (8 * 24, 2, -230, 2),
    ],
)
async def test_two_days_are_free_a_week_costs_money_and_then_it_is_over(
    oa: Oa, hours: int, money: int | None, code: int, left: int | None
) -> None:
    town = oa.town
    console.fill(town.zalo, town.zalo_oas.home, money)
    lan = town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    town.clock.advance(hours * HOUR - (60 if hours == 48 else 0))
    oa.access = console.explore(town.zalo, town.zalo_oas.home)["access_token"]
    said = await oa.writes(lan.id)
    assert said["error"] == code
    assert town.zalo_oas.home.money == left
    assert len(lan.heard()) == (1 if code == 0 else 0)
    if code == 0:
        assert ("quota" in said["data"]) == (left is None)


async def test_a_follow_a_tap_and_a_word_in_a_group_open_the_window_a_look_does_not(
    oa: Oa,
) -> None:
    town = oa.town
    lan = town.oa_phone("Bác Lan")
    await lan.opens()
    await lan.reads()
    assert (await oa.writes(lan.id))["error"] in {-201, -232}
    await lan.follows()
    group = town.oa_group("Tổ 3", lan)
    assert (await oa.writes(lan.id))["error"] == 0
    town.clock.advance(8 * DAY)
    oa.access = console.explore(town.zalo, town.zalo_oas.home)["access_token"]
    assert (await oa.writes(lan.id))["error"] == -230
    await lan.says("chào cả tổ", group)
    assert (await oa.writes(lan.id))["error"] == 0


async def test_who_never_wrote_who_left_and_who_blocks_cannot_be_reached(oa: Oa) -> None:
    hung = oa.town.oa_phone("Chú Hùng")
    assert (await oa.writes(hung.id))["error"] == -232
    await hung.follows()
    assert (await oa.writes(hung.id))["error"] == 0
    await hung.unfollows()
    assert (await oa.writes(hung.id))["error"] == -213
    await hung.says("vẫn hỏi được chứ?")
    assert (await oa.writes(hung.id))["error"] == 0
    await hung.blocks()
    assert (await oa.writes(hung.id))["error"] == -244
    await hung.unblocks()
    assert (await oa.writes(hung.id))["error"] == 0


async def test_what_the_envelope_refuses_nobody_sees_and_its_setting_is_the_accounts(
    oa: Oa,
) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    assert (await oa.writes(lan.id, "a" * 2001))["error"] == -210
    assert (await oa.writes(lan.id, "Chọn", **beside(query())))["error"] == -233
    assert not lan.heard()
    console.choose(oa.town.zalo, oa.town.zalo_oas.home, buttons=Buttons.TEXT_BUTTONS)
    assert (await oa.writes(lan.id, "Chọn", **beside(query())))["error"] == 0
    assert [each.title for each in lan.messages()[-1].buttons] == ["Chọn"]
    console.choose(oa.town.zalo, oa.town.zalo_oas.home, buttons=Buttons.LIST)
    assert (await oa.writes(lan.id, "Bác học gì?", **listed(element())))["error"] == 0
    assert lan.messages()[-1].text == "Bác học gì?\n1. Cài ứng dụng\nBấm để chọn"


async def pictures(session: web.Request) -> web.StreamResponse:
    match session.path:
        case "/a.png":
            return web.Response(body=png(), content_type="image/png")
        case "/a.gif":
            return web.Response(body=b"GIF89a" + bytes(50), content_type="image/gif")
        case "/large.png":
            return web.Response(body=png() + bytes(1024 * 1024), content_type="image/png")
        case "/page":
            return web.Response(text="<html>", content_type="text/html")
        case _:
            return web.Response(status=404)


@pytest.mark.parametrize(
    ("path", "element", "code"),
    [
        ("a.png", {"media_type": "image"}, 0),
        ("a.gif", {"media_type": "gif", "width": 1, "height": 1}, 0),
        ("a.gif", {"media_type": "image"}, -201),
        ("page", {"media_type": "image"}, -201),
        ("large.png", {"media_type": "image"}, -210),
        ("none", {"media_type": "image"}, -200),
    ],
    ids=["png", "gif", "gif as image", "page", "large", "missing"],
)
async def test_a_picture_is_fetched_before_it_is_shown(
    oa: Oa, path: str, element: dict[str, Any], code: int
) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    app = web.Application()
    app.router.add_get("/{name}", pictures)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/{path}"
    try:
        said = await oa.writes(lan.id, "Hình đây ạ", **media(url=url, **element))
    finally:
        await runner.cleanup()
    assert said["error"] == code, said
    if code == 0:
        shown = await lan.sees("Hình đây ạ")
        assert shown.kind is Kind.PICTURE
        assert shown.url == url


async def test_an_address_where_nobody_answers_has_no_picture(oa: Oa) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    for url in ("http://127.0.0.1:1/a.png", "http://[/a.png", "https://"):
        said = await oa.writes(lan.id, **media(media_type="image", url=url))
        assert said["error"] == -200


@pytest.mark.parametrize("token", ["", "unknown"])
async def test_without_a_token_nothing_is_told(oa: Oa, token: str) -> None:
    oa.access = token
    for verb, path in (("GET", "v2.0/oa/getoa"), ("POST", "v3.0/oa/message/cs")):
        said = await oa.call(verb, path)
        assert said == {"error": -216, "message": "Access token is invalid"}


async def test_a_token_dies_after_25_hours(oa: Oa) -> None:
    oa.town.clock.advance(25 * HOUR - 60)
    assert (await oa.call("GET", "v2.0/oa/getoa"))["error"] == 0
    oa.town.clock.advance(60)
    said = await oa.call("GET", "v2.0/oa/getoa")
    assert said == {"error": -220, "message": "Access token is expired or removed"}


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("POST", "v2.0/oa/message/cs"),
        ("GET", "v3.0/oa/message/cs"),
        ("GET", "v3.0/oa/getoa"),
        ("GET", "v3.0/oa/group/listgroup"),
        ("GET", "anything"),
    ],
)
async def test_the_version_is_part_of_the_path(oa: Oa, verb: str, path: str) -> None:
    assert (await oa.call(verb, path, status=404, json={}))["error"] == 404


async def test_the_old_message_api_is_shut_down(oa: Oa) -> None:
    body = {"recipient": {"user_id": "1"}, "message": {"text": "a"}}
    assert (await oa.call("POST", "v2.0/oa/message", json=body))["error"] == -240


async def test_four_thousand_calls_a_minute_and_the_answer_says_how_many_are_left() -> None:
    async with Town.running() as town, aiohttp.ClientSession() as session:
        oa = Oa(session, town)
        await oa.signs_in()
        headers = {"access_token": oa.access}
        async with session.get(f"{town.zalo_oas.url}/v2.0/oa/getoa", headers=headers) as answer:
            assert answer.headers["X-RateLimit-Limit"] == "4000"
            assert answer.headers["X-RateLimit-Remain"] == "3999"
        minute = town.zalo_oas.platform.minute(town.zalo_oas.home)
        assert minute is not None
        while minute.take(time.monotonic()) is not None:
            pass
        said = await oa.call("GET", "v2.0/oa/getoa")
        assert said == {"error": -32, "message": CATALOGUE[-32].message}


async def test_any_refusal_of_the_catalogue_can_be_asked_for(oa: Oa) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    for code, known in CATALOGUE.items():
        oa.town.zalo_oas.faults.next("message/cs", refusal(known))
        assert await oa.writes(lan.id) == {"error": code, "message": known.message}
    assert not lan.heard()
    assert (await oa.writes(lan.id))["error"] == 0
    assert [call.app for call in oa.town.calls.struck()] == ["zalo-oa"] * len(CATALOGUE)


async def test_an_answer_that_is_lost_was_a_message_all_the_same(oa: Oa) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    await lan.says("xin chào")
    oa.town.zalo_oas.faults.next("message/cs", Silence(accepted=True), chat=lan.id)
    asking = asyncio.create_task(oa.writes(lan.id, "Có tới không?"))
    await lan.sees("Có tới không?")
    assert not asking.done()
    asking.cancel()


async def test_who_asks_about_the_account_and_its_people_is_told(oa: Oa) -> None:
    lan = oa.town.oa_phone("Bác Lan")
    await lan.follows()
    about = (await oa.call("GET", "v2.0/oa/getoa"))["data"]
    assert about["name"] == "Học Vụ Số Thanh Hóa"
    assert about["oa_id"] == oa.town.zalo_oas.home.id
    assert about["num_follower"] == 1
    assert about["package_name"] == "Nâng cao"
    assert about["linked_ZCA"] is False
    params = {"data": f'{{"user_id":"{lan.id}"}}'}
    detail = (await oa.call("GET", "v3.0/oa/user/detail", params=params))["data"]
    assert detail["user_id"] == lan.id
    assert detail["display_name"] == "Bác Lan"
    assert detail["user_is_follower"] is True
    assert detail["user_id_by_app"] not in {"", lan.id}
    quota = (await oa.call("POST", "v3.0/oa/quota/message", json={"user_id": lan.id}))["data"]
    assert lan.chat.last_interaction is not None
    assert quota["last_interaction"] == str(int(lan.chat.last_interaction.timestamp() * 1000))
    for params in ({}, {"data": "x"}, {"data": '{"user_id":"1"}'}):
        said = await oa.call("GET", "v3.0/oa/user/detail", params=params)
        assert said["error"] == errors.invalid("x").refusal.code


async def test_without_rates_no_call_is_counted() -> None:
    town = Town(rates=NO_RATES)
    assert town.zalo_oas.platform.minute(town.zalo_oas.home) is None
