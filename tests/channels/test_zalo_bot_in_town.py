"""The real adapter against the simulated platform, over real HTTP: what each believes, the other checks."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web

from bot.delivery import Ambiguous, Envelope, Rejected, RetryAt, Sent
from bot.limits import Limits
from bot.message import Document, Mark, Message, Option, Photo
from bot.update import Address, ChatKind, MediaKind, MediaSent, TextSent, Update
from channels.setup import OutOfReach, Unusable
from channels.zalo_bot import polling
from channels.zalo_bot.adapter import ZaloBot
from channels.zalo_bot.results import QUOTA_PAUSE
from channels.zalo_bot.setup import ZaloBotSetup
from tests.channels.fake_wire import until
from tests.channels.letters import NOW, envelope
from tests.town.zalo_wire import Album, album, serving
from town.faults import Answer as Faulty
from town.faults import DropAfterAccepting
from town.town import Town
from town.zalo import errors
from town.zalo.accounts import Plan
from town.zalo.limits import MOST_TRIALS
from town.zalo.phone import ZaloPhone
from town.zalo.side import HOME_ZALO_NAME
from town.zalo.world import Kind

pytestmark = pytest.mark.slow

SECRET = "mot-bi-mat-chi-de-thu"
HONEST = "😀 \u202eمرحبا\u202c <b>x</b> </b> & &amp; *đậm* _a_ [b](c) `d` ~e~ {red}f{/red} \\ e\u0323\u0302"
ANSWERS = (Option("Xong rồi", "a"), Option("Chưa được", "b"))


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town.running() as town:
        yield town


@pytest.fixture
async def pictures() -> AsyncIterator[Album]:
    async with album() as pictures:
        yield pictures


@pytest.fixture
async def channel(town: Town, pictures: Album) -> AsyncIterator[ZaloBot]:
    channel = ZaloBot(
        "zalo-bot",
        town.zalo_bots.token,
        town.clock.now,
        secrets=(SECRET,),
        api_url=town.zalo_bots.url,
        limits=Limits(),  # the town publishes no rate either
        media=lambda _: pictures.url,
    )
    await channel.open()
    yield channel
    await channel.close()


@pytest.fixture
def setup(channel: ZaloBot) -> ZaloBotSetup:
    return ZaloBotSetup(channel, SECRET)


def letter(
    content: Message | Mark, chat: str, kind: ChatKind = ChatKind.PRIVATE, number: int = 1
) -> Envelope:
    return replace(
        envelope(content), id=number, address=Address("zalo-bot", chat, kind), created_at=NOW
    )


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
async def polled(setup: ZaloBotSetup) -> AsyncIterator[Ear]:
    ear = Ear()
    await setup.look()
    task = asyncio.create_task(setup.poll(ear.submit, ear.quarantine))
    try:
        yield ear
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def hooked(channel: ZaloBot, setup: ZaloBotSetup) -> AsyncIterator[Ear]:
    """The webhook as the service's front door has it; `ear.url` is where."""
    ear = Ear()

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        if not channel.authentic(headers, body):
            return web.Response(status=401)
        await ear.submit(channel.read(body))
        return web.Response(body=channel.acknowledge(body), content_type="application/json")

    async with serving({"/webhook/zalo-bot": take}, method="POST") as base:
        found = await setup.set_webhook(f"{base}/webhook/zalo-bot")
        assert (found.webhook, found.last_error) == (f"{base}/webhook/zalo-bot", "")
        yield ear


async def met(town: Town, channel: ZaloBot, name: str = "Lan") -> ZaloPhone:
    """Somebody who has written, so that the bot may write back."""
    phone = town.zalo_bots.phone(name)
    await phone.says("xin chào")
    return phone


# --- In --------------------------------------------------------------------------------------


