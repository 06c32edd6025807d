import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery import Ambiguous, Envelope, Rejected, RetryAt, Sent, Unreachable
from bot.message import Document, Mark, Message, Option, Photo
from bot.update import Address, ChatKind
from channels.zalo_oa.adapter import (
    FREE_WINDOW,
    LIMITS,
    PAID_WINDOW,
    TELL_EVERY,
    TOKEN_PAUSE,
    ZaloOA,
)
from channels.zalo_oa.calls import Buttons
from channels.zalo_oa.parts import Parts
from channels.zalo_oa.signature import HEADER, SignatureRules, mac
from channels.zalo_oa.tokens import NotNow, NoToken
from tests.channels.fake_wire import Drop, Said
from tests.channels.fake_wire import refusal as telegram_refusal
from tests.channels.fake_zalo_oa import KEYS, ZaloWire, refusal
from tests.channels.letters import NOW, envelope
from tests.channels.zalo_oa_tokens import Handed

CS, GMF = "/v3.0/oa/message/cs", "/v3.0/oa/group/message"
TWO = (Option("Xong rồi", "3:0"), Option("Chưa", "3:1"))
PICTURE = Message("Tìm hình này.", photo=Photo("hinh/kho.png", "hình tam giác"))
BODY = (
    b'{"event_name":"user_send_text","sender":{"id":"2"},"recipient":{"id":"3333333333333333333"},'
    b'"message":{"text":"Alo","msg_id":"m1"},"timestamp":"%d"}'
) % (NOW.timestamp() * 1000)


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloWire]:
    wire = ZaloWire()
    await wire.open()
    yield wire
    await wire.close()


Make = Callable[..., ZaloOA]


@pytest.fixture
async def make(zalo: ZaloWire) -> AsyncIterator[Make]:
    made: list[ZaloOA] = []

    def make(tokens: Handed | None = None, **settings: object) -> ZaloOA:
        usual: dict[str, object] = {"api_url": zalo.url, "name": "Học Vụ Số"}
        channel = ZaloOA("zalo-oa", KEYS, tokens or Handed(), lambda: NOW, **(usual | settings))  # type: ignore[arg-type]
        made.append(channel)
        return channel

    yield make
    for channel in made:
        await channel.close()


async def opened(channel: ZaloOA) -> ZaloOA:
    await channel.open()
    return channel


def letter(content: Message | Mark, number: int = 1, attempt: int = 1) -> Envelope:
    made = envelope(content, chat="2512523625412515", account="zalo-oa")
    return replace(made, id=number, attempt=attempt)


def to_group(message: Message) -> Envelope:
    address = Address("zalo-oa", "f414c8f76fa586fbdfb4", ChatKind.GROUP)
    return replace(letter(message), address=address)


# --- In --------------------------------------------------------------------------------------


def signed(body: bytes = BODY, first: str = KEYS.app_id) -> dict[str, str]:
    stamp = str(int(NOW.timestamp() * 1000))
    return {HEADER: "mac=" + mac(first, body, stamp, KEYS.secret_key)}


def test_a_signed_event_is_genuine_and_read(make: Make) -> None:
    channel = make()
    assert channel.authentic(signed(), BODY)
    (update,) = channel.read(BODY)
    assert update.address == Address("zalo-oa", "2")
    assert channel.acknowledge(BODY) == b""


@pytest.mark.parametrize("body", [b"", b"{}", b" {} "])
def test_the_trial_of_the_address_passes_and_says_nothing(make: Make, body: bytes) -> None:
    channel = make()
    assert channel.authentic({}, body)
    assert channel.read(body) == ()


def test_a_stranger_is_refused_and_told_once_a_minute(
    zalo: ZaloWire, caplog: pytest.LogCaptureFixture
) -> None:
    now = [NOW]
    channel = ZaloOA("zalo-oa", KEYS, Handed(), lambda: now[0])
    for _ in range(50):
        assert not channel.authentic({HEADER: "mac=" + "0" * 64}, BODY)
    assert caplog.text.count("ZALO_OA_SECRET_KEY") == 1
    now[0] += TELL_EVERY
    assert not channel.authentic({}, BODY)
    assert caplog.text.count("ZALO_OA_SECRET_KEY") == 2
    assert "51 so far" in caplog.text
    assert channel.strangers == 51


