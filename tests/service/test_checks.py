"""Each check on both sides of its line: when it is silent, when it speaks, and how grave that is."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfoNotFoundError

import pytest

from channels.telegram.setup import Webhook
from service import checks
from service.checks import MANY_PENDING, Check, Grade

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)  # in Vietnam
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HERE, THERE = "https://a.vn/webhook/telegram", "https://b.vn/x"


def no_zone(name: str) -> tzinfo:
    raise ZoneInfoNotFoundError(name)


def hook(error: str = "", ago: timedelta | None = None) -> Webhook:
    return Webhook(HERE, 0, error, None if ago is None else NOON - ago)


FINE = [
    checks.database(""),
    checks.disk(100, 100, "/data"),
    checks.disk(None, 100, "/data"),
    checks.zone(NOON),
    checks.lessons(3, 0),
    checks.queue(None),
    checks.queue(checks.LONGEST_WAIT),
    checks.reminders(9, checks.LATEST_REMINDER),
    checks.unknown(0),
    checks.clock(None, NOON),
    checks.clock(NOON - HOUR, NOON),
    checks.clock(NOON + MINUTE, NOON),
    checks.platform_clock(None, NOON, "telegram"),
    checks.platform_clock(NOON - MINUTE, NOON, "telegram"),
    checks.sender("telegram", taken=True),
    checks.token("telegram", ""),
    checks.platform("telegram", ""),
    checks.webhook("telegram", HERE, HERE),
    checks.webhook("telegram", "", ""),
    checks.deliveries("telegram", hook(), NOON),
    checks.deliveries("telegram", hook("Connection refused", HOUR), NOON),
    checks.pending("telegram", None, 10_000),
    checks.pending("telegram", 3, MANY_PENDING - 1),
    checks.pending("telegram", MANY_PENDING, MANY_PENDING),
    checks.silence("telegram", 0, heard=False, now=NOON),
    checks.silence("telegram", 5, heard=True, now=NOON),
    checks.silence("telegram", 5, heard=False, now=NOON - 12 * HOUR),  # midnight
    checks.silence("telegram", 5, heard=False, now=NOON - 4 * HOUR),  # 8:00, and the night before
    checks.helpers(contact=True, help_chat=True),
    checks.configured(()),
    checks.configured(("telegram",)),
    checks.schema("0002", "0002"),
    checks.schema(None, "0002"),
    checks.integrity(()),
    checks.counters(0),
]
AMISS = [
    checks.lessons(3, 1),
    checks.queue(checks.LONGEST_WAIT + MINUTE),
    checks.reminders(9, checks.LATEST_REMINDER + MINUTE),
    checks.unknown(1),
    checks.clock(NOON + 3 * MINUTE, NOON),
    checks.platform_clock(NOON - 3 * MINUTE, NOON, "telegram"),
    checks.platform_clock(NOON + 3 * MINUTE, NOON, "telegram"),
    checks.sender("telegram", taken=False),
    checks.token("telegram", "Unauthorized"),
    checks.platform("telegram", "cannot be reached."),
    checks.webhook("telegram", HERE, THERE),
    checks.webhook("telegram", HERE, ""),
    checks.webhook("telegram", "", THERE),
    checks.deliveries("telegram", hook("Connection refused", MINUTE), NOON),
    checks.pending("telegram", MANY_PENDING, MANY_PENDING + 1),
    checks.silence("telegram", 1, heard=False, now=NOON),
    checks.helpers(contact=False, help_chat=True),
    checks.helpers(contact=True, help_chat=False),
    checks.schema("0001", "0002"),
    checks.counters(1),
]
BROKEN = [
    checks.database("database is locked"),
    checks.disk(99, 100, "/data"),
    checks.zone(NOON, no_zone),
    checks.zone(NOON, lambda _: timezone(timedelta(hours=8))),
    checks.lessons(0, 4),
    checks.integrity(("row 3 missing from index",)),
]


def label(check: Check) -> str:
    return f"{check.name}: {check.says[:30]}"


@pytest.mark.parametrize("check", FINE, ids=label)
def test_all_is_well(check: Check) -> None:
    assert check.grade is Grade.OK
    assert check.says


@pytest.mark.parametrize("check", AMISS, ids=label)
def test_somebody_should_look(check: Check) -> None:
    assert check.grade is Grade.WARNING


@pytest.mark.parametrize("check", BROKEN, ids=label)
def test_this_process_cannot_take_updates(check: Check) -> None:
    assert check.grade is Grade.FAILURE


@pytest.mark.parametrize("check", [*AMISS, *BROKEN], ids=label)
def test_what_is_amiss_is_said_in_sentences_with_tone_marks(check: Check) -> None:
    assert check.says.endswith((".", "?", "check", "webhook"))
    assert not check.says.isascii()


def test_the_reason_that_was_given_is_passed_on() -> None:
    assert "database is locked" in checks.database("database is locked").says
    assert "Unauthorized" in checks.token("telegram", "Unauthorized").says
    found = checks.deliveries("telegram", hook("Connection refused", MINUTE), NOON)
    assert "Connection refused" in found.says


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=5), "5 giây"),
        (7 * MINUTE, "7 phút"),
        (5 * HOUR, "5 giờ"),
        (72 * HOUR, "3 ngày"),
    ],
)
def test_times_are_told_as_people_tell_them(span: timedelta, words: str) -> None:
    assert words in checks._time(span)
