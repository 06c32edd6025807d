"""House rules that a linter's configuration cannot say: purity, transactions, layers, the lock file."""

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "channels", "handlers", "lessons", "service", "storage", "town", "worker")
PURE = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("lessons/**/*.py")]
DRAWERS = re.compile(r"(^|_)(util|common|helper|base|manager|misc)s?\.py$")


def calls(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("file", PURE, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_conversation_and_the_content_have_no_clock_and_no_dice(file: Path) -> None:
    forbidden = {
        "datetime.now",
        "datetime.utcnow",
        "date.today",
        "uuid4",
        "uuid.uuid4",
        "print",
        "input",
    }
    if file.is_relative_to(ROOT / "bot"):
        forbidden |= {"open"}
    assert forbidden.isdisjoint(calls(file))


def test_only_handlers_open_transactions() -> None:
    offenders = [
        str(file.relative_to(ROOT))
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        if room not in {"handlers", "storage"}
        and any(call.endswith(".transaction") for call in calls(file))
    ]
    assert offenders == []


def test_no_drawers_and_no_file_with_two_nouns() -> None:
    files = [
        file
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        if "migrations" not in file.parts
    ]
    assert [file.name for file in files if DRAWERS.search(file.name)] == []
    long = {
        str(file.relative_to(ROOT)): n
        for file in files
        if (n := len(file.read_text().splitlines())) > 400
    }
    assert long == {}


@pytest.mark.slow
def test_the_import_contracts_hold() -> None:
    check = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout


@pytest.mark.parametrize("room", [*ROOMS, "webhook"])
def test_our_rooms_are_loaded_from_here_and_nobody_else_claims_their_names(room: str) -> None:
    module = importlib.import_module(room)
    assert Path(str(module.__file__)).is_relative_to(ROOT)
    others = {
        found.metadata["Name"]
        for found in distributions()
        for file in found.files or ()
        if file.parts[0] in {room, f"{room}.py"}
    }
    assert others <= {"hocvuso"}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_files_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text()
    pinned = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,]+\])?==", text, re.MULTILINE | re.IGNORECASE)
    assert len(pinned) > 40
    assert text.count("--hash=sha256:") >= len(pinned)
    assert not re.search(r"https?:|--(?:extra-)?index-url|--find-links|file:", text)


def test_a_case_is_named_alike_in_every_process() -> None:
    """A set prints in another order in another process, and the workers of one run must agree on every name."""
    offenders = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in (ROOT / "tests").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("parametrize")
        for node in ast.walk(call)
        if isinstance(node, ast.Set | ast.SetComp) and not within_sorted(call, node)
    ]
    assert offenders == []


def within_sorted(call: ast.Call, node: ast.AST) -> bool:
    return any(
        isinstance(outer, ast.Call)
        and ast.unparse(outer.func) == "sorted"
        and node in ast.walk(outer)
        for outer in ast.walk(call)
    )
