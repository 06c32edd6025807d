import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import Ambiguous, Rejected, Result, RetryAt, Sent, Unreachable
from bot.update import ChatKind
from channels.http import Answer, MaybeSent, NotSent
from channels.zalo_oa.results import SOON, Fate, Refusal, refusal_of, result_of

NOW = datetime(2026, 11, 24, 8, 0, 30, tzinfo=UTC)  # 15:00:30 in Vietnam
NEXT_MINUTE = datetime(2026, 11, 24, 8, 1, 1, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 23, 5, tzinfo=UTC)  # 06:05 in Vietnam
MIDNIGHT = datetime(2026, 11, 24, 17, 5, tzinfo=UTC)  # 00:05 there
HTML = b"<html><body>502 Bad Gateway</body></html>"
PRIVATE, GROUP = ChatKind.PRIVATE, ChatKind.GROUP

BROKEN, FINAL = "the account is broken", "this message, for ever"


def refusal(code: object, message: str | None = "words", status: int = 200) -> Answer:
    said: dict[str, object] = {"error": code} | ({"message": message} if message else {})
    return Answer(status, json.dumps(said).encode())


def told(result: Result) -> object:
    match result:
        case Rejected(account_broken=True):
            return BROKEN
        case Rejected():
            return FINAL
        case Unreachable(reason):
            return reason
        case _:
            return result


# docs.zaloplatforms.com/docs/OA/phu-luc/ma-loi, one line a code.
CODES = [
    (-100, FINAL),
    (-124, BROKEN),  # after the one renewal, which the adapter does before it asks here
    (-201, FINAL),
    (-202, FINAL),
    (-204, BROKEN),
    (-205, BROKEN),
    (-207, BROKEN),
    (-208, BROKEN),
    (-209, BROKEN),
    (-210, FINAL),
    (-211, BROKEN),
    (-212, BROKEN),
    (-213, "not_followed"),
    (-215, BROKEN),
    (-216, BROKEN),
    (-217, "blocked"),
    (-218, FINAL),
    (-219, BROKEN),
    (-220, BROKEN),
    (-221, BROKEN),
    (-222, "deactivated"),
    (-223, BROKEN),
    (-224, BROKEN),
    (-227, "deactivated"),
    (-230, FINAL),
    (-232, FINAL),
    (-233, FINAL),
    (-235, BROKEN),
    (-237, "group_disabled"),
    (-238, "group_disabled"),
    (-240, FINAL),
    (-241, "group_disabled"),
    (-242, BROKEN),
    (-244, "blocked"),
    (-248, FINAL),
    (-249, FINAL),
    (-305, FINAL),
    (-311, FINAL),
    (-320, FINAL),
    (-321, FINAL),
    (-403, "kicked"),
    (-999, FINAL),
    (17, FINAL),
]


@pytest.mark.parametrize(("code", "meaning"), CODES)
def test_what_each_code_means(code: int, meaning: str) -> None:
    assert told(result_of(refusal(code), NOW, PRIVATE)) == meaning


@pytest.mark.parametrize(("code", "meaning"), CODES)
def test_what_cannot_be_said_in_a_group_may_still_be_said_in_private(
    code: int, meaning: str
) -> None:
    of_one_function = code in (-211, -212, -221, -223, -224, -235)
    expected = FINAL if of_one_function else meaning
    assert told(result_of(refusal(code), NOW, GROUP)) == expected


@pytest.mark.parametrize(
    ("answer", "attempt", "expected"),
    [
        (refusal(-32, "App has exceeded calls per minute"), 1, NEXT_MINUTE),
        (refusal(-32, "OA đã gọi quá giới hạn mỗi phút"), 1, NEXT_MINUTE),
        (refusal(-32, None), 1, NEXT_MINUTE),
        (refusal(-32, "Reached limit call api per day"), 1, MIDNIGHT),
        (Answer(429, HTML), 1, NEXT_MINUTE),
    ],
)
def test_too_many_calls_hold_the_whole_account(
    answer: Answer, attempt: int, expected: datetime
) -> None:
    result = result_of(answer, NOW, PRIVATE, attempt)
    assert isinstance(result, RetryAt)
    assert (result.at, result.throttled, result.whole_account) == (expected, True, True)


@pytest.mark.parametrize("code", [-200, -214])
def test_what_zalo_could_not_do_is_tried_once_more(code: int) -> None:
    result = result_of(refusal(code), NOW, PRIVATE, attempt=1)
    assert isinstance(result, RetryAt)
    assert (result.at, result.throttled) == (NOW + SOON, False)
    assert isinstance(result_of(refusal(code), NOW, PRIVATE, attempt=2), Rejected)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOW, MORNING),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), MORNING),  # 23:00
        (datetime(2026, 11, 24, 22, 0, tzinfo=UTC), MORNING),  # 05:00
        (MORNING, MORNING + timedelta(days=1)),
    ],
)
def test_what_is_not_taken_at_night_waits_for_the_morning(
    now: datetime, expected: datetime
) -> None:
    result = result_of(refusal(-234), now, PRIVATE)
    assert isinstance(result, RetryAt)
    assert (result.at, result.at.tzinfo, result.whole_account) == (expected, UTC, False)


@pytest.mark.parametrize("words", ["Article quota exceeded", "Vượt hạn mức bài viết"])
def test_a_used_up_quota_of_articles_is_not_a_broken_account(words: str) -> None:
    assert told(result_of(refusal(-223, words), NOW, PRIVATE)) == FINAL


