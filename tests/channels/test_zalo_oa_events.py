import json
from datetime import UTC, datetime
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
    MediaKind,
    MediaSent,
    Sender,
    TextSent,
    Update,
)
from channels.protocol import Unreadable
from channels.text import LONGEST_INPUT
from channels.zalo_oa.events import WANTED, Us, parse, read, stranger

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
OA, LAN, GROUP = "3333333333333333333", "2222222222222222222", "f414c8f76fa586fbdfb4"
US = Us("zalo-oa", OA, "Học Vụ Số")
SENT = datetime.fromtimestamp(1_760_000_000, UTC)


def event(name: str, **fields: Any) -> dict[str, Any]:
    """As Zalo sends a private one; a field that is None is left out."""
    usual = {
        "app_id": "1234567890123456789",
        "event_name": name,
        "sender": {"id": LAN},
        "recipient": {"id": OA},
        "timestamp": "1760000000000",
        "user_id_by_app": "4444444444444444444",
    }
    return {key: value for key, value in (usual | fields).items() if value is not None}


def text(words: str, **more: Any) -> dict[str, Any]:
    return event("user_send_text", message={"text": words, "msg_id": "96d3cdf3af150460909", **more})


def media(event_name: str, kind: str, words: str | None = "", **payload: str) -> dict[str, Any]:
    message: dict[str, Any] = {"msg_id": "m1", "attachments": [{"type": kind, "payload": payload}]}
    return event(event_name, message=message if words is None else message | {"text": words})


def in_group(words: str, name: str = "user_send_group_text", **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"oa_id": OA, "recipient": {"id": GROUP}}
    return event(name, message={"text": words, "msg_id": "g1"}, **(usual | more))


def contents(body: dict[str, Any], us: Us = US) -> list[Content]:
    return [update.content for update in read(parse(json.dumps(body).encode()), us, NOW)]


def test_a_text_is_read_whole() -> None:
    assert read(text("Xin chào"), US, NOW) == (
        Update(
            "96d3cdf3af150460909",
            Address("zalo-oa", LAN, ChatKind.PRIVATE),
            Sender(LAN),
            TextSent("Xin chào"),
            SENT,
        ),
    )


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (text("a\u0300o\x00"), TextSent("ào")),  # composed, without control characters
        (text("x" * 5_000), TextSent("x" * LONGEST_INPUT)),
        (text("1", quote_msg_id="m40"), TextSent("1", "m40")),
        (text("1", quote_msg={"msg_id": "m41", "text": "…"}), TextSent("1", "m41")),
        (text("1", quote_msg_id=""), TextSent("1")),
        (text("/start"), ChatOpened()),
        (text("#hv:3:1"), ButtonPressed("3:1")),
        (text(" #hv:3:1"), TextSent(" #hv:3:1")),
        (text("#hv:3:1 nhé"), TextSent("#hv:3:1 nhé")),
        (text("3:1"), TextSent("3:1")),  # nobody's button: a time, a score
        (media("user_send_image", "image", url="https://…jpg"), MediaSent(MediaKind.PHOTO)),
        (
            media("user_send_image", "photo", "Cái này ạ?", url="https://…"),
            MediaSent(MediaKind.PHOTO, "", "Cái này ạ?"),
        ),
        (media("user_send_image", "image", None), MediaSent(MediaKind.PHOTO)),
        (media("user_send_gif", "gif"), MediaSent(MediaKind.VIDEO)),
        (media("user_send_audio", "audio"), MediaSent(MediaKind.VOICE)),
        (media("user_send_video", "video"), MediaSent(MediaKind.VIDEO)),
        (media("user_send_sticker", "sticker", id="17"), MediaSent(MediaKind.STICKER)),
        (media("user_send_location", "location"), MediaSent(MediaKind.LOCATION)),
        (media("user_send_business_card", "link"), MediaSent(MediaKind.CONTACT)),
        (media("user_send_file", "file", name="a.pdf"), MediaSent(MediaKind.FILE)),
        (media("user_send_something_new", "new"), MediaSent(MediaKind.OTHER)),
        (
            media("user_send_link", "link", url="https://vneid-moi.example"),
            TextSent("https://vneid-moi.example"),
        ),
        (media("user_send_link", "link", "Xem này", url="https://…"), TextSent("Xem này")),
        (media("user_send_link", "link"), MediaSent(MediaKind.OTHER)),
        (
            event("follow", sender=None, recipient=None, oa_id=OA, follower={"id": LAN}),
            ChatOpened(),
        ),
        (
            event("unfollow", sender=None, recipient=None, oa_id=OA, follower={"id": LAN}),
            BotBlocked(),
        ),
        (event("user_click_button", message={"payload": "#hv:12:0"}), ButtonPressed("12:0")),
        (event("user_clicked_button", message={"payload": "12:0"}), ButtonPressed("12:0")),
        (event("user_click_button", message={"payload": "#menu:1"}), TextSent("#menu:1")),
        (event("user_click_button", message={"text": "Tiếp tục"}), TextSent("Tiếp tục")),
    ],
)
def test_what_a_person_did_in_private(body: dict[str, Any], content: Content) -> None:
    assert contents(body) == [content]


