"""How both servers of Zalo's take a request and answer it: logged, and wrong when the faults say so."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from town import answering
from town import faults as wrong
from town.answering import JSON, Caller
from town.calls import Call, Calls, Id
from town.clock import TownClock
from town.faults import Fault, Faults, Words
from town.zalo_oa import errors, request
from town.zalo_oa.errors import Refusal, Refused
from town.zalo_oa.request import Request

APP = "zalo-oa"
BROKEN = b'{"error":500,"message":"Internal server error"}'


@dataclass(frozen=True, slots=True)
class Answer:
    """The right answer to what was asked."""

    body: bytes
    status: int = 200
    media_type: str = JSON
    head: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """What the log and the faults call a request: a method, the person or group it is about, the account."""

    method: str
    chat: Id | None = None
    account: str = ""


Understand = Callable[[Request], Meant]
Perform = Callable[[Request], Awaitable[Answer]]


class Door:
    """`latency` in seconds is added to every answer."""

    def __init__(
        self, clock: TownClock, calls: Calls, faults: Faults, latency: float = 0.0
    ) -> None:
        self._clock = clock
        self._calls = calls
        self._faults = faults
        self._latency = latency
        self._closing = asyncio.Event()

    def let_go(self) -> None:
        """Whoever waits for an answer that a fault holds back is cut off."""
        self._closing.set()

    async def serve(
        self,
        path: str,
        scope: Scope,
        wires: tuple[Receive, Send],
        understand: Understand,
        perform: Perform,
    ) -> None:
        """Answer one HTTP request; `path` is what follows the server's own address."""
        began = time.monotonic()
        receive, send = wires
        meant, fault, refusal = Meant(path.partition("/oa/")[2] or path), None, None
        answer = Answer(b"")
        try:
            asked = await request.read(path, scope, receive)
            meant = understand(asked)
            fault = self._faults.decide(meant.method, meant.chat)
            if fault is None or fault.accepted:
                answer = await perform(asked)
        except Refused as refused:
            refusal = refused.refusal
            answer = Answer(refusal.body, refusal.code if refusal.code > 0 else 200)
        self._log(meant, answer, refusal, fault, began)
        if self._latency:
            await asyncio.sleep(self._latency)
        if fault is None:
            await _send(send, answer)
        else:
            caller = Caller(receive, send, self._closing)
            await answering.go_wrong(caller, fault, answer.status, answer.body)

    def _log(
        self,
        meant: Meant,
        answer: Answer,
        refusal: Refusal | None,
        fault: Fault | None,
        began: float,
    ) -> None:
        """A refusal is logged by its negative number: its HTTP status is that of a success."""
        code = answer.status if refusal is None else refusal.code
        now = time.monotonic()
        self._calls.add(
            Call(
                at=now,
                time=self._clock.now(),
                bot=meant.account,
                method=meant.method,
                chat=meant.chat,
                code=answering.seen_status(fault, code),
                description="" if refusal is None else refusal.message,
                ms=(now - began) * 1000,
                accepted=refusal is None and (fault is None or fault.accepted),
                fault="" if fault is None else type(fault).__name__,
                app=APP,
            )
        )


def refusal(what: Refusal) -> wrong.Answer:
    """A fault: this refusal, whatever the call was. `faults.next("message/cs", refusal(CATALOGUE[-211]))`."""
    return wrong.Answer(200, what.body)


# Zalo knows no 429, and never says how long to wait.
WORDS = Words(lambda _seconds: refusal(errors.APP_TOO_FAST), wrong.Answer(500, BROKEN))


async def _send(send: Send, answer: Answer) -> None:
    head = [
        (b"content-type", answer.media_type.encode()),
        (b"content-length", str(len(answer.body)).encode()),
        *answer.head,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": head})
    await send({"type": "http.response.body", "body": answer.body})
