import contextlib
import json
import unicodedata
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.update import (
    Address,
    BotBlocked,
    ChatKind,
    ChatOpened,
    Content,
    MediaKind,
    MediaSent,
    Sender,
    TextSent,
    Update,
)
from channels.protocol import Unreadable
from channels.text import LONGEST_INPUT
from channels.zalo_bot.updates import Us, events, id_of, parse, read

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
US = Us("zalo-bot", "Bot Gia Sư")
PERSON = {"id": "6ede9afa66b88fe6d6a9", "display_name": "Ted", "is_bot": False}
PRIVATE = {"id": "6ede9afa66b88fe6d6a9", "chat_type": "PRIVATE"}
GROUP = {"id": "zgr-f8a7101d77709e2ec761", "chat_type": "GROUP"}
DATE = 1750316131602
KEY = "2d758cb5e222177a4e35"
SAID: dict[str, Any] = {
    "from": PERSON,
    "chat": PRIVATE,
    "message_id": KEY,
    "date": DATE,
    "text": "Xin chào",
}


def flat(name: str, **fields: Any) -> dict[str, Any]:
    """An event as live bots are sent it. A field that is None is left out."""
    message = {field: value for field, value in (SAID | fields).items() if value is not None}
    return {"event_name": name, "message": message}


def text(said: str, **fields: Any) -> dict[str, Any]:
    return flat("message.text.received", text=said, **fields)


def media(kind: str, **fields: Any) -> dict[str, Any]:
    return flat(f"message.{kind}.received", **({"text": None} | fields))


def wrapped(event: object) -> dict[str, Any]:
    return {"ok": True, "result": event}


def read_all(value: object, us: Us = US) -> list[Update]:
    body = json.dumps(value).encode()
    return [update for event in events(parse(body)) for update in read(event, us, NOW)]


def only(value: object, us: Us = US) -> Update:
    (update,) = read_all(value, us)
    return update


IN_PRIVATE: dict[str, tuple[object, Content]] = {
    "documented text": (wrapped(text("Xin chào")), TextSent("Xin chào")),
    "flat text": (text("Xin chào"), TextSent("Xin chào")),
    "result is null": (text("1") | {"ok": True, "result": None}, TextSent("1")),
    "text of an unknown event": (flat("message.hologram.received"), TextSent("Xin chào")),
    "text of no event": ({"message": SAID}, TextSent("Xin chào")),
    "start": (text("/start"), ChatOpened("")),
    "decomposed": (text(unicodedata.normalize("NFD", "xong rồi")), TextSent("xong rồi")),
    "control characters": (text("xong\x00 rồi\x07"), TextSent("xong rồi")),
    "nothing typed": (text(""), TextSent("")),
    "very long": (text("a" * 9_000), TextSent("a" * LONGEST_INPUT)),
    "a name is no mention": (text("@Bot Gia Sư ơi"), TextSent("@Bot Gia Sư ơi")),
    "flat image": (
        media("image", photo_url="https://photo.example/a.jpg", caption=""),
        MediaSent(MediaKind.PHOTO),
    ),
    "documented image": (
        wrapped(media("image", photo="https://photo.example/a.jpg", caption="máy bác đây")),
        MediaSent(MediaKind.PHOTO, caption="máy bác đây"),
    ),
    "image under another name": (
        media("photo", photo_url="https://a", text=""),
        MediaSent(MediaKind.PHOTO),
    ),
    "image in a field that is new": (media("image", picture="x"), MediaSent(MediaKind.PHOTO)),
    "caption that is none": (media("image", photo="u", caption=5), MediaSent(MediaKind.PHOTO)),
    "voice": (media("voice", voice_url="https://voice.example/a.aac"), MediaSent(MediaKind.VOICE)),
    "sticker": (
        media("sticker", sticker="d063f44dc80821567819", url="https://a"),
        MediaSent(MediaKind.STICKER),
    ),
    "sticker as an object": (
        media("sticker", sticker={"id": "d063"}),
        MediaSent(MediaKind.STICKER),
    ),
    "sticker by its id": (media("sticker", sticker_id="d063"), MediaSent(MediaKind.STICKER)),
    "document": (media("document"), MediaSent(MediaKind.FILE)),
    "unsupported": (media("unsupported"), MediaSent(MediaKind.OTHER)),
    "unknown": (media("hologram"), MediaSent(MediaKind.OTHER)),
    "follow": (flat("user.follow", text=None), ChatOpened()),
    "unfollow": (flat("user.unfollow", text=None), BotBlocked()),
}


