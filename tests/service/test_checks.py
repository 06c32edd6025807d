"""Each check on both sides of its line: when it is silent, when it speaks, and how grave that is."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfoNotFoundError

import pytest

from bot.limits import Quota
from bot.usage import Usage
from channels.setup import Condition
from channels.zalo_oa.tokens import WARN_BEFORE, TokenState
from service import account_checks, checks, spoken
from service.account_checks import LONG_SILENCE, MANY_PENDING, SILENCE
from service.checks import Check, Grade
from service.proofs import MANY

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)  # in Vietnam
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HERE, THERE = "https://a.vn/webhook/telegram", "https://b.vn/x"

BASIC = Quota(users=50, groups=3, messages=3_000)


def no_zone(name: str) -> tzinfo:
    raise ZoneInfoNotFoundError(name)


def hook(error: str = "", ago: timedelta | None = None) -> Condition:
    return Condition("@bot", HERE, 0, error, None if ago is None else NOON - ago)


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
    account_checks.sender("telegram", taken=True),
    account_checks.token("telegram", ""),
    account_checks.platform("telegram", ""),
    account_checks.webhook("telegram", HERE, HERE),
    account_checks.webhook("telegram", "", ""),
    account_checks.deliveries("telegram", hook(), NOON),
    account_checks.deliveries("telegram", hook("Connection refused", HOUR), NOON),
    account_checks.pending("telegram", None, 10_000),
    account_checks.pending("telegram", 3, MANY_PENDING - 1),
    account_checks.pending("telegram", MANY_PENDING, MANY_PENDING),
    account_checks.silence("telegram", 0, heard=False, now=NOON),
    account_checks.silence("telegram", 5, heard=True, now=NOON),
    account_checks.silence("telegram", 5, heard=False, now=NOON - 12 * HOUR),  # midnight
    account_checks.silence(
        "telegram", 5, heard=False, now=NOON - 4 * HOUR
    ),  # 8:00, and the night before
    account_checks.silence("zalo-oa", None, heard=True, now=NOON),
    account_checks.token("zalo-oa", "", "Học vụ số"),
    account_checks.right("zalo-oa", TokenState(NOON, NOON + WARN_BEFORE), NOON),
    account_checks.notices("zalo-oa", ()),
    account_checks.proof("zalo-bot", MANY - 1),
    account_checks.quota("telegram", Quota(), Usage(10**6, 10**6, 10**6, 10**6)),
    account_checks.quota("zalo-bot", BASIC, Usage(1_000, 1_399, 39, 2)),
    account_checks.quota("zalo-bot", Quota(users=50), Usage(10**6, 10**6, 39)),
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
    account_checks.sender("telegram", taken=False),
    account_checks.token("telegram", "Unauthorized"),
    account_checks.platform("telegram", "cannot be reached."),
    account_checks.webhook("telegram", HERE, THERE),
    account_checks.webhook("telegram", HERE, ""),
    account_checks.webhook("telegram", "", THERE),
    account_checks.deliveries("telegram", hook("Connection refused", MINUTE), NOON),
    account_checks.pending("telegram", MANY_PENDING, MANY_PENDING + 1),
    account_checks.silence("telegram", 1, heard=False, now=NOON),
    account_checks.silence("zalo-oa", None, heard=False, now=NOON - 12 * HOUR),  # at any hour
    *(account_checks.token(kind, "hết hạn", kind=kind) for kind in account_checks.NEW_TOKEN),
    account_checks.right("zalo-oa", None, NOON),
    account_checks.right("zalo-oa", TokenState(NOON, NOON), NOON),
    account_checks.right("zalo-oa", TokenState(NOON, NOON + WARN_BEFORE - MINUTE), NOON),
    account_checks.right("zalo-oa", TokenState(NOON, NOON + 99 * HOUR, "Mã đã dùng."), NOON),
    account_checks.proof("zalo-bot", MANY),
    account_checks.notices("zalo-oa", ("Gói sắp hết hạn.",)),
    account_checks.quota("zalo-bot", BASIC, Usage(1_000, 1_400)),  # 80 %
    account_checks.quota("zalo-bot", BASIC, Usage(1_000, 1_850)),  # 95 %
    account_checks.quota("zalo-bot", BASIC, Usage(1_000, 2_000)),
    account_checks.quota("zalo-bot", BASIC, Usage(users=40)),
    account_checks.quota("zalo-bot", BASIC, Usage(users=50)),
    account_checks.quota("zalo-bot", BASIC, Usage(groups=3)),
    checks.configured(("telegram",), ("channels.toml:3: thiếu mục kind.",)),
    checks.configured((), ("channels.toml:3: thiếu mục kind.", "channels.toml:9: x.")),
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
    assert check.says.endswith((".", "?", "check", "webhook", "list"))
    assert not check.says.isascii()


def test_the_reason_that_was_given_is_passed_on() -> None:
    assert "database is locked" in checks.database("database is locked").says
    assert "Unauthorized" in account_checks.token("telegram", "Unauthorized").says
    found = account_checks.deliveries("telegram", hook("Connection refused", MINUTE), NOON)
    assert "Connection refused" in found.says


@pytest.mark.parametrize(
    ("used", "words"),
    [
        (Usage(1_000, 1_400), "2.400 trong 3.000 tin"),
        (Usage(1_000, 1_400), "quá 95% thì bot chỉ còn trả lời"),
        (Usage(1_500, 1_400), "bot chỉ còn trả lời, không nhắc học"),
        (Usage(3_000, 1), "có thể từ chối mọi tin"),
        (Usage(users=41), "còn chỗ cho 9 người nữa"),
        (Usage(users=51), "người mới sẽ không được phục vụ"),
        (Usage(groups=3), "Đã đủ 3 nhóm"),
    ],
)
def test_what_a_plan_still_allows_is_told_in_words(used: Usage, words: str) -> None:
    assert words in account_checks.quota("zalo-bot", BASIC, used).says


def test_a_platform_that_does_not_tell_what_waits_is_given_longer() -> None:
    assert account_checks.patience(None) == LONG_SILENCE > account_checks.patience(0) == SILENCE


def test_only_what_a_platform_tells_is_judged() -> None:
    silent = Condition("Học vụ số", webhook=None, pending=None)
    judged = account_checks.of_condition("zalo-oa", HERE, silent, None, NOON)
    assert [check.name for check in judged] == ["platform", "notices"]
    zalo_bot = Condition("Bot Học vụ số", webhook=THERE, pending=None)
    judged = account_checks.of_condition("zalo-bot", HERE, zalo_bot, None, NOON)
    assert [check.name for check in judged] == ["platform", "webhook", "deliveries", "notices"]
    assert judged[1].grade is Grade.WARNING


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
    assert words == spoken.span(span)
