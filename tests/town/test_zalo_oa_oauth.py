"""OAuth over the wire: the page where a human agrees, exchanges, rotations, and answers that get lost."""

import asyncio
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from tests.town.oa import Oa
from town.faults import Reset
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo_oa import console, errors
from town.zalo_oa.door import refusal
from town.zalo_oa.home import HOME_APP_ID, HOME_OA_ID, HOME_REFRESH_TOKEN

VERIFIER = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
CHALLENGE = "RqIZl4LIgn8KxW9QO-nTnv7pf0CnNrksx9fF-CXP2FE"
BACK = "http://127.0.0.1:8080/xong?a=1"
ASKED = {
    "app_id": HOME_APP_ID,
    "redirect_uri": BACK,
    "code_challenge": CHALLENGE,
    "state": "trạng thái <1>",
}


async def agreed(oa: Oa) -> dict[str, str]:
    """What the human's browser brings back to the callback."""
    page = f"{oa.town.zalo_oas.oauth_url}/v4/oa/permission"
    async with oa.session.get(page, params=ASKED) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"
        html = await answer.text()
    assert "Học Vụ Số Thanh Hóa" in html
    assert html.count("<button") == 1
    assert "Đồng ý" in html
    action = re.search(r'action="([^"]*)"', html)
    assert action is not None
    async with oa.session.post(page, params=ASKED, allow_redirects=False) as answer:
        assert answer.status == 302
        back = urlsplit(answer.headers["location"])
    assert back.netloc == "127.0.0.1:8080"
    assert back.path == "/xong"
    return {name: values[0] for name, values in parse_qs(back.query).items()}


async def test_a_human_agrees_and_the_program_exchanges(oa: Oa) -> None:
    back = await agreed(oa)
    assert back.keys() == {"a", "code", "oa_id", "state"}
    assert back["a"] == "1"
    assert back["oa_id"] == HOME_OA_ID
    assert back["state"] == ASKED["state"]
    form = {
        "grant_type": "authorization_code",
        "code": back["code"],
        "code_verifier": VERIFIER,
        "refresh_token": "",
    }
    made = await oa.token(**form)
    assert made.keys() == {"access_token", "refresh_token", "expires_in"}
    assert made["expires_in"] == "90000"
    oa.access = made["access_token"]
    assert (await oa.call("GET", "v2.0/oa/getoa"))["error"] == 0
    assert (await oa.token(**form))["error"] == errors.CODE_DEAD.code


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"app_id": "1"}, -14002),
        ({"redirect_uri": "https://khac.vn/"}, -14003),
        ({"code_challenge": ""}, errors.VERIFIER_WRONG.code),
    ],
    ids=["app", "redirect", "challenge"],
)
async def test_the_page_refuses_what_the_console_does_not_know(
    oa: Oa, changed: dict[str, str], code: int
) -> None:
    console.choose(oa.town.zalo, oa.town.zalo_oas.home, callback=BACK)
    page = f"{oa.town.zalo_oas.oauth_url}/v4/oa/permission"
    for ask in (oa.session.get, oa.session.post):
        async with ask(page, params=ASKED | changed, allow_redirects=False) as answer:
            assert (await answer.json())["error"] == code
    assert not oa.town.zalo_oas.home.codes


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"app_id": "1"}, -14002),
        ({"secret": "wrong"}, -14004),
        ({"grant_type": "x"}, errors.GRANT_UNKNOWN.code),
        ({}, -14020),
    ],
    ids=["app", "secret", "grant", "used"],
)
async def test_refusals_are_http_200_with_a_name(
    oa: Oa, changed: dict[str, str], code: int
) -> None:
    said = await oa.token(**changed)  # the first token was used when the fixture signed in
    assert said["error"] == code
    assert said["error_name"]
    assert said["error_description"]


async def test_a_refresh_that_is_no_form_is_refused(oa: Oa) -> None:
    url = f"{oa.town.zalo_oas.oauth_url}/v4/oa/access_token"
    body = {"refresh_token": "a", "app_id": HOME_APP_ID, "grant_type": "refresh_token"}
    async with oa.session.post(url, json=body) as answer:
        assert (await answer.json())["error"] == -14002
    async with oa.session.get(url) as answer:
        assert answer.status == 404


async def test_of_two_at_once_one_gets_a_pair(town: Town) -> None:
    async with aiohttp.ClientSession() as session:
        first, second = Oa(session, town), Oa(session, town)
        said = await asyncio.gather(*(each.token() for each in [first, second] * 5))
    assert sorted(each.get("error", 0) for each in said) == [-14020] * 9 + [0]


async def test_an_answer_that_is_lost_has_changed_the_pair(town: Town) -> None:
    town.zalo_oas.faults.next("oauth/access_token", Reset(accepted=True))
    async with aiohttp.ClientSession() as session:
        app = Oa(session, town)
        with pytest.raises(aiohttp.ClientError):
            await app.token()
        assert HOME_REFRESH_TOKEN not in town.zalo_oas.home.refresh
        assert len(town.zalo_oas.home.refresh) == 1
        assert (await app.token())["error"] == -14020
    assert [call.fault for call in town.calls.struck()] == ["Reset"]


async def test_an_answer_that_never_was_has_changed_nothing(town: Town) -> None:
    town.zalo_oas.faults.next("oauth/access_token", Reset())
    async with aiohttp.ClientSession() as session:
        app = Oa(session, town)
        with pytest.raises(aiohttp.ClientError):
            await app.token()
        assert "access_token" in await app.token()


async def test_the_next_refresh_can_be_refused(town: Town) -> None:
    town.zalo_oas.faults.next("oauth/access_token", refusal(errors.REFRESH_DEAD))
    async with aiohttp.ClientSession() as session:
        app = Oa(session, town)
        assert (await app.token())["error"] == -14020
        assert "access_token" in await app.token()


async def test_the_console_hands_out_pairs_and_takes_the_permission_back(oa: Oa) -> None:
    made = console.explore(oa.town.zalo, oa.town.zalo_oas.home)
    oa.access = made["access_token"]
    assert (await oa.call("GET", "v2.0/oa/getoa"))["error"] == 0
    console.withdraw(oa.town.zalo, oa.town.zalo_oas.home)
    assert (await oa.call("GET", "v2.0/oa/getoa"))["error"] == -220
    assert (await oa.token(refresh_token=made["refresh_token"]))["error"] == -14020


async def test_a_pair_that_was_told_outlives_the_town(tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    async with aiohttp.ClientSession() as session:
        async with Town.running(path=world, rates=NO_RATES) as town:
            made = await Oa(session, town).token()
        async with Town.running(path=world, rates=NO_RATES) as town:
            app = Oa(session, town, made["access_token"])
            assert (await app.call("GET", "v2.0/oa/getoa"))["error"] == 0
            assert (await app.token())["error"] == -14020
            assert "access_token" in await app.token(refresh_token=made["refresh_token"])
