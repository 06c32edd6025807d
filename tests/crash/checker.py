"""The invariants of a run with faults (I1–I8, P6): each finds the sentences that say what is wrong.

An empty list is a pass. The same checks follow every fault, on both databases.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.message import Purpose
from bot.serial import standing_to_json
from bot.standing import Consent
from bot.turn import School
from tests.crash.evidence import Evidence, Row
from tests.crash.load import PostOffice, Villager
from tests.crash.platforms import Platform
from tests.crash.replay import Replay
from town.town import Town


@dataclass
class Verdict:
    """What was found, by the promise that it breaks; and what the window of P4 cost."""

    broken: dict[str, list[str]] = field(default_factory=dict)
    repeats: int = 0  # bubbles that arrived a second time: they were in flight when a process died
    unknown: Counter[Purpose] = field(default_factory=Counter)

    def add(self, promise: str, sentences: Iterator[str]) -> None:
        found = list(sentences)
        if found:
            self.broken.setdefault(promise, []).extend(found)


class Checker:
    """Remembers how far each person's replay has come, so that a long run is read once."""

    def __init__(self, school: School, platform: Platform, town: Town) -> None:
        self._school = school
        self._platform = platform
        self._town = town
        self._replays: dict[str, Replay] = {}

    def check(
        self, evidence: Evidence, villagers: Sequence[Villager], groups: Sequence[str] = ()
    ) -> Verdict:
        verdict = Verdict()
        for villager in villagers:
            chat = villager.chat
            replay = self._replayed(evidence, villager)
            verdict.add("lost", lost(evidence, villager, replay))
            verdict.add("not answered", unanswered(evidence.rows[chat], replay))
            verdict.add("moved twice", misplaced(evidence, chat, replay))
        for chat in (*(one.chat for one in villagers), *groups):
            rows = evidence.rows[chat]
            verdict.add("not settled", unsettled(rows))
            arrivals = Arrivals(rows, evidence.seen[chat])
            verdict.add("delivery", iter(arrivals.faults))
            verdict.repeats += arrivals.repeats
            # A mark on an earlier bubble is not worth a second call.
            told = [row for row in rows if row.text is not None]
            verdict.unknown += Counter(row.purpose for row in told if row.status == "unknown")
        verdict.add("counters", (str(one) for one in evidence.mismatches))
        if self._platform.is_metered:
            verdict.add("counters", miscounted(evidence))
        return verdict

    def _replayed(self, evidence: Evidence, villager: Villager) -> Replay:
        anew = Replay(self._school, self._platform, self._town)
        replay = self._replays.setdefault(villager.chat, anew)
        letters = villager.acknowledged[replay.taken :]
        replay.take(letters, evidence.received, evidence.questions)
        return replay


def lost(evidence: Evidence, villager: Villager, replay: Replay) -> Iterator[str]:
    """I1, P1: every acknowledged key was taken, and understood."""
    for key in replay.lost:
        yield f"update {key} was acknowledged and is gone"
    for letter in villager.acknowledged:
        if letter.key in evidence.quarantined:
            yield f"update {letter.key} was put aside as not understood"


def unanswered(rows: Sequence[Row], replay: Replay) -> Iterator[str]:
    """I4, P1, P2: each turn's messages are in the outbox, each once, and nothing besides."""
    found = [(row.key, row.payload) for row in rows if row.key.startswith("reply:")]
    expected = list(replay.messages.items())
    for key, payload in expected:
        if (key, payload) not in found:
            yield f"{key} should have been said and was not: {payload[:200]}"
    if len(found) > len(expected):
        yield f"{len(found)} answers to what asks for {len(expected)}"
    if [key for key, _ in found] != [key for key, _ in expected]:
        yield "answers stand in another order than what they answer"


def misplaced(evidence: Evidence, chat: str, replay: Replay) -> Iterator[str]:
    """I2, I3, P2: the learner stands where the accepted inputs lead, and nothing happened twice."""
    learners = evidence.learners[chat]
    if replay.taken and len(learners) != 1:
        yield f"{len(learners)} learners where one wrote"
    for learner in learners:
        if learner.standing != standing_to_json(replay.standing):
            yield f"stands at {learner.standing}, not {standing_to_json(replay.standing)}"
        if list(learner.events) != replay.events:
            yield f"events {learner.events}, not {replay.events}"
        if learner.dues != replay.dues:
            yield f"comes back for {learner.dues}, not {replay.dues}"
        run = replay.standing.run
        if replay.standing.consent is not Consent.GRANTED:
            if learner.active:
                yield f"a guest's run is kept: {learner.active}"
        elif run is not None and learner.active.get(run.lesson) != run.step:
            yield f"the run's row is at {learner.active}, the learner at {run.step}"


