"""The real adapter on a wire that breaks: what it believes, the town's record confirms.

Its patience is cut short only where nothing would ever come.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.delivery import Ambiguous, Result, RetryAt, Sent, Unreachable
from bot.limits import Limits
from bot.message import Message, Photo
from bot.update import TextSent
from channels.http import SPARE_CONNECTIONS, Patience
from channels.pictures import Pictures, RememberedFileIds
from channels.telegram.adapter import LIMITS, Telegram
from channels.telegram.results import SOON
from tests.channels.fake_wire import until
from tests.channels.letters import NOW, envelope
from tests.town.wire import hook
from town.faults import Again, Delay, Silence, Trickle
from town.phone import Phone
from town.telegram.limits import NO_RATES
from town.town import Town
from town.trouble import FIXED, Trouble, fault_of
from town.wire import CutAfter, Deaf, Refuse, ResetAfter, Slow, Wire
from town.wire import Trouble as WireTrouble

pytestmark = pytest.mark.slow

BRIEF = Patience(connect=20.0, read=0.4, total=20.0)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town.running(rates=NO_RATES) as town:
        yield town


@pytest.fixture
async def lan(town: Town) -> Phone:
    phone = town.phone("Bác Lan")
    await phone.starts()
    return phone


@asynccontextmanager
async def channel_to(
    town: Town,
    url: str = "",
    *,
    patience: Patience | None = None,
    pictures: Path | None = None,
    file_ids: RememberedFileIds | None = None,
    limits: Limits = LIMITS,
) -> AsyncIterator[Telegram]:
    channel = Telegram(
        "telegram",
        town.token,
        lambda: NOW,
        api_url=url or town.telegram_url,
        pictures=Pictures(pictures) if pictures else None,
        file_ids=file_ids,
        limits=limits,
    )
    if patience is not None:
        channel.http.patience = patience
    await channel.open()
    yield channel
    await channel.close()


@pytest.fixture
async def channel(town: Town, pictures: Path) -> AsyncIterator[Telegram]:
    async with channel_to(town, pictures=pictures) as channel:
        yield channel


async def sent(channel: Telegram, chat: Phone | int, text: str = "Chào bác") -> Result:
    return await channel.send(
        envelope(Message(text), str(chat.id if isinstance(chat, Phone) else chat))
    )


# --- What certainly left nothing with Telegram: it may be sent again ------------------------------


async def test_no_name_is_not_sent_and_soon_found_again(
    town: Town, lan: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F13: the resolver fails, then works."""
    loop = asyncio.get_running_loop()
    asked = []

    async def nobody_knows(host: str, *rest: object, **more: object) -> object:
        asked.append(host)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    async with channel_to(town, town.telegram_url.replace("127.0.0.1", "localhost")) as channel:
        with monkeypatch.context() as patched:
            patched.setattr(loop, "getaddrinfo", nobody_knows)
            result = await sent(channel, lan)
        assert result == RetryAt(NOW + SOON, "gaierror")
        assert asked == ["localhost"]
        assert isinstance(await sent(channel, lan), Sent)
    assert len(town.calls) == 1


