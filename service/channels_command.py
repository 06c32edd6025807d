"""`hocvuso channels`: what is configured, and what the platforms say about it. Values for `--json`;
`service.channels_words` has the same for people."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import DatabaseError

from bot.limits import Limits, Quota, Rate
from bot.usage import Usage
from channels.protocol import Channel
from channels.setup import Condition, Unusable
from channels.webchat.adapter import WebChat
from handlers import usage
from service.accounts.account import Account
from service.accounts.configured import accounts, configured
from service.accounts.means import command_means
from service.accounts.reading import Reading
from service.clock import system_clock
from service.settings import Settings
from storage.database import Database
from storage.errors import StorageError

OLD_DATABASE = "Cơ sở dữ liệu chưa được nâng cấp: chạy hocvuso serve một lần."

Row = dict[str, Any]
Act = Callable[[Account], Awaitable[Row]]


@dataclass(frozen=True, slots=True)
class Told:
    """What a command found: a row for each account, and what is amiss in Vietnamese sentences."""

    rows: tuple[Row, ...] = ()
    amiss: tuple[str, ...] = ()


async def describe(settings: Settings) -> Told:
    """Each account with its capabilities, limits and what is used of its plan. Asks no platform."""
    reading = configured(settings)
    async with command_means(settings) as means:
        rows = [
            _described(one) | _plan(one, settings) | await _right(one)
            for one in accounts(reading.specs, means)
        ]
    web = WebChat()
    own = {"account": web.account, "kind": web.kind, **_abilities(web)}
    return Told((*rows, own), _faults(reading))


async def check(settings: Settings) -> Told:
    """Each account with what its platform says; `ok` False comes with a sentence in `trouble`."""
    reading = configured(settings)
    async with command_means(settings) as means:
        rows = [await _checked(one) for one in accounts(reading.specs, means)]
    return Told(tuple(rows), _faults(reading))


async def set_webhook(settings: Settings, name: str | None) -> Told:
    """Point one account's platform, or every one's, at HOCVUSO_PUBLIC_URL."""
    if not settings.public_url:
        return Told(amiss=("Cần đặt HOCVUSO_PUBLIC_URL: địa chỉ https mà nền tảng gửi tin về.",))
    return await _each(settings, name, _pointed)


async def drop_webhook(settings: Settings, name: str | None) -> Told:
    """Have updates kept by the platform for polling."""
    return await _each(settings, name, _dropped)


async def _pointed(one: Account) -> Row:
    """Whoever asks means it: a webhook that stands already may bear an older secret, which no platform
    tells and some would not look at, so it is taken away first."""
    if not one.by_hand and (await one.setup.look()).webhook == one.webhook:
        await one.setup.drop_webhook()
    return _condition(await one.setup.set_webhook(one.webhook))


async def _dropped(one: Account) -> Row:
    await one.setup.drop_webhook()
    return _condition(await one.setup.look())


async def _each(settings: Settings, name: str | None, act: Act) -> Told:
    """One account that fails does not keep the others waiting."""
    reading = configured(settings)
    specs = [spec for spec in reading.specs if name in {None, spec.name}]
    amiss = list(_faults(reading))
    if not specs:
        amiss.append(_nobody(name, reading))
    rows: list[Row] = []
    async with command_means(settings) as means:
        for one in accounts(specs, means):
            try:
                await one.channel.open()
                rows.append({"account": one.name, "ok": True, **await act(one)})
            except Unusable as trouble:
                rows.append({"account": one.name, "ok": False, "trouble": str(trouble)})
            finally:
                await one.close()
    return Told(tuple(rows), tuple(amiss))


def _nobody(name: str | None, reading: Reading) -> str:
    if name is None:
        return "Chưa có tài khoản nào. Cách khai báo: docs/operate.md."
    known = ", ".join(spec.name for spec in reading.specs) or "chưa có tài khoản nào"
    return f'Không có tài khoản tên "{name}" (đang có: {known}).'


async def _checked(one: Account) -> Row:
    row: Row = {"account": one.name, "kind": one.kind, "ok": True}
    try:
        await one.channel.open()
        found = await one.setup.look()
    except Unusable as trouble:
        return row | {"ok": False, "trouble": str(trouble)}
    except DatabaseError:  # its tokens are kept there
        return row | {"ok": False, "trouble": OLD_DATABASE}
    finally:
        await one.close()
    row |= _condition(found)
    if found.webhook is not None and found.webhook != one.webhook:
        row |= {"ok": False, "trouble": _astray(one)}
    elif found.warnings:
        row |= {"ok": False, "trouble": " ".join(found.warnings)}
    return row


def _condition(found: Condition) -> Row:
    return {
        "name": found.name,
        "webhook": "unknown" if found.webhook is None else found.webhook or "none",
        "pending": found.pending,
        "last_error": found.last_error,
        "last_error_at": found.last_error_at.isoformat() if found.last_error_at else None,
        "warnings": list(found.warnings),
    }


def _astray(one: Account) -> str:
    if one.webhook:
        return f"Webhook chưa trỏ về đây. Đặt lại: hocvuso channels set-webhook {one.name}"
    return (
        "Đang có webhook nên máy này không hỏi được tin nào. "
        f"Muốn nhận tin ở đây: hocvuso channels drop-webhook {one.name}"
    )


def _described(one: Account) -> Row:
    updates = one.webhook or ("by hand" if one.by_hand else "polled")
    return {
        "account": one.name,
        "kind": one.kind,
        "unit": one.unit,
        "title": one.title,
        **_abilities(one.channel),
        "updates": updates,
        "by_hand": one.by_hand,
    }


def _abilities(channel: Channel) -> Row:
    can, limits = channel.capabilities, channel.limits
    return {
        **{field.name: _plain(getattr(can, field.name)) for field in fields(can)},
        "overall": _rate(limits.overall),
        "private_chat": _rate(limits.private_chat),
        "group_chat": _rate(limits.group_chat),
        "window_hours": _hours(limits),
    }


def _plan(one: Account, settings: Settings) -> Row:
    """`used` None: there is no database yet, or it cannot be asked."""
    allowed = one.channel.limits.quota
    if allowed == Quota():
        return {"quota": None, "used": None}
    used = _used(one.name, settings)
    return {"quota": asdict(allowed), "used": _usage(used) if used else None}


async def _right(one: Account) -> Row:
    """How long an Official Account's right to speak lasts; nothing for those that need none."""
    if not one.by_hand:
        return {}
    try:
        state = await one.tokens.state() if one.tokens else None
    except (Unusable, DatabaseError):  # no database, or one of an earlier version
        state = None
    if state is None:
        return {"token_until": None, "token_trouble": ""}
    return {"token_until": state.refresh_until.isoformat(), "token_trouble": state.trouble}


def _usage(used: Usage) -> Row:
    return {"users": used.users, "groups": used.groups, "messages": used.messages}


def _used(name: str, settings: Settings) -> Usage | None:
    with _there(settings) as database:
        if database is None:
            return None
        try:
            return usage.of(database, name, system_clock())
        except (StorageError, DatabaseError):
            return None


@contextmanager
def _there(settings: Settings) -> Iterator[Database | None]:
    """The database, if there is one: a command that only shows makes none."""
    database = Database(settings.database_url)
    try:
        yield database if database.exists else None
    finally:
        database.close()


def _faults(reading: Reading) -> tuple[str, ...]:
    return tuple(map(str, reading.faults))


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else value


def _rate(rate: Rate | None) -> str:
    return "no limit" if rate is None else f"{rate.count} in {rate.seconds:g} s"


def _hours(limits: Limits) -> float | None:
    return None if limits.window is None else limits.window / timedelta(hours=1)
