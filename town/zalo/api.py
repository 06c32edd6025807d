"""The Zalo Bot API's front door: `/bot{token}/{method}` as a bare ASGI application, so that it is never the bottleneck."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import orjson
from starlette.types import Receive, Scope, Send

from town import answering
from town.answering import Caller
from town.calls import Call, Calls
from town.faults import Fault, Faults
from town.request import Parameters, TooLarge, Unclear, content_type, parameters, whole_body
from town.zalo import errors, sending
from town.zalo.accounts import ZaloBot
from town.zalo.errors import Refusal, Refused
from town.zalo.limits import LARGEST_BODY
from town.zalo.platform import Zalo
from town.zalo.world import App

Slow = Callable[[ZaloBot, Parameters], Awaitable[object]]


class BotApi:
    """Answers calls, counts them, and goes wrong when `faults` say so.

    `slow` are the methods that wait for something; `latency` in seconds is added to every answer.
    """

    def __init__(
        self,
        zalo: Zalo,
        calls: Calls,
        faults: Faults,
        slow: Mapping[str, Slow],
        *,
        latency: float = 0.0,
    ) -> None:
        self._zalo = zalo
        self._calls = calls
        self._faults = faults
        self._latency = latency
        self._slow = slow
        self._closing = asyncio.Event()

    async def serve(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; `path` begins with "bot". The HTTP method plays no part."""
        began = time.monotonic()
        token, _, method = path.removeprefix("bot").partition("/")
        bot, given, fault, accepted = None, Parameters(), None, False
        status, description, answer = 200, "", b""
        try:
            body = await whole_body(receive, LARGEST_BODY)
            bot = self._bot(token)
            given = parameters(scope["query_string"], content_type(scope), body)
            fault = self._faults.decide(method, _chat(given))
            if fault is None or fault.accepted:
                answer = await self._perform(bot, method, given)
                accepted = True
        except (Refused, Unclear, TooLarge) as reason:
            refusal = _why(reason)
            status, answer, description = refusal.code, refusal.body, refusal.description
        told = status, description
        self._log(bot, method, given, began=began, told=told, accepted=accepted, fault=fault)
        if self._latency:
            await asyncio.sleep(self._latency)
        caller = Caller(receive, send, self._closing)
        if fault is None:
            await answering.answer(caller, status, answer)
        else:
            await answering.go_wrong(caller, fault, status, answer)

    def let_go(self) -> None:
        """Whoever waits for an answer that a fault holds back is cut off."""
        self._closing.set()

    def _bot(self, token: str) -> ZaloBot:
        bot = self._zalo.world.bot_by_token(token)
        if bot is None:
            raise Refused(errors.UNAUTHORIZED)
        return bot

    async def _perform(self, bot: ZaloBot, method: str, given: Parameters) -> bytes:
        """Method names mind their capitals."""
        quick = sending.METHODS.get(method)
        if quick is not None:
            result = quick(self._zalo, bot, given)
        elif method in self._slow:
            result = await self._slow[method](bot, given)
        else:
            raise Refused(errors.NOT_FOUND)
        await self._zalo.keeper.saved()
        return orjson.dumps({"ok": True} if result is None else {"ok": True, "result": result})

    def _log(
        self,
        bot: ZaloBot | None,
        method: str,
        given: Parameters,
        *,
        began: float,
        told: tuple[int, str],
        accepted: bool,
        fault: Fault | None,
    ) -> None:
        code, description = told
        now = time.monotonic()
        self._calls.add(
            Call(
                at=now,
                time=self._zalo.clock.now(),
                bot=bot.id if bot is not None else "",
                method=method,
                chat=_chat(given),
                code=code if fault is None else answering.seen_status(fault, code),
                description=description,
                ms=(now - began) * 1000,
                accepted=accepted,
                fault="" if fault is None else type(fault).__name__,
                app=App.BOT.value,
            )
        )


def _why(reason: Refused | Unclear | TooLarge) -> Refusal:
    match reason:
        case Refused(refusal=refusal):
            return refusal
        case Unclear():
            return errors.UNREADABLE
        case TooLarge():
            return errors.TOO_LARGE


def _chat(given: Parameters) -> str | None:
    return given.text("chat_id") or None
