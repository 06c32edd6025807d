"""The page's controls over what goes wrong: faults on and off, and what happens to groups."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from town import asked, groups, screens
from town.calls import Id
from town.people import Impossible
from town.trouble import SECONDS, WITH_UPDATES, Trouble, fault_of
from town.world import GroupChat, GroupKind, Person

if TYPE_CHECKING:  # the town makes its pages
    from town.town import Town

MOST_RULES = 30  # at once, on one page
MOST_TIMES = 1000
LONGEST = 366 * 86_400  # seconds

Happening = Callable[[GroupChat], object]


def routes(town: "Town") -> list[Route]:
    controls = _Controls(town)
    return [
        Route("/api/faults", controls.faults, methods=["GET"]),
        Route("/api/faults", asked.guarded(controls.switch_on), methods=["POST"]),
        Route("/api/faults/off", asked.guarded(controls.switch_off), methods=["POST"]),
        Route("/api/groups/{id}/{what}", asked.guarded(controls.happens), methods=["POST"]),
    ]


class _Controls:
    def __init__(self, town: "Town") -> None:
        self._town = town

    async def faults(self, request: Request) -> Response:
        """What can be switched on; `seconds` where it has a time."""
        del request
        return JSONResponse(
            [
                {
                    "name": each.value,
                    "seconds": SECONDS.get(each),
                    "about": "updates" if each in WITH_UPDATES else "calls",
                }
                for each in Trouble
            ]
        )

    async def switch_on(self, request: Request) -> Response:
        """A `name`; `app`, if not "telegram"; `chat` null for all (a number on Telegram, on Zalo the text
        that its accounts know), `times` null until switched off, `seconds` if not the usual."""
        given = await asked.given(request)
        trouble = Trouble(asked.text(given, "name"))
        faults = self._town.troubles[asked.text(given, "app", "telegram")]
        chat: Id | None = None
        if given.get("chat") is not None:
            named = asked.number if faults is self._town.faults else asked.text
            chat = named(given, "chat")
        times = asked.number(given, "times") if given.get("times") is not None else None
        if times is not None and not 1 <= times <= MOST_TIMES:
            raise Impossible(f"Số lần cần từ 1 đến {MOST_TIMES}.")
        if len(faults.rules) >= MOST_RULES:
            raise Impossible("Đang có quá nhiều sự cố. Hãy tắt bớt rồi bật tiếp.")
        now, seconds = self._town.clock.now(), _seconds(trouble, given)
        fault = fault_of(trouble, now, seconds, faults.words)
        if trouble is Trouble.STORM:
            chat = times = None  # over everybody, and over by itself
        rule = faults.switch_on(fault, chat=chat, times=times, name=trouble.value)
        return JSONResponse({"id": rule.id}, status_code=201)

    async def switch_off(self, request: Request) -> Response:
        """One by its `id`, or all of them."""
        given = await asked.given(request)
        wanted = asked.number(given, "id") if given.get("id") is not None else None
        for faults in self._town.troubles.values():
            if wanted is None:
                faults.all_off()
            for rule in [each for each in faults.rules if each.id == wanted]:
                faults.switch_off(rule)
        return JSONResponse({})

    async def happens(self, request: Request) -> Response:
        wanted = request.path_params["id"]
        group = next((g for g in self._town.world.groups.values() if g.key == wanted), None)
        happening = self._happenings().get(request.path_params["what"])
        if group is None or happening is None:
            return asked.error(404, "Không có nhóm hoặc việc này.")
        if not screens.lives(group):
            raise Impossible("Nhóm này không còn nữa.")
        happening(group)
        await self._town.keeper.saved()
        return JSONResponse({})

    def _happenings(self) -> dict[str, Happening]:
        platform, bot = self._town.platform, self._town.home
        return {
            "put-out": lambda group: groups.remove_bot(
                platform, _with_bot(group, bot.id), bot, self._head(group)
            ),
            "take-in": lambda group: groups.add_bot(
                platform, _without_bot(group, bot.id), bot, self._head(group)
            ),
            "mute": lambda group: groups.mute_bot(
                platform, _with_bot(group, bot.id), bot, muted=True
            ),
            "let-speak": lambda group: groups.mute_bot(platform, group, bot, muted=False),
            "grow": lambda group: groups.upgrade(platform, _small(group)),
            "grow-silently": lambda group: groups.upgrade(platform, _small(group), announced=False),
            "delete": lambda group: groups.delete(platform, group),
        }

    def _head(self, group: GroupChat) -> Person:
        if not group.members:
            raise Impossible("Nhóm này không còn ai.")
        return self._town.world.people[group.members[0]]


def _seconds(trouble: Trouble, given: dict[str, object]) -> float | None:
    seconds = given.get("seconds")
    if seconds is None or trouble not in SECONDS:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TypeError
    if not 0 <= seconds <= LONGEST:
        raise Impossible("Số giây cần từ 0 đến một năm.")
    return seconds


def _with_bot(group: GroupChat, bot: int) -> GroupChat:
    if bot not in group.bots:
        raise Impossible("Trợ giảng không ở trong nhóm này.")
    return group


def _without_bot(group: GroupChat, bot: int) -> GroupChat:
    if bot in group.bots:
        raise Impossible("Trợ giảng đang ở trong nhóm rồi.")
    return group


def _small(group: GroupChat) -> GroupChat:
    if group.kind is GroupKind.SUPERGROUP:
        raise Impossible("Nhóm này đã là nhóm lớn rồi.")
    return group
