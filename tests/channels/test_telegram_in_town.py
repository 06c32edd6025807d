"""The real adapter against the simulated platform, over real HTTP: what each believes, the other checks."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.delivery import Moved, RetryAt, Sent, Unreachable
from bot.message import Document, Mark, Message, Option, Photo
from bot.update import BotUnblocked, ButtonPressed, ChatOpened, TextSent, Update
from channels.pictures import Pictures
from channels.setup import Command
from channels.telegram.adapter import Telegram
from channels.telegram.polling import Poller
from channels.telegram.setup import TelegramSetup
from tests.channels.fake_wire import until
from tests.channels.letters import NOW, envelope
from town.faults import Answer as Faulty
from town.faults import DropAfterAccepting
from town.phone import Phone
from town.telegram.limits import NO_RATES
from town.town import Town

pytestmark = pytest.mark.slow

HONEST = (
    "😀 \u202eمرحبا\u202c <b>x</b> </b> & &amp; *đậm* _a_ [b](c) `d` ~e~ ||f|| \\ e\u0323\u0302"
)


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


class Ear:
    def __init__(self) -> None:
        self.heard: list[Update] = []

    async def submit(self, updates: Sequence[Update]) -> bool:
        self.heard += updates
        return True

    async def quarantine(self, account: str, body: bytes, reason: str) -> bool:
        raise AssertionError(reason)

    async def hears(self, count: int) -> list[Update]:
        await until(lambda: len(self.heard) >= count)
        return self.heard


@asynccontextmanager
async def listening(channel: Telegram) -> AsyncIterator[Ear]:
    ear = Ear()
    await TelegramSetup(channel, "secret_1").look()
    task = asyncio.create_task(Poller(channel, ear.submit, ear.quarantine).run())
    try:
        yield ear
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def started(town: Town) -> Phone:
    phone = town.phone("Lan")
    await phone.starts()
    return phone


async def test_a_conversation_by_polling(town: Town, channel: Telegram) -> None:
    phone = town.phone("Lan")
    async with listening(channel) as ear:
        await phone.starts("to-abc")
        await phone.says("xin chào")
        opened, said = await ear.hears(2)
        assert (opened.content, said.content) == (ChatOpened("to-abc"), TextSent("xin chào"))
        sent = await channel.send(
            envelope(Message("Xong chưa ạ?", (Option("Xong rồi", "s:1:0"),)), said.address.chat)
        )
        assert isinstance(sent, Sent)
        bubble = await phone.sees("Xong chưa ạ?")
        await phone.presses("Xong rồi")
        pressed = (await ear.hears(3))[2].content
        assert isinstance(pressed, ButtonPressed)
        assert (pressed.token, pressed.message) == ("s:1:0", sent.external_id)
        await until(lambda: not phone.spins(bubble))
        assert await channel.send(
            envelope(Mark(sent.external_id, "Xong rồi"), said.address.chat)
        ) == Sent(sent.external_id)
        assert "[✓ Xong rồi]" in phone.screen()
        await phone.presses("✓ Xong rồi")
        await until(lambda: not phone.spins(bubble))
        assert len(ear.heard) == 3  # pressing it again says nothing to anybody


async def test_texts_arrive_unchanged(town: Town, channel: Telegram) -> None:
    phone = await started(town)
    assert isinstance(await channel.send(envelope(Message(HONEST), str(phone.id))), Sent)
    assert phone.heard()[-1] == HONEST


async def test_pictures_and_documents_arrive(town: Town, channel: Telegram) -> None:
    phone = await started(town)
    picture = Message("Tìm hình này.", photo=Photo("hinh/kho.png", "x"))
    document = Message("Của bác.", document=Document("a.json", "application/json", "{}"))
    for message in (picture, picture, document):
        assert isinstance(await channel.send(envelope(message, str(phone.id))), Sent)
    assert phone.heard()[-3:] == ["Tìm hình này.", "Tìm hình này.", "Của bác."]
    assert len(town.calls.accepted("sendPhoto")) == 2


async def test_who_blocked_us_is_unreachable_and_heard_coming_back(
    town: Town, channel: Telegram
) -> None:
    phone = await started(town)
    await phone.blocks()
    assert await channel.send(envelope(Message("?"), str(phone.id))) == Unreachable("blocked")
    await phone.unblocks()
    async with listening(channel) as ear:
        heard = await ear.hears(3)
    assert [type(update.content) for update in heard][-1] is BotUnblocked
    phone.deletes_account()
    assert await channel.send(envelope(Message("?"), str(phone.id))) == Unreachable("deactivated")


async def test_strangers_cannot_be_written_to(town: Town, channel: Telegram) -> None:
    assert isinstance(
        await channel.send(envelope(Message("?"), str(town.phone("Hùng").id))), Unreachable
    )
    assert await channel.send(envelope(Message("?"), "1")) == Unreachable("chat_not_found")
    assert await channel.send(envelope(Message("?"), "không phải số")) == Unreachable(
        "chat_not_found"
    )


async def test_a_group_that_grew_is_followed_and_one_that_put_us_out_is_lost(
    town: Town, channel: Telegram
) -> None:
    group = town.new_group("Thôn 3", town.phone("Lan"))
    old = str(group.id)
    group.grows(announced=False)
    assert await channel.send(envelope(Message("Họp"), old)) == Moved(str(group.id))
    assert isinstance(await channel.send(envelope(Message("Họp"), str(group.id))), Sent)
    group.puts_out()
    assert await channel.send(envelope(Message("Họp"), str(group.id))) == Unreachable("kicked")


async def test_too_fast_is_a_wait(channel: Telegram, town: Town) -> None:
    phone = await started(town)
    body = (
        b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7",'
        b'"parameters":{"retry_after":7}}'
    )
    town.faults.next("sendMessage", Faulty(429, body))
    result = await channel.send(envelope(Message("a"), str(phone.id)))
    assert isinstance(result, RetryAt)
    assert (result.throttled, (result.at - NOW).total_seconds()) == (True, 7)


async def test_a_lost_answer_is_no_failure(channel: Telegram, town: Town) -> None:
    phone = await started(town)
    town.faults.next("sendMessage", DropAfterAccepting())
    result = await channel.send(envelope(Message("một lần"), str(phone.id)))
    assert type(result).__name__ == "Ambiguous"
    assert phone.heard().count("một lần") == 1


async def test_the_town_takes_our_webhook(town: Town, channel: Telegram) -> None:
    setup = TelegramSetup(channel, "secret_1", (Command("menu", "Các bài"),))
    found = await setup.set_webhook("http://127.0.0.1:9/webhook/telegram")
    assert found.webhook == "http://127.0.0.1:9/webhook/telegram"
