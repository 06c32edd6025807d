import re
import socket
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from yarl import URL

from channels.reply import Patience
from channels.setup import OutOfReach, Unusable
from channels.zalo_oa.oauth import (
    REFRESH_LIFE,
    UNSAID_LIFE,
    AnswerLost,
    Denied,
    NotAsked,
    OAuth,
    Pair,
    TokenDead,
    challenge_of,
    code_of,
    is_token,
    new_verifier,
)
from tests.channels.fake_wire import Drop, Said, Stall
from tests.channels.fake_zalo_oa import CODE, FIRST_REFRESH, KEYS, ZaloWire
from tests.channels.letters import NOW

TOKEN = "/v4/oa/access_token"
VERIFIER = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloWire]:
    wire = ZaloWire()
    await wire.open()
    yield wire
    await wire.close()


def oauth(zalo: ZaloWire, **settings: str) -> OAuth:
    haste = Patience(connect=1.0, read=0.5, total=2.0)
    return OAuth(KEYS, lambda: NOW, oauth_url=zalo.url, patience=haste, **settings)


def test_the_challenge_is_the_documented_one() -> None:
    assert challenge_of(VERIFIER) == "RqIZl4LIgn8KxW9QO-nTnv7pf0CnNrksx9fF-CXP2FE"


def test_a_verifier_is_43_mixed_letters_and_digits_and_never_the_same() -> None:
    found = {new_verifier() for _ in range(200)}
    assert len(found) == 200
    for one in found:
        assert re.fullmatch(r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9]{43}", one)


def test_where_an_administrator_says_yes(zalo: ZaloWire) -> None:
    client = oauth(zalo, redirect_uri="https://xa.example/zalo?a=1&b=2")
    url = URL(client.permission_url(VERIFIER, "state-1"))
    assert str(url).startswith(f"{zalo.url}/v4/oa/permission?")
    assert dict(url.query) == {
        "app_id": KEYS.app_id,
        "redirect_uri": "https://xa.example/zalo?a=1&b=2",
        "code_challenge": challenge_of(VERIFIER),
        "state": "state-1",
    }
    assert "redirect_uri" not in URL(oauth(zalo).permission_url(VERIFIER, "s")).query


async def test_a_code_becomes_a_pair(zalo: ZaloWire) -> None:
    pair = await oauth(zalo).exchange(CODE, VERIFIER)
    assert pair == Pair(
        "canary-access-1", "canary-refresh-1", NOW + timedelta(hours=25), NOW + REFRESH_LIFE
    )
    (heard,) = zalo.asked
    assert heard.token == KEYS.app_secret  # in a header, not in the form
    assert heard.fields == {
        "code": CODE,
        "app_id": KEYS.app_id,
        "grant_type": "authorization_code",
        "code_verifier": VERIFIER,
    }


async def test_a_refresh_token_becomes_the_next_pair_once(zalo: ZaloWire) -> None:
    pair = await oauth(zalo).refresh(FIRST_REFRESH)
    assert (pair.access, pair.refresh) == ("canary-access-1", "canary-refresh-1")
    assert zalo.asked[0].fields == {
        "refresh_token": FIRST_REFRESH,
        "app_id": KEYS.app_id,
        "grant_type": "refresh_token",
    }
    with pytest.raises(TokenDead, match="-14020"):
        await oauth(zalo).refresh(FIRST_REFRESH)


@pytest.mark.parametrize(
    ("said", "life"),
    [
        ("90000", timedelta(hours=25)),
        (90_000, timedelta(hours=25)),
        ("3600", timedelta(hours=1)),
        (None, UNSAID_LIFE),
        ("soon", UNSAID_LIFE),
        (0, UNSAID_LIFE),
        (-5, UNSAID_LIFE),
        (True, UNSAID_LIFE),
        ("9" * 30, UNSAID_LIFE),
    ],
)
async def test_how_long_it_lives_comes_as_a_text_or_a_number(
    zalo: ZaloWire, said: object, life: timedelta
) -> None:
    zalo.expires_in = said
    assert (await oauth(zalo).refresh(FIRST_REFRESH)).access_until == NOW + life


