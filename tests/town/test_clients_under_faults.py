"""What libraries that nobody here wrote make of the town's faults: it breaks as a real server breaks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiogram.exceptions as theirs
import aiohttp
import pytest
import telegram
import telegram.error as ptbs
from aiogram import Bot as AiogramBot

from tests.town.wire import Raw
from town.phone import Phone
from town.town import Town
from town.trouble import WITH_UPDATES, Trouble, fault_of

pytestmark = pytest.mark.slow

HOURS = 7_200.0  # of whatever has a time: longer than anybody waits
NEVER_COME = {Trouble.SLOW, Trouble.TRICKLE, Trouble.HALF_OPEN, Trouble.LOST_ANSWER}

# telegram-and-faults.md 1.3: the safe are told from the ambiguous by the cause, not by the class.
PTB: dict[Trouble, tuple[type[Exception], str]] = {
    Trouble.TOO_MANY: (ptbs.RetryAfter, "Retry in 7200 seconds|2:00:00"),
    Trouble.STORM: (ptbs.RetryAfter, "Flood control exceeded"),
    Trouble.SERVER_ERROR: (ptbs.NetworkError, "Internal Server Error: restart"),
    Trouble.BAD_GATEWAY: (ptbs.NetworkError, r"Bad Gateway \(502\)"),
    Trouble.GATEWAY_TIMEOUT: (ptbs.NetworkError, r"Gateway Timeout \(504\)"),
    Trouble.EMPTY: (ptbs.TelegramError, "Invalid server response"),
    Trouble.CUT_JSON: (ptbs.TelegramError, "Invalid server response"),
    Trouble.NOT_JSON: (ptbs.TelegramError, "Invalid server response"),
    Trouble.SLOW: (ptbs.TimedOut, "Timed out"),
    Trouble.TRICKLE: (ptbs.TimedOut, "Timed out"),
    Trouble.HALF_OPEN: (ptbs.TimedOut, "Timed out"),
    Trouble.LOST_ANSWER: (ptbs.TimedOut, "Timed out"),
    Trouble.RESET_BEFORE: (ptbs.NetworkError, "ReadError"),
    Trouble.RESET_AFTER: (ptbs.NetworkError, "ReadError"),
    Trouble.CUT_OFF: (ptbs.NetworkError, "RemoteProtocolError"),
}
AIOGRAM: dict[Trouble, tuple[type[Exception], str]] = {
    Trouble.TOO_MANY: (theirs.TelegramRetryAfter, "Flood control"),
    Trouble.STORM: (theirs.TelegramRetryAfter, "Flood control"),
    Trouble.SERVER_ERROR: (theirs.RestartingTelegram, "Internal Server Error: restart"),
    Trouble.BAD_GATEWAY: (theirs.ClientDecodeError, "Failed to decode"),
    Trouble.GATEWAY_TIMEOUT: (theirs.ClientDecodeError, "Failed to decode"),
    Trouble.EMPTY: (theirs.ClientDecodeError, "Failed to decode"),
    Trouble.CUT_JSON: (theirs.ClientDecodeError, "Failed to decode"),
    Trouble.NOT_JSON: (theirs.ClientDecodeError, "Failed to decode"),
    Trouble.SLOW: (theirs.TelegramNetworkError, "timeout"),
    Trouble.TRICKLE: (theirs.TelegramNetworkError, "timeout"),
    Trouble.HALF_OPEN: (theirs.TelegramNetworkError, "timeout"),
    Trouble.LOST_ANSWER: (theirs.TelegramNetworkError, "timeout"),
    Trouble.RESET_BEFORE: (theirs.TelegramNetworkError, "reset by peer"),
    Trouble.RESET_AFTER: (theirs.TelegramNetworkError, "reset by peer"),
    Trouble.CUT_OFF: (theirs.TelegramNetworkError, "ClientPayloadError"),
}
BARE: dict[Trouble, int | type[Exception]] = {
    Trouble.TOO_MANY: 429,
    Trouble.STORM: 429,
    Trouble.SERVER_ERROR: 500,
    Trouble.BAD_GATEWAY: 502,
    Trouble.GATEWAY_TIMEOUT: 504,
    Trouble.EMPTY: 200,
    Trouble.CUT_JSON: 200,
    Trouble.NOT_JSON: 200,
    Trouble.SLOW: TimeoutError,
    Trouble.TRICKLE: TimeoutError,
    Trouble.HALF_OPEN: TimeoutError,
    Trouble.LOST_ANSWER: TimeoutError,
    Trouble.RESET_BEFORE: aiohttp.ClientOSError,
    Trouble.RESET_AFTER: aiohttp.ClientOSError,
    Trouble.CUT_OFF: aiohttp.ClientPayloadError,
}
Call = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Breaks:
    """A call under a trouble, with what comes of it in the end."""

    town: Town
    lan: Phone
    trouble: Trouble

    async def with_(self, kind: type[Exception], text: str, call: Call) -> Exception:
        """What it raises, which is exactly of that kind."""
        fault = fault_of(self.trouble, self.town.clock.now(), HOURS)
        rule = self.town.faults.switch_on(fault, times=1)
        with pytest.raises(kind, match=text) as caught:
            await call()
        assert type(caught.value) is kind
        async with asyncio.timeout(10):
            while not self.town.calls.struck():  # noqa: ASYNC110 - a test may poll
                await asyncio.sleep(0.01)
        assert len(self.lan.heard()) == getattr(fault, "accepted", None)
        self.town.faults.switch_off(rule)
        return caught.value


@pytest.fixture
async def breaks(town: Town, trouble: Trouble, caplog: pytest.LogCaptureFixture) -> Breaks:
    caplog.set_level(logging.CRITICAL)
    lan = town.phone("Bác Lan")
    await lan.starts()
    return Breaks(town, lan, trouble)


def patience(trouble: Trouble) -> int:
    """Seconds: short only where nothing ever comes."""
    return 1 if trouble in NEVER_COME else 60


def test_no_trouble_is_left_out() -> None:
    with_calls = set(Trouble) - WITH_UPDATES
    assert set(PTB) == set(AIOGRAM) == set(BARE) == with_calls


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # the library reads it itself
@pytest.mark.parametrize("trouble", PTB)
async def test_python_telegram_bot(breaks: Breaks, ptb: telegram.Bot, trouble: Trouble) -> None:
    lan = breaks.lan.id
    wait = patience(trouble)
    await breaks.with_(*PTB[trouble], lambda: ptb.send_message(lan, "a", read_timeout=wait))
    assert (await ptb.send_message(lan, "b")).text == "b"


@pytest.mark.parametrize("trouble", AIOGRAM)
async def test_aiogram(breaks: Breaks, aiogram: AiogramBot, trouble: Trouble) -> None:
    lan = breaks.lan.id
    wait = patience(trouble)
    raised = await breaks.with_(
        *AIOGRAM[trouble], lambda: aiogram.send_message(lan, "a", request_timeout=wait)
    )
    if isinstance(raised, theirs.TelegramRetryAfter):
        assert 7_000 < raised.retry_after <= 7_200
    assert (await aiogram.send_message(lan, "b")).text == "b"


@pytest.mark.parametrize("trouble", BARE)
async def test_bare_http(breaks: Breaks, raw: Raw, trouble: Trouble) -> None:
    lan = breaks.lan.id
    wait = aiohttp.ClientTimeout(total=patience(trouble))

    async def call() -> None:
        given = {"chat_id": lan, "text": "a"}
        url = f"{raw.base}/sendMessage"
        async with raw.session.post(url, json=given, timeout=wait) as answer:
            await answer.read()
            raise aiohttp.ClientResponseError(answer.request_info, (), status=answer.status)

    match BARE[trouble]:
        case int(status):
            await breaks.with_(aiohttp.ClientResponseError, str(status), call)
        case kind:
            await breaks.with_(kind, "^", call)
    await raw.result("sendMessage", chat_id=lan, text="b")


async def test_all_of_them_learn_what_became_of_a_chat(
    town: Town, ptb: telegram.Bot, aiogram: AiogramBot
) -> None:
    """403 and 400 by their classes: blocked, deactivated, put out, muted, moved without a word."""
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    group = town.new_group("Tổ 3", lan, hung)

    async def both(chat: int, ptbs_kind: type[Exception], kind: type[Exception], text: str) -> None:
        with pytest.raises(ptbs_kind, match=text):
            await ptb.send_message(chat, "a")
        with pytest.raises(kind, match=text):
            await aiogram.send_message(chat, "a")

    forbidden = ptbs.Forbidden, theirs.TelegramForbiddenError
    await lan.starts()
    await lan.blocks()
    await both(lan.id, *forbidden, "bot was blocked by the user")
    await lan.unblocks()
    lan.deletes_account()
    await both(lan.id, *forbidden, "user is deactivated")
    group.mutes()
    bad = ptbs.BadRequest, theirs.TelegramBadRequest
    await both(group.id, *bad, "[Nn]ot enough rights to send text messages to the chat")
    group.lets_speak()
    await ptb.send_message(group.id, "a")
    old = group.id
    group.grows(announced=False)
    with pytest.raises(ptbs.ChatMigrated) as moved:
        await ptb.send_message(old, "a")
    with pytest.raises(theirs.TelegramMigrateToChat) as moved_too:
        await aiogram.send_message(old, "a")
    assert moved.value.new_chat_id == moved_too.value.migrate_to_chat_id == group.id
    group.puts_out()
    await both(group.id, *forbidden, "bot was kicked from the supergroup chat")