def test_which_signature_matched_is_told_once_and_again_when_it_changes(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    channel = make()
    for first in (KEYS.app_id, KEYS.app_id, KEYS.oa_id, KEYS.oa_id):
        assert channel.authentic(signed(first=first), BODY)
    told = [record.getMessage() for record in caplog.records]
    assert told == [
        "zalo-oa: Zalo signs as: app id + body + OA secret key",
        "zalo-oa: Zalo signs as: OA id + body + OA secret key",
    ]


def test_while_connecting_everything_may_be_let_in_and_is_told(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    channel = make(signatures=SignatureRules(log_only=True))
    assert channel.authentic({HEADER: "mac=" + "0" * 64}, BODY)
    assert "no documented signature matches" in caplog.text


def test_events_of_another_account_are_told_once(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    channel = make()
    foreign = BODY.replace(KEYS.oa_id.encode(), b"999")
    assert [channel.read(foreign), channel.read(foreign)] == [(), ()]
    assert caplog.text.count("ZALO_OA_ID") == 1


def test_the_name_can_be_learnt(make: Make) -> None:
    channel = make(name="")
    body = BODY.replace(b"user_send_text", b"user_send_group_text").replace(
        b'"recipient":{"id":"3333333333333333333"}', b'"recipient":{"id":"f414"}'
    )
    body = body.replace(b"Alo", "@Bạn Học chào".encode())
    assert channel.read(body) == ()
    channel.knows_its_name("Bạn Học")
    assert len(channel.read(body)) == 1


# --- Out -------------------------------------------------------------------------------------


async def test_a_message_goes_out_with_its_token(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make())
    assert await channel.send(letter(Message("Xong chưa ạ?", TWO))) == Sent("m1")
    (heard,) = zalo.heard
    assert (heard.path, heard.token) == (CS, "canary-access-0")
    assert heard.fields == {
        "recipient": {"user_id": "2512523625412515"},
        "message": {"text": "Xong chưa ạ?\n\n1. Xong rồi\n2. Chưa\n(Gõ số để chọn.)"},
    }


async def test_a_mark_needs_no_call(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make())
    assert await channel.send(letter(Mark("m40", "Xong rồi"))) == Sent("m40", parts=0)
    assert zalo.heard == []


async def test_a_groups_message_calls_nobody(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make())
    assert await channel.send(to_group(Message("Mời [@f414] đi học."))) == Sent("m1")
    (heard,) = zalo.heard
    assert (heard.path, heard.fields["message"]) == (GMF, {"text": "Mời  đi học."})


async def test_an_empty_bubble_is_our_fault(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make())
    assert await channel.send(to_group(Message("[@f414]"))) == Rejected("tin trống")
    assert zalo.heard == []


@pytest.mark.parametrize("refused", [refusal(-216), refusal(-220), refusal(-124), Said(401, b"")])
async def test_a_refused_token_is_renewed_once(make: Make, zalo: ZaloWire, refused: Said) -> None:
    tokens = Handed(["canary-access-0", "canary-access-1"])
    channel = await opened(make(tokens))
    zalo.answers[CS].append(refused)
    assert await channel.send(letter(Message("Chào bác ạ."))) == Sent("m1")
    assert [heard.token for heard in zalo.heard] == ["canary-access-0", "canary-access-1"]
    assert tokens.refused == ["canary-access-0"]


async def test_a_second_refusal_ends_it(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make(Handed(["a", "b", "c"])))
    zalo.answers[CS] += [refusal(-216)] * 3
    result = await channel.send(letter(Message("Chào bác ạ.")))
    assert isinstance(result, Rejected)
    assert result.account_broken
    assert len(zalo.heard) == 2


async def test_without_a_token_nothing_is_sent(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make(Handed([NoToken("Xin cấp quyền lại.")])))
    result = await channel.send(letter(Message("Chào bác ạ.")))
    assert result == Rejected("Xin cấp quyền lại.", account_broken=True)
    assert zalo.heard == []


async def test_a_token_that_is_late_holds_the_account_and_counts_for_nobody(
    make: Make, zalo: ZaloWire
) -> None:
    channel = await opened(make(Handed([NotNow("Mạng hỏng.")])))
    assert await channel.send(letter(Message("Chào bác ạ."))) == RetryAt(
        NOW + TOKEN_PAUSE, "Mạng hỏng.", throttled=True, whole_account=True
    )
    assert zalo.heard == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(-230), Rejected("window")),
        (refusal(-227), Unreachable("deactivated")),
        (Said(502, b"<html>", "text/html"), Ambiguous("http 502 without an answer")),
        (Drop(), Ambiguous("ConnectionLost")),
        (Drop(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"), Ambiguous("ConnectionLost")),
    ],
)
async def test_what_a_bad_answer_becomes(
    make: Make, zalo: ZaloWire, answer: Said | Drop, expected: object
) -> None:
    channel = await opened(make())
    zalo.answers[CS].append(answer)
    assert await channel.send(letter(Message("Chào bác ạ."))) == expected


async def test_no_money_is_an_error_for_the_operator_told_once(
    make: Make, zalo: ZaloWire, caplog: pytest.LogCaptureFixture
) -> None:
    channel = await opened(make())
    zalo.answers[CS] += [refusal(-320), refusal(-321)]
    for _ in range(2):
        result = await channel.send(letter(Message("Chào bác ạ.")))
        assert isinstance(result, Rejected)
        assert not result.account_broken
    assert [record.levelname for record in caplog.records] == ["ERROR"]


# --- Several parts ---------------------------------------------------------------------------

LONG = Message("Bác chạm vào hình tam giác nhiều màu ạ. " * 120)


async def test_another_try_goes_on_where_the_last_one_ended(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make())
    zalo.answers[CS] += [refusal(0), refusal(-32)]
    first = await channel.send(letter(LONG))
    assert isinstance(first, RetryAt)
    assert await channel.send(letter(LONG)) == Sent("m2", parts=3)
    assert [text[:5] for text in zalo.texts] == ["(1/3)", "(2/3)", "(2/3)", "(3/3)"]


async def test_a_part_in_doubt_is_repeated_and_no_other(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make())
    zalo.answers[CS] += [refusal(0), Drop()]
    assert isinstance(await channel.send(letter(LONG)), Ambiguous)
    assert isinstance(await channel.send(letter(LONG, attempt=2)), Sent)
    assert [text[:5] for text in zalo.texts] == ["(1/3)", "(2/3)", "(2/3)", "(3/3)"]


async def test_the_next_message_begins_at_its_beginning(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make())
    zalo.answers[CS] += [refusal(0), refusal(-32)]
    await channel.send(letter(LONG, number=1))
    assert await channel.send(letter(LONG, number=2)) == Sent("m3", parts=3)
    zalo.answers[CS] += [refusal(0), refusal(-248)]  # and this one is given up
    await channel.send(letter(LONG, number=3))
    assert channel._parts.taken(3) == 0


def test_only_so_many_are_remembered() -> None:
    parts = Parts(most=2)
    for number in (1, 2, 3):
        parts.take(number, 1)
    assert [parts.taken(number) for number in (1, 2, 3)] == [0, 1, 1]


# --- What not every account can show ---------------------------------------------------------


async def test_a_picture_is_sent_by_its_address(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make(media=lambda file: f"https://xa.example/media/{file}"))
    assert await channel.send(letter(PICTURE)) == Sent("m1")
    message = zalo.heard[0].fields["message"]
    assert message["text"] == "Tìm hình này."
    assert message["attachment"]["payload"]["elements"] == [
        {"media_type": "image", "url": "https://xa.example/media/hinh/kho.png"}
    ]


async def test_a_picture_without_an_address_is_told(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make())
    await channel.send(letter(PICTURE))
    assert zalo.texts == ["Tìm hình này.\n\n[Hình: hình tam giác]"]


@pytest.mark.parametrize("code", [-100, -200, -201, -210, -214, -233])
async def test_a_picture_that_is_refused_is_told(make: Make, zalo: ZaloWire, code: int) -> None:
    channel = await opened(make(media=lambda _: "https://xa.example/a.png"))
    zalo.answers[CS].append(refusal(code))
    assert isinstance(await channel.send(letter(PICTURE)), Sent)
    assert zalo.texts[-1] == "Tìm hình này.\n\n[Hình: hình tam giác]"


async def test_a_refusal_that_is_not_the_pictures_fault_is_not_tried_twice(
    make: Make, zalo: ZaloWire
) -> None:
    channel = await opened(make(media=lambda _: "https://xa.example/a.png"))
    zalo.answers[CS].append(refusal(-230))
    assert await channel.send(letter(PICTURE)) == Rejected("window")
    assert len(zalo.heard) == 1


@pytest.mark.parametrize("buttons", [Buttons.LIST, Buttons.TEXT_BUTTONS])
@pytest.mark.parametrize("code", [-201, -233, -240])
async def test_buttons_that_are_refused_become_numbers_for_good(
    make: Make, zalo: ZaloWire, buttons: Buttons, code: int
) -> None:
    channel = await opened(make(buttons=buttons))
    assert channel.capabilities.buttons
    zalo.answers[CS].append(refusal(code))
    for number in (1, 2):
        assert isinstance(await channel.send(letter(Message("Xong chưa ạ?", TWO), number)), Sent)
    with_buttons, *numbered = [heard.fields["message"] for heard in zalo.heard]
    assert "attachment" in with_buttons
    assert all(message["text"].endswith("(Gõ số để chọn.)") for message in numbered)
    assert len(numbered) == 2
    assert not channel.capabilities.buttons


async def test_buttons_that_are_taken_stay(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make(buttons=Buttons.LIST))
    for number in (1, 2):
        await channel.send(letter(Message("Xong chưa ạ?", TWO), number))
    assert all("attachment" in heard.fields["message"] for heard in zalo.heard)
    assert channel.capabilities.buttons


async def test_a_person_nobody_knows_says_nothing_about_buttons(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make(buttons=Buttons.LIST))
    zalo.answers[CS] += [refusal(-201, "user_id is invalid")] * 2
    assert isinstance(await channel.send(letter(Message("Xong chưa ạ?", TWO))), Rejected)
    assert channel.capabilities.buttons


async def test_a_copy_of_data_comes_in_parts(make: Make, zalo: ZaloWire) -> None:
    channel = await opened(make())
    copy = Message("Của bác đây.", document=Document("a.json", "application/json", '{"a":1}'))
    assert await channel.send(letter(copy)) == Sent("m2", parts=2)


def test_how_long_one_may_write_to_the_silent() -> None:
    assert LIMITS.window == FREE_WINDOW == timedelta(hours=48)
    assert timedelta(days=6) < PAID_WINDOW < timedelta(days=7)
    assert LIMITS.overall is not None
    assert LIMITS.overall.count / LIMITS.overall.seconds * 60 <= 4_000


async def test_nothing_secret_is_logged_or_told(
    make: Make, zalo: ZaloWire, caplog: pytest.LogCaptureFixture
) -> None:
    """At the most talkative level of every library, without a filter of the service's."""
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "aiohttp.client", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    channel = await opened(make(Handed(["canary-access-0", "canary-access-1"])))
    told = [repr(channel.keys), repr(channel)]
    for answer in (refusal(-216), Drop(), Said(200, b"not json"), telegram_refusal(500, "x")):
        zalo.answers[CS].append(answer)
        told.append(repr(await channel.send(letter(Message("chim-yen")))))
    channel.authentic({HEADER: "mac=canary"}, b"canary")
    logged = caplog.text + repr([record.__dict__ for record in caplog.records]) + "".join(told)
    assert "access token was refused" in logged  # it does log, only not that
    assert [word for word in ("canary", "chim-yen") if word in logged] == []
