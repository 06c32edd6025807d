"""Every spelling of a word comes out as one word, and folding twice changes nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.folding import fold, folded, normal
from bot.syllable import decoded, is_syllable
from bot.teencode import read

HIDDEN = "\u200b"
ANY_TEXT = st.text(st.characters(), max_size=200)  # lone surrogates, NUL and controls among them
PIECES = st.lists(
    st.sampled_from(
        [
            "xong",
            "rồi",
            "roofi",
            "d9u7o7c5",
            "ả",
            "Đ",
            "đ",
            " ",
            "\u200b",
            "\u202e",
            "aaa",
            "ạaa",
            "5",
            "?",
            "👍🏽",
            "́",
            "̣",
            "İ",
            "ß",
            "ﷺ",
            "ｘｏｎｇ",
            "①",
            "\x00",
            "�",
            "ð",
            "ươ",
            "uơc",
            ".",
        ]
    ),
    max_size=12,
).map("".join)


@given(ANY_TEXT | PIECES)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT | PIECES)
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("  Xong RỒI!!! ", "xong roi"),
        ("Đường đi", "duong di"),
        ("xonggggg", "xong"),
        ("okkkk", "ok"),
        ("dạaaa", "da"),
        ("xo\u200bng\ufeff", "xong"),
        ("1000000", "1000000"),
        ("ｘｏｎｇ １", "xong 1"),
        ("1️⃣", "1"),
        ("٣ ٤", "3 4"),
        ("cccd", "cccd"),
        ("bà…ơi,xong.rồi", "ba oi xong roi"),
        ("", ""),
    ],
)
def test_folding(typed: str, plain: str) -> None:
    assert fold(typed) == plain


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("xongf", "xòng"),
        ("roofi", "rồi"),
        ("dduwowjc", "được"),
        ("khoong", "không"),
        ("tieeps", "tiếp"),
        ("giusp", "giúp"),
        ("d9u7o7c5", "được"),
        ("ro6i2", "rồi"),
        ("thuwowngf", "thường"),
        ("hieeru", "hiểu"),
        ("luwaf", "lừa"),
        ("ddoofng", "đồng"),
    ],
)
def test_telex_and_vni_leftovers(typed: str, meant: str) -> None:
    assert decoded(typed) is not None
    (word,), (right,) = folded(typed).words, folded(meant).words
    assert word.may_be(right)
    assert word.is_marked or typed == "khoong"  # without a tone it may be a mere stutter


@pytest.mark.parametrize(
    "typed", ["xong", "khong", "can", "link", "app", "wifi", "zalo", "vneid", "otp", "menu", "b1"]
)
def test_what_can_be_read_is_not_decoded(typed: str) -> None:
    assert decoded(typed) is None


@pytest.mark.parametrize("plain", ["nghieng", "gi", "quyt", "khuya", "oan", "yeu", "giuong"])
def test_syllables(plain: str) -> None:
    assert is_syllable(plain)


@pytest.mark.parametrize("plain", ["", "z", "xog", "khogn", "ks", "tein"])
def test_no_syllables(plain: str) -> None:
    assert not is_syllable(plain)


def test_old_and_new_tone_places_are_one_word() -> None:
    assert folded("hoà xoá thuỷ").words == folded("hòa xóa thủy").words


def test_hook_and_tilde_are_one_tone() -> None:
    assert folded("lổi").words == folded("lỗi").words


@pytest.mark.parametrize("text", ["ok?", "ok？", "sao ạ ?!"])
def test_a_question_mark_is_remembered(text: str) -> None:
    assert folded(text).asked
    assert not folded(text.replace("?", "").replace("？", "")).asked


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("ko dc", "không được"),
        ("50 k", "50 nghìn"),
        ("k hieu", "không hieu"),
        ("0 hieu", "không hieu"),
        ("so 0", "so 0"),
        ("mk la gi", "mật khẩu la gi"),
        ("mk muon hoc", "mình muon hoc"),
        ("tk", "cảm ơn"),
        ("tk ngan hang", "tài khoản ngan hang"),
        ("ko bt", "không biết"),
        ("bt thoi", "bình thường thoi"),
        ("no duoc", "không được"),
        ("no hien roi", "no hien roi"),
        ("đk rồi", "được rồi"),
        ("dk vneid", "đăng ký vneid"),
        ("xong oi", "xong rồi"),
        ("chau oi", "chau oi"),
        ("vê nê i đi", "vneid"),
        ("mần răng đây", "làm sao đây"),
        ("nỏ chộ", "không thấy"),
        ("mô hình", "mô hình"),
    ],
)
def test_shorthand_and_dialect(typed: str, standard: str) -> None:
    assert read(typed).words == folded(standard).words


def test_the_short_way_through_ordinary_letters_leads_to_the_same() -> None:
    """A hidden character takes a text the long way round: the same comes of it, letter by letter."""
    for char in map(chr, range(0x2000)):  # all letters of which some are ordinary
        assert normal(char) == normal(char + HIDDEN), hex(ord(char))
        assert folded(char) == folded(char + HIDDEN), hex(ord(char))


@given(st.text(st.sampled_from("aAáÁàoơƠuưdđĐðÐyỹ?! 019ßẞİ")))
def test_the_short_way_leads_to_the_same_for_whole_texts(text: str) -> None:
    assert folded(text) == folded(text + HIDDEN)
