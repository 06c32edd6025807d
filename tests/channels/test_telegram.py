import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery import Ambiguous, Rejected, RetryAt, Sent, Unreachable
from bot.message import Document, Mark, Message, Option, Photo
from bot.text import utf16_length
from channels.pictures import Pictures
from channels.telegram.adapter import ANSWERED_ALREADY, SECRET_HEADER, Telegram
from channels.telegram.results import UNSAID_WAIT
from tests.channels.conftest import PNG
from tests.channels.fake_wire import SECRET, TOKEN, Drop, Said, Wire, refusal
from tests.channels.letters import NOW, envelope

PAYLOADS = Path(__file__).parent.parent / "payloads" / "telegram"
PHOTO = Photo("hinh/kho.png", "hình tam giác nhiều màu")


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
def test_only_telegram_knows_the_secret(
    secrets: tuple[str, ...], header: str | None, expected: bool
) -> None:
    channel = Telegram("telegram", TOKEN, lambda: NOW, secrets=secrets)
    headers = {} if header is None else {SECRET_HEADER: header}
    assert channel.authentic(headers, b"{}") is expected


@pytest.mark.parametrize(
    ("payload", "answer"),
    [
        ("press", {"method": "answerCallbackQuery", "callback_query_id": "2384562934875629384"}),
        (
            "press_on_chosen",
            {
                "method": "answerCallbackQuery",
                "callback_query_id": "2384562934875629386",
                "text": ANSWERED_ALREADY,
            },
        ),
        (
            "press_inline",
            {"method": "answerCallbackQuery", "callback_query_id": "2384562934875629388"},
        ),
        ("text", None),
    ],
)
def test_a_press_is_answered_in_the_webhooks_answer(
    telegram: Telegram, payload: str, answer: dict[str, str] | None
) -> None:
    said = telegram.acknowledge((PAYLOADS / f"{payload}.json").read_bytes())
    assert (json.loads(said) if said else None) == answer
    assert len(ANSWERED_ALREADY) <= 200  # core.telegram.org/bots/api#answercallbackquery


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"callback_query":5}',
        b'{"callback_query":{"id":5}}',
        b'{"callback_query":{"id":"\\ud800"}}',  # half a letter, which no answer can repeat
    ],
)
def test_what_is_no_press_is_answered_with_nothing(telegram: Telegram, body: bytes) -> None:
    assert telegram.acknowledge(body) == b""


# --- Out -------------------------------------------------------------------------------------


async def test_a_text_goes_out_plain_with_one_answer_a_row(telegram: Telegram, wire: Wire) -> None:
    message = Message(
        "Chạm <b>vào</b> *đây*", (Option("Xong rồi", "s:1:0"), Option("Chưa", "s:1:1"))
    )
    assert await telegram.send(envelope(message)) == Sent("1")
    assert [(heard.method, heard.fields) for heard in wire.heard] == [
        (
            "sendMessage",
            {
                "chat_id": 5551234567,
                "text": "Chạm <b>vào</b> *đây*",
                "link_preview_options": {"is_disabled": True},
                "reply_markup": {
                    "inline_keyboard": [
                        [{"text": "Xong rồi", "callback_data": "s:1:0"}],
                        [{"text": "Chưa", "callback_data": "s:1:1"}],
                    ]
                },
            },
        )
    ]


async def test_long_answers_are_told_in_the_text_where_no_screen_cuts_them(
    telegram: Telegram, wire: Wire
) -> None:
    options = (
        Option("Bấm vào cài luôn", "a"),
        Option("Không bấm, chỉ vào CH Play hoặc App Store để tìm", "b"),
    )
    await telegram.send(envelope(Message("Làm gì?", options)))
    fields = wire.heard[0].fields
    assert fields["text"] == "Làm gì?\n\n1. Bấm vào cài luôn\n2. " + options[1].label
    rows = fields["reply_markup"]["inline_keyboard"]
    assert [row[0]["text"] for row in rows] == [
        "1. Bấm vào cài luôn",
        "2. Không bấm, chỉ vào CH Play hoặ…",
    ]
    assert [row[0]["callback_data"] for row in rows] == ["a", "b"]


async def test_the_chosen_answer_stays_as_a_button_that_does_nothing(
    telegram: Telegram, wire: Wire
) -> None:
    assert await telegram.send(envelope(Mark("40", "Xong rồi"))) == Sent("")
    (heard,) = wire.calls("editMessageReplyMarkup")
    assert heard.fields == {
        "chat_id": 5551234567,
        "message_id": 40,
        "reply_markup": {"inline_keyboard": [[{"text": "✓ Xong rồi", "callback_data": "-"}]]},
    }


