"""The Bot API's front door: `/bot{token}/{method}` as a bare ASGI application, so that it is never the bottleneck."""

import asyncio
import re
import time
from collections.abc import Callable

import orjson
from starlette.types import Receive, Scope, Send

from town import answering
from town.answering import Caller
from town.calls import Call, Calls
from town.faults import Fault, Faults
from town.request import Parameters, TooLarge, Unclear, content_type, parameters, whole_body
from town.telegram import about, editing, errors, hooks, sending
from town.telegram.errors import Refusal, Refused
from town.telegram.limits import LARGEST_FILE
from town.telegram.platform import Platform
from town.telegram.polling import Polling
from town.world import Bot

TOKEN = re.compile(r"\d{1,16}:[A-Za-z0-9_-]{1,128}")
LARGEST_BODY = LARGEST_FILE + 1024 * 1024  # a file, and the fields around it
# These do nothing when they come in a webhook's answer (core.telegram.org/bots/api#making-requests-when-getting-updates).
NOT_IN_ANSWERS = frozenset({"setwebhook", "deletewebhook", "close", "logout"})

Method = Callable[[Platform, Bot, Parameters], object]
METHODS: dict[str, Method] = {
    "getme": about.get_me,
    "setmycommands": about.set_my_commands,
    "getmycommands": about.get_my_commands,
    "deletemycommands": about.delete_my_commands,
    "getchat": about.get_chat,
    "getchatmember": about.get_chat_member,
    "leavechat": about.leave_chat,
    "setwebhook": hooks.set_webhook,
    "deletewebhook": hooks.delete_webhook,
    "getwebhookinfo": hooks.get_webhook_info,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendvoice": sending.send_voice,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "answercallbackquery": editing.answer_callback_query,
}


class BotApi:
    """Answers calls, counts them, and goes wrong when `faults` say so. `latency` in seconds is added to every answer."""

    def __init__(
        self, platform: Platform, calls: Calls, faults: Faults, latency: float = 0.0
    ) -> None:
        self._platform = platform
        self._calls = calls
        self._faults = faults
        self._latency = latency
        self._polling = Polling(platform)
        self._closing = asyncio.Event()

    async def serve(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; `path` begins with "bot"."""
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
            status, answer, description = refusal.code, _refusal(refusal), refusal.description
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

    async def perform_answer(self, bot: Bot, body: bytes) -> None:
        """A webhook's answer may be a call; nobody learns what became of it, but the log."""
        try:
            values = orjson.loads(body)
        except orjson.JSONDecodeError:
            return
        method = values.pop("method", None) if isinstance(values, dict) else None
        if not isinstance(method, str) or method.lower().startswith("get"):
            return
        if method.lower() in NOT_IN_ANSWERS:
            return
        began, given, told = time.monotonic(), Parameters(values), (200, "")
        try:
            await self._perform(bot, method, given)
        except (Refused, Unclear) as reason:
            refusal = _why(reason)
            told = refusal.code, refusal.description
        self._log(bot, method, given, began=began, told=told, accepted=told[0] == 200)

    def _bot(self, token: str) -> Bot:
        bot = self._platform.world.bot_by_token(token)
        if bot is None:
            refusal = errors.UNAUTHORIZED if TOKEN.fullmatch(token) else errors.NOT_FOUND
            raise Refused(refusal)
        return bot

    async def _perform(self, bot: Bot, method: str, given: Parameters) -> bytes:
        name = method.lower()
        if name == "getupdates":
            result = await self._polling.get_updates(bot, given)
        else:
            function = METHODS.get(name)
            if function is None:
                raise Refused(errors.METHOD_NOT_FOUND)
            result = function(self._platform, bot, given)
        await self._platform.keeper.saved()
        return orjson.dumps({"ok": True, "result": result})

    def _log(
        self,
        bot: Bot | None,
        method: str,
        given: Parameters,
        *,
        began: float,
        told: tuple[int, str],
        accepted: bool,
        fault: Fault | None = None,
    ) -> None:
        code, description = told
        now = time.monotonic()
        self._calls.add(
            Call(
                at=now,
                time=self._platform.clock.now(),
                bot=bot.id if bot is not None else 0,
                method=method,
                chat=_chat(given),
                code=code if fault is None else answering.seen_status(fault, code),
                description=description,
                ms=(now - began) * 1000,
                accepted=accepted,
                fault="" if fault is None else type(fault).__name__,
            )
        )


def _why(reason: Refused | Unclear | TooLarge) -> Refusal:
    match reason:
        case Refused(refusal=refusal):
            return refusal
        case Unclear(what=what):
            return errors.cannot_parse(what)
        case TooLarge():
            return errors.TOO_LARGE


def _refusal(refusal: Refusal) -> bytes:
    answer: dict[str, object] = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.parameters:
        answer["parameters"] = dict(refusal.parameters)
    return orjson.dumps(answer)


def _chat(given: Parameters) -> int | None:
    value = given.values.get("chat_id")
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.removeprefix("-").isdecimal() else None
