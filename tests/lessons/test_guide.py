"""The author's guide is executed: its example is a lesson in which nothing is to be mended."""

import re
from datetime import date
from pathlib import Path

from lessons.approved import DOMAINS, EMERGENCY, HOTLINES
from lessons.body import PLACEHOLDERS
from lessons.check import check_draft
from lessons.front_matter import KEYS
from lessons.lesson import GROUPS, RESERVED_TARGETS
from lessons.reader import draft

GUIDE = (Path(__file__).parents[2] / "docs" / "bai-hoc.md").read_text("utf-8")


def test_the_worked_example_is_sound() -> None:
    (example,) = re.findall(r"```markdown\n(.*?)```", GUIDE, re.DOTALL)
    made = draft(example, "lam-chu-to.md")
    assert made.faults == ()
    assert check_draft(made, today=date(2026, 11, 24), strict=True) == ()


def test_the_guide_names_everything_that_can_be_written() -> None:
    directives = ["@android", "@iphone", "@man_hinh", "@hinh", "@kho_khan", "@on_lai"]
    for word in [*KEYS, *directives, *PLACEHOLDERS, *GROUPS]:
        assert f"`{word}" in GUIDE, word
    for target in RESERVED_TARGETS:
        assert f"-> {target}`" in GUIDE, target


def test_the_guide_lists_what_is_approved() -> None:
    digits = re.sub(r"[ .]", "", GUIDE)
    for word in [*DOMAINS, *HOTLINES, *EMERGENCY]:
        assert word in GUIDE or word in digits, word
