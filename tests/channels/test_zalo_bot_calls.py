import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import Document, Message, Option, Photo
from bot.text import utf16_length
from bot.update import Address, ChatKind
from channels.text import clean
from channels.zalo_bot.calls import (
    CAPABILITIES,
    MOST_PAGES,
    PART,
    TOO_LONG,
    Call,
    calls_of,
    pages,
    parts,
    plain,
    voice_call,
)

CHAT = "6ede9afa66b88fe6d6a9"
URL = "https://hocvuso.example/media/AbC/kho.png"
PHOTO = Photo("hinh/kho.png", "hình tam giác nhiều màu")
ANSWERS = (Option("Xong rồi", "a"), Option("Chưa được", "b"))
LIMIT = CAPABILITIES.text_limit


def said(text: str) -> Call:
    return Call("sendMessage", {"chat_id": CHAT, "text": text})


def shown(caption: str | None) -> Call:
    fields = {"chat_id": CHAT, "photo": URL}
    return Call("sendPhoto", fields if caption is None else fields | {"caption": caption})


LISTED = "Xong chưa ạ?\n\n1. Xong rồi\n2. Chưa được\n(Gõ số để chọn.)"
PARAGRAPH = "Bác làm theo từng bước một nhé. "
SAYINGS: list[tuple[Message, str | None, tuple[Call, ...]]] = [
    (Message("Chào bác ạ."), None, (said("Chào bác ạ."),)),
    (Message("Xong chưa ạ?", ANSWERS), None, (said(LISTED),)),
    (Message("Xong chưa ạ?", ANSWERS[:1]), None, (said("Xong chưa ạ?\n\n1. Xong rồi\n(Gõ 1 để chọn.)"),)),
    (Message(""), None, ()),
    (Message(" \n"), None, ()),
    (Message("\x00"), None, ()),
    (Message("Xong chưa ạ?", ANSWERS, photo=PHOTO), URL, (shown(LISTED),)),
    (Message("", photo=PHOTO), URL, (shown(None),)),
    (Message("Tìm hình này.", photo=PHOTO), None, (said(f"Tìm hình này.\n\n[Hình: {PHOTO.alt}]"),)),
    (Message("Tìm hình này.", photo=PHOTO), "", (said(f"Tìm hình này.\n\n[Hình: {PHOTO.alt}]"),)),
    (Message("a" * LIMIT, photo=PHOTO), URL, (shown("a" * LIMIT),)),
    (
        Message("a" * PART + " bc" * 40, photo=PHOTO),
        URL,
        (shown(None), said("(1/2) " + "a" * PART), said("(2/2) " + ("bc " * 40).strip())),
    ),
    (
        Message("Của bác đây.", document=Document("a.json", "application/json", '{"tên":"Lan"}')),
        None,
        (said("Của bác đây."), said('{"tên":"Lan"}')),
    ),
    (Message("Của bác đây.", document=Document("a.json", "x", "")), None, (said("Của bác đây."),)),
    (Message("", document=Document("a.json", "x", "{}")), None, (said("{}"),)),
]  # fmt: skip


@pytest.mark.parametrize(("message", "picture", "expected"), SAYINGS)
def test_a_bubble_in_calls(
    message: Message, picture: str | None, expected: tuple[Call, ...]
) -> None:
    assert calls_of(CHAT, message, picture) == expected


def test_a_call_as_it_goes_over_the_wire() -> None:
    (call,) = calls_of(CHAT, Message("Chào bác ạ."), None)
    assert json.loads(call.json) == {"chat_id": CHAT, "text": "Chào bác ạ."}


def test_no_markup_is_ever_asked_for() -> None:
    for message, picture, _ in SAYINGS:
        for call in calls_of(CHAT, message, picture):
            assert call.fields.keys() <= {"chat_id", "text", "photo", "caption"}


