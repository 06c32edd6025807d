import json
import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import Document, Message, Option
from bot.text import utf16_length
from bot.update import Address, ChatKind
from channels.text import numbered
from channels.zalo_oa.calls import (
    MOST_BUTTONS,
    MOST_PARTS,
    TEXT_LIMIT,
    TITLE_LIMIT,
    TOO_LONG,
    Buttons,
    calls_for,
    capabilities,
    plain,
)

LAN = Address("zalo-oa", "2512523625412515")
GROUP = Address("zalo-oa", "f414c8f76fa586fbdfb4", ChatKind.GROUP)
TWO = (Option("Xong rồi", "3:0"), Option("Chưa", "3:1"))


def texts(message: Message, to: Address = LAN) -> list[str]:
    return [call.fields["message"]["text"] for call in calls_for(to, message)]


def test_a_text_goes_out_plain_with_numbered_answers() -> None:
    (call,) = calls_for(LAN, Message("Xong chưa ạ?", TWO))
    assert (call.path, json.loads(call.json)) == (
        "/v3.0/oa/message/cs",
        {
            "recipient": {"user_id": "2512523625412515"},
            "message": {"text": numbered(Message("Xong chưa ạ?", TWO))},
        },
    )


def test_a_group_has_its_own_address() -> None:
    (call,) = calls_for(GROUP, Message("Lớp học 19h tối nay."))
    assert (call.path, json.loads(call.json)) == (
        "/v3.0/oa/group/message",
        {
            "recipient": {"group_id": "f414c8f76fa586fbdfb4"},
            "message": {"text": "Lớp học 19h tối nay."},
        },
    )


def test_a_picture_comes_by_its_address_with_the_words() -> None:
    (call,) = calls_for(LAN, Message("Tìm hình này."), "https://xa.example/media/abc.png")
    assert call.has_picture
    assert call.fields["message"] == {
        "text": "Tìm hình này.",
        "attachment": {
            "type": "template",
            "payload": {
                "template_type": "media",
                "elements": [{"media_type": "image", "url": "https://xa.example/media/abc.png"}],
            },
        },
    }


def test_a_picture_may_come_without_words() -> None:
    (call,) = calls_for(LAN, Message(""), "https://xa.example/a.png")
    assert "text" not in call.fields["message"]


@pytest.mark.parametrize("to", [LAN, GROUP])
@pytest.mark.parametrize("text", ["", " \n", "\x00"])
def test_nothing_is_never_sent(to: Address, text: str) -> None:
    assert calls_for(to, Message(text)) == ()


