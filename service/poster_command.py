"""`hocvuso team code` and `team poster`: how people come into a team, said and on paper."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.enrolment import TEAM, shown
from bot.folding import fold
from handlers.enrolling import codes_for
from handlers.team_list import Listed, listed
from reports.poster import Crowded, Poster, Size, poster_pdf
from service.clock import system_clock
from service.doors import Doors
from service.opened import opened
from service.settings import Settings

LONGEST_PLACE = 60  # characters
Say = Callable[[str], None]


class Unposted(Exception):
    """Nothing was made; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Order:
    """`teams` by number, none: all. `place`: where the poster hangs, with a code of its own."""

    teams: tuple[int, ...]
    place: str = ""


def codes(settings: Settings, order: Order, doors: Doors) -> list[dict[str, Any]]:
    """Each team's code and the links that carry it. Raises Unposted."""
    return [_told(poster, team) for team, poster in _posters(settings, order, doors)]


def print_posters(
    settings: Settings, order: Order, doors: Doors, out: tuple[Path, Size], say: Say
) -> None:
    """A PDF for each team. Raises Unposted."""
    folder, size = out
    for sentence in doors.amiss:
        say(sentence)
    for team, poster in _posters(settings, order, doors):
        path = folder / f"{_file_name(team, poster)}.pdf"
        try:
            pdf = poster_pdf(poster, size)
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pdf)
        except Crowded as trouble:
            raise Unposted(f"Tên “{poster.team}” dài quá, không vừa tờ giấy.") from trouble
        except OSError as trouble:
            raise Unposted(f"Không ghi được {path}.") from trouble
        say(f"{path}: nhắn TỔ {shown(poster.code)}.")


def _posters(settings: Settings, order: Order, doors: Doors) -> Sequence[tuple[int, Poster]]:
    place = " ".join(order.place.split())
    if len(place) > LONGEST_PLACE:
        raise Unposted(f"Tên nơi dán dài quá {LONGEST_PLACE} ký tự.")
    with opened(settings) as database:
        known = {one.team: one for one in listed(database)}
        wanted = order.teams or tuple(team for team, one in known.items() if not one.merged)
        if not wanted:
            raise Unposted("Chưa có tổ nào. Nhập danh sách: hocvuso team import")
        for team in wanted:
            _look(team, known.get(team))
        made = codes_for(database, wanted, place, system_clock())
    return [(team, _poster(known[team], place, code, doors)) for team, code in made.items()]


def _look(team: int, one: Listed | None) -> None:
    """Before any code is made. Raises Unposted."""
    if one is None:
        raise Unposted(f"Không có tổ số {team}. Xem: hocvuso team list")
    if one.merged:
        raise Unposted(f"Thôn của tổ số {team} đã nhập vào thôn khác: in tờ của tổ ở thôn ấy.")


def _poster(one: Listed, place: str, code: str, doors: Doors) -> Poster:
    commune = str(one.commune) if one.commune else ""
    shown_as = commune[:1].upper() + commune[1:]
    return Poster(one.name, shown_as, place, code, doors.to(TEAM.payload + code))


def _told(poster: Poster, team: int) -> dict[str, Any]:
    carried = {door.app: door.url for door in poster.doors if door.url and door.opens_lesson}
    return {
        "team": team,
        "name": poster.team,
        "place": poster.place,
        "code": poster.code,
        "typed": f"TỔ {shown(poster.code)}",
        "links": carried,
    }


def _file_name(team: int, poster: Poster) -> str:
    place = re.sub(r"\W+", "-", fold(poster.place)).strip("-")
    return "-".join(filter(None, ("to", str(team), place)))
