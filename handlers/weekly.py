"""The weekly lists: sent to leaders on Monday mornings, and counted for a whole province."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.calendar import before_days_off
from bot.console import weekly as said
from bot.console.weekly import TeamList
from bot.standing import Consent
from bot.turn import School
from bot.update import Address, DueCame, DueKind, Sender, Update
from bot.weekly import Counts, sent_since, week_of
from handlers.turns import Turns
from storage import digests, people, teams, weekly
from storage.database import Database
from storage.people import Pupil
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

# A list of Monday morning is still good on Monday evening.
EXPIRE_AFTER = timedelta(hours=12)


def all_lists(uow: UnitOfWork, now: datetime) -> Iterator[tuple[int, Counts]]:
    """(team, how many are on its list and why) of every team with anybody on it, as they are read."""
    return weekly.all_counted(uow, now)


def send(db: Database, school: School, now: datetime, limit: int) -> int:
    """Queue this week's list for up to `limit` leaders who were not sent it. How many leaders were taken:
    as many as the limit means that there may be more. Whom no chat reaches counts as told.

    Raises Unavailable.
    """
    since = sent_since(now, school.days_off)
    if since is None:
        return 0
    week = week_of(now)
    with db.transaction() as uow:
        taken = digests.claim(uow, week, since, now, limit)
        pupils = [one for one in people.lock(uow, taken).values() if _may_be_told(one)]
        led = teams.led_by(uow, [pupil.person_id for pupil in pupils], now)
        counts = weekly.counted(uow, {team for found in led.values() for team, _ in found}, now)
        turns = Turns(uow, school, now)
        turns.seat(pupils)
        expires_at = before_days_off(now + EXPIRE_AFTER, school.days_off)
        for pupil in pupils:
            lists = [
                (team, name, counts.get(team, Counts())) for team, name in led[pupil.person_id]
            ]
            _tell(turns, pupil, lists, week, (now, expires_at))
        turns.write()
    return len(taken)


def _may_be_told(pupil: Pupil) -> bool:
    return pupil.consent == Consent.GRANTED and not pupil.unreachable


def _tell(
    turns: Turns, pupil: Pupil, lists: Sequence[TeamList], week: str, at: tuple[datetime, datetime]
) -> None:
    """A leader whose standing cannot be read stops nobody else's list."""
    key = f"digest:{pupil.person_id}:{week}"
    update = Update(
        key,
        Address(pupil.account, pupil.chat),
        Sender(pupil.user, pupil.name),
        DueCame(DueKind.REMINDER, ""),
        at[0],
    )
    try:
        turns.speak(update, key, partial(said.digest, lists=lists), at[1])
    except Exception as error:
        log.error("a weekly list could not be told: %s", type(error).__name__)
