"""What Prometheus is told: the worker's plain numbers and the database's figures, put into families when
somebody asks. Counting costs the hot path nothing but an addition.

No label holds anything of a person's: accounts, lanes, results and checks are closed sets.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.limits import Quota
from bot.message import Lane
from bot.usage import Usage
from handlers.figures import Vitals
from service.checks import Check, Grade
from storage.outbox import Status
from worker.counts import Histogram
from worker.desk import Desk
from worker.intake import Intake
from worker.sender import Sender
from worker.ticker import Ticker

CONTENT_TYPE = CONTENT_TYPE_LATEST

# `bot.delivery`'s six results in small letters, as `Sender.results` counts them, and as they are shown.
RESULTS = {
    "sent": "sent",
    "retryat": "retry",
    "unreachable": "unreachable",
    "moved": "moved",
    "rejected": "rejected",
    "ambiguous": "ambiguous",
}


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the numbers are. `unread` counts bodies that could not be read, by account, `unproven`
    requests that were not the platform's; `vitals`
    None: the database does not answer."""

    accounts: Sequence[str]
    intake: Intake
    desk: Desk
    senders: Mapping[str, Sender]
    ticker: Ticker
    unread: Mapping[str, int]
    unproven: Mapping[str, int]
    lessons: int
    database: str
    vitals: Vitals | None = None
    checks: Sequence[Check] = ()
    pending: Mapping[str, int] = field(default_factory=dict)
    plans: Mapping[str, tuple[Quota, Usage]] = field(default_factory=dict)
    disk_free: int | None = None


def exposition(sources: Sources) -> bytes:
    """The text of `/metrics`."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Families(sources))
    return generate_latest(registry)


class _Families(Collector):
    def __init__(self, sources: Sources) -> None:
        self._from = sources

    def collect(self) -> Iterable[Metric]:
        yield from _about(self._from)
        yield from _inbound(self._from)
        yield from _outbox(self._from)
        yield from _sends(self._from)
        yield from _senders(self._from)
        yield from _plans(self._from)


def _about(now: Sources) -> Iterator[Metric]:
    build = InfoMetricFamily("hocvuso_build", "Which program, on which database.")
    build.add_metric([], {"version": version("hocvuso"), "database": now.database})
    yield build
    yield _gauge("database_up", "1 while the database answers.", now.vitals is not None)
    yield CounterMetricFamily(
        "hocvuso_database_refusals",
        "Transactions that the database was not available for.",
        now.desk.refusals,
    )
    if now.disk_free is not None:
        yield _gauge("disk_free_bytes", "Room left beside the database.", now.disk_free)
    yield _gauge("lessons", "Lessons that are served.", now.lessons)
    found = GaugeMetricFamily(
        "hocvuso_check", "1: ok, 0: see /readyz for the words.", labels=["check", "account"]
    )
    for (name, account), good in sorted(_worst(now.checks).items()):
        found.add_metric([name, account], float(good))
    yield found
    ticks = CounterMetricFamily(
        "hocvuso_ticks", "What runs unasked, by how it ended.", labels=["tick", "result"]
    )
    for (name, done), count in sorted(now.ticker.ticks.items()):
        ticks.add_metric([name, "done" if done else "failed"], count)
    yield ticks


def _worst(found: Iterable[Check]) -> dict[tuple[str, str], bool]:
    """Two checks may bear one name, for example the clock's."""
    worst: dict[tuple[str, str], bool] = {}
    for check in found:
        place = check.name, check.account
        worst[place] = worst.get(place, True) and check.grade is Grade.OK
    return worst


def _inbound(now: Sources) -> Iterator[Metric]:
    intake = now.intake
    updates = CounterMetricFamily(
        "hocvuso_updates", "Updates by what was done with them.", labels=["account", "result"]
    )
    for account in now.accounts:
        taken = {key[1:]: n for key, n in intake.taken.items() if key[0] == account}
        for result, count in (
            ("taken", taken.get((True, False), 0)),
            ("repeated", taken.get((False, False), 0)),
            ("quarantined", taken.get((True, True), 0) + now.unread.get(account, 0)),
            ("refused", intake.refused[account]),
        ):
            updates.add_metric([account, result], count)
    yield updates
    unproven = CounterMetricFamily(
        "hocvuso_unproven_requests",
        "Requests to a webhook that were not shown to be the platform's (401).",
        labels=["account"],
    )
    for account in now.accounts:
        unproven.add_metric([account], now.unproven.get(account, 0))
    yield unproven
    yield _histogram("update_commit_seconds", "From the door to the commit.", intake.lags)
    yield _histogram("batch_updates", "Updates committed at once.", intake.batches)
    yield _gauge("backlog_updates", "Updates that wait for their commit.", intake.backlog)
    yield _gauge("backlog_limit", "So many may wait; then 503.", intake.max_backlog)
    waiting = GaugeMetricFamily(
        "hocvuso_platform_pending_updates", "Updates waiting on the platform.", labels=["account"]
    )
    for account, count in now.pending.items():
        waiting.add_metric([account], count)
    yield waiting


