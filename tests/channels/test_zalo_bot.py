import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.delivery import Ambiguous, Envelope, Rejected, Result, RetryAt, Sent
from bot.limits import Limits, Rate
from bot.message import LANES, Document, Mark, Message, Option, Photo, Purpose
from bot.update import Address, ChatKind, MediaKind, MediaSent, TextSent
from channels.zalo_bot import unfinished
from channels.zalo_bot.adapter import LIMITS, SECRET_HEADER, ZaloBot
from channels.zalo_bot.calls import TOO_LONG
from channels.zalo_bot.courtesy import MOST_CHATS
from tests.channels.fake_wire import SECRET, TOKEN, Drop, Said, Stall, refusal, result
from tests.channels.fake_zalo_bot import ZaloWire
from tests.channels.letters import NOW

CHAT = "6ede9afa66b88fe6d6a9"
GROUP = "zgr-f8a7101d77709e2ec761"
PHOTO = Photo("hinh/kho.png", "hình tam giác nhiều màu")
LONG = Message(" ".join(f"Câu số {n} ạ." for n in range(400)))
MEDIA = "https://hocvuso.example/media/AbC/"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def zalo_wire() -> AsyncIterator[ZaloWire]:
    wire = ZaloWire()
    await wire.open()
    yield wire
    await wire.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def zalo(zalo_wire: ZaloWire, clock: Clock) -> AsyncIterator[ZaloBot]:
    channel = made(zalo_wire.url, clock)
    await channel.open()
    yield channel
    await channel.close()


# As the free plan has it, but quick between the parts of a bubble.
QUICK = Limits(overall=LIMITS.overall, private_chat=Rate(100, 1), group_chat=Rate(100, 1))


def made(url: str, clock: Callable[[], datetime] = lambda: NOW, limits: Limits = QUICK) -> ZaloBot:
    return ZaloBot(
        "zalo-bot",
        TOKEN,
        clock,
        secrets=(SECRET,),
        api_url=url,
        limits=limits,
        media=lambda file: MEDIA + file,
    )


def envelope(content: Message | Mark, number: int = 1, chat: str = CHAT) -> Envelope:
    purpose = content.purpose if isinstance(content, Message) else Purpose.REPLY
    kind = ChatKind.GROUP if chat.startswith("zgr-") else ChatKind.PRIVATE
    address = Address("zalo-bot", chat, kind)
    return Envelope(number, address, content, purpose, LANES[purpose], 1, NOW)


# --- In --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("secrets", "header", "expected"),
    [
        ((SECRET,), SECRET, True),
        ((SECRET,), SECRET + "x", False),
        ((SECRET,), "", False),
        ((SECRET,), None, False),
        ((SECRET,), "bí mật", False),
        ((SECRET,), "\udcff", False),
        (("new", SECRET), SECRET, True),
        (("new", SECRET), "new", True),
        ((), "", False),
        (("",), "", False),
    ],
)
def test_only_zalo_knows_the_secret(
    secrets: tuple[str, ...], header: str | None, expected: bool
) -> None:
    channel = ZaloBot("zalo-bot", TOKEN, lambda: NOW, secrets=secrets)
    headers = {} if header is None else {SECRET_HEADER: header}
    assert channel.authentic(headers, b"{}") is expected


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: SECRET}])
def test_an_empty_trial_of_the_address_passes_and_says_nothing(headers: dict[str, str]) -> None:
    channel = ZaloBot("zalo-bot", TOKEN, lambda: NOW, secrets=(SECRET,))
    assert channel.authentic(headers, b"")
    assert channel.read(b"") == []
    assert json.loads(channel.acknowledge(b"")) == {"ok": True}


def event(what: str, key: str = "k1", chat: str = CHAT, **fields: Any) -> bytes:
    kind = "GROUP" if chat.startswith("zgr-") else "PRIVATE"
    message = {
        "from": {"id": CHAT, "display_name": "Ted"},
        "chat": {"id": chat, "chat_type": kind},
        "message_id": key,
        "date": 1750316131602,
        **fields,
    }
    return json.dumps({"event_name": f"message.{what}.received", "message": message}).encode()


def test_what_zalo_withholds_is_answered_once_an_hour(zalo: ZaloBot, clock: Clock) -> None:
    def heard(key: str, chat: str = CHAT) -> int:
        return len(zalo.read(event("unsupported", key, chat)))

    assert [heard("k1"), heard("k2"), heard("k1")] == [1, 0, 1]  # the last comes again, unanswered
    assert heard("k3", "another") == 1
    clock.now += timedelta(minutes=59)
    assert heard("k4") == 0
    clock.now += timedelta(minutes=1)
    assert heard("k5") == 1
    assert heard("k6", GROUP) == 0


