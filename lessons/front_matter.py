"""The block between two `---` lines: keys with text, lists or pairs, where every value is text.

A small, forgiving part of YAML read by hand, because YAML itself stumbles over what officials type
(a colon in a title, a tab, a curly quotation mark), reads `khong`, `0123` and `12:30` as it likes,
and stops at the first fault. What `printer` writes is YAML to any other tool as well.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lessons.fault import Fault
from lessons.typography import ARROW, tidy, without_marks

KEYS = (
    "id", "ma", "tieu_de", "nhom", "phut", "can_truoc", "tu_khoa", "nguon",
    "kiem_tra_ngay", "tu_kiem_tra", "tap_thu", "doi_buoc",
)  # fmt: skip

_FENCE = re.compile(r"[-–—]{3,}|[—–][-–—]?")
_KEY = re.compile(r"([^\s:：\"“]+)\s*[:：](?:\s+|$)(.*)|([^\s:：]+)[:：](.*)")
_ITEM = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|“[^”]*”|'(?:[^']|'')*'|[^,]+)\s*(?:,|$)|\s*,""")
_PAIR = re.compile(rf"""^["'“]?(.*?)["'”]?\s*(?::|：|{ARROW})\s*["'“]?(.*?)["'”]?$""")
_QUOTED_OR_NOTE = re.compile(r'"(?:[^"\\]|\\.)*"|\s#(?=\s|$)')


@dataclass(slots=True)
class Entry:
    """One key with what stood behind it and the lines that were indented below it."""

    line: int
    value: str
    below: list[tuple[int, str]] = field(default_factory=list)

    def text(self) -> str:
        return unquote(tidy(" ".join([self.value, *(text for _, text in self.below)])))

    def items(self) -> tuple[str, ...]:
        """`[a, b]`, `a, b` or one `- a` a line; empty items are dropped."""
        dashed = [re.sub(r"^[-–—•*]\s*", "", text) for _, text in self.below]
        inline = tidy(" ".join([self.value, *dashed])) if self._is_bracketed else self.value
        found = [match[1] or "" for match in _ITEM.finditer(inline.strip("[]"))]
        found += [] if self._is_bracketed else dashed
        return tuple(filter(None, (unquote(item.strip()) for item in found)))

    def pairs(self) -> list[tuple[int, str, str | None]]:
        """`old: new` a line, or `{old: new, old: new}`: line, old and new (None where it is missing)."""
        inline = [(self.line, part) for part in self.value.strip("{}").split(",")]
        found = []
        for line, text in [*inline, *self.below]:
            pair = _PAIR.match(text.strip())
            if text.strip():
                found.append((line, pair[1], pair[2]) if pair else (line, text.strip(), None))
        return found

    @property
    def _is_bracketed(self) -> bool:
        return self.value.startswith("[")


def unquote(text: str) -> str:
    """The text between quotation marks of any make, if the whole value stands between them."""
    if len(text) < 2:
        return text
    match text[0], text[-1]:
        case '"', '"':
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        case "'", "'":
            return text[1:-1].replace("''", "'")
        case ("“", "”") | ("‘", "’"):
            return text[1:-1]
        case _:
            return text


def is_fence(line: str) -> bool:
    """`---`, or the long dash that a word processor makes of it."""
    return _FENCE.fullmatch(tidy(line)) is not None


def read_entries(
    lines: Sequence[str], file: str, faults: list[Fault]
) -> tuple[dict[str, Entry], int]:
    """The entries, and the index of the first line after the block. Faults are appended."""
    start = next((i for i, line in enumerate(lines) if tidy(line)), 0)
    if lines and is_fence(lines[start]):
        first = start + 1
    elif lines and _known_key(tidy(lines[start])):
        first = start
        faults.append(Fault(file, start + 1, "Thêm một dòng --- ở ngay trên phần đầu tệp."))
    else:
        faults.append(
            Fault(file, start + 1, "Tệp phải mở đầu bằng dòng ---, rồi các mục id, ma, tieu_de…")
        )
        return {}, start
    end = _end_of(lines, first)
    if end >= len(lines) or not is_fence(lines[end]):
        faults.append(
            Fault(
                file, start + 1, "Thiếu dòng --- đóng phần đầu tệp: thêm vào ngay trên lời mở đầu."
            )
        )
        return _entries(lines, first, end, file, faults), end
    return _entries(lines, first, end, file, faults), end + 1


def _end_of(lines: Sequence[str], first: int) -> int:
    """The closing fence; where it was forgotten, the first heading or the line after a gap."""
    fence = next((i for i in range(first, len(lines)) if is_fence(lines[i])), len(lines))
    heading = next((i for i in range(first, len(lines)) if lines[i].startswith("##")), len(lines))
    if fence < heading:
        return fence
    gap = next((i for i in range(first, heading) if not tidy(lines[i])), heading)
    return min(gap, heading)


def _known_key(line: str) -> str | None:
    """The key that a line begins with, whatever became of its underscores, marks and capitals."""
    match = _KEY.match(line)
    if match is None:
        return None
    name = without_marks(match[1] or match[3]).replace("-", "_")
    return name if name in KEYS else None


def _entries(
    lines: Sequence[str], first: int, end: int, file: str, faults: list[Fault]
) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    current: Entry | None = None
    for number, raw in enumerate(lines[first:end], first + 1):
        line = _uncommented(tidy(raw))
        if not line:
            continue
        key = _known_key(line)
        indented = raw[:1].isspace() or line.startswith(("- ", "• ", "– "))
        inside_pairs = indented and current is not None and current is entries.get("doi_buoc")
        if key is not None and not inside_pairs:
            current = Entry(number, _value(line))
            if key in entries:
                faults.append(Fault(file, number, f"Mục {key} viết hai lần: chỉ giữ lại một dòng."))
            else:
                entries[key] = current
        elif indented and current is not None:
            current.below.append((number, line))
        else:
            current = Entry(number, "")  # what is indented below an unknown key belongs to it
            faults.append(Fault(file, number, _unknown(line)))
    return entries


def _value(line: str) -> str:
    match = _KEY.match(line)
    return "" if match is None else (match[2] or match[4] or "").strip()


def _uncommented(line: str) -> str:
    """Without a note: a line that begins with #, or what follows ` # ` outside quotation marks."""
    if line.startswith("#"):
        return ""
    signs = (match for match in _QUOTED_OR_NOTE.finditer(line) if match[0][0] != '"')
    note = next(signs, None)
    return line if note is None else line[: note.start()]


def _unknown(line: str) -> str:
    match = _KEY.match(line)
    if match is None:
        return f"Không hiểu dòng “{line[:40]}”: mỗi dòng viết dạng “tên mục: nội dung”."
    name = match[1] or match[3]
    near = difflib.get_close_matches(without_marks(name).replace("-", "_"), KEYS, 1)
    hint = f" Có phải là {near[0]}?" if near else " Các mục được dùng: " + ", ".join(KEYS) + "."
    return f"Không có mục “{name}”.{hint}"
