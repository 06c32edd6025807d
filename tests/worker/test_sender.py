"""What is queued is sent: in the order of each chat, many chats at once, within the limits."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import Envelope, Result, RetryAt, Sent
from bot.limits import Limits, Rate
from bot.message import Lane, Purpose
from bot.update import ChatKind
from tests.worker.conftest import Office, by_day
from tests.worker.wire import Wire, until


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


async def test_rows_in_the_database_are_found_and_sent(office: Office) -> None:
    office.queue(("an", "một"), ("an", "hai"), ("binh", "ba"))
    wire = Wire()
    await office.sender(wire)
    await until(office.settled)
    assert wire.chats == {"an": ["một", "hai"], "binh": ["ba"]}
    assert set(office.states().values()) == {"sent"}


@pytest.mark.slow
async def test_rows_queued_later_are_found_when_woken_and_without(office: Office) -> None:
    wire = Wire()
    sender = await office.sender(wire)
    office.queue(("an", "một"))
    sender.wake()
    await until(office.settled, seconds=0.9)
    office.queue(("an", "hai"))  # nobody wakes it: another process queued this
    await until(office.settled, seconds=5)
    assert wire.taken == ["một", "hai"]


async def test_what_the_intake_hands_over_goes_at_once_and_in_order(office: Office) -> None:
    wire = Wire()
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một"), ("an", "hai"), ("an", "ba")))
    await until(office.settled, seconds=0.9)
    assert wire.taken == ["một", "hai", "ba"]
    assert {one.attempt for one in wire.began} == {1}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_order_survives_any_latency_and_failure(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    failed: set[str] = (
        set()
    )  # once each: a second failure is waited for longer than a test may last

    async def moody(envelope: Envelope) -> Result:
        await asyncio.sleep(chance.choice((0, 0.001, 0.02)))
        if chance.random() < 0.15:
            throttled = envelope.key in failed or chance.random() < 0.8
            if not throttled:
                failed.add(envelope.key)
            return RetryAt(soon(chance.choice((0, 0.03))), "busy", throttled=throttled)
        return Sent("m")

    wire = Wire(moody)
    sender = await office.sender(wire)
    expected: dict[str, list[str]] = {}
    for turn in range(12):
        chats = [f"chat{chance.randrange(8)}" for _ in range(6)]
        messages = [(chat, f"{turn}.{nth}") for nth, chat in enumerate(chats)]
        for chat, text in messages:
            expected.setdefault(chat, []).append(text)
        if turn % 3:
            office.queue(*messages)
            sender.wake()
        else:
            # What the intake may claim: only chats without an older row that waits.
            open_ = {"queued", "sending"}
            waits = {text for text, state in office.states().items() if state in open_}
            free = [m for m in messages if not waits & set(expected[m[0]])]
            office.queue(*(m for m in messages if m not in free))
            sender.accept(office.claimed(*free))
        await asyncio.sleep(0.01)
    await until(office.settled, seconds=30)
    assert wire.chats == expected
    assert wire.most_in_a_chat == 1


@pytest.mark.slow
async def test_many_chats_are_under_way_at_once(office: Office) -> None:
    """300 chats at 60 ms take about 60 ms twice over, since 256 fly together."""

    async def far_away(envelope: Envelope) -> Result:
        await asyncio.sleep(0.06)
        return Sent("m")

    wire = Wire(far_away)
    sender = await office.sender(wire)
    sender.accept(office.claimed(*((f"chat{n}", str(n)) for n in range(300))))
    await until(office.settled)
    assert len(wire.taken) == 300
    assert wire.most_at_once == 256


async def test_no_more_fly_than_the_platform_bears(office: Office) -> None:
    async def slow(envelope: Envelope) -> Result:
        await asyncio.sleep(0.005)
        return Sent("m")

    wire = Wire(slow, Limits(in_flight=7))
    office.queue(*((f"chat{n}", str(n)) for n in range(60)))
    await office.sender(wire)
    await until(office.settled)
    assert wire.most_at_once == 7


async def test_a_reply_overtakes_a_broadcast_that_is_running(office: Office) -> None:
    office.clock = by_day
    office.queue(
        *((f"nhom{n}", f"loa{n}") for n in range(60)),
        purpose=Purpose.BROADCAST,
        kind=ChatKind.GROUP,
    )
    wire = Wire(limits=Limits(overall=Rate(30, 1.0)))
    sender = await office.sender(wire)
    await until(lambda: len(wire.taken) >= 5)
    before = len(wire.taken)
    office.queue(("an", "trả lời"))
    sender.wake()
    await until(lambda: "trả lời" in wire.taken)
    # One may have left while the claim ran; nine more is what a queue without lanes would cost.
    assert wire.taken.index("trả lời") - before <= 4


async def test_a_broadcast_is_claimed_in_small_helpings(office: Office) -> None:
    """A crash makes every claimed announcement unknown: most must still be queued."""
    office.clock = by_day
    office.queue(
        *((f"nhom{n}", f"loa{n}") for n in range(200)),
        purpose=Purpose.BROADCAST,
        kind=ChatKind.GROUP,
    )
    wire = Wire(limits=Limits(overall=Rate(30, 1.0)))
    await office.sender(wire)
    await until(lambda: len(wire.taken) >= 3)
    states = list(office.states().values())
    assert states.count("queued") >= 160
    assert states.count("sending") <= 16


async def test_one_chats_limit_spaces_its_bubbles_only(office: Office) -> None:
    wire = Wire(limits=Limits(private_chat=Rate(1, 0.3)))
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một"), ("an", "hai"), ("binh", "ba")))
    await until(lambda: len(wire.taken) == 2)
    assert sorted(wire.taken) == ["ba", "một"]
    await until(office.settled)
    assert wire.chats["an"] == ["một", "hai"]


async def test_the_lane_of_what_is_handed_over_is_its_purposes(office: Office) -> None:
    (envelope,) = office.claimed(("an", "một"))
    assert envelope.lane is Lane.REPLY
    sender = await office.sender(Wire())
    sender.accept((envelope,))
    await until(office.settled)


async def test_what_is_handed_over_to_a_sender_that_does_not_send_is_queued(
    office: Office,
) -> None:
    wire = Wire()
    sender = await office.sender(wire)
    await sender.stop()
    assert not sender.accepting
    sender.accept(office.claimed(("an", "một")))
    await until(lambda: office.states() == {"một": "queued"})
    assert wire.taken == []


async def test_stop_finishes_what_flies_and_gives_back_what_waits(office: Office) -> None:
    landing = asyncio.Event()

    async def slow(envelope: Envelope) -> Result:
        await landing.wait()
        return Sent("m")

    wire = Wire(slow, Limits(in_flight=2))
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một"), ("an", "hai"), ("binh", "ba"), ("chi", "tư")))
    await until(lambda: sender.in_flight == 2)
    stopping = asyncio.create_task(sender.stop(grace=10))
    await asyncio.sleep(0.05)
    assert not stopping.done()
    landing.set()
    await stopping
    assert office.states() == {"một": "sent", "hai": "queued", "ba": "sent", "tư": "queued"}
    assert office.db.lock("telegram").acquire()  # free for the next


@pytest.mark.slow
async def test_stop_keeps_to_its_grace(office: Office) -> None:
    async def forever(envelope: Envelope) -> Result:
        await asyncio.sleep(3600)
        return Sent("m")

    wire = Wire(forever)
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một")))
    await until(lambda: sender.in_flight == 1)
    async with asyncio.timeout(1):
        await sender.stop(grace=0.2)
    assert office.states() == {"một": "sending"}  # the next start decides
