"""Every refusal of Telegram's that the town can say, said by the town and understood by the real adapter.

The table is telegram-and-faults.md 1.3; tests/town/test_errors.py pins the town's words to it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery import Moved, Rejected, Result, RetryAt, Sent, Unreachable
from bot.message import Mark, Message, Option, Photo
from channels.pictures import Pictures
from channels.telegram.adapter import Telegram
from channels.telegram.results import SOON, Gone
from tests.channels.letters import NOW, envelope
from town.faults import refusal
from town.phone import Group, Phone
from town.telegram import errors
from town.telegram.limits import NO_RATES, Rates
from town.town import Town

pytestmark = pytest.mark.slow


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town.running(rates=NO_RATES) as town:
        yield town


@pytest.fixture
async def channel(town: Town, pictures: Path) -> AsyncIterator[Telegram]:
    channel = Telegram(
        "telegram", town.token, lambda: NOW, api_url=town.telegram_url, pictures=Pictures(pictures)
    )
    await channel.open()
    yield channel
    await channel.close()


async def sent(channel: Telegram, chat: int | str, message: Message | None = None) -> Result:
    return await channel.send(envelope(message or Message("Chào bác"), str(chat)))


async def nothing_more(lan: Phone) -> None:
    """She never pressed Start."""


async def blocks(lan: Phone) -> None:
    await lan.starts()
    await lan.blocks()


async def is_gone(lan: Phone) -> None:
    await lan.starts()
    lan.deletes_account()


@pytest.mark.parametrize(
    ("does", "reason"),
    [(nothing_more, Gone.NOT_STARTED), (blocks, Gone.BLOCKED), (is_gone, Gone.DEACTIVATED)],
)
async def test_people_who_cannot_be_reached(
    town: Town, channel: Telegram, does: Callable[[Phone], Awaitable[None]], reason: Gone
) -> None:
    lan = town.phone("Bác Lan")
    await does(lan)
    assert await sent(channel, lan.id) == Unreachable(reason)


@pytest.mark.parametrize("chat", [1, -1, -1_001_234, "@nobody", "không phải số"])
async def test_chats_that_nobody_knows(channel: Telegram, chat: int | str) -> None:
    assert await sent(channel, chat) == Unreachable(Gone.NOT_FOUND)


@pytest.mark.parametrize("grown", [False, True])
@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (Group.puts_out, Gone.KICKED),
        (Group.deleted, Gone.DELETED),
        (Group.mutes, Gone.MUTED),
    ],
)
async def test_groups_that_are_lost(
    town: Town, channel: Telegram, grown: bool, happens: Callable[[Group], None], reason: Gone
) -> None:
    group = town.new_group("Tổ 3", town.phone("Bác Lan"))
    if grown:
        group.grows()
    assert isinstance(await sent(channel, group.id), Sent)
    happens(group)
    assert await sent(channel, group.id) == Unreachable(reason)


@pytest.mark.parametrize("grown", [False, True])
async def test_a_group_that_the_bot_left(town: Town, channel: Telegram, grown: bool) -> None:
    group = town.new_group("Tổ 3", town.phone("Bác Lan"))
    if grown:
        group.grows()
    await channel.post("leaveChat", b'{"chat_id": %d}' % group.id)
    assert await sent(channel, group.id) == Unreachable(Gone.KICKED)


@pytest.mark.parametrize("announced", [False, True])
async def test_a_group_that_moved(town: Town, channel: Telegram, announced: bool) -> None:
    """F25: the old id keeps answering with the new one, whether it was announced or not."""
    group = town.new_group("Tổ 3", town.phone("Bác Lan"))
    old = group.id
    group.grows(announced=announced)
    for _ in range(2):
        assert await sent(channel, old) == Moved(str(group.id))
    assert isinstance(await sent(channel, group.id), Sent)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (Message("a" * 4097), "Bad Request: message is too long"),
        (Message(" "), "Bad Request: text must be non-empty"),
        (Message(""), "Bad Request: message text is empty"),
        (
            Message("a", tuple(Option("Có", f"{n}") for n in range(101))),
            "Bad Request: reply markup is too long",
        ),
        (Message("a", (Option("Có", "x" * 65),)), "Bad Request: BUTTON_DATA_INVALID"),
        (Message("a", (Option("Có", ""),)), "Bad Request: BUTTON_DATA_INVALID"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_bubbles_that_telegram_does_not_take(
    town: Town, channel: Telegram, message: Message, text: str
) -> None:
    """Our own mistakes: final, and told in Telegram's words."""
    lan = town.phone("Bác Lan")
    await lan.starts()
    assert await sent(channel, lan.id, message) == Rejected(text)
    assert lan.heard() == []