def unsettled(rows: Sequence[Row]) -> Iterator[str]:
    """I7, after everything had time to come to rest: no row is open."""
    for row in rows:
        if row.is_open:
            yield f"{row.key} is still {row.status}"


def miscounted(evidence: Evidence) -> Iterator[str]:
    """I8, of an account with a plan: what came in is counted with its update, once."""
    came = len(evidence.received) - len(evidence.quarantined)
    if evidence.metered != came:
        yield f"{evidence.metered} messages are counted of {came} that came"


class Arrivals:
    """What came to one phone, compared with its rows: P6, I5, and repeats only of what was in doubt.

    A bubble belongs to the row that has its id. One that no row has was taken by the platform
    without our writing it down; so many a row may have as it was in doubt (P4), and an announcement
    none that is not *unknown* instead. Two that were not written down may both come again, in order.
    """

    def __init__(self, rows: Sequence[Row], seen: Sequence[tuple[str, str]]) -> None:
        self._rows = [row for row in rows if row.text is not None]
        self._seen = seen
        when = {number: n for n, (number, _) in enumerate(seen)}
        self._known = {row.external_id: n for n, row in enumerate(self._rows) if row.external_id}
        self._came = [when.get(row.external_id or "") for row in self._rows]
        self._allowed = [row.doubts + (row.status == "unknown") for row in self._rows]
        self.faults: list[str] = []
        self._places = self._placed()
        self._in_order()
        self._honest()

    @property
    def repeats(self) -> int:
        return len(self._places) - len(set(self._places))

    def _placed(self) -> list[int]:
        """The row of each bubble, in the order in which they came."""
        places = []
        for n, (number, text) in enumerate(self._seen):
            place = self._known.get(number)
            if place is None:
                place = self._in_doubt(n, text)
            if place is None:
                self.faults.append(f"nobody decided, or doubted, bubble {number}: {text[:60]!r}")
            else:
                places.append(place)
        return places

    def _in_doubt(self, n: int, text: str) -> int | None:
        """The row that may have come as bubble `n` before it came again, or was given up."""
        for place, row in enumerate(self._rows):
            if row.text == text and self._allowed[place] and self._not_over(place, n):
                self._allowed[place] -= 1
                return place
        return None

    def _not_over(self, place: int, n: int) -> bool:
        """Neither it, nor what had to wait for it, came for good before bubble `n`."""
        came = self._came[place]
        if came is not None:
            return came > n
        rest = zip(self._rows[place:], self._came[place:], strict=True)
        return all(at is None or at > n or row.doubts for row, at in rest)

    def _in_order(self) -> None:
        for name, places in (("first", self._places), ("last", self._places[::-1])):
            order = list(dict.fromkeys(places))
            if order != sorted(order, reverse=name == "last"):
                keys = [self._rows[place].key for place in order]
                self.faults.append(f"out of order, by when each came {name}: {keys}")

    def _honest(self) -> None:
        for place, row in enumerate(self._rows):
            times = self._places.count(place)
            if row.status == "sent" and times == 0:
                self.faults.append(f"{row.key} is called sent and never came")
            if row.status in {"failed", "skipped"}:
                self.faults.append(f"{row.key} is {row.status} where nothing refused it")
            if not row.purpose.may_repeat and times > 1:
                self.faults.append(f"announcement {row.key} came {times} times")


def impolite(office: PostOffice) -> Iterator[str]:
    """P1: a genuine update is taken or asked for again; anything else would block its chat for a day."""
    for answer in office.answers.keys() - {200, 503}:
        yield f"the door answered {answer}, {office.answers[answer]} times"
    if office.impolite:
        yield f"{office.impolite} refusals did not say when to come again"


def gossip(logs: str, secrets: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """I9: no token and nobody's name in a log."""
    for word in (*secrets, *names):
        if word in logs:
            yield f"a log says {word[:6]}…"
