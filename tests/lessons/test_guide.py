"""The author's guide is executed: its example is a lesson in which nothing is to be mended."""

import re
from datetime import date
from pathlib import Path

from lessons.approved import DOMAINS, HOTLINES, NATIONAL
from lessons.body import PLACEHOLDERS
from lessons.catalogue import read_catalogue
from lessons.check import check_draft
from lessons.front_matter import KEYS
from lessons.lesson import GROUPS, RESERVED_TARGETS
from lessons.reader import draft
from lessons.routes import FILE, read_routes

CATALOG = Path(__file__).parents[2] / "lessons" / "catalog"
GUIDE = (Path(__file__).parents[2] / "docs" / "bai-hoc.md").read_text("utf-8")


def test_the_worked_example_is_sound() -> None:
    (example,) = re.findall(r"```markdown\n(.*?)```", GUIDE, re.DOTALL)
    made = draft(example, "lam-chu-to.md")
    assert made.faults == ()
    assert check_draft(made, today=date(2026, 11, 24), strict=True) == ()


def test_the_example_of_routes_is_sound_and_names_lessons_that_there_are() -> None:
    (example,) = re.findall(r"```lo-trinh\n(.*?)```", GUIDE, re.DOTALL)
    known = {lesson.id: lesson.code for lesson in read_catalogue(CATALOG).lessons}
    routes, faults = read_routes(example, known, date(2026, 11, 24))
    assert faults == ()
    assert len(routes) == 2
    assert f"`{FILE}`" in GUIDE


def test_the_lessons_that_the_guide_names_are_there() -> None:
    named = set(re.findall(r"`([a-z0-9-]+\.md)`", GUIDE)) - {"lam-chu-to.md"}
    assert named >= {"cai-ung-dung.md", "thu-tai-canh-giac.md"}
    assert [name for name in sorted(named) if not (CATALOG / name).is_file()] == []


def test_the_guide_names_everything_that_can_be_written() -> None:
    directives = ["@android", "@iphone", "@man_hinh", "@hinh", "@kho_khan", "@on_lai"]
    for word in [*KEYS, *directives, *PLACEHOLDERS, *GROUPS]:
        assert f"`{word}" in GUIDE, word
    for target in RESERVED_TARGETS:
        assert f"-> {target}`" in GUIDE, target


def test_the_guide_lists_what_is_approved() -> None:
    digits = re.sub(r"[ .]", "", GUIDE)
    for word in [*DOMAINS, *HOTLINES, *NATIONAL]:
        assert word in GUIDE or word in digits, word
