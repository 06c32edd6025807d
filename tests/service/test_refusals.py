"""A database that is away for a minute at a thousand updates a second is told in six lines, not in 60,000."""

import pytest

from service.refusals import EVERY, Refusals
from storage.errors import Unavailable


def test_the_first_is_said_and_then_how_many(caplog: pytest.LogCaptureFixture) -> None:
    clock = [0.0]
    refusals = Refusals(lambda: clock[0])
    for _ in range(500):
        refusals.note(Unavailable("the database is locked"))
    clock[0] = EVERY
    refusals.note(Unavailable(""))
    assert [record.getMessage() for record in caplog.records] == [
        "not taken, 1 times: the database is locked",
        "not taken, 500 times: Unavailable",
    ]
