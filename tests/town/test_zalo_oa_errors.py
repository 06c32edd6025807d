"""The catalogue of the Official Account's refusals, and what a webhook's signature is."""

import hashlib
import hmac

import orjson
import pytest

from town.zalo_oa import errors, signature
from town.zalo_oa.errors import CATALOGUE, Refusal

CODES = [
    *(-32, -100, -124, -200, -201, -202, -204, -205, -207, -208, -209, -210, -211, -212, -213, -214),
    *(-215, -216, -217, -218, -219, -220, -221, -222, -223, -224, -227, -230, -232, -233, -234, -235),
    *(-237, -238, -240, -241, -242, -244, -248, -249, -305, -311, -320, -321, -403),
]  # fmt: skip


def test_every_code_of_the_public_table_can_be_answered() -> None:
    assert list(CATALOGUE) == CODES
    for code, refusal in CATALOGUE.items():
        assert refusal.code == code
        assert orjson.loads(refusal.body) == {"error": code, "message": refusal.message}


def test_two_codes_have_a_second_meaning_that_only_the_sentence_tells() -> None:
    for second in (errors.OA_TOO_FAST, errors.ARTICLE_QUOTA):
        assert second.code in CATALOGUE
        assert second.message != CATALOGUE[second.code].message


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (errors.APP_INACTIVE, -14002),
        (errors.REDIRECT_MISMATCH, -14003),
        (errors.SECRET_WRONG, -14004),
        (errors.REFRESH_DEAD, -14020),
    ],
)
def test_oauth_refuses_with_a_name_and_a_description(refusal: Refusal, code: int) -> None:
    said = orjson.loads(refusal.body)
    assert said["error"] == code
    assert said["error_name"]
    assert said["error_description"] == said["error_reason"] == refusal.message


def test_a_parameter_is_named_in_the_sentence() -> None:
    assert errors.invalid("user_id").refusal == Refusal(-201, "user_id is invalid")
    assert errors.too_long("text").refusal.code == -210


APP, SECRET = "1234567890123456789", "oa-secret-for-tests"
PRIVATE = (
    '{"app_id":"1234567890123456789","event_name":"user_send_text",'
    '"sender":{"id":"2222222222222222222"},"recipient":{"id":"3333333333333333333"},'
    '"message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},'
    '"timestamp":"1760000000000","user_id_by_app":"4444444444444444444"}'
).encode()
IN_GROUP = (
    '{"app_id":"1234567890123456789","oa_id":"3333333333333333333",'
    '"event_name":"user_send_group_text","sender":{"id":"2222222222222222222"},'
    '"recipient":{"id":"f414c8f76fa586fbdfb4"},'
    '"message":{"text":"@OA xin chào","msg_id":"a1b2c3d4e5f607182930"},'
    '"timestamp":"1760000000001"}'
).encode()


@pytest.mark.parametrize(
    ("body", "timestamp", "expected"),
    [
        (
            PRIVATE,
            "1760000000000",
            "mac=e2bd976ea5b60eca3411fe66423e2422e5c8c0a2364f2e07a73cdebcc4b1c321",
        ),
        (
            IN_GROUP,
            "1760000000001",
            "mac=57c2d1765bc078450da29cc4e0a00539b493a143b59683c9ef10cc05f87ea960",
        ),
    ],
    ids=["private", "group"],
)
def test_the_signature_is_the_published_one(body: bytes, timestamp: str, expected: str) -> None:
    assert signature.header(APP, body, timestamp, SECRET) == expected


def test_the_vector_has_the_published_length() -> None:
    assert len(PRIVATE) == 270


def test_any_change_and_any_other_recipe_is_another_signature() -> None:
    right = signature.mac(APP, PRIVATE, "1760000000000", SECRET)
    reindented = orjson.dumps(orjson.loads(PRIVATE), option=orjson.OPT_INDENT_2)
    signed = APP.encode() + PRIVATE + b"1760000000000"
    others = {
        signature.mac(APP, PRIVATE.replace(b"Xin", b"xin"), "1760000000000", SECRET),
        signature.mac(APP, reindented, "1760000000000", SECRET),
        signature.mac(APP, PRIVATE, "1760000000000", "app-secret"),
        signature.mac("3333333333333333333", PRIVATE, "1760000000000", SECRET),
        hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest(),
    }
    assert len(others) == 5
    assert right not in others
