"""The rules: what people, platforms, authors, clocks and operators may do, in any order."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import Any, ClassVar

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.update import (
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatKind,
    ChatOpened,
    Content,
    GroupMoved,
    MediaKind,
    MediaSent,
    TextSent,
    Update,
)
from tests.machine.apps import ENDS_A_GROUP, FIRST, MOST_ANSWERS, SENT, App
from tests.machine.codes import Who
from tests.machine.outside import Button
from tests.machine.process import Locking
from tests.machine.school import EDITS, WHOLE
from tests.machine.service import GROUPS, PEOPLE, TEAM_GROUPS, Service
from tests.machine.still import Blow

Fresh = Callable[[], Locking]
Plant = Callable[[], AbstractContextManager[object]]

WORDS = (
    "xong", "xong rồi", "xong", "1", "2", "3", "giúp với", "gặp người", "lui lai", "nhac lai",
    "menu", "để sau", "hoc tiep", "cảm ơn", "chào cháu", "xoa du lieu", "XÓA", "du lieu cua toi",
    "bị lừa mất tiền", "mã otp là 482913", "số tôi là 0912345678", "dung nhac", "Có, nhắc giúp",
    "goi toi la chu", "may iphone", "đồng ý", "không", "bài hai", "blubb", "/menu", "/lui", "👍",
    "/start L02", "bí mật của tôi", "học lại từ đầu",
)  # fmt: skip
LINKS = ("", "L01", "L02", "hai", "khong-co")

who = st.sampled_from(PEOPLE)
texts = st.sampled_from(WORDS) | st.text(max_size=20).map(lambda text: f"bí mật {text}")
presses = st.tuples(st.sampled_from(["newest", "newest", "any", "forged"]), st.integers(0, 999))
deeds = st.one_of(
    texts.map(TextSent),
    presses,
    presses,
    st.sampled_from(LINKS).map(ChatOpened),
    st.sampled_from([MediaSent(MediaKind.STICKER, "👍"), MediaSent(MediaKind.PHOTO)]),
    st.sampled_from([BotBlocked(), BotUnblocked()]),
)
happenings = st.one_of(
    st.tuples(who, deeds),
    st.tuples(who, deeds),
    st.tuples(st.just("again"), st.integers(0, 9_999)),
    st.tuples(
        st.sampled_from(GROUPS),
        st.sampled_from([TextSent("bí mật cả nhóm"), BotUnblocked(), BotBlocked()]),
    ),
)
CALLS = ("receive", "claim", "record", "release", "recover", "queue", "tidy", "recent_sends")
# The whole way to the end of the first lesson, and into the second.
AGREED = ("đồng ý", "bác", "android")
TAUGHT = ("xong", "xong", "xong", "xong", "2", "1")
BEGINNINGS: dict[str, tuple[str, ...]] = {
    "strangers": (),
    "guests": ("không",),
    "learning": (*AGREED, "xong"),
    "reminded": (*AGREED, *TAUGHT, "/start L02"),
}


class Machine(RuleBasedStateMachine):
    """`fresh` gives a database with the newest schema and nothing in it; `plant` what is wrong with
    the product during a run. Both are set by `machine` below."""

    fresh: ClassVar[Fresh]
    plant: ClassVar[Plant]
    apps: ClassVar[Mapping[str, App]]
    seen: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self._planted = ExitStack()
        self._planted.enter_context(type(self).plant())
        self.service = Service(type(self).fresh(), type(self).apps)

    @initialize(
        beginning=st.sampled_from(["reminded", "learning", "reminded", "learning", *BEGINNINGS])
    )
    def begins(self, beginning: str) -> None:
        """Most begin where something can go wrong: in the middle of a lesson."""
        self._note(f"begins with {beginning}")
        words = BEGINNINGS[beginning]
        for person in PEOPLE if words else ():
            first = self._writes(person, ChatOpened("L01"))
            said = [self._writes(person, TextSent(word)) for word in words]
            self.service.arrive([[first, *said]])
        self._everything_arrives()

    # --- People -----------------------------------------------------------------------------------

    @rule(person=who, deed=deeds)
    def somebody_does(self, person: Who, deed: Any) -> None:
        update = self._update((person, deed))
        fresh = self.service.arrive([[update]])
        self._note(f"somebody does {type(update.content).__name__}{'' if fresh else ', not taken'}")
        self._everything_arrives(5)

    @rule(person=who, times=st.integers(1, 5))
    def somebody_learns(self, person: Who, times: int) -> None:
        """Presses the first answer, or the right one, again and again."""
        for _ in range(times):
            newest = self.service.fold.outside.current(person)
            right = [one for one in newest if one.label == "Không đọc"] or newest[:1]
            if right:
                self.service.arrive([[self._writes(person, self._pick(person, right[0]))]])
                self._everything_arrives(1)
        self._note("somebody learns")

    @rule(visits=st.lists(st.lists(happenings, min_size=1, max_size=4), min_size=1, max_size=3))
    def much_happens(self, visits: list[list[Any]]) -> None:
        """In one batch, while what was sent before is still under way."""
        posted = [[self._update(one) for one in visit] for visit in visits]
        self.service.arrive(posted)
        self._note("much happens at once")

    @rule(person=who, deed=deeds, seconds=st.sampled_from([0, 3, 30]))
    def somebody_does_it_twice(self, person: Who, deed: Any, seconds: int) -> None:
        """An old hand: two happenings, not one that is repeated."""
        first = self._update((person, deed))
        self.service.arrive([[first]])
        self.service.pass_time(seconds)
        second = self._writes(person, first.content)
        self.service.arrive([[second]])
        self._note("somebody does it twice")

    @rule(picks=st.lists(st.integers(0, 9_999), min_size=1, max_size=6))
    def updates_are_repeated(self, picks: list[int]) -> None:
        known = self.service.post.repeatable()
        if known:
            again = [known[-1 - pick % len(known)] for pick in picks]
            fresh = self.service.arrive([again])
            self._note(f"updates are repeated, {'some new' if fresh else 'all known'}")

    @precondition(lambda self: self.service.post.refused())
    @rule(backwards=st.booleans())
    def what_was_refused_comes_again(self, backwards: bool) -> None:
        waiting = self.service.post.refused()
        self.service.arrive([waiting[::-1] if backwards else waiting])
        self._note("what was refused comes again")

    @rule(person=who, answer=st.sampled_from(["2", "1", "xong"]))
    def consent_is_asked_again(self, person: Who, answer: str) -> None:
        if self.service.ask_consent_again(person):
            self.service.arrive([[self._writes(person, TextSent(answer))]])
            self._everything_arrives(3)
            self._note("consent is asked again")

    @rule(person=who)
    def somebody_erases(self, person: Who) -> None:
        self.service.arrive([[self._writes(person, TextSent("xoa du lieu"))]])
        self.service.arrive([[self._writes(person, TextSent("1"))]])
        self._everything_arrives(3)
        self._note("somebody erases")

    # --- Groups -----------------------------------------------------------------------------------

    @rule(chats=st.lists(st.sampled_from(GROUPS), min_size=1, unique=True))
    def a_leader_announces(self, chats: list[str]) -> None:
        self.service.announce(chats)
        self._note("a leader announces")

    @rule(chat=st.sampled_from(GROUPS), new=st.sampled_from(["-101", "-102"]))
    def a_group_moves(self, chat: str, new: str) -> None:
        self.service.arrive([[self._in_group(chat, GroupMoved(new))]])
        self._note("a group moves")

    # --- Platforms --------------------------------------------------------------------------------

    @rule(
        nth=st.integers(0, 20),
        pick=st.integers(0, MOST_ANSWERS - 1),
        seconds=st.sampled_from([0.5, 7, 40, 10_072]),
    )
    def one_lands(self, nth: int, pick: int, seconds: float) -> None:
        answers = self.apps[FIRST].answers
        self._land(nth, answers[pick % len(answers)], seconds)

    def _land(self, nth: int, kind: str, seconds: float) -> None:
        flights = self.service.flights()
        if not flights:
            return
        account, number = flights[nth % len(flights)]
        address = self.service.process.lines[account].flights[number].attempt.envelope.address
        if kind not in self.apps[account].answers:
            kind = SENT
        if kind == "moved" and address.kind is ChatKind.PRIVATE:
            kind = "refused"  # persons do not move
        if kind in ENDS_A_GROUP and address.chat in TEAM_GROUPS:
            kind = SENT
        self._note(f"one lands: {kind}")
        self.service.land(account, number, kind, seconds)

    @rule(
        said=st.lists(
            st.tuples(who, st.sampled_from(["menu", "xong", "2"])), min_size=1, max_size=3
        ),
        announced=st.booleans(),
        order=st.permutations(range(MOST_ANSWERS)),
        wait=st.sampled_from([0.5, 7, 40]),
        seconds=st.sampled_from([0.0, 1.1, 8.0, 31.0]),
    )
    def a_rough_moment_passes(
        self,
        said: list[tuple[Who, str]],
        announced: bool,
        order: list[int],
        wait: float,
        seconds: float,
    ) -> None:
        """Much to send, and every kind of answer to it."""
        for person, word in said:
            self.service.arrive([[self._writes(person, TextSent(word))]])
        if announced:
            self.service.announce(GROUPS)
            self.service.pass_time(0.3)
        answers = self.apps[FIRST].answers
        kinds = [answers[number] for number in order if number < len(answers)]
        for nth, kind in enumerate(kinds[:6]):
            self._land(nth, kind, wait)
        self.service.pass_time(seconds)
        self._note("a rough moment passes")

    @rule(first=who, then=who, kind=st.sampled_from(["slow down", "slow down all"]))
    def a_wait_outlives_the_process(self, first: Who, then: Who, kind: str) -> None:
        self.service.arrive([[self._writes(first, TextSent("menu"))]])
        self._land(0, kind, 40)
        self.service.kill()
        self.service.arrive([[self._writes(then, TextSent("menu"))]])
        self.service.pass_time(3)
        self._note("a wait outlives the process")

    @rule()
    def all_land(self) -> None:
        self.service.land_all()

    # --- Time -------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([0.2, 1.0, 3.0, 20.0]))
    def time_passes(self, seconds: float) -> None:
        self.service.pass_time(seconds)

    @rule(
        days=st.sampled_from([0, 1, 2, 3, 7, 40]),
        at=st.sampled_from([(9, 0), (12, 0), (19, 59), (20, 29), (21, 0), (3, 0)]),
    )
    def days_pass(self, days: int, at: tuple[int, int]) -> None:
        """The computer sleeps; when it wakes, it looks for what is due."""
        self.service.sleep_until(*at, days)
        queued = self.service.tick()
        self._note("reminders were due" if queued else "days pass")

    @rule(days=st.sampled_from([1, 3, 7]), stops=st.booleans())
    def an_evening_goes_wrong(self, days: int, stops: bool) -> None:
        """Reminders are queued and cannot leave; when they can, it is night, or nobody wants them."""
        self.service.sleep_until(19, 59, days)
        self.service.blows["claim"] = Blow.AWAY
        queued = self.service.tick()
        if stops:
            words = [self._writes(person, TextSent("dung nhac")) for person in PEOPLE]
            self.service.arrive([words])
        else:
            self.service.sleep_until(21, 0, 0)
        self._everything_arrives(5)
        self._note("an evening goes wrong" if queued else "an evening has nothing due")

    @rule()
    def the_clock_is_put_back(self) -> None:
        self.service.put_clock_back()
        self._note("the clock is put back")

    @rule()
    def ticks(self) -> None:
        self._note(f"ticks, {'something' if self.service.tick() else 'nothing'} was due")

    @rule()
    def tidies(self) -> None:
        self.service.tidy()

    # --- Authors and operators ------------------------------------------------------------------------

    @rule(lesson=st.sampled_from(sorted(WHOLE)), how=st.sampled_from(EDITS))
    def an_author_edits(self, lesson: str, how: str) -> None:
        self.service.shelf.edit(lesson, how)
        self.service.publish()
        self._note(f"an author edits: {how}")

    @rule(call=st.sampled_from(CALLS), blow=st.sampled_from(Blow))
    def a_blow_will_strike(self, call: str, blow: Blow) -> None:
        """The next such database call."""
        self.service.blows[call] = blow
        self._note(f"a blow on {call}: {blow.name}")

    @rule(arrived=st.lists(st.booleans(), max_size=6))
    def the_process_is_killed(self, arrived: list[bool]) -> None:
        """Of what was under way some arrives, and nobody is told."""
        for has_arrived in arrived:
            flights = self.service.flights()
            if flights:
                self.service.land_unseen(*flights[0], SENT, arrived=has_arrived)
        self._note(f"killed, with {len(self.service.flights())} under way")
        self.service.kill()

    @rule()
    def a_new_release_comes(self) -> None:
        self.service.stop()
        self._note("a new release comes")

    # --- What is always true --------------------------------------------------------------------------

    @invariant()
    def all_promises_hold(self) -> None:
        self.service.check()

    def teardown(self) -> None:
        with self._planted:
            try:
                if self.service.sound:
                    self.service.settle()
            finally:
                self.service.close()

    def _note(self, what: str) -> None:
        event(what)
        self.seen[what.partition(",")[0]] += 1

    # --- How it is said -------------------------------------------------------------------------------

    def _update(self, happening: Any) -> Update:
        match happening:
            case "again", int(pick):
                known = self.service.post.repeatable()
                if known:
                    return known[-1 - pick % len(known)]
                return self._writes(PEOPLE[0], TextSent("xong"))
            case str(chat), content:
                return self._in_group(chat, content)
            case person, (str(which), int(pick)):
                return self._writes(person, self._press(person, which, pick))
            case person, content:
                return self._writes(person, content)
            case _:
                raise AssertionError(happening)

    def _writes(self, person: Who, content: Content) -> Update:
        return self.service.post.private(person, content)

    def _in_group(self, chat: str, content: Content) -> Update:
        return self.service.post.in_group(FIRST, chat, content, "truong")

    def _press(self, person: Who, which: str, pick: int) -> Content:
        shown = self.service.fold.outside.buttons.get(person, [])
        if which == "newest":
            shown = self.service.fold.outside.current(person)
        if which == "forged" or not shown:
            return self._pick(person, Button(f"{pick}:{pick % 4}", ""))
        return self._pick(person, shown[pick % len(shown)])

    def _pick(self, person: Who, button: Button) -> Content:
        """Pressed; where there are no buttons, its number is typed, in reply to its bubble if that is not
        the last."""
        if self.apps[person[0]].has_buttons:
            return ButtonPressed(button.token, "7")
        if button in self.service.fold.outside.current(person):
            return TextSent(button.number)
        return TextSent(button.number, self.service.bubble_of(person, button))

    def _everything_arrives(self, seconds: int = 20) -> None:
        self.service.land_all()
        for _ in range(seconds):
            if not self.service.process.waiting():
                break
            self.service.pass_time(1.1)
            self.service.land_all()
