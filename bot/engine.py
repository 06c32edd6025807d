"""The one door to the conversation: where a learner stands and what happened lead to a turn.

Pure: the same school, standing, update and time give the same turn, always. At most two bubbles.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot import (
    acknowledging,
    deeds,
    enrolment,
    linking,
    menu,
    reminders,
    replies,
    reviews,
    sharing,
    steps,
    talking,
    welcome,
    wording,
)
from bot.commands import start_payload
from bot.console import hearing
from bot.message import Mark, Outgoing
from bot.scene import Scene
from bot.standing import Consent, Prompt, Standing
from bot.turn import (
    ConsoleOrdered,
    DuesCancelled,
    LinkTold,
    NoticeHeard,
    PostTaken,
    School,
    TeamChosen,
    Turn,
)
from bot.update import (
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatKind,
    ChatOpened,
    DueCame,
    DueKind,
    GroupMoved,
    MediaSent,
    TextSent,
    Update,
)

# An old hand taps twice; what comes this soon after on the same button is the same tap.
DOUBLE_TAP = timedelta(seconds=10)
# Some platforms tell times in whole seconds, cut off.
CLOCK_STEP = timedelta(seconds=1)
# After this much silence nobody remembers the step, so it is shown before anything is done.
LONG_SILENCE = timedelta(days=7)


def take_turn(school: School, standing: Standing, update: Update, now: datetime) -> Turn:
    """What the bot says and does. For private chats; a group gets no turn. Never raises."""
    scene = Scene(school, standing, update.sender, now, where=update.address.account)
    if update.address.kind is ChatKind.GROUP:
        return scene.turn()
    match update.content:
        case TextSent() as sent:
            return _said(scene, sent, update.sent_at).turn()
        case ButtonPressed() as press:
            return _pressed(scene, press)
        case MediaSent() as media:
            scene, resumed = _attended(scene)
            return replies.to_media(scene, media, resumed).turn()
        case ChatOpened(payload):
            return _opened(scene, payload).turn()
        case BotBlocked():
            cancelled = (DuesCancelled(DueKind.REMINDER), DuesCancelled(DueKind.REVIEW))
            return scene.happened(*cancelled).turn()
        case BotUnblocked():
            return _unblocked(scene).turn()
        case DueCame(DueKind.REMINDER) as due:
            return reminders.come(scene, due).turn()
        case DueCame(DueKind.REVIEW) as due:
            return reviews.come(scene, due).turn()
        case DueCame() | GroupMoved():
            return scene.turn()
        case _:
            assert_never(update.content)


def question_of(message: Outgoing) -> int | None:
    """The number of the question that a message of ours asked; None where it asked nothing."""
    if isinstance(message, Mark) or not message.options:
        return None
    seq, _ = _token(message.options[0].token)
    return seq if seq >= 0 else None


def _attended(scene: Scene) -> tuple[Scene, Scene | None]:
    """The learner is here: nothing unanswered, the run where it can be walked on; and what to show
    instead of acting, if the step is gone or so long ago that it must be shown first (P3)."""
    before = scene.standing
    reminded = before.reminders
    if reminded.unanswered:
        reminded = replace(reminded, unanswered=0)
    scene = steps.settled_in(scene.changed(seen_at=scene.now, reminders=reminded))
    run, lesson = scene.standing.run, scene.lesson
    if before.run is not None and run is None:
        scene = scene.remark(wording.LESSON_GONE)
        return scene, menu.show(scene)
    if run is None or lesson is None:
        return scene, None
    if run is not before.run:
        return scene, steps.show(scene.remark(wording.STEP_MOVED))
    if before.seen_at is not None and scene.now - before.seen_at > LONG_SILENCE:
        return scene, steps.show(scene.remark(wording.LONG_TIME, bài=lesson.title))
    return scene, None


def _said(scene: Scene, sent: TextSent, at: datetime) -> Scene:
    payload = start_payload(sent.text)
    if payload is not None:
        return _opened(scene, payload)
    code = linking.code_said(sent.text)
    if code is not None:
        return scene.happened(LinkTold(code))
    enrolled = _enrolled(scene, sent.text)
    if enrolled is not None:
        return enrolled
    order = hearing.heard(scene, sent.text)
    if order is not None:
        return scene.changed(seen_at=scene.now, puzzled=0).happened(ConsoleOrdered(order))
    if acknowledging.says_heard(sent.text) and scene.consented:
        return scene.changed(seen_at=scene.now).happened(NoticeHeard())
    to_human = talking.heard(scene, sent.text)
    if to_human is not None:
        return to_human
    shared = sharing.heard(scene, sent.text)
    if shared is not None:
        return shared
    asked = scene.standing.prompt
    scene, resumed = _attended(scene)
    if asked is not None:
        old = _why_old(scene, asked, sent, at)
        late = replies.to_answer_before(scene, sent.text, old, resumed) if old else None
        if late is not None:
            return late
    return replies.to_text(scene, sent.text, resumed)


def _enrolled(scene: Scene, said: str) -> Scene | None:
    """A team's code, or an invitation to a role in one: the handler knows whose. None: neither. Nobody is
    given a role who would be forgotten tomorrow."""
    team, post = enrolment.code_said(said), enrolment.code_said(said, enrolment.ROLE)
    if post is not None and scene.consented:
        return scene.happened(PostTaken(post))
    if post is not None:
        told = scene.say(wording.POST_NEEDS_CONSENT)
        return welcome.ask_consent(told, wording.CONSENT_LATER)
    return None if team is None else scene.happened(TeamChosen(team))


def _why_old(scene: Scene, asked: Prompt, sent: TextSent, at: datetime) -> str | None:
    """What to remark where it was not said to the question that is open (P2): in another app, quoting an
    older one, or typed before this one was asked. A weak network brings "1" twice, minutes later; the
    second is not the answer to what the first led to."""
    if sent.about is not None:
        return wording.OLD_ANSWER if sent.about != asked.seq else None
    if asked.where not in (None, scene.where):
        return wording.ASKED_ELSEWHERE
    is_late = asked.asked_at is not None and at + CLOCK_STEP < asked.asked_at
    return wording.OLD_ANSWER if is_late else None


def _pressed(scene: Scene, press: ButtonPressed) -> Turn:
    """The current question's answer counts; a double tap is nothing; anything older shows the way."""
    seq, number = _token(press.token)
    standing = scene.standing
    answered_at = standing.answered_at if seq == standing.answered_seq else None
    if answered_at is not None and scene.now - answered_at <= DOUBLE_TAP:
        return scene.turn()
    scene, resumed = _attended(scene)
    prompt = scene.standing.prompt
    if prompt is None or seq != prompt.seq or number >= len(prompt.offers):
        return _stale(scene, resumed).turn()
    chosen = prompt.offers[number].label
    turn = replies.choose(scene, number).turn()
    if press.message is None:
        return turn
    return Turn(turn.standing, (*turn.messages, Mark(press.message, chosen)), turn.facts)


