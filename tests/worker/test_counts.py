"""The worker's plain numbers say what happened, and nothing that waits in memory grows without end."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from prometheus_client import Histogram as TheirHistogram

from bot.delivery import Envelope, Result, RetryAt, Sent
from bot.turn import School
from lessons.lesson import Course
from storage.errors import Unavailable
from tests.worker.conftest import ON_SQLITE, Office, now
from tests.worker.wire import Wire, until
from worker.counts import Histogram
from worker.desk import Desk
from worker.sender import ACCEPT_DEPTH
from worker.ticker import Ticker


@given(
    st.lists(st.floats(0, 100, allow_nan=False) | st.sampled_from([1.0, 5.0, 10.0]), max_size=50)
)
def test_a_histogram_counts_as_prometheus_own_does(values: list[float]) -> None:
    bounds = (1.0, 5.0, 10.0)
    ours, theirs = Histogram(bounds), TheirHistogram("x", "x", buckets=bounds, registry=None)
    for value in values:
        ours.observe(value)
        theirs.observe(value)
    registry = CollectorRegistry()
    registry.register(theirs)
    total = 0
    for bound, count in zip(("1.0", "5.0", "10.0", "+Inf"), ours.counts, strict=True):
        total += count
        assert registry.get_sample_value("x_bucket", {"le": bound}) == total
    assert registry.get_sample_value("x_count") == ours.count == len(values)
    assert registry.get_sample_value("x_sum") == pytest.approx(ours.sum)


@ON_SQLITE
async def test_a_desk_counts_what_the_database_was_not_there_for(office: Office) -> None:
    def refuse(_: object) -> None:
        raise Unavailable("database is locked")

    desk = Desk(office.db)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await desk.run(refuse)
    assert await desk.run(lambda _: "done") == "done"
    assert desk.refusals == 2
    await desk.close()


@ON_SQLITE
async def test_ticks_are_counted_by_name_and_by_how_they_ended(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.ticker.RELOAD_EVERY", 0.05)
    monkeypatch.setattr("worker.ticker.CALLS_EVERY", 0.05)

    async def reload() -> None:
        raise Unavailable("disk full")

    ticker = Ticker(office.desk, lambda: School(Course()), now, lambda: None, reload)
    ticker.start()
    await until(lambda: ticker.ticks["reload", False] >= 2 and ticker.ticks["queue_due", True])
    await until(lambda: ticker.ticks["move_calls", True])
    await ticker.stop()
    assert not ticker.ticks["reload", True]


@ON_SQLITE
async def test_results_are_counted_and_replies_timed(office: Office) -> None:
    async def script(envelope: Envelope) -> Result:
        if envelope.attempt == 1 and envelope.address.chat == "an":
            return RetryAt(datetime.now(UTC), "429", throttled=True)
        return Sent("m")

    sender = await office.sender(Wire(script))
    sender.accept(office.claimed(("an", "một"), ("binh", "hai")))
    await until(lambda: sender.results["sent"] >= 1 and sender.throttled)
    assert sender.results["retryat"] >= 1
    assert sender.replies.count == sender.results["sent"]


@ON_SQLITE
@pytest.mark.slow
async def test_while_a_platform_is_down_for_long_messages_wait_as_rows_and_not_in_memory(
    office: Office,
) -> None:
    """As the intake does it: what may be committed as claimed is handed over, the rest is queued.
    However many come, a sender holds so many at most; and when the platform is back all are sent."""
    down = True

    async def script(envelope: Envelope) -> Result:
        await asyncio.sleep(0)
        if down:
            return RetryAt(datetime.now(UTC) + timedelta(seconds=1), "ConnectionRefused")
        return Sent("m")

    sender = await office.sender(wire := Wire(script))
    batch, most = 100, 0
    for n in range(30):
        messages = [(f"chat-{n}-{i}", f"{n}.{i}") for i in range(batch)]
        if sender.accepting:
            sender.accept(office.claimed(*messages))
        else:
            office.queue(*messages)
        most = max(most, sender.waiting)
        await asyncio.sleep(0)
    assert most <= ACCEPT_DEPTH * wire.limits.in_flight + batch
    assert sender.in_flight <= wire.limits.in_flight
    await until(lambda: not sender.unwritten and not sender.in_flight, seconds=60)
    assert sender.waiting <= ACCEPT_DEPTH * wire.limits.in_flight + batch
    down = False
    await until(office.settled, seconds=90)
    assert len(set(wire.taken)) == 30 * batch