async def test_a_conversation_by_polling(town: Town, channel: ZaloBot, setup: ZaloBotSetup) -> None:
    phone = town.zalo_bots.phone("Lan")
    async with polled(setup) as ear:
        await phone.says("xin chào")
        await phone.says("roi a")
        first, second = await ear.hears(2)
        assert [first.content, second.content] == [TextSent("xin chào"), TextSent("roi a")]
        assert first.key != second.key
        assert first.address == Address("zalo-bot", phone.id)
        assert (first.sender.user, first.sender.name) == (phone.id, "Bác Lan")
        await channel.send(letter(Message("Xong chưa ạ?", ANSWERS), phone.id))
        shown = await phone.sees("Xong chưa ạ?")
        assert shown.text == "Xong chưa ạ?\n\n1. Xong rồi\n2. Chưa được\n(Gõ số để chọn.)"
        await phone.says("1")
        assert (await ear.hears(3))[2].content == TextSent("1")


@pytest.mark.slow
async def test_an_idle_poll_is_asked_again_and_nothing_is_said(
    town: Town,
    setup: ZaloBotSetup,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="channels")
    monkeypatch.setattr(polling, "POLL_SECONDS", 1)

    def idle() -> int:
        return len(town.calls.refused(408))

    async with polled(setup) as ear:
        await until(lambda: idle() >= 2)
        await town.zalo_bots.phone("Lan").says("xin chào")
        await ear.hears(1)
    assert [record for record in caplog.records if record.name.startswith("channels")] == []


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("photo_field", ["photo_url", "photo"])
async def test_a_webhook_hears_the_same_in_every_manner(
    town: Town, channel: ZaloBot, setup: ZaloBotSetup, wrapped: bool, photo_field: str
) -> None:
    manner = town.zalo_bots.home.manner
    manner.wrapped, manner.photo_field, manner.quote_field = wrapped, photo_field, "reply_to"
    phone = town.zalo_bots.phone("Lan")
    async with hooked(channel, setup) as ear:
        await phone.says("xin chào")
        await ear.hears(1)
        sent = await channel.send(letter(Message("Xong chưa ạ?", ANSWERS), phone.id))
        assert isinstance(sent, Sent)
        await phone.says("2", quotes=await phone.sees("Xong chưa ạ?"))
        for kind in (Kind.PICTURE, Kind.VOICE, Kind.STICKER, Kind.LINK, Kind.FILE):
            await phone.sends(kind, "máy bác đây" if kind is Kind.PICTURE else "")
        heard = await ear.hears(6)
        assert [update.content for update in heard] == [
            TextSent("xin chào"),
            TextSent("2", sent.external_id),
            MediaSent(MediaKind.PHOTO, caption="máy bác đây"),
            MediaSent(MediaKind.VOICE),
            MediaSent(MediaKind.STICKER),
            MediaSent(MediaKind.OTHER),  # the link; the file is not answered within the hour
        ]
        assert len({update.key for update in heard}) == 6


async def test_a_person_whose_words_are_withheld_is_answered_once_an_hour(
    town: Town, channel: ZaloBot, setup: ZaloBotSetup
) -> None:
    phone = town.zalo_bots.phone("Lan")
    phone.becomes_protected()
    async with hooked(channel, setup) as ear:
        for n in range(3):
            await phone.says(f"lần {n}")
        other = town.zalo_bots.phone("Hùng")
        await other.says("xin chào")
        (withheld, _) = await ear.hears(2)
        assert withheld.content == MediaSent(MediaKind.OTHER)
        town.clock.advance(3601)
        await phone.says("lần nữa")
        assert (await ear.hears(3))[2].content == MediaSent(MediaKind.OTHER)


async def test_what_comes_twice_has_the_same_key(
    town: Town, channel: ZaloBot, setup: ZaloBotSetup
) -> None:
    phone = town.zalo_bots.phone("Lan")
    async with hooked(channel, setup) as ear:
        await phone.says("1")
        await ear.hears(1)
        assert town.zalo_bots.repeat_events() == 1
        first, again = await ear.hears(2)
        assert first == again


