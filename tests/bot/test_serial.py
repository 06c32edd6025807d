"""Standings and messages written down and read back are the same; the future is refused by name."""

import json
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import Mark, Message, Outgoing
from bot.serial import (
    NewerRelease,
    outgoing_from_json,
    outgoing_to_json,
    standing_from_json,
    standing_to_json,
)
from bot.standing import STANDING_VERSION, Action, Offer, Standing

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
st.register_type_strategy(datetime, MOMENTS)


@given(st.from_type(Standing))
def test_a_standing_survives(standing: Standing) -> None:
    assert standing_from_json(standing_to_json(standing)) == standing


@pytest.mark.parametrize("action", get_args(Action), ids=lambda action: action.__name__)
@given(data=st.data())
def test_every_kind_of_answer_survives(action: type[Action], data: st.DataObject) -> None:
    offer = Offer("nhãn", data.draw(st.from_type(action)))
    standing = Standing()
    text = standing_to_json(standing)
    raw = json.loads(text) | {"prompt": {"seq": 1, "context": "menu", "text": "?", "offers": []}}
    read = standing_from_json(json.dumps(raw))
    assert read.prompt is not None
    from dataclasses import replace

    asked = replace(read, prompt=replace(read.prompt, offers=(offer,)))
    assert standing_from_json(standing_to_json(asked)) == asked


@given(st.one_of(st.from_type(Message), st.from_type(Mark)))
def test_a_message_survives(outgoing: Outgoing) -> None:
    assert outgoing_from_json(outgoing_to_json(outgoing)) == outgoing


def test_a_standing_with_nothing_in_it_is_small() -> None:
    assert standing_to_json(Standing()) == f'{{"v": {STANDING_VERSION}}}'


def test_the_future_is_refused_by_name() -> None:
    with pytest.raises(NewerRelease, match="newer release"):
        standing_from_json(json.dumps({"v": STANDING_VERSION + 1}))
    with pytest.raises(NewerRelease):
        outgoing_from_json('{"v": 99, "kind": "message", "text": "?"}')


def test_fields_of_a_sister_release_are_passed_over() -> None:
    read = standing_from_json(
        '{"v": 1, "runs": 3, "horoscope": "Tý", "reminders": {"wanted": true, "x": 1}}'
    )
    assert read.runs == 3
    assert read.reminders.wanted