def _token(token: str) -> tuple[int, int]:
    """The question's number and the answer's; -1 for what is none of ours."""
    seq, _, number = token.partition(":")
    if not (seq.isascii() and seq.isdigit() and number.isascii() and number.isdigit()):
        return -1, -1
    return (int(seq), int(number)) if len(token) < 20 else (-1, -1)


def _stale(scene: Scene, resumed: Scene | None) -> Scene:
    if resumed is not None:
        return resumed
    if scene.standing.consent is Consent.UNASKED:
        is_first = scene.standing.prompt is None
        return welcome.greet(scene) if is_first else welcome.ask_consent(scene)
    return deeds.ask_again(scene.remark(wording.OLD_BUTTON))


def _opened(scene: Scene, payload: str) -> Scene:
    """The chat was opened, perhaps by a lesson's link: that lesson, the open one, or the list. Or by a
    link that carries a code, from another app or of a team."""
    code = linking.code_said(payload)
    if code is not None:
        return scene.happened(LinkTold(code))
    enrolled = _enrolled(scene, payload)
    if enrolled is not None:
        return enrolled
    just_unblocked = scene.standing.unblocked_at
    scene, resumed = _attended(scene.changed(unblocked_at=None))
    lesson = _lesson_meant(scene, payload)
    if lesson is not None:
        scene = scene.changed(wanted=lesson)
    elif just_unblocked is not None and scene.now - just_unblocked <= DOUBLE_TAP:
        return scene
    return _welcomed(scene, None if lesson else resumed)


def _welcomed(scene: Scene, resumed: Scene | None) -> Scene:
    standing = scene.standing
    if standing.consent is Consent.UNASKED:
        return welcome.greet(scene)
    if standing.consent is Consent.GRANTED and not standing.settled:
        return welcome.ask_honorific(scene.remark(wording.HELLO_AGAIN))
    if resumed is not None:
        return resumed
    if standing.wanted is not None:
        return deeds.onward(scene)
    return replies.greeted(scene)


def _unblocked(scene: Scene) -> Scene:
    """Telegram tells of this and of /start at once, in either order: answered once (F22)."""
    before = scene.standing.seen_at
    if before is not None and scene.now - before <= DOUBLE_TAP:
        return scene
    scene, resumed = _attended(scene)
    scene = _welcomed(scene, resumed).changed(unblocked_at=scene.now)
    if not reminders.is_welcome(scene):
        return scene
    return reviews.expect_all(reminders.expect_silence(scene))  # the block had cancelled them


def _lesson_meant(scene: Scene, payload: str) -> str | None:
    """A lesson by its id or its code, in any case."""
    wanted = payload.strip().casefold()
    named = (one for one in scene.school.course.lessons if wanted in (one.id, one.code.casefold()))
    return next((lesson.id for lesson in named), None)
