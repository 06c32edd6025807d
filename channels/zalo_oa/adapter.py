"""One Zalo Official Account as a channel: signed webhook requests in, bubbles out.

No button is needed: answers are numbered, and typed. It keeps no token; `Tokens` hands them out.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from yarl import URL

from bot.delivery import Envelope, Rejected, Result, RetryAt, Sent
from bot.limits import Limits, Rate
from bot.message import Mark, Message
from bot.update import Update
from channels.http import Http, Reply
from channels.protocol import Capabilities
from channels.text import told_picture, told_voice
from channels.zalo_oa import events
from channels.zalo_oa.calls import Buttons, Call, calls_for, capabilities
from channels.zalo_oa.keys import Keys
from channels.zalo_oa.parts import Parts
from channels.zalo_oa.results import Fate, Why, refusal_of, result_of
from channels.zalo_oa.signature import Matched, Refused, SignatureRules, Trial, judge
from channels.zalo_oa.tokens import NotNow, NoToken, Tokens

log = logging.getLogger(__name__)

KIND = "zalo-oa"
API_URL = "https://openapi.zalo.me"

# OA/tin-nhan/tin-tu-van: free for 48 hours after a person's last word, paid until the seventh day, then
# refused (-230). The hour is ours: what waits in a queue must not arrive too late.
FREE_WINDOW = timedelta(hours=48)
PAID_WINDOW = timedelta(days=7) - timedelta(hours=1)

# OA/phu-luc/gioi-han-toc-do-api: 4,000 calls a minute for the whole app, which may serve several accounts;
# per account it depends on the plan and is not published. A chat's pace is ours, as on the other platforms.
LIMITS = Limits(
    overall=Rate(10, 1), private_chat=Rate(1, 1), group_chat=Rate(1, 1), window=FREE_WINDOW
)

# Of ours: until the next try when there was no token for a passing reason.
TOKEN_PAUSE = timedelta(seconds=30)
# Of ours: a wrong secret refuses everything, which is told, but not once for every request.
TELL_EVERY = timedelta(minutes=1)


def nowhere(file: str) -> str | None:  # noqa: ARG001
    """No picture has a public address."""
    return None


class ZaloOA:
    """`name`: the account's, as groups mention it; `ZaloOASetup.look` teaches it. `media`: the public
    address of a lesson's picture, which Zalo fetches; without one it is told in words."""

    kind = KIND

    def __init__(
        self,
        account: str,
        keys: Keys,
        tokens: Tokens,
        clock: Callable[[], datetime],
        *,
        api_url: str = API_URL,
        limits: Limits = LIMITS,
        media: Callable[[str], str | None] = nowhere,
        buttons: Buttons = Buttons.OFF,
        signatures: SignatureRules = SignatureRules(),  # noqa: B008  frozen
        name: str = "",
    ) -> None:
        self.account = account
        self.keys = keys
        self.tokens = tokens
        self.limits = limits
        self.api_url = api_url
        self.us = events.Us(account, keys.oa_id, name)
        self.http = Http(limits.in_flight)
        self.strangers = 0  # requests whose signature did not match
        self._clock = clock
        self._media = media
        self._buttons = buttons
        self._signatures = signatures
        self._parts = Parts()
        self._urls: dict[str, URL] = {}
        self._variant = ""
        self._told_at: datetime | None = None
        self._told: set[str] = set()  # what is worth saying once

    @property
    def capabilities(self) -> Capabilities:
        return capabilities(self._buttons)

    # --- In ----------------------------------------------------------------------------------

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        match judge(headers, body, self.keys, self._signatures, self._clock()):
            case Matched(variant):
                if variant != self._variant:
                    self._variant = variant
                    log.info("%s: Zalo signs as: %s", self.account, variant)
                return True
            case Trial():
                return True
            case Refused(reason):
                self._doubt(reason)
                return self._signatures.log_only
            case verdict:
                assert_never(verdict)

    def read(self, body: bytes) -> Sequence[Update]:
        event = events.parse(body)
        other = events.stranger(event, self.us)
        if other:
            self._say_once(
                other, "another Official Account's events come here; is ZALO_OA_ID right?"
            )
        return events.read(event, self.us, self._clock())

    def acknowledge(self, body: bytes) -> bytes:  # noqa: ARG002
        return b""

    def knows_its_name(self, name: str) -> None:
        """What Zalo said we are called, for understanding "@name" in groups."""
        self.us = replace(self.us, name=name)

    def _doubt(self, reason: str) -> None:
        now = self._clock()
        self.strangers += 1
        if self._told_at is None or abs(now - self._told_at) >= TELL_EVERY:
            self._told_at = now
            log.warning(
                "%s: %s (%d so far); if they are Zalo's, ZALO_OA_SECRET_KEY or ZALO_OA_APP_ID is wrong",
                *(self.account, reason, self.strangers),
            )

    # --- Out ---------------------------------------------------------------------------------

    async def open(self) -> None:
        await self.http.open()

    async def close(self) -> None:
        await self.http.close()

    async def send(self, envelope: Envelope) -> Result:
        match envelope.content:
            case Mark(message):  # nothing can be changed there, and nothing has to be
                return Sent(message, parts=0)
            case Message() as message:
                try:
                    return await self._send(envelope, message)
                except NoToken as trouble:
                    return Rejected(str(trouble), account_broken=True)
                except NotNow as trouble:
                    at = self._clock() + TOKEN_PAUSE
                    return RetryAt(at, str(trouble), throttled=True, whole_account=True)
            case content:
                assert_never(content)

    async def get(self, path: str) -> Reply:
        """Any question, for `ZaloOASetup`. Raises NoToken and NotNow."""

        async def ask(token: str) -> Reply:
            return await self.http.get(self._url(path), {"access_token": token})

        return await self._with_token(ask)

    async def _send(self, envelope: Envelope, message: Message) -> Result:
        """In the finest form that may be had; the words arrive in any case."""
        message = told_voice(message)
        url = self._media(message.photo.file) if message.photo else None
        if url:
            result, refused = await self._deliver(envelope, message, url)
            if not refused:
                return result
            self._say_once("picture", f"a picture was refused: {refused}")
        message = told_picture(message)
        buttons = self._buttons
        result, refused = await self._deliver(envelope, message, "", buttons)
        if refused and buttons is not Buttons.OFF:
            result, _ = await self._deliver(envelope, message)
            if isinstance(result, Sent):  # so it was the buttons
                self._buttons = Buttons.OFF
                self._say_once("buttons", f"no buttons from now on: {refused}")
        return result

    async def _deliver(
        self, envelope: Envelope, message: Message, url: str = "", buttons: Buttons = Buttons.OFF
    ) -> tuple[Result, str]:
        """All parts that were not taken yet; and why the first was refused for its form, "" if not."""
        calls = calls_for(envelope.address, message, url, buttons)
        result: Result = Sent("") if self._parts.taken(envelope.id) else Rejected("tin trống")
        for n, call in enumerate(calls):
            if n < self._parts.taken(envelope.id):
                continue
            reply = await self._call(call)
            result = result_of(reply, self._clock(), envelope.address.kind, envelope.attempt)
            if not isinstance(result, Sent):
                return self._failed(envelope, result), _misfit(call, reply)
            self._parts.take(envelope.id, n + 1)
        self._parts.forget(envelope.id)
        if isinstance(result, Sent):
            result = Sent(result.external_id, parts=len(calls))
        return result, ""

    def _failed(self, envelope: Envelope, result: Result) -> Result:
        if isinstance(result, Rejected) and not result.account_broken:
            self._parts.forget(envelope.id)  # it is not tried again
            if result.reason == Why.MONEY:
                self._say_once("money", result.reason, logging.ERROR)
        return result

    async def _call(self, call: Call) -> Reply:
        async def ask(token: str) -> Reply:
            headers = {"access_token": token}
            return await self.http.post_json(self._url(call.path), call.json, headers=headers)

        return await self._with_token(ask)

    async def _with_token(self, ask: Callable[[str], Awaitable[Reply]]) -> Reply:
        """A refused token is renewed once; a second refusal is for the caller to judge."""
        token = await self.tokens.access()
        reply = await ask(token)
        refusal = refusal_of(reply)
        if refusal is None or refusal.fate is not Fate.TOKEN:
            return reply
        log.info("%s: the access token was refused (%d)", self.account, refusal.code)
        return await ask(await self.tokens.renewed(token))

    def _url(self, path: str) -> URL:
        url = self._urls.get(path)
        if url is None:
            url = self._urls[path] = URL(f"{self.api_url}{path}")
        return url

    def _say_once(self, key: str, words: str, level: int = logging.WARNING) -> None:
        if key not in self._told and len(self._told) < 100:
            self._told.add(key)
            log.log(level, "%s: %s", self.account, words)


def _misfit(call: Call, reply: Reply) -> str:
    """Why a call that could be said more simply was refused for its form; "" in all other cases. Of a
    picture, "could not be sent" is such a reason too: Zalo has to fetch it first."""
    refusal = refusal_of(reply)
    if refusal is None:
        return ""
    is_form = refusal.fate is Fate.SHAPE and (call.has_buttons or call.has_picture)
    is_picture = refusal.fate is Fate.ONCE_MORE and call.has_picture
    return refusal.reason if is_form or is_picture else ""
