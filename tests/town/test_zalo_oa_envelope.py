"""Which messages an Official Account may send, field by field, without a wire."""

from typing import Any

import pytest

from tests.town.oa import beside, element, listed, media, query
from town.zalo_oa import envelope
from town.zalo_oa.account import Buttons
from town.zalo_oa.errors import Refused


def verdict(message: object, setting: Buttons) -> int:
    """0 or the number of the refusal."""
    try:
        envelope.read(message, setting)
    except Refused as refused:
        return refused.refusal.code
    return 0


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text": "a" * 2000}, 0),
        ({"text": "a" * 2001}, -210),
        ({"text": "😀" * 1000}, 0),
        ({"text": "😀" * 1001}, -210),
        ({"text": "a\u0300" * 2000}, 0),
        ({"text": ""}, -201),
        ({"text": "  \n"}, -201),
        ({"text": None}, -201),
        ({"text": 5}, -201),
        ({"attachment": "x"}, -201),
        ({"attachment": {"type": "template"}}, -201),
        ({"attachment": {"type": "file", "payload": {"token": "x"}}}, -100),
        (media(media_type="image", attachment_id="x"), -100),
        (media(media_type="sticker", attachment_id="x"), -100),
        (media(media_type="image"), -201),
        (media(media_type="image", url="http://127.0.0.1/a", attachment_id="x"), -201),
        (media(media_type="image", url="file:///etc/passwd"), -201),
        (media(media_type="gif", url="http://127.0.0.1/a.gif"), -201),
        (media(media_type="video", url="http://127.0.0.1/a"), -233),
        (listed(element()), -233),
        (beside(query()), -233),
        ({"attachment": {"type": "template", "payload": {"template_type": "button"}}}, -233),
    ],
    ids=range(22),
)
def test_the_text_and_the_envelope_have_limits(message: dict[str, Any], code: int) -> None:
    assert verdict({"text": "Chọn giúp em ạ"} | message, Buttons.OFF) == code


@pytest.mark.parametrize(
    ("setting", "message", "code"),
    [
        (Buttons.LIST, listed(element(), element()), 0),
        (Buttons.LIST, listed(*[element()] * 6), -201),
        (Buttons.LIST, listed(), -201),
        (Buttons.LIST, listed(element(subtitle="")), -201),
        (Buttons.LIST, listed(element(title="a" * 101)), -210),
        (Buttons.LIST, listed(element(buttons=[query(), query()])), -201),
        (Buttons.LIST, listed(element(), buttons=[query()]), -233),
        (Buttons.LIST, listed(element(buttons=[query(payload="a" * 1000)])), 0),
        (Buttons.LIST, listed(element(buttons=[query(payload="a" * 1001)])), -210),
        (Buttons.LIST, listed(element(buttons=[query(payload={"url": "a"})])), -201),
        (Buttons.LIST, listed(element(buttons=[query(type="oa.unknown", payload={})])), -201),
        (Buttons.LIST, beside(query()), -233),
        (Buttons.TEXT_BUTTONS, beside(*[query()] * 5), 0),
        (Buttons.TEXT_BUTTONS, beside(*[query()] * 6), -201),
        (Buttons.TEXT_BUTTONS, listed(element()), -233),
        (
            Buttons.TEXT_BUTTONS,
            beside(query(type="oa.open.url", payload={"url": "https://a.vn/"})),
            0,
        ),
        (
            Buttons.TEXT_BUTTONS,
            beside(query(type="oa.open.phone", payload={"phone_code": "84912345678"})),
            0,
        ),
        (
            Buttons.TEXT_BUTTONS,
            beside(query(type="oa.open.sms", payload={"phone_code": "84", "content": "a" * 161})),
            -201,
        ),
    ],
    ids=range(18),
)
def test_the_accounts_setting_decides_which_buttons_are_taken(
    setting: Buttons, message: dict[str, Any], code: int
) -> None:
    assert verdict({"text": "Bác muốn học gì?"} | message, setting) == code


@pytest.mark.parametrize("message", [None, "x", [], 5])
def test_a_message_is_an_object(message: object) -> None:
    assert verdict(message, Buttons.OFF) == -201


def test_buttons_keep_what_they_do() -> None:
    opening = query(title="Mở", type="oa.open.url", payload={"url": "https://a.vn/"})
    drawn = envelope.read({"text": "Chọn"} | beside(query(), opening), Buttons.TEXT_BUTTONS)
    assert [(each.title, each.action, each.payload) for each in drawn.buttons] == [
        ("Chọn", "oa.query.hide", "#hv:1:2"),
        ("Mở", "oa.open.url", "https://a.vn/"),
    ]


def test_a_picture_is_named_and_what_is_quoted_too() -> None:
    picture = media(media_type="image", url="https://a.vn/a.png")
    assert envelope.read({"text": ""} | picture, Buttons.OFF).picture == "https://a.vn/a.png"
    assert envelope.read(picture, Buttons.OFF).kind == "image"
    quoting = {"text": "đáp", "quote_message_id": "abc"}
    assert envelope.read(quoting, Buttons.OFF).quotes == "abc"
