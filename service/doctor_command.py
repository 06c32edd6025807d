"""`hocvuso doctor`: everything that can be looked at from outside, before people use it and when
something seems wrong. It changes nothing and needs no running service."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from sqlalchemy.exc import DatabaseError

from bot.limits import Quota
from channels.setup import OutOfReach, Unusable
from channels.webchat.adapter import KIND as WEB
from handlers import figures, installation, usage
from lessons.catalogue import read_catalogue
from service import account_checks, checks
from service.accounts.account import Account
from service.accounts.configured import accounts, configured
from service.accounts.means import command_means
from service.accounts.spec import Spec
from service.checks import Check, Grade
from service.checkup import MIB, free_space
from service.clock import day_in_vietnam, system_clock
from service.settings import Settings
from service.watch import first_sentence
from storage.database import Database
from storage.errors import StorageError

# Up to this size reading every page and every run takes a second or two; beyond it only with --deep.
SMALL = 200 * MIB
PATIENCE = aiohttp.ClientTimeout(total=10)

# Without these nothing can work: exit code 3. Other findings are for a person to weigh: 1.
ENVIRONMENT = frozenset({"database", "disk", "zone", "integrity"})


def examine(settings: Settings, *, deep: bool) -> tuple[Check, ...]:
    """All checks, in the order in which an operator would mend what they find."""
    now = system_clock()
    reading = configured(settings)
    names = tuple(spec.name for spec in reading.specs)
    return (
        checks.zone(now),
        *_storage(settings, reading.specs, now, deep=deep),
        _lessons(settings, now),
        checks.helpers(bool(settings.contact), settings.help_address is not None),
        checks.configured(names, tuple(map(str, reading.faults))),
        *asyncio.run(_platforms(settings, reading.specs)),
    )


def exit_code(found: Sequence[Check]) -> int:
    """0 all is well, 1 findings, 3 the environment is not as needed (design.md 8)."""
    failed = {check.name for check in found if check.grade is Grade.FAILURE}
    if failed & ENVIRONMENT:
        return 3
    return 0 if all(check.grade is Grade.OK for check in found) else 1


def printed(found: Sequence[Check]) -> str:
    """For a person: a line each, what is amiss with what to do about it, and a sentence at the end."""
    signs = {Grade.OK: "✓", Grade.WARNING: "!", Grade.FAILURE: "✗"}
    lines = [f"{signs[one.grade]} {_title(one)}: {one.says}" for one in found]
    amiss = sum(one.grade is not Grade.OK for one in found)
    if amiss:
        lines.append(f"\n{amiss} chỗ cần xem. Cách xử lý từng mục: docs/operate.md.")
    else:
        lines.append("\nMọi thứ đều ổn.")
    return "\n".join(lines)


TITLES = {
    "accounts": "Tài khoản",
    "clock": "Đồng hồ",
    "counters": "Số liệu",
    "database": "Cơ sở dữ liệu",
    "deliveries": "Nền tảng giao tin",
    "disk": "Đĩa",
    "helpers": "Người hỗ trợ",
    "integrity": "Tệp dữ liệu",
    "lessons": "Bài học",
    "pending": "Tin chờ ở nền tảng",
    "notices": "Nền tảng nhắc",
    "platform": "Nền tảng",
    "proof": "Mã bí mật của webhook",
    "queue": "Tin chờ gửi",
    "quota": "Gói của tài khoản",
    "reminders": "Lời nhắc",
    "schema": "Bảng dữ liệu",
    "sender": "Gửi tin",
    "silence": "Tin đến",
    "token": "Mã truy cập",
    "token_expiry": "Quyền gửi",
    "unknown": "Tin chưa rõ",
    "webhook": "Webhook",
    "zone": "Múi giờ",
}


def _title(check: Check) -> str:
    title = TITLES[check.name]
    return f"{title} ({check.account})" if check.account else title


def _storage(
    settings: Settings, specs: Sequence[Spec], now: datetime, *, deep: bool
) -> list[Check]:
    try:
        database = Database(settings.database_url)
    except StorageError as trouble:
        return [checks.database(str(trouble))]
    disk = checks.disk(free_space(database), settings.min_free_mb * MIB, str(database.folder))
    try:
        if not database.exists:
            made = Check("database", Grade.OK, "chưa có tệp; lần chạy đầu (hocvuso serve) sẽ tạo")
            return [disk, made]
        return [disk, *_rows(database, specs, now, deep=deep)]
    except StorageError as trouble:
        return [disk, checks.database(str(trouble))]
    except DatabaseError as broken:  # so damaged that not even the check gets through it
        return [disk, checks.integrity((str(broken.orig).partition("\n")[0],))]
    finally:
        database.close()


def _rows(database: Database, specs: Sequence[Spec], now: datetime, *, deep: bool) -> list[Check]:
    sound = installation.look(database, deep=deep, small=SMALL)
    found = [checks.schema(sound.schema, sound.newest_schema)]
    if sound.schema is None:
        return found
    if database.is_sqlite and (deep or sound.size <= SMALL):
        found.append(checks.integrity(sound.faults))
    if sound.schema != sound.newest_schema:
        return found  # what follows speaks of tables that may be others
    installation.may_write(database)
    vitals = figures.vitals(database, now)
    found = [
        checks.database(""),
        *found,
        checks.queue(vitals.queue.oldest_ready),
        checks.reminders(vitals.late, vitals.latest),
        checks.unknown(vitals.unknown),
        checks.clock(vitals.newest, now),
    ]
    if deep or sound.size <= SMALL:
        found.append(checks.counters(len(figures.recount(database))))
    names = [WEB, *(spec.name for spec in specs)]
    return [
        *found,
        *(account_checks.sender(name, database.lock(name).taken()) for name in names),
        *(
            account_checks.quota(spec.name, spec.limits.quota, usage.of(database, spec.name, now))
            for spec in specs
            if spec.limits.quota != Quota()
        ),
    ]


def _lessons(settings: Settings, now: datetime) -> Check:
    catalogue = read_catalogue(settings.lessons_dir, today=day_in_vietnam(now))
    return checks.lessons(len(catalogue.lessons), sum(fault.is_error for fault in catalogue.faults))


async def _platforms(settings: Settings, specs: Sequence[Spec]) -> list[Check]:
    found: list[Check] = []
    try:
        async with command_means(settings) as means:
            for one in accounts(specs, means):
                try:
                    found += [*await _platform(one), *await _right(one)]
                except (
                    DatabaseError
                ):  # of an earlier version, as was said: its tokens cannot be read
                    continue
                finally:
                    await one.close()
    except StorageError:  # it is the first thing that is said anyway
        pass
    return found


async def _platform(one: Account) -> list[Check]:
    try:
        await one.channel.open()
        found = await one.setup.look()
    except OutOfReach as trouble:
        return [account_checks.platform(one.name, first_sentence(str(trouble)))]
    except Unusable as trouble:
        refusal = first_sentence(str(trouble))
        return [account_checks.token(one.name, refusal, kind=one.kind)]
    now = system_clock()
    return [
        account_checks.token(one.name, "", found.name),
        *account_checks.of_condition(one.name, one.webhook, found, None, now),
        checks.platform_clock(await _time_at(one.api_url), now, one.name),
    ]


async def _right(one: Account) -> list[Check]:
    """Of an account whose tokens end by themselves, as far as a database knows of them."""
    if one.tokens is None:
        return []
    try:
        return [account_checks.right(one.name, await one.tokens.state(), system_clock())]
    except Unusable:
        return []


async def _time_at(url: str) -> datetime | None:
    """What time it is there, by the header that every HTTP answer carries (RFC 9110, 6.6.1)."""
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            said = parsedate_to_datetime(answer.headers.get("date", ""))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)
