"""Due rows become messages once, and one bad learner stops nobody."""

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers import due
from storage.database import Database
from tests.handlers.village import ACCOUNT, SCHOOL, Village, words

DAYS = timedelta(days=3)


@pytest.fixture
def reminded(village: Village) -> Village:
    """Two who stopped in the middle of a lesson and want to be reminded; days later, by day."""
    remind(village, "lan", "hoa")
    return village


def remind(village: Village, *users: str) -> None:
    village.enrol(*users)
    for n, user in enumerate(users, 1):
        village.open(user, "L01")
        _want(village, n)
        village.say(user, "xong")
    village.now += DAYS


def _want(village: Village, learner: int) -> None:
    """As if asked and agreed, which happens after a lesson."""
    standing = village.rows("learner", "standing")[learner - 1]
    wanting = json.dumps(json.loads(standing) | {"reminders": {"wanted": True, "asked": True}})
    village.change("UPDATE learner SET standing = :s WHERE id = :n", s=wanting, n=learner)


def test_a_reminder_comes_when_its_time_has_come(reminded: Village) -> None:
    assert len(reminded.rows("due", "id")) == 2
    assert due.queue(reminded.db, SCHOOL, reminded.now - DAYS, 100) == 0
    assert due.queue(reminded.db, SCHOOL, reminded.now, 100) == 2
    claimed = reminded.claim()
    assert {e.address.chat for e in claimed} == {"chat-lan", "chat-hoa"}
    assert "học tiếp" in words(claimed)
    assert {e.expires_at for e in claimed} == {reminded.now + timedelta(hours=12)}
    # The engine asked for the next ones, which are not due yet.
    assert len(reminded.rows("due", "id")) == 2
    assert due.queue(reminded.db, SCHOOL, reminded.now, 100) == 0


def test_no_more_than_the_limit(reminded: Village) -> None:
    assert due.queue(reminded.db, SCHOOL, reminded.now, 1) == 1
    assert due.queue(reminded.db, SCHOOL, reminded.now, 1) == 1
    assert due.queue(reminded.db, SCHOOL, reminded.now, 1) == 0


def test_many_tickers_remind_once(database_url: str) -> None:
    village = Village(Database(database_url))
    users = [f"u{n}" for n in range(12)]
    remind(village, *users)
    counts: list[int] = []

    def work() -> None:
        db = Database(database_url)
        counts.append(sum(due.queue(db, SCHOOL, village.now, 5) for _ in range(4)))
        db.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [key for key in village.rows("message", "key") if key.startswith("due:")]
    assert sum(counts) == len(users)
    assert len(keys) == len(users)
    village.db.close()


def test_a_bad_learner_comes_again_in_an_hour_and_stops_nobody(
    reminded: Village, caplog: pytest.LogCaptureFixture
) -> None:
    reminded.change("UPDATE learner SET standing = :bad WHERE id = 1", bad="{}")
    assert due.queue(reminded.db, SCHOOL, reminded.now, 100) == 2
    assert [e.address.chat for e in reminded.claim()] == ["chat-hoa"]
    assert (1, reminded.now + timedelta(hours=1)) in reminded.rows("due", "learner_id", "due_at")
    assert "due turn failed" in caplog.text
    assert due.queue(reminded.db, SCHOOL, reminded.now, 100) == 0
    assert due.queue(reminded.db, SCHOOL, reminded.now + timedelta(hours=1), 100) == 1


def test_going_on_replaces_what_was_due(reminded: Village) -> None:
    before = reminded.rows("due", "learner_id", "due_at")
    reminded.say("lan", "xong")
    after = reminded.rows("due", "learner_id", "due_at")
    assert len(after) == len(before)
    assert min(after) != min(before)


def test_a_name_survives_a_turn_that_nobody_wrote(reminded: Village) -> None:
    due.queue(reminded.db, SCHOOL, reminded.now, 100)
    assert reminded.rows("person", "display_name") == ["Tên lan", "Tên hoa"]
    assert reminded.rows("identity", "account", "chat")[0] == (ACCOUNT, "chat-lan")


def test_what_could_not_be_sent_on_the_eve_does_not_come_on_the_day_off(reminded: Village) -> None:
    """F48: it waits for seven in the morning, but not for that of a holiday."""
    eve = reminded.now.replace(hour=12, minute=30)  # half past seven in the evening
    school = replace(SCHOOL, days_off=frozenset({eve.date() + timedelta(days=1)}))
    assert due.queue(reminded.db, school, eve, 100) == 2
    reminded.now = eve + timedelta(hours=11, minutes=40)  # ten past seven
    assert reminded.claim() == ()
    assert set(reminded.states()[-2:]) == {("skipped", "expired")}
