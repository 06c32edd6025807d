"""Reads CHANNELS_FILE: any number of accounts of every kind, each with the unit that owns it.

It collects every fault with its line, and a faulty entry does not stop the others. TOML, so that an
official's colleague can write it: `[[account]]`, then one `key = "value"` a line (docs/operate.md).
"""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic_settings import DotEnvSettingsSource

from service.accounts import telegram, zalo_bot, zalo_oa
from service.accounts.entry import Entry
from service.accounts.passage import Passage, passages
from service.accounts.reading import Fault, Reading
from service.accounts.spec import Spec
from service.settings import Settings

_NAME = re.compile(r"[a-z0-9-]{1,32}")
# Channels of ours that no platform knows; the town's accounts begin with its name.
RESERVED = re.compile(r"terminal|web|town(-.*)?")
DOTENV = Path(".env")

KINDS = {
    telegram.KIND: telegram.from_entry,
    zalo_bot.KIND: zalo_bot.from_entry,
    zalo_oa.KIND: zalo_oa.from_entry,
}


def read(path: Path, others: Sequence[Spec] = ()) -> Reading:
    """`others` are accounts configured elsewhere, whose names and tokens are taken."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # Windows' Notepad puts a mark before it
    except UnicodeDecodeError:
        return Reading((), (Fault(str(path), 0, "tệp phải lưu dạng UTF-8."),))
    except FileNotFoundError:
        return Reading((), (Fault(str(path), 0, "không có tệp này."),))
    except OSError as error:
        return Reading((), (Fault(str(path), 0, f"không đọc được tệp ({error.strerror})."),))
    found = _Found(path, others)
    for passage in passages(text):
        found.take(passage)
    faults = sorted(found.faults, key=lambda fault: fault.line)
    return Reading(tuple(found.specs), tuple(faults))


class _Found:
    def __init__(self, path: Path, others: Sequence[Spec]) -> None:
        self._path = path
        self._environment = environment()
        self.specs: list[Spec] = []
        self.faults: list[Fault] = []
        self._names = {spec.name: "trong biến môi trường" for spec in others}
        self._identities = {(type(spec), spec.identity): spec.name for spec in others}

    def take(self, passage: Passage) -> None:
        if passage.broken is not None:
            self._broken(passage, *passage.broken)
        for stray in passage.strays:
            said = "ngoài các mục [[account]] không có gì khác (hai dấu ngoặc vuông mỗi bên)."
            self.faults.append(Fault(str(self._path), passage.line(stray), said))
        if passage.values is not None:
            self._entry(passage)

    def _broken(self, passage: Passage, line: int, column: int) -> None:
        if passage.doubled:
            says = "mục này đã ghi ở trên rồi; mỗi mục chỉ ghi một lần."
        else:
            says = (
                f"chỗ này (cột {column}) chưa đúng cách ghi TOML. Mỗi dòng một mục, chữ nằm trong dấu "
                'nháy kép, ví dụ: name = "zalo-thon-3".'
            )
        self.faults.append(Fault(str(self._path), line, says, passage.name))

    def _entry(self, passage: Passage) -> None:
        entry = Entry(passage, self._path, self._environment)
        name = self._named(entry, passage)
        kind = entry.choice("kind", KINDS, needed=True)
        spec = KINDS[kind](entry, name) if kind else None
        if kind:
            entry.end(kind)
        if spec is not None and not entry.faults:
            self._only_once(entry, passage, spec)
        if spec is not None and not entry.faults:
            self.specs.append(spec)
        self.faults += entry.faults

    def _named(self, entry: Entry, passage: Passage) -> str:
        name = entry.text("name", needed=True)
        if RESERVED.fullmatch(name):
            entry.amiss("name", f'tên "{name}" dành riêng cho chương trình; xin chọn tên khác.')
        elif name and not _NAME.fullmatch(name):
            entry.amiss(
                "name",
                "name chỉ gồm chữ thường không dấu, số và dấu gạch ngang, dài nhất 32 ký tự, "
                'ví dụ "zalo-thon-3".',
            )
        elif name in self._names:
            entry.amiss("name", f'đã có tài khoản tên "{name}" {self._names[name]}.')
        elif name:
            self._names[name] = f"ở dòng {passage.line('name')}"
        return name

    def _only_once(self, entry: Entry, passage: Passage, spec: Spec) -> None:
        identity = type(spec), spec.identity
        if identity in self._identities:
            key = "oa_id" if "oa_id" in passage.lines else "token_env"
            entry.amiss(
                key,
                f'trùng mã với tài khoản "{self._identities[identity]}": hai tài khoản không dùng chung '
                "một bot hay một OA được.",
            )
            return
        self._identities[identity] = spec.name


def environment() -> Mapping[str, str]:
    """What variables are looked up in: the environment, and `.env` for what is not in it, as for settings."""
    try:
        given = DotEnvSettingsSource(Settings, DOTENV, "utf-8", case_sensitive=True).env_vars
    except (OSError, ValueError):
        given = {}
    return {name: value for name, value in given.items() if value} | dict(os.environ)