def test_what_can_be_read_is_always_answered(zalo: ZaloBot) -> None:
    for n in range(3):
        assert zalo.read(event("text", f"t{n}", text="1"))[0].content == TextSent("1")
        (photo,) = zalo.read(event("image", f"i{n}", photo_url="https://a"))
        assert photo.content == MediaSent(MediaKind.PHOTO)


def test_only_so_many_chats_are_remembered(zalo: ZaloBot) -> None:
    for n in range(MOST_CHATS + 1):
        assert zalo.read(event("unsupported", "k1", f"c{n}"))
    assert zalo.read(event("unsupported", "k2", "c0"))  # forgotten
    assert not zalo.read(event("unsupported", "k2", f"c{MOST_CHATS}"))


def test_a_name_that_is_configured_stands() -> None:
    named = ZaloBot("zalo-bot", TOKEN, lambda: NOW, name="Bot Gia Sư")
    named.knows_its_name("Bot Khác")
    assert named.us.name == "Bot Gia Sư"
    unnamed = ZaloBot("zalo-bot", TOKEN, lambda: NOW)
    unnamed.knows_its_name("Bot Gia Sư")
    unnamed.knows_its_name("")
    (update,) = unnamed.read(event("text", chat=GROUP, text="@Bot Gia Sư bài 3"))
    assert update.content == TextSent("bài 3")


# --- Out -------------------------------------------------------------------------------------


async def test_a_bubble_is_one_call_with_its_answers_in_numbers(
    zalo: ZaloBot, zalo_wire: ZaloWire
) -> None:
    message = Message("Xong chưa ạ?", (Option("Xong rồi", "a"), Option("Chưa được", "b")))
    assert await zalo.send(envelope(message)) == Sent("00000000000000000001")
    (heard,) = zalo_wire.heard
    assert heard.method == "sendMessage"
    assert heard.fields == {
        "chat_id": CHAT,
        "text": "Xong chưa ạ?\n\n1. Xong rồi\n2. Chưa được\n(Gõ số để chọn.)",
    }


async def test_a_mark_is_nothing_to_send(zalo: ZaloBot, zalo_wire: ZaloWire) -> None:
    assert await zalo.send(envelope(Mark("40", "Xong rồi"))) == Sent("40", parts=0)
    assert await zalo.send(envelope(Message(""))) == Sent("", parts=0)
    assert zalo_wire.heard == []


async def test_a_picture_is_shown_by_its_address(zalo: ZaloBot, zalo_wire: ZaloWire) -> None:
    message = Message("Tìm hình này.", (Option("Thấy", "a"),), photo=PHOTO)
    assert await zalo.send(envelope(message)) == Sent("00000000000000000001")
    (heard,) = zalo_wire.heard
    assert (heard.method, heard.fields["photo"]) == ("sendPhoto", f"{MEDIA}hinh/kho.png")
    assert heard.fields["caption"] == "Tìm hình này.\n\n1. Thấy\n(Gõ 1 để chọn.)"


async def test_without_an_address_a_picture_is_told(zalo_wire: ZaloWire) -> None:
    channel = ZaloBot("zalo-bot", TOKEN, lambda: NOW, api_url=zalo_wire.url)
    await channel.open()
    await channel.send(envelope(Message("Tìm hình này.", photo=PHOTO)))
    await channel.close()
    assert zalo_wire.shown == [f"Tìm hình này.\n\n[Hình: {PHOTO.alt}]"]


async def test_a_picture_that_is_refused_is_told(
    zalo: ZaloBot, zalo_wire: ZaloWire, caplog: pytest.LogCaptureFixture
) -> None:
    """F38: the words arrive in any case."""
    zalo_wire.answers["sendPhoto"].append(refusal(400, "Bad request: photo"))
    sent = await zalo.send(envelope(Message("Tìm hình này.", photo=PHOTO)))
    assert sent == Sent("00000000000000000001")
    assert zalo_wire.shown == [f"Tìm hình này.\n\n[Hình: {PHOTO.alt}]"]
    assert "picture refused: Bad request: photo" in caplog.text


