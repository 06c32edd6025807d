"""`hocvuso team`, as an operator types it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli import app


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOCVUSO_DATABASE_URL", f"sqlite:///{tmp_path}/hocvuso.db")


def team(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["team", *arguments])


def test_the_sample_is_tried_then_written_then_listed(tmp_path: Path) -> None:
    assert "team sample" in team("list").stdout
    (tmp_path / "to.csv").write_text(team("sample").stdout, encoding="utf-8")
    tried = team("import", "to.csv")
    assert (tried.exit_code, "12 tổ công nghệ số mới" in tried.stdout) == (0, True)
    assert "team import to.csv --write" in tried.stdout
    assert json.loads(team("list", "--json").stdout) == []
    written = team("import", "to.csv", "--write")
    assert (written.exit_code, "Đã nhập: 1 xã" in written.stdout) == (0, True)
    again = team("import", "to.csv", "--write")
    assert "không có gì mới" in again.stdout
    rows = json.loads(team("list", "--json").stdout)
    assert len(rows) == 12
    assert rows[0]["commune"] == "xã Sông Mây"
    assert "Số liệu mẫu, không có thật, 31/12/2025" in team("list").stdout


def test_each_bad_row_is_named_and_nothing_is_kept(tmp_path: Path) -> None:
    lines = ("Xã;Thôn;Người lớn", "xã A;thôn Một;", "xã A;Hai;", "xã A;thôn Ba;nhiều")
    (tmp_path / "to.csv").write_text("\n".join(lines), encoding="utf-8")
    said = team("import", "to.csv", "--write")
    assert said.exit_code == 1
    assert "dòng 3, cột “thôn, tổ dân phố”" in said.stdout
    assert "dòng 4, cột “nguồn số liệu”" in said.stdout
    assert "Chưa nhập dòng nào" in said.stdout
    assert json.loads(team("list", "--json").stdout) == []


def test_usage_is_told_apart_from_findings(tmp_path: Path) -> None:
    (tmp_path / "to.csv").write_text("Xã;Thôn\nxã A;thôn Một", encoding="utf-8")
    (tmp_path / "to.docx").write_bytes(b"x")
    assert team("import", "mất.csv").exit_code == 2
    assert team("import", "to.csv", "--province", "Hà Nội").exit_code == 2
    assert team("import", "to.docx").exit_code == 1


def test_codes_and_posters_of_the_teams_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCVUSO_PUBLIC_URL", "https://hvs.example")
    assert "Chưa có tổ nào" in team("code").stderr
    (tmp_path / "to.csv").write_text("Xã;Thôn\nxã A;thôn Một\nxã A;thôn Hai", encoding="utf-8")
    team("import", "to.csv", "--write")
    one, two = json.loads(team("code", "--json").stdout)
    assert one["code"] != two["code"]
    assert one["links"] == {"trang web": f"https://hvs.example/chat/?bai=to-{one['code']}"}
    assert one["typed"] in team("code", "1").stdout
    (hall,) = json.loads(team("code", "1", "--place", "Nhà văn hóa", "--json").stdout)
    assert hall["code"] != one["code"]
    printed = team("poster", "1", "--place", "Nhà văn hóa", "--a3", "--out", "giay")
    assert printed.exit_code == 0
    assert hall["typed"] in printed.stdout
    assert (tmp_path / "giay/to-1-nha-van-hoa.pdf").read_bytes().startswith(b"%PDF")
    assert team("poster").exit_code == 0
    assert sorted(file.name for file in (tmp_path / "to-dan").iterdir()) == ["to-1.pdf", "to-2.pdf"]
    assert "Không có tổ số 9" in team("poster", "9").stderr
    merge = "Xã;Thôn;Nhập vào;Từ ngày\nxã A;thôn Hai;thôn Một;1/6/2026"
    (tmp_path / "nhap.csv").write_text(merge, encoding="utf-8")
    assert team("import", "nhap.csv", "--write").exit_code == 0
    assert "đã nhập vào thôn khác" in team("code", "2", "--place", "Chợ").stderr
    assert [row["team"] for row in json.loads(team("code", "--json").stdout)] == [1]
    assert "dài quá" in team("code", "1", "--place", "x" * 61).stderr


def test_a_leader_is_invited_by_what_can_be_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCVUSO_PUBLIC_URL", "https://hvs.example")
    (tmp_path / "to.csv").write_text("Xã;Thôn\nxã A;thôn Một", encoding="utf-8")
    team("import", "to.csv", "--write")
    told = team("invite", "1").stdout
    assert "tổ trưởng của Tổ công nghệ số cộng đồng thôn Một" in told
    assert "https://hvs.example/chat/?bai=vt-" in told
    assert "thành viên" in team("invite", "1", "--member").stdout
    assert "Không có tổ số 9" in team("invite", "9").stderr
    assert "Chưa có ai" in team("members").stdout
    assert json.loads(team("members", "--json").stdout) == []
    assert team("dismiss", "1").exit_code == 1


def test_an_officer_is_invited_to_a_commune_or_the_province_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCVUSO_PUBLIC_URL", "https://hvs.example")
    (tmp_path / "to.csv").write_text("Xã;Thôn\nxã A;thôn Một", encoding="utf-8")
    team("import", "to.csv", "--write")
    told = team("invite", "--unit", "XÃ a").stdout
    assert "cán bộ xã A" in told
    assert "https://hvs.example/chat/?bai=vt-" in told
    assert "cán bộ tỉnh" in team("invite", "--unit", "tỉnh Thanh Hóa", "--role", "can-bo").stdout
    assert "thành viên" in team("invite", "1", "--role", "thanh-vien").stdout
    for wrong, said in (
        (["--unit", "xã B"], "Chưa có nơi nào tên là xã B"),
        (["--unit", "thôn Một"], "không phải tên xã"),
        (["--unit", "xã A", "--role", "to-truong"], "tỉnh có cán bộ"),
        (["1", "--role", "can-bo"], "tỉnh có cán bộ"),
        (["1", "--unit", "xã A"], "Cho số tổ"),
        ([], "Cho số tổ"),
    ):
        refused = team("invite", *wrong)
        assert (refused.exit_code, said in " ".join(refused.stderr.split())) == (2, True), wrong
