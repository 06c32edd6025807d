"""One Telegram bot as a channel: webhook requests in, bubbles out.

The hot path: one JSON call a bubble, and of the answer only what decides is read. python-telegram-bot
is used where ease matters more than speed (`channels.telegram.setup`).
"""

import asyncio
import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

import orjson
from yarl import URL

from bot.delivery import Envelope, Rejected, Result, RetryAt, Sent, Unreachable
from bot.limits import Limits, Rate
from bot.message import Mark, Message, Voice
from bot.update import Update
from channels.http import Answer, Http, Reply, Upload
from channels.pictures import FileIds, Picture, Pictures, RememberedFileIds
from channels.protocol import Unreadable
from channels.sounds import Sounds
from channels.telegram import calls, updates
from channels.telegram.results import (
    Gone,
    Throttled,
    file_id_of,
    result_of,
    result_of_mark,
    widened,
)
from channels.text import told_picture, told_voice
from speech.speaker import Sound

log = logging.getLogger(__name__)

KIND = "telegram"
API_URL = "https://api.telegram.org"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  a header's name

# core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
LIMITS = Limits(overall=Rate(30, 1), private_chat=Rate(1, 1), group_chat=Rate(20, 60))

# Shown for a moment over the chat when a button is pressed that was answered long ago.
ANSWERED_ALREADY = "Câu này đã trả lời rồi ạ. Mời xem tin nhắn mới nhất ở cuối."


