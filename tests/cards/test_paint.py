"""The drawn picture itself, and the shelf it is kept on."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from PIL import Image, ImageColor

from bot.cards import Card
from cards.canvas import HEAVIEST, MARK, SCALE
from cards.layout import WIDTH, plan
from cards.paint import draw
from cards.shelf import IN_MEMORY, Shelf, digest_of
from lessons.lesson import Device
from tests.cards.test_layout import CARDS, cards

CARD = Card("VNeID | Mật khẩu | Đăng nhập*", "Mở VNeID", 3, Device.ANDROID)
NEAR = 40  # how far a colour may be from another after smoothing


def picture(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


@settings(max_examples=8)
@given(cards)
def test_any_card_can_be_drawn_and_is_light(card: Card) -> None:
    png = draw(card)
    assert len(png) <= HEAVIEST
    assert picture(png).width == WIDTH * SCALE


def test_the_same_card_gives_the_same_bytes() -> None:
    assert draw(CARD) == draw(CARD)


@pytest.mark.slow
@pytest.mark.parametrize("nth", range(12))
def test_the_ring_is_painted_around_what_is_pressed(nth: int) -> None:
    for card in CARDS[nth * 4 :: 48]:
        png = draw(card)
        assert len(png) <= HEAVIEST
        image, mark = picture(png), ImageColor.getrgb(MARK)
        for ring in plan(card).rings:
            at = (round((ring.x + 2.5) * SCALE), round((ring.y + ring.height / 2) * SCALE))
            seen = image.getpixel(at)
            assert isinstance(seen, tuple)
            assert all(abs(a - b) < NEAR for a, b in zip(seen, mark, strict=True)), card


def test_android_iphone_and_an_unknown_phone_look_different() -> None:
    looks = {draw(Card("VNeID | Mở*", "Mở", 1, device)) for device in (*Device, None)}
    assert len(looks) == 3


def test_a_card_is_drawn_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "cards"
    png = Shelf(folder).png(CARD)
    kept = folder / f"{digest_of(CARD)}.png"
    assert png == kept.read_bytes()
    assert [path.name for path in folder.iterdir()] == [kept.name]  # no halves left
    kept.write_bytes(b"from the folder")
    assert Shelf(folder).png(CARD) == b"from the folder"


def test_memory_holds_the_last_ones_only(tmp_path: Path) -> None:
    for number in range(1, IN_MEMORY + 3):
        card = Card("A*", "A", number)
        (tmp_path / f"{digest_of(card)}.png").write_bytes(b"%d" % number)
    shelf = Shelf(tmp_path)
    for number in range(1, IN_MEMORY + 3):
        assert shelf.png(Card("A*", "A", number)) == b"%d" % number
    (tmp_path / f"{digest_of(Card('A*', 'A', IN_MEMORY))}.png").unlink()
    assert shelf.png(Card("A*", "A", IN_MEMORY)) == b"%d" % IN_MEMORY


def test_a_folder_that_cannot_be_written_costs_no_card(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file stands where the folder should")
    shelf = Shelf(tmp_path / "cache")
    assert shelf.png(CARD)
    assert shelf.png(Card("A*", "A", 1))
    assert caplog.text.count("drawn again after a restart") == 1


def test_what_cannot_be_drawn_is_logged_and_the_lesson_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = Card("A*", None, 1)  # type: ignore[arg-type]
    assert Shelf(None).png(broken) is None
    assert "not drawn: card: A*" in caplog.text


def test_the_digest_tells_cards_apart() -> None:
    others = [
        CARD,
        Card(CARD.description, CARD.title, 4, CARD.device),
        Card(CARD.description, CARD.title, 3, Device.IPHONE),
        Card(CARD.description, "Mở", 3, CARD.device),
        Card("VNeID | Đăng nhập*", CARD.title, 3, CARD.device),
    ]
    assert len(set(map(digest_of, others))) == len(others)