async def test_a_picture_may_take_longer_than_a_text(zalo: ZaloBot) -> None:
    asked: dict[str, float | None] = {}
    post = zalo.post

    async def listening(method: str, body: bytes, read_seconds: float | None = None) -> Any:
        asked[method] = read_seconds
        return await post(method, body, read_seconds)

    zalo.post = listening  # type: ignore[method-assign]
    await zalo.send(envelope(Message("a", photo=PHOTO)))
    await zalo.send(envelope(Message("a"), 2))
    assert asked == {"sendPhoto": 60.0, "sendMessage": None}


async def test_a_long_text_arrives_in_parts_in_order(zalo: ZaloBot, zalo_wire: ZaloWire) -> None:
    sent = await zalo.send(envelope(LONG))
    assert sent == Sent(f"{len(zalo_wire.shown):020x}", len(zalo_wire.shown))
    count = len(zalo_wire.shown)
    assert count == 3
    for n, text in enumerate(zalo_wire.shown, 1):
        assert text.startswith(f"({n}/{count}) ")
    assert " ".join(text.partition(") ")[2] for text in zalo_wire.shown) == LONG.text
    # More is coming: that is shown between the parts, and after the last no more.
    assert [heard.method for heard in zalo_wire.heard] == [
        *("sendMessage", "sendChatAction", "sendMessage", "sendChatAction", "sendMessage")
    ]
    assert zalo_wire.heard[1].fields == {"chat_id": CHAT, "action": "typing"}


async def test_in_a_group_nothing_is_shown_but_the_parts(
    zalo: ZaloBot, zalo_wire: ZaloWire
) -> None:
    assert await zalo.send(envelope(LONG, chat=GROUP)) == Sent(f"{3:020x}", 3)
    assert {heard.method for heard in zalo_wire.heard} == {"sendMessage"}


async def test_the_parts_keep_the_chats_pace(zalo_wire: ZaloWire) -> None:
    """And the next bubble keeps it too, which the sender counts as the second message of the chat."""
    channel = made(zalo_wire.url, limits=Limits(private_chat=Rate(10, 1)))
    await channel.open()
    clock = asyncio.get_running_loop().time
    began = clock()
    await channel.send(envelope(LONG))
    assert clock() - began >= 0.29  # three pauses of a tenth of a second
    await channel.close()


async def test_a_copy_of_ones_data_is_told_in_the_chat(zalo: ZaloBot, zalo_wire: ZaloWire) -> None:
    small = Document("du-lieu.json", "application/json", '{"tên":"Lan"}')
    assert await zalo.send(envelope(Message("Của bác đây.", document=small))) == Sent(
        f"{2:020x}", 2
    )
    large = Document("du-lieu.json", "application/json", "x" * 16_000)
    assert await zalo.send(envelope(Message("Đây ạ.", document=large), 2)) == Sent(f"{4:020x}", 2)
    assert zalo_wire.shown == ["Của bác đây.", '{"tên":"Lan"}', "Đây ạ.", TOO_LONG]


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (refusal(429, "Quota exceeded"), RetryAt),
        (refusal(403, "Internal server error"), RetryAt),
        (refusal(401, "Unauthorized"), Rejected),
        (Said(502, b"<html>", "text/html"), Ambiguous),
        (Drop(), Ambiguous),
    ],
)
async def test_only_what_was_not_taken_is_sent_again(
    zalo: ZaloBot, zalo_wire: ZaloWire, trouble: Said | Drop, expected: type[Result]
) -> None:
    zalo_wire.answers["sendMessage"] += [result({"message_id": "first"}), trouble, trouble]
    for _ in range(2):  # another envelope between them takes nothing of it
        assert isinstance(await zalo.send(envelope(LONG)), expected)
    assert await zalo.send(envelope(Message("Chào bác ạ."), 2)) == Sent(f"{1:020x}")
    assert await zalo.send(envelope(LONG)) == Sent(f"{3:020x}", 3)
    parts = [heard.fields["text"][:5] for heard in zalo_wire.calls("sendMessage")]
    assert parts == ["(1/3)", "(2/3)", "(2/3)", "Chào ", "(2/3)", "(3/3)"]
    assert await zalo.send(envelope(LONG)) == Sent(f"{6:020x}", 3)  # done: nothing is remembered


async def test_a_part_that_is_refused_ends_its_bubble(zalo: ZaloBot, zalo_wire: ZaloWire) -> None:
    zalo_wire.answers["sendMessage"] += [result({"message_id": "first"}), refusal(400, "No")]
    assert await zalo.send(envelope(LONG)) == Rejected("No")
    assert await zalo.send(envelope(LONG)) == Sent(f"{3:020x}", 3)


