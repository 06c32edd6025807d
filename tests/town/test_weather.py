"""Bad luck repeats itself for the same seed, whatever the order of the chats, and can be printed and read back."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.town.wire import Raw
from town.faults import Fault, UpdateFault
from town.town import Town
from town.trouble import WITH_UPDATES, Trouble
from town.weather import Weather

CHATS = (1, 2, -3)
SOME = {Trouble.RESET_AFTER: 0.2, Trouble.TOO_MANY: 0.1, Trouble.TWICE: 0.3}
Fate = list[Fault | UpdateFault | None]


def fates(weather: Weather, order: list[int]) -> dict[int, tuple[Fate, Fate]]:
    """What each chat's calls and updates met, when chats come in this order."""
    met: dict[int, tuple[Fate, Fate]] = {chat: ([], []) for chat in CHATS}
    for chat in order:
        met[chat][0].append(weather.over_call("sendMessage", chat))
        met[chat][1].append(weather.over_update(chat))
    return met


@given(st.integers(0, 2**32), st.randoms())
def test_the_same_seed_brings_the_same_whatever_the_order_of_chats(
    seed: int, dice: random.Random
) -> None:
    order = list(CHATS) * 20
    first = fates(Weather(seed, SOME, {Trouble.TOO_MANY: 30}), order)
    dice.shuffle(order)
    assert fates(Weather(seed, SOME, {Trouble.TOO_MANY: 30}), order) == first


def test_another_seed_brings_something_else_and_rates_are_kept() -> None:
    order = list(CHATS) * 1000
    met = [fates(Weather(seed, SOME), order)[1][0] for seed in range(2)]
    assert met[0] != met[1]
    struck = sum(fault is not None for fault in met[0])
    assert struck == pytest.approx(300, abs=60)  # the seed is fixed: this is no dice


def test_a_call_that_names_no_chat_is_spared_and_moves_nothing() -> None:
    weather, other = Weather(3, SOME), Weather(3, SOME)
    assert weather.over_call("getMe", None) is None
    assert fates(weather, [1] * 30) == fates(other, [1] * 30)


rates = st.dictionaries(
    st.sampled_from([each for each in Trouble if each is not Trouble.STORM]),
    st.floats(0, 1 / len(Trouble)),
    min_size=1,
)


@given(st.integers(0, 10**9), rates)
def test_what_is_printed_can_be_read_back(seed: int, rates: dict[Trouble, float]) -> None:
    weather = Weather(seed, rates, dict.fromkeys(rates, 2.5))
    _, number, _, text = str(weather).split(" ")
    again = Weather.read(text, int(number))
    assert str(again) == str(weather)
    assert fates(again, [1] * 50) == fates(
        Weather(seed, rates, dict.fromkeys(rates, 2.5)), [1] * 50
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "storm=0.1",
        "rain=0.1",
        "empty=1.5",
        "empty=-1",
        "empty=0.6,slow=0.6",
        "empty",
        "empty=nan",
        "slow=0.1@nan",
        "slow=0.1@-1",
    ],
)
def test_what_is_no_weather_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Weather.read(text, 1)


def test_calls_and_updates_share_no_dice() -> None:
    """Each may go up to 1 of its own: half of the calls lost, all updates twice."""
    weather = Weather(1, {Trouble.EMPTY: 0.9, Trouble.TWICE: 0.9})
    assert {Trouble.EMPTY, Trouble.TWICE} & WITH_UPDATES == {Trouble.TWICE}
    met = [weather.over_update(1) for _ in range(100)]
    assert sum(fault is not None for fault in met) > 70


async def test_under_the_same_weather_the_same_messages_are_lost(town: Town, raw: Raw) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    told: list[list[tuple[int, bool]]] = []
    for _ in range(2):
        town.faults.weather = Weather(11, {Trouble.SERVER_ERROR: 0.3, Trouble.EMPTY: 0.3})
        town.calls.clear()
        for n in range(30):
            given = {"chat_id": lan.id, "text": str(n)}
            async with raw.session.post(f"{raw.base}/sendMessage", json=given):
                pass
        told.append([(call.code, call.accepted) for call in town.calls])
    assert told[0] == told[1]
    assert len(set(told[0])) == 2  # 500 and not accepted; 200 and accepted, with or without words
    assert 0 < len(town.calls.struck()) < 30
