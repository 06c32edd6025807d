"""`hocvuso report`, as an operator types it."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from service.cli import app

LIST = (
    "Xã, phường;Thôn, tổ dân phố;Tổ công nghệ số;Số người trưởng thành;Nguồn số liệu;Ngày số liệu\n"
    "xã A;thôn Một;Tổ thôn Một;120;UBND xã A;31/12/2025\n"
    "xã A;thôn Hai;Tổ thôn Hai;{adults}\n"
)


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOCVUSO_DATABASE_URL", f"sqlite:///{tmp_path}/hocvuso.db")


def hocvuso(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def brought(adults: str) -> None:
    Path("to.csv").write_text(LIST.format(adults=adults), encoding="utf-8")
    assert hocvuso("team", "import", "to.csv", "--write").exit_code == 0


def test_a_file_for_people_and_the_same_for_machines(tmp_path: Path) -> None:
    brought("80;UBND xã A;31/12/2025")
    made = hocvuso("report", "--unit", "xã A", "--out", "moi/bao-cao.xlsx")
    assert made.exit_code == 0, made.output
    assert "moi/bao-cao.xlsx: xã A, tháng" in made.stdout
    book = load_workbook(tmp_path / "moi/bao-cao.xlsx")
    assert book.sheetnames == ["Tổng hợp", "Theo bài", "Ghi chú"]
    told = json.loads(hocvuso("report", "--json", "--public").stdout)
    assert told["unit"] == "tỉnh Thanh Hóa"
    assert [place["hamlet"] for place in told["places"]] == ["thôn Một", "thôn Hai", ""]
    whole = told["places"][-1]
    assert (whole["adults"], whole["finished"], whole["share"]) == (200, "dưới 5", None)
    assert len(told["lessons"]) > 20
    assert not Path("bao-cao.xlsx").exists()


def test_what_is_missing_is_told_with_the_exit_code_for_findings() -> None:
    brought(";;")
    made = hocvuso("report")
    assert made.exit_code == 1
    assert "Thiếu số người lớn của 1 nơi" in made.stderr
    assert Path("bao-cao.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--unit", "xã Không Có"], "xã A"),
        (["--month", "11/2026"], "2026-11"),
        (["--month", "2026-13"], "2026-11"),
        (["--month", "2099-12"], "chưa tới"),
        (["--out", "to.csv/x.xlsx"], "Không ghi được"),
    ],
)
def test_a_wrong_wish_costs_a_sentence_and_exit_code_2(arguments: list[str], sentence: str) -> None:
    brought("80;UBND xã A;31/12/2025")
    made = hocvuso("report", *arguments)
    assert made.exit_code == 2
    assert sentence in " ".join(made.stderr.replace("│", " ").split())
