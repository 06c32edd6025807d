"""The running program keeps what docs/openapi.yaml promises, whatever Schemathesis thinks of."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.surface.serving import Surface

HERE = Path(__file__).parent
PROMISES = HERE.parents[1] / "docs" / "openapi.yaml"
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_answer_is_one_that_was_promised(surface: Surface, tmp_path: Path) -> None:
    judge = subprocess.run(
        [
            SCHEMATHESIS,
            "--no-color",
            "--config-file",
            HERE / "schemathesis.toml",
            "run",
            PROMISES,
            f"--url={surface.url}",
            "--seed=20261124",
            "--continue-on-failure",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert judge.returncode == 0, judge.stdout + judge.stderr
    operations = sum(len(one) for one in yaml.safe_load(PROMISES.read_bytes())["paths"].values())
    assert f"Tested: {operations}\n" in judge.stdout
