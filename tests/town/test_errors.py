"""The town refuses what Telegram refuses, in Telegram's words (the table of errors that the service lives by)."""

import asyncio

import aiohttp
import pytest

from tests.town.wire import Raw, png
from town.faults import refusal as fault_of_refusal
from town.telegram.errors import MISDIRECTED, RESTARTING, UNAUTHORIZED, Refusal, too_many
from town.telegram.limits import NO_RATES
from town.town import Town

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def buttons(count: int, data: str = "x") -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "a", "callback_data": data}] for _ in range(count)]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"text": ""}, (400, "Bad Request: message text is empty")),
        ({}, (400, "Bad Request: message text is empty")),
        ({"text": " \n "}, (400, "Bad Request: text must be non-empty")),
        ({"text": "a" * 4097}, (400, "Bad Request: message is too long")),
        ({"text": "😀" * 2049}, (400, "Bad Request: message is too long")),
        (
            {"text": "a", "reply_markup": buttons(101)},
            (400, "Bad Request: reply markup is too long"),
        ),
        (
            {"text": "a", "reply_markup": buttons(1, "ệ" * 22)},
            (400, "Bad Request: BUTTON_DATA_INVALID"),
        ),
        ({"text": "a", "reply_markup": buttons(1, "")}, (400, "Bad Request: BUTTON_DATA_INVALID")),
        ({"text": "a", "reply_markup": [1]}, (400, "Bad Request: object expected as reply markup")),
        (
            {"text": "<b>a", "parse_mode": "HTML"},
            (
                400,
                "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
            ),
        ),
        (
            {"text": "a <x>", "parse_mode": "HTML"},
            (
                400,
                'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 2',
            ),
        ),
        ({"text": "a", "chat_id": 12345}, (400, "Bad Request: chat not found")),
        ({"text": "a", "chat_id": "@nobody"}, (400, "Bad Request: chat not found")),
        ({"text": "a", "chat_id": -12345}, (400, "Bad Request: chat not found")),
        ({"text": "a", "chat_id": ""}, (400, "Bad Request: chat_id is empty")),
    ],
)
async def test_what_a_message_may_not_be(
    town: Town, raw: Raw, given: dict[str, object], expected: tuple[int, str]
) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    assert await raw.refusal("sendMessage", **({"chat_id": lan.id} | given)) == expected
    assert lan.heard() == []


@pytest.mark.parametrize(
    "given",
    [
        {"text": "a" * 4096},
        {"text": "ệ" * 4096},
        {"text": "a", "reply_markup": buttons(100, "ệ" * 21)},
        {"text": "<b>" + "a" * 4096 + "</b>", "parse_mode": "HTML"},
    ],
)
async def test_what_a_message_may_just_be(town: Town, raw: Raw, given: dict[str, object]) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    await raw.result("sendMessage", chat_id=str(lan.id), **given)
    assert len(lan.heard()) == 1


async def test_whom_a_bot_may_not_write_to(town: Town, raw: Raw) -> None:
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    to_lan = {"chat_id": lan.id, "text": "a"}
    assert await raw.refusal("sendMessage", **to_lan) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    await lan.starts()
    await lan.blocks()
    assert await raw.refusal("sendMessage", **to_lan) == (
        403,
        "Forbidden: bot was blocked by the user",
    )
    await lan.unblocks()
    await raw.result("sendMessage", **to_lan)
    lan.deletes_account()
    assert await raw.refusal("sendMessage", **to_lan) == (403, "Forbidden: user is deactivated")
    group = town.new_group("Tổ 3", hung)
    to_group = {"chat_id": group.id, "text": "a"}
    group.puts_out()
    assert await raw.refusal("sendMessage", **to_group) == (
        403,
        "Forbidden: bot was kicked from the group chat",
    )
    group.takes_in()
    await raw.result("sendMessage", **to_group)
    await raw.result("leaveChat", chat_id=group.id)
    assert await raw.refusal("sendMessage", **to_group) == (
        403,
        "Forbidden: bot is not a member of the group chat",
    )
    group.takes_in()
    group.grows()
    answer = await raw.call("sendMessage", **to_group)
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": group.id},
    }
    group.puts_out()
    assert await raw.refusal("sendMessage", chat_id=group.id, text="a") == (
        403,
        "Forbidden: bot was kicked from the supergroup chat",
    )
    group.takes_in()
    await raw.result("leaveChat", chat_id=group.id)
    assert await raw.refusal("sendMessage", chat_id=group.id, text="a") == (
        403,
        "Forbidden: bot is not a member of the supergroup chat",
    )
    other = town.new_group("Tổ 4", hung)
    other.deleted()
    assert await raw.refusal("sendMessage", chat_id=other.id, text="a") == (
        403,
        "Forbidden: the group chat was deleted",
    )


