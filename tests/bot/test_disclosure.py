"""What a public table hides, as somebody sees it who can add and subtract."""

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.disclosure import BELOW, HIDDEN, SMALLEST, Branch, Told, public

numbers = st.integers(0, 12)


def summed(parts: list[Branch]) -> Branch:
    return Branch(sum(part.value for part in parts), parts)


communes = st.lists(st.builds(Branch, numbers), max_size=4).map(summed)
provinces = st.lists(communes, max_size=4).map(summed)


def possible(parts: list[Told], at: int, value: int, total: int) -> bool:
    """Whether a hidden part could be so many, for all that is shown; `total` is."""
    rest = total - value - sum(p.value for p in parts if isinstance(p.value, int))
    others = [part for n, part in enumerate(parts) if n != at]
    small = sum(part.value == BELOW for part in others)
    large = sum(part.value == HIDDEN for part in others)
    for tried in product(range(SMALLEST), repeat=small):
        left = rest - sum(tried)
        if left == 0 and not large:
            return True
        if large and left >= SMALLEST * large:
            return True
    return False


def looked_at(real: Branch, told: Told) -> None:
    """Nothing shown is untrue, and nothing small can be told closer than that it is small."""
    if isinstance(told.value, int):
        assert told.value == real.value >= SMALLEST
        parts = list(told.parts)
        for at, part in enumerate(parts):
            if part.value == BELOW:
                assert all(possible(parts, at, value, told.value) for value in range(SMALLEST))
            if part.value == HIDDEN:
                assert sum(possible(parts, at, value, told.value) for value in range(60)) > 1
    else:
        assert told.value == (BELOW if real.value < SMALLEST else HIDDEN)
    for below, part in zip(real.parts, told.parts, strict=True):
        looked_at(below, part)


def within(told: Told) -> list[Told]:
    return [one for part in told.parts for one in (part, *within(part))]


@given(provinces)
@example(summed([summed([Branch(7), Branch(1)]), summed([Branch(30), Branch(40)])]))
@example(summed([summed([Branch(4), Branch(4)]), summed([Branch(9)])]))
def test_no_small_number_follows_from_what_is_shown(province: Branch) -> None:
    told = public(province)
    looked_at(province, told)
    for commune in told.parts:
        if not isinstance(commune.value, int):
            assert not any(isinstance(one.value, int) for one in within(commune))


@pytest.mark.parametrize(
    ("values", "total", "shown"),
    [
        ([20, 30], 50, [20, 30]),
        ([2, 20, 30], 52, [BELOW, HIDDEN, 30]),  # one alone would be the difference
        ([0, 20, 30], 50, [BELOW, HIDDEN, 30]),
        ([2, 3, 30], 35, [BELOW, BELOW, HIDDEN]),  # 5 of two: neither is nothing
        ([2, 2, 2, 30], 36, [BELOW, BELOW, BELOW, 30]),
        ([0, 0, 0, 30], 30, [BELOW, BELOW, BELOW, HIDDEN]),  # 0 of three: each is nothing
        ([1, 5], HIDDEN, [BELOW, 5]),  # the sum would tell, whatever is hidden
        ([1, 1], BELOW, [BELOW, BELOW]),
        ([], BELOW, []),
    ],
)
def test_as_much_is_hidden_as_must_be(
    values: list[int], total: int | str, shown: list[int | str]
) -> None:
    told = public(summed([Branch(value) for value in values]))
    assert told.value == total
    assert [part.value for part in told.parts] == shown


def test_a_place_alone_is_shown_or_small() -> None:
    assert public(Branch(5)) == Told(5, [])
    assert public(Branch(4)) == Told(BELOW, [])
