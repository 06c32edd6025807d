"""Which links and names lead to us, for what is printed: the platforms are asked how they show us."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy.exc import DatabaseError

from channels.setup import Unusable
from reports.lesson_sheet import Door
from service.accounts.configured import accounts, configured
from service.accounts.means import command_means
from service.accounts.spec import Spec, TelegramSpec, ZaloBotSpec, ZaloOASpec
from service.settings import Settings

# The bot is sent /start with the lesson's id behind it (core.telegram.org/api/links, "Bot links").
TELEGRAM = "https://t.me/{name}?start={lesson}"
# The chat with an Official Account; nothing about a lesson can be carried along.
ZALO_OA = "https://zalo.me/{oa}"
WEB = "{url}/chat/?bai={lesson}"

NO_DOORS = (
    "Chưa có tài khoản nào và chưa đặt HOCVUSO_PUBLIC_URL nên tờ in không có mã QR. "
    "Cách khai báo: docs/operate.md."
)

DoorOf = Callable[[str], Door]  # a lesson's id -> the door that leads to it


@dataclass(frozen=True, slots=True)
class Doors:
    """Zalo first, which nearly everybody here has. `amiss`: Vietnamese sentences for who prints."""

    ways: tuple[DoorOf, ...]
    amiss: tuple[str, ...] = ()

    def to(self, lesson: str) -> tuple[Door, ...]:
        return tuple(way(lesson) for way in self.ways)


async def find_doors(settings: Settings) -> Doors:
    """Of all configured accounts and the web chat; never of the town, which is nowhere."""
    reading = configured(settings)
    ways: list[tuple[int, DoorOf]] = []
    amiss = [str(fault) for fault in reading.faults]
    async with command_means(settings) as means:
        for spec, account in zip(reading.specs, accounts(reading.specs, means), strict=True):
            name = ""
            try:
                await account.channel.open()
                name = (await account.setup.look()).name
            except (Unusable, DatabaseError) as trouble:
                amiss.append(f"{spec.name}: {trouble}")
            finally:
                await account.close()
            ways += _ways(spec, name)
    if settings.public_url:
        ways.append((3, _web(settings.public_url)))
    if not ways:
        amiss.append(NO_DOORS)
    return Doors(tuple(way for _, way in sorted(ways, key=lambda way: way[0])), tuple(amiss))


def _ways(spec: Spec, name: str) -> list[tuple[int, DoorOf]]:
    """With their rank; none for a Telegram bot whose name is not known, since its link is that name."""
    match spec:
        case ZaloOASpec():
            title = name or spec.display_name or spec.title
            url = ZALO_OA.format(oa=spec.oa_id)
            return [(0, lambda _: Door("Zalo", url, title, opens_lesson=False))]
        case ZaloBotSpec():
            title = name or spec.display_name or spec.title
            return [(1, lambda _: Door("Zalo", "", title))] if title else []
        case TelegramSpec():
            return [(2, _telegram(name.removeprefix("@")))] if name else []
        case _:
            assert_never(spec)


def _telegram(name: str) -> DoorOf:
    return lambda lesson: Door("Telegram", TELEGRAM.format(name=name, lesson=lesson), f"@{name}")


def _web(url: str) -> DoorOf:
    shown = url.partition("://")[2] + "/chat"
    return lambda lesson: Door("trang web", WEB.format(url=url, lesson=lesson), shown)
