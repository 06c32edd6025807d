"""The image's recipe, as far as it can be judged where no container engine runs."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RECIPE = (ROOT / "Dockerfile").read_text()


def test_the_recipe_passes_the_linter() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if hadolint is None:
        pytest.skip("hadolint has no wheel for this machine")
    found = subprocess.run(
        [hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
    assert found.returncode == 0


def test_the_image_holds_every_room_that_the_wheel_holds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rooms = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
    copied = set(re.findall(r"^COPY (\w+) \1$", RECIPE, re.MULTILINE)) | {"webhook.py"}
    assert copied == rooms
    assert re.search(r"^COPY .*\bwebhook\.py\b", RECIPE, re.MULTILINE)


def test_the_image_runs_as_nobody_special_and_hears_sigterm() -> None:
    assert re.search(r"^USER [1-9]\d*$", RECIPE, re.MULTILINE)
    assert re.search(r'^CMD \["hocvuso", "serve"\]$', RECIPE, re.MULTILINE)
    assert "HEALTHCHECK" in RECIPE
