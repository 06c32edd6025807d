"""Only a little of an announcement stands in the outbox, and everybody has their turn."""

import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta

from bot.announcing import Audience, Fate
from bot.delivery import RetryAt
from bot.message import Lane
from bot.policy import Role
from handlers import feeding
from storage.database import Database
from storage.errors import Unavailable
from tests.handlers.announcing.hamlet import (
    BAC,
    COMMUNE,
    DONG,
    OTHER_COMMUNE,
    RATE,
    Hamlet,
    chats,
)
from tests.handlers.village import ACCOUNT, NIGHT, SCHOOL, Village

ANOTHER = "zalo-bot"


def communes(hamlet: Hamlet, groups: int, fewer: int) -> tuple[int, int]:
    """So many groups in one commune, and in the other; an officer of each."""
    hamlet.bind(*(f"-1{n}" for n in range(groups)))
    hamlet.bind(*(f"-2{n}" for n in range(fewer)), team=BAC)
    return (
        hamlet.appoint("mot", Role.COMMUNE_OFFICER, unit=COMMUNE),
        hamlet.appoint("hai", Role.COMMUNE_OFFICER, unit=OTHER_COMMUNE),
    )


def counted(hamlet: Hamlet, number: int) -> Counter[tuple[str, str | None]]:
    """Without the team that has no group."""
    return Counter(fate for fate in hamlet.fates(number) if fate[0] != "excluded")


def test_another_commune_s_few_do_not_wait_for_many(hamlet: Hamlet) -> None:
    first, second = communes(hamlet, 90, 4)
    many = hamlet.draft(first, Audience.TEAMS, unit_id=COMMUNE)
    few = hamlet.draft(second, Audience.TEAMS, unit_id=OTHER_COMMUNE)
    hamlet.confirmed(many, first)
    hamlet.tick()
    hamlet.confirmed(few, second)
    hamlet.deliver(hamlet.claim(15))
    hamlet.tick()  # in the next half second all four stand in the outbox
    assert hamlet.fates(few).count(("queued", None)) == 4
    gone = hamlet.rest()
    assert hamlet.state(many) == hamlet.state(few) == "done"
    assert len(gone) == 75 + 4
    assert max(n for n, chat in enumerate(chats(gone)) if chat.startswith("-2")) < 62


def test_two_seconds_worth_stand_in_the_outbox_and_two_ticks_do_not_double_it(
    hamlet: Hamlet,
) -> None:
    first, _ = communes(hamlet, 100, 0)
    number = hamlet.confirmed(hamlet.draft(first, Audience.TEAMS, unit_id=COMMUNE), first)
    assert hamlet.tick().fed == {ACCOUNT}
    assert hamlet.tick().fed == frozenset()
    assert counted(hamlet, number)["queued", None] == 2 * RATE
    hamlet.deliver(hamlet.claim(15))
    hamlet.tick()
    assert counted(hamlet, number) == {
        ("sent", None): 15,
        ("queued", None): 2 * RATE,
        ("waiting", None): 25,
    }
    keys = [key for key in hamlet.rows("message", "key") if key.startswith("broadcast:")]
    assert len(set(keys)) == len(keys) == 75
    assert f"broadcast:{number}:1" in keys


def test_a_warning_goes_first_and_leaves_room_for_replies(hamlet: Hamlet) -> None:
    first, second = communes(hamlet, 40, 40)
    hamlet.confirmed(hamlet.draft(first, Audience.TEAMS, unit_id=COMMUNE), first)
    hamlet.tick()
    warning = hamlet.draft(second, Audience.TEAMS, unit_id=OTHER_COMMUNE, emergency=True)
    hamlet.confirmed(warning, second)
    hamlet.tick()
    claimed = hamlet.claim(15)
    # Of half a second's 15 a fifth is nobody's.
    assert [e.lane for e in claimed[:12]] == 12 * [Lane.EMERGENCY]
    assert {e.lane for e in claimed[12:]} == {Lane.BROADCAST}
    hamlet.deliver(claimed)
    hamlet.rest()
    assert hamlet.report(warning).count(Fate.SENT) == 40


def test_what_waits_after_failures_makes_room_but_not_without_end(hamlet: Hamlet) -> None:
    first, _ = communes(hamlet, 60, 0)
    number = hamlet.confirmed(hamlet.draft(first, Audience.TEAMS, unit_id=COMMUNE), first)
    for _ in range(40):
        hamlet.tick({ACCOUNT: 1.0})
        hamlet.send(RetryAt(hamlet.now + timedelta(minutes=1), "connection refused"))
        hamlet.now += timedelta(seconds=0.5)
    assert counted(hamlet, number) == {("queued", None): 20, ("waiting", None): 40}
    gone = hamlet.rest()
    assert len(set(chats(gone))) == len(gone) == 60


def test_an_account_that_nobody_sends_for_waits_for_whoever_does(hamlet: Hamlet) -> None:
    first, _ = communes(hamlet, 2, 0)
    hamlet.bind("zgr-1", account=ANOTHER)
    number = hamlet.confirmed(hamlet.draft(first, Audience.TEAMS, unit_id=COMMUNE), first)
    for _ in range(3):
        hamlet.tick()
        hamlet.send()
    assert hamlet.state(number) == "sending"
    assert hamlet.tick({ANOTHER: 5.0}).fed == {ANOTHER}
    hamlet.account = ANOTHER
    hamlet.send()
    hamlet.tick()
    assert hamlet.state(number) == "done"


def test_what_stands_in_the_outbox_at_night_waits_among_its_recipients(hamlet: Hamlet) -> None:
    """Somebody who says in the evening that they want no more is not told in the morning."""
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "ba")
    number = hamlet.confirmed(hamlet.draft(hoa), hoa)
    hamlet.tick()
    hamlet.now = NIGHT
    assert not hamlet.tick().is_busy
    assert counted(hamlet, number) == {("waiting", None): 2}
    hamlet.change(
        "UPDATE person SET reminders_wanted = :no WHERE id = :p", no=False, p=hamlet.person("lan")
    )
    assert hamlet.rest() == []
    hamlet.now = NIGHT + timedelta(hours=6)
    assert chats(hamlet.rest()) == ["chat-ba"]


def test_many_that_tick_and_send_at_once_tell_everybody_once(
    hamlet: Hamlet, database_url: str
) -> None:
    first, second = communes(hamlet, 60, 30)
    numbers = [
        hamlet.confirmed(hamlet.draft(officer, Audience.TEAMS, unit_id=unit), officer)
        for officer, unit in ((first, COMMUNE), (second, OTHER_COMMUNE))
    ]
    told: list[str] = []
    lock = threading.Lock()

    def work() -> None:
        mine = Village(Database(database_url))
        mine.now = hamlet.now
        for _ in range(500):
            with suppress(Unavailable):  # as the announcer does: it comes again
                is_busy = feeding.tick(mine.db, SCHOOL, mine.now, {ACCOUNT: RATE}).is_busy
                claimed = mine.claim(20)
                mine.deliver(claimed)
                with lock:
                    told.extend(chats(claimed))
                if not is_busy:
                    break
        mine.db.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hamlet.rest()
    assert len(told) == len(set(told)) == 90
    assert [hamlet.state(number) for number in numbers] == ["done", "done"]
    assert sum(hamlet.report(number).count(Fate.SENT) for number in numbers) == 90
