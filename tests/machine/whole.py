"""The whole machine: also who turns up in another app, whose a group is, and answers that come late."""

from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import nullcontext

from hypothesis import strategies as st
from hypothesis.stateful import rule

from bot.update import TextSent
from storage.codes import Purpose
from tests.machine.apps import CASTS, FIRST, App
from tests.machine.codes import Who
from tests.machine.machine import Fresh, Machine, Plant, who
from tests.machine.service import PEOPLE, TEAM_GROUPS

minutes = st.sampled_from([0, 0, 0, 14, 16])
leaders = st.sampled_from([one for one in PEOPLE if one[0] == FIRST])
NOBODYS = "000 001"


# What `Machine` alone has; and the same people in two apps, without much trouble around them.
ONE_APP = tuple(one.function.__name__ for one in Machine.setup_state().rules)
TWO_APPS = (
    "somebody_links", "somebody_guesses", "a_leader_binds_a_group", "an_answer_comes_late",
    "an_older_bubble_is_answered", "somebody_learns", "somebody_does", "much_happens",
    "somebody_erases", "updates_are_repeated", "days_pass", "tidies", "the_process_is_killed",
    "a_blow_will_strike",
)  # fmt: skip


class Whole(Machine):
    @rule(there=who, here=who, then=st.none() | who, wait=minutes)
    def somebody_links(self, there: Who, here: Who, then: Who | None, wait: int) -> None:
        """A code is asked for in one app and said in another; perhaps in a third as well."""
        code = self._asks(there, "liên kết", Purpose.LINK)
        self.service.sleep(wait * 60)
        before = self.service.fold.who(here) == self.service.fold.who(there)
        for person in (here, then):
            if person is not None:
                self._says(person, f"LIEN KET {code}")
        after = self.service.fold.who(here) == self.service.fold.who(there)
        self._note("somebody links, two are one" if after and not before else "a link fails")
        self._everything_arrives(3)

    @rule(person=who, times=st.integers(1, 7), pick=st.integers(0, 99))
    def somebody_guesses(self, person: Who, times: int, pick: int) -> None:
        """Codes that were good once, or never."""
        told = self.service.fold.codes.told
        for nth in range(times):
            code = told[-1 - (pick + nth) % len(told)] if told else NOBODYS
            self._says(person, f"lien ket {code} a")
        self._note("somebody guesses")
        self._everything_arrives(3)

    @rule(
        person=leaders,
        chats=st.permutations(TEAM_GROUPS),
        is_leader=st.sampled_from([True, True, False]),
        wait=minutes,
        lets_go=st.none() | leaders,
    )
    def a_leader_binds_a_group(
        self, person: Who, chats: list[str], is_leader: bool, wait: int, lets_go: Who | None
    ) -> None:
        """By one code, which is then tried in another group; somebody may let it go again."""
        if is_leader:
            self.service.lead(person)
        code = self._asks(person, "kết nối nhóm", Purpose.GROUP)
        self.service.sleep(wait * 60)
        bonds = self.service.fold.codes.bonds
        before = len(bonds)
        for chat in chats:
            self._says_in(chat, f"mã đây {code}", person)
        self._note("a group is bound" if len(bonds) > before else "a group's code fails")
        if lets_go is not None:
            before = len(bonds)
            for chat in TEAM_GROUPS:
                self._says_in(chat, "hủy kết nối", lets_go)
            self._note("a group is let go" if len(bonds) < before else "a group is kept")
        self._everything_arrives(3)

    @rule(
        person=who,
        word=st.sampled_from(["1", "1", "2"]),
        seconds=st.sampled_from([2, 8, 40, 400]),
        backwards=st.booleans(),
    )
    def an_answer_comes_late(self, person: Who, word: str, seconds: int, backwards: bool) -> None:
        """Typed twice by an impatient hand, and brought apart by a weak network, in either order."""
        typed_at = self.service.clock.wall()
        twice = [self.service.post.private(person, TextSent(word), typed_at) for _ in range(2)]
        for update in reversed(twice) if backwards else twice:
            self.service.arrive([[update]])
            self._everything_arrives(2)
            self.service.pass_time(seconds)
        self._note("an answer comes late")

    @rule(person=who, pick=st.integers(0, 999))
    def an_older_bubble_is_answered(self, person: Who, pick: int) -> None:
        """By its number, in reply to it."""
        shown = self.service.fold.outside.buttons.get(person, [])
        if shown:
            button = shown[pick % len(shown)]
            quoted = self.service.bubble_of(person, button)
            self.service.arrive([[self._writes(person, TextSent(button.number, quoted))]])
            self._everything_arrives(3)
            self._note("an older bubble is answered")

    def _asks(self, person: Who, words: str, purpose: Purpose) -> str:
        """The code that is live now, as it is read from the screen."""
        self._says(person, words)
        self._everything_arrives(2)
        whose = self.service.fold.who(person)
        given = self.service.fold.codes.given.items()
        mine = [key[1] for key, code in given if (key[0], code[0]) == (purpose, whose)]
        return f"{mine[0][:3]} {mine[0][3:]}" if mine else NOBODYS

    def _says(self, person: Who, words: str) -> None:
        self.service.arrive([[self._writes(person, TextSent(words))]])

    def _says_in(self, chat: str, words: str, person: Who) -> None:
        """In a group, to us."""
        account, user = person
        said = self.service.post.in_group(account, chat, TextSent(words), user)
        self.service.arrive([[said]])


def machine(
    fresh: Fresh,
    rules: Collection[str] | None = None,
    plant: Plant = nullcontext,
    apps: Mapping[str, App] = CASTS["telegram"],
) -> type[Machine]:
    """The machine on these databases and apps: with all its rules, or only some; `plant` in each of its
    runs."""
    known = {one.function.__name__ for one in Whole.setup_state().rules}
    left_out = known - set(known if rules is None else rules)
    own = {"fresh": staticmethod(fresh), "plant": staticmethod(plant), "apps": apps}
    return type("TheService", (Whole,), {**dict.fromkeys(left_out), **own, "seen": Counter()})
