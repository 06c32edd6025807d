"""P4, P5, P6: in order, each claimed once, and every result means what it says."""

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.delivery import (
    Ambiguous,
    Envelope,
    Moved,
    Outcome,
    Rejected,
    Result,
    RetryAt,
    Sent,
    Unreachable,
)
from bot.message import LANES, Lane, Mark, Message, Outgoing, Purpose
from bot.serial import outgoing_to_json
from bot.update import Address, BotBlocked, BotUnblocked, ChatKind, TextSent
from handlers import delivery
from handlers.bubbles import Bubble, post
from handlers.outcomes import LONGEST_PAUSE
from storage.database import Database
from tests.handlers.village import ACCOUNT, NIGHT, NOON, SCHOOL, Village

MINUTE, SOON = timedelta(minutes=1), timedelta(seconds=5)


def queue(
    village: Village,
    *texts: tuple[str, str],
    purpose: Purpose = Purpose.REPLY,
    kind: ChatKind = ChatKind.PRIVATE,
    person: int | None = None,
    content: Outgoing | None = None,
    **more: object,
) -> None:
    """(chat, text), decided one after the other."""
    with village.db.transaction() as uow:
        start = len(village.rows("message", "id"))
        bubbles = [
            Bubble(
                f"test:{start + n}",
                Address(ACCOUNT, chat, kind),
                content or Message(text, purpose=purpose),
                outgoing_to_json(content or Message(text, purpose=purpose)),
                person,
                LANES[purpose],
                **more,  # type: ignore[arg-type]
            )
            for n, (chat, text) in enumerate(texts)
        ]
        post(uow, bubbles, village.now)


def texts(envelopes: Sequence[Envelope]) -> list[str]:
    return [e.content.text for e in envelopes if isinstance(e.content, Message)]


def test_one_of_each_chat_in_the_order_of_lanes_then_age(village: Village) -> None:
    queue(village, ("g", "tin"), purpose=Purpose.BROADCAST, kind=ChatKind.GROUP)
    queue(village, ("a", "1"), ("b", "2"), ("a", "3"))
    assert texts(village.claim()) == ["1", "2", "tin"]
    assert village.claim() == ()


def test_the_next_of_a_chat_waits_until_the_one_before_is_settled(village: Village) -> None:
    queue(village, ("a", "1"), ("a", "2"), ("a", "3"))
    for wanted in "123":
        claimed = village.claim()
        assert texts(claimed) == [wanted]
        assert village.claim() == ()
        village.deliver(claimed)


def test_a_lower_lane_never_overtakes_in_its_own_chat(village: Village) -> None:
    queue(village, ("a", "tin"), purpose=Purpose.BROADCAST)
    queue(village, ("a", "đáp"))
    assert texts(village.claim()) == ["tin"]


def test_no_more_than_asked_for(village: Village) -> None:
    queue(village, *[(f"c{n}", str(n)) for n in range(10)])
    assert texts(village.claim(3)) == ["0", "1", "2"]


def test_other_accounts_are_left_alone(village: Village) -> None:
    queue(village, ("a", "1"))
    assert delivery.claim(village.db, "web", village.now, 10) == ()


def test_many_claimers_each_message_once_and_in_order(database_url: str) -> None:
    village = Village(Database(database_url))
    queue(village, *[(f"c{n % 20}", str(n)) for n in range(100)])
    seen: list[str] = []
    lock = threading.Lock()

    def work() -> None:
        mine = Village(Database(database_url))
        idle = 0
        while idle < 20:
            claimed = mine.claim(7)
            idle = 0 if claimed else idle + 1
            with lock:
                seen.extend(texts(claimed))
            mine.deliver(claimed)
        mine.db.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(seen) == Counter(map(str, range(100)))
    for chat in range(20):
        own = [int(text) for text in seen if int(text) % 20 == chat]
        assert own == sorted(own)
    village.db.close()


# --- Results --------------------------------------------------------------------------------------


def test_sent(village: Village) -> None:
    queue(village, ("a", "1"))
    village.deliver(village.claim(), Sent("55"))
    ((status, external, closed),) = village.rows("message", "status", "external_id", "closed_at")
    assert (status, external, closed) == ("sent", "55", village.now)


