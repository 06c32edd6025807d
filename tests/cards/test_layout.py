"""Where things stand on every card of the catalogue, and of any description whatever."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cards import Card
from cards import letters
from cards.contact import cards_of
from cards.kinds import Kind, kind_of
from cards.layout import BEZEL, RING, WIDTH, Box, Plan, plan
from lessons.catalogue import read_catalogue
from lessons.lesson import Device, Screen
from lessons.screens import LONGEST_PART, MOST_PARTS, in_words, sketch_of, troubles_with

CATALOG = Path(__file__).parents[2] / "lessons" / "catalog"
CARDS = [
    card
    for lesson in read_catalogue(CATALOG).lessons
    for device in Device
    for card in cards_of(lesson, device)
]
NAMES = [
    "VNeID",
    "màn hình chính",
    "màn hình khóa",
    "CH Play",
    "Tin nhắn",
    "ô địa chỉ: a.gov.vn",
    "",
]
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=LONGEST_PART - 1
).map(lambda text: text.replace("|", " ").replace("*", " "))
part = st.builds(
    lambda text, star: text + star, words | st.sampled_from(NAMES), st.sampled_from(["", "*"])
)
descriptions = st.lists(part, min_size=1, max_size=MOST_PARTS).map(" | ".join)
cards = st.builds(Card, descriptions, words, st.integers(1, 99), st.sampled_from([*Device, None]))


def looks_right(made: Plan) -> None:
    whole = Box(0, 0, WIDTH, made.height)
    assert whole.holds(made.phone)
    assert made.phone.holds(made.screen)
    for shape in made.shapes:
        assert made.screen.holds(shape.box)
        assert whole.holds(shape.target.grown(BEZEL))  # room for the ring
        size = 46 if shape.kind is Kind.CLOCK else shape.size
        for line in shape.lines:
            assert letters.width(line, min(size, 16)) <= shape.box.width + 1
    boxes = [shape.box for shape in made.shapes]
    for at, box in enumerate(boxes):
        assert not any(box.meets(other.grown(-0.5)) for other in boxes[at + 1 :])
    bars = [made.bar] if made.bar else []
    for shape in made.shapes:
        ring = shape.target.grown(RING)
        others = [other.box for other in made.shapes if other is not shape]
        if shape.pressed:
            assert not any(ring.grown(-1).meets(other) for other in [*bars, *others])


def test_every_card_of_the_catalogue_is_laid_out_clearly() -> None:
    assert len(CARDS) > 300
    for card in CARDS:
        made = plan(card)
        looks_right(made)
        wanted = sketch_of(card.description).pressed
        assert len(made.rings) == len(wanted), card.description
        shown = [" ".join(shape.lines) for shape in made.shapes if shape.pressed]
        for text, seen in zip(wanted, shown, strict=True):
            assert seen.replace(" ", "") in text.replace(" ", ""), card.description


def test_a_second_key_is_shown_although_a_keyboard_has_one_place() -> None:
    made = plan(Card("Chrome | Bàn phím: Đi* | Bàn phím: Xóa", "Gõ", 1))
    assert sorted(" ".join(shape.lines) for shape in made.shapes) == ["Bàn phím: Xóa", "Đi"]


@given(cards)
@example(Card("màn hình chính | ô địa chỉ: a.gov.vn* | 0", "", 1, Device.ANDROID))
def test_any_description_can_be_laid_out(card: Card) -> None:
    looks_right(plan(card))


def test_no_letter_of_the_catalogue_is_missing_in_the_font() -> None:
    text = "".join(f"{card.title}{card.description}" for card in CARDS)
    for bold in (False, True):
        face = letters.font(40, bold=bold)
        missing = bytes(face.getmask("\U0001f600"))
        shown = {char for char in letters.shown(text) if not char.isspace()}
        assert {char for char in shown if bytes(face.getmask(char)) == missing} == set()


@pytest.mark.parametrize(
    ("text", "screen", "kind"),
    [
        ("Đăng nhập", "VNeID", Kind.BUTTON),
        ("Mật khẩu", "VNeID", Kind.FIELD),
        ("Quên mật khẩu", "VNeID", Kind.ROW),
        ("Ô gõ mã OTP", "VNeID", Kind.CODE),
        ("Ô đồng ý", "VNeID", Kind.CHECK),
        ("VNeID", "màn hình chính", Kind.APP),
        ("Zalo", "CH Play", Kind.APP),
        ("Nhận", "App Store", Kind.BUTTON),
        ("Bàn phím: Đi", "Chrome", Kind.KEY),
        ("Cúp máy", "Cuộc gọi", Kind.HANG_UP),
        ("“Bấm vào đây”", "Tin nhắn", Kind.SPEECH),
        ("156: đã nhận", "Tin nhắn", Kind.SPEECH),
        ("Khung chụp thẻ", "VNeID", Kind.FRAME),
        ("Hình bánh răng", "Cá nhân", Kind.SIGN),
        ("09:00", "màn hình khóa", Kind.CLOCK),
        ("Nút gạt", "Wi-Fi", Kind.SWITCH),
        ("Ví giấy tờ", "VNeID", Kind.ROW),
    ],
)
def test_a_part_looks_like_what_its_words_say(text: str, screen: str, kind: Kind) -> None:
    assert kind_of(text, screen) is kind


@pytest.mark.parametrize(
    ("description", "told"),
    [
        (
            "VNeID | Mật khẩu | Đăng nhập*",
            "màn hình “VNeID”; có Mật khẩu; chỗ cần chạm: “Đăng nhập”",
        ),
        ("màn hình chính | Zalo*", "màn hình chính; chỗ cần chạm: “Zalo”"),
        ("Số dư*", "màn hình “Số dư”; chỗ cần chạm: “Số dư”"),
        ("Kết quả | Chưa có thông tin", "màn hình “Kết quả”; có Chưa có thông tin"),
    ],
)
def test_a_card_is_told_in_words(description: str, told: str) -> None:
    assert in_words(Screen(description)) == told


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("VNeID | Mở*", ""),
        ("VNeID || Mở*", "phần để trống"),
        ("A | B | C | D | E | G", "có 6 phần"),
        ("A | B* | C* | D* | E*", "chỗ cần chạm"),
        ("A | " + "dài " * 20, "viết gọn lại"),
    ],
)
def test_what_cannot_be_drawn_well_is_told_to_the_author(description: str, said: str) -> None:
    found = " ".join(troubles_with(Screen(description)))
    assert said in found if said else not found
