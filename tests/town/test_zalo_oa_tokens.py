"""Codes, pairs and their deaths: what the OAuth server decides, without a wire."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from town.zalo_oa import errors, tokens
from town.zalo_oa.account import ZaloOa
from town.zalo_oa.errors import Refusal, Refused

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
VERIFIER = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
CHALLENGE = "RqIZl4LIgn8KxW9QO-nTnv7pf0CnNrksx9fF-CXP2FE"


def account() -> ZaloOa:
    return ZaloOa("3333333333333333333", "Một OA", "1234567890123456789", "app-secret", "oa-secret")


def exchange(oa: ZaloOa, code: str, now: datetime = NOW, **changed: str) -> dict[str, str]:
    form = {
        "code": code,
        "app_id": oa.app_id,
        "grant_type": "authorization_code",
        "code_verifier": VERIFIER,
    }
    return tokens.pair([oa], oa.app_secret, form | changed, now)


def refresh(
    oa: ZaloOa, token: str, now: datetime = NOW, changed: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    form = {"refresh_token": token, "app_id": oa.app_id, "grant_type": "refresh_token"}
    form |= changed
    return tokens.pair([oa], form.pop("secret", oa.app_secret), form, now)


def test_the_challenge_is_the_published_one() -> None:
    assert tokens.challenge(VERIFIER) == CHALLENGE


def test_a_code_gives_one_pair_with_a_life_in_words() -> None:
    oa = account()
    made = exchange(oa, tokens.agree(oa, CHALLENGE, NOW))
    assert made.keys() == {"access_token", "refresh_token", "expires_in"}
    assert made["expires_in"] == "90000"
    assert tokens.bearer([oa], made["access_token"], NOW) is oa


@pytest.mark.parametrize(
    "verifier", ["", VERIFIER[:-1], VERIFIER + "a", VERIFIER[:-1] + "-", "a" * 43]
)
def test_a_code_is_spent_by_the_first_attempt_even_in_vain(verifier: str) -> None:
    oa = account()
    code = tokens.agree(oa, CHALLENGE, NOW)
    with pytest.raises(Refused) as wrong:
        exchange(oa, code, code_verifier=verifier)
    assert wrong.value.refusal == errors.VERIFIER_WRONG
    with pytest.raises(Refused) as spent:
        exchange(oa, code)
    assert spent.value.refusal == errors.CODE_DEAD


@pytest.mark.parametrize(("seconds", "lives"), [(599, True), (600, False)])
def test_a_code_lives_ten_minutes(seconds: int, lives: bool) -> None:
    oa = account()
    code = tokens.agree(oa, CHALLENGE, NOW)
    later = NOW + timedelta(seconds=seconds)
    if lives:
        assert exchange(oa, code, later)
    else:
        with pytest.raises(Refused) as dead:
            exchange(oa, code, later)
        assert dead.value.refusal == errors.CODE_DEAD


def test_a_refresh_token_is_good_once_and_its_successor_once() -> None:
    oa = account()
    first = tokens.new_pair(oa, NOW)
    second = refresh(oa, first["refresh_token"])
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    with pytest.raises(Refused) as used:
        refresh(oa, first["refresh_token"])
    assert used.value.refusal == errors.REFRESH_DEAD
    assert used.value.refusal.code == -14020
    assert refresh(oa, second["refresh_token"])


def test_an_access_token_outlives_the_refresh_but_not_its_25_hours() -> None:
    oa = account()
    first = tokens.new_pair(oa, NOW)
    refresh(oa, first["refresh_token"])
    almost = NOW + timedelta(hours=25) - timedelta(seconds=1)
    assert tokens.bearer([oa], first["access_token"], almost) is oa
    with pytest.raises(Refused) as dead:
        tokens.bearer([oa], first["access_token"], NOW + timedelta(hours=25))
    assert dead.value.refusal.code == -220


@pytest.mark.parametrize(("days", "lives"), [(89, True), (90, False)])
def test_a_refresh_token_lives_90_days(days: int, lives: bool) -> None:
    oa = account()
    token = tokens.new_pair(oa, NOW)["refresh_token"]
    later = NOW + timedelta(days=days)
    if lives:
        assert refresh(oa, token, later)
    else:
        with pytest.raises(Refused) as dead:
            refresh(oa, token, later)
        assert dead.value.refusal == errors.REFRESH_DEAD


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"app_id": "1"}, errors.APP_INACTIVE),
        ({"app_id": ""}, errors.APP_INACTIVE),
        ({"secret": "oa-secret"}, errors.SECRET_WRONG),
        ({"secret": ""}, errors.SECRET_WRONG),
        ({"grant_type": "password"}, errors.GRANT_UNKNOWN),
        ({"refresh_token": ""}, errors.REFRESH_DEAD),
    ],
    ids=["other app", "no app", "the OA's secret", "no secret", "other grant", "no token"],
)
def test_what_is_wrong_with_a_refresh_spends_no_token(
    changed: dict[str, str], refusal: Refusal
) -> None:
    oa = account()
    token = tokens.new_pair(oa, NOW)["refresh_token"]
    with pytest.raises(Refused) as wrong:
        refresh(oa, token, changed=changed)
    assert wrong.value.refusal == refusal
    assert refresh(oa, token)


def test_unknown_is_invalid_and_withdrawn_is_removed() -> None:
    oa = account()
    made = tokens.new_pair(oa, NOW)
    for unknown in ("", "abc", made["refresh_token"]):
        with pytest.raises(Refused) as invalid:
            tokens.bearer([oa], unknown, NOW)
        assert invalid.value.refusal.code == -216
    tokens.withdraw(oa, NOW)
    with pytest.raises(Refused) as removed:
        tokens.bearer([oa], made["access_token"], NOW)
    assert removed.value.refusal.code == -220
    with pytest.raises(Refused):
        refresh(oa, made["refresh_token"])


@pytest.mark.parametrize(
    ("redirect", "challenge", "refusal"),
    [
        ("https://a.vn/xong", CHALLENGE, None),
        ("https://b.vn/xong", CHALLENGE, errors.REDIRECT_MISMATCH),
        ("", CHALLENGE, errors.REDIRECT_MISMATCH),
        ("https://a.vn/xong", "", errors.VERIFIER_WRONG),
        ("https://a.vn/xong", CHALLENGE + "=", errors.VERIFIER_WRONG),
    ],
)
def test_a_human_is_asked_only_for_the_callback_of_the_console(
    redirect: str, challenge: str, refusal: Refusal | None
) -> None:
    oa = account()
    oa.callback = "https://a.vn/xong"
    if refusal is None:
        tokens.permitted(oa, redirect, challenge)
        return
    with pytest.raises(Refused) as wrong:
        tokens.permitted(oa, redirect, challenge)
    assert wrong.value.refusal == refusal


@pytest.mark.parametrize("redirect", ["javascript:alert(1)", "ftp://a.vn/", "a.vn", "https:///x"])
def test_without_a_saved_callback_any_web_address_will_do_and_nothing_else(redirect: str) -> None:
    tokens.permitted(account(), "http://127.0.0.1:8080/xong", CHALLENGE)
    with pytest.raises(Refused):
        tokens.permitted(account(), redirect, CHALLENGE)


def test_old_access_tokens_are_forgotten_in_the_end_the_newest_never() -> None:
    oa = account()
    made = [tokens.new_pair(oa, NOW + timedelta(hours=n))["access_token"] for n in range(100)]
    assert len(oa.access) == tokens.REMEMBERED
    assert tokens.bearer([oa], made[-1], NOW + timedelta(hours=99)) is oa
    assert len(set(made)) == 100