def test_a_platform_that_throttles_costs_no_attempt_and_is_remembered(village: Village) -> None:
    queue(village, ("a", "1"), ("b", "2"))
    first, second = village.claim()
    until = village.now + 10 * MINUTE
    village.deliver([first], RetryAt(until, "429", throttled=True))
    village.deliver([second])
    queue(village, ("a", "3"), ("b", "4"))
    assert texts(village.claim()) == ["4"]
    assert delivery.holds(village.db, ACCOUNT, village.now) == delivery.Holds(None, {"a": until})
    village.now = until
    (again,) = village.claim()
    assert (texts([again]), again.attempt) == (["1"], 1)
    assert delivery.holds(village.db, ACCOUNT, village.now) == delivery.Holds(None, {})


def test_a_wait_for_the_whole_account_holds_everybody(village: Village) -> None:
    queue(village, ("a", "1"), ("b", "2"))
    first, second = village.claim()
    until = village.now + 10 * MINUTE
    village.deliver([first], RetryAt(until, "429", throttled=True, whole_account=True))
    village.deliver(
        [second], RetryAt(village.now + MINUTE, "429", throttled=True, whole_account=True)
    )
    assert delivery.holds(village.db, ACCOUNT, village.now).account_until == until
    village.now += 5 * MINUTE
    assert village.claim() == ()
    village.now = until
    assert texts(village.claim()) == ["1", "2"]


def test_eight_failures_are_the_end(village: Village) -> None:
    queue(village, ("a", "1"), ("a", "2"))
    for attempt in range(1, 9):
        claimed = village.claim()
        assert [(e.attempt, *texts([e])) for e in claimed] == [(attempt, "1")]
        village.deliver(claimed, RetryAt(village.now + MINUTE, "connection refused"))
        if attempt < 8:
            assert village.claim() == ()
        village.now += max(MINUTE, LONGEST_PAUSE)
    assert village.states()[0] == ("failed", "connection refused")
    assert texts(village.claim()) == ["2"]


def test_an_hour_without_the_platform_costs_nobody_an_answer(village: Village) -> None:
    """An adapter that only says "soon" is asked again ever more seldom."""
    queue(village, ("a", "1"))
    began = village.now
    tries = []
    while village.now < began + 60 * MINUTE:
        claimed = village.claim()
        if claimed:
            tries.append(village.now - began)
            village.deliver(claimed, RetryAt(village.now + SOON, "no network"))
        village.now += SOON
    assert village.states() == [("queued", "no network")]
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert pauses == sorted(pauses)
    assert pauses[0] == SOON
    village.now += LONGEST_PAUSE
    assert texts(village.claim()) == ["1"]


def test_a_person_who_cannot_be_reached(village: Village) -> None:
    village.enrol("lan")
    queue(village, ("chat-lan", "1"), ("chat-lan", "2"), ("b", "3"))
    claimed = village.claim()
    village.deliver(claimed[:1], Unreachable("blocked"))
    assert village.states()[-3:] == [
        ("failed", "blocked"),
        ("skipped", "blocked"),
        ("sending", None),
    ]
    assert village.rows("identity", "unreachable") == ["blocked"]


def test_a_group_that_put_us_out(village: Village) -> None:
    village.in_group("-1", BotUnblocked())
    queue(village, ("-1", "1"), ("-1", "2"), kind=ChatKind.GROUP)
    village.deliver(village.claim(), Unreachable("kicked"))
    assert village.rows("chat", "unreachable") == ["kicked"]
    assert village.states() == [("failed", "kicked"), ("skipped", "kicked")]
    village.in_group("-1", BotUnblocked())
    assert village.rows("chat", "unreachable") == [None]


@pytest.mark.parametrize("order", ["told first", "refused first", "told only"])
def test_a_group_that_moved_is_followed_once(village: Village, order: str) -> None:
    village.in_group("-1", BotUnblocked())
    queue(village, ("-1", "1"), ("-1", "2"), kind=ChatKind.GROUP)
    claimed = village.claim()
    if order != "told first":
        village.deliver(claimed, Moved("-100"))
    if order != "refused first":
        village.move_group("-1", "-100")
        village.move_group("-1", "-100")
    if order == "told first":
        village.deliver(claimed, Moved("-100"))
    assert village.rows("chat", "chat") == ["-100"]
    assert set(village.rows("message", "chat")) == {"-100"}
    for wanted in "12":
        now = village.claim()
        assert [(e.address.chat, *texts([e])) for e in now] == [("-100", wanted)]
        village.deliver(now)