IGNORED = [
    {},
    *(
        event(
            name,
            sender={"id": OA, "admin_id": "7"},
            recipient={"id": LAN},
            message={"text": "Chào"},
        )
        for name in (
            *("oa_send_text", "oa_send_image", "oa_send_gif", "oa_send_list", "oa_send_file"),
            *("oa_send_sticker", "oa_send_template", "oa_send_consent", "oa_send_anonymous_text"),
            *("oa_send_group_text", "oa_send_group_image", "oa_reacted_message"),
        )
    ),
    *(
        event(name, message={"msg_id": "96d3cdf3af150460909", "text": "chim-yen"})
        for name in (
            *("user_received_message", "user_seen_message", "user_reacted_message"),
            *("anonymous_send_text", "anonymous_send_image", "anonymous_send_file"),
            *("user_reply_consent", "user_call_oa", "widget_interaction_accepted", "user_feedback"),
            *("add_user_to_tag", "change_template_status", "change_oa_daily_quota"),
            *("user_join_group", "user_request_join_group", "user_leave_group", "user_out_group"),
            *("add_group_admin", "remove_group_admin", "update_group_info"),
            *("react_request_join_group_accept", "something_of_next_year", "user_click_button2"),
        )
    ),
    event("user_click_chatnow", sender=None, recipient=None, oa_id=OA, user_id=LAN),
    event("user_submit_info", info={"name": "chim-yen", "phone": "84912345678"}),
    event("user_click_button", message={}),
    event("create_group", oa_id=OA),  # the group is not said
    *(
        in_group("@Học Vụ Số chào", f"user_send_group_{kind}")
        for kind in (
            *("image", "link", "audio", "video", "location", "sticker", "gif", "file"),
            "business_card",
        )
    ),
]


@pytest.mark.parametrize("body", IGNORED, ids=lambda body: body.get("event_name", "empty"))
def test_what_is_not_for_us_is_passed_over(body: dict[str, Any]) -> None:
    assert contents(body) == []


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("@Học Vụ Số xin chào", "xin chào"),
        ("@học vụ số, gắn nhóm 123456", "gắn nhóm 123456"),
        ("@Ho\u0323c Vu\u0323 So\u0302\u0301 chào", "chào"),  # decomposed
        ("Xin chào @Học Vụ Số nhé", "Xin chào nhé"),
        ("@Học Vụ Số", ""),
        (f"[@{OA}] chào", "chào"),
        ("chào cả nhà", None),
        ("Học Vụ Số hay quá", None),
        ("@Học Vụ Số2 chào", None),
        ("@Lan chào", None),
    ],
)
def test_in_a_group_we_hear_what_is_said_to_us(words: str, heard: str | None) -> None:
    assert contents(in_group(words)) == ([] if heard is None else [TextSent(heard)])


def test_in_a_group_an_answer_to_us_is_said_to_us() -> None:
    body = in_group("đúng rồi")
    body["message"]["quote_msg"] = {"msg_id": "m5", "sender": {"id": OA}}
    assert contents(body) == [TextSent("đúng rồi", "m5")]
    body["message"]["quote_msg"]["sender"]["id"] = LAN
    assert contents(body) == []


def test_while_our_name_is_not_known_nothing_in_a_group_is_for_us() -> None:
    assert contents(in_group("@Học Vụ Số chào"), Us("zalo-oa", OA)) == []
    assert contents(in_group("@ chào"), Us("zalo-oa", OA)) == []


def test_a_groups_message_is_answered_to_the_group() -> None:
    (update,) = read(in_group("@Học Vụ Số chào"), US, NOW)
    assert update.address == Address("zalo-oa", GROUP, ChatKind.GROUP)
    assert update.sender == Sender(LAN)
    assert update.key == "g1"


@pytest.mark.parametrize(
    "where",
    [
        {"recipient": {"id": GROUP}},
        {"recipient": {"group_id": GROUP, "id": OA}},
        {"recipient": {"id": OA}, "group_id": GROUP},
        {"recipient": {"id": OA}, "conversation": {"id": GROUP}},
    ],
)
def test_the_groups_id_is_found_wherever_it_stands(where: dict[str, Any]) -> None:
    (update,) = read(in_group("@Học Vụ Số chào", **where), US, NOW)
    assert update.address.chat == GROUP


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("create_group", BotUnblocked()),
        ("delete_group", BotBlocked()),
        ("disperse_group", BotBlocked()),
    ],
)
def test_a_groups_life(name: str, content: Content) -> None:
    body = event(name, sender=None, recipient=None, oa_id=OA, group_id=GROUP)
    (update,) = read(body, US, NOW)
    assert (update.content, update.address) == (
        content,
        Address("zalo-oa", GROUP, ChatKind.GROUP),
    )
    assert update.key == f"{name}:1760000000000:{GROUP}"


