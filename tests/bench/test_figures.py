"""The bench notices what it exists to notice: a lost, a doubled and an overtaken answer, a promise not kept."""

import itertools
from dataclasses import replace

import pytest

from bench.figures import Figures, Spread, figures, middle, ratios, spread
from bench.load import Seen
from bench.people import FARTHEST, Person, crowd
from bench.report import Results, text, verdicts
from bench.scenarios import Announced
from bench.telegram import FakeTelegram, Window
from bench.zalo_bot import FakeZaloBot

GOOD = Figures(2_000, 5, 10, 6, 12, 0.4, 130, 1, lost=0, doubled=0, out_of_order=0, refused=0)
SLOW = replace(GOOD, answered=100.0)


def waiting(*places: int) -> Person:
    (person,) = crowd(1, seed=1)
    for place in places:
        person.place = place
        person.waits(0.0)
    return person


def test_people_walk_within_the_lesson_and_alike_for_every_program() -> None:
    mine, theirs = crowd(3, seed=5), crowd(3, seed=5)
    for person, other in zip(mine, theirs, strict=True):
        said = [person.says() for _ in range(200)]
        assert said == [other.says() for _ in range(200)]
        assert len(set(said)) > 8
    places = {p.place for p in mine for _ in itertools.repeat(None, 50) if p.says()}
    assert places <= set(range(1, FARTHEST + 1))


def test_an_answer_in_its_turn_tells_how_long_it_took() -> None:
    person = waiting(2, 3)
    assert person.hears("Bước 2/9 · Mở ô tìm kiếm", 0.25) == 0.25
    assert person.hears("Bước 3/9 · Gõ tên", 0.5) == 0.5
    assert not person.expected
    assert (person.doubled, person.out_of_order) == (0, 0)


@pytest.mark.parametrize(
    ("heard", "doubled", "out_of_order", "still_expected"),
    [
        (("Bước 2/9", "Bước 2/9"), 1, 0, 1),
        (("Bước 3/9", "Bước 2/9"), 0, 1, 1),
        (("xin chào",), 0, 1, 2),
        (("Bước 2/9",), 0, 0, 1),
    ],
)
def test_what_is_doubled_overtaken_or_missing_is_counted(
    heard: tuple[str, ...], doubled: int, out_of_order: int, still_expected: int
) -> None:
    person = waiting(2, 3)
    for words in heard:
        person.hears(words, 1.0)
    assert (person.doubled, person.out_of_order) == (doubled, out_of_order)
    assert len(person.expected) == still_expected


STEP = "Bước 2/9 · Mở ô tìm kiếm\nChạm ô tìm kiếm."
LIST = "\n\n1. Xong rồi\n2. Chưa được\n3. Lùi lại"
HINT = "\n(Gõ số để chọn.)"


@pytest.mark.parametrize(
    ("heard", "is_answer"),
    [
        (STEP + LIST + HINT, True),
        (STEP, False),
        (STEP + LIST, False),
        (STEP + HINT, False),
        ("(1/2) " + STEP, False),
    ],
    ids=["whole", "no answers", "no hint", "no list", "half of it"],
)
def test_without_buttons_an_answer_offers_numbers(heard: str, is_answer: bool) -> None:
    (person,) = crowd(1, seed=1, numbered=True)
    person.place = 2
    person.waits(0.0)
    assert (person.hears(heard, 0.5) is not None) == is_answer
    assert (not person.expected) == is_answer
    assert person.out_of_order == (not is_answer)


def test_a_new_run_begins_without_the_faults_of_the_last() -> None:
    person = waiting(2, 3)
    for words in ("Bước 2/9", "Bước 2/9", "xin chào"):
        person.hears(words, 1.0)
    person.forgets()
    assert (person.doubled, person.out_of_order, len(person.expected)) == (0, 0, 0)


def test_how_far_rounds_lie_apart() -> None:
    assert spread([0.8, 1.2, 0.9, 1.0, 1.1]) == Spread(0.8, 0.9, 1.0, 1.1, 1.2)
    assert spread([0.95]) == Spread(0.95, 0.95, 0.95, 0.95, 0.95)


def test_a_run_becomes_figures() -> None:
    seen = Seen(seconds=2.0, answered=100, acks=[0.001] * 98 + [0.05] * 2, replies=[0.01] * 100)
    seen.cpu, seen.memory = 0.05, [100.0, 120.0, 121.0, 119.0]
    seen.statuses.update({200: 100, 503: 7})
    one = figures(seen)
    assert (one.answered, one.ack_50, one.ack_99) == (50.0, 1.0, 50.0)
    assert (one.cpu, one.memory, one.growth, one.refused) == (0.5, 121.0, 0.0, 7)
    assert one.faultless
    assert not figures(replace(seen, unanswered=1)).faultless


