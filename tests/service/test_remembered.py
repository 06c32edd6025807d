"""However many ask, the question is asked once; nobody waits longer than they said."""

import asyncio

import pytest

from service.remembered import Remembered


class Question:
    """Answers with how often it was asked, when it may."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self) -> int:
        self.asked += 1
        number = self.asked
        await self.may_answer.wait()
        return number


async def test_many_at_once_share_one_answer() -> None:
    question = Question()
    one = Remembered(question, age=60, patience=10)
    assert await asyncio.gather(*(one.get() for _ in range(50))) == [1] * 50
    assert await one.get() == 1


async def test_an_old_answer_is_asked_for_again() -> None:
    question = Question()
    one = Remembered(question, age=0, patience=10)
    assert [await one.get(), await one.get()] == [1, 2]


async def test_who_is_impatient_gets_nothing_and_the_question_stays_asked() -> None:
    question = Question()
    question.may_answer.clear()
    one = Remembered(question, age=60, patience=0.01)
    assert await asyncio.gather(*(one.get() for _ in range(50))) == [None] * 50
    assert question.asked == 1
    question.may_answer.set()
    await one.close()
    assert await one.get() == 1
    assert question.asked == 1


async def test_a_question_that_raises_may_be_asked_again() -> None:
    asked = 0

    async def fails_first() -> str:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise ValueError("not now")
        return "ok"

    one = Remembered(fails_first, age=60, patience=10)
    with pytest.raises(ValueError, match="not now"):
        await one.get()
    assert await one.get() == "ok"


async def test_whoever_stops_asking_stops_nobody_else() -> None:
    question = Question()
    question.may_answer.clear()
    one = Remembered(question, age=60, patience=10)
    first, second = asyncio.create_task(one.get()), asyncio.create_task(one.get())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    question.may_answer.set()
    assert await second == 1
