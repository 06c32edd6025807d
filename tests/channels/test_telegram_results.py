import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import Ambiguous, Moved, Rejected, Result, RetryAt, Sent, Unreachable
from channels.http import Answer, MaybeSent, NotSent
from channels.telegram.results import (
    LONGEST_WAIT,
    SOON,
    UNSAID_WAIT,
    Throttled,
    result_of,
    result_of_mark,
    widened,
)

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HTML = b"<html><body>502 Bad Gateway</body></html>"


def refusal(code: int, description: str, **parameters: object) -> Answer:
    said: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    return Answer(
        code, json.dumps(said | ({"parameters": parameters} if parameters else {})).encode()
    )


# The texts are Telegram's (telegram-bot-api 10.0 and TDLib); they are what we go by.
@pytest.mark.parametrize(
    ("code", "description", "reason"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (403, "Forbidden: user is deactivated", "deactivated"),
        (403, "Forbidden: bot was kicked from the group chat", "kicked"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "kicked"),
        (403, "Forbidden: bot was kicked from the channel chat", "kicked"),
        (403, "Forbidden: bot is not a member of the supergroup chat", "kicked"),
        (403, "Forbidden: the group chat was deleted", "group_deleted"),
        (403, "Forbidden: bot can't initiate conversation with a user", "not_started"),
        (403, "Forbidden: CHAT_WRITE_FORBIDDEN", "muted"),
        (400, "Bad Request: chat not found", "chat_not_found"),
        (400, "Bad Request: not enough rights to send text messages to the chat", "muted"),
        (400, "Bad Request: have no rights to send a message", "muted"),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", "muted"),
        (400, "Bad Request: CHAT_RESTRICTED", "muted"),
        (400, "Bad Request: TOPIC_CLOSED", "muted"),
        (400, "Bad Request: group chat was deactivated", "group_deleted"),
    ],
)
def test_who_cannot_be_reached_and_why(code: int, description: str, reason: str) -> None:
    assert result_of(refusal(code, description), NOW) == Unreachable(reason)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Answer(200, b'{"ok":true,"result":{"message_id":17}}'), Sent("17")),
        (Answer(200, b'{"ok":true,"result":true}'), Sent("")),
        (
            refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=-1001234567890,
            ),
            Moved("-1001234567890"),
        ),
        (refusal(401, "Unauthorized"), Rejected("Unauthorized", account_broken=True)),
        (refusal(404, "Not Found"), Rejected("Not Found", account_broken=True)),
        (refusal(421, "Misdirected Request"), Rejected("Misdirected Request", account_broken=True)),
        (
            refusal(400, "Bad Request: can't parse entities: x"),
            Rejected("Bad Request: can't parse entities: x"),
        ),
        (
            refusal(400, "Bad Request: message is too long"),
            Rejected("Bad Request: message is too long"),
        ),
        (
            refusal(400, "Bad Request: BUTTON_DATA_INVALID"),
            Rejected("Bad Request: BUTTON_DATA_INVALID"),
        ),
        (refusal(400, "Bad Request: something new"), Rejected("Bad Request: something new")),
        (refusal(403, "Forbidden: something new"), Rejected("Forbidden: something new")),
        (refusal(409, "Conflict"), Rejected("Conflict")),
        (Answer(413, HTML), Rejected("http 413 without an answer")),
        (
            refusal(500, "Internal Server Error: restart"),
            RetryAt(NOW + SOON, "Internal Server Error: restart"),
        ),
        (refusal(502, "Bad Gateway"), RetryAt(NOW + SOON, "Bad Gateway")),
        (Answer(502, HTML), Ambiguous("http 502 without an answer")),
        (Answer(504, HTML), Ambiguous("http 504 without an answer")),
        (Answer(500, b""), Ambiguous("http 500 without an answer")),
        (Answer(200, b""), Ambiguous("http 200 without an answer")),
        (Answer(200, b'{"ok":true,"result":{"mess'), Ambiguous("http 200 without an answer")),
        (Answer(200, b"welcome"), Ambiguous("http 200 without an answer")),
        (Answer(200, b'"ok"'), Ambiguous("http 200 without an answer")),
        (Answer(302, b""), RetryAt(NOW + SOON, "http 302 without an answer")),
        (Answer(403, HTML), RetryAt(NOW + SOON, "http 403 without an answer")),
        (Answer(401, HTML), Rejected("http 401 without an answer", account_broken=True)),
        (NotSent("ClientConnectorError"), RetryAt(NOW + SOON, "ClientConnectorError")),
        (MaybeSent("SocketTimeoutError"), Ambiguous("SocketTimeoutError")),
    ],
)
def test_what_an_answer_means(reply: Answer | NotSent | MaybeSent, expected: Result) -> None:
    assert result_of(reply, NOW) == expected