def test_a_group_whose_new_id_was_seen_before_its_move(village: Village) -> None:
    village.in_group("-1", BotUnblocked())
    village.in_group("-100", BotUnblocked())
    village.move_group("-1", "-100")
    assert village.rows("chat", "chat", "moved_to") == [("-1", "-100"), ("-100", None)]


def test_rejected_is_the_end_of_the_message_only(village: Village) -> None:
    queue(village, ("a", "1"), ("a", "2"))
    village.deliver(village.claim(), Rejected("message is too long"))
    assert village.states()[0] == ("failed", "message is too long")
    assert texts(village.claim()) == ["2"]


def test_a_broken_account_loses_no_message(village: Village) -> None:
    queue(village, ("a", "1"))
    village.deliver(village.claim(), Rejected("Unauthorized", account_broken=True))
    (again,) = village.claim()
    assert again.attempt == 1


def test_in_doubt_a_reply_is_repeated_once(village: Village) -> None:
    queue(village, ("a", "1"))
    village.deliver(village.claim(), Ambiguous("timeout"))
    assert village.claim() == ()
    village.now += timedelta(seconds=30)
    (again,) = village.claim()
    assert again.attempt == 2
    village.deliver([again], Ambiguous("timeout"))
    assert village.states() == [("unknown", "timeout")]


def test_in_doubt_also_after_plain_failures(village: Village) -> None:
    """P4 gives one repeat after a doubt; a refused connection before it was none."""
    queue(village, ("a", "1"))
    village.deliver(village.claim(), RetryAt(village.now, "refused"))
    village.deliver(village.claim(), Ambiguous("timeout"))
    assert village.states() == [("queued", "timeout")]


def test_in_doubt_an_announcement_is_unknown(village: Village) -> None:
    queue(village, ("-1", "1"), purpose=Purpose.BROADCAST, kind=ChatKind.GROUP)
    village.deliver(village.claim(), Ambiguous("timeout"))
    assert village.states() == [("unknown", "timeout")]


@pytest.mark.parametrize("result", [Ambiguous("x"), RetryAt(NOON, "x"), Rejected("x")])
def test_a_mark_is_never_tried_again(
    village: Village, result: Ambiguous | RetryAt | Rejected
) -> None:
    queue(village, ("a", ""), content=Mark("55", "Xong rồi"))
    village.deliver(village.claim(), result)
    assert village.claim() == ()
    assert village.states()[0][0] in {"unknown", "skipped", "failed"}


def test_what_was_given_back_counts_no_attempt(village: Village) -> None:
    queue(village, ("a", "1"))
    delivery.release(village.db, [e.id for e in village.claim()], village.now)
    (again,) = village.claim()
    assert again.attempt == 1


def test_what_a_dead_sender_left(village: Village) -> None:
    queue(village, ("a", "1"), ("b", "2"))
    queue(village, ("-1", "3"), purpose=Purpose.BROADCAST, kind=ChatKind.GROUP)
    queue(village, ("c", ""), content=Mark("55", "x"))
    village.claim()
    assert delivery.recover(village.db, "web", village.now) == 0
    assert delivery.recover(village.db, ACCOUNT, village.now) == 4
    assert [status for status, _ in village.states()] == ["queued", "queued", "unknown", "unknown"]
    assert texts(village.claim()) == ["1", "2"]
    assert delivery.recover(village.db, ACCOUNT, village.now) == 2
    assert [status for status, _ in village.states()] == ["unknown"] * 4


def test_a_late_success_is_believed(village: Village) -> None:
    queue(village, ("a", "1"))
    claimed = village.claim()
    delivery.recover(village.db, ACCOUNT, village.now)
    village.deliver(claimed)
    assert village.states() == [("sent", None)]


