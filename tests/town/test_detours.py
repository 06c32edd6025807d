"""Updates that come twice, late, or in another order, on request: with their own numbers, and not for ever."""

import asyncio

from tests.town.wire import Raw, hook
from town.faults import Again, Overtaken
from town.telegram.limits import NO_RATES
from town.town import Town
from town.trouble import Trouble
from town.weather import Weather

DAY = 86_400


async def nothing_waits(town: Town) -> None:
    """Everything was taken, copies too."""
    async with asyncio.timeout(60):
        while town.platform.updates.waiting(town.home.id):  # noqa: ASYNC110 - a test may poll
            await asyncio.sleep(0.01)


async def test_an_update_comes_twice_with_the_same_number(town: Town) -> None:
    lan = town.phone("Bác Lan")
    async with hook(town) as heard:
        rule = town.faults.switch_on(Again(), times=1)
        await lan.says("một")
        await lan.says("hai")
        await heard.has(3)
        await nothing_waits(town)
    assert sorted(heard.texts) == ["hai", "một", "một"]
    assert len(set(heard.ids)) == 2
    assert rule.hits == 1


async def test_a_copy_comes_days_later_when_the_towns_clock_is_there(town: Town) -> None:
    """F29."""
    lan = town.phone("Bác Lan")
    async with hook(town) as heard:
        town.faults.switch_on(Again(after=2 * DAY), times=1)
        await lan.says("một")
        await heard.has(1)
        town.clock.advance(DAY)
        await lan.says("hai")
        await heard.has(2)
        assert heard.texts == ["một", "hai"]
        town.clock.advance(DAY)
        await heard.has(3)
    assert heard.texts == ["một", "hai", "một"]
    assert heard.ids[0] == heard.ids[2]


async def test_everything_that_was_taken_can_be_brought_once_more(town: Town) -> None:
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    async with hook(town) as heard:
        for text in "abc":
            await lan.says(text)
        await hung.says("x")
        await heard.has(4)
        await lan.says("d")
        await heard.has(5)
        town.clock.advance(9 * DAY)
        assert town.repeat_updates(2, chat=lan.id) == 2
        await heard.has(7)
        assert heard.texts[5:] == ["c", "d"]
        assert town.repeat_updates(100) == 5
        await heard.has(12)
    assert sorted(heard.texts[7:]) == ["a", "b", "c", "d", "x"]


async def test_an_update_is_overtaken_by_one_of_another_queue(town: Town) -> None:
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    async with hook(town) as heard:
        town.faults.switch_on(Overtaken(patience=30), chat=lan.id, times=1)
        await lan.says("một")
        await lan.says("hai")
        await hung.says("chen lên")
        await heard.has(3)
    assert heard.texts == ["chen lên", "một", "hai"]


async def test_with_harsher_weather_than_telegrams_one_queue_is_out_of_order(town: Town) -> None:
    lan = town.phone("Bác Lan")
    async with hook(town) as heard:
        town.faults.switch_on(Overtaken(same_queue=True, patience=30), times=1)
        for text in ("một", "hai", "ba"):
            await lan.says(text)
        await heard.has(3)
    assert heard.texts == ["hai", "một", "ba"]


async def test_who_has_nobody_to_overtake_it_does_not_wait_for_ever(town: Town) -> None:
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    async with hook(town) as heard:
        town.faults.switch_on(Overtaken(patience=0.05))
        await lan.says("một")
        await heard.has(1)
        # All wait to be overtaken: the second to come is the one that goes through.
        town.faults.switch_on(Overtaken(same_queue=True, patience=0.05))
        for n in range(4):
            await lan.says(str(n))
            await hung.says(str(n))
        await heard.has(9)
        await nothing_waits(town)


async def test_nothing_is_lost_in_any_weather_and_all_of_it_comes(town: Town) -> None:
    weather = {Trouble.TWICE: 0.3, Trouble.OVERTAKEN: 0.2, Trouble.OUT_OF_ORDER: 0.2}
    town.faults.weather = Weather(5, weather)
    phones = [town.phone("Bác Lan"), town.phone("Chú Hùng"), town.phone("Cô Hoa")]
    said = [f"{n}" for n in range(60)]
    async with hook(town) as heard:
        for n, text in enumerate(said):
            await phones[n % 3].says(text)
        await heard.has(61, within=60)
        await nothing_waits(town)
    assert set(said) <= set(heard.texts)
    assert len(heard.texts) > 61


async def test_polling_gets_what_is_brought_once_more(town: Town, raw: Raw) -> None:
    await town.phone("Bác Lan").says("một")
    (update,) = await raw.result("getUpdates")
    assert await raw.result("getUpdates", offset=update["update_id"] + 1) == []
    town.repeat_updates()
    assert await raw.result("getUpdates") == [update]


def test_what_is_taken_is_remembered_within_bounds() -> None:
    town = Town(rates=NO_RATES)
    assert town.platform.updates.history.maxlen == 2_000
    assert town.repeat_updates(5) == 0
