"""The checker finds what it is there to find: one planted fault each. A run that passes means something."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from bot.message import Message, Purpose
from bot.serial import outgoing_to_json, standing_to_json
from tests.crash.checker import Arrivals, Checker, Verdict, gossip, impolite, miscounted, unsettled
from tests.crash.evidence import Evidence, Learner, Row
from tests.crash.load import OPENING, PostOffice, Village
from tests.crash.on_telegram import TELEGRAM
from tests.crash.replay import Replay
from tests.handlers.village import SCHOOL
from town.town import Town

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def row(number: int, text: str, **more: object) -> Row:
    """Sent as the platform's bubble of the same number."""
    payload = outgoing_to_json(Message(text))
    plain = Row(
        *(number, f"reply:telegram:{number}:0", "1", Purpose.REPLY, "sent", 0, str(number)),
        payload=payload,
        text=text,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


A, B = row(1, "một"), row(2, "hai")
DOUBTED_A, DOUBTED_B = replace(A, doubts=1), replace(B, doubts=1)
ANNOUNCED = row(1, "một", purpose=Purpose.BROADCAST)
UNKNOWN = replace(ANNOUNCED, status="unknown", external_id=None)


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ([A, B], "1 một, 2 hai"),
        ([DOUBTED_A, B], "9 một, 1 một, 2 hai"),
        ([DOUBTED_A, DOUBTED_B], "8 một, 9 hai, 1 một, 2 hai"),
        ([DOUBTED_A, DOUBTED_B], "9 một, 1 một, 2 hai"),
        ([UNKNOWN, B], "9 một, 2 hai"),
        ([UNKNOWN, B], "2 hai"),
    ],
)
def test_what_may_happen_is_no_fault(rows: Sequence[Row], seen: str) -> None:
    assert Arrivals(rows, bubbles(seen)).faults == []


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ([A, B], "2 hai, 1 một"),
        ([A, B], "1 một"),
        ([A, B], "9 một, 1 một, 2 hai"),
        ([A], "1 một, 9 khác"),
        ([DOUBTED_A], "8 một, 9 một, 1 một"),
        ([DOUBTED_A, B], "1 một, 2 hai, 9 một"),
        ([DOUBTED_A, DOUBTED_B], "9 hai, 1 một, 2 hai"),
        ([ANNOUNCED], "9 một, 1 một"),
        ([UNKNOWN], "8 một, 9 một"),
        ([replace(A, status="failed")], ""),
        ([replace(ANNOUNCED, doubts=1)], "9 một, 1 một"),
    ],
)
def test_what_may_not_happen_is_found(rows: Sequence[Row], seen: str) -> None:
    assert Arrivals(rows, bubbles(seen)).faults


def bubbles(seen: str) -> list[tuple[str, str]]:
    return [(one.split()[0], one.split()[1]) for one in seen.split(", ") if one]


def test_a_repeat_is_counted() -> None:
    assert Arrivals([DOUBTED_A, B], bubbles("9 một, 1 một, 2 hai")).repeats == 1
    assert Arrivals([A, B], bubbles("1 một, 2 hai")).repeats == 0


def test_an_open_row_is_found() -> None:
    assert list(unsettled([A, replace(B, status="sending")]))
    assert not list(unsettled([A, B]))


@pytest.fixture
def village(town: Town) -> Village:
    """One person whose first words were all acknowledged."""
    office = PostOffice(TELEGRAM, list, Random(1))
    village = Village(town, office, Random(1), 1, lambda _: False)
    villager = village.villagers[0]
    villager.acknowledged += [villager.compose(text) for text in OPENING]
    return village


@pytest.fixture
def evidence(village: Village, town: Town) -> Evidence:
    """Of a product that did all as it should."""
    villager = village.villagers[0]
    received = {letter.key: NOON for letter in villager.acknowledged}
    replay = Replay(SCHOOL, TELEGRAM, town)
    replay.take(villager.acknowledged, received, {})
    rows = tuple(
        row(n, f"{n}", key=key, payload=payload)
        for n, (key, payload) in enumerate(replay.messages.items())
    )
    learner = Learner(standing_to_json(replay.standing), tuple(replay.events), replay.dues, {})
    return Evidence(
        received,
        quarantined=frozenset(),
        learners={villager.chat: (learner,)},
        rows={villager.chat: rows},
        mismatches=(),
        seen={villager.chat: tuple((str(n), f"{n}") for n in range(len(rows)))},
        questions={},
        metered=len(received),
    )


def judged(village: Village, evidence: Evidence, town: Town) -> Verdict:
    return Checker(SCHOOL, TELEGRAM, town).check(evidence, village.villagers)


async def test_all_as_promised(village: Village, evidence: Evidence, town: Town) -> None:
    assert judged(village, evidence, town).broken == {}


async def test_a_lost_update_is_found(village: Village, evidence: Evidence, town: Town) -> None:
    evidence.received.popitem()
    assert "lost" in judged(village, evidence, town).broken


async def test_an_update_put_aside_is_found(
    village: Village, evidence: Evidence, town: Town
) -> None:
    spoilt = replace(evidence, quarantined=frozenset(evidence.received))
    assert "lost" in judged(village, spoilt, town).broken


async def test_a_lost_a_doubled_and_a_misplaced_answer_are_found(
    village: Village, evidence: Evidence, town: Town
) -> None:
    ((chat, rows),) = evidence.rows.items()
    for wrong in (rows[1:], (*rows, rows[-1]), rows[::-1]):
        found = judged(village, replace(evidence, rows={chat: wrong}), town)
        assert "not answered" in found.broken


async def test_a_learner_who_moved_twice_is_found(
    village: Village, evidence: Evidence, town: Town
) -> None:
    ((chat, (learner,)),) = evidence.learners.items()
    event = ("shown", 1, "mot", "a", None, None)
    for wrong in (
        (),
        (learner, learner),
        (replace(learner, standing="{}"),),
        (replace(learner, events=(*learner.events, event)),),
        (replace(learner, dues={("reminder", "mot", ""): NOON}),),
    ):
        found = judged(village, replace(evidence, learners={chat: wrong}), town)
        assert "moved twice" in found.broken


async def test_a_message_counted_twice_is_found(evidence: Evidence) -> None:
    assert not list(miscounted(evidence))
    assert list(miscounted(replace(evidence, metered=evidence.metered + 1)))


async def test_an_impolite_door_and_a_gossiping_log_are_found(village: Village) -> None:
    office = village.villagers[0].office
    office.answers.update({200: 5, 503: 1})
    assert not list(impolite(office))
    office.answers[410] += 1
    office.impolite = 1
    assert len(list(impolite(office))) == 2
    assert list(gossip("a token 123:ABC", ["123:ABC"], []))
    assert not list(gossip("nothing", ["123:ABC"], ["Lan"]))
