"""`hocvuso people`: what a person has a right to, when they ask by letter instead of in the chat."""

from typing import Any

from bot.calendar import ZONE
from bot.update import Address
from handlers import installation, people
from handlers.sieve import QUOTA, WINDOW
from service import logs
from service.clock import system_clock
from service.opened import opened
from service.settings import Settings
from storage.reach import Unreached

_WHY = {
    WINDOW: "im lặng lâu hơn thời hạn nền tảng cho phép nhắn tin",
    QUOTA: "tài khoản sắp hết số tin của tháng",
}


def export_person(settings: Settings, account: str, user: str) -> dict[str, Any] | None:
    """Everything that is stored about them; None when nothing is."""
    with opened(settings) as database:
        return people.export(database, account, user) or None


def erase_person(settings: Settings, account: str, user: str) -> bool:
    """False when nobody of that name is known."""
    with opened(settings) as database:
        return people.erase(database, account, user, system_clock())


def pseudonym(settings: Settings, account: str, user: str) -> str:
    """What a person is called in the logs of this installation."""
    with opened(settings) as database:
        logs.know_salt(installation.log_salt(database))
    return logs.pseudonym(Address(account, user))


def unreached(settings: Settings) -> list[dict[str, Any]]:
    """Who has to be visited or telephoned, since no message may reach them."""
    with opened(settings) as database:
        return [_told(one) for one in people.unreached(database, system_clock())]


def _told(one: Unreached) -> dict[str, Any]:
    heard = one.heard_at.astimezone(ZONE) if one.heard_at else None
    return {
        "person": one.person_id,
        "name": one.name or "(chưa rõ tên)",
        "account": one.account,
        "why": _WHY.get(one.reason, one.reason),
        "last_wrote": f"{heard:%d/%m/%Y}" if heard else "",
    }