@pytest.mark.parametrize(
    ("composed", "code_points", "decomposed"),
    [("Nguyễn Thị Hoàng Anh", 20, 24), ("ế", 1, 3), ("đ", 1, 1)],
)
def test_both_ways_of_writing_a_letter_are_counted_alike(
    composed: str, code_points: int, decomposed: int
) -> None:
    apart = unicodedata.normalize("NFD", composed)
    assert (len(composed), len(apart)) == (code_points, decomposed)
    for times in (1, LIMIT // code_points, LIMIT // code_points + 1):
        assert parts(plain(apart * times)) == parts(plain(composed * times))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * LIMIT, 1),
        ("a" * (LIMIT + 1), 2),
        ("😀" * (LIMIT // 2), 1),
        ("😀" * (LIMIT // 2 + 1), 2),
        ("👨‍👩‍👧" * 250, 1),
        ("👨‍👩‍👧" * 251, 2),
        ("ế" * LIMIT, 1),
        (unicodedata.normalize("NFD", "ế") * LIMIT, 1),
    ],
)
def test_how_many_parts_a_text_takes(text: str, count: int) -> None:
    found = parts(plain(text))
    assert len(found) == count
    assert all(utf16_length(part) <= LIMIT for part in found)


def test_a_long_text_is_parted_after_a_sentence_and_told_how_many_there_are() -> None:
    found = parts(PARAGRAPH * 130)
    assert len(found) == 3
    for n, part in enumerate(found, 1):
        assert part.startswith(f"({n}/3) Bác")
        assert part.endswith("nhé.")


def test_a_family_is_never_parted() -> None:
    found = parts("👨‍👩‍👧" * 500)
    bare = [part.partition(") ")[2] for part in found]
    assert "".join(bare) == "👨‍👩‍👧" * 500
    assert all(part.replace("👨‍👩‍👧", "") == "" for part in bare)


@given(st.text(st.sampled_from("aế. \n!😀\u0301\u200d\u00a0"), max_size=40), st.integers(1, 400))
def test_no_part_is_empty_too_long_or_lost(piece: str, times: int) -> None:
    text = plain(piece * times)
    found = parts(text)
    assert all(part.strip() and utf16_length(part) <= LIMIT for part in found)
    if len(found) > 1:
        assert [part.split(" ")[0] for part in found] == [
            f"({n}/{len(found)})" for n in range(1, len(found) + 1)
        ]
        found = [part.partition(" ")[2] for part in found]
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_document_is_told_in_at_most_so_many_parts() -> None:
    line = "x" * 99 + "\n"
    fits = Document("a.json", "application/json", line * (MOST_PAGES * (PART // 100)))
    assert len(pages(fits)) == MOST_PAGES
    assert pages(fits)[-1].startswith(f"({MOST_PAGES}/{MOST_PAGES}) ")


@pytest.mark.parametrize(
    "body",
    [
        "x" * (MOST_PAGES * PART + 1),
        # Not more letters than fit, but in paragraphs that fill no part.
        ("x" * (PART // 2 + 1) + " ") * (2 * MOST_PAGES - 2),
    ],
)
def test_a_document_that_is_too_long_is_not_begun(body: str) -> None:
    message = Message("Của bác đây.", document=Document("a.json", "application/json", body))
    assert calls_of(CHAT, message, None) == (said("Của bác đây."), said(TOO_LONG))


def test_the_sentence_for_a_long_document_is_as_short_as_all_ours() -> None:
    assert len(TOO_LONG) <= 300


@pytest.mark.parametrize(
    ("kind", "url", "is_sent"),
    [
        (ChatKind.PRIVATE, "https://hocvuso.example/media/a.aac", True),
        (ChatKind.GROUP, "https://hocvuso.example/media/a.aac", False),
        (ChatKind.PRIVATE, "https://hocvuso.example/media/a.mp3", False),
    ],
)
def test_a_recording_is_sent_only_where_it_arrives(kind: ChatKind, url: str, is_sent: bool) -> None:
    call = voice_call(Address("zalo-bot", CHAT, kind), url)
    expected = Call("sendVoice", {"chat_id": CHAT, "voice_url": url})
    assert call == (expected if is_sent else None)


@given(st.text(st.characters()))
def test_texts_are_made_plain_as_everywhere(text: str) -> None:
    assert plain(text) == clean(text, 10**9)
