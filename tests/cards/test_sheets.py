"""Announcements and charts as pictures, and the bound of the folder that keeps them."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from PIL import Image

from bot.sheets import Bar, Chart, Notice, Sheet, path_of, sheet_at
from cards import chart, letters, notice
from cards.canvas import HEAVIEST, SCALE
from cards.layout import WIDTH
from cards.shelf import Shelf, digest_of
from tests.bot.test_sheets import CHART, NOTICE, sheets

# Every letter of the language with every tone, in both cases.
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = [base + tone for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in _TONES] + ["đ", "Đ"]
BLUE = (23, 99, 182)


def picture(png: bytes | None) -> Image.Image:
    assert png is not None
    return Image.open(BytesIO(png)).convert("RGB")


@settings(max_examples=6)
@given(sheets)
def test_whatever_fits_into_a_path_can_be_drawn_and_is_light(sheet: Sheet) -> None:
    found = sheet_at(path_of(sheet))
    assert found is not None
    png = Shelf(None).png(found)
    assert png is not None
    assert len(png) <= HEAVIEST
    assert picture(png).width == WIDTH * SCALE


def test_the_fullest_of_them_are_light_as_well() -> None:
    words = "Mời bà con thôn Đông đến nhà văn hóa lúc bảy giờ tối để học bài mới nhé. "
    full = Notice(words * 2, words * 9, words, words)
    bars = tuple(Bar(words, 10 * n, 60, "24/310 người lớn (8%)") for n in range(6))
    for sheet in (full, Chart(words * 2, bars, words * 5)):
        found = sheet_at(path_of(sheet))
        assert found is not None
        png = Shelf(None).png(found)
        assert png is not None
        assert len(png) <= HEAVIEST


def test_the_same_sheet_gives_the_same_bytes_and_another_one_other_bytes() -> None:
    assert notice.draw(NOTICE) == notice.draw(NOTICE)
    assert chart.draw(CHART) == chart.draw(CHART)
    other = Notice(NOTICE.heading, NOTICE.text, NOTICE.when, "Nhà văn hóa thôn Tây")
    assert notice.draw(other) != notice.draw(NOTICE)
    assert len({digest_of(sheet) for sheet in (NOTICE, CHART, other)}) == 3


def test_every_vietnamese_letter_has_a_shape_and_a_picture_among_words_is_left_out() -> None:
    found = sheet_at(path_of(Notice(" ".join(LETTERS[:39]), " ".join(LETTERS[39:]))))
    assert isinstance(found, Notice)
    for text in (found.heading, found.text):
        assert letters.drawable(text) == text
    assert letters.drawable("mùa 🌾 gặt 稻") == "mùa  gặt "


def test_a_bar_is_as_long_as_its_share_and_a_hidden_number_has_no_length() -> None:
    bars = (Bar("Một", 1, 2, "1/2"), Bar("Hai", 0, 2, "dưới 5"))
    image = picture(chart.draw(Chart("", bars)))
    runs = []
    for y in range(image.height):
        blue = sum(image.getpixel((x, y)) == BLUE for x in range(0, image.width, 8))
        if blue:
            runs.append(blue * 8)
    assert max(runs) == pytest.approx((WIDTH - 40) * SCALE / 2, abs=16)
    assert len(runs) <= 24 * SCALE  # one bar alone is blue


def test_the_folder_keeps_what_was_asked_for_last(tmp_path: Path) -> None:
    sheets = [Notice(f"Họp {n}", "") for n in range(5)]
    sizes = [len(Shelf(None).png(sheet) or b"") for sheet in sheets]
    for n, sheet in enumerate(sheets[:4]):
        Shelf(tmp_path).png(sheet)
        os.utime(tmp_path / f"{digest_of(sheet)}.png", (n, n))
    Shelf(tmp_path).png(sheets[0])  # used again
    Shelf(tmp_path, most=sum(sizes) - 1).png(sheets[4])
    kept = {path.stem for path in tmp_path.iterdir()}
    assert digest_of(sheets[4]) in kept
    assert digest_of(sheets[0]) in kept
    assert digest_of(sheets[1]) not in kept
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < sum(sizes)


def test_what_people_wrote_is_not_in_the_log_when_it_cannot_be_drawn(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = Notice("Họp kín", 7)  # type: ignore[arg-type]
    assert Shelf(None).png(broken) is None
    assert "not drawn: Notice" in caplog.text
    assert "Họp kín" not in caplog.text