async def test_a_group_is_heard_only_when_it_speaks_to_us(
    town: Town, channel: ZaloBot, setup: ZaloBotSetup
) -> None:
    lan, hung = town.zalo_bots.phone("Lan"), town.zalo_bots.phone("Hùng")
    group = town.zalo_bots.group("Xóm Đông", lan, hung)
    async with polled(setup) as ear:
        await lan.says("ai đi họp không?", group)
        await hung.says(f"@{HOME_ZALO_NAME} gõ tay", group)
        await hung.says("KETNOI 482913", group, mention=True)
        (called,) = await ear.hears(1)
        assert called.address == Address("zalo-bot", group.id, ChatKind.GROUP)
        assert called.content == TextSent("KETNOI 482913")
        assert called.sender.name == "Chú Hùng"
        sent = await channel.send(letter(Message("Dạ rồi ạ."), group.id, ChatKind.GROUP))
        assert isinstance(sent, Sent)
        answer = await lan.sees("Dạ rồi ạ.", group)
        await lan.says("cảm ơn", group, quotes=answer)
        await lan.sends(Kind.PICTURE, "máy đây", group, mention=True)
        heard = await ear.hears(3)
        assert [update.content for update in heard[1:]] == [
            TextSent("cảm ơn"),
            MediaSent(MediaKind.PHOTO, caption="máy đây"),
        ]


# --- Out -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [HONEST, "a\n\nb", "x" * 2_000, "😀" * 1_000])
async def test_texts_arrive_as_they_were_written(town: Town, channel: ZaloBot, text: str) -> None:
    phone = await met(town, channel)
    sent = await channel.send(letter(Message(text), phone.id))
    assert isinstance(sent, Sent)
    assert phone.heard() == [text if text != HONEST else text.replace("e\u0323\u0302", "ệ")]
    assert phone.messages()[-1].outside == sent.external_id


async def test_a_long_text_and_a_copy_of_ones_data_arrive_in_parts(
    town: Town, channel: ZaloBot
) -> None:
    phone = await met(town, channel)
    words = " ".join(f"Câu số {n} ạ." for n in range(400))
    sent = await channel.send(letter(Message(words), phone.id))
    assert isinstance(sent, Sent)
    assert sent.parts == len(phone.heard()) == 3
    assert " ".join(text.partition(") ")[2] for text in phone.heard()) == words
    data = Document("du-lieu.json", "application/json", '{"tên":"Lan"}')
    await channel.send(letter(Message("Của bác đây.", document=data), phone.id, number=2))
    assert phone.heard()[3:] == ["Của bác đây.", '{"tên":"Lan"}']


async def test_a_picture_is_fetched_and_can_be_looked_at_again(
    town: Town, channel: ZaloBot, pictures: Album
) -> None:
    phone = await met(town, channel)
    message = Message("Tìm hình này.", ANSWERS, photo=Photo("hinh/kho.png", "tam giác"))
    assert isinstance(await channel.send(letter(message, phone.id)), Sent)
    shown = await phone.sees("Tìm hình này.")
    assert shown.kind is Kind.PICTURE
    assert shown.text.endswith("(Gõ số để chọn.)")
    assert await phone.looks_at(shown) is not None
    pictures.gone.append("/buoc-1.png")
    assert isinstance(await channel.send(letter(message, phone.id, number=2)), Sent)
    assert (await phone.sees("[Hình: tam giác]")).kind is Kind.TEXT


async def test_typing_is_seen_and_a_mark_is_not(town: Town, channel: ZaloBot) -> None:
    phone = await met(town, channel)
    await channel.typing(phone.id)
    assert phone.chat.typing_until is not None
    used = dict(town.zalo_bots.home.usage)
    assert await channel.send(letter(Mark("40", "Xong rồi"), phone.id)) == Sent("40", parts=0)
    assert (phone.heard(), town.zalo_bots.home.usage) == ([], used)


