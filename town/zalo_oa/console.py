"""What an account's administrator does on Zalo's own pages; a mistake is told in Vietnamese."""

from urllib.parse import urlsplit

from town.people import Impossible
from town.world import Person
from town.zalo import groups
from town.zalo.platform import Zalo
from town.zalo.world import App, ZaloGroup
from town.zalo_oa import tokens
from town.zalo_oa.account import Buttons, Package, ZaloOa
from town.zalo_oa.limits import ASSETS, BILLED

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_MONEY = 1_000_000  # messages


def check_url(url: str) -> None:
    """HTTPS on a domain without a port, or this machine, which the real Zalo would refuse. Raises Impossible."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Impossible("Địa chỉ webhook chưa đúng dạng.") from None
    if parts.hostname in LOOPBACK and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname:
        raise Impossible("Webhook cần một địa chỉ https:// trên tên miền đã xác thực.")
    if port is not None or parts.hostname.replace(".", "").isdecimal():
        raise Impossible("Webhook cần tên miền, không kèm số cổng hay địa chỉ IP.")


def create_group(
    zalo: Zalo, oa: ZaloOa, title: str, members: list[Person], asset: str = "gmf50"
) -> ZaloGroup:
    """A GMF group of these people, which only the account itself can make. Raises Impossible."""
    if not oa.verified or oa.package is Package.BASIC:
        raise Impossible("Nhóm GMF cần OA đã xác thực và gói Nâng cao hoặc Premium.")
    if asset not in ASSETS:
        raise Impossible("Không có loại nhóm này.")
    if not 1 <= len(members) <= ASSETS[asset]:
        raise Impossible(f"Nhóm loại này có từ 1 đến {ASSETS[asset]} người.")
    for person in members:
        if not _may_be_invited(zalo, oa, person):
            raise Impossible(f"{person.name} chưa quan tâm hay nhắn OA trong 7 ngày qua.")
    group = groups.create(zalo, App.OA, title, members, oa.id)
    oa.assets[group.id] = asset
    return group


def lapse(zalo: Zalo, group: ZaloGroup, *, disabled: bool) -> None:
    """What was paid for the group has run out, or was paid again. The app is not told."""
    group.disabled = disabled
    zalo.keeper.changed()


def fill(zalo: Zalo, oa: ZaloOa, money: int | None) -> None:
    """Connect a Zalo Cloud Account with money for so many messages; None: disconnect it."""
    if money is not None and not 0 <= money <= MOST_MONEY:
        raise Impossible(f"Số tin trả phí cần từ 0 đến {MOST_MONEY}.")
    oa.money = money
    zalo.keeper.changed()


def choose(
    zalo: Zalo,
    oa: ZaloOa,
    *,
    package: Package | None = None,
    buttons: Buttons | None = None,
    echoes: bool | None = None,
    receipts: bool | None = None,
    callback: str | None = None,
) -> None:
    """What is None stays as it is. `echoes` and `receipts` are ticks among the webhook's events."""
    oa.package = oa.package if package is None else package
    oa.buttons = oa.buttons if buttons is None else buttons
    oa.echoes = oa.echoes if echoes is None else echoes
    oa.receipts = oa.receipts if receipts is None else receipts
    oa.callback = oa.callback if callback is None else callback
    zalo.keeper.changed()


def explore(zalo: Zalo, oa: ZaloOa) -> dict[str, str]:
    """The developer console's API Explorer hands out a pair of tokens to paste elsewhere."""
    made = tokens.new_pair(oa, zalo.clock.now())
    zalo.keeper.changed()
    return made


def withdraw(zalo: Zalo, oa: ZaloOa) -> None:
    """Take the app's permission back."""
    tokens.withdraw(oa, zalo.clock.now())
    zalo.keeper.changed()


def _may_be_invited(zalo: Zalo, oa: ZaloOa, person: Person) -> bool:
    chat = zalo.world.chat(oa.id, person.id)
    if chat.followed:
        return True
    last = chat.last_interaction
    return last is not None and (zalo.clock.now() - last).total_seconds() <= BILLED
