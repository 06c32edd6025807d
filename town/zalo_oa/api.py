"""The OpenAPI's front door: `/v3.0/oa/…` and `/v2.0/oa/…`, as a bare ASGI application, so that it is never the bottleneck.

Which version a path has is part of its name: Zalo answers 404 to the other one.
"""

from collections.abc import Awaitable, Callable

import orjson
from starlette.types import Receive, Scope, Send

from town.zalo_oa import about, errors, sending, tokens
from town.zalo_oa.account import ZaloOa
from town.zalo_oa.door import Answer, Door, Meant
from town.zalo_oa.errors import Refused
from town.zalo_oa.platform import Platform
from town.zalo_oa.request import Request

Method = Callable[[Platform, ZaloOa, Request], Awaitable[dict[str, object]]]
METHODS: dict[tuple[str, str], Method] = {
    ("POST", "v3.0/oa/message/cs"): sending.to_person,
    ("POST", "v3.0/oa/group/message"): sending.to_group,
    ("POST", "v2.0/oa/message"): sending.refuse_v2,
    ("POST", "v3.0/oa/quota/message"): about.quota_message,
    ("GET", "v3.0/oa/user/detail"): about.user_detail,
    ("GET", "v2.0/oa/getoa"): about.oa_info,
    ("GET", "v3.0/oa/group/getgroupsofoa"): about.groups_of_oa,
    ("GET", "v3.0/oa/group/getgroup"): about.group_info,
    ("GET", "v3.0/oa/group/listmember"): about.members,
}


class OpenApi:
    """The log and the faults know a call by its path without the version: `message/cs`, `group/message`."""

    def __init__(self, door: Door, platform: Platform) -> None:
        self._door = door
        self._platform = platform

    async def serve(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        await self._door.serve(path, scope, (receive, send), self._meant, self._perform)

    def _meant(self, asked: Request) -> Meant:
        _, _, method = asked.path.partition("/oa/")
        oa = self._bearer(asked)
        chat = None
        if method in {"message/cs", "group/message"}:
            recipient = asked.json().get("recipient")
            named = recipient if isinstance(recipient, dict) else {}
            chat = named.get("user_id") or named.get("group_id")
        return Meant(method or asked.path, chat if isinstance(chat, str) else None, oa.id)

    async def _perform(self, asked: Request) -> Answer:
        oa = self._bearer(asked)
        counted = self._platform.count(oa)
        method = METHODS.get((asked.verb, asked.path))
        if method is None:
            raise Refused(errors.UNKNOWN_PATH)
        told = await method(self._platform, oa, asked)
        await self._platform.zalo.keeper.saved()
        if counted is None:
            return Answer(orjson.dumps(told))
        limit, left = (str(each).encode() for each in counted)
        head = ((b"x-ratelimit-limit", limit), (b"x-ratelimit-remain", left))
        return Answer(orjson.dumps(told), head=head)

    def _bearer(self, asked: Request) -> ZaloOa:
        zalo = self._platform.zalo
        return tokens.bearer(
            zalo.world.oas.values(), asked.header("access_token"), zalo.clock.now()
        )