def _outbox(now: Sources) -> Iterator[Metric]:
    vitals = now.vitals
    if vitals is None:
        return
    depth = GaugeMetricFamily("hocvuso_messages_open", "The outbox.", labels=["state", "lane"])
    for status in (Status.QUEUED, Status.SENDING):
        for lane in Lane:
            depth.add_metric([status, lane.name.lower()], vitals.queue.depth.get((status, lane), 0))
    yield depth
    ready = vitals.queue.oldest_ready
    yield _gauge(
        "oldest_ready_seconds",
        "How long the oldest message has waited that may be sent.",
        max(0.0, ready.total_seconds()) if ready else 0.0,
    )
    yield _gauge(
        "messages_unknown",
        "Messages of the last day that nobody knows the fate of.",
        vitals.unknown,
    )
    yield _gauge("reminders_late", "Due rows that should have been taken.", vitals.late)
    yield _gauge(
        "reminders_late_seconds", "How late the oldest of them is.", vitals.latest.total_seconds()
    )


def _sends(now: Sources) -> Iterator[Metric]:
    sends = CounterMetricFamily(
        "hocvuso_sends", "Sends by what the platform did.", labels=["account", "result"]
    )
    throttled = CounterMetricFamily(
        "hocvuso_throttled", "How often a platform asked us to wait (429).", labels=["account"]
    )
    replies = HistogramMetricFamily(
        "hocvuso_reply_seconds",
        "From the decision to reply until the platform had it.",
        labels=["account"],
    )
    for account, sender in now.senders.items():
        for counted, shown in RESULTS.items():
            sends.add_metric([account, shown], sender.results[counted])
        throttled.add_metric([account], sender.throttled)
        replies.add_metric([account], *_buckets(sender.replies))
    yield from (sends, throttled, replies)


def _senders(now: Sources) -> Iterator[Metric]:
    families = {
        name: GaugeMetricFamily(f"hocvuso_{name}", words, labels=["account"])
        for name, words in {
            "sender_active": "1 while this process holds the account's lock and sends.",
            "sends_in_flight": "Sends under way.",
            "messages_in_memory": "Claimed messages that wait in this process.",
            "results_unwritten": "Results that wait for the database.",
            "account_refused": "1 while the platform refuses the account.",
        }.items()
    }
    for account, sender in now.senders.items():
        for name, value in {
            "sender_active": sender.active,
            "sends_in_flight": sender.in_flight,
            "messages_in_memory": sender.waiting,
            "results_unwritten": sender.unwritten,
            "account_refused": bool(sender.broken),
        }.items():
            families[name].add_metric([account], float(value))
    yield from families.values()


def _plans(now: Sources) -> Iterator[Metric]:
    used = GaugeMetricFamily(
        "hocvuso_plan_used", "What is used of an account's plan.", labels=["account", "what"]
    )
    most = GaugeMetricFamily(
        "hocvuso_plan_limit", "What the plan allows.", labels=["account", "what"]
    )
    for account, (allowed, usage) in now.plans.items():
        for what, count, limit in (
            ("messages", usage.messages, allowed.messages),
            ("users", usage.users, allowed.users),
            ("groups", usage.groups, allowed.groups),
        ):
            if limit is not None:
                used.add_metric([account, what], count)
                most.add_metric([account, what], limit)
    yield from (used, most)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"hocvuso_{name}", words, float(value))


def _histogram(name: str, words: str, from_: Histogram) -> Metric:
    family = HistogramMetricFamily(f"hocvuso_{name}", words)
    family.add_metric([], *_buckets(from_))
    return family


def _buckets(histogram: Histogram) -> tuple[Sequence[tuple[str, float]], float]:
    """Prometheus wants how many were at most each bound."""
    shown, total = [], 0
    for bound, count in zip((*histogram.bounds, float("inf")), histogram.counts, strict=True):
        total += count
        shown.append(("+Inf" if bound == float("inf") else repr(float(bound)), float(total)))
    return shown, histogram.sum