class Telegram:
    """`secrets`: the webhook's, newest first; an older one is accepted while Telegram still uses it.

    `username` may be left for `TelegramSetup.look` to learn; without it a group's "@name" is not
    understood. `pictures`: where photos' paths lead; None: they are told in words. `sounds`: None = nothing
    is heard.
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
        pictures: Pictures | None = None,
        file_ids: FileIds | None = None,
        username: str = "",
        sounds: Sounds | None = None,
    ) -> None:
        self.account = account
        self.capabilities = calls.CAPABILITIES if sounds else replace(calls.CAPABILITIES, voice=())
        self._sounds = sounds
        self.limits = limits
        self.token = token
        self.api_url = api_url
        self.http = Http(limits.in_flight)
        self.us = updates.Us(account, _bot_id(token), username)
        self._clock = clock
        self._secrets = tuple(secret.encode() for secret in secrets if secret)
        self._urls: dict[str, URL] = {}
        self._pictures = pictures
        self._file_ids = RememberedFileIds() if file_ids is None else file_ids
        self._throttled: Throttled | None = None

    # --- In ----------------------------------------------------------------------------------

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:  # noqa: ARG002
        """False as well when no secret is configured: what cannot be checked is not believed."""
        given = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogatepass")
        return any(hmac.compare_digest(given, secret) for secret in self._secrets)

    def read(self, body: bytes) -> Sequence[Update]:
        return self.read_json(updates.parse(body))

    def read_json(self, update: updates.Json) -> Sequence[Update]:
        """As `read`, of an update that is parsed already. Raises Unreadable."""
        return updates.read(update, self.us, self._clock())

    def acknowledge(self, body: bytes) -> bytes:
        """For a press the call that stops its button from spinning; Telegram makes it for us."""
        try:
            return self.answer_to_press(updates.parse(body))
        except Unreadable:
            return b""

    def answer_to_press(self, update: updates.Json) -> bytes:
        """answerCallbackQuery with its method, or b"" when it was no press."""
        press = updates.press_of(update)
        if press is None:
            return b""
        answer = {"method": "answerCallbackQuery", "callback_query_id": press[0]}
        if press[1] == updates.INERT:
            answer["text"] = ANSWERED_ALREADY
        return orjson.dumps(answer)

    def knows_its_name(self, username: str) -> None:
        """What Telegram said we are called, for understanding "@name" in groups."""
        self.us = replace(self.us, username=username)

    # --- Out ---------------------------------------------------------------------------------

    async def open(self) -> None:
        await self.http.open()

    async def close(self) -> None:
        await self.http.close()

    async def send(self, envelope: Envelope) -> Result:
        chat = envelope.address.chat
        match envelope.content:
            case Mark() as mark:
                reply = await self._call(calls.mark_call(chat, mark))
                result = result_of_mark(reply, self._clock(), mark.message)
            case Message() as message:
                result = await self._send(chat, message)
            case content:
                assert_never(content)
        return self._remembered(result, chat)

    async def post(self, method: str, body: bytes, read_seconds: float | None = None) -> Reply:
        """Any other call, for the poller."""
        return await self.http.post_json(self._url(method), body, read_seconds)

    async def _send(self, chat: str, message: Message) -> Result:
        document = calls.document_call(chat, message)
        if document is not None:
            return result_of(await self._call(document), self._clock())
        if message.voice is not None:
            return await self._send_voice(chat, message, message.voice)
        if message.photo is None:
            return result_of(await self._call(calls.text_call(chat, message)), self._clock())
        return await self._send_picture(chat, message)

    async def _send_picture(self, chat: str, message: Message) -> Result:
        """With the picture if that can be had; the words arrive in any case (F38), also where a group
        lets nobody send pictures."""
        picture = self._picture(message)
        if picture is not None:
            result = await self._show(chat, message, picture)
            match result:
                case Rejected(reason, account_broken=False) | Unreachable(Gone.MUTED as reason):
                    log.warning("%s: picture refused: %s: %s", self.account, picture.key, reason)
                case _:
                    return result
        told = told_picture(message)
        return result_of(await self._call(calls.text_call(chat, told)), self._clock())

    async def _send_voice(self, chat: str, message: Message, voice: Voice) -> Result:
        """What can be heard was written before; where it cannot be sent, that is said. So too where somebody
        takes no voice notes, or a group lets nobody send them."""
        sound = await self._sounds.find(voice, self.capabilities.voice) if self._sounds else None
        if sound is not None:
            result = await self._hand_over(
                sound.key,
                lambda: _sound_in(sound),
                lambda file: calls.voice_call(chat, message, file),
            )
            match result:
                case Rejected(reason, account_broken=False) | Unreachable(Gone.MUTED as reason):
                    log.warning("%s: voice refused: %s: %s", self.account, sound.key, reason)
                case _:
                    return result
        told = told_voice(message)
        return result_of(await self._call(calls.text_call(chat, told)), self._clock())

    async def _show(self, chat: str, message: Message, picture: Picture) -> Result:
        return await self._hand_over(
            picture.key,
            lambda: _picture_in(picture),
            lambda file: calls.photo_call(chat, message, file),
        )

    async def _hand_over(
        self,
        key: str,
        load: Callable[[], Upload | None],
        call: Callable[[str | Upload], calls.Call],
    ) -> Result:
        """By the id of an earlier upload; an id that is not taken any more is replaced by a new one."""
        file_id = self._file_ids.get(key)
        if file_id is not None:
            result = result_of(await self._call(call(file_id)), self._clock())
            if not isinstance(result, Rejected) or result.account_broken:
                return result
        upload = await asyncio.to_thread(load)
        if upload is None:
            return Rejected("cannot be had")
        reply = await self._call(call(upload))
        result = result_of(reply, self._clock())
        if isinstance(result, Sent) and isinstance(reply, Answer):
            new_id = file_id_of(reply.body)
            if new_id is not None:
                self._file_ids.put(key, new_id)
        return result

    def _picture(self, message: Message) -> Picture | None:
        """None when it cannot be shown: no such file, or a text too long to stand below one."""
        if message.photo is None or self._pictures is None or not calls.fits_caption(message):
            return None
        picture = self._pictures.find(message.photo.file)
        if picture is None:
            log.warning("%s: no such picture: %s", self.account, message.photo.file)
        return picture

    async def _call(self, call: calls.Call) -> Reply:
        url = self._url(call.method)
        if call.upload is None:
            return await self.http.post_json(url, call.json)
        return await self.http.post_form(url, call.form, (call.upload,))

    def _url(self, method: str) -> URL:
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = URL(f"{self.api_url}/bot{self.token}/{method}")
        return url

    def _remembered(self, result: Result, chat: str) -> Result:
        if not isinstance(result, RetryAt) or not result.throttled:
            return result
        now, last = self._clock(), self._throttled
        self._throttled = Throttled(chat, now)
        return widened(result, chat, now, last)


def _picture_in(picture: Picture) -> Upload | None:
    """Drawn now, perhaps."""
    content = picture.load()
    named = picture.name, picture.media_type
    return None if content is None else Upload("photo", *named, content)


def _sound_in(sound: Sound) -> Upload | None:
    try:
        return Upload("voice", sound.path.name, sound.media_type, sound.path.read_bytes())
    except OSError:  # taken off the shelf a moment ago, to make room
        return None


def _bot_id(token: str) -> int:
    """A token begins with its bot's id; 0, which nobody has, when it is no token."""
    bot_id = token.partition(":")[0]
    return int(bot_id) if bot_id.isascii() and bot_id.isdecimal() else 0
