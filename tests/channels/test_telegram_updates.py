import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.update import (
    Address,
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatKind,
    ChatOpened,
    Content,
    GroupMoved,
    MediaKind,
    MediaSent,
    TextSent,
)
from channels.protocol import Unreadable
from channels.telegram.updates import Us, parse, press_of, read

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
US = Us("telegram", 123456789, "hocvuso_bot")
PAYLOADS = Path(__file__).parent.parent / "payloads" / "telegram"
PRIVATE = Address("telegram", "5551234567", ChatKind.PRIVATE)
GROUP = Address("telegram", "-1001234567890", ChatKind.GROUP)
OLD_GROUP = Address("telegram", "-4567890", ChatKind.GROUP)

UNDERSTOOD: dict[str, tuple[Address, Content]] = {
    "text": (PRIVATE, TextSent("xong rồi")),
    "start": (PRIVATE, ChatOpened("")),
    "start_with_payload": (PRIVATE, ChatOpened("to_AbC-12")),
    "command": (PRIVATE, TextSent("/menu")),
    "photo_with_caption": (PRIVATE, MediaSent(MediaKind.PHOTO, caption="máy bác hiện thế này")),
    "voice": (PRIVATE, MediaSent(MediaKind.VOICE)),
    "sticker": (PRIVATE, MediaSent(MediaKind.STICKER, emoji="👍")),
    "location": (PRIVATE, MediaSent(MediaKind.LOCATION)),
    "contact": (PRIVATE, MediaSent(MediaKind.CONTACT)),
    "document": (PRIVATE, MediaSent(MediaKind.FILE)),
    "poll": (PRIVATE, MediaSent(MediaKind.OTHER)),
    "press": (PRIVATE, ButtonPressed("s:17:0", "40", "2384562934875629384")),
    "press_on_old_message": (PRIVATE, ButtonPressed("s:3:1", "7", "2384562934875629385")),
    "press_in_group": (GROUP, ButtonPressed("b:9:y", "40", "2384562934875629387")),
    "blocked": (PRIVATE, BotBlocked()),
    "unblocked": (PRIVATE, BotUnblocked()),
    "added_to_group": (GROUP, BotUnblocked()),
    "kicked_from_group": (GROUP, BotBlocked()),
    "migrated_to": (OLD_GROUP, GroupMoved("-1001234567890")),
    "migrated_from": (OLD_GROUP, GroupMoved("-1001234567890")),
    "group_command_for_us": (GROUP, TextSent("/ketnoi AB12")),
    "group_command_bare": (GROUP, TextSent("/ketnoi AB12")),
    "group_reply_to_us": (GROUP, TextSent("đã xong", quotes="30")),
    "group_mention": (GROUP, TextSent("ai đang bị kẹt?")),
    "decomposed_text": (PRIVATE, TextSent("xong rồi\u202e!")),
}
NOT_FOR_US = {
    "edited_message",
    "press_on_chosen",
    "press_inline",
    "promoted_in_group",
    "added_to_channel",
    "channel_post",
    "automatic_forward",
    "anonymous_admin",
    "other_bot",
    "group_talk",
    "group_command_for_another",
    "group_reply_to_person",
    "group_photo",
    "someone_joined",
    "pinned",
}


def payload(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_bytes())
    return loaded


def test_every_payload_is_judged() -> None:
    assert {path.stem for path in PAYLOADS.glob("*.json")} == UNDERSTOOD.keys() | NOT_FOR_US


@pytest.mark.parametrize("name", sorted(UNDERSTOOD))
def test_what_an_update_says(name: str) -> None:
    raw = payload(name)
    (update,) = read(parse((PAYLOADS / f"{name}.json").read_bytes()), US, NOW)
    assert (update.address, update.content) == UNDERSTOOD[name]
    assert update.key == str(raw["update_id"])
    assert update.sent_at.tzinfo is UTC
    assert update.sent_at <= NOW
    if not name.startswith("migrated"):
        assert (update.sender.user, update.sender.name) == ("5551234567", "Lan Nguyễn")


@pytest.mark.parametrize("name", sorted(NOT_FOR_US))
def test_what_is_dropped(name: str) -> None:
    assert read(payload(name), US, NOW) == ()