def test_a_result_for_an_erased_message_is_nothing(village: Village) -> None:
    queue(village, ("a", "1"))
    claimed = village.claim()
    village.change("DELETE FROM message")
    village.deliver(claimed, Unreachable("gone"))
    village.deliver(claimed)
    assert village.states() == []


def test_recent_sends_seed_a_limiter(village: Village) -> None:
    queue(village, ("a", "1"), ("b", "2"))
    first, second = village.claim()
    village.deliver([first])
    village.now += 10 * MINUTE
    village.deliver([second])
    since = village.now - MINUTE
    assert delivery.recent_sends(village.db, ACCOUNT, since) == [
        ("b", ChatKind.PRIVATE, village.now)
    ]


def test_what_may_have_arrived_counts_against_the_limits_as_often_as_it_may(
    village: Village,
) -> None:
    """A process that follows another must not send as if the doubtful had never left (P5)."""
    queue(village, ("a", "1"), ("b", "2"), ("c", "3"))
    lost, asked, sent = village.claim()
    village.deliver([asked], Ambiguous("read timeout"))
    village.deliver([sent], Ambiguous("read timeout"))
    village.now += MINUTE
    assert texts(village.claim()) == ["2", "3"]
    village.deliver([asked], RetryAt(village.now + MINUTE, "connection refused"))
    village.deliver([sent])
    delivery.recover(village.db, ACCOUNT, village.now)
    recent = delivery.recent_sends(village.db, ACCOUNT, village.now - 2 * MINUTE)
    assert Counter(chat for chat, _, _ in recent) == {"a": 1, "b": 1, "c": 2}
    assert lost.attempt == 1


def test_what_is_under_way_when_its_group_moves_is_not_sent_twice(village: Village) -> None:
    """The platform's word of the move may overtake its answer to what we sent before (F25, P4)."""
    village.in_group("-1", BotUnblocked())
    queue(village, ("-1", "1"), ("-1", "2"), purpose=Purpose.BROADCAST, kind=ChatKind.GROUP)
    claimed = village.claim()
    village.move_group("-1", "-2")
    assert village.claim() == ()
    village.deliver(claimed)
    (following,) = village.claim()
    assert (texts([following]), following.address.chat) == (["2"], "-2")
    village.deliver([following], Ambiguous("read timeout"))
    assert village.states() == [("sent", None), ("unknown", "read timeout")]


def test_what_an_old_address_answers_after_a_move_is_not_about_the_new_one(
    village: Village,
) -> None:
    village.in_group("-1", BotUnblocked())
    queue(village, ("-1", "1"), ("-1", "2"), ("-1", "3"), kind=ChatKind.GROUP)
    claimed = village.claim()
    village.move_group("-1", "-2")
    village.deliver(claimed, Moved("-2"))
    again = village.claim()
    assert [(texts([one]), one.address.chat) for one in again] == [(["1"], "-2")]
    village.deliver(again)
    late = village.claim()
    village.move_group("-2", "-3")
    village.deliver(late, Unreachable("kicked"))
    assert village.rows("chat", "chat", "unreachable") == [("-3", None)]
    assert texts(village.claim()) == ["3"]


# --- Checked again at the time of sending -----------------------------------------------------------


def test_what_would_come_too_late_is_skipped_and_frees_its_chat(village: Village) -> None:
    queue(village, ("a", "1"), expires_at=village.now)
    queue(village, ("a", "2"))
    assert texts(village.claim()) == ["2"]
    assert village.states()[0] == ("skipped", "expired")


@pytest.mark.parametrize("purpose", [Purpose.REMINDER, Purpose.REVIEW])
def test_a_reminder_goes_only_to_who_still_wants_it(village: Village, purpose: Purpose) -> None:
    village.enrol("lan", "hoa", "mai")
    village.change("UPDATE person SET reminders_wanted = :yes WHERE id <> 2", yes=True)
    village.take(village.update("mai", BotBlocked()))
    village.change("UPDATE person SET reminders_wanted = :yes WHERE id = 3", yes=True)
    for n, user in enumerate(("lan", "hoa", "mai"), 1):
        queue(village, (f"chat-{user}", user), purpose=purpose, person=n)
    assert texts(village.claim()) == ["lan"]
    assert village.states()[-2:] == [("skipped", "not wanted any more")] * 2


