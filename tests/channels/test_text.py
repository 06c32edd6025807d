import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import Message, Option, Photo
from bot.update import ChatOpened, TextSent
from channels.protocol import TextUnit
from channels.text import clean, clip, length, numbered, opened_or_sent, told_picture


@pytest.mark.parametrize(
    ("unit", "expected"),
    [(TextUnit.CODE_POINTS, 2), (TextUnit.UTF16, 3), (TextUnit.BYTES, 7)],
)
def test_length_in_each_unit(unit: TextUnit, expected: int) -> None:
    assert length("ế😀", unit) == expected


@given(st.text(), st.integers(4, 30), st.sampled_from(TextUnit))
def test_a_clipped_text_fits_and_says_that_it_was_clipped(
    text: str, limit: int, unit: TextUnit
) -> None:
    if unit is TextUnit.BYTES:
        text = text.encode(errors="ignore").decode()
    clipped = clip(text, limit, unit)
    assert length(clipped, unit) <= limit
    assert clipped == text or (clipped.endswith("…") and text.startswith(clipped[:-1]))


def test_clipping_tears_no_letter() -> None:
    assert clip("👨‍👩‍👧👨‍👩‍👧", 7) == "👨‍👩‍👧…"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ((), "Chào bác"),
        (("Xong rồi",), "Chào bác\n\n1. Xong rồi\n(Gõ 1 để chọn.)"),
        (("Có", "Không"), "Chào bác\n\n1. Có\n2. Không\n(Gõ số để chọn.)"),
    ],
)
def test_options_become_a_numbered_list(labels: tuple[str, ...], expected: str) -> None:
    options = tuple(Option(label, "t") for label in labels)
    assert numbered(Message("Chào bác", options)) == expected


def test_a_picture_that_cannot_be_shown_is_told() -> None:
    told = told_picture(Message("Chạm vào đây.", photo=Photo("a.png", "nút xanh ở góc")))
    assert told == Message("Chạm vào đây.\n\n[Hình: nút xanh ở góc]")
    assert told_picture(Message("Chào")) == Message("Chào")


@given(st.text(alphabet=st.characters(), max_size=200))
def test_cleaned_text_can_be_stored_and_compared(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()  # no halves of letters
    assert "\x00" not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned


def test_cleaning_drops_control_characters_and_halves_of_letters_alone() -> None:
    dropped = {char for char in map(chr, range(0x10000)) if not clean(char)}
    unfit = {c for c in map(chr, range(0x10000)) if unicodedata.category(c) in {"Cc", "Cs"}}
    assert dropped == unfit - {"\n", "\t"}


@pytest.mark.parametrize(
    "text", ["😀 مرحبا \u202e <b>x</b> & *đậm* _[a](b)", "dòng 1\ndòng 2\tcột"]
)
def test_cleaning_leaves_what_a_person_wrote(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("/start", ChatOpened()),
        ("/start to_1", ChatOpened("to_1")),
        ("start", TextSent("start")),
        ("/startx", TextSent("/startx")),
    ],
)
def test_start_opens_the_chat(text: str, content: ChatOpened | TextSent) -> None:
    assert opened_or_sent(text) == content