@pytest.mark.parametrize("unit", ["Bác chạm vào hình tam giác nhiều màu ạ. ", "Một dòng\n", "😀 "])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_long_text_is_split_and_counted(unit: str, form: Literal["NFC", "NFD"]) -> None:
    text = (unit * (4_500 // utf16_length(unit))).strip()
    parts = texts(Message(unicodedata.normalize(form, text)))
    assert len(parts) == 3  # however the marks were written
    assert all(utf16_length(part) <= TEXT_LIMIT for part in parts)
    assert [part[:6] for part in parts] == ["(1/3) ", "(2/3) ", "(3/3) "]
    assert "".join("".join(part[6:] for part in parts).split()) == "".join(text.split())


@pytest.mark.parametrize(("length", "count"), [(2_000, 1), (2_001, 2)])
def test_the_limit_is_the_limit(length: int, count: int) -> None:
    assert len(texts(Message("ế" * length))) == count
    assert len(texts(Message("😀" * (length // 2) + "a" * (length % 2)))) == count


def test_a_name_has_one_length_however_its_marks_are_written() -> None:
    name = "Nguyễn Thị Hoàng Anh"
    composed, apart = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    assert (len(composed), len(apart)) == (20, 24)
    assert plain(composed) == plain(apart) == composed


def test_a_copy_of_data_comes_as_text() -> None:
    copy = Document("du-lieu.json", "application/json", '{"tên": "Lan"}')
    assert texts(Message("Của bác đây ạ.", document=copy)) == [
        "(1/2) Của bác đây ạ.",
        '(2/2) {"tên": "Lan"}',
    ]


@pytest.mark.parametrize(("words", "all_of_it"), [(3_000, True), (3_600, False)])
def test_a_copy_that_is_too_long_is_not_begun(words: int, all_of_it: bool) -> None:
    body = "một hai " * (words // 2) + "hết"
    parts = texts(Message("Của bác đây ạ.", document=Document("a.json", "text/plain", body)))
    if all_of_it:
        assert len(parts) == MOST_PARTS
        assert parts[-1].endswith("hết")
    else:
        assert parts == ["(1/2) Của bác đây ạ.", f"(2/2) {TOO_LONG}"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Chào [@2222] và [@f414c8f76fa586fbdfb4]!", "Chào  và !"),
        ("[[@2222]@f414c8f76fa586fbdfb4]", ""),  # one taken out puts another together
        ("[\x00@2222]", ""),
        ("[@]", ""),
        ("[@2222", "[@2222"),
        ("mail@xa.vn [1]", "mail@xa.vn [1]"),
    ],
)
def test_nobody_can_call_a_whole_group(text: str, kept: str) -> None:
    assert texts(Message(text), GROUP) == ([kept.strip()] if kept.strip() else [])
    assert texts(Message(text)) == [plain(text)]  # in private there is nobody to call


@given(st.text(alphabet="[]@1a \x00\n", max_size=30))
def test_no_mention_gets_through(text: str) -> None:
    assert not re.search(r"\[@[^\]]*\]", plain(text, to_group=True))


def test_rows_with_one_button_each() -> None:
    (call,) = calls_for(LAN, Message("Xong chưa ạ?", TWO), buttons=Buttons.LIST)
    assert call.has_buttons
    assert call.fields["message"] == {
        "text": "Xong chưa ạ?",
        "attachment": {
            "type": "template",
            "payload": {
                "template_type": "list",
                "elements": [
                    {
                        "title": "1. Xong rồi",
                        "subtitle": "Bấm để chọn",
                        "buttons": [
                            {"title": "Chọn", "type": "oa.query.hide", "payload": "#hv:3:0"}
                        ],
                    },
                    {
                        "title": "2. Chưa",
                        "subtitle": "Bấm để chọn",
                        "buttons": [
                            {"title": "Chọn", "type": "oa.query.hide", "payload": "#hv:3:1"}
                        ],
                    },
                ],
            },
        },
    }


def test_buttons_below_a_text() -> None:
    (call,) = calls_for(LAN, Message("Xong chưa ạ?", TWO), buttons=Buttons.TEXT_BUTTONS)
    assert call.fields["message"]["attachment"] == {
        "type": "template",
        "payload": {
            "buttons": [
                {"title": "1. Xong rồi", "type": "oa.query.hide", "payload": "#hv:3:0"},
                {"title": "2. Chưa", "type": "oa.query.hide", "payload": "#hv:3:1"},
            ]
        },
    }


def test_a_long_label_fits_its_button() -> None:
    message = Message("Làm gì?", (Option("ế" * 300, "3:0"),))
    (call,) = calls_for(LAN, message, buttons=Buttons.TEXT_BUTTONS)
    (button,) = call.fields["message"]["attachment"]["payload"]["buttons"]
    assert utf16_length(button["title"]) <= TITLE_LIMIT


@pytest.mark.parametrize(
    ("to", "message", "picture"),
    [
        (GROUP, Message("?", TWO), ""),  # groups take no templates
        (LAN, Message("?", TWO), "https://xa.example/a.png"),
        (LAN, Message("?"), ""),
        (LAN, Message("", TWO), ""),
        (LAN, Message("?", TWO * 3), ""),
        (LAN, Message("ế" * 2_001, TWO), ""),
        (LAN, Message("?", (Option("a", "t" * 1_000),)), ""),
        (LAN, Message("?", TWO, document=Document("a", "text/plain", "b")), ""),
    ],
)
@pytest.mark.parametrize("buttons", list(Buttons))
def test_where_buttons_do_not_fit_there_are_numbers(
    to: Address, message: Message, picture: str, buttons: Buttons
) -> None:
    assert calls_for(to, message, picture, buttons) == calls_for(to, message, picture)
    assert len(TWO * 3) > MOST_BUTTONS


@pytest.mark.parametrize(("buttons", "shown"), [(Buttons.OFF, 0), (Buttons.LIST, 996)])
def test_what_is_published(buttons: Buttons, shown: int) -> None:
    able = capabilities(buttons)
    assert (able.buttons, able.token_bytes) == (bool(shown), shown)
    assert [able.edit, able.voice, able.documents, able.typing] == [False, (), False, False]


@given(st.text(max_size=6_000), st.sampled_from([LAN, GROUP]))
def test_every_part_fits(text: str, to: Address) -> None:
    for part in texts(Message(text), to):
        assert part.strip()
        assert utf16_length(part) <= TEXT_LIMIT
        assert unicodedata.is_normalized("NFC", part)
