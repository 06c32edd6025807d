"""What has become of an announcement, in plain words: arrived, not arrived and why, unknown, whom to telephone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.announcing import State
from bot.bulletin import start_of
from bot.console import announcing_wording as wording
from bot.console.announcing import amount
from bot.console.announcing_orders import (
    CorrectNotice,
    PauseNotice,
    ResumeNotice,
    ShowKit,
    ShowMissed,
    ShowNotice,
    ShowUnheard,
    StopNotice,
)
from bot.console.exclusions import failures
from bot.console.menu import back
from bot.message import Message
from bot.moments import spoken
from bot.scene import Scene
from bot.standing import Offer

MOST_NAMES = 10  # in one bubble


@dataclass(frozen=True, slots=True)
class Tally:
    """Chats, by what they are."""

    groups: int = 0
    people: int = 0

    @property
    def total(self) -> int:
        return self.groups + self.people

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.groups + other.groups, self.people + other.people)


@dataclass(frozen=True, slots=True)
class Report:
    """`at`: the moment that its state speaks of. `missed`: how many chats there are by why it did not arrive."""

    number: int
    body: str
    state: State
    at: datetime | None
    arrived: Tally = Tally()
    waiting: Tally = Tally()
    unknown: Tally = Tally()
    stopped: Tally = Tally()
    missed: Mapping[str, Tally] = field(default_factory=dict)
    asked: int = 0  # people who were asked to say that they know
    heard: int = 0  # of them, those who did
    opened: int = 0  # times that the links were opened


def confirmed(scene: Scene, report: Report, reach: str) -> Scene:
    """It goes out, or will."""
    if report.state is State.SCHEDULED and report.at is not None:
        text = scene.filled(
            wording.SENT_LATER, số_hiệu=report.number, lúc=spoken(report.at), số=reach
        )
    elif report.state is State.APPROVAL:
        text = scene.filled(wording.SENT_TO_APPROVE, số_hiệu=report.number)
    else:
        text = scene.filled(wording.SENT_NOW, số_hiệu=report.number, số=reach)
    return scene.ask(text, [Offer(wording.SEE, ShowNotice(report.number)), back(0)])


def nobody_approves(scene: Scene, number: int) -> Scene:
    text = scene.filled(wording.NOBODY_APPROVES, số_hiệu=number)
    return scene.ask(text, [Offer(wording.BACK_TO_DRAFT, ShowNotice(number)), back(0)])


def confirmed_already(scene: Scene, number: int, at: datetime) -> Scene:
    text = scene.filled(wording.SENT_ALREADY, số_hiệu=number, lúc=spoken(at))
    return scene.ask(text, [Offer(wording.SEE, ShowNotice(number)), back(0)])


def not_sent(scene: Scene, number: int) -> Scene:
    return _about(scene, number, scene.filled(wording.NOT_SENT, số_hiệu=number))


def not_now(scene: Scene, report: Report) -> Scene:
    """The button was of another time."""
    text = scene.filled(wording.NOT_NOW, số_hiệu=report.number, trạng_thái=state_name(report))
    return scene.ask(text, [Offer(wording.SEE, ShowNotice(report.number)), back(0)])


def show(scene: Scene, report: Report) -> Scene:
    lines = [
        f"{_titled(report)}, {state_name(report)}.",
        _said(wording.ARRIVED, report.arrived),
        _said(wording.WAITING, report.waiting),
        *[
            wording.NOT_ARRIVED.format(số=amount(one.groups, one.people), lý_do=why)
            for why, one in failures(report.missed)
        ],
        _said(scene.filled(wording.UNKNOWN), report.unknown),
        _said(wording.STOPPED_REST, report.stopped),
        wording.HEARD.format(đã=report.heard, tất=report.asked) if report.asked else "",
        wording.OPENED.format(số=report.opened) if report.opened else "",
    ]
    return scene.ask("\n".join(filter(None, lines)), _offers(report))


def listed(scene: Scene, reports: Sequence[Report]) -> Scene:
    if not reports:
        return scene.ask(scene.filled(wording.LIST_EMPTY), [back(0)])
    offers = [Offer(_label(one), ShowNotice(one.number)) for one in reports]
    return scene.ask(scene.filled(wording.LIST), [*offers, back(0)])


def missed(scene: Scene, number: int, people: Sequence[str], groups: Sequence[str]) -> Scene:
    lines = []
    if people:
        lines.append(scene.filled(wording.MISSED_LIST, tên=_names(people)))
    if groups:
        lines.append(scene.filled(wording.MISSED_GROUPS, tên=_names(groups)))
    return _about(scene, number, "\n".join(lines) or scene.filled(wording.MISSED_NONE))


def unheard(scene: Scene, number: int, people: Sequence[str]) -> Scene:
    text = wording.UNHEARD_LIST.format(tên=_names(people)) if people else wording.UNHEARD_NONE
    return _about(scene, number, scene.filled(text))


def kit(scene: Scene, number: int, shown: Message, *, has_link: bool) -> Scene:
    """The announcement to be passed on by hand, as it stands."""
    template = wording.KIT_HOW if has_link else wording.KIT_NO_LINK
    return _about(scene.show(shown), number, scene.filled(template))


def decided(scene: Scene, template: str, number: int, issuer: str) -> Scene:
    return scene.ask(scene.filled(template, số_hiệu=number, tổ=issuer), [back(0)])


def state_name(report: Report) -> str:
    template = _STATES[report.state]
    return template.format(lúc=spoken(report.at)) if report.at else template.partition(" lúc")[0]


_STATES = {
    State.DRAFT: wording.STATE_DRAFT,
    State.APPROVAL: wording.STATE_APPROVAL,
    State.SCHEDULED: wording.STATE_SCHEDULED,
    State.SENDING: wording.STATE_SENDING,
    State.PAUSED: wording.STATE_PAUSED,
    State.STOPPED: wording.STATE_STOPPED,
    State.DONE: wording.STATE_DONE,
    State.DROPPED: wording.STATE_DROPPED,
}


def _offers(report: Report) -> list[Offer]:
    """At most five: what can be done now, then what can be looked at."""
    number = report.number
    offers = []
    if report.state is State.SENDING:
        offers.append(Offer(wording.PAUSE, PauseNotice(number)))
    if report.state is State.PAUSED:
        offers.append(Offer(wording.RESUME, ResumeNotice(number)))
    if report.state in (State.SENDING, State.PAUSED, State.SCHEDULED, State.APPROVAL):
        offers.append(Offer(wording.STOP, StopNotice(number)))
    if report.arrived.total or report.unknown.total:
        offers.append(Offer(wording.CORRECT, CorrectNotice(number)))
    if report.missed:
        offers.append(Offer(wording.MISSED, ShowMissed(number)))
    if report.heard < report.asked:
        offers.append(Offer(wording.UNHEARD, ShowUnheard(number)))
    offers.append(Offer(wording.KIT, ShowKit(number)))
    return [*offers[:4], back(0)]


def _titled(report: Report) -> str:
    return wording.STATUS.format(số_hiệu=report.number, đầu=start_of(report.body))


def _label(report: Report) -> str:
    """Short enough for a line on an old phone."""
    return f"{start_of(report.body)[:22]} (số {report.number})"


def _said(template: str, count: Tally) -> str:
    return template.format(số=amount(count.groups, count.people)) if count.total else ""


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    left = len(names) - MOST_NAMES
    return f"{shown} {wording.AND_OTHERS.format(số=left)}" if left > 0 else shown


def _about(scene: Scene, number: int, text: str) -> Scene:
    return scene.ask(text, [Offer(wording.SEE, ShowNotice(number)), back(0)])
