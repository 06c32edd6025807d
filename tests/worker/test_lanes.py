"""Per chat in order and one at a time; between chats the better lane first (P5, P6)."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery import Envelope
from bot.limits import Limits, Rate
from bot.message import Lane, Mark, Message, Purpose
from bot.update import Address, ChatKind
from worker.lanes import WaitingRoom
from worker.limiter import Limiter

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def envelope(id_: int, chat: str, lane: Lane = Lane.REPLY, mark: bool = False) -> Envelope:
    return Envelope(
        id=id_,
        address=Address("telegram", chat, ChatKind.PRIVATE),
        content=Mark("1", "Xong rồi") if mark else Message("Chào bác!"),
        purpose=Purpose.REPLY,
        lane=lane,
        attempt=1,
        created_at=NOON,
    )


def room(limits: Limits | None = None) -> WaitingRoom:
    return WaitingRoom(Limiter(limits or Limits()))


def taken(waiting: WaitingRoom, now: float = 0.0) -> list[int]:
    ids = []
    while (one := waiting.take(now)) is not None:
        ids.append(one.id)
    return ids


def test_one_of_a_chat_is_under_way_at_a_time() -> None:
    waiting = room()
    for id_ in (1, 2, 3):
        waiting.add(envelope(id_, "an"), 0.0)
    assert taken(waiting) == [1]
    assert len(waiting) == 2
    waiting.landed("an", 0.0)
    assert taken(waiting) == [2]


def test_the_better_lane_goes_first() -> None:
    waiting = room()
    for id_, lane in enumerate((Lane.BROADCAST, Lane.REMINDER, Lane.REPLY, Lane.EMERGENCY)):
        waiting.add(envelope(id_, str(id_), lane), 0.0)
    assert taken(waiting) == [3, 2, 1, 0]


def test_within_a_lane_who_came_first_goes_first() -> None:
    waiting = room()
    for id_ in range(5):
        waiting.add(envelope(id_, str(id_)), 0.0)
    assert taken(waiting) == [0, 1, 2, 3, 4]


def test_a_reply_pulls_along_what_stands_before_it_in_its_chat() -> None:
    waiting = room(Limits(overall=Rate(1, 1.0)))
    for id_ in range(10):
        waiting.add(envelope(id_, str(id_), Lane.BROADCAST), 0.0)
    waiting.add(envelope(10, "9", Lane.REPLY), 0.0)
    assert taken(waiting) == [9]
    waiting.landed("9", 2.0)
    assert taken(waiting, 2.0) == [10]


def test_a_chat_at_its_limit_does_not_stop_the_others() -> None:
    waiting = room(Limits(private_chat=Rate(1, 1.0)))
    waiting.add(envelope(1, "an"), 0.0)
    waiting.add(envelope(2, "an"), 0.0)
    assert taken(waiting) == [1]
    waiting.landed("an", 0.1)
    waiting.add(envelope(3, "binh"), 0.1)
    assert taken(waiting, 0.1) == [3]
    assert waiting.pressing == 0
    ready = waiting.next_at(0.1)
    assert ready is not None
    assert 1.0 < ready < 1.1
    assert taken(waiting, ready) == [2]


def test_a_mark_does_not_wait_for_its_chats_limit() -> None:
    waiting = room(Limits(private_chat=Rate(1, 1.0)))
    for one in (envelope(1, "an", mark=True), envelope(2, "an"), envelope(3, "an", mark=True)):
        waiting.add(one, 0.0)
    order = []
    while ids := taken(waiting):
        order += ids
        waiting.landed("an", 0.0)
    assert order == [1, 2, 3]


def test_a_hold_that_comes_while_waiting_is_obeyed() -> None:
    limiter = Limiter(Limits())
    waiting = WaitingRoom(limiter)
    waiting.add(envelope(1, "an"), 0.0)
    limiter.hold(7.0, "an")
    assert taken(waiting) == []
    assert waiting.next_at(0.0) == 7.0
    assert taken(waiting, 7.0) == [1]


def test_clearing_a_chat_gives_back_all_but_what_is_under_way() -> None:
    waiting = room()
    for id_ in (1, 2, 3):
        waiting.add(envelope(id_, "an"), 0.0)
    waiting.add(envelope(4, "binh"), 0.0)
    waiting.take(0.0)
    assert [one.id for one in waiting.clear("an")] == [2, 3]
    assert waiting.clear("nobody") == ()
    waiting.landed("an", 0.0)
    waiting.add(envelope(5, "an"), 0.0)
    assert taken(waiting) == [4, 5]


def test_clearing_all_leaves_an_empty_room() -> None:
    waiting = room(Limits(private_chat=Rate(1, 1.0)))
    for id_ in range(6):
        waiting.add(envelope(id_, str(id_ % 3)), 0.0)
    taken(waiting)
    assert [one.id for one in waiting.clear_all()] == [3, 4, 5]
    assert (len(waiting), waiting.pressing, waiting.next_at(0.0)) == (0, 0, None)


actions = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 5), st.sampled_from(Lane), st.booleans()),
        st.tuples(st.just("land"), st.integers(0, 5)),
        st.tuples(st.just("clear"), st.integers(0, 5)),
        st.tuples(st.just("wait"), st.floats(0, 3)),
        st.tuples(st.just("hold"), st.integers(0, 5), st.floats(0, 3)),
    ),
    max_size=120,
)


@given(actions, st.sampled_from([None, Rate(1, 1.0), Rate(3, 2.0)]))
@settings(max_examples=300)
def test_nothing_is_lost_overtakes_or_flies_twice(actions: list[Any], rate: Rate | None) -> None:
    limiter = Limiter(Limits(overall=rate, private_chat=rate))
    waiting = WaitingRoom(limiter)
    queues: dict[str, list[int]] = {}
    flying: list[str] = []
    now, last = 0.0, 0

    def take_all() -> None:
        while (one := waiting.take(now)) is not None:
            assert one.address.chat not in flying
            assert queues[one.address.chat].pop(0) == one.id
            flying.append(one.address.chat)

    for action in actions:
        match action:
            case ("add", chat, lane, mark):
                last += 1
                waiting.add(envelope(last, str(chat), lane, mark), now)
                queues.setdefault(str(chat), []).append(last)
            case ("land", nth) if flying:
                waiting.landed(flying.pop(nth % len(flying)), now)
            case ("clear", chat):
                gone = [one.id for one in waiting.clear(str(chat))]
                assert gone == queues.pop(str(chat), [])
            case ("wait", seconds):
                now += seconds
            case ("hold", chat, seconds):
                limiter.hold(now + seconds, str(chat))
            case _:
                pass  # nothing is under way that could land
        take_all()
        assert len(waiting) == sum(map(len, queues.values()))
        assert waiting.pressing <= len(queues)
    while len(waiting) or flying:  # whoever waits for `next_at` gets everything out
        for chat in flying:
            waiting.landed(chat, now)
        flying.clear()
        now = max(now, waiting.next_at(now) or now)
        take_all()
    assert not any(queues.values())
