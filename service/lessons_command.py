"""`hocvuso lessons check`: what the authors are told."""

from pathlib import Path

from lessons.catalogue import read_catalogue
from lessons.fault import Fault
from service.clock import today_in_vietnam


def check_lessons(folder: Path, *, strict: bool) -> tuple[tuple[Fault, ...], int]:
    """All findings by file and line, and how many lessons can be served."""
    catalogue = read_catalogue(folder, today=today_in_vietnam(), strict=strict)
    return catalogue.faults, len(catalogue.lessons)