@pytest.mark.parametrize("name", IN_PRIVATE)
def test_what_is_said_in_private(name: str) -> None:
    raw, content = IN_PRIVATE[name]
    update = only(raw)
    assert update.address == Address("zalo-bot", PRIVATE["id"])
    assert update.sender == Sender(PRIVATE["id"], "Ted")
    assert update.content == content
    assert update.sent_at == datetime(2025, 6, 19, 6, 55, 31, 602_000, tzinfo=UTC)
    assert update.key == KEY or not isinstance(content, TextSent | MediaSent)


IN_GROUP: dict[str, tuple[object, str]] = {
    "leading": (text("@Bot Gia Sư KETNOI 482913", chat=GROUP), "KETNOI 482913"),
    "embedded": (text("bài 3 @Bot Gia Sư nhé", chat=GROUP), "bài 3 nhé"),
    "at the end": (text("bài 3 @Bot Gia Sư", chat=GROUP), "bài 3"),
    "alone": (text("@Bot Gia Sư", chat=GROUP), ""),
    "with a comma": (text("@Bot Gia Sư, bài 3", chat=GROUP), "bài 3"),
    "in small letters": (text("@bot gia sư bài 3", chat=GROUP), "bài 3"),
    "decomposed": (text(unicodedata.normalize("NFD", "@Bot Gia Sư bài 3"), chat=GROUP), "bài 3"),
    "with hard spaces": (text("@Bot\u00a0Gia\u00a0Sư bài 3", chat=GROUP), "bài 3"),
    "before a line": (text("@Bot Gia Sư\nbài 3", chat=GROUP), "bài 3"),
    "a longer name": (text("@Bot Gia Sưu bài 3", chat=GROUP), "@Bot Gia Sưu bài 3"),
    "without, in a reply": (text("bài 3", chat=GROUP), "bài 3"),
    "of a group in small letters": (
        text("@Bot Gia Sư 1", chat=GROUP | {"chat_type": "group"}),
        "1",
    ),
}


@pytest.mark.parametrize("name", IN_GROUP)
def test_what_is_said_to_us_in_a_group(name: str) -> None:
    raw, said = IN_GROUP[name]
    update = only(raw)
    assert update.address == Address("zalo-bot", GROUP["id"], ChatKind.GROUP)
    assert update.sender == Sender(PERSON["id"], "Ted")  # type: ignore[arg-type]
    assert update.content == TextSent(said)


def test_a_mention_in_a_pictures_caption_is_taken_away_too() -> None:
    raw = media("image", chat=GROUP, photo_url="https://a", caption="@Bot Gia Sư đây ạ")
    assert only(raw).content == MediaSent(MediaKind.PHOTO, caption="đây ạ")


def test_while_our_name_is_not_known_a_mention_stays() -> None:
    raw = text("@Bot Gia Sư KETNOI 482913", chat=GROUP)
    assert only(raw, Us("zalo-bot")).content == TextSent("@Bot Gia Sư KETNOI 482913")


@pytest.mark.parametrize(
    ("told", "quoted"),
    [
        ({}, None),
        ({"quote": {"message_id": "3e85"}}, "3e85"),
        ({"reply_to": {"id": 17, "text": "?"}}, "17"),
        ({"reply_to_message": {"msg_id": "3e85"}}, "3e85"),
        ({"quoted_message": {"message_id": "3e85"}}, "3e85"),
        ({"reply_to": "3e85"}, "3e85"),
        ({"quote_msg_id": "3e85"}, "3e85"),
        ({"reply_to_message_id": 17}, "17"),
        ({"quote": {"message_id": {}}, "reply_to": None}, None),
        ({"quote": "x" * 65}, None),
        ({"quote": [1]}, None),
    ],
)
def test_a_quoted_message_is_told_where_it_is_told(
    told: dict[str, object], quoted: str | None
) -> None:
    assert only(text("2", **told)).content == TextSent("2", quoted)