@pytest.mark.slow
def test_another_judge_takes_the_payloads_for_updates() -> None:
    """aiogram's models know the Bot API from elsewhere; PTB's too."""
    from aiogram.types import Update  # two seconds, and only this test needs it
    from telegram import Update as PtbUpdate

    for path in PAYLOADS.glob("*.json"):
        raw = json.loads(path.read_bytes())
        assert Update.model_validate(raw).event_type == next(
            key for key in raw if key != "update_id"
        )
        ptb = PtbUpdate.de_json(raw, None)
        assert ptb.update_id == raw["update_id"]
        if path.stem in UNDERSTOOD and ptb.effective_message and "press" not in path.stem:
            assert ptb.effective_message.date.timestamp() == raw["message"]["date"]


def test_kinds_of_the_future_are_nothing_to_us() -> None:
    assert read({"update_id": 1, "telepathy": {"thought": "?"}}, US, NOW) == ()
    message = payload("text")["message"] | {"telepathy": 1}
    assert read({"update_id": 1, "message": message}, US, NOW)[0].content == TextSent("xong rồi")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"update_id":' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_update_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(parse(body), US, NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"update_id": None},
        {"update_id": "1"},
        {"update_id": True},
        {"update_id": 2**63},
        {"message": 5},
        {"message.chat": None},
        {"message.chat.id": "5"},
        {"message.chat.id": 2**70},
        {"message.chat.type": 1},
        {"message.date": "today"},
        {"message.date": 1.5},
        {"message.from": 3},
        {"message.from.id": None},
        {"message.text": 5},
    ],
)
def test_a_field_of_another_type_is_unreadable(change: dict[str, Any]) -> None:
    update = payload("text")
    for path, value in change.items():
        *way, last = path.split(".")
        inner = update
        for step in way:
            inner = inner[step]
        inner[last] = value
    with pytest.raises(Unreadable):
        read(parse(json.dumps(update).encode()), US, NOW)


@pytest.mark.parametrize("date", [-(2**62), 0, 1795500000, 2**33, 2**62])
def test_no_date_is_out_of_this_world(date: int) -> None:
    update = payload("text")
    update["message"]["date"] = date
    (read_one,) = read(update, US, NOW)
    assert datetime(2013, 8, 14, tzinfo=UTC) <= read_one.sent_at <= NOW


def test_halves_of_letters_and_control_characters_are_dropped() -> None:
    body = json.dumps(payload("text")).replace(
        "xong r\\u1ed3i", "xo\\u0000ng\\ud83d\\u0007 r\\u1ed3i"
    )
    (update,) = read(parse(body.encode()), US, NOW)
    assert update.content == TextSent("xong rồi")


def test_a_long_text_is_clipped() -> None:
    update = payload("text")
    update["message"]["text"] = "a" * 9_000
    (read_one,) = read(update, US, NOW)
    assert read_one.content == TextSent("a" * 4_000)


def test_a_typed_payload_with_strange_letters_is_no_payload() -> None:
    update = payload("start")
    for text, content in {
        "/start chào bác": ChatOpened(""),
        "/start " + "a" * 65: ChatOpened(""),
        "/start@hocvuso_bot abc": ChatOpened("abc"),
        "/started": TextSent("/started"),
    }.items():
        update["message"]["text"] = text
        assert read(update, US, NOW)[0].content == content


def test_before_its_name_is_known_the_bot_answers_to_commands_and_replies() -> None:
    nameless = Us("telegram", 123456789)
    assert read(payload("group_command_for_us"), nameless, NOW)[0].content == TextSent(
        "/ketnoi AB12"
    )
    assert read(payload("group_reply_to_us"), nameless, NOW)
    assert read(payload("group_mention"), nameless, NOW) == ()


NOISE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "type",
                    "date",
                    "from",
                    "chat",
                    "text",
                    "message",
                    "data",
                    "status",
                    "message_id",
                    "sticker",
                    "reply_to_message",
                    "new_chat_member",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(st.data())
def test_any_part_may_be_anything(data: st.DataObject) -> None:
    """Read, dropped or Unreadable; never another error (F31)."""
    update = payload(data.draw(st.sampled_from(sorted(UNDERSTOOD))))
    inner = update
    while True:
        key = data.draw(st.sampled_from(sorted(inner)))
        if isinstance(inner[key], dict) and inner[key] and data.draw(st.booleans()):
            inner = inner[key]
        else:
            inner[key] = data.draw(NOISE)
            break
    try:
        for one in read(update, US, NOW):
            assert one.sent_at <= NOW
    except Unreadable:
        pass
    press_of(update)


@given(st.binary(max_size=60))
def test_any_bytes_may_come(body: bytes) -> None:
    with contextlib.suppress(Unreadable):
        read(parse(body), US, NOW)
