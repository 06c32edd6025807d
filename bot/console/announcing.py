"""What is said while an announcement is made: its words, whom it is for, when it goes out, and once more before it does.

What has become of one that went out is told by `bot.console.announced`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.announcing import Audience, Reach
from bot.bulletin import LONGEST_BODY
from bot.console import announcing_wording as wording
from bot.console.announcing_orders import (
    AddressNotice,
    ApproveNotice,
    DateNotice,
    DropNotice,
    EditNotice,
    ListNotices,
    PictureNotice,
    RepeatNotice,
    RewriteNotice,
    ScheduleNotice,
    SendNotice,
    ShowNotice,
    TeachNotice,
    WarnNotice,
    WriteNotice,
)
from bot.console.exclusions import reasons
from bot.console.menu import back
from bot.message import Message
from bot.moments import spoken
from bot.scene import Scene
from bot.standing import Offer


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement that has not gone out. `shown` is what its readers will see; `starts_at` when it would
    start if it were confirmed now."""

    number: int
    shown: Message
    audience: Audience
    lesson: str  # its title; "" for none
    reach: Reach
    starts_at: datetime | None  # None: at once
    is_planned: bool = False  # its author chose that time
    weekly: bool = False
    emergency: bool = False
    has_picture: bool = False
    needs_approval: bool = False


def ask_words(scene: Scene, order: WriteNotice) -> Scene:
    template = wording.ASK_CORRECTION if order.corrects else wording.ASK_TEXT
    return _ask(scene, wording.ASK_NEW_TEXT if order.draft else template, order, order.draft)


def refuse_words(scene: Scene, order: WriteNotice, length: int) -> Scene:
    """Asked again: too many, or with something in them that nobody should read. `length` 0: a secret."""
    if length:
        remark = scene.filled(wording.TOO_LONG, dài=length, nhất=LONGEST_BODY)
    else:
        remark = scene.filled(wording.UNFIT)
    return scene.ask(remark, [_away(order.draft)], awaits=order)


def preview(scene: Scene, draft: Draft) -> Scene:
    """As it will be seen, then what is to be decided about it."""
    scene = scene.show(draft.shown)
    if not draft.reach.total:
        text = scene.filled(wording.NOBODY, lý_do=reasons(draft.reach.excluded) or wording.NOWHERE)
        return scene.ask(text, _changes(draft))
    text = scene.filled(
        wording.PREVIEW,
        ai=audience_name(draft),
        số=amount(draft.reach.groups, draft.reach.people),
        khi=_when(scene, draft),
    )
    left_out = reasons(draft.reach.excluded)
    lines = [text, scene.filled(wording.LEFT_OUT, lý_do=left_out) if left_out else ""]
    if draft.audience is Audience.TEAMS:
        lines.append(wording.LEADERS_MORE)
    if draft.has_picture and not scene.school.address:
        lines.append(wording.NOT_ON_ZALO)
    if draft.needs_approval:
        lines.append(scene.filled(wording.NEEDS_APPROVAL))
    return scene.ask(" ".join(filter(None, lines)), [_send(draft), *_changes(draft)])


def review(scene: Scene, draft: Draft, issuer: str) -> Scene:
    """The same for the second person."""
    scene = scene.show(draft.shown)
    text = scene.filled(
        wording.REVIEW,
        tổ=issuer,
        ai=audience_name(draft),
        số=amount(draft.reach.groups, draft.reach.people),
    )
    offers = [
        Offer(wording.APPROVE, ApproveNotice(draft.number, True)),
        Offer(wording.REJECT, ApproveNotice(draft.number, False)),
        back(0),
    ]
    return scene.ask(text, offers)


def edit(scene: Scene, draft: Draft) -> Scene:
    picture = wording.WITHOUT_PICTURE if draft.has_picture else wording.WITH_PICTURE
    offers = [
        Offer(wording.REWRITE, RewriteNotice(draft.number)),
        Offer(picture, PictureNotice(draft.number, not draft.has_picture)),
        Offer(wording.EVENT, DateNotice(draft.number)),
        Offer(wording.TEACH, TeachNotice(draft.number)),
        _back_to(draft.number),
    ]
    return scene.ask(scene.filled(wording.ASK_EDIT), offers)


def ask_event(scene: Scene, number: int, *, again: bool = False) -> Scene:
    template = wording.TIME_UNKNOWN if again else wording.ASK_EVENT
    offers = [Offer(wording.NO_EVENT, DateNotice(number, "-")), _back_to(number)]
    return scene.ask(scene.filled(template), offers, awaits=DateNotice(number))


def ask_lesson(
    scene: Scene, number: int, found: Sequence[tuple[str, str]], *, again: bool = False
) -> Scene:
    """`found`: (id, title) of lessons that may be meant."""
    template = wording.LESSON_UNKNOWN if again else wording.ASK_LESSON
    offers = [Offer(title, TeachNotice(number, lesson)) for lesson, title in found]
    offers += [Offer(wording.NO_LESSON, TeachNotice(number, "-")), _back_to(number)]
    return scene.ask(scene.filled(template), offers, awaits=TeachNotice(number))