async def test_a_picture_is_uploaded_once_and_then_named(telegram: Telegram, wire: Wire) -> None:
    message = Message("Tìm hình này.", (Option("Thấy rồi", "t"),), photo=PHOTO)
    assert await telegram.send(envelope(message)) == Sent("1")
    assert await telegram.send(envelope(message)) == Sent("2")
    first, second = wire.calls("sendPhoto")
    assert first.files == {"photo": ("kho.png", "image/png", PNG)}
    assert first.fields["caption"] == "Tìm hình này."
    keyboard = {"inline_keyboard": [[{"text": "Thấy rồi", "callback_data": "t"}]]}
    assert json.loads(first.fields["reply_markup"]) == keyboard
    assert second.fields == {
        "chat_id": 5551234567,
        "caption": "Tìm hình này.",
        "reply_markup": keyboard,
        "photo": "photo-1",
    }


async def test_an_id_that_is_not_taken_any_more_is_replaced(telegram: Telegram, wire: Wire) -> None:
    message = Message("Tìm hình này.", photo=PHOTO)
    await telegram.send(envelope(message))
    wire.answers["sendPhoto"].append(
        refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
    )
    assert isinstance(await telegram.send(envelope(message)), Sent)
    await telegram.send(envelope(message))
    assert [bool(heard.files) for heard in wire.calls("sendPhoto")] == [True, False, True, False]
    assert wire.calls("sendPhoto")[-1].fields["photo"] == "photo-2"


@pytest.mark.parametrize("file", ["hinh/khong-co.png", "../ngoai.png", "/etc/hostname", "hinh"])
async def test_words_arrive_when_the_picture_is_missing(
    telegram: Telegram, wire: Wire, file: str
) -> None:
    message = Message("Tìm hình này.", photo=Photo(file, "hình tam giác"))
    assert isinstance(await telegram.send(envelope(message)), Sent)
    assert [heard.fields["text"] for heard in wire.heard] == [
        "Tìm hình này.\n\n[Hình: hình tam giác]"
    ]


async def test_words_arrive_when_the_picture_is_refused(telegram: Telegram, wire: Wire) -> None:
    wire.answers["sendPhoto"].append(refusal(400, "Bad Request: IMAGE_PROCESS_FAILED"))
    assert isinstance(await telegram.send(envelope(Message("Tìm.", photo=PHOTO))), Sent)
    assert [heard.method for heard in wire.heard] == ["sendPhoto", "sendMessage"]


async def test_a_text_too_long_for_a_caption_goes_without_the_picture(
    telegram: Telegram, wire: Wire
) -> None:
    """One envelope is one message: the limits are counted so."""
    await telegram.send(envelope(Message("x" * 1_025, photo=PHOTO)))
    assert [heard.method for heard in wire.heard] == ["sendMessage"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(403, "Forbidden: bot was blocked by the user"), Unreachable("blocked")),
        (
            refusal(429, "Too Many Requests"),
            RetryAt(NOW + UNSAID_WAIT, "Too Many Requests", throttled=True),
        ),
        (Said(502, b"<html>", "text/html"), Ambiguous("http 502 without an answer")),
        (Drop(), Ambiguous("ServerDisconnectedError")),
        (refusal(401, "Unauthorized"), Rejected("Unauthorized", account_broken=True)),
    ],
)
async def test_a_picture_that_met_trouble_is_not_followed_by_its_words(
    telegram: Telegram, wire: Wire, answer: Said | Drop, expected: object
) -> None:
    wire.answers["sendPhoto"].append(answer)
    assert await telegram.send(envelope(Message("Tìm.", photo=PHOTO))) == expected
    assert len(wire.heard) == 1


async def test_a_document_goes_out_with_its_words(telegram: Telegram, wire: Wire) -> None:
    document = Document("du-lieu.json", "application/json", '{"tên": "Lan"}')
    message = Message("Đây là dữ liệu.", document=document)
    assert await telegram.send(envelope(message)) == Sent("1")
    (heard,) = wire.heard
    assert heard.files == {
        "document": ("du-lieu.json", "application/json", '{"tên": "Lan"}'.encode())
    }
    assert heard.fields == {"chat_id": "5551234567", "caption": "Đây là dữ liệu."}


async def test_a_documents_caption_is_clipped_to_what_telegram_takes(
    telegram: Telegram, wire: Wire
) -> None:
    document = Document("a.txt", "text/plain", "x")
    await telegram.send(envelope(Message("😀" * 700, document=document)))
    assert utf16_length(wire.heard[0].fields["caption"]) <= 1_024


async def test_a_second_throttled_chat_pauses_the_account(telegram: Telegram, wire: Wire) -> None:
    for _ in range(3):
        wire.answers["sendMessage"].append(refusal(429, "Too Many Requests", retry_after=7))
    results = [await telegram.send(envelope(Message("a"), chat)) for chat in ("1", "1", "2")]
    at = NOW + timedelta(seconds=7)
    assert results == [
        RetryAt(at, "Too Many Requests", throttled=True, whole_account=whole)
        for whole in (False, False, True)
    ]


def test_an_edited_picture_has_another_key(pictures: Path) -> None:
    found = Pictures(pictures)
    first = found.find("hinh/kho.png")
    (pictures / "hinh" / "kho.png").write_bytes(b"new picture")
    second = found.find("hinh/kho.png")
    assert first is not None
    assert second is not None
    assert (first.key != second.key, second.load()) == (True, b"new picture")
