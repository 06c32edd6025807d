"""One id for an update and for all that it led to, computed from stored keys alone."""

import pytest

from bot.trace import LENGTH, trace_of_message, trace_of_update


@pytest.mark.parametrize(
    "key",
    ["reply:telegram:7:0", "reply:telegram:7:1", "reply:telegram:7:99", "reply:telegram:7:data:0"],
)
def test_every_message_of_an_update_bears_its_id(key: str) -> None:
    assert trace_of_message(key) == trace_of_update("telegram", "7")


def test_keys_of_the_web_chat_hold_a_colon_themselves() -> None:
    key = "0123abcd:tin-00001"
    assert trace_of_message(f"reply:web:{key}:3") == trace_of_update("web", key)


def test_what_led_to_something_else_has_another_id() -> None:
    keys = ["reply:telegram:7:0", "reply:telegram:70:0", "reply:town:7:0", "due:7:0", "help:7:0"]
    assert len({trace_of_message(key) for key in keys}) == len(keys)


def test_an_announcement_is_one_happening_for_all_its_chats() -> None:
    assert trace_of_message("broadcast:17:-1001") == trace_of_message("broadcast:17:-1002")


@pytest.mark.parametrize("key", ["", "x", ":", "\ud800", "7" * 10_000])
def test_any_key_has_a_short_one(key: str) -> None:
    for trace in (trace_of_update("telegram", key), trace_of_message(key)):
        assert len(trace) == LENGTH
        assert int(trace, 16) >= 0
