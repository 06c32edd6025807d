"""docs/faults.md has a row for every fault, and cites tests that are there."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "faults.md").read_text(encoding="utf-8")
FAULTS = [f"F{number:02}" for number in range(1, 53)]
ROWS = {row[2:5]: row for row in PAGE.splitlines() if re.match(r"\| F\d\d \|", row)}
CITED = sorted(set(re.findall(r"`([\w/]+\.py::\w+)`", PAGE)))


def test_every_fault_has_a_row_and_only_one() -> None:
    found = re.findall(r"^\| (F\d\d) \|", PAGE, re.MULTILINE)
    assert found == FAULTS


@pytest.mark.parametrize("fault", FAULTS)
def test_a_row_says_what_happens_and_what_shows_it_or_why_nothing_does_yet(fault: str) -> None:
    _, _, wrong, does, shown, _ = (cell.strip() for cell in ROWS[fault].split("|"))
    assert wrong
    assert does
    assert "being built" not in ROWS[fault]
    cited = re.sub(r"`[\w/]+\.py::\w+`", "", shown).replace("<br>", "")
    assert cited == "", "cites something that is no test"
    assert shown or re.match(r"Not yet: .+", does)


@pytest.mark.parametrize("cited", CITED)
def test_what_is_cited_is_a_test(cited: str) -> None:
    file, _, name = cited.partition("::")
    assert name.startswith("test_")
    source = (TESTS / file).read_text(encoding="utf-8")
    assert re.search(rf"^ *(?:async )?def {name}\(", source, re.MULTILINE)
