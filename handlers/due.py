"""What there was to come back for: due rows become turns, and turns become messages."""

import logging
from datetime import datetime, timedelta

from bot.calendar import before_days_off
from bot.turn import School
from bot.update import Address, DueCame, DueKind, Sender, Update
from handlers.turns import Turns
from storage import dues, people
from storage.database import Database
from storage.dues import Due
from storage.people import Pupil

log = logging.getLogger(__name__)

# A reminder a day late is a nuisance; half a day bridges an outage in the evening.
EXPIRE_AFTER = timedelta(hours=12)
# A learner for whom no turn can be taken: often enough for a mended release, rare enough for the log.
TRY_AGAIN_AFTER = timedelta(hours=1)


def queue(db: Database, school: School, now: datetime, limit: int) -> int:
    """Take the turns of up to `limit` due rows and queue their messages. How many rows were taken:
    as many as the limit means that there may be more.

    A turn that fails comes again in an hour and stops nobody else's. Raises Unavailable.
    """
    with db.transaction() as uow:
        taken = dues.take(uow, now, limit)
        pupils = {p.learner_id: p for p in people.of_learners(uow, {d.learner_id for d in taken})}
        # Who cannot be reached, or handed the phone to somebody else, is not asked: coming back
        # sets new ones.
        reachable = {learner: p for learner, p in pupils.items() if not p.unreachable}
        turns = Turns(uow, school, now)
        expires_at = before_days_off(now + EXPIRE_AFTER, school.days_off)
        turns.seat(reachable.values())
        for due in taken:
            if due.learner_id not in reachable:
                continue
            try:
                turns.take(
                    _update(due, reachable[due.learner_id], now),
                    f"due:{due.id}",
                    expires_at,
                )
            except Exception as error:
                log.error("a due turn failed, again in an hour: %s", type(error).__name__)
                dues.put_back(uow, due, now + TRY_AGAIN_AFTER)
        turns.write()
    return len(taken)


def _update(due: Due, pupil: Pupil, now: datetime) -> Update:
    return Update(
        key=f"due:{due.id}",
        address=Address(pupil.account, pupil.chat),
        sender=Sender(pupil.user, pupil.name),
        content=DueCame(DueKind(due.kind), due.lesson, due.step, due.nth),
        sent_at=now,
    )
