import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.text import LONGEST, graphemes, split, utf16_length

FAMILY = "👨‍👩‍👧"
PIECES = [
    *"aàạ .!?…",
    "\u00a0",
    FAMILY,
    "e\u0301",
    "🇻🇳",
    "👍🏽",
    "\n\n",
    "\r\n",
    "1️⃣",
    "Chạm vào đây. ",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=120).map("".join)


@given(TEXTS, st.integers(2, 60))
@example(" " * 100, 10)
@example("a" + "\u0301" * 50, 10)
@example(FAMILY * 20, 10)
def test_every_part_fits_and_nothing_but_white_space_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(part and utf16_length(part) <= limit for part in parts)
    assert _without_space("".join(parts)) == _without_space(text)
    rest = text
    for part in parts:
        before, found, rest = rest.partition(part)
        assert found
        assert not before.strip()


@given(TEXTS, st.integers(12, 60))
def test_no_grapheme_that_fits_is_torn(text: str, limit: int) -> None:
    if any(utf16_length(cluster) > limit for cluster in graphemes(text)):
        return
    torn = [cluster for part in split(text, limit) for cluster in graphemes(part)]
    whole = graphemes(text)
    assert [c for c in torn if not c.isspace()] == [c for c in whole if not c.isspace()]


@given(TEXTS)
def test_graphemes_joined_are_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text


@pytest.mark.parametrize(
    "cluster",
    ["e\u0323\u0302", "ệ", FAMILY, "👍🏽", "🇻🇳", "1️⃣", "\r\n", "한", "❤️‍🔥", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩🏾‍⚕️"],
)
def test_what_a_reader_sees_as_one_is_one(cluster: str) -> None:
    assert graphemes("a" + cluster + cluster + "b") == ["a", cluster, cluster, "b"]


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, ()),
        ("Chào bác", 10, ("Chào bác",)),
        ("Đoạn một.\n\nĐoạn hai dài. Hết.", 20, ("Đoạn một.", "Đoạn hai dài. Hết.")),
        ("Dòng một\ndòng hai nữa", 15, ("Dòng một", "dòng hai nữa")),
        ("Chạm vào đây. Rồi chờ một lát.", 20, ("Chạm vào đây.", "Rồi chờ một lát.")),
        ("một hai ba bốn", 9, ("một hai", "ba bốn")),
        ("gọi 0123456789 ngay", 12, ("gọi", "0123456789", "ngay")),
        ("tốn 300\u00a0MB thôi", 8, ("tốn", "300\u00a0MB", "thôi")),
        ("abcdefgh", 3, ("abc", "def", "gh")),
        ("😀😀", 3, ("😀", "😀")),
    ],
)
def test_cuts_at_the_best_place(text: str, limit: int, parts: tuple[str, ...]) -> None:
    assert split(text, limit) == parts


def test_a_limit_that_no_emoji_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="two units"):
        split("😀", 1)


def test_length_is_counted_as_the_platforms_count() -> None:
    assert utf16_length("ế😀") == 3
    assert utf16_length("ế\ud83d") == 2  # half of a letter
    assert LONGEST < 2_000


def _without_space(text: str) -> str:
    return "".join(text.split())