async def test_marks_that_are_not_needed(town: Town, channel: Telegram) -> None:
    """message is not modified, to edit not found, can't be edited: as wanted, or gone."""
    lan = town.phone("Bác Lan")
    await lan.starts()
    bubble = await sent(channel, lan.id, Message("Có ạ?", (Option("Có", "s:1"),)))
    assert isinstance(bubble, Sent)
    hers = str(lan.messages()[0].id)
    for message in (bubble.external_id, bubble.external_id, "999", hers):
        mark = envelope(Mark(message, "Có"), str(lan.id))
        assert await channel.send(mark) == Sent(message)
    assert [call.description.partition(":")[2][:30] for call in town.calls.refused(400)] == [
        " message is not modified: spec",
        " message to edit not found",
        " message can't be edited",
    ]


async def test_a_token_that_opens_nothing_stops_the_account(town: Town, channel: Telegram) -> None:
    """F44: 401 for a revoked token, 404 for one that is none."""
    lan = town.phone("Bác Lan")
    await lan.starts()
    town.add_bot(f"{town.home.id}:another-secret")
    assert await sent(channel, lan.id) == Rejected("Unauthorized", account_broken=True)
    channel.token = "no-token"
    channel._urls.clear()
    assert await sent(channel, lan.id) == Rejected("Not Found", account_broken=True)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (errors.MISDIRECTED, Rejected("Misdirected Request", account_broken=True)),
        (errors.RESTARTING, RetryAt(NOW + SOON, "Internal Server Error: restart")),
        (
            errors.too_many(10_072),
            RetryAt(
                NOW + timedelta(seconds=10_072),
                "Too Many Requests: retry after 10072",
                throttled=True,
            ),
        ),
        (errors.UPDATES_ELSEWHERE, Rejected(errors.UPDATES_ELSEWHERE.description)),
        (errors.TOO_LARGE, Rejected("Request Entity Too Large")),
    ],
)
async def test_what_the_server_says_about_itself(
    town: Town, channel: Telegram, said: errors.Refusal, expected: Result
) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    town.faults.next("sendMessage", refusal(said))
    assert await sent(channel, lan.id) == expected
    assert lan.heard() == []


async def test_the_towns_own_rates_are_understood_as_a_wait(pictures: Path) -> None:
    async with Town.running(rates=Rates()) as strict:
        lan = strict.phone("Bác Lan")
        await lan.starts()
        channel = Telegram("telegram", strict.token, lambda: NOW, api_url=strict.telegram_url)
        await channel.open()
        results = [await sent(channel, lan.id) for _ in range(2)]
        await channel.close()
    assert isinstance(results[0], Sent)
    wait = RetryAt(NOW + timedelta(seconds=1), "Too Many Requests: retry after 1", throttled=True)
    assert results[1] == wait


async def test_a_group_that_takes_no_pictures_gets_the_words(town: Town, channel: Telegram) -> None:
    """F38: the words arrive in any case. Its administrators forbade pictures only."""
    lan = town.phone("Bác Lan")
    await lan.starts()
    town.faults.next("sendPhoto", refusal(errors.muted("photos")))
    picture = Message("Tìm hình này.", photo=Photo("hinh/kho.png", "hình"))
    assert isinstance(await sent(channel, lan.id, picture), Sent)
    assert "Tìm hình này." in lan.heard()[-1]
