"""Written words made ready for the ear: what comes out can be said by any program, and is said alike twice."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.counting import MOST, counted, spelled
from speech.ear import MOST_SYLLABLES, REST, fitted, for_the_ear
from speech.sayings import SAYINGS

PIECES = ["Chạm", "CH Play", "VNeID", "1900.0368", "22.000", "8h30", "23/11/2026", "50%", "dichvucong.gov.vn",
          "“Xong rồi”", "GIÚP", "HTTPS", "2/6", "·", "→", "…", "\n", "(xem)", "0912 345 678", "4G", "A4", "👍", "²", "٣",
          "ế", "e\u0302\u0301", "1,5", "-", "7-10", "…?!", "http://a.vn/1", "{bác}", "1:", "x@y.vn", "00", "9" * 20]  # fmt: skip
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Bước 2/6 · Mở kho\nChạm hình.", "Bước hai trong sáu: Mở kho. Chạm hình."),
        ('Chạm "CH Play" (màu xanh).', "Chạm xê hát pờ lây, màu xanh."),
        ("1: Xong rồi.\n2: Chưa được.", "một: Xong rồi. hai: Chưa được."),
        ("Gọi 113 khi gấp", "Gọi một một ba khi gấp."),
        ("Mất 113 triệu", "Mất một trăm mười ba triệu."),
        ("Gọi 02373.725.725", "Gọi không hai ba bảy ba bảy hai năm bảy hai năm."),
        ("Gọi 1900.0368", "Gọi một chín không không không ba sáu tám."),
        ("Đóng 22.000 đồng", "Đóng hai mươi hai nghìn đồng."),
        ("Mã OTP 6 số", "Mã ô tê pê sáu số."),
        ("Mã QR của VNeID", "Mã quy a của vê nê i đi."),
        ("Lúc 8h30 hoặc 19:00", "Lúc tám giờ ba mươi hoặc mười chín giờ."),
        (
            "Ngày 23/11/2026",
            "ngày hai mươi ba tháng mười một năm hai nghìn không trăm hai mươi sáu.",
        ),
        ("Chờ 7-10 ngày", "Chờ bảy đến mười ngày."),
        ("Hết 1,5 GB", "Hết một phẩy năm ghi ga bai."),
        ("Vào dichvucong.gov.vn", "Vào dịch vụ công chấm gốp chấm vê en."),
        ("Mở https://a.vn/b?c=1 nhé", "Mở đường dẫn ghi trong tin nhé."),
        ("Nhắn HỌC TIẾP hay KTPL", "Nhắn học tiếp hay ca tê pê lờ."),
        ("Pin còn 50%", "Pin còn năm mươi phần trăm."),
        ("Tốt 👍", "Tốt."),
        ("👍", ""),
        ("", ""),
    ],
)
def test_it_is_said_as_people_say_it(written: str, said: str) -> None:
    assert for_the_ear(written) == said


@given(WRITTEN)
def test_only_letters_and_pauses_are_left_and_nothing_changes_the_second_time(written: str) -> None:
    said = for_the_ear(written)
    assert for_the_ear(said) == said
    assert (
        re.search(r"[^,.;:?!\w ]", "".join(c for c in said if unicodedata.category(c)[0] != "M"))
        is None
    )
    assert not re.search(r"\d|_|  |^\s|\s$|[,.;:?!]{2}", said)


@pytest.mark.parametrize("written", sorted(SAYINGS))
def test_every_saying_is_said(written: str) -> None:
    assert for_the_ear(f"Mở {written} ra") == f"Mở {SAYINGS[written]} ra."


@given(st.lists(st.sampled_from(["chạm vào", "ô này.", "rồi,", "đợi", "xong?"]), max_size=200))
def test_what_is_too_long_for_a_clip_ends_with_a_sentence_and_says_so(parts: list[str]) -> None:
    words = " ".join(parts)
    said = fitted(words)
    assert len(said.split()) <= MOST_SYLLABLES or said == words
    if said != words:
        assert len(words.split()) > MOST_SYLLABLES
        begun = said.removesuffix(f" {REST}")
        assert begun != said
        assert begun[-1] in ".?"
        assert words.startswith(begun.rstrip("."))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "không"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (55, "năm mươi lăm"),
        (105, "một trăm linh năm"),
        (1_005, "một nghìn không trăm linh năm"),
        (2_000_300, "hai triệu ba trăm"),
        (1_000_000_001, "một tỷ không trăm linh một"),
    ],
)
def test_amounts(number: int, said: str) -> None:
    assert counted(number) == said


@given(st.integers(0, MOST), st.integers(0, MOST))
def test_two_amounts_never_sound_alike(one: int, other: int) -> None:
    assert (counted(one) == counted(other)) is (one == other)


def test_digit_by_digit() -> None:
    assert spelled("0912") == "không chín một hai"
