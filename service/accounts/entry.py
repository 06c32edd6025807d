"""One account of CHANNELS_FILE on its way to a spec: each value asked for by its key, every fault noted.

Secrets stand elsewhere, in the environment or a file; no sentence repeats a value.
"""

import difflib
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from pydantic import SecretStr

from bot.limits import Limits, Quota, Rate
from service.accounts.passage import Passage
from service.accounts.reading import Fault

# As people write them. A secret that was put here by mistake is hardly ever all in capitals, so it
# does not come out in the sentence that says that there is no such variable.
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
LARGEST = 100_000  # a second, or a month's thousand times that: nobody's plan is larger
LARGEST_PLAN = 1_000_000_000
LONGEST = 200  # characters of a name or title
SHORTEST_SECRET = 8  # characters; shorter ones are guessed, and blacken innocent words in the log


class Entry:
    """`faults` grows; what was asked for and is amiss comes back as its default."""

    def __init__(self, passage: Passage, file: Path, environment: Mapping[str, str]) -> None:
        self._passage = passage
        self._values = passage.values or {}
        self._file = file
        self._environment = environment
        self._asked: set[str] = set()
        self.faults: list[Fault] = []

    def amiss(self, key: str, says: str) -> None:
        """Note a fault at a key's line."""
        line = self._passage.line(key)
        self.faults.append(Fault(str(self._file), line, says, self._passage.name))

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self._get(key)
        if value is None:
            if needed:
                self.amiss(key, f"thiếu mục {key}.")
            return ""
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
            self.amiss(key, f"{key} phải là một dòng chữ trong dấu nháy, dài nhất {LONGEST} ký tự.")
            return ""
        return value.strip()

    def number(self, key: str) -> str:
        """A number that is a name: kept as text, since some are larger than programs can count."""
        value = self._get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            self.amiss(key, f'{key} phải nằm trong dấu nháy, ví dụ {key} = "1234567890".')
            return ""
        return self.text(key, needed=True)

    def url(self, key: str, default: str) -> str:
        value = self.text(key) or default
        if not value.startswith(("http://", "https://")):
            self.amiss(key, f"{key} phải bắt đầu bằng https:// (hoặc http://).")
            return default
        return value.rstrip("/")

    def flag(self, key: str) -> bool:
        value = self._get(key)
        if not isinstance(value, bool | None):
            self.amiss(key, f"{key} chỉ nhận true (có) hoặc false (không), không có dấu nháy.")
        return value is True

    def choice(self, key: str, choices: Collection[str], *, needed: bool = False) -> str:
        """One of these, or ""."""
        value = self._get(key)
        if value is None and not needed:
            return ""
        if value is None:
            self.amiss(key, f"thiếu mục {key}: một trong {_listed(choices)}.")
        elif value not in choices:
            meant = _close(value, choices)
            self.amiss(key, f"{key} chỉ nhận một trong {_listed(choices)}.{meant}")
        else:
            return str(value)
        return ""

    def secret(self, key: str, *, needed: bool = True) -> SecretStr | None:
        """By `key_env` or `key_file`; never by `key` itself."""
        if self._get(key) is not None:
            self.amiss(
                key,
                f"không ghi thẳng {key} vào tệp này (tệp hay bị chép đi). Ghi "
                f'{key}_env = "TÊN_BIẾN" hoặc {key}_file = "đường dẫn".',
            )
            return None
        variable, file = self._get(f"{key}_env"), self._get(f"{key}_file")
        if variable is not None and file is not None:
            self.amiss(f"{key}_file", f"chỉ dùng một trong hai: {key}_env hoặc {key}_file.")
        elif variable is not None:
            return self._whole(f"{key}_env", self._of_variable(f"{key}_env", variable))
        elif file is not None:
            return self._whole(f"{key}_file", self._of_file(f"{key}_file", file))
        elif needed:
            self.amiss(key, f"thiếu {key}_env hoặc {key}_file.")
        return None

    def limits(self, platforms: Limits, plans: Mapping[str, Quota] | None = None) -> Limits:
        """The platform's own, but for what is given here."""
        quota = platforms.quota
        if plans:
            quota = plans.get(self.choice("plan", plans), quota)
        return Limits(
            overall=self._rate("rate", 1, platforms.overall),
            private_chat=self._rate("chat_rate", 1, platforms.private_chat),
            group_chat=self._rate("group_rate", 60, platforms.group_chat),
            in_flight=platforms.in_flight,
            window=platforms.window,
            quota=self._quota(quota),
        )

    def end(self, kind: str) -> None:
        """Whatever was not asked for is nothing that we know."""
        for key in self._values.keys() - self._asked:
            meant = _close(key, self._asked)
            of_kind = f" của loại {kind}" if kind else ""
            self.amiss(key, f"không có mục nào{of_kind} tên là {key[:40]}.{meant}")

    def _get(self, key: str) -> object:
        self._asked.add(key)
        return self._values.get(key)

    def _rate(self, key: str, seconds: float, default: Rate | None) -> Rate | None:
        value = self._get(key)
        if value is None:
            return default
        count = self._count(key, value, LARGEST)
        return default if count is None else Rate(count, seconds) if count else None

    def _quota(self, default: Quota) -> Quota:
        table = self._get("quota")
        if table is None:
            return default
        if not isinstance(table, dict):
            self.amiss("quota", "quota là một nhóm: [account.quota], rồi users, groups, messages.")
            return default
        given = {"users": default.users, "groups": default.groups, "messages": default.messages}
        for key, value in table.items():
            path = f"quota.{key}"
            if key not in given:
                meant = _close(key, given)
                self.amiss(path, f"[account.quota] không có mục tên là {key}.{meant}")
            elif (count := self._count(path, value, LARGEST_PLAN)) is not None:
                given[key] = count or None
        return Quota(**given)

    def _count(self, key: str, value: object, largest: int) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= largest:
            return value
        self.amiss(key, f"{key} phải là số nguyên từ 0 đến {largest} (0: không giới hạn).")
        return None

    def _of_variable(self, key: str, variable: object) -> str:
        if not isinstance(variable, str) or not _VARIABLE.fullmatch(variable):
            self.amiss(
                key,
                f"{key} là tên của một biến môi trường (chữ hoa, số, gạch dưới), không phải chính mã bí mật.",
            )
            return ""
        found = self._environment.get(variable, "").strip()
        if not found:
            self.amiss(key, f"biến môi trường {variable} chưa có hoặc còn trống.")
        return found

    def _of_file(self, key: str, file: object) -> str:
        if not isinstance(file, str) or not file:
            self.amiss(key, f"{key} là đường dẫn, trong dấu nháy, của tệp chứa mã bí mật.")
            return ""
        try:
            found = (self._file.parent / file).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            self.amiss(key, f"không đọc được tệp ghi ở {key} (tính từ thư mục của tệp này).")
            return ""
        if not found:
            self.amiss(key, f"tệp ghi ở {key} còn trống.")
        return found

    def _whole(self, key: str, secret: str) -> SecretStr | None:
        if not secret:
            return None
        # A bot's token becomes part of an address.
        unfit = any(c.isspace() or (c == "/" and key.startswith("token")) for c in secret)
        if unfit or len(secret) < SHORTEST_SECRET:
            self.amiss(
                key,
                f"mã bí mật lấy từ {key} chưa đúng: phải liền một mạch, ít nhất {SHORTEST_SECRET} ký tự.",
            )
            return None
        return SecretStr(secret)


def _listed(choices: Collection[str]) -> str:
    return ", ".join(f'"{choice}"' for choice in choices)


def _close(word: object, known: Collection[str]) -> str:
    """A guess at what was meant. It is one of our own words: never what was written."""
    found = difflib.get_close_matches(str(word)[:40], sorted(known), 1)
    return f' Có phải ý bạn là "{found[0]}"?' if found else ""