@pytest.mark.parametrize("code", [-230, -232, -305, -311])
def test_a_closed_window_is_called_so_and_nobody_is_taken_for_gone(code: int) -> None:
    assert result_of(refusal(code), NOW, PRIVATE) == Rejected("window")


@pytest.mark.parametrize("code", [-320, -321])
def test_no_money_closes_the_window_only_for_those_who_were_long_silent(code: int) -> None:
    result = result_of(refusal(code), NOW, PRIVATE)
    assert isinstance(result, Rejected)
    assert result.reason.startswith("window: ")
    assert not result.account_broken


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (refusal(-201, "user_id is invalid"), "tham số không đúng (-201: user_id is invalid)"),
        (refusal(-201, None), "tham số không đúng (-201)"),
        (refusal("-201", "text"), "tham số không đúng (-201: text)"),
        (refusal(-999, "a\nnew  one"), "Zalo từ chối (-999: a new one)"),
        (refusal(-999, "x" * 999), f"Zalo từ chối (-999: {'x' * 160})"),
        (
            Answer(200, b'{"error":-999,"error_description":"why"}'),
            "Zalo từ chối (-999: why)",
        ),
    ],
)
def test_zalos_own_words_come_along(answer: Answer, reason: str) -> None:
    assert result_of(answer, NOW, PRIVATE) == Rejected(reason)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (
            Answer(
                200, b'{"error":0,"message":"Success","data":{"message_id":"m1","user_id":"2"}}'
            ),
            Sent("m1"),
        ),
        (Answer(200, b'{"data":{"message_id":"g1","group_id":"f4"},"error":0}'), Sent("g1")),
        (Answer(200, b'{"error":"0","data":{"message_id":17}}'), Sent("17")),
        (Answer(200, b'{"error":0}'), Sent("")),
        (Answer(200, b'{"error":0,"data":[]}'), Sent("")),
        (Answer(500, b'{"error":0,"data":{}}'), Ambiguous("http 500")),
        (
            Answer(400, refusal(-248).body),
            Rejected("nội dung trái quy định của Zalo (-248: words)"),
        ),
        (Answer(502, HTML), Ambiguous("http 502 without an answer")),
        (Answer(500, b""), Ambiguous("http 500 without an answer")),
        (Answer(200, b""), Ambiguous("http 200 without an answer")),
        (Answer(200, b'{"error":0,"data":{"mess'), Ambiguous("http 200 without an answer")),
        (Answer(200, b"{}"), Ambiguous("http 200 without an answer")),
        (Answer(200, b'{"error":null}'), Ambiguous("http 200 without an answer")),
        (Answer(200, b'{"error":true}'), Ambiguous("http 200 without an answer")),
        (Answer(200, b'"ok"'), Ambiguous("http 200 without an answer")),
        (Answer(302, b""), RetryAt(NOW + SOON, "http 302 without an answer")),
        (Answer(403, HTML), RetryAt(NOW + SOON, "http 403 without an answer")),
        (Answer(404, HTML), RetryAt(NOW + SOON, "http 404 without an answer")),
        (Answer(413, HTML), Rejected("http 413 without an answer")),
        (NotSent("ClientConnectorError"), RetryAt(NOW + SOON, "ClientConnectorError")),
        (MaybeSent("TimedOut"), Ambiguous("TimedOut")),
    ],
)
def test_what_an_answer_means(reply: Answer | NotSent | MaybeSent, expected: Result) -> None:
    assert result_of(reply, NOW, PRIVATE) == expected


@pytest.mark.parametrize(
    "answer",
    [
        *(refusal(code) for code in (-124, -216, -220)),
        refusal(-216, status=401),
        refusal(401, "Unauthorized", status=401),
        Answer(401, HTML),
        Answer(401, b""),
        Answer(401, b'{"error":0}'),
    ],
)
def test_a_refused_token_is_known_however_it_is_said(answer: Answer) -> None:
    found = refusal_of(answer)
    assert found is not None
    assert found.fate is Fate.TOKEN
    assert told(result_of(answer, NOW, PRIVATE)) == BROKEN


@pytest.mark.parametrize(
    "reply", [Answer(200, b'{"error":0}'), Answer(502, HTML), NotSent("x"), MaybeSent("x")]
)
def test_what_zalo_did_not_say_is_no_refusal(reply: Answer | NotSent | MaybeSent) -> None:
    assert refusal_of(reply) is None


@pytest.mark.parametrize("code", [-100, -201, -210, -233, -240])
def test_a_form_that_is_refused_may_be_tried_in_another(code: int) -> None:
    assert Refusal(code, "").fate is Fate.SHAPE


@given(
    st.integers(100, 599),
    st.binary(max_size=40)
    | st.dictionaries(
        st.sampled_from(["error", "message", "data", "message_id"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=20)
        | st.sampled_from([*(code for code, _ in CODES), -32, -200, -214, -234])
        | st.dictionaries(st.just("message_id"), st.integers() | st.text()),
    ).map(lambda value: json.dumps(value).encode()),
    st.sampled_from(ChatKind),
)
def test_no_answer_is_too_strange(status: int, body: bytes, kind: ChatKind) -> None:
    result = result_of(Answer(status, body), NOW, kind)
    if isinstance(result, RetryAt):
        assert NOW < result.at <= NOW + timedelta(days=1)
    if status >= 300:
        assert not isinstance(result, Sent)
