"""The calls for help of a team or commune, for whoever answers them: the list, one of them, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.address import fill
from bot.calls import Kind, waited
from bot.console import call_wording as words
from bot.console.call_orders import (
    AnswerCall,
    CloseCall,
    GiveBack,
    OpenCalls,
    PickAnswer,
    PromiseVisit,
    SeeCall,
    SendAnswer,
    TakeCall,
)
from bot.console.menu import AT_ONCE, back
from bot.helping import suiting
from bot.message import Message, Purpose
from bot.notices import shown_as
from bot.scene import BUBBLE, Scene
from bot.standing import Honorific, Offer
from lessons.lesson import Device, Lesson, Step

LONGEST_LABEL = 32  # characters; a button's end is cut off on a narrow phone
_TO_LIST = Offer(words.ALL_CALLS, OpenCalls())


@dataclass(frozen=True, slots=True)
class Case:
    """A call as it is told: whose, and about what. `name` as they show, "" where nobody knows."""

    number: int
    name: str
    honorific: Honorific | None
    device: Device | None
    lesson: Lesson | None
    step: Step | None
    kind: Kind
    danger: bool
    wish: str
    since: datetime

    @property
    def who(self) -> str:
        """ "bác Lan", as it stands within a sentence."""
        name = shown_as(self.name)
        return f"{fill('{bác}', self.honorific)} {name}" if name else words.SOMEONE.lower()

    @property
    def place(self) -> str:
        if self.lesson is None:
            return words.NO_PLACE
        if self.step is None:
            return words.LESSON_OF.format(bài=self.lesson.title)
        return words.STEP_OF.format(bài=self.lesson.title, bước=self.step.title)

    def values(self, now: datetime) -> dict[str, object]:
        """What a sentence may name of it."""
        who = self.who
        return {
            "ai": who,
            "Ai": who[:1].upper() + who[1:],
            "chỗ": self.place,
            "khi": self.wish,
            "số": self.number,
            "lâu": waited(self.since, now),
        }


def call(case: Case) -> Message:
    """To a helper who did not ask for it: nothing to press, and no telephone number."""
    template = words.CALL_AT_HOME if case.kind is Kind.VISIT else words.CALL
    template = words.CALL_URGENT if case.danger else template
    return Message(fill(template, None, **case.values(case.since)), purpose=Purpose.HELP)


def show_list(
    scene: Scene, held: Sequence[Case], waiting: Sequence[Case], where: OpenCalls
) -> Scene:
    """Their own first, then who waits longest. As many as fit, and the way to the others."""
    home = back(where.team)
    if not held and not waiting:
        return scene.ask(scene.filled(words.NOBODY_WAITS), [home])
    offers = [Offer(_label(case, words.YOURS, scene.now), SeeCall(case.number)) for case in held]
    offers += [
        Offer(_label(case, _waiting(case), scene.now), SeeCall(case.number)) for case in waiting
    ]
    size = AT_ONCE - 2
    pages = -(-len(offers) // size)
    page = where.page % pages
    more = [Offer(words.MORE, OpenCalls(where.team, where.unit, (page + 1) % pages))]
    text = scene.filled(words.WHO_WAITS, số=len(waiting))
    shown = offers[page * size : (page + 1) * size]
    return scene.ask(text, [*shown, *(more if pages > 1 else []), home])


def show(scene: Scene, case: Case, *, mine: bool) -> Scene:
    """Who it is, what the step says and what often goes wrong there. Of their own call, with the ways to
    answer it; free words are the answer."""
    values = case.values(scene.now)
    head = words.WANTS_VISIT if case.kind is Kind.VISIT else words.IS_STUCK
    lines = [scene.filled(words.IN_DANGER if case.danger else head, **values), *_advice(case)]
    first, rest = _filled_up(lines, BUBBLE)
    scene = scene.say("{lời}", lời=first)
    if not mine:
        text, _ = _filled_up(rest, BUBBLE)
        ask = text or scene.filled(words.TAKE_IT, **values)
        return scene.ask(ask, [Offer(words.TAKE, TakeCall(case.number)), _TO_LIST])
    ask = scene.filled(words.ANSWER_HERE, **values)
    above, _ = _filled_up(rest, BUBBLE - len(ask) - 1)
    text = f"{above}\n{ask}" if above else ask
    return scene.ask(text, _ways(case), awaits=AnswerCall(case.number))


def ask_answer(scene: Scene, case: Case, template: str = words.ANSWER_HERE) -> Scene:
    text = scene.filled(template, **case.values(scene.now))
    return scene.ask(text, _ways(case), awaits=AnswerCall(case.number))


def pick(scene: Scene, case: Case) -> Scene:
    offers = [
        Offer(label, SendAnswer(case.number, n)) for n, label in enumerate(words.READY_LABELS)
    ]
    text = scene.filled(words.PICK, **case.values(scene.now))
    return scene.ask(text, [*offers, Offer(words.TO_CALL, SeeCall(case.number))])


def ready(case: Case, number: int) -> str:
    """One of the answers that are written already, to this learner. The first for a number there is not."""
    template = words.READY[number if number < len(words.READY) else 0]
    return fill(template, case.honorific, chỗ=case.place)


def ask_when(scene: Scene, case: Case) -> Scene:
    """When will they come? What the learner wished comes first."""
    times = suiting(scene.now)
    if case.wish:
        times = [(words.AS_WISHED, case.wish), *times]
    offers = [Offer(label, PromiseVisit(case.number, when)) for label, when in times]
    template = words.WHEN_WISHED if case.wish else words.WHEN
    text = scene.filled(template, **case.values(scene.now))
    return scene.ask(text, offers, awaits=PromiseVisit(case.number))


def tell(scene: Scene, case: Case, template: str, **values: object) -> Scene:
    """What became of it, with the way back to the others."""
    text = scene.filled(template, **{**case.values(scene.now), **values})
    return scene.ask(text, [_TO_LIST, back(0)])


def hear(scene: Scene, case: Case, said: str) -> Scene:
    """The learner's words in the helper's chat. Whatever the helper was asked meanwhile stays open."""
    prompt = scene.standing.prompt
    is_here = prompt is not None and prompt.awaits == AnswerCall(case.number)
    template = words.SAYS if is_here else words.SAYS_ELSEWHERE
    return scene.say(template, **{**case.values(scene.now), "lời": said})


def told_of(scene: Scene, case: Case, template: str) -> Scene:
    """The same for what the learner did; a helper who was just going to answer need not any more."""
    prompt = scene.standing.prompt
    if prompt is not None and prompt.awaits == AnswerCall(case.number):
        return tell(scene, case, template)
    return scene.say(template, **case.values(scene.now))


def _ways(case: Case) -> list[Offer]:
    number = case.number
    if case.kind is Kind.VISIT:
        return [
            Offer(words.CAME_DONE, CloseCall(number)),
            Offer(words.CAME_NOT_DONE, CloseCall(number, good=False)),
            Offer(words.SAY_WHEN, PromiseVisit(number)),
            Offer(words.GIVE_BACK, GiveBack(number)),
            _TO_LIST,
        ]
    return [
        Offer(words.READY_ANSWERS, PickAnswer(number)),
        Offer(words.COME, PromiseVisit(number)),
        Offer(words.DONE, CloseCall(number)),
        Offer(words.GIVE_BACK, GiveBack(number)),
        _TO_LIST,
    ]


def _advice(case: Case) -> list[str]:
    """What the step says on this learner's phone, and its known troubles, as the learner reads them."""
    if case.step is None:
        return []
    said = " ".join(fill(case.step.text_for(case.device), case.honorific).split())
    troubles = [
        words.TROUBLE.format(chuyện=one.problem, gỡ=fill(one.answer, case.honorific))
        for one in case.step.troubles_for(case.device)
    ]
    return [words.STEP_SAYS.format(lời=said), *troubles]


def _filled_up(lines: Sequence[str], room: int) -> tuple[str, Sequence[str]]:
    """As many of the lines as there is room for, and the others. The first is cut rather than left out,
    unless next to nothing of it would be left."""
    text = ""
    for n, line in enumerate(lines):
        more = f"{text}\n{line}" if text else line
        if len(more) > room:
            worth = not text and room >= LONGEST_LABEL
            return (f"{more[: room - 1]}…", lines[n + 1 :]) if worth else (text, lines[n:])
        text = more
    return text, []


def _waiting(case: Case) -> str:
    if case.danger:
        return words.URGENT
    return words.WAITS_AT_HOME if case.kind is Kind.VISIT else words.WAITS


def _label(case: Case, template: str, now: datetime) -> str:
    """A long name gives way to how long they wait."""
    values = case.values(now)
    whole = fill(template, None, **values)
    over = len(whole) - LONGEST_LABEL
    if over <= 0:
        return whole
    shorter = {name: f"{str(values[name])[: -over - 1]}…" for name in ("ai", "Ai")}
    return fill(template, None, **{**values, **shorter})