NOTHING: dict[str, object] = {
    "an empty list": [],
    "a text": "x",
    "a number": 5,
    "null": None,
    "an empty object": {},
    "nothing wrapped": wrapped(None),
    "an empty object wrapped": wrapped({}),
    "a truth wrapped": wrapped(True),
    "an unknown event about nobody": {"event_name": "quota.warned", "message": None},
    "a receipt": flat("message.seen", text=None),
    "no name and no content": {"message": {"chat": PRIVATE, "from": PERSON}},
    "a bot": text("Xin chào", **{"from": PERSON | {"is_bot": True}}),
    "a chat that is an object, with nothing said": {
        "event_name": "message.seen",
        "message": {"chat": {"id": {}}},
    },
    "an unknown kind of chat": text("Xin chào", chat={"id": "c-1", "chat_type": "CHANNEL"}),
    "no kind of chat, and not the person's": text("Xin chào", chat={"id": "c-1"}),
    "unsupported in a group": media("unsupported", chat=GROUP),
    "unknown in a group": media("hologram", chat=GROUP),
    "somebody unnamed follows": {"event_name": "user.follow", "timestamp": DATE},
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_nobody_said_is_dropped(name: str) -> None:
    assert read_all(NOTHING[name]) == []


LOST: dict[str, object] = {
    "a message that is a text": {"message": "Xin chào"},
    "a message that is a list": wrapped({"event_name": "message.text.received", "message": [1]}),
    "a text that is an object": text("").copy() | {"message": SAID | {"text": {"plain": "chào"}}},
    "a chat's id that is an object": text("Xin chào", chat={"id": {}, "chat_type": "PRIVATE"}),
    "a chat's id that is too long": text("Xin chào", chat=PRIVATE | {"id": "x" * 65}),
    "a chat's id that cannot be stored": text("Xin chào", chat=PRIVATE | {"id": "a\x00b"}),
    "no chat": text("Xin chào", chat=None),
    "nobody in a group": text("Xin chào", chat=GROUP, **{"from": None}),
    "neither an id nor a date": text("Xin chào", message_id=None, date=None),
}


@pytest.mark.parametrize("name", LOST)
def test_what_somebody_said_that_cannot_be_read_is_put_aside(name: str) -> None:
    with pytest.raises(Unreadable):
        read_all(LOST[name])


@pytest.mark.parametrize("body", [b"\xff", b"{", b"[" * 5_000, b'{"message":', b"<html>"])
def test_what_is_no_json_is_put_aside(body: bytes) -> None:
    with pytest.raises(Unreadable, match="no JSON"):
        parse(body)


@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_a_trial_of_the_address_says_nothing(body: bytes) -> None:
    assert [update for event in events(parse(body)) for update in read(event, US, NOW)] == []


def test_halves_of_letters_are_dropped() -> None:
    body = json.dumps(text("xong\ud800 rồi")).encode()
    assert b"\\ud800" in body
    (event,) = events(parse(body))
    (update,) = read(event, US, NOW)
    assert update.content == TextSent("xong rồi")


def test_several_events_are_read_in_order() -> None:
    for several in ([text("1"), text("2")], wrapped([text("1"), text("2")])):
        assert [update.content for update in read_all(several)] == [TextSent("1"), TextSent("2")]


def test_a_kind_of_chat_that_is_not_told_is_private_where_it_is_the_persons() -> None:
    for chat in ({"id": PRIVATE["id"]}, PRIVATE | {"chat_type": "new"}, PRIVATE | {"chat_type": 1}):
        assert only(text("1", chat=chat)).address.kind is ChatKind.PRIVATE


def test_numbers_and_seconds_are_taken_for_what_they_mean() -> None:
    update = only(
        text(
            "1",
            message_id=17,
            date=1750316131,
            **{"from": {"id": 12, "name": "Ted"}},
            chat={"id": 12, "chat_type": "private"},
        )
    )
    assert (update.key, update.address.chat) == ("17", "12")
    assert update.sender == Sender("12", "Ted")
    assert update.sent_at == datetime(2025, 6, 19, 6, 55, 31, tzinfo=UTC)


def test_somebody_without_an_id_is_told_by_their_chat() -> None:
    assert only(text("1", **{"from": None})).sender == Sender(PRIVATE["id"])
    assert only(text("1", **{"from": {"display_name": "Lan\n"}})).sender.name == "Lan"


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        (DATE, datetime(2025, 6, 19, 6, 55, 31, 602_000, tzinfo=UTC)),
        (str(DATE), datetime(2025, 6, 19, 6, 55, 31, 602_000, tzinfo=UTC)),
        (1750316131.0, datetime(2025, 6, 19, 6, 55, 31, tzinfo=UTC)),
        (10**30, NOW),
        (float("inf"), NOW),
        (-5, datetime(2025, 1, 1, tzinfo=UTC)),
        (True, NOW),
        ("hôm qua", NOW),
        (None, NOW),
    ],
)
def test_when_it_happened(date: object, moment: datetime) -> None:
    assert only(text("1", date=date)).sent_at == moment


