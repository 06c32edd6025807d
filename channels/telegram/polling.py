"""Fetches a bot's updates by asking, for machines that Telegram cannot reach by a webhook.

P1 holds here too: the offset, which makes Telegram forget, moves only past updates that are committed.
"""

import asyncio
import json
import logging
from collections.abc import Sequence

import orjson

from bot.update import Update
from channels.http import Answer, Reply
from channels.protocol import Unreadable
from channels.setup import Quarantine, Submit
from channels.telegram.adapter import Telegram
from channels.telegram.updates import WANTED, Json, number_of, parse

log = logging.getLogger(__name__)

POLL_SECONDS = 50  # how long Telegram may hold an answer back while nothing happens
_READ_SECONDS = POLL_SECONDS + 10.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds between attempts after a failure
CONFLICT_EVERY = 60.0  # seconds; another poller, or a webhook: said once in so long


class Poller:
    """Polls until cancelled. Telegram answers 409 while a webhook is set: ask before (`TelegramSetup`)."""

    def __init__(
        self,
        channel: Telegram,
        submit: Submit,
        quarantine: Quarantine,
        poll_seconds: int = POLL_SECONDS,
    ) -> None:
        self._channel = channel
        self._submit = submit
        self._quarantine = quarantine
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self._pause = FIRST_PAUSE
        self._conflict_said = float("-inf")
        self._answers: set[asyncio.Task[Reply]] = set()

    async def run(self) -> None:
        """Ends only by being cancelled, at once: Telegram keeps what was not confirmed."""
        try:
            while True:
                waiting = await self._ask()
                if waiting is None or not await self._take(waiting):
                    await self._rest()
                else:
                    self._pause = FIRST_PAUSE
        finally:
            await self._finish_answers()

    async def _rest(self) -> None:
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    async def _ask(self) -> list[object] | None:
        """The waiting updates; None when Telegram could not be asked."""
        fields: dict[str, object] = {"timeout": self._poll_seconds, "allowed_updates": WANTED}
        if self._offset is not None:
            fields["offset"] = self._offset
        reply = await self._channel.post("getUpdates", orjson.dumps(fields), _READ_SECONDS)
        match reply:
            case Answer(200, body):
                return self._waiting(body)
            case Answer(409, _):
                self._say_conflict()
            case Answer(status, _):
                log.warning("%s: getUpdates: http %d", self._channel.account, status)
            case failure:
                log.warning("%s: getUpdates: %s", self._channel.account, failure.reason)
        return None

    def _waiting(self, body: bytes) -> list[object] | None:
        try:
            waiting = parse(body).get("result")
        except Unreadable:
            waiting = None
        if isinstance(waiting, list):
            return waiting
        log.warning("%s: getUpdates: not Telegram's answer", self._channel.account)
        return None

    async def _take(self, waiting: list[object]) -> bool:
        """Have all of them stored, then confirm them and answer the presses among them."""
        read: list[Update] = []
        unreadable: list[tuple[object, str]] = []
        for update in waiting:
            try:
                read += self._read(update)
            except Unreadable as fault:
                unreadable.append((update, str(fault)))
        if read and not await self._submit(read):
            return False
        for update, why in unreadable:
            log.warning("%s: quarantined: %s", self._channel.account, why)
            body = json.dumps(update).encode()
            if not await self._quarantine(self._channel.account, body, why):
                return False
        for update in waiting:
            if isinstance(update, dict):
                self._confirm(update)
                self._answer(update)
        return True

    def _read(self, update: object) -> Sequence[Update]:
        if not isinstance(update, dict):
            raise Unreadable("not a JSON object")
        return self._channel.read_json(update)

    def _confirm(self, update: Json) -> None:
        number = number_of(update)
        if number is not None:
            self._offset = max(self._offset or 0, number + 1)

    def _answer(self, update: Json) -> None:
        """Stop the button's spinning; whether that arrives matters to nothing else."""
        body = self._channel.answer_to_press(update)
        if body:
            answer = asyncio.create_task(self._channel.post("answerCallbackQuery", body))
            self._answers.add(answer)
            answer.add_done_callback(self._answers.discard)

    async def _finish_answers(self) -> None:
        if self._answers:
            await asyncio.wait(self._answers, timeout=1.0)

    def _say_conflict(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._conflict_said >= CONFLICT_EVERY:
            self._conflict_said = now
            log.error(
                "%s: another program polls this bot or has set a webhook; "
                "stop it, or get a new token from @BotFather",
                self._channel.account,
            )
