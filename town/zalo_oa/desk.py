"""The console's JSON: what an account's administrator sees and does, for a page or a program.

`GET /api/zalo-oa` lists the accounts. `POST /api/zalo-oa/{id}/{what}` does one thing, by `what`:
`webhook` (`url`; empty: none), `group` (`title`, `members`, `asset`), `lapse` (`group`, `disabled`), `money`
(`messages`; null: no Cloud Account), `settings` (any of `package`, `buttons`, `echoes`, `receipts`, `callback`),
`pair` (answers a pair of tokens), `withdraw`.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from town import asked
from town.people import Impossible
from town.zalo.world import App, ZaloGroup
from town.zalo_oa import console
from town.zalo_oa.account import Buttons, Package, ZaloOa

if TYPE_CHECKING:  # the town makes its pages
    from town.town import Town

Json = dict[str, object]
Action = Callable[[ZaloOa, Json], Awaitable[Json]]

LONGEST_TITLE = 128  # characters, of a group; the town's own


def routes(town: "Town") -> list[Route]:
    desk = _Desk(town)
    return [
        Route("/api/zalo-oa", desk.accounts, methods=["GET"]),
        Route("/api/zalo-oa/{id}/{what}", asked.guarded(desk.act), methods=["POST"]),
    ]


class _Desk:
    """One method an action."""

    def __init__(self, town: "Town") -> None:
        self._town = town
        self._actions: dict[str, Action] = {
            "webhook": self._webhook,
            "group": self._group,
            "lapse": self._lapse,
            "money": self._money,
            "settings": self._settings,
            "pair": self._pair,
            "withdraw": self._withdraw,
        }

    async def accounts(self, request: Request) -> Response:
        del request
        return JSONResponse([self._shown(oa) for oa in self._town.world.zalo.oas.values()])

    async def act(self, request: Request) -> Response:
        oa = self._town.world.zalo.oas.get(request.path_params["id"])
        action = self._actions.get(request.path_params["what"])
        if oa is None or action is None:
            return asked.error(404, "Không có tài khoản hoặc việc này.")
        told = await action(oa, await asked.given(request))
        await self._town.keeper.saved()
        return JSONResponse(told)

    async def _webhook(self, oa: ZaloOa, given: Json) -> Json:
        url = asked.text(given, "url").strip()
        if url:
            await self._town.zalo_oas.save_webhook(oa, url)
        else:
            self._town.zalo_oas.remove_webhook(oa)
        return {}

    async def _group(self, oa: ZaloOa, given: Json) -> Json:
        title, ids = asked.text(given, "title").strip(), given["members"]
        if not 1 <= len(title) <= LONGEST_TITLE or not isinstance(ids, list):
            raise Impossible(f"Nhóm cần một cái tên, tối đa {LONGEST_TITLE} ký tự.")
        people = [self._town.world.people[int(each)] for each in dict.fromkeys(ids)]
        asset = asked.text(given, "asset", "gmf50")
        return {"id": console.create_group(self._town.zalo, oa, title, people, asset).id}

    async def _lapse(self, oa: ZaloOa, given: Json) -> Json:
        group = self._town.world.zalo.groups[asked.text(given, "group")]
        if oa.id not in group.accounts:
            raise Impossible("Tài khoản này không ở trong nhóm đó.")
        console.lapse(self._town.zalo, group, disabled=asked.flag(given, "disabled"))
        return {}

    async def _money(self, oa: ZaloOa, given: Json) -> Json:
        none = given["messages"] is None
        console.fill(self._town.zalo, oa, None if none else asked.number(given, "messages"))
        return {}

    async def _settings(self, oa: ZaloOa, given: Json) -> Json:
        console.choose(
            self._town.zalo,
            oa,
            package=Package(asked.text(given, "package", oa.package)),
            buttons=Buttons(asked.text(given, "buttons", oa.buttons)),
            echoes=asked.flag({"echoes": oa.echoes} | given, "echoes"),
            receipts=asked.flag({"receipts": oa.receipts} | given, "receipts"),
            callback=asked.text(given, "callback", oa.callback),
        )
        return {}

    async def _pair(self, oa: ZaloOa, given: Json) -> Json:
        del given
        return dict(console.explore(self._town.zalo, oa))

    async def _withdraw(self, oa: ZaloOa, given: Json) -> Json:
        del given
        console.withdraw(self._town.zalo, oa)
        return {}

    def _shown(self, oa: ZaloOa) -> Json:
        """Seconds are the town's; None where there is nothing."""
        due = [each.due for each in oa.events.values() if each.due is not None]
        groups = self._town.world.zalo.groups.values()
        mine = [each for each in groups if each.app is App.OA and oa.id in each.accounts]
        return {
            "id": oa.id,
            "name": oa.name,
            "app_id": oa.app_id,
            "callback": oa.callback,
            "package": oa.package.value,
            "verified": oa.verified,
            "buttons": oa.buttons.value,
            "money": oa.money,
            "webhook": oa.webhook_url,
            "stopped": oa.webhook_stopped,
            "last_error": oa.last_error,
            "waiting": len(oa.events),
            "next_attempt_seconds": self._until(min(due, default=None)),
            "echoes": oa.echoes,
            "receipts": oa.receipts,
            "access_seconds": self._until(max(oa.access.values(), default=None)),
            "refresh_seconds": self._until(max(oa.refresh.values(), default=None)),
            "groups": [self._shown_group(oa, each) for each in mine],
        }

    def _shown_group(self, oa: ZaloOa, group: ZaloGroup) -> Json:
        return {
            "id": group.id,
            "title": group.title,
            "asset": oa.assets.get(group.id),
            "disabled": group.disabled,
            "members": [self._town.world.people[each].name for each in group.members],
        }

    def _until(self, moment: datetime | None) -> float | None:
        if moment is None:
            return None
        return max(0.0, (moment - self._town.clock.now()).total_seconds())
