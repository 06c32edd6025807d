"""The town goes wrong on request, exactly as often as it was asked to, and its log tells the truth about it."""

import asyncio
import logging
from collections.abc import Sequence

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.town.serving import serving
from tests.town.wire import Raw
from town.calls import Call
from town.faults import Answer, Delay, DropAfterAccepting, Fault, Reset, Silence, Storm, Trickle
from town.phone import Phone
from town.telegram.limits import NO_RATES
from town.town import Town
from town.trouble import FIXED, WITH_UPDATES, Trouble, fault_of

# Only for what never comes: what does come is waited for as long as it takes.
BRIEF = aiohttp.ClientTimeout(total=0.3)
PATIENT = aiohttp.ClientTimeout(total=60)
NEVER_COME = (Delay, Silence, Trickle)


async def started(town: Town, name: str = "Bác Lan") -> Phone:
    phone = town.phone(name)
    await phone.starts()
    return phone


async def what_the_caller_sees(
    raw: Raw, chat: int, patience: aiohttp.ClientTimeout = PATIENT
) -> tuple[int, bytes] | str:
    """A plain client's view of one sendMessage."""
    given = {"chat_id": chat, "text": "a"}
    try:
        async with raw.session.post(
            f"{raw.base}/sendMessage", json=given, timeout=patience
        ) as answer:
            return answer.status, await answer.read()
    except (aiohttp.ClientError, OSError, TimeoutError) as failure:
        return type(failure).__name__


async def test_an_answer_of_our_own_does_nothing(town: Town, raw: Raw) -> None:
    lan = await started(town)
    town.faults.next("sendMessage", Answer(502, b"<html>", "text/html"), times=2)
    for _ in range(2):
        call = raw.session.post(f"{raw.base}/sendMessage", json={"chat_id": lan.id, "text": "a"})
        async with call as answer:
            assert (answer.status, await answer.text()) == (502, "<html>")
    assert lan.heard() == []
    await raw.result("sendMessage", chat_id=lan.id, text="a")
    assert lan.heard() == ["a"]


async def test_a_connection_breaks_after_the_message_was_taken(town: Town, raw: Raw) -> None:
    lan = await started(town)
    town.faults.next("sendMessage", DropAfterAccepting())
    with pytest.raises(aiohttp.ClientPayloadError):
        await raw.call("sendMessage", chat_id=lan.id, text="a")
    assert lan.heard() == ["a"]


async def test_one_chat_waits_for_its_answer_and_another_does_not(town: Town, raw: Raw) -> None:
    lan, hung = await started(town), await started(town, "Chú Hùng")
    town.faults.next("sendMessage", Delay(1.0), chat=lan.id)
    slow = asyncio.create_task(raw.result("sendMessage", chat_id=lan.id, text="a"))
    await raw.result("sendMessage", chat_id=hung.id, text="a")
    assert not slow.done()
    assert (await slow)["text"] == "a"


def timeout_for(fault: object) -> aiohttp.ClientTimeout:
    return BRIEF if isinstance(fault, NEVER_COME) else PATIENT


async def struck(town: Town, count: int = 1) -> Sequence[Call]:
    """The calls that faults struck, once there are so many."""
    async with asyncio.timeout(10):
        while len(town.calls.struck()) < count:  # noqa: ASYNC110 - a test may poll
            await asyncio.sleep(0.01)
    return town.calls.struck()


# What a fault does to the message, and what is seen of it: the two things that matter to a client.
SEEN: list[tuple[Fault, bool, tuple[int, bytes] | str, int]] = [
    (Answer(500, b"x"), False, (500, b"x"), 500),
    (Answer(200, b"x", accepted=True), True, (200, b"x"), 200),
    (DropAfterAccepting(), True, "ClientPayloadError", 200),
    (Trickle(0.1), True, "TimeoutError", 200),
    (Silence(), False, "TimeoutError", 0),
    (Silence(accepted=True), True, "TimeoutError", 0),
    (Reset(), False, "ClientOSError", 0),
    (Reset(accepted=True), True, "ClientOSError", 0),
]


@pytest.mark.parametrize(("fault", "accepted", "seen", "code"), SEEN, ids=repr)
async def test_each_fault_keeps_its_promise_and_the_log_says_so(
    town: Town,
    raw: Raw,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    accepted: bool,
    seen: tuple[int, bytes] | str,
    code: int,
) -> None:
    lan = await started(town)
    town.faults.next("sendMessage", fault)
    assert await what_the_caller_sees(raw, lan.id, timeout_for(fault)) == seen
    (call,) = await struck(town)
    assert (call.accepted, call.code, call.fault) == (accepted, code, type(fault).__name__)
    assert lan.heard() == ["a"] * accepted
    assert len(town.calls.accepted("sendMessage", chat=lan.id)) == accepted
    assert len(town.calls.refused()) == (not accepted)
    assert not [each for each in caplog.records if "Exception" in each.getMessage()]
    await raw.result("sendMessage", chat_id=lan.id, text="b")


