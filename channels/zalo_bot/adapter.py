"""One Zalo Bot as a channel: webhook requests in, bubbles out.

Every call's address holds the token: it is taken out of whatever comes back before anybody reads it.
"""

import asyncio
import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from yarl import URL

from bot.delivery import Ambiguous, Envelope, Rejected, Result, RetryAt, Sent
from bot.limits import Limits, Quota, Rate
from bot.message import Mark, Message, Voice
from bot.update import Address, ChatKind, Update
from channels.http import Answer, Http, Reply
from channels.sounds import At
from channels.text import told_voice
from channels.zalo_bot import calls, updates
from channels.zalo_bot.courtesy import Courtesy
from channels.zalo_bot.results import result_of
from channels.zalo_bot.unfinished import Rest, Unfinished

log = logging.getLogger(__name__)

KIND = "zalo-bot"
# docs.zaloplatforms.com/docs/BOT/call-api. Some libraries still call bot-api.zapps.me, which answers 404.
API_URL = "https://bot-api.zaloplatforms.com"
SECRET_HEADER = "x-bot-api-secret-token"  # noqa: S105  a header's name

# No rate is published; these are ours, what a careful bot does. The quota is that of the free plan, Basic
# (docs.zaloplatforms.com/docs/BOT, plans): what comes in may count as well as what goes out.
LIMITS = Limits(
    overall=Rate(5, 1),
    private_chat=Rate(1, 1),
    group_chat=Rate(1, 1),
    quota=Quota(users=50, groups=3, messages=3_000),
)

PICTURE_SECONDS = 60.0  # Zalo fetches the picture, or the sound, before it answers
TYPING_SECONDS = 5.0
_LEAST_SECRET = 8  # characters; what is shorter is blacked out only as part of the whole token


def nowhere(file: str) -> None:
    """Where pictures are on a machine that shows none to the world."""