def test_of_several_rounds_the_middle_one_stands_for_all_but_no_fault_is_forgotten() -> None:
    rounds = [GOOD, replace(GOOD, answered=3_000.0, doubled=1), replace(GOOD, answered=1_000.0)]
    assert middle(rounds).answered == 2_000
    assert middle(rounds).doubled == 1
    assert ratios(rounds, [SLOW] * 3) == [20.0, 30.0, 10.0]


def announced(seconds: float, refused: int = 0, delivered: int = 4_351) -> Announced:
    return Announced(4_351, delivered, seconds, 4_500, refused, Seen())


@pytest.mark.parametrize(
    "results",
    [
        Results(talks={"no API latency": ([GOOD, SLOW], [SLOW, SLOW])}),
        Results(offers={300: (replace(GOOD, ack_99=26.0), SLOW)}),
        Results(soak=replace(GOOD, memory=151.0)),
        Results(soak=replace(GOOD, growth=20.0)),
        Results(soak=replace(GOOD, lost=1)),
        Results(typed={"Telegram": [GOOD] * 3, "Zalo Bot": [replace(GOOD, answered=1_590)] * 3}),
        Results(typed={"Telegram": [GOOD] * 2, "Zalo Bot": [GOOD, replace(GOOD, doubled=1)]}),
        Results(announced=announced(160.0), learners=GOOD),
        Results(announced=announced(150.0, refused=1), learners=GOOD),
        Results(announced=announced(150.0, delivered=4_350), learners=GOOD),
        Results(announced=announced(150.0), learners=replace(GOOD, reply_99=1_001.0)),
    ],
)
def test_a_promise_that_was_not_kept_is_said(results: Results) -> None:
    assert [kept for _, kept in verdicts(results)].count(False) == 1
    assert "**not kept**" in text(results)


def test_all_promises_kept() -> None:
    results = Results(
        talks={"no API latency": ([GOOD], [SLOW]), "60 ms API latency": ([GOOD], [SLOW])},
        offers={300: (GOOD, SLOW), 1_000: (GOOD, SLOW)},
        soak=GOOD,
        announced=announced(152.0),
        learners=GOOD,
        typed={"Telegram": [GOOD] * 3, "Zalo Bot": [replace(GOOD, answered=1_610.0), SLOW, GOOD]},
    )
    results.talks["60 ms API latency"] = [GOOD], [replace(SLOW, answered=14.0)]
    assert all(kept for _, kept in verdicts(results))
    assert "not kept" not in text(results)


def test_the_fake_telegram_keeps_the_limits_when_told_to() -> None:
    telegram = FakeTelegram(lambda *_: None, keeps_limits=True)
    first = telegram.answer("sendmessage", {"chat_id": 5, "text": "a"}, 10.0)
    assert first[0] == 200
    assert telegram.answer("sendmessage", {"chat_id": 5, "text": "b"}, 10.5)[0] == 429
    assert telegram.answer("sendmessage", {"chat_id": 5, "text": "b"}, 11.0)[0] == 200
    assert (telegram.sends, telegram.refused) == (2, 1)


def test_a_window_lets_no_more_through_than_it_should() -> None:
    window = Window(30, 1.0)
    taken = []
    for tenth in range(100):
        for _ in range(10):
            if window.wait(tenth / 10) == 0:
                window.add(tenth / 10)
                taken.append(tenth / 10)
    assert all(later - first >= 0.9 for first, later in zip(taken, taken[30:], strict=False))


def test_platforms_stand_side_by_side_with_how_far_their_rounds_lie_apart() -> None:
    half = replace(GOOD, answered=1_000.0, cpu=0.8)
    told = text(Results(typed={"Telegram": [GOOD] * 3, "Zalo Bot": [GOOD, half, half]}))
    assert "| Telegram | 2,000 | **1.00** |" in told
    assert "| Zalo Bot | 1,000 | **0.50** | 0.50 – 0.75 | 0.50 – 1.00 | 0.80 | 2.00 |" in told
    assert "Zalo Bot 0.50 times as many" in told


@pytest.mark.parametrize(
    "fields",
    [
        {"chat_id": "a1", "text": "b", "reply_markup": {}},
        {"chat_id": "a1", "text": ""},
        {"chat_id": "a1", "text": "ê" * 2_001},
        {"chat_id": "a1"},
    ],
    ids=["buttons", "no text", "too long", "nothing"],
)
def test_the_fake_zalo_bot_refuses_what_zalo_does_not_know(fields: dict[str, object]) -> None:
    heard: list[str] = []
    zalo = FakeZaloBot(lambda chat, text, now: heard.append(text))
    assert zalo.answer("sendMessage", fields, 1.0)[0] == 400
    assert zalo.answer("sendMessage", {"chat_id": "a1", "text": "b"}, 1.0)[0] == 200
    assert zalo.answer("sendmessage", {"chat_id": "a1", "text": "b"}, 1.0)[0] == 404
    assert (zalo.sends, zalo.refused, heard) == (1, 1, ["b"])
