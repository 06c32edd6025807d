"""Reminders of a lesson left in the middle, and the rules for everything that the bot sends unasked.

Only who asked for them gets any; one a day, two a week at most; three without an answer end them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot import wording
from bot.calendar import ZONE, evening, may_disturb, put_off
from bot.message import Purpose
from bot.scene import Scene
from bot.standing import Offer, Pause, Reminders, SetReminders, ShowAgain
from bot.turn import DueSet
from bot.update import DueCame, DueKind
from bot.way import progress

A_WEEK = timedelta(days=7)
MOST_A_WEEK = 2  # domain.md 6.2: at most two in seven days
UNANSWERED = 3  # domain.md 6.2: stop after three without an answer
# Days of silence before the first, second and third reminder of one lesson.
_DAYS = (1, 3, 7)
# Somebody who wrote this recently is learning right now and need not be reminded of it.
BUSY = timedelta(minutes=30)


def expect_silence(scene: Scene, nth: int = 1) -> Scene:
    """Come back in some evening, should the learner not go on by then. Later ones replace earlier."""
    run = scene.standing.run
    if run is None or not is_welcome(scene) or nth > len(_DAYS):
        return scene
    at = own_evening(scene, _DAYS[nth - 1])
    return scene.happened(DueSet(DueKind.REMINDER, at, run.lesson, nth=nth))


def come(scene: Scene, due: DueCame) -> Scene:
    """The moment has come: remind, put it off, or say nothing if there is no reason any more."""
    run, lesson = scene.standing.run, scene.lesson
    if run is None or lesson is None or run.lesson != due.lesson or not is_welcome(scene):
        return scene
    later = when_instead(scene)
    if later is not None:
        return scene.happened(DueSet(due.kind, later, due.lesson, due.step, due.nth))
    number, total = progress(lesson, run, scene.standing.device)
    text = scene.filled(wording.REMIND, bài=lesson.title, bước=number, tất=total)
    offers = (
        Offer(wording.GO_ON, ShowAgain()),
        Offer(wording.LATER, Pause()),
        Offer(wording.STOP_REMINDERS, SetReminders(False)),
    )
    scene = counted(scene)
    scene = scene.ask(text + last_words(scene), offers, purpose=Purpose.REMINDER)
    return expect_silence(scene, due.nth + 1)


def is_welcome(scene: Scene) -> bool:
    """Did the learner ask for reminders, and answer one of the last three?"""
    reminders = scene.standing.reminders
    return scene.consented and reminders.wanted and reminders.unanswered < UNANSWERED


def when_instead(scene: Scene) -> datetime | None:
    """A better moment, if this is a bad one: an hour of rest, a learner at work, a second on one day,
    a third in a week."""
    standing, now = scene.standing, scene.now
    if not may_disturb(now, scene.school.days_off):
        return put_off(now, scene.sender.user, scene.school.days_off)
    if standing.seen_at is not None and now - standing.seen_at < BUSY:
        return own_evening(scene, 1)
    recent = _recent(standing.reminders, now)
    if len(recent) >= MOST_A_WEEK:
        return evening(min(recent), A_WEEK.days, scene.sender.user, scene.school.days_off)
    # After a leap of the clock, or a long outage, all that was missed is due in the same moment (F11).
    if any(_day(at) == _day(now) for at in recent):
        return own_evening(scene, 1)
    return None


def has_room(reminders: Reminders, now: datetime) -> bool:
    """Whether one more is not too many: neighbours and we share one budget."""
    recent = _recent(reminders, now)
    return len(recent) < MOST_A_WEEK and all(_day(at) != _day(now) for at in recent)


def is_refused(reminders: Reminders) -> bool:
    """They were asked, or asked us, and want none: from nobody."""
    return reminders.asked and not reminders.wanted


def used(scene: Scene) -> Scene:
    """With one more sent that needs no answer: a neighbour's."""
    old = scene.standing.reminders
    sent = (*old.sent, scene.now)[-MOST_A_WEEK:]
    return scene.changed(reminders=replace(old, sent=sent))


def counted(scene: Scene) -> Scene:
    """With one more sent that has not been answered yet."""
    old = scene.standing.reminders
    return used(scene.changed(reminders=replace(old, unanswered=old.unanswered + 1)))


def last_words(scene: Scene) -> str:
    """What is added to the last one before the bot falls silent."""
    is_last = scene.standing.reminders.unanswered == UNANSWERED
    return f"\n{scene.filled(wording.LAST_REMINDER)}" if is_last else ""


def own_evening(scene: Scene, days: int) -> datetime:
    return evening(scene.now, days, scene.sender.user, scene.school.days_off)


def _recent(reminders: Reminders, now: datetime) -> Sequence[datetime]:
    return [at for at in reminders.sent if _day(now) - _day(at) < A_WEEK]


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()
