"""`hocvuso lessons export` and `import`: lessons go to Excel and come back, all of them or none."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lessons.catalogue import read_catalogue
from lessons.check import check_course
from lessons.printer import print_lesson
from lessons.reader import Draft, draft
from lessons.succession import missing_successors
from lessons.workbook_reader import CellFault, Reading, cell_fault, read_workbook
from lessons.workbook_writer import workbook_of
from service.print_command import choose

_NOTE = re.compile(r"^\s*<!--.*-->\s*$|^#(?!#)", re.MULTILINE)

Say = Callable[[str], None]


class NotExported(Exception):
    """Nothing was written; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Import:
    """Where lessons go. `replace`: those that are there may be changed. `dry_run`: nothing is written."""

    folder: Path
    replace: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """A lesson that is in the folder already."""

    path: Path
    text: str
    made: Draft


def export_lessons(
    folder: Path, file: Path, wanted: Sequence[str], *, replace: bool, say: Say
) -> None:
    """Raises NotExported, and Unprinted for a lesson that there is not."""
    if file.suffix.lower() != ".xlsx":
        raise NotExported(f"Tên tệp phải kết thúc bằng .xlsx: {file.stem}.xlsx")
    if file.exists() and not replace:
        raise NotExported(f"Đã có tệp {file}: đặt tên khác, hoặc thêm --replace để ghi đè.")
    chosen = choose(wanted, read_catalogue(folder).lessons)
    _written(file, workbook_of(chosen))
    say(f"{file}: {len(chosen)} bài. Sửa xong thì: hocvuso lessons import {file.name} --dry-run")
    known = _known(folder)
    noted = [one.id for one in chosen if one.id in known and _NOTE.search(known[one.id].text)]
    if noted:
        say(f"Ghi chú riêng (<!-- --> và #) không sang Excel: {', '.join(noted)}.")


def import_lessons(content: bytes, order: Import, *, today: date, say: Say) -> bool:
    """False: there are faults, all of which were said, and nothing was written. Raises NoWorkbook and
    NotExported, the latter for a folder that cannot be written."""
    reading = read_workbook(content, today=today)
    known = _known(order.folder)
    faults = tuple(dict.fromkeys((*reading.faults, *_against(reading.drafts, known, order))))
    for fault in faults:
        say(str(fault))
    if any(fault.is_error for fault in faults):
        say("Chưa nhập bài nào: sửa những chỗ trên rồi làm lại.")
        return False
    _tell(reading, known, say)
    changed = {
        _path(made, known, order.folder): print_lesson(made.lesson)
        for made in reading.drafts
        if not _is_same(made, known)
    }
    if order.dry_run:
        say(f"Không có lỗi. Sẽ ghi {len(changed)} bài vào {order.folder} (chưa ghi, vì --dry-run).")
        return True
    _write_all(changed)
    say(
        f"Đã ghi {len(changed)} bài vào {order.folder}, {len(reading.drafts) - len(changed)} bài không đổi."
    )
    return True


def _known(folder: Path) -> Mapping[str, _Known]:
    """By id; what cannot be read is nobody's lesson, and `lessons check` tells of it."""
    found: dict[str, _Known] = {}
    for path in sorted(folder.glob("*.md")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        made = draft(text, path.name)
        found.setdefault(made.lesson.id, _Known(path, text, made))
    return found


def _against(
    drafts: Sequence[Draft], known: Mapping[str, _Known], order: Import
) -> Iterator[CellFault]:
    """What is wrong only because of the lessons and pictures that are in the folder."""
    for made in drafts:
        row, old = made.places.key("id"), known.get(made.lesson.id)
        if old is not None and not _is_same(made, known):
            if not order.replace:
                message = (
                    f"Bài “{made.lesson.id}” đã có ở {old.path.name}: thêm --replace nếu muốn thay."
                )
                yield CellFault(made.file, f"E{row}", message)
            for fault in missing_successors(old.made.lesson, made.lesson, made.file):
                message = f"{fault.message} Trong Excel: thêm một dòng “Bước cũ”."
                yield CellFault(made.file, f"A{row}", message)
        for step, places in zip(made.lesson.steps, made.places.steps, strict=True):
            for number, picture in zip(places.pictures, step.pictures, strict=True):
                if not (order.folder / picture.file).is_file():
                    message = (
                        f"Không thấy tệp hình “{picture.file}”: chép vào {order.folder} trước."
                    )
                    yield CellFault(made.file, f"C{number}", message)
    replaced = {made.lesson.id for made in drafts}
    others = [one.made for name, one in known.items() if name not in replaced]
    sheets = {made.file for made in drafts}
    yield from (
        cell_fault(fault) for fault in check_course([*others, *drafts]) if fault.file in sheets
    )


def _is_same(made: Draft, known: Mapping[str, _Known]) -> bool:
    old = known.get(made.lesson.id)
    return old is not None and not old.made.faults and old.made.lesson == made.lesson


def _tell(reading: Reading, known: Mapping[str, _Known], say: Say) -> None:
    for note in reading.notes:
        say(f"{note[:1].upper()}{note[1:]}")
    noted = [
        made.lesson.id
        for made in reading.drafts
        if not _is_same(made, known)
        and made.lesson.id in known
        and _NOTE.search(known[made.lesson.id].text)
    ]
    if noted:
        say(f"Ghi chú riêng (<!-- --> và #) trong tệp cũ sẽ mất: {', '.join(noted)}.")


def _path(made: Draft, known: Mapping[str, _Known], folder: Path) -> Path:
    old = known.get(made.lesson.id)
    return folder / f"{made.lesson.id}.md" if old is None else old.path


def _write_all(texts: Mapping[Path, str]) -> None:
    """All beside their places first, so that a full disk leaves no lesson half changed."""
    beside = {path: path.with_name(f".{path.name}.new") for path in texts}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path].write_text(text, encoding="utf-8")
        for path, new in beside.items():
            new.replace(path)
    except OSError as error:
        raise NotExported(f"Không ghi được vào thư mục bài học: {error.strerror}.") from error
    finally:
        for new in beside.values():
            new.unlink(missing_ok=True)


def _written(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise NotExported(f"Không ghi được {file}: {error.strerror}.") from error
