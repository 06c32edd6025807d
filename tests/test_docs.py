"""The documents say what is true: settings, links and commands are compared with the program."""

import re
from pathlib import Path

import pytest
import yaml

from service import account_checks, checks, metrics
from service.checks import Check
from service.doctor_command import TITLES
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


def check_names() -> set[str]:
    """Every name that a `Check` is made with, as the program's text has it."""
    text = "".join(
        (ROOT / f"service/{page}.py").read_text() for page in ("checks", "account_checks")
    )
    made = set(re.findall(r'Check\(\s*"(\w+)"', text))
    functions = {
        name
        for name, one in (vars(checks) | vars(account_checks)).items()
        if getattr(one, "__annotations__", {}).get("return") is Check
    }
    assert len(made) == len(functions - {"platform_clock"}), "two functions, one name"
    return made


def test_every_check_has_its_line_and_every_line_is_a_check() -> None:
    page = (ROOT / "docs/operate.md").read_text()
    lines = set(re.findall(r"^\| `(\w+)` \| (?:503|!|doctor)", page, re.MULTILINE))
    assert lines == check_names() == set(TITLES)


def metric_names() -> set[str]:
    """Of every family that can be told, with Prometheus' ending for counters."""
    text = (ROOT / "service/metrics.py").read_text()
    counters = re.findall(r'CounterMetricFamily\(\s*"(hocvuso_\w+)"', text)
    gauges = re.findall(r'(?:Gauge|Histogram)MetricFamily\(\s*"(hocvuso_\w+)"', text)
    short = re.findall(r'_(?:gauge|histogram)\(\s*"(\w+)"', text)
    by_account = re.findall(r'^            "(\w+)": "', text, re.MULTILINE)
    return {
        *(f"{name}_total" for name in counters),
        *gauges,
        *(f"hocvuso_{name}" for name in (*short, *by_account)),
        "hocvuso_build_info",
    }


def test_every_metric_has_its_line_and_every_line_is_a_metric() -> None:
    page = (ROOT / "docs/operate.md").read_text()
    table = page.partition("### Metrics")[2].partition("### Following")[0]
    rows = re.findall(r"^\| (`hocvuso_.*?) \|", table, re.MULTILINE)
    assert set(re.findall(r"hocvuso_\w+", " ".join(rows))) == metric_names()


def test_alert_rules_ask_for_metrics_that_exist_and_say_what_is_wrong() -> None:
    (group,) = yaml.safe_load((ROOT / "docs/alerts.yaml").read_text())["groups"]
    endings = re.compile(r"_(bucket|count|sum)$")
    for rule in group["rules"]:
        asked = {endings.sub("", name) for name in re.findall(r"hocvuso_\w+", rule["expr"])}
        assert asked <= metric_names()
        assert asked or rule["expr"].startswith("up{")
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"].endswith((".", "?", "words."))
        for result in re.findall(r'result="(\w+)"', rule["expr"]):
            assert result in {"refused", "quarantined", "failed", *metrics.RESULTS.values()}
    assert len({rule["alert"] for rule in group["rules"]}) == len(group["rules"])


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