def test_a_reminder_waits_for_the_morning(village: Village) -> None:
    village.enrol("lan")
    village.change("UPDATE person SET reminders_wanted = :yes", yes=True)
    village.now = NIGHT
    queue(village, ("chat-lan", "nhắc"), purpose=Purpose.REMINDER, person=1)
    assert village.claim() == ()
    queue(village, ("b", "đáp"))
    assert texts(village.claim()) == ["đáp"]
    village.now = NIGHT + timedelta(hours=6)
    assert texts(village.claim()) == ["nhắc"]


def test_an_answer_does_not_wait_until_the_morning_behind_a_reminder(village: Village) -> None:
    """Queued before an outage in the evening; at night somebody writes to us (P5)."""
    village.enrol("lan")
    village.change("UPDATE person SET reminders_wanted = :yes", yes=True)
    queue(village, ("chat-lan", "nhắc"), purpose=Purpose.REMINDER, person=1)
    village.now = NIGHT
    assert village.claim() == ()
    queue(village, ("chat-lan", "đáp"))
    answer = village.claim()
    assert texts(answer) == ["đáp"]
    village.now = NIGHT + timedelta(hours=6)
    assert village.claim() == ()  # and after it nobody needs reminding (P6)
    village.deliver(answer)
    assert village.claim() == ()
    assert village.states()[-2:] == [("skipped", "overtaken"), ("sent", None)]


# --- Whatever happens -------------------------------------------------------------------------------

RESULTS = st.sampled_from(["sent", "later", "throttled", "doubt", "rejected", "release", "keep"])


@given(st.lists(st.tuples(st.integers(0, 2), RESULTS), max_size=25), st.data())
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_order_and_states_hold_whatever_platforms_do(
    village: Village, happenings: list[tuple[int, str]], data: st.DataObject
) -> None:
    """P6 and I7: of one chat never two under way, never a later one before an earlier."""
    village.change("DELETE FROM message")
    village.change("DELETE FROM hold")
    village.now = NOON
    sent: dict[str, list[int]] = {}
    for chat, result in happenings:
        queue(village, (f"c{chat}", "x"))
        claimed = village.claim(data.draw(st.integers(1, 3)))
        assert len({e.address.chat for e in claimed}) == len(claimed)
        for envelope in claimed:
            past = sent.setdefault(envelope.address.chat, [])
            assert not past or envelope.id > past[-1]
            match result:
                case "sent":
                    past.append(envelope.id)
                    village.deliver([envelope])
                case "later":
                    village.deliver([envelope], RetryAt(village.now + MINUTE, "x"))
                case "throttled":
                    village.deliver([envelope], RetryAt(village.now + MINUTE, "x", throttled=True))
                case "doubt":
                    village.deliver([envelope], Ambiguous("x"))
                case "rejected":
                    village.deliver([envelope], Rejected("x"))
                case "release":
                    delivery.release(village.db, [envelope.id], village.now)
                case _:
                    pass  # still under way
        village.now += MINUTE
        delivery.recover(village.db, ACCOUNT, village.now)
    for _ in range(200):
        village.now += timedelta(hours=1)
        village.deliver(village.claim())
        if not {"queued", "sending"} & set(village.rows("message", "status")):
            return
    pytest.fail("a message is stuck")


def test_help_goes_first(village: Village) -> None:
    queue(village, ("a", "1"))
    village.enrol("lan")
    village.take(village.update("lan", TextSent("tôi bị lừa chuyển tiền rồi")), here=frozenset())
    assert village.claim()[0].lane is Lane.EMERGENCY
    assert SCHOOL.course.lessons


def test_outcomes_of_many_kinds_in_one_go(village: Village) -> None:
    queue(village, *[(f"c{n}", str(n)) for n in range(4)])
    one, two, three, four = village.claim()
    results: list[Result] = [
        Sent("1"),
        Rejected("no"),
        RetryAt(village.now + MINUTE, "x"),
        Ambiguous("y"),
    ]
    outcomes = [
        Outcome(e, r, village.now) for e, r in zip((one, two, three, four), results, strict=True)
    ]
    delivery.record(village.db, outcomes, village.now)
    assert [s for s, _ in village.states()] == ["sent", "failed", "queued", "queued"]