def test_without_an_id_a_message_is_told_by_what_it_says_and_when() -> None:
    keys = {
        only(text(said, message_id=None, date=date, chat=chat)).key
        for said in ("1", "2")
        for date in (DATE, DATE + 1)
        for chat in (PRIVATE, GROUP)
    }
    assert len(keys) == 8
    again = only(text("1", message_id=None, date=DATE // 1)).key
    assert again in keys
    assert len(again) == 64


def test_who_comes_and_goes_is_told_wherever_they_are_named() -> None:
    for event in (
        {"event_name": "user.unfollow", "user": {"id": "u1"}, "timestamp": DATE},
        {"event_name": "user.unfollow", "from": {"id": "u1"}, "date": DATE},
        {"event_name": "user.unfollow", "message": {"chat": {"id": "u1"}, "date": DATE}},
    ):
        update = only(event)
        assert (update.address.chat, update.content) == ("u1", BotBlocked())
        assert update.sent_at.year == 2025
    gone, back, gone_again = (
        only({"event_name": f"user.{what}", "user": {"id": "u1"}, "timestamp": DATE + later}).key
        for what, later in (("unfollow", 0), ("follow", 0), ("unfollow", 1))
    )
    assert len({gone, back, gone_again}) == 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("zgr-f8a7101d77709e2ec761", "zgr-f8a7101d77709e2ec761"),
        (17, "17"),
        (0, "0"),
        ("", ""),
        (" 17", ""),
        (True, ""),
        (1.5, ""),
        (None, ""),
        ({}, ""),
        ("a\ud800", ""),
        (10**70, ""),
        ("x" * 64, "x" * 64),
        ("x" * 65, ""),
    ],
)
def test_what_can_be_an_id(value: object, expected: str) -> None:
    assert id_of(value) == expected


FIELDS = st.sampled_from(
    [
        *("ok", "result", "event_name", "message", "from", "chat", "id", "chat_type", "text"),
        *("message_id", "date", "display_name", "is_bot", "photo", "photo_url", "voice_url"),
        *("sticker", "caption", "quote", "reply_to", "user", "timestamp"),
    ]
)
WORDS = st.sampled_from(
    [
        *("PRIVATE", "GROUP", "message.text.received", "message.unsupported.received"),
        *("user.follow", "user.unfollow", "@Bot Gia Sư", "u1"),
    ]
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(st.characters(), max_size=70)
    | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(FIELDS | st.text(max_size=5), inner)
    ),
    max_leaves=25,
)


@given(ANYTHING)
def test_anything_is_read_or_unreadable(value: object) -> None:
    with contextlib.suppress(Unreadable):
        _judge(read_all(value))


@given(st.dictionaries(FIELDS, ANYTHING), st.sampled_from([PRIVATE, GROUP, {}]))
def test_any_message_is_read_or_unreadable(fields: dict[str, Any], chat: dict[str, Any]) -> None:
    message = {"chat": chat, "from": PERSON, **fields}
    with contextlib.suppress(Unreadable):
        _judge(read_all({"event_name": "message.text.received", "message": message}))


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_unreadable(body: bytes) -> None:
    with contextlib.suppress(Unreadable):
        for event in events(parse(body)):
            _judge(list(read(event, US, NOW)))


def _judge(updates: list[Update]) -> None:
    """What is said of every update, whatever it was made of."""
    for update in updates:
        assert update.address.account == "zalo-bot"
        assert 1 <= len(update.address.chat) <= 64
        assert 1 <= len(update.key) <= 64
        assert update.sender.user
        assert update.sent_at <= NOW
        # Neither halves of letters nor zeros, which PostgreSQL refuses.
        assert b"\\u0000" not in orjson.dumps(asdict(update))


@pytest.mark.slow
def test_another_judge_takes_the_samples_for_updates() -> None:
    """python-zalo-bot's models; it knows flat events only, and `photo_url` only."""
    judge = import_module("zalo_bot").Update  # a second, and only this test needs it
    for raw, _ in [*IN_PRIVATE.values(), *IN_GROUP.values()]:
        update = only(raw)
        (event,) = events(json.loads(json.dumps(raw)))
        if not isinstance(update.content, TextSent | MediaSent):
            continue
        message = judge.de_json(event, None).message
        assert (message.message_id, message.chat.id) == (update.key, update.address.chat)
        assert message.date.timestamp() == update.sent_at.timestamp()
        assert message.text is not None or not isinstance(update.content, TextSent)
        assert message.photo_url is None or isinstance(update.content, MediaSent)