async def test_a_refused_connection_is_not_sent(town: Town, lan: Phone) -> None:
    """F14."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    async with channel_to(town, f"http://127.0.0.1:{port}") as channel:
        assert await sent(channel, lan) == RetryAt(NOW + SOON, "ConnectionRefusedError")


async def test_a_failed_handshake_is_not_sent(town: Town, lan: Phone) -> None:
    """F14: whoever answers does not speak TLS."""
    async with channel_to(town, town.telegram_url.replace("http://", "https://")) as channel:
        assert await sent(channel, lan) == RetryAt(NOW + SOON, "SSLError")
    assert len(town.calls) == 0


# --- What may have left something: the town knows, the adapter does not claim to ------------------


@pytest.mark.parametrize(
    ("trouble", "arrives", "reason"),
    [
        (Deaf(), False, "TimedOut"),  # F15
        (Refuse(), False, "ConnectionLost"),
        (ResetAfter(), True, "ConnectionLost"),  # F21
        (ResetAfter(40), True, "ConnectionLost"),
        (CutAfter(), True, "ConnectionLost"),
        (CutAfter(150), True, "ConnectionLost"),
        (Slow(3600), True, "TimedOut"),
    ],
    ids=repr,
)
async def test_a_broken_wire_is_ambiguous_and_mended_by_the_next_call(
    town: Town, lan: Phone, trouble: WireTrouble, arrives: bool, reason: str
) -> None:
    host, _, port = town.url.removeprefix("http://").partition(":")
    patience = BRIEF if isinstance(trouble, Deaf | Slow) else None
    async with Wire.to(host, int(port)) as wire:
        wire.next(trouble)
        async with channel_to(town, f"{wire.url}/telegram", patience=patience) as channel:
            result = await sent(channel, lan, "một")
            assert isinstance(result, Ambiguous)
            assert result.reason in reason.split("|")
            channel.http.patience = Patience()
            assert isinstance(await sent(channel, lan, "hai"), Sent)
    if arrives:
        await lan.sees("một")
    assert lan.heard() == ["một"] * arrives + ["hai"]  # never twice on its own


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (Trouble.HALF_OPEN, "TimedOut"),  # F15
        (Trouble.LOST_ANSWER, "TimedOut"),  # F21
        (Trouble.RESET_BEFORE, "ConnectionLost"),
        (Trouble.RESET_AFTER, "ConnectionLost"),  # F21
        (Trouble.CUT_OFF, "ConnectionLost"),  # F21
        (Trouble.BAD_GATEWAY, "http 502 without an answer"),  # F20
        (Trouble.GATEWAY_TIMEOUT, "http 504 without an answer"),
        (Trouble.EMPTY, "http 200 without an answer"),
        (Trouble.CUT_JSON, "http 200 without an answer"),
        (Trouble.NOT_JSON, "http 200 without an answer"),
    ],
)
async def test_an_answer_that_is_none_is_ambiguous(
    town: Town, lan: Phone, trouble: Trouble, reason: str
) -> None:
    """F20, F21. What the town took is on the screen once, and the adapter sends nothing on its own."""
    fault = FIXED[trouble]
    town.faults.switch_on(fault, times=1)
    patience = BRIEF if isinstance(fault, Silence) else None
    async with channel_to(town, patience=patience) as channel:
        assert await sent(channel, lan, "một") == Ambiguous(reason)
        channel.http.patience = Patience()
        assert isinstance(await sent(channel, lan, "hai"), Sent)
    await until(lambda: len(town.calls) == 2)
    assert lan.heard() == ["một"] * bool(getattr(fault, "accepted", False)) + ["hai"]


@pytest.mark.parametrize("seconds", [0.1, 0.2])
async def test_a_trickle_ends_at_the_total_and_cancels_nobody(
    town: Town, lan: Phone, seconds: float
) -> None:
    """F16: each byte comes in time, the whole does not. Whoever sent is not cancelled, and others go on."""
    town.faults.switch_on(Trickle(seconds), times=1)
    hung = town.phone("Chú Hùng")
    await hung.starts()
    async with channel_to(town) as channel:
        channel.http.patience = Patience(connect=20.0, read=20.0, total=1.0)
        slow = asyncio.create_task(sent(channel, lan))
        await until(town.calls.struck)
        channel.http.patience = Patience()
        assert isinstance(await sent(channel, hung), Sent)
        assert await slow == Ambiguous("TimedOut")
        assert slow.cancelling() == 0
        assert isinstance(await sent(channel, lan), Sent)
    assert len(lan.heard()) == 2


@pytest.mark.slow
async def test_cancelled_sends_do_not_poison_the_pool(town: Town, lan: Phone) -> None:
    """F17: 2,400 of them, each while the town holds the answer back; httpx 0.28 keeps their connections."""
    in_flight = 60
    town.faults.switch_on(Delay(3600))
    async with channel_to(town, limits=Limits(in_flight=in_flight)) as channel:
        for wave in range(1, 2400 // in_flight + 1):
            sends = [asyncio.create_task(sent(channel, lan)) for _ in range(in_flight)]
            await until(partial(_has_heard, town, wave * in_flight))
            for send in sends:
                send.cancel()
            ended = await asyncio.gather(*sends, return_exceptions=True)
            assert all(isinstance(each, asyncio.CancelledError) for each in ended)
        assert len(town.calls) == 2400
        town.faults.all_off()
        assert isinstance(await sent(channel, lan), Sent)
        # Every place in the pool is free again.
        more = range(in_flight + SPARE_CONNECTIONS)
        results = await asyncio.gather(*(sent(channel, lan) for _ in more))
        assert all(isinstance(each, Sent) for each in results)


def _has_heard(town: Town, calls: int) -> bool:
    return len(town.calls) >= calls


# --- What Telegram asks for -----------------------------------------------------------------------


async def test_one_chat_waits_and_the_others_go_on(
    town: Town, lan: Phone, channel: Telegram
) -> None:
    """F18."""
    hung = town.phone("Chú Hùng")
    await hung.starts()
    town.faults.switch_on(fault_of(Trouble.TOO_MANY, NOW, 7), chat=lan.id)
    for _ in range(2):
        waits = await sent(channel, lan)
        assert isinstance(waits, RetryAt)
        assert (waits.at - NOW, waits.throttled) == (timedelta(seconds=7), True)
        assert not waits.whole_account
        assert isinstance(await sent(channel, hung), Sent)
    assert lan.heard() == []


async def test_a_storm_pauses_the_account_for_as_long_as_it_is_told(
    town: Town, lan: Phone, channel: Telegram
) -> None:
    """F19: hours are passed on as data, whole; the second chat that is refused makes it the account's."""
    hung = town.phone("Chú Hùng")
    await hung.starts()
    town.faults.switch_on(fault_of(Trouble.TOO_MANY, NOW, 10_072))
    first, second = await sent(channel, lan), await sent(channel, hung)
    assert isinstance(first, RetryAt)
    assert isinstance(second, RetryAt)
    assert first.at == second.at == NOW + timedelta(seconds=10_072)
    assert (first.whole_account, second.whole_account) == (False, True)


