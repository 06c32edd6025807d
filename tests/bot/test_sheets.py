"""What is on a picture that is drawn of words, and the path that holds it."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sheets import (
    FOLDER,
    LONGEST_PATH,
    MOST_BARS,
    Bar,
    Chart,
    Notice,
    Sheet,
    is_notice,
    path_of,
    photo_of,
    sheet_at,
)

NOTICE = Notice(
    "Họp thôn",
    "Mời bà con đến nhà văn hóa.\n\nNhớ mang căn cước.",
    "19 giờ, thứ Sáu 27/11/2026",
    "Nhà văn hóa thôn Đông",
)
CHART = Chart(
    "Thôn Đông", (Bar("Mật khẩu", 52, 310, "52/310"), Bar("VNeID", 0, 310, "dưới 5")), "!"
)
anything = st.text(max_size=700)
bars = st.builds(Bar, anything, st.integers(), st.integers(), anything)
sheets = st.builds(Notice, anything, anything, anything, anything) | st.builds(
    Chart, anything, st.lists(bars, max_size=MOST_BARS + 2).map(tuple), anything
)


@pytest.mark.parametrize("sheet", [NOTICE, CHART, Notice("", ""), Chart("", ())])
def test_what_is_short_comes_back_as_it_was(sheet: Sheet) -> None:
    assert sheet_at(path_of(sheet)) == sheet


@given(sheets)
def test_any_words_fit_into_a_path_and_are_the_same_the_second_time(sheet: Sheet) -> None:
    path = path_of(sheet)
    assert len(path) <= LONGEST_PATH
    assert path.isascii()
    found = sheet_at(path)
    assert found is not None
    assert type(found) is type(sheet)
    assert path_of(found) == path
    if isinstance(found, Chart):
        assert all(0 <= bar.numerator <= bar.denominator for bar in found.bars)


def test_a_long_announcement_says_where_the_rest_is() -> None:
    long = sheet_at(path_of(Notice("Họp", "Mời bà con đến họp. " * 60)))
    assert isinstance(long, Notice)
    assert long.text.startswith("Mời bà con đến họp.")
    assert long.text.endswith("… (xem tiếp trong tin nhắn)")
    assert long.heading == "Họp"


def test_hundreds_of_lines_do_not_make_a_picture_without_end() -> None:
    found = sheet_at(path_of(Notice("a\nb", "a\n" * 150)))
    assert isinstance(found, Notice)
    assert found.heading == "a b"
    assert found.text.count("\n") < 12


def packed(said: bytes) -> str:
    return f"{FOLDER}/{base64.urlsafe_b64encode(zlib.compress(said)).decode().rstrip('=')}.png"


@pytest.mark.parametrize(
    "path",
    [
        "",
        FOLDER,
        f"{FOLDER}/",
        f"{FOLDER}/.png",
        f"{FOLDER}/../.env",
        f"{FOLDER}/../../etc/passwd.png",
        f"{FOLDER}/ế.png",
        f"{FOLDER}/AAAA.png",
        f"man-hinh/{path_of(NOTICE)}",
        path_of(NOTICE)[:-8] + ".png",
        path_of(NOTICE).replace(".png", ".jpg"),
        path_of(NOTICE).replace(".png", ".png.png"),
        path_of(NOTICE).replace(".png", "!.png"),
        packed(b"null"),
        packed(b"[1,2,3]"),
        packed(b'["a","b","c",{}]'),
        packed(b'["a",[["b","1",2,"c"]],"d"]'),
        packed(b'["a",[["b",1e9,2,"c"]],"d"]'),
        packed(b'["a",[["b",' + b"9" * 5_000 + b',2,"c"]],"d"]'),
        packed(b"[" * 7_000),
        packed(b"\xff\xfe"),
        packed(b'["' + b"a" * 1_000_000 + b'","b","c","d"]'),
    ],
)
def test_a_path_that_we_did_not_make_shows_nothing(path: str) -> None:
    assert sheet_at(path) is None


def test_only_an_announcement_says_what_its_text_says() -> None:
    assert is_notice(photo_of(NOTICE, "Họp thôn"))
    assert not is_notice(photo_of(CHART, "Thôn Đông"))
