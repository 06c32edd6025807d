"""The documents say what is true: settings, links and commands are compared with the program."""

import re
from pathlib import Path

import pytest

from service.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    page = (ROOT / "docs/operate.md").read_text()
    documented = set(re.findall(r"^\| `(HOCVUSO_\w+)` \|", page, re.MULTILINE))
    existing = {f"HOCVUSO_{name.upper()}" for name in Settings.model_fields}
    assert documented == existing


@pytest.mark.parametrize("name", Settings.model_fields)
def test_documented_defaults_are_the_programs(name: str) -> None:
    page = (ROOT / "docs/operate.md").read_text()
    row = re.search(rf"^\| `HOCVUSO_{name.upper()}` \| (.*?) \|", page, re.MULTILINE)
    assert row
    default = Settings.model_fields[name].default
    if default in (None, "") or name == "lessons_dir":
        assert "`" not in row[1]
    else:
        assert row[1] == f"`{default}`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_documents_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_named_in_the_documents_exist(page: Path) -> None:
    rooms = "bot|channels|handlers|lessons|service|storage|town|worker|tests|docs|scripts"
    named = re.findall(rf"`((?:{rooms})/[\w./-]+\.(?:py|md|yaml|html))`", page.read_text())
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_decision_is_on_the_list() -> None:
    folder = ROOT / "docs/decisions"
    listed = set(re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {page.name for page in folder.glob("[0-9]*.md")}