class ZaloBot:
    """`secrets`: the webhook's, newest first; an older one is accepted while Zalo still uses it.

    `media`: the public address of a picture, from its path below the lessons' folder, or None. `name`: what
    the bot is called in chats, to understand "@name" in groups; may be left for `look` to learn, but Zalo
    does not always tell it. `sounds`: what can be heard, and its public addresses; None: nothing can.
    """

    kind = KIND

    def __init__(
        self,
        account: str,
        token: str,
        clock: Callable[[], datetime],
        *,
        secrets: Sequence[str] = (),
        api_url: str = API_URL,
        limits: Limits = LIMITS,
        media: Callable[[str], str | None] = nowhere,
        name: str = "",
        sounds: At | None = None,
    ) -> None:
        self.account = account
        self.capabilities = calls.CAPABILITIES if sounds else replace(calls.CAPABILITIES, voice=())
        self._sounds = sounds
        self.limits = limits
        self.token = token
        self.api_url = api_url.rstrip("/")
        self.us = updates.Us(account, name)
        self._is_named = bool(name)
        self._clock = clock
        self._secrets = tuple(secret.encode() for secret in secrets if secret)
        self._media = media
        self.http = Http(limits.in_flight)
        self._urls: dict[str, URL] = {}
        self._hidden = _hidden(token)
        self._courtesy = Courtesy()
        self._unfinished = Unfinished()

    # --- In ----------------------------------------------------------------------------------

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """False as well when no secret is configured: what cannot be checked is not believed. An empty
        body is Zalo trying the address, at times without the secret, and says nothing."""
        given = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogatepass")
        return not body or any(hmac.compare_digest(given, secret) for secret in self._secrets)

    def read(self, body: bytes) -> Sequence[Update]:
        return [
            update
            for event in updates.events(updates.parse(body))
            for update in self.read_event(event)
        ]

    def read_event(self, event: object) -> Sequence[Update]:
        """As `read`, of one event that is parsed already. Raises Unreadable."""
        now = self._clock()
        found = updates.read(event, self.us, now)
        return [update for update in found if self._courtesy.lets_through(update, now)]

    def acknowledge(self, body: bytes) -> bytes:  # noqa: ARG002
        return b'{"ok": true}'

    def knows_its_name(self, name: str) -> None:
        """What Zalo said we are called. A name that was configured stands."""
        if name and not self._is_named:
            self.us = replace(self.us, name=name)

    # --- Out ---------------------------------------------------------------------------------

    async def open(self) -> None:
        await self.http.open()

    async def close(self) -> None:
        await self.http.close()

    async def send(self, envelope: Envelope) -> Result:
        match envelope.content:
            case Mark(message):  # there are no buttons to take away
                return Sent(message, parts=0)
            case Message() as message:
                return await self._send(envelope, message)
            case content:
                assert_never(content)

    async def typing(self, chat: str) -> None:
        """Show that more is coming. Whether that is seen matters to nothing."""
        call = calls.typing_call(chat)
        reply = await self.post(call.method, call.json, TYPING_SECONDS)
        if not isinstance(reply, Answer) or reply.status != 200:
            log.debug("%s: no sign of typing", self.account)

    async def post(self, method: str, body: bytes, read_seconds: float | None = None) -> Reply:
        """Any call. The token is in no reply."""
        reply = await self.http.post_json(self._url(method), body, read_seconds)
        if isinstance(reply, Answer) and self._hidden and self._hidden in reply.body:
            return Answer(reply.status, reply.body.replace(self._hidden, b"..."))
        return reply

    async def _send(self, envelope: Envelope, message: Message) -> Result:
        """What was taken of it before is not sent again."""
        if message.voice is not None:
            return await self._send_voice(envelope, message, message.voice)
        address = envelope.address
        rest = self._unfinished.pop(envelope.id)
        if rest is None:
            picture = self._media(message.photo.file) if message.photo else None
            todo = calls.calls_of(address.chat, message, picture)
            if len(todo) == 1 and not picture:  # nearly all: there is no half of it
                return await self._make(todo[0], envelope.attempt)
            rest = Rest(todo)
        while rest.calls:
            call = rest.calls[0]
            result = await self._make(call, envelope.attempt)
            match result:
                case Sent(external_id):
                    rest = rest.after(external_id)
                    if rest.is_of_several:
                        await self._pause(address, is_last=not rest.calls)
                case Rejected(reason, account_broken=False) if call.shows_picture:
                    # The words arrive in any case (F38).
                    log.warning("%s: picture refused: %s", self.account, reason)
                    rest = Rest(calls.calls_of(address.chat, message, None))
                case RetryAt() | Ambiguous() | Rejected(account_broken=True) if rest.taken:
                    self._unfinished.put(envelope.id, rest)
                    return result
                case _:
                    return result
        return Sent(rest.last, rest.taken)

    async def _send_voice(self, envelope: Envelope, message: Message, voice: Voice) -> Result:
        """Alone, since Zalo takes no words with it. What can be heard was written before; where it cannot be
        sent, that is said."""
        url = await self._sounds.address(voice, self.capabilities.voice) if self._sounds else None
        call = calls.voice_call(envelope.address, url) if url else None
        if call is not None:
            result = await self._make(call, envelope.attempt)
            match result:
                case Rejected(reason, account_broken=False):
                    log.warning("%s: voice refused: %s", self.account, reason)
                case _:
                    return result
        return await self._send(envelope, told_voice(message))

    async def _make(self, call: calls.Call, attempt: int) -> Result:
        seconds = PICTURE_SECONDS if call.is_fetched else None
        reply = await self.post(call.method, call.json, seconds)
        return result_of(reply, self._clock(), attempt)

    async def _pause(self, address: Address, *, is_last: bool) -> None:
        """The sender takes a bubble for one message: the pace of its parts is kept here, and before the
        next bubble too. The one place where somebody waits for us, so the one where typing is shown; a
        group is not told, since nobody there was promised anything."""
        is_group = address.kind is ChatKind.GROUP
        rate = self.limits.group_chat if is_group else self.limits.private_chat
        pause = asyncio.sleep(rate.seconds / rate.count if rate else 0)
        if is_last or is_group:
            await pause
        else:
            await asyncio.gather(pause, self.typing(address.chat))

    def _url(self, method: str) -> URL:
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = URL(self.api_url) / f"bot{self.token}" / method
        return url


def _hidden(token: str) -> bytes:
    """What of a token must not be seen: all that follows its number, however the colon is written."""
    secret = token.rpartition(":")[2]
    return (secret if len(secret) >= _LEAST_SECRET else token).encode()
