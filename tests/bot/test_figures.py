"""Numbers in words: each with its denominator, its source and date, how we know, and who said so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage import Adults, Coverage, Reached, adults_of, summed
from bot.figures import note, percent, share, told
from bot.plausible import Doubt, Doubted, Finish, doubted

DAY = date(2026, 11, 25)
COUNTED = Adults(310, ("UBND xã",), date(2026, 7, 1), date(2026, 7, 1))
EAST = Coverage("Tổ thôn Đông", COUNTED, 80, Reached(60, 52, 12, 3))


def test_a_sentence_says_all_that_belongs_to_a_share() -> None:
    assert told(EAST, DAY) == (
        "Tổ thôn Đông: 80 người đã vào tổ; 52 trên 310 người lớn (16%) đã học xong ít nhất một bài trong "
        "chat, 12 người được tổ xem tận nơi là tự làm được. Số liệu tự khai qua chatbot, đến 25/11/2026. "
        "Số người lớn: UBND xã, 01/07/2026."
    )
    assert len(told(EAST, DAY)) <= 300


@pytest.mark.parametrize(
    ("adults", "words"),
    [
        (Adults(), "Chưa ai ghi số người lớn nên chưa tính tỷ lệ."),
        (
            Adults(310, ("UBND xã",), DAY, DAY, ("thôn Tây",)),
            "Chưa tính tỷ lệ vì thiếu số người lớn của thôn Tây.",
        ),
        (
            Adults(310, ("A",), DAY, DAY, ("thôn A", "thôn B", "thôn C", "thôn D", "thôn E")),
            "Chưa tính tỷ lệ vì thiếu số người lớn của thôn A, thôn B, thôn C và 2 nơi nữa.",
        ),
        (
            Adults(310, ("A", "B"), date(2026, 7, 1), DAY),
            "Số người lớn: 2 nguồn, từ 01/07/2026 đến 25/11/2026.",
        ),
    ],
)
def test_a_denominator_is_named_or_said_to_be_missing(adults: Adults, words: str) -> None:
    assert note(adults, DAY) == f"Số liệu tự khai qua chatbot, đến 25/11/2026. {words}"
    if adults.missing or not adults.count:
        assert share(52, adults) == "52 người"
        assert "%" not in told(Coverage("Tổ", adults, 80, Reached(60, 52)), DAY)


@given(st.integers(-2, 400), st.integers(0, 300))
def test_a_percentage_never_says_more_than_there_is(numerator: int, denominator: int) -> None:
    said = percent(numerator, denominator)
    if not 0 <= numerator <= denominator or not denominator:
        assert said == ""  # such a denominator must be wrong
    elif said == "dưới 1%":
        assert 0 < numerator / denominator < 0.01
    else:
        rate = int(said.removesuffix("%"))
        assert rate <= 100 * numerator / denominator < rate + 1


def test_more_learners_than_adults_are_told_without_a_share() -> None:
    assert share(320, COUNTED) == "320/310"


def test_what_a_whole_is_made_of() -> None:
    west = Coverage("Tổ thôn Tây", Adults(), None, Reached(1, 1), {"mot": Reached(2, 1)})
    whole = summed("xã Lộc", COUNTED, [EAST, west])
    assert whole.over_all == Reached(61, 53, 12, 3)
    assert whole.joined is None  # not half of it
    assert whole.lessons == {"mot": Reached(2, 1)}
    hamlets = [("x", 20, "A", DAY), ("y", None, "", None), ("z", 10, "B", date(2026, 1, 1))]
    assert adults_of(hamlets) == Adults(30, ("A", "B"), date(2026, 1, 1), DAY, ("y",))


# --- What should be looked at again ------------------------------------------------------------------

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
MINUTES = {"mot": 10}


def finish(person: int, at: datetime = NOON, took: int = 600, lesson: str = "mot") -> Finish:
    return Finish(1, person, lesson, at - timedelta(seconds=took), at)


def test_more_than_ten_lessons_on_one_day_of_vietnam() -> None:
    evening = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)  # half past eleven at night
    eleven = [finish(1, evening + timedelta(minutes=n)) for n in range(11)]
    assert doubted(eleven, MINUTES) == [Doubted(1, Doubt.MANY, 1)]
    assert doubted(eleven[:10], MINUTES) == []
    two_days = [finish(1, evening + timedelta(minutes=4 * n)) for n in range(11)]
    assert doubted(two_days, MINUTES) == []
    assert doubted([finish(n) for n in range(11)], MINUTES) == []  # of eleven phones


def test_much_too_quick_again_and_again() -> None:
    assert doubted([finish(1, took=119)] * 3, MINUTES) == [Doubted(1, Doubt.QUICK, 1)]
    assert doubted([finish(1, took=119)] * 2, MINUTES) == []
    assert doubted([finish(1, took=120)] * 3, MINUTES) == []
    assert doubted([finish(1, took=1, lesson="gone")] * 3, MINUTES) == []
