"""What the front matter says about a lesson: its values, each understood or named as a fault."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lessons.fault import Fault
from lessons.front_matter import Entry
from lessons.typography import as_id, is_id, suggest_id

REQUIRED = {
    "id": "id: cai-ung-dung",
    "ma": "ma: L02",
    "tieu_de": "tieu_de: Cài ứng dụng an toàn",
    "nhom": "nhom: K0",
    "phut": "phut: 10",
    "tu_kiem_tra": "tu_kiem_tra: Biểu tượng mới nằm trên màn hình, mở lên được",
}
LONGEST_LESSON = 180  # minutes; more is a slip of the finger

_CODE = re.compile(r"L\d\d")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True, slots=True)
class Head:
    """A lesson's front matter; empty values stand where a fault was reported."""

    id: str = ""
    code: str = ""
    title: str = ""
    group: str = ""
    minutes: int = 0
    outcome: str = ""
    needs: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    checked_on: date | None = None
    moved: Mapping[str, str] = field(default_factory=dict)
    practice_of: str | None = None


def read_head(entries: Mapping[str, Entry], file: str, faults: list[Fault]) -> Head:
    """Faults are appended, one for each key that is missing or cannot be understood."""
    if not entries:
        return Head()  # the missing block has been reported; six missing keys would say no more
    for key, example in REQUIRED.items():
        if key not in entries or not entries[key].text():
            line = entries[key].line if key in entries else 1
            faults.append(
                Fault(file, line, f"Thiếu mục {key}: thêm vào phần đầu, ví dụ “{example}”.")
            )
    return Head(
        id=_id(entries.get("id"), file, faults),
        code=_code(entries.get("ma"), file, faults),
        title=_text(entries.get("tieu_de")),
        group=_text(entries.get("nhom")).upper(),
        minutes=_minutes(entries.get("phut"), file, faults),
        outcome=_text(entries.get("tu_kiem_tra")),
        needs=tuple(as_id(item) for item in _items(entries.get("can_truoc"))),
        keywords=_items(entries.get("tu_khoa")),
        sources=tuple(item.upper() for item in _items(entries.get("nguon"))),
        checked_on=_day(entries.get("kiem_tra_ngay"), file, faults),
        moved=_moved(entries.get("doi_buoc"), file, faults),
        practice_of=as_id(_text(entries.get("tap_thu"))) or None,
    )


def _text(entry: Entry | None) -> str:
    return "" if entry is None else entry.text()


def _items(entry: Entry | None) -> tuple[str, ...]:
    return () if entry is None else entry.items()


def _id(entry: Entry | None, file: str, faults: list[Fault]) -> str:
    value = as_id(_text(entry))
    if entry is None or not value or is_id(value):
        return value
    near = suggest_id(value)
    faults.append(
        Fault(
            file,
            entry.line,
            f"id “{value}” phải là chữ thường không dấu, nối bằng gạch ngang, không quá 40 chữ: "
            f"viết “id: {near}”.",
        )
    )
    return near


def _code(entry: Entry | None, file: str, faults: list[Fault]) -> str:
    value = _text(entry).upper()
    if entry is not None and value and not _CODE.fullmatch(value):
        faults.append(
            Fault(file, entry.line, f"Mã bài “{value}” phải là chữ L và hai chữ số, ví dụ L02.")
        )
        return ""
    return value


def _minutes(entry: Entry | None, file: str, faults: list[Fault]) -> int:
    value = _text(entry)
    if entry is None or not value:
        return 0
    match = re.fullmatch(r"([0-9]{1,3})(?:\s*phút)?", value)
    minutes = int(match[1]) if match else 0
    if not 1 <= minutes <= LONGEST_LESSON:
        faults.append(
            Fault(file, entry.line, f"Số phút “{value}” phải là một con số, ví dụ “phut: 10”.")
        )
    return minutes


def _day(entry: Entry | None, file: str, faults: list[Fault]) -> date | None:
    value = _text(entry)
    if entry is None or not value:
        return None
    iso, local = _ISO_DAY.fullmatch(value), _LOCAL_DAY.fullmatch(value)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if local:
            return date(int(local[3]), int(local[2]), int(local[1]))
    except ValueError:
        pass  # a 31st of February is reported like any other text that is no day
    faults.append(
        Fault(
            file,
            entry.line,
            f"Ngày kiểm tra “{value}” không có trong lịch: viết dạng 2026-11-23 hoặc 23/11/2026.",
        )
    )
    return None


def _moved(entry: Entry | None, file: str, faults: list[Fault]) -> Mapping[str, str]:
    moved: dict[str, str] = {}
    for line, old, new in [] if entry is None else entry.pairs():
        source, target = as_id(old), as_id(new or "")
        if not is_id(source) or not is_id(target):
            message = (
                f"Không hiểu “{old}” trong doi_buoc: viết “tên-cũ: tên-mới”, mỗi bước một dòng."
            )
            faults.append(Fault(file, line, message))
        elif source in moved:
            faults.append(
                Fault(file, line, f"Bước “{source}” có hai dòng trong doi_buoc: giữ một dòng.")
            )
        else:
            moved[source] = target
    return moved