async def test_the_words_of_a_shown_picture_do_not_bring_it_again(
    zalo: ZaloBot, zalo_wire: ZaloWire
) -> None:
    message = Message(LONG.text, photo=PHOTO)
    zalo_wire.answers["sendMessage"] += [Drop()]
    assert isinstance(await zalo.send(envelope(message)), Ambiguous)
    assert isinstance(await zalo.send(envelope(message)), Sent)
    assert len(zalo_wire.calls("sendPhoto")) == 1


def test_only_so_many_bubbles_are_remembered() -> None:
    some = unfinished.Unfinished()
    for n in range(unfinished.MOST + 5):
        some.put(n, unfinished.Rest((), taken=n))
    assert len(some) == unfinished.MOST
    assert some.pop(4) is None
    assert some.pop(5) == unfinished.Rest((), taken=5)
    assert some.pop(5) is None


@pytest.mark.parametrize("trouble", [Drop(), Said(500, b""), refusal(400, "no"), Said(200, b"")])
async def test_whether_typing_is_seen_matters_to_nothing(
    zalo: ZaloBot, zalo_wire: ZaloWire, trouble: Said | Drop
) -> None:
    zalo_wire.answers["sendChatAction"] += [trouble] * 2
    await zalo.typing(CHAT)
    assert await zalo.send(envelope(LONG)) == Sent(f"{3:020x}", 3)


async def test_an_address_may_have_a_path_and_end_with_a_slash(zalo_wire: ZaloWire) -> None:
    for url in (zalo_wire.url, f"{zalo_wire.url}/"):
        channel = made(url)
        await channel.open()
        assert isinstance(await channel.send(envelope(Message("a"))), Sent)
        await channel.close()
    assert made("http://127.0.0.1:1/zalo-bot/").api_url == "http://127.0.0.1:1/zalo-bot"


@pytest.mark.parametrize("token", ["", "1:x", "canary/canary", "canary?canary", "canary#canary"])
async def test_a_strange_token_is_refused_by_the_platform(zalo_wire: ZaloWire, token: str) -> None:
    channel = ZaloBot("zalo-bot", token, lambda: NOW, api_url=zalo_wire.url)
    await channel.open()
    sent = await channel.send(envelope(Message("a")))
    assert isinstance(sent, Rejected)
    assert sent.account_broken
    assert "canary" not in sent.reason
    await channel.close()


async def test_the_token_is_in_no_reason_and_no_log_line(
    zalo: ZaloBot, zalo_wire: ZaloWire, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where a platform or something in between repeats the address that was called."""
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "aiohttp.client", "asyncio", "channels"):
        caplog.set_level(logging.DEBUG, logger=name)
    echo = f"Not Found: /bot{TOKEN}/sendMessage"
    quoted = f"Not Found: /bot{TOKEN.replace(':', '%3A')}/sendMessage"
    told = []
    troubles: list[Said | Drop] = [
        *(
            refusal(code, text)
            for code in (400, 401, 403, 404, 408, 429)
            for text in (echo, quoted)
        ),
        Said(404, echo.encode(), "text/html"),
        Drop(),
    ]
    for trouble in troubles:
        zalo_wire.answers["sendMessage"].append(trouble)
        told.append(repr(await zalo.send(envelope(Message("Chào bác ạ.")))))
        zalo_wire.answers["sendPhoto"].append(trouble)
        told.append(repr(await zalo.send(envelope(Message("a", photo=PHOTO)))))
        zalo_wire.answers["sendChatAction"].append(trouble)
        await zalo.typing(CHAT)
    assert any("Not Found" in text for text in told)
    logged = caplog.text + repr([record.__dict__ for record in caplog.records])
    for hidden in (TOKEN, SECRET, "canary"):
        assert hidden not in logged
        assert hidden not in " ".join(told)
        assert hidden not in repr(zalo)


async def test_no_answer_at_all_is_a_doubt(zalo_wire: ZaloWire) -> None:
    channel = made(zalo_wire.url)
    channel.http.patience = channel.http.patience.for_slow_answers(0.2)
    await channel.open()
    zalo_wire.answers["sendMessage"].append(Stall())
    assert await channel.send(envelope(Message("a"))) == Ambiguous("TimedOut")
    await channel.close()


async def test_nobody_there_is_certainly_not_sent() -> None:
    wire = ZaloWire()
    await wire.open()
    await wire.close()
    channel = made(wire.url)
    await channel.open()
    assert isinstance(await channel.send(envelope(Message("a"))), RetryAt)
    await channel.close()