@pytest.mark.parametrize(
    ("parameters", "wait"),
    [
        ({"retry_after": 7}, timedelta(seconds=7)),
        ({"retry_after": 10_072}, timedelta(seconds=10_072)),
        ({"retry_after": 0}, timedelta(seconds=1)),
        ({"retry_after": 10**15}, LONGEST_WAIT),
        ({"retry_after": -5}, UNSAID_WAIT),
        ({"retry_after": "soon"}, UNSAID_WAIT),
        ({"retry_after": True}, UNSAID_WAIT),
        ({"retry_after": None}, UNSAID_WAIT),
        ({}, UNSAID_WAIT),
    ],
)
def test_a_throttled_chat_waits_as_long_as_it_is_told(
    parameters: dict[str, object], wait: timedelta
) -> None:
    result = result_of(refusal(429, "Too Many Requests", **parameters), NOW)
    assert result == RetryAt(NOW + wait, "Too Many Requests", throttled=True)


def test_a_429_from_a_gateway_is_a_wait_too() -> None:
    result = result_of(Answer(429, HTML), NOW)
    assert result == RetryAt(NOW + UNSAID_WAIT, "http 429 without an answer", throttled=True)


@pytest.mark.parametrize(
    ("last", "whole"),
    [
        (None, False),
        (Throttled("other", NOW - timedelta(seconds=9)), True),
        (Throttled("other", NOW - timedelta(seconds=11)), False),
        (Throttled("chat", NOW - timedelta(seconds=1)), False),
    ],
)
def test_two_throttled_chats_at_once_pause_the_account(last: Throttled | None, whole: bool) -> None:
    wait = RetryAt(NOW, "Too Many Requests", throttled=True)
    assert widened(wait, "chat", NOW, last) == RetryAt(NOW, "Too Many Requests", True, whole)


def test_only_a_throttled_result_is_widened() -> None:
    last = Throttled("other", NOW)
    for result in (Sent("1"), RetryAt(NOW, "http 500"), Ambiguous("lost")):
        assert widened(result, "chat", NOW, last) == result


@pytest.mark.parametrize(
    "description",
    [
        (
            "Bad Request: message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        ),
        "Bad Request: message to edit not found",
        "Bad Request: message can't be edited",
    ],
)
def test_a_mark_that_is_not_needed_is_done(description: str) -> None:
    assert result_of_mark(refusal(400, description), NOW, "17") == Sent("17")


def test_a_mark_can_fail() -> None:
    assert result_of_mark(refusal(401, "Unauthorized"), NOW, "17") == Rejected("Unauthorized", True)
    assert result_of_mark(MaybeSent("lost"), NOW, "17") == Ambiguous("lost")


@given(
    st.integers(100, 599),
    st.binary(max_size=40)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.dictionaries(
            st.sampled_from(
                [
                    "ok",
                    "result",
                    "error_code",
                    "description",
                    "parameters",
                    "retry_after",
                    "migrate_to_chat_id",
                    "message_id",
                ]
            ),
            inner,
        ),
    ).map(lambda value: json.dumps(value).encode()),
)
def test_no_answer_is_too_strange(status: int, body: bytes) -> None:
    result = result_of(Answer(status, body), NOW)
    if isinstance(result, RetryAt):
        assert NOW < result.at <= NOW + LONGEST_WAIT
    if status >= 300:
        assert not isinstance(result, Sent)
