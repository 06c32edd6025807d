"""No window ever holds one message too many, bulk is even, and replies go first (P5)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.limits import Limits, Rate
from bot.message import Lane
from bot.update import ChatKind
from worker.limiter import BULK, WIRE_JITTER, Limiter

TELEGRAM = Limits(
    overall=Rate(30, 1.0), private_chat=Rate(1, 1.0), group_chat=Rate(20, 60.0), in_flight=256
)
SLOT = 1.0 * (1 + WIRE_JITTER) / 30

rates = st.builds(Rate, st.integers(1, 6), st.sampled_from([0.5, 1.0, 7.0]))
limits = st.builds(
    Limits, overall=st.none() | rates, private_chat=st.none() | rates, group_chat=st.none() | rates
)
arrivals = st.lists(
    st.tuples(
        st.floats(0, 2),  # seconds since the former arrival
        st.sampled_from(["an", "binh", "chi"]),
        st.sampled_from(ChatKind),
        st.sampled_from(Lane),
        st.booleans(),  # a mark
    ),
    max_size=60,
)


def kept(rate: Rate | None, instants: list[float]) -> bool:
    """At most `count` in any closed window of `seconds`."""
    if rate is None:
        return True
    pairs = zip(instants, instants[rate.count :], strict=False)
    return all(later - earlier > rate.seconds for earlier, later in pairs)


def ready_at(limiter: Limiter, chat: str, kind: ChatKind, lane: Lane, mark: bool = False) -> float:
    return max(limiter.account_ready(lane), limiter.chat_ready(chat, kind, mark=mark))


@given(limits, arrivals)
@settings(max_examples=300)
def test_no_window_holds_one_too_many(limits: Limits, arrivals: list[Any]) -> None:
    limiter = Limiter(limits)
    everything: list[float] = []
    chats: dict[tuple[ChatKind, str], list[float]] = {}
    now = 0.0
    for gap, chat, kind, lane, mark in arrivals:
        name = f"{kind}-{chat}"
        now = max(now + gap, ready_at(limiter, name, kind, lane, mark))
        limiter.note(name, kind, lane, now, mark=mark)
        everything.append(now)
        if not mark:
            chats.setdefault((kind, name), []).append(now)
    assert kept(limits.overall, everything)
    for (kind, _), instants in chats.items():
        rate = limits.group_chat if kind is ChatKind.GROUP else limits.private_chat
        assert kept(rate, instants)


@given(rates, st.integers(1, 20))
def test_a_window_is_used_to_the_full(rate: Rate, times: int) -> None:
    """The limiter is not safe by being lazy: replies leave `count` at a time."""
    limiter = Limiter(Limits(overall=rate))
    now = 0.0
    for _ in range(rate.count * times):
        now = max(now, ready_at(limiter, "an", ChatKind.PRIVATE, Lane.REPLY))
        limiter.note("an", ChatKind.PRIVATE, Lane.REPLY, now)
    assert now <= (times - 1) * rate.seconds * (1 + WIRE_JITTER) + 1e-9


def test_every_group_of_the_country_within_a_twentieth_of_the_least_possible() -> None:
    limiter = Limiter(TELEGRAM)
    now, sent = 0.0, []
    for group in range(4_351):
        now = max(now, ready_at(limiter, str(group), ChatKind.GROUP, Lane.BROADCAST))
        limiter.note(str(group), ChatKind.GROUP, Lane.BROADCAST, now)
        sent.append(now)
    assert kept(TELEGRAM.overall, sent)
    assert sent[-1] <= 1.05 * 4_351 / 30


def test_bulk_is_even_from_the_first_message_on() -> None:
    limiter = Limiter(TELEGRAM)
    now = 0.0
    gaps = set()
    for person in range(100):
        ready = max(now, ready_at(limiter, str(person), ChatKind.PRIVATE, Lane.REMINDER))
        gaps.add(round(ready - now, 6))
        now = ready
        limiter.note(str(person), ChatKind.PRIVATE, Lane.REMINDER, now)
    assert gaps == {0.0, round(SLOT, 6)}


def test_a_late_timer_costs_bulk_nothing() -> None:
    limiter = Limiter(TELEGRAM)
    now = 0.0
    for group in range(3_000):
        ready = ready_at(limiter, str(group), ChatKind.GROUP, Lane.BROADCAST)
        now = max(now, ready) + 0.010 * (group % 3 == 0)  # every third wakes 10 ms late
        limiter.note(str(group), ChatKind.GROUP, Lane.BROADCAST, now)
    assert now <= 1.05 * 3_000 / 30


@given(st.floats(5, 60), st.integers(1, 30))
def test_replies_into_a_running_broadcast_wait_one_slot_each(begin: float, replies: int) -> None:
    limiter = Limiter(TELEGRAM)
    now, group = 0.0, 0
    while True:
        ready = ready_at(limiter, f"g{group}", ChatKind.GROUP, Lane.BROADCAST)
        if max(now, ready) >= begin:
            break
        now = max(now, ready)
        limiter.note(f"g{group}", ChatKind.GROUP, Lane.BROADCAST, now)
        group += 1
    now = begin
    for nth in range(1, replies + 1):
        now = max(now, ready_at(limiter, f"p{nth}", ChatKind.PRIVATE, Lane.REPLY))
        limiter.note(f"p{nth}", ChatKind.PRIVATE, Lane.REPLY, now)
        assert now - begin <= nth * SLOT + 1e-6


@given(st.integers(1, 12), st.integers(1, 10))
def test_a_broadcast_beside_replies_uses_the_limit_and_lets_them_pass(
    a_second: int, handful: int
) -> None:
    """Both halves of P5 at once: replies come in handfuls, bulk takes what they leave, all of it."""
    limiter = Limiter(TELEGRAM)
    now, group, replies = 0.0, 0, 0
    arrivals = [n // handful * handful / a_second for n in range(30 * a_second)]
    while group < 600:
        if replies < len(arrivals) and arrivals[replies] <= now:
            ready = max(now, ready_at(limiter, f"p{replies}", ChatKind.PRIVATE, Lane.REPLY))
            limiter.note(f"p{replies}", ChatKind.PRIVATE, Lane.REPLY, ready)
            assert ready - arrivals[replies] <= (handful + a_second) * SLOT
            now, replies = ready, replies + 1
            continue
        ready = max(now, ready_at(limiter, f"g{group}", ChatKind.GROUP, Lane.BROADCAST))
        if replies < len(arrivals) and ready > arrivals[replies]:
            now = max(now, arrivals[replies])
            continue
        limiter.note(f"g{group}", ChatKind.GROUP, Lane.BROADCAST, ready)
        now, group = ready, group + 1
    assert now <= 1.05 * (group + replies) / 30


def test_replies_are_not_paced() -> None:
    limiter = Limiter(TELEGRAM)
    for person in range(30):
        assert ready_at(limiter, str(person), ChatKind.PRIVATE, Lane.REPLY) <= 0.0
        limiter.note(str(person), ChatKind.PRIVATE, Lane.REPLY, 0.0)
    assert limiter.account_ready(Lane.REPLY) > 1.0


def test_no_limit_means_at_once() -> None:
    limiter = Limiter(Limits())
    for lane in Lane:
        for _ in range(100):
            limiter.note("an", ChatKind.PRIVATE, lane, 5.0)
        assert ready_at(limiter, "an", ChatKind.PRIVATE, lane) <= 5.0
    assert limiter.memory == 0.0


def test_a_mark_is_no_message_of_its_chat_but_one_of_the_account() -> None:
    limiter = Limiter(Limits(overall=Rate(2, 1.0), private_chat=Rate(1, 1.0)))
    limiter.note("an", ChatKind.PRIVATE, Lane.REPLY, 0.0, mark=True)
    assert limiter.chat_ready("an", ChatKind.PRIVATE) <= 0.0
    limiter.note("an", ChatKind.PRIVATE, Lane.REPLY, 0.0)
    assert (
        limiter.chat_ready("an", ChatKind.PRIVATE, mark=True)
        <= 0.0
        < limiter.chat_ready("an", ChatKind.PRIVATE)
    )
    assert limiter.account_ready(Lane.REPLY) > 1.0


def test_holds_are_deadlines_and_the_longer_one_stays() -> None:
    limiter = Limiter(TELEGRAM)
    limiter.hold(10.0, "an")
    limiter.hold(4.0, "an")
    assert limiter.chat_ready("an", ChatKind.PRIVATE) == 10.0
    assert limiter.chat_ready("an", ChatKind.PRIVATE, mark=True) == 10.0
    assert limiter.chat_ready("binh", ChatKind.PRIVATE) <= 0.0
    limiter.hold(10_072.0)
    limiter.hold(7.0)
    assert all(limiter.account_ready(lane) == 10_072.0 for lane in Lane)


def test_a_seeded_window_goes_on_where_the_last_process_ended() -> None:
    limiter = Limiter(TELEGRAM)
    for second in range(20):
        limiter.seed("nhom", ChatKind.GROUP, float(second))
    assert limiter.memory > 60
    assert 60.0 < limiter.chat_ready("nhom", ChatKind.GROUP) <= 60.0 * (1 + WIRE_JITTER) + 1e-9


def test_idle_chats_are_forgotten() -> None:
    limiter = Limiter(TELEGRAM)
    for person in range(10_000):
        limiter.hold(person + 0.5, str(person))
        limiter.note(str(person), ChatKind.PRIVATE, Lane.REPLY, float(person))
    assert len(limiter) < 10


def test_only_what_nobody_waits_for_is_bulk() -> None:
    assert {Lane.REMINDER, Lane.BROADCAST} == BULK