def ask_whom(scene: Scene, draft: Draft, choices: Mapping[Audience, Reach]) -> Scene:
    """Each with as many as it would reach now."""
    offers = [
        Offer(
            f"{_short_name(audience)}: {amount(reach.groups, reach.people)}",
            AddressNotice(draft.number, audience),
        )
        for audience, reach in choices.items()
    ]
    return scene.ask(scene.filled(wording.ASK_WHOM), [*offers, _back_to(draft.number)])


def ask_time(scene: Scene, draft: Draft, *, may_warn: bool, remark: str = "") -> Scene:
    """`remark`: what was wrong with the hour that was typed."""
    number = draft.number
    repeat = wording.REPEAT_NOT if draft.weekly else wording.REPEAT
    offers = [
        Offer(wording.NOW, ScheduleNotice(number, now=True)),
        Offer(repeat, RepeatNotice(number, not draft.weekly)),
    ]
    if may_warn:
        warn = wording.WARN_NOT if draft.emergency else wording.WARN
        offers.append(Offer(warn, WarnNotice(number, not draft.emergency)))
    text = remark or scene.filled(wording.ASK_TIME)
    return scene.ask(text, [*offers, _back_to(number)], awaits=ScheduleNotice(number))


def time_quiet(
    scene: Scene, draft: Draft, moments: tuple[datetime, datetime], *, may_warn: bool
) -> Scene:
    """Nobody is written to then; the nearest hour is said."""
    wished, next_one = moments
    remark = scene.filled(wording.TIME_QUIET, lúc=spoken(wished), sau=spoken(next_one))
    return ask_time(scene, draft, may_warn=may_warn, remark=remark)


def time_unknown(scene: Scene, draft: Draft, *, may_warn: bool) -> Scene:
    return ask_time(scene, draft, may_warn=may_warn, remark=scene.filled(wording.TIME_UNKNOWN))


def dropped(scene: Scene) -> Scene:
    return scene.ask(scene.filled(wording.DROPPED), [back(0)])


def audience_name(draft: Draft) -> str:
    return _name(draft.audience).format(bài=draft.lesson)


def amount(groups: int, people: int) -> str:
    """ "2 nhóm và 31 người"."""
    parts = [
        template.format(số=number)
        for template, number in ((wording.GROUPS, groups), (wording.PEOPLE, people))
        if number
    ]
    return " và ".join(parts) or wording.NOWHERE


def _ask(scene: Scene, template: str, order: WriteNotice, draft: int) -> Scene:
    return scene.ask(scene.filled(template), [_away(draft)], awaits=order)


def _away(draft: int) -> Offer:
    return _back_to(draft) if draft else Offer(wording.NEVER_MIND, back(0).action)


def _send(draft: Draft) -> Offer:
    if draft.emergency:
        label = wording.SEND_WARNING
    elif draft.needs_approval:
        label = wording.SEND_ASKING
    else:
        label = wording.SEND_AT if draft.starts_at else wording.SEND
    return Offer(label, SendNotice(draft.number))


def _changes(draft: Draft) -> list[Offer]:
    number = draft.number
    whom = [] if draft.audience is Audience.SAME else [Offer(wording.WHOM, AddressNotice(number))]
    return [
        *whom,
        Offer(wording.TIME, ScheduleNotice(number)),
        Offer(wording.EDIT, EditNotice(number)),
        Offer(wording.DROP, DropNotice(number)),
    ]


def _when(scene: Scene, draft: Draft) -> str:
    if draft.emergency:
        return scene.filled(wording.WHEN_WARNING)
    if draft.starts_at is None:
        said = scene.filled(wording.WHEN_NOW)
    else:
        template = wording.WHEN_AT if draft.is_planned else wording.WHEN_QUIET
        said = scene.filled(template, lúc=spoken(draft.starts_at))
    return f"{said} {wording.WHEN_WEEKLY}" if draft.weekly else said


def _name(audience: Audience) -> str:
    match audience:
        case Audience.GROUP:
            return wording.TO_GROUP
        case Audience.RESIDENTS:
            return wording.TO_RESIDENTS
        case Audience.UNFINISHED:
            return wording.TO_UNFINISHED
        case Audience.STUCK:
            return wording.TO_STUCK
        case Audience.TEAMS:
            return wording.TO_TEAMS
        case Audience.SAME:
            return wording.TO_SAME


def _short_name(audience: Audience) -> str:
    """For a label: without the lesson's title, which is long."""
    name = _name(audience).partition(" “")[0]
    return name[0].upper() + name[1:]


def _back_to(number: int) -> Offer:
    return Offer(wording.BACK_TO_DRAFT, ShowNotice(number))


def list_offer(team: int, unit: int) -> Offer:
    return Offer(wording.NOTICES, ListNotices(team, unit))
