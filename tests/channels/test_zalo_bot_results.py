import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import Ambiguous, Rejected, Result, RetryAt, Sent, Unreachable
from channels.http import Answer, MaybeSent, NotSent
from channels.zalo_bot.results import BUSY_PAUSE, LONGEST_PAUSE, QUOTA_PAUSE, SOON, result_of

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HTML = b"<html><body>502 Bad Gateway</body></html>"


def ok(result: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps({"ok": True, "result": result}).encode())


def refusal(
    code: object, description: object = "No", status: int | None = None, field: str = "error_code"
) -> Answer:
    said = {"ok": False, field: code, "description": description}
    own = code if isinstance(code, int) else 200
    return Answer(own if status is None else status, json.dumps(said).encode())


QUOTA = RetryAt(NOW + QUOTA_PAUSE, "quota: Quota exceeded", throttled=True, whole_account=True)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (ok({"message_id": "82599fa32f56d00e8941", "date": 1}), Sent("82599fa32f56d00e8941")),
        (ok({"message_id": 17}), Sent("17")),
        (ok({"message_id": {}}), Sent("")),
        (ok({}), Sent("")),
        (ok(None), Sent("")),
        (Answer(200, b'{"ok":true}'), Sent("")),
        # The quota: with either status, and under either name.
        (refusal(429, "Quota exceeded"), QUOTA),
        (refusal(429, "Quota exceeded", status=200), QUOTA),
        (refusal(429, "Quota exceeded", status=200, field="errorCode"), QUOTA),
        (refusal("429", "Quota exceeded"), QUOTA),
        # The account.
        (refusal(401, "Unauthorized"), Rejected("Unauthorized", account_broken=True)),
        (refusal(401, "Unauthorized", status=200), Rejected("Unauthorized", account_broken=True)),
        # The message.
        (refusal(400, "Bad request"), Rejected("Bad request")),
        (refusal(400, "Chat not found"), Rejected("Chat not found")),
        (refusal(404, "Not Found"), Rejected("Not Found")),
        (refusal(426, "Upgrade"), Rejected("Upgrade")),
        (refusal(499, "Something new"), Rejected("Something new")),
        (Answer(404, b'{"ok":false,"description":"Not Found"}'), Rejected("Not Found")),
        (Answer(400, b'{"ok":false}'), Rejected("http 400")),
        (Answer(200, b'{"ok":false}'), Rejected("http 200")),
        (refusal(400, 5), Rejected("http 400")),
        (refusal(400, "a\x00b\ud800"), Rejected("ab")),
        (refusal(400, "x" * 500), Rejected("x" * 200)),
        # "Internal server error", says the table.
        (refusal(403, "Internal"), RetryAt(NOW + SOON, "http 403: Internal")),
        (refusal(403, "Internal", status=200), RetryAt(NOW + SOON, "http 403: Internal")),
        # It may have arrived.
        (refusal(408, "Request timeout"), Ambiguous("Request timeout")),
        (refusal(408, "Request timeout", status=200), Ambiguous("Request timeout")),
        (refusal(500, "Oops"), Ambiguous("Oops")),
        (refusal(503, "Oops", status=200), Ambiguous("Oops")),
        (Answer(500, b""), Ambiguous("http 500 without an answer")),
        (Answer(502, HTML), Ambiguous("http 502 without an answer")),
        (Answer(504, HTML), Ambiguous("http 504 without an answer")),
        (Answer(408, HTML), Ambiguous("http 408 without an answer")),
        (Answer(200, b""), Ambiguous("http 200 without an answer")),
        (Answer(200, HTML), Ambiguous("http 200 without an answer")),
        (Answer(200, b'{"ok":true,"result":{"mess'), Ambiguous("http 200 without an answer")),
        (Answer(200, b'"ok"'), Ambiguous("http 200 without an answer")),
        (Answer(200, b'{"ok":"yes"}'), Ambiguous("http 200 without an answer")),
        (ok({"message_id": "a"}, status=500), Ambiguous("http 500 without an answer")),
        (MaybeSent("TimedOut"), Ambiguous("TimedOut")),
        # Something in between.
        (
            Answer(429, HTML),
            RetryAt(NOW + BUSY_PAUSE, "http 429 without an answer", True, whole_account=True),
        ),
        (Answer(401, HTML), Rejected("http 401 without an answer", account_broken=True)),
        (Answer(404, HTML), Rejected("http 404 without an answer", account_broken=True)),
        (Answer(413, HTML), Rejected("http 413 without an answer")),
        (Answer(302, b""), RetryAt(NOW + SOON, "http 302 without an answer")),
        (Answer(403, HTML), RetryAt(NOW + SOON, "http 403 without an answer")),
        (NotSent("ConnectionRefusedError"), RetryAt(NOW + SOON, "ConnectionRefusedError")),
    ],
)
def test_what_an_answer_means(reply: Answer | NotSent | MaybeSent, expected: Result) -> None:
    assert result_of(reply, NOW) == expected


def test_no_answer_gives_a_person_or_a_group_up() -> None:
    """No code is documented for it, and who is given up hears nothing until they write."""
    for code in range(400, 600):
        for description in ("user blocked the bot", "chat not found", "bot was kicked"):
            assert not isinstance(result_of(refusal(code, description), NOW), Unreachable)


@pytest.mark.parametrize("reply", [NotSent("gaierror"), refusal(403), Answer(302, b"")])
def test_each_pause_is_longer_and_the_attempts_outlast_an_hour(reply: Answer | NotSent) -> None:
    pauses = []
    for attempt in range(1, 8):
        result = result_of(reply, NOW, attempt)
        assert isinstance(result, RetryAt)
        assert not result.throttled
        pauses.append(result.at - NOW)
    assert pauses == sorted(set(pauses))
    assert pauses[0] == SOON
    assert sum(pauses, timedelta()) > timedelta(hours=1)


@given(
    st.integers(100, 599),
    st.integers(0, 10**6),
    st.binary(max_size=40)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.dictionaries(
            st.sampled_from(
                ["ok", "result", "error_code", "errorCode", "description", "message_id"]
            ),
            inner,
        ),
    ).map(lambda value: json.dumps(value).encode()),
)
def test_no_answer_is_too_strange(status: int, attempt: int, body: bytes) -> None:
    result = result_of(Answer(status, body), NOW, attempt)
    if isinstance(result, RetryAt):
        assert NOW < result.at <= NOW + LONGEST_PAUSE
    if status >= 300:
        assert not isinstance(result, Sent)
