"""`hocvuso team`: hamlets and their teams come in from a spreadsheet, and are listed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.calendar import ZONE
from bot.roster import read
from bot.units import Level, name_meant
from handlers.team_import import Imported, import_teams
from handlers.team_list import Listed, listed
from reports.spreadsheet import rows_of
from service import spoken
from service.clock import system_clock
from service.opened import opened
from service.settings import Settings

Say = Callable[[str], None]
MOST_UNSEEN = 5  # named; of more only the number is told


class NoProvince(Exception):
    """What was given names no province; the sentence says how it is written."""


@dataclass(frozen=True, slots=True)
class Order:
    """`write`: what was read is kept; else it is only tried."""

    file: Path
    province: str
    write: bool


def import_list(settings: Settings, order: Order, say: Say) -> bool:
    """False: there are faults, all of which were said, and nothing was kept. Raises NoProvince, OSError,
    and Unreadable for a file that is no spreadsheet."""
    province = name_meant(order.province, Level.PROVINCE)
    if province is None:
        raise NoProvince(f"“{order.province}” không phải tên tỉnh; ví dụ: tỉnh Thanh Hóa.")
    now = system_clock()
    reading = read(rows_of(order.file.name, order.file.read_bytes()), now.astimezone(ZONE).date())
    with opened(settings) as database:
        # Rows that can be read are tried as well, so that everything is told at once.
        write = order.write and not reading.faults
        done = import_teams(database, province, reading.entries, now, write=write)
    faults = sorted((*reading.faults, *done.faults), key=lambda fault: fault.row)
    for fault in faults:
        say(str(fault))
    if faults:
        say(f"{len(faults)} chỗ cần sửa. Chưa nhập dòng nào: sửa trong tệp rồi làm lại.")
        return False
    _tell(done, order, say)
    return True


def rows(settings: Settings) -> list[dict[str, Any]]:
    """The teams, for a reader or a machine."""
    with opened(settings) as database:
        return [_row(one) for one in listed(database)]


def _tell(done: Imported, order: Order, say: Say) -> None:
    said = (
        f"{spoken.count(done.communes)} xã, phường mới; {spoken.count(done.hamlets)} thôn, tổ dân phố mới; "
        f"{spoken.count(done.teams)} tổ công nghệ số mới; {spoken.count(done.populations)} số dân mới; "
        f"{spoken.count(done.merged)} thôn nhập vào thôn khác."
    )
    new = done.communes + done.hamlets + done.teams + done.populations + done.merged
    said = said if new else "mọi dòng đều đã có từ trước, không có gì mới."
    say(f"{'Đã nhập' if order.write else 'Đọc thử, không có lỗi'}: {said}")
    if done.unseen:
        named = "; ".join(done.unseen[:MOST_UNSEEN])
        more = len(done.unseen) - MOST_UNSEEN
        tail = f" và {spoken.count(more)} thôn nữa" if more > 0 else ""
        say(f"Không có trong tệp, vẫn giữ nguyên: {named}{tail}.")
    if not order.write:
        say(f"Chưa ghi gì. Nhập thật: hocvuso team import {order.file.name} --write")


def _row(one: Listed) -> dict[str, Any]:
    counted = one.population
    return {
        "team": one.team,
        "name": one.name,
        "hamlet": str(one.hamlet) if one.hamlet else "",
        "commune": str(one.commune) if one.commune else "",
        "adults": counted.adults if counted else None,
        "source": counted.source if counted else "",
        "as_of": counted.as_of.isoformat() if counted else "",
        "residents": one.residents,
        "merged": one.merged,
    }
