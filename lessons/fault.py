"""What is amiss in a lesson file, where, and what its author does about it, in Vietnamese."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"  # the lesson is not served until this is mended
    WARNING = "warning"  # it is served; somebody should look


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding. `line` counts from 1 as an editor does; 0 means the file or folder as a whole."""

    file: str
    line: int
    message: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        kind = "lỗi" if self.is_error else "lời nhắc"
        place = f"{self.file}, dòng {self.line}" if self.line else self.file
        return f"{place}: {kind}: {self.message}"