def failure(code: int, words: str, status: int = 200) -> Said:
    return Said(
        status, b'{"error":%d,"error_name":"x","error_description":"%s"}' % (code, words.encode())
    )


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        (failure(-14020, "used"), TokenDead, "-14020: used"),
        (failure(-14014, "Invalid refresh token."), TokenDead, "không nhận mã làm mới"),
        (failure(-14002, "inactive"), Denied, "chưa kích hoạt"),
        (failure(-14003, "Invalid redirect uri"), Denied, "chuyển hướng"),
        (failure(-14004, "bad secret"), Denied, "HOCVUSO_ZALO_OA_APP_SECRET"),
        (failure(-1, "something new"), Denied, "-1: something new"),
        (failure(-14004, "bad secret", 400), Denied, "HOCVUSO_ZALO_OA_APP_SECRET"),
        (Said(200, b'{"error":-5}'), Denied, "không nói lý do"),
        (Said(403, b"<html>"), NotAsked, "http 403"),
        (Said(502, b"<html>"), AnswerLost, "http 502"),
        (Said(200, b""), AnswerLost, "http 200"),
        (Said(200, b'{"access_token":"a"}'), AnswerLost, "http 200"),
        (Said(200, b'{"access_token":"a b","refresh_token":"c"}'), AnswerLost, "http 200"),
        (Said(200, b'{"error":0}'), AnswerLost, "http 200"),
        (Drop(), AnswerLost, "ServerDisconnectedError"),
        (Stall(), AnswerLost, "Timeout"),
    ],
)
async def test_what_fails_is_named_for_what_became_of_the_refresh_token(
    zalo: ZaloWire, answer: Said | Drop | Stall, kind: type[Unusable], sentence: str
) -> None:
    zalo.answers[TOKEN].append(answer)
    with pytest.raises(kind, match=re.escape(sentence)) as told:
        await oauth(zalo).refresh(FIRST_REFRESH)
    assert isinstance(told.value, OutOfReach) is (kind in (NotAsked, AnswerLost))
    assert "canary" not in f"{told.value!r} {told.value.__context__!r} {told.value.__cause__!r}"


async def test_a_refused_connection_spent_nothing(zalo: ZaloWire) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        zalo.url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(NotAsked, match="ConnectorError"):
            await oauth(zalo).refresh(FIRST_REFRESH)


@pytest.mark.parametrize(
    ("brought", "code"),
    [
        ("abc", "abc"),
        (" abc\n", "abc"),
        (f"https://xa.example/zalo?code=a%2Bc&oa_id={KEYS.oa_id}&state=s", "a+c"),
        ("https://xa.example/zalo?state=s&code=abc#top", "abc"),
    ],
)
def test_the_code_is_found_in_what_the_browser_brought(brought: str, code: str) -> None:
    assert code_of(brought, KEYS.oa_id) == code


@pytest.mark.parametrize(
    ("brought", "sentence"),
    [
        ("https://xa.example/zalo?code=abc&oa_id=999", "OA khác"),
        ("https://xa.example/zalo?state=s", "không có mã"),
        ("https://xa.example/zalo?code=&state=s", "không có mã"),
    ],
)
def test_an_address_without_our_code_is_told(brought: str, sentence: str) -> None:
    with pytest.raises(Denied, match=sentence):
        code_of(brought, KEYS.oa_id)


@pytest.mark.parametrize(
    ("text", "good"),
    [("a.B-c_9", True), ("", False), ("a b", False), ("a\r\nb", False), ("mã", False)],
)
def test_what_may_be_a_token(text: str, good: bool) -> None:
    assert is_token(text) is good


def test_a_pair_tells_nothing() -> None:
    assert "canary" not in repr(Pair("canary", "canary", NOW, NOW))
    assert "2026-11-24" in repr(Pair("canary", "canary", NOW, NOW))
