"""The oracle's codes: which there are, who guessed wrong, whose a group is. It knows no table."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot import wording
from bot.address import fill
from bot.linking import code_anywhere, unbinds
from bot.notices import group_bound, group_invitation
from handlers.codes import LIFE, MOST_WRONG, WRONG_FOR
from storage.codes import Purpose

TEAM = "Tổ thôn Đông"  # the one that there is

Who = tuple[str, str]  # account, user
Place = tuple[str, str]  # account, chat


class Failed(StrEnum):
    WRONG = "nobody's code, or not any more"
    BARRED = "too many wrong ones were said here"


@dataclass
class Codes:
    given: dict[tuple[Purpose, str], tuple[Who, datetime]] = field(default_factory=dict)
    told: list[str] = field(
        default_factory=list
    )  # all that ever were, as they are read on a screen
    wrong: dict[Place, tuple[int, datetime]] = field(default_factory=dict)  # how often, since when
    leaders: set[Who] = field(default_factory=set)  # of the one team
    bonds: dict[Place, tuple[bool, Who | None]] = field(default_factory=dict)  # the team's; by whom

    def give(self, purpose: Purpose, who: Who, digits: str, now: datetime) -> None:
        """In the place of a former one."""
        self.given = {
            key: code for key, code in self.given.items() if (key[0], code[0]) != (purpose, who)
        }
        self.given[purpose, digits] = who, now + LIFE
        self.told.append(f"{digits[:3]} {digits[3:]}")

    def redeem(self, purpose: Purpose, digits: str, place: Place, now: datetime) -> Who | Failed:
        times, since = self.wrong.get(place, (0, now))
        if times >= MOST_WRONG and since > now - WRONG_FOR:
            return Failed.BARRED
        who, until = self.given.get((purpose, digits), (None, now))
        if who is not None and until > now:
            del self.given[purpose, digits]
            return who
        self._forget_tries(now)
        times, since = self.wrong.get(place, (0, now))
        self.wrong[place] = times + 1, since
        return Failed.WRONG

    def answer(self, place: Place, who: Who | None, text: str, now: datetime) -> str:
        """What a group is told by whom this was said in it."""
        code = code_anywhere(text)
        if code is not None:
            return self._bind(place, code, now)
        if not unbinds(text):
            return group_invitation()
        if place not in self.bonds:
            return fill(wording.GROUP_NOT_BOUND, None)
        is_team, whose = self.bonds[place]
        if who is None or not (who == whose or (is_team and who in self.leaders)):
            return fill(wording.GROUP_NOT_YOURS, None)
        del self.bonds[place]
        return fill(wording.GROUP_UNBOUND, None)

    def _bind(self, place: Place, code: str, now: datetime) -> str:
        if place in self.bonds:
            return fill(wording.GROUP_BOUND_ALREADY, None)
        match self.redeem(Purpose.GROUP, code, place, now):
            case Failed.BARRED:
                return fill(wording.GROUP_CODE_TOO_MANY, None)
            case Failed.WRONG:
                return fill(wording.GROUP_CODE_WRONG, None)
            case (_, _) as who:
                is_team = who in self.leaders
                self.bonds[place] = is_team, who
                return group_bound(TEAM if is_team else "")

    def join(self, kept: Who, other: Who) -> None:
        """What one person had is the other's now; a code of one who is nobody any more is nobody's."""
        self.given = {key: code for key, code in self.given.items() if code[0] != other}
        self.bonds = {
            place: (is_team, kept if whose == other else whose)
            for place, (is_team, whose) in self.bonds.items()
        }
        if other in self.leaders:
            self.leaders = (self.leaders - {other}) | {kept}

    def forget(self, who: Who) -> None:
        self.given = {key: code for key, code in self.given.items() if code[0] != who}
        self.bonds = {
            place: (is_team, None if whose == who else whose)
            for place, (is_team, whose) in self.bonds.items()
        }
        self.leaders.discard(who)

    def tidy(self, now: datetime) -> None:
        self.given = {key: code for key, code in self.given.items() if code[1] > now}
        self._forget_tries(now)

    def _forget_tries(self, now: datetime) -> None:
        self.wrong = {
            place: tried for place, tried in self.wrong.items() if tried[1] > now - WRONG_FOR
        }