async def test_a_server_that_says_that_it_is_down_took_nothing(
    town: Town, lan: Phone, channel: Telegram
) -> None:
    """F20: 500 in Telegram's own words is no doubt."""
    town.faults.switch_on(fault_of(Trouble.SERVER_ERROR, NOW), times=1)
    assert await sent(channel, lan) == RetryAt(NOW + SOON, "Internal Server Error: restart")
    assert lan.heard() == []


async def test_a_slow_answer_is_an_answer(town: Town, lan: Phone, channel: Telegram) -> None:
    town.faults.switch_on(Delay(0.5), times=1)
    assert isinstance(await sent(channel, lan), Sent)


async def test_an_account_deleted_blocked_and_made_again(
    town: Town, lan: Phone, channel: Telegram
) -> None:
    """F23: three ends, three reasons; who comes back has another number and is another chat."""
    await lan.blocks()
    assert await sent(channel, lan) == Unreachable("blocked")
    lan.deletes_account()
    assert await sent(channel, lan) == Unreachable("deactivated")
    again = town.new_phone("Bác Lan")
    assert again.id != lan.id
    assert await sent(channel, again) == Unreachable("not_started")
    await again.starts()
    assert isinstance(await sent(channel, again), Sent)
    assert await sent(channel, lan) == Unreachable("deactivated")


# --- Pictures -------------------------------------------------------------------------------------

PICTURE = Message("Tìm hình này.", photo=Photo("hinh/kho.png", "hình cái kho"))


async def shown(channel: Telegram, lan: Phone, message: Message = PICTURE) -> Result:
    return await channel.send(envelope(message, str(lan.id)))


async def test_an_id_of_another_bot_is_replaced_by_a_new_upload(
    town: Town, lan: Phone, pictures: Path
) -> None:
    """F38: the token changed, the ids of the old bot are nothing to the new one."""
    ids = RememberedFileIds()
    async with channel_to(town, pictures=pictures, file_ids=ids) as channel:
        assert isinstance(await shown(channel, lan), Sent)
        (key,) = ids._ids
        ids.put(key, "AgACAgUAAx-of-another-bot")
        assert isinstance(await shown(channel, lan), Sent)
        assert ids.get(key) != "AgACAgUAAx-of-another-bot"
        assert isinstance(await shown(channel, lan), Sent)
    assert [call.accepted for call in town.calls if call.method == "sendPhoto"] == [
        True,  # uploaded
        False,  # wrong file identifier
        True,  # uploaded again
        True,  # by its new id
    ]
    assert all(each.attachment is not None for each in lan.messages()[1:])


@pytest.mark.parametrize("content", [None, b"", b"GIF89a this is none", b"\x89PNG\r\n\x1a\n"])
async def test_the_words_arrive_without_a_picture_that_is_none(
    town: Town, lan: Phone, pictures: Path, content: bytes | None
) -> None:
    """F38: missing, empty, of another type, cut short."""
    place = pictures / "hinh" / "kho.png"
    place.unlink()
    if content is not None:
        place.write_bytes(content)
    async with channel_to(town, pictures=pictures) as channel:
        assert isinstance(await shown(channel, lan), Sent)
    (bubble,) = lan.messages()[1:]
    assert bubble.attachment is None
    assert "Tìm hình này." in bubble.text


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (Trouble.RESET_AFTER, Ambiguous),
        (Trouble.GATEWAY_TIMEOUT, Ambiguous),
        (Trouble.TOO_MANY, RetryAt),
        (Trouble.SERVER_ERROR, RetryAt),
    ],
)
async def test_a_picture_in_doubt_is_not_sent_again_as_words(
    town: Town, lan: Phone, channel: Telegram, trouble: Trouble, expected: type[Result]
) -> None:
    """F21 for pictures: the policy of what is ambiguous is the sender's, not the adapter's."""
    fault = fault_of(trouble, NOW)
    town.faults.switch_on(fault, times=1)
    assert isinstance(await shown(channel, lan), expected)
    assert len(lan.heard()) == getattr(fault, "accepted", None)
    assert [call.method for call in town.calls] == ["sendPhoto"]


# --- In -------------------------------------------------------------------------------------------


async def test_a_copy_days_later_bears_the_same_key(town: Town, lan: Phone) -> None:
    """F29: the adapter hands on what makes the copy one."""
    town.platform.updates.drop(town.platform.updates.waiting(town.home.id)[0])
    async with hook(town) as heard, channel_to(town) as channel:
        town.faults.switch_on(Again(after=9 * 86_400), times=1)
        await lan.says("xong rồi")
        await heard.has(1)
        town.clock.advance(9 * 86_400)
        await heard.has(2)
        first, copy = (channel.read_json(update)[0] for update in heard.updates)
    assert first.content == copy.content == TextSent("xong rồi")
    assert first.key == copy.key
