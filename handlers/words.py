"""A kind sentence from somebody of the team in a learner's own chat: by day, and never more than we would
remind ourselves."""

from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial

from bot import reminders
from bot.calendar import may_disturb
from bot.console import person
from bot.scene import Scene
from bot.serial import standing_from_json
from bot.turn import School
from bot.update import Address, DueCame, DueKind, Sender, Update
from handlers.turns import Turns
from lessons.lesson import Lesson
from storage import people
from storage.unit_of_work import UnitOfWork

# It waits for the morning, and through the night of a day on which the platform was away.
EXPIRE_AFTER = timedelta(days=1)


class Sent(Enum):
    NOW = auto()
    LATER = auto()  # nobody is disturbed at this hour
    ENOUGH = auto()  # was written to today, or twice this week
    UNWANTED = (
        auto()
    )  # wants no reminders, is out of reach, or another one learns on that phone now


def send(
    uow: UnitOfWork, school: School, learner: int, sender: tuple[str, str], now: datetime
) -> Sent:
    """Queue it, within the transaction. `sender`: who asks, "" where nobody knows, and their team."""
    pupil = next(iter(people.of_learners(uow, [learner])), None)
    if pupil is None or pupil.unreachable:
        return Sent.UNWANTED
    standing = standing_from_json(pupil.standing)
    if reminders.is_refused(standing.reminders):
        return Sent.UNWANTED
    if not reminders.has_room(standing.reminders, now):
        return Sent.ENOUGH
    run = person.open_run(standing)
    lesson = None if run is None else school.course.lesson(run.lesson)
    key = f"word:{learner}:{int(now.timestamp())}"
    update = Update(
        key,
        Address(pupil.account, pupil.chat),
        Sender(pupil.user, pupil.name),
        DueCame(DueKind.REMINDER, "" if lesson is None else lesson.id),
        now,
    )
    turns = Turns(uow, school, now)
    turns.seat([pupil])
    speech = partial(_speech, sender=sender, lesson=lesson)
    turns.speak(update, key, speech, now + EXPIRE_AFTER)
    turns.write()  # queued, never claimed: quiet hours and the plan are looked at when it is sent
    return Sent.NOW if may_disturb(now, ()) else Sent.LATER


def _speech(scene: Scene, sender: tuple[str, str], lesson: Lesson | None) -> Scene:
    return person.word(reminders.used(scene), *sender, lesson)
