from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.limits import Limits
from channels.setup import OutOfReach, Setup, Unusable
from channels.zalo_oa.adapter import PAID_WINDOW, ZaloOA
from channels.zalo_oa.setup import ZaloOASetup
from channels.zalo_oa.tokens import NoToken, TokenState
from tests.channels.fake_wire import Drop, Said
from tests.channels.fake_zalo_oa import ABOUT, KEYS, ZaloWire, refusal, taken
from tests.channels.letters import NOW
from tests.channels.zalo_oa_tokens import GOOD, Handed

OA = "/v2.0/oa/getoa"
HOOK = "https://xa.example/webhook/zalo-oa"


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloWire]:
    wire = ZaloWire()
    await wire.open()
    yield wire
    await wire.close()


@pytest.fixture
def tokens() -> Handed:
    return Handed()


@pytest.fixture
async def channel(zalo: ZaloWire, tokens: Handed) -> AsyncIterator[ZaloOA]:
    channel = ZaloOA("zalo-oa", KEYS, tokens, lambda: NOW, api_url=zalo.url)
    await channel.open()
    yield channel
    await channel.close()


@pytest.fixture
def setup(channel: ZaloOA) -> Setup:
    return ZaloOASetup(channel, lambda: NOW, HOOK)


async def test_the_account_is_asked_about_and_learns_its_name(
    setup: Setup, channel: ZaloOA, zalo: ZaloWire
) -> None:
    found = await setup.look()
    assert (found.name, found.webhook, found.pending, found.warnings) == (
        "Học Vụ Số",
        None,
        None,
        (),
    )
    assert channel.us.name == "Học Vụ Số"
    assert [(heard.path, heard.token) for heard in zalo.heard] == [(OA, "canary-access-0")]


@pytest.mark.parametrize(
    ("about", "warned"),
    [
        ({"is_verified": False}, "chưa được Zalo xác thực"),
        (
            {"package_valid_through_date": "01/12/2026"},
            "Gói Nâng cao của OA hết hạn ngày 01/12/2026",
        ),
        ({"package_valid_through_date": "2026-11-01"}, "Gói Nâng cao của OA đã hết hạn"),
        (
            {"package_valid_through_date": "23/11/2026", "package_name": ""},
            "Gói dịch vụ của OA đã hết",
        ),
        ({"package_valid_through_date": "08/12/2026"}, ""),
        ({"package_valid_through_date": "99/99/2026"}, ""),
        ({"package_valid_through_date": None}, ""),
        ({"linked_ZCA": ""}, ""),  # nothing is sent that would be billed
    ],
)
async def test_what_will_not_last_is_told(
    setup: Setup, zalo: ZaloWire, about: dict[str, Any], warned: str
) -> None:
    zalo.answers[OA].append(taken(**(ABOUT | about)))
    warnings = (await setup.look()).warnings
    assert len(warnings) == bool(warned)
    assert warned in "".join(warnings)


async def test_who_pays_must_have_a_purse(channel: ZaloOA, zalo: ZaloWire) -> None:
    channel.limits = Limits(window=PAID_WINDOW)
    zalo.answers[OA].append(taken(**(ABOUT | {"linked_ZCA": ""})))
    (warning,) = (await ZaloOASetup(channel, lambda: NOW).look()).warnings
    assert "-320" in warning


@pytest.mark.parametrize(
    ("condition", "warned"),
    [
        (GOOD, ""),
        (None, ""),
        (replace(GOOD, refresh_until=NOW + timedelta(days=7)), ""),
        (replace(GOOD, refresh_until=NOW + timedelta(days=6, hours=23)), "còn 6 ngày"),
        (replace(GOOD, refresh_until=NOW + timedelta(hours=3)), "sắp hoặc đã hết hạn"),
        (replace(GOOD, refresh_until=NOW - timedelta(days=3)), "sắp hoặc đã hết hạn"),
        (replace(GOOD, trouble="Xin cấp quyền lại."), "Xin cấp quyền lại."),
    ],
)
async def test_a_refresh_token_that_is_about_to_die_is_told(
    setup: Setup, tokens: Handed, condition: TokenState | None, warned: str
) -> None:
    tokens.condition = condition
    warnings = (await setup.look()).warnings
    assert len(warnings) == bool(warned)
    assert warned in "".join(warnings)


@pytest.mark.parametrize(
    ("answer", "out_of_reach", "sentence"),
    [
        (refusal(-204), False, "đã bị khóa hoặc xóa"),
        (Drop(), True, "ServerDisconnectedError"),
        (Said(502, b"<html>"), True, "http 502"),
        (Said(200, b'{"error":0}'), True, "http 200"),
        (taken(**(ABOUT | {"oa_id": "999"})), False, "thuộc OA khác"),
    ],
)
async def test_trouble_that_passes_is_told_from_trouble_that_stays(
    setup: Setup, zalo: ZaloWire, answer: Said | Drop, out_of_reach: bool, sentence: str
) -> None:
    zalo.answers[OA] += [answer] * 2  # a question that was cut off is asked once more by aiohttp
    with pytest.raises(Unusable, match=sentence) as told:
        await setup.look()
    assert isinstance(told.value, OutOfReach) is out_of_reach


async def test_a_refused_token_is_renewed_for_a_question_too(
    setup: Setup, zalo: ZaloWire, tokens: Handed
) -> None:
    tokens.tokens = ["a", "b"]
    zalo.answers[OA].append(refusal(-216))
    assert (await setup.look()).name == "Học Vụ Số"
    assert [heard.token for heard in zalo.heard] == ["a", "b"]


async def test_without_a_token_the_operator_is_told(setup: Setup, tokens: Handed) -> None:
    tokens.tokens = [NoToken("Xin cấp quyền lại.")]
    with pytest.raises(Unusable, match="Xin cấp quyền lại"):
        await setup.look()


async def test_the_webhook_is_set_by_hand_and_how_is_said(setup: Setup, zalo: ZaloWire) -> None:
    with pytest.raises(Unusable) as told:
        await setup.set_webhook(HOOK)
    for needed in (HOOK, "user_send_text", "follow", "unfollow", "Lọc cú pháp", "{}"):
        assert needed in str(told.value)
    with pytest.raises(Unusable, match="bằng tay"):
        await setup.drop_webhook()
    assert zalo.heard == []


async def test_an_official_account_cannot_be_polled(setup: Setup, zalo: ZaloWire) -> None:
    async def nothing(*_: object) -> bool:
        raise AssertionError("nothing can come")

    with pytest.raises(Unusable, match="chỉ đưa tin tới qua webhook") as told:
        await setup.poll(nothing, nothing)
    assert HOOK in str(told.value)
    assert zalo.heard == []
