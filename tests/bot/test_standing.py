"""A changed standing is what `dataclasses.replace` would have made of it."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.standing import Standing

NAMES = st.lists(st.sampled_from([one.name for one in fields(Standing)]), unique=True)


@given(st.from_type(Standing), st.from_type(Standing), NAMES)
def test_but_changes_these_fields_and_no_others(
    before: Standing, other: Standing, names: list[str]
) -> None:
    copy = replace(before)
    changes = {name: getattr(other, name) for name in names}
    after = before.but(**changes)
    assert after == replace(before, **changes)
    assert before == copy


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(AttributeError):
        Standing().but(shoe_size=38)