async def test_what_the_town_refuses_by_itself_stays_refused(town: Town, raw: Raw) -> None:
    """A lost answer to a refusal was never an accepted message."""
    lan = await started(town)
    await lan.blocks()
    town.faults.next("sendMessage", Reset(accepted=True))
    assert await what_the_caller_sees(raw, lan.id) == "ClientOSError"
    (call,) = town.calls.struck()
    assert (call.accepted, call.description) == (False, "Forbidden: bot was blocked by the user")


async def test_a_trickle_comes_whole_to_whoever_waits(town: Town, raw: Raw) -> None:
    lan = await started(town)
    town.faults.next("sendMessage", Trickle(0.0))
    assert (await raw.result("sendMessage", chat_id=lan.id, text="a"))["text"] == "a"


async def test_a_fault_is_for_one_chat_or_for_all_and_ends_when_it_is_told(
    town: Town, raw: Raw
) -> None:
    lan, hung = await started(town), await started(town, "Chú Hùng")
    rule = town.faults.switch_on(Answer(500), chat=lan.id)
    for _ in range(3):
        assert await what_the_caller_sees(raw, lan.id) == (500, b"")
    await raw.result("sendMessage", chat_id=hung.id, text="a")
    await raw.result("getMe")
    assert (rule.hits, rule.left) == (3, None)
    town.faults.switch_off(rule)
    town.faults.switch_off(rule)
    await raw.result("sendMessage", chat_id=lan.id, text="a")
    everybody = town.faults.switch_on(Answer(500), times=2)
    assert [await what_the_caller_sees(raw, one.id) for one in (lan, hung)] == [(500, b"")] * 2
    assert town.faults.rules == []
    assert everybody.left == 0
    town.faults.switch_on(Silence())
    town.faults.hooks.append(lambda method, chat: Silence())
    town.faults.all_off()
    await raw.result("sendMessage", chat_id=lan.id, text="a")


async def test_a_storm_holds_everybody_until_the_towns_clock_has_run(town: Town, raw: Raw) -> None:
    """F19: 10,072 seconds were seen in the wild."""
    lan, hung = await started(town), await started(town, "Chú Hùng")
    town.faults.switch_on(fault_of(Trouble.STORM, town.clock.now()))
    for one in (lan, hung):
        refused = await raw.call("sendMessage", chat_id=one.id, text="a")
        wait = refused["parameters"]["retry_after"]
        assert 10_000 < wait <= 10_072
        assert refused["description"] == f"Too Many Requests: retry after {wait}"
    await raw.result("getMe")
    town.clock.advance(9_000)
    refused = await raw.call("sendMessage", chat_id=lan.id, text="a")
    assert 1_000 < refused["parameters"]["retry_after"] <= 1_072
    town.clock.advance(1_072)
    await raw.result("sendMessage", chat_id=lan.id, text="a")
    assert town.faults.rules == []


async def test_every_trouble_with_calls_can_be_named(town: Town, raw: Raw) -> None:
    """By its name it does what it says: nothing of it is only a word."""
    lan = await started(town)
    for trouble in Trouble:
        if trouble in WITH_UPDATES:
            continue
        fault = fault_of(trouble, town.clock.now(), 1.0)
        assert not isinstance(fault, Storm) or trouble is Trouble.STORM
        town.faults.switch_on(fault, times=1)
        seen = await what_the_caller_sees(raw, lan.id, timeout_for(fault))
        (call,) = await struck(town)
        town.calls.clear()
        assert call.accepted == getattr(fault, "accepted", None)
        assert isinstance(seen, str) or call.code == seen[0]
    texts = {trouble: fault for trouble, fault in FIXED.items() if isinstance(fault, Answer)}
    assert texts[Trouble.BAD_GATEWAY].media_type == "text/html"
    assert texts[Trouble.GATEWAY_TIMEOUT].status == 504


async def test_mounted_in_another_application_a_reset_is_a_broken_answer(
    raw: Raw, caplog: pytest.LogCaptureFixture
) -> None:
    """The nearest thing: whoever called does not learn whether it was accepted, and it is as was asked."""
    caplog.set_level(logging.CRITICAL)
    town = Town(rates=NO_RATES)
    async with serving(Starlette(routes=[Mount("/town", town)])) as url:
        await town.start()
        lan = await started(town)
        there = Raw(raw.session, f"{url}/town/telegram/bot{town.token}")
        faults: list[tuple[Fault, str]] = [
            (Reset(), "ClientPayloadError"),
            (Reset(accepted=True), "ClientPayloadError"),
            (Silence(), "TimeoutError"),
            (Trickle(0.1), "TimeoutError"),
        ]
        for fault, seen in faults:
            town.faults.next("sendMessage", fault)
            assert await what_the_caller_sees(there, lan.id, timeout_for(fault)) == seen
        await struck(town, 4)
        assert len(lan.heard()) == 2
        town.let_go()
        await town.stop()


async def test_who_waits_in_a_silence_is_let_go_when_the_town_stops(town: Town, raw: Raw) -> None:
    lan = await started(town)
    town.faults.next("sendMessage", Silence())
    waiting = asyncio.create_task(raw.call("sendMessage", chat_id=lan.id, text="a"))
    await struck(town)
    town.let_go()
    with pytest.raises(aiohttp.ClientOSError):
        await waiting