async def test_past_the_quota_nothing_is_sent_for_an_hour(town: Town, channel: ZaloBot) -> None:
    town.zalo_bots.home.plan = Plan(messages=2)  # what people write counts as well
    phone = await met(town, channel)
    assert isinstance(await channel.send(letter(Message("một"), phone.id)), Sent)
    refused = await channel.send(letter(Message("hai"), phone.id, number=2))
    assert isinstance(refused, RetryAt)
    assert refused.whole_account
    assert refused.throttled
    assert refused.reason == "quota: Quota exceeded"
    assert refused.at - town.clock.now() <= QUOTA_PAUSE
    assert phone.heard() == ["một"]


async def test_who_cannot_be_written_to_is_refused_one_by_one(town: Town, channel: ZaloBot) -> None:
    lan = await met(town, channel)
    group = town.zalo_bots.group("Xóm Đông", lan)
    await lan.blocks()
    group.puts_out()
    for refused in (
        await channel.send(letter(Message("a"), lan.id)),
        await channel.send(letter(Message("a"), group.id, ChatKind.GROUP)),
        await channel.send(letter(Message("a"), "nobody")),
    ):
        assert isinstance(refused, Rejected)
        assert not refused.account_broken
    hung = await met(town, channel, "Hùng")
    assert isinstance(await channel.send(letter(Message("a"), hung.id)), Sent)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (errors.said(errors.QUOTA), RetryAt),
        (errors.said(errors.INTERNAL), Ambiguous),
        (errors.said(errors.TIMEOUT), Ambiguous),
        (errors.said(errors.UNAUTHORIZED), Rejected),
        (Faulty(502, b"<html>Bad Gateway</html>"), Ambiguous),
        (DropAfterAccepting(), Ambiguous),
    ],
)
async def test_what_goes_wrong_is_told(
    town: Town, channel: ZaloBot, fault: Faulty | DropAfterAccepting, expected: type
) -> None:
    phone = await met(town, channel)
    town.zalo_bots.faults.next("sendMessage", fault)
    assert isinstance(await channel.send(letter(Message("a"), phone.id)), expected)
    assert len(phone.heard()) == (1 if isinstance(fault, DropAfterAccepting) else 0)


# --- The account -----------------------------------------------------------------------------


async def test_the_account_from_clean_to_webhook_and_back(
    town: Town, channel: ZaloBot, setup: ZaloBotSetup
) -> None:
    assert (await setup.look()).webhook == ""
    assert channel.us.name == HOME_ZALO_NAME
    async with hooked(channel, setup):
        ear = Ear()
        with pytest.raises(Unusable, match="drop-webhook"):
            await setup.poll(ear.submit, ear.quarantine)
        assert (await setup.try_webhook()).last_error == ""
    gone = await setup.try_webhook()
    assert gone.last_error.startswith("webhook.err.")
    for _ in range(MOST_TRIALS - 2):
        await setup.try_webhook()
    with pytest.raises(OutOfReach, match="ngày mai"):
        await setup.try_webhook()
    await setup.drop_webhook()
    assert (await setup.look()).webhook == ""


async def test_a_webhook_that_nobody_answers_is_kept_and_told(setup: ZaloBotSetup) -> None:
    found = await setup.set_webhook("http://127.0.0.1:9/webhook/zalo-bot")
    assert found.webhook == "http://127.0.0.1:9/webhook/zalo-bot"
    assert found.last_error.startswith("webhook.err.")
    assert found.last_error_at is not None
    assert found.warnings


async def test_a_token_of_nobody_is_told_in_words(town: Town) -> None:
    channel = ZaloBot("zalo-bot", "1:of-nobody", town.clock.now, api_url=town.zalo_bots.url)
    with pytest.raises(Unusable, match="Zalo Bot Creator"):
        await ZaloBotSetup(channel, SECRET).look()
    await channel.close()