async def test_what_a_muted_bot_may_not_send(town: Town, raw: Raw) -> None:
    group = town.new_group("Tổ 3", town.phone("Bác Lan"))
    group.mutes()
    assert await raw.refusal("sendMessage", chat_id=group.id, text="a") == (
        400,
        "Bad Request: not enough rights to send text messages to the chat",
    )
    for method, field, what in [
        ("sendPhoto", "photo", "photos"),
        ("sendDocument", "document", "documents"),
        ("sendVoice", "voice", "voice notes"),
    ]:
        form = aiohttp.FormData({"chat_id": str(group.id)})
        form.add_field(field, b"OggS" if field == "voice" else png(), filename="a")
        async with raw.session.post(f"{raw.base}/{method}", data=form) as answer:
            assert (await answer.json())["description"] == (
                f"Bad Request: not enough rights to send {what} to the chat"
            )
    group.grows()
    assert (await raw.refusal("sendMessage", chat_id=group.id, text="a"))[0] == 400
    group.lets_speak()
    await raw.result("sendMessage", chat_id=group.id, text="a")


async def test_two_who_ask_for_updates_are_in_conflict(town: Town, raw: Raw) -> None:
    first = asyncio.create_task(raw.refusal("getUpdates", timeout=50))
    async with asyncio.timeout(10):
        while not town._api._polling._pollers:  # noqa: ASYNC110 - nobody else knows who asks
            await asyncio.sleep(0.01)
        await raw.result("getUpdates")
        assert await first == (
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        )
    await raw.result("setWebhook", url="http://127.0.0.1:9/hook")
    assert await raw.refusal("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )


@pytest.mark.parametrize(
    ("refusal", "text"),
    [
        (too_many(7), "Too Many Requests: retry after 7"),
        (RESTARTING, "Internal Server Error: restart"),
        (MISDIRECTED, "Misdirected Request"),
        (UNAUTHORIZED, "Unauthorized"),
    ],
)
async def test_what_is_said_on_request_only(
    town: Town, raw: Raw, refusal: Refusal, text: str
) -> None:
    town.faults.next("sendMessage", fault_of_refusal(refusal))
    found = await raw.call("sendMessage", chat_id=town.phone("Bác Lan").id, text="a")
    parameters = {"parameters": {"retry_after": 7}} if refusal.code == 429 else {}
    assert found == {"ok": False, "error_code": refusal.code, "description": text} | parameters


async def test_edits(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    sent = await raw.result("sendMessage", chat_id=lan.id, text="a", reply_markup=buttons(1))
    here = {"chat_id": lan.id, "message_id": sent["message_id"]}
    same = {"text": "a", "reply_markup": buttons(1)}
    assert await raw.refusal("editMessageText", **here, **same) == (400, NOT_MODIFIED)
    await raw.result("editMessageText", **here, text="b", reply_markup=buttons(1))
    assert await raw.refusal("editMessageText", chat_id=lan.id, message_id=999, text="b") == (
        400,
        "Bad Request: message to edit not found",
    )
    hers = lan.messages()[0].id
    assert await raw.refusal("editMessageText", chat_id=lan.id, message_id=hers, text="b") == (
        400,
        "Bad Request: message can't be edited",
    )


async def test_a_press_can_be_answered_for_150_seconds_of_the_towns_time(
    town: Town, raw: Raw
) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    await raw.result("sendMessage", chat_id=lan.id, text="a", reply_markup=buttons(1))
    await lan.presses("a")
    query = (await raw.result("getUpdates"))[-1]["callback_query"]["id"]
    assert await raw.refusal("answerCallbackQuery", callback_query_id="77") == (400, TOO_OLD)
    long = {"callback_query_id": query, "text": "a" * 201}
    assert await raw.refusal("answerCallbackQuery", **long) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )
    town.clock.advance(149)
    await raw.result("answerCallbackQuery", callback_query_id=query)
    town.clock.advance(1)
    assert await raw.refusal("answerCallbackQuery", callback_query_id=query) == (400, TOO_OLD)


async def test_tokens_and_methods(town: Town, raw: Raw) -> None:
    assert await raw.refusal("sendTelepathy") == (404, "Not Found: method not found")
    await raw.result("GETME")
    for token, expected in [
        ("8000000001:another", (401, "Unauthorized")),
        ("1:another", (401, "Unauthorized")),
        ("nonsense", (404, "Not Found")),
    ]:
        other = Raw(raw.session, f"{town.telegram_url}/bot{token}")
        assert await other.refusal("getMe") == expected


async def test_photos(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()

    async def send(body: bytes | str, **values: str) -> str:
        form = aiohttp.FormData({"chat_id": str(lan.id), **values})
        form.add_field("photo", body, **({"filename": "a"} if isinstance(body, bytes) else {}))
        async with raw.session.post(f"{raw.base}/sendPhoto", data=form) as answer:
            found = await answer.json()
            return str(
                found["description"] if not found["ok"] else found["result"]["photo"][0]["file_id"]
            )

    file_id = await send(png())
    assert await send(file_id) == file_id
    assert await send(b"GIF89a") == "Bad Request: IMAGE_PROCESS_FAILED"
    assert await send(png(400, 10)) == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert await send("AgACAgUAAx") == "Bad Request: wrong file identifier/HTTP URL specified"
    assert await send("") == "Bad Request: there is no photo in the request"
    assert await send(png(), caption="a" * 1025) == "Bad Request: message caption is too long"
    other = town.add_bot("8000000002:other", "other_bot", "Bot khác")
    await raw_start(town, other.id)
    there = Raw(raw.session, f"{town.telegram_url}/bot{other.token}")
    assert await there.refusal("sendPhoto", chat_id=lan.id, photo=file_id) == (
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    )


async def raw_start(town: Town, bot: int) -> None:
    """Bác Lan starts another bot."""
    lan = town.phone("Bác Lan")
    town.world.private[f"{bot}:{lan.id}"].started = True


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"url": "http://example.org/hook"},
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        ),
        ({"url": "https://[x"}, "Bad Request: can't parse webhook URL"),
        (
            {"url": "https://a.vn/", "secret_token": "có dấu"},
            "Bad Request: secret token contains unallowed characters",
        ),
    ],
)
async def test_webhooks_that_telegram_does_not_take(
    raw: Raw, given: dict[str, object], expected: str
) -> None:
    assert await raw.refusal("setWebhook", **given) == (400, expected)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ({"command": "Học", "description": "x"}, "Bad Request: BOT_COMMAND_INVALID"),
        ({"command": "a" * 33, "description": "x"}, "Bad Request: BOT_COMMAND_INVALID"),
        ({"command": "a", "description": ""}, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands_that_telegram_does_not_take(
    raw: Raw, command: dict[str, str], expected: str
) -> None:
    assert await raw.refusal("setMyCommands", commands=[command]) == (400, expected)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b"{}", "multipart/form-data"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b'{"chat_id": true, "text": {"a": 1}}', "application/json"),
        (b'{"chat_id": 1e999, "text": "a"}', "application/json"),
        (b'{"chat_id": "--1", "text": "a"}', "application/json"),
        ('{"chat_id": "\u0663", "text": "a"}'.encode(), "application/json"),
    ],
)
async def test_nonsense_is_refused_and_never_an_accident(
    raw: Raw, body: bytes, content_type: str
) -> None:
    headers = {"content-type": content_type}
    async with raw.session.post(f"{raw.base}/sendMessage", data=body, headers=headers) as answer:
        assert answer.status == 400
        assert (await answer.json())["ok"] is False


async def test_a_call_may_come_as_query_form_or_json(raw: Raw, town: Town) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    url = f"{raw.base}/sendMessage"
    given = {"chat_id": str(lan.id), "text": "Chào bác & cô"}
    async with raw.session.get(url, params=given) as one:
        assert one.status == 200
    async with raw.session.post(url, data=given) as two:
        assert two.status == 200
    async with raw.session.post(url, json=given) as three:
        assert three.status == 200
    assert lan.heard() == ["Chào bác & cô"] * 3


async def test_a_webhook_changes_once_a_second_but_may_be_repeated(strict: Town) -> None:
    async with aiohttp.ClientSession() as session:
        raw = Raw(session, f"{strict.telegram_url}/bot{strict.token}")
        for _ in range(2):
            await raw.result("setWebhook", url="http://127.0.0.1:9/a")
        assert (await raw.refusal("setWebhook", url="http://127.0.0.1:9/b"))[0] == 429
    assert strict.platform.rates != NO_RATES