@pytest.mark.parametrize(
    "body",
    [
        text("chào") | {"recipient": {"id": "999"}},
        text("chào") | {"oa_id": "999"},
        event("follow", oa_id="999", follower={"id": LAN}),
        in_group("@Học Vụ Số chào", oa_id="999"),
    ],
)
def test_another_accounts_events_are_not_ours(body: dict[str, Any]) -> None:
    assert stranger(body, US) == "999"
    assert contents(body) == []
    assert len(contents(body, Us("zalo-oa", "", "Học Vụ Số"))) == 1  # not configured: all are ours


@pytest.mark.parametrize(
    ("stamp", "when"),
    [
        ("1760000000000", SENT),
        (1_760_000_000_000, SENT),
        ("154397978274", datetime(2012, 8, 8, tzinfo=UTC)),  # stands so in Zalo's own sample
        ("9" * 18, NOW),
        (None, NOW),
        ("soon", NOW),
        (True, NOW),
        (-5, NOW),
        ({}, NOW),
    ],
)
def test_when_it_happened(stamp: object, when: datetime) -> None:
    (update,) = read(text("chào") | {"timestamp": stamp}, US, NOW)
    assert update.sent_at == when


def test_what_is_no_message_is_known_by_its_moment_and_its_person() -> None:
    follow = event("follow", sender=None, follower={"id": LAN}, oa_id=OA)
    (first,), (again,) = read(follow, US, NOW), read(follow, US, NOW)
    (later,) = read(follow | {"timestamp": "1760000000001"}, US, NOW)
    assert first.key == again.key == f"follow:1760000000000:{LAN}"
    assert later.key != first.key


def test_ids_that_became_numbers_are_texts_again() -> None:
    body = text("chào") | {"sender": {"id": int(LAN)}, "recipient": {"id": int(OA)}}
    (update,) = read(body, US, NOW)
    assert update.address.chat == LAN


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'"x"',
        b"null",
        b"{",
        b"\xff",
        b"[" * 5_000,
        json.dumps(text("x") | {"event_name": 5}).encode(),
        json.dumps({"sender": {"id": LAN}}).encode(),
        json.dumps(text("x") | {"message": "x"}).encode(),
        json.dumps(text("x") | {"message": {"text": {}}}).encode(),
        json.dumps(text("x") | {"sender": "x"}).encode(),
        json.dumps(text("x") | {"sender": {"id": {}}}).encode(),
        json.dumps(text("x") | {"sender": {"id": " "}}).encode(),
        json.dumps(in_group("x") | {"recipient": {}}).encode(),
        json.dumps(in_group("x") | {"sender": {}}).encode(),
    ],
)
def test_what_may_have_said_something_is_put_aside(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(parse(body), US, NOW)


def test_half_a_letter_is_dropped() -> None:
    body = json.dumps(text("ch\ud800ào")).encode()
    (update,) = read(parse(body), US, NOW)
    assert update.content == TextSent("chào")


def test_nothing_is_asked_for_that_we_pass_over() -> None:
    def body(name: str) -> dict[str, Any]:
        if "_group" in name:
            return in_group("@Học Vụ Số chào", name, group_id=GROUP)
        return event(name, message={"text": "chào", "msg_id": "m"}, follower={"id": LAN})

    assert [name for name in WANTED if not contents(body(name))] == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from([OA, LAN]),
    lambda inner: (
        st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "sender",
                        "recipient",
                        "message",
                        "id",
                        "text",
                        "msg_id",
                        "timestamp",
                        "oa_id",
                    ),
                    *("follower", "quote_msg", "group_id", "attachments", "payload", "url"),
                ]
            ),
            inner,
            max_size=6,
        )
        | st.lists(inner, max_size=2)
    ),
    max_leaves=12,
)
NAMES = st.sampled_from([*WANTED, "disperse_group", "user_click_button", "oa_send_text", "x"])


@given(
    NAMES,
    st.dictionaries(
        st.sampled_from(["sender", "recipient", "message", "timestamp", "oa_id", "user_id"]),
        ANYTHING,
    ),
)
def test_no_event_is_too_strange(name: str, fields: dict[str, Any]) -> None:
    try:
        found = read({"event_name": name, **fields}, US, NOW)
    except Unreadable:
        return
    for update in found:
        assert update.key
        assert update.address.chat
        assert update.sent_at <= NOW


@given(st.binary(max_size=60))
def test_no_body_is_too_strange(body: bytes) -> None:
    try:
        found = read(parse(body), US, NOW)
    except Unreadable:
        return
    assert found == ()
