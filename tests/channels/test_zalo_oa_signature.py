"""Vectors: made over the exact bytes with the documented sum, outside of our code."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.zalo_oa.keys import Keys
from channels.zalo_oa.signature import (
    HEADER,
    REPLAY_WINDOW,
    TIMESTAMP_HEADER,
    VARIANTS,
    Matched,
    Refused,
    SignatureRules,
    Trial,
    judge,
    mac,
)

KEYS = Keys("3333333333333333333", "1234567890123456789", "app-secret", "oa-secret-for-tests")
SENT = datetime.fromtimestamp(1_760_000_000, UTC)
ANY = SignatureRules()

BODY_1 = (
    '{"app_id":"1234567890123456789","event_name":"user_send_text","sender":{"id":"2222222222222222222"},'
    '"recipient":{"id":"3333333333333333333"},"message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},'
    '"timestamp":"1760000000000","user_id_by_app":"4444444444444444444"}'
).encode()
MAC_1 = "e2bd976ea5b60eca3411fe66423e2422e5c8c0a2364f2e07a73cdebcc4b1c321"
BODY_2 = (
    '{"app_id":"1234567890123456789","oa_id":"3333333333333333333","event_name":"user_send_group_text",'
    '"sender":{"id":"2222222222222222222"},"recipient":{"id":"f414c8f76fa586fbdfb4"},'
    '"message":{"text":"@OA xin chào","msg_id":"a1b2c3d4e5f607182930"},"timestamp":"1760000000001"}'
).encode()
MAC_2 = "57c2d1765bc078450da29cc4e0a00539b493a143b59683c9ef10cc05f87ea960"

USUAL = Matched("app id + body + OA secret key")


def judged(body: bytes, header: str | None, rules: SignatureRules = ANY, **more: str) -> object:
    headers = more if header is None else {HEADER: header, **more}
    return judge(headers, body, KEYS, rules, SENT)


def test_the_vectors_bytes_are_the_ones_that_were_signed() -> None:
    assert len(BODY_1) == 270
    assert "chào".encode() in BODY_1  # composed: one letter à


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (BODY_1, f"mac={MAC_1}"),
        (BODY_2, f"mac={MAC_2}"),
        (BODY_1, MAC_1),
        (BODY_1, MAC_1.upper()),
        (BODY_1, f"MAC={MAC_1.upper()}"),
        (BODY_1, f"mac= {MAC_1}"),
        (BODY_1, f" mac = {MAC_1} "),
    ],
)
def test_zalos_own_are_taken(body: bytes, header: str) -> None:
    assert judged(body, header) == USUAL


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (BODY_1.replace(b"Xin", b"xin"), f"mac={MAC_1}"),
        (json.dumps(json.loads(BODY_1), ensure_ascii=False, indent=2).encode(), f"mac={MAC_1}"),
        (json.dumps(json.loads(BODY_1)).encode(), f"mac={MAC_1}"),
        (BODY_1 + b"\n", f"mac={MAC_1}"),
        (BODY_1, f"mac={MAC_2}"),
        (BODY_1, None),
        (BODY_1, ""),
        (BODY_1, "mac="),
        (BODY_1, f"mac={MAC_1[:-1]}"),
        (BODY_1, f"mac={MAC_1}0"),
        (BODY_1, f"mac={MAC_1}, mac={MAC_1}"),
        (BODY_1, "mac=" + "g" * 64),
        (BODY_1, "mac=" + hmac.new(b"oa-secret-for-tests", BODY_1, hashlib.sha256).hexdigest()),
        (BODY_1, "mac=" + mac(KEYS.app_id, BODY_1, "1760000000000", "another secret")),
        (BODY_1, "mac=" + mac(KEYS.app_id, BODY_1, "1760000000000", "")),
        (BODY_1, "mac=" + mac("", BODY_1, "1760000000000", KEYS.secret_key)),
        (BODY_1, "mac=" + mac(KEYS.app_id, BODY_1, "", KEYS.secret_key)),
        (BODY_1, "mac=" + mac(KEYS.app_id, BODY_1, "1760000000000", KEYS.app_secret)),
        (b"{}", "mac=" + mac(KEYS.app_id, b"{}", "", KEYS.secret_key)),
        (b"not json", "mac=" + mac(KEYS.app_id, b"not json", "", KEYS.secret_key)),
    ],
)
def test_everything_else_is_refused(body: bytes, header: str | None) -> None:
    assert isinstance(judged(body, header), Refused)


@pytest.mark.parametrize(
    ("first", "stamp", "secret", "rules", "variant"),
    [
        (KEYS.oa_id, "1760000000000", KEYS.secret_key, ANY, "OA id + body + OA secret key"),
        (KEYS.app_id, "1760000000777", KEYS.secret_key, ANY, "app id + header + OA secret key"),
        (
            KEYS.app_id,
            "1760000000000",
            KEYS.app_secret,
            SignatureRules(app_secret=True),
            "app id + body + app secret",
        ),
    ],
)
def test_the_other_documented_sums_are_known_and_can_be_pinned(
    first: str, stamp: str, secret: str, rules: SignatureRules, variant: str
) -> None:
    header = "mac=" + mac(first, BODY_1, stamp, secret)
    more = {TIMESTAMP_HEADER: "1760000000777"}
    assert variant in VARIANTS
    assert judged(BODY_1, header, rules, **more) == Matched(variant)
    assert judged(BODY_1, header, replace(rules, pin=variant), **more) == Matched(variant)
    assert isinstance(judged(BODY_1, header, replace(rules, pin=USUAL.variant), **more), Refused)


def test_a_number_as_timestamp_is_summed_as_it_is_written() -> None:
    body = BODY_1.replace(b'"1760000000000"', b"1760000000000")
    header = mac(KEYS.app_id, body, "1760000000000", KEYS.secret_key)
    assert judged(body, header) == USUAL


@pytest.mark.parametrize(
    ("age", "taken"),
    [
        (timedelta(0), True),
        (REPLAY_WINDOW, True),
        (-REPLAY_WINDOW, True),
        (REPLAY_WINDOW + timedelta(seconds=1), False),
        (-REPLAY_WINDOW - timedelta(seconds=1), False),
    ],
)
def test_an_old_request_is_a_replay(age: timedelta, taken: bool) -> None:
    verdict = judge({HEADER: f"mac={MAC_1}"}, BODY_1, KEYS, ANY, SENT + age)
    assert verdict == (USUAL if taken else Refused("signed too long ago"))


@pytest.mark.parametrize("stamp", ["soon", "-1", "1" * 20, "１７６０００００００", "\\ud800"])
def test_a_timestamp_that_is_none_is_no_youth(stamp: str) -> None:
    body = BODY_1.replace(b"1760000000000", stamp.encode())
    text = stamp if stamp != "\\ud800" else "\ud800"
    assert isinstance(judged(body, mac(KEYS.app_id, body, text, KEYS.secret_key)), Refused)


def test_seconds_are_told_from_milliseconds() -> None:
    body = BODY_1.replace(b"1760000000000", b"1760000000")
    assert judged(body, mac(KEYS.app_id, body, "1760000000", KEYS.secret_key)) == USUAL


@pytest.mark.parametrize("body", [b"", b"{}", b" {}\r\n"])
def test_the_consoles_trial_says_nothing_and_is_unsigned(body: bytes) -> None:
    assert judged(body, None) == Trial()


@pytest.mark.parametrize("body", [b"[]", b"null", b'{"a":1}', b"{} {}", BODY_1])
def test_what_says_something_is_no_trial(body: bytes) -> None:
    assert judged(body, None) == Refused("no signature")


def test_without_a_secret_nothing_can_be_believed() -> None:
    keys = replace(KEYS, secret_key="")
    header = {HEADER: mac(KEYS.app_id, BODY_1, "1760000000000", "")}
    assert isinstance(judge(header, BODY_1, keys, SignatureRules(app_secret=True), SENT), Refused)


def test_keys_tell_nothing() -> None:
    assert "secret" not in repr(KEYS)
    assert KEYS.oa_id in repr(KEYS)


@given(st.text(max_size=90), st.binary(max_size=60))
def test_no_request_is_too_strange(header: str, body: bytes) -> None:
    assert isinstance(judged(body, header), Refused)
