"""The author's guide, done as it says: its example becomes a file beside the lessons of a running service, somebody
learns it on Zalo to its end, and somebody else in the middle of another lesson notices nothing.
"""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from lessons.catalogue import read_catalogue
from service.settings import Settings
from tests.frontdoor.conftest import Door, opened
from tests.frontdoor.test_two_apps import begins, says
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo.accounts import no_plan
from town.zalo.phone import ZaloPhone

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "bai-hoc.md").read_text("utf-8")
FILE = """
[[account]]
name = "thon-dong"
kind = "zalo-bot"
display_name = "{name}"
token_env = "ZALO_TOKEN"
api_url = "{url}"
plan = "none"
rate = 0
chat_rate = 0
group_rate = 0
"""
# Each answer of the way that the guide's lesson describes, and what is heard then.
WAY = (
    ("xong roi", "Vào mục màn hình"),
    ("ko dc", "Không sao ạ"),
    ("1", "Kéo chậm từng đoạn"),
    ("duoc roi", "Vào mục màn hình"),
    ("1", "Vào mục cỡ chữ"),
    ("xong", "Kéo cho chữ to lên"),
    ("chu to qua", "Kéo lại một chút"),
    ("vua mat roi", "Về màn hình chính"),
    ("1", "Đố vui"),
    ("1", "Chưa cần đâu ạ"),
    ("2", "xong bài “Chỉnh chữ to cho dễ đọc”"),
)


def add_as_the_guide_says(folder: Path) -> None:
    """The example, copied into the folder under the name of its id; strictly clean among the others."""
    (example,) = re.findall(r"```markdown\n(.*?)```", GUIDE, re.DOTALL)
    (name,) = re.findall(r"^id: (\S+)$", example, re.MULTILINE)
    assert f"`{name}.md`" in GUIDE
    (folder / f"{name}.md").write_text(example, encoding="utf-8")
    found = read_catalogue(folder, today=date(2026, 11, 24), strict=True)
    assert [fault for fault in found.faults if fault.file == f"{name}.md"] == []
    assert [fault for fault in found.faults if fault.is_error] == []


def stand(door: Door, phone: ZaloPhone) -> list[tuple[str, str]]:
    """Where somebody stands, as it is stored."""
    return [
        (row[0], row[1])
        for row in door.rows(
            "SELECT run.lesson, learner.standing FROM run JOIN learner ON learner.id = run.learner_id "
            "JOIN identity ON identity.person_id = learner.person_id "
            f"WHERE identity.user = '{phone.id}'"
        )
    ]


async def test_a_lesson_is_added_by_copying_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bai"
    shutil.copytree(ROOT / "lessons" / "catalog", folder)
    async with Town.running(rates=NO_RATES, plan=no_plan()) as town:
        bots = town.zalo_bots
        monkeypatch.setenv("ZALO_TOKEN", bots.token)
        accounts = tmp_path / "kenh.toml"
        accounts.write_text(FILE.format(name=bots.home.name, url=bots.url), encoding="utf-8")
        settings = Settings(
            database_url=f"sqlite:///{tmp_path}/hocvuso.db",
            town="off",
            channels_file=accounts,
            lessons_dir=folder,
        )
        lan, hoa = bots.phone("Lan"), bots.phone("Hoa")
        async with opened(settings, tmp_path / "hocvuso.db") as door:
            await begins(hoa)
            await says(hoa, "cai ung dung", "Bước 1/")
            await says(hoa, "xong", "Bước 2/")
            step = await says(hoa, "xong", "Bước 3/")
            stood, heard = stand(door, hoa), hoa.heard()
            assert [lesson for lesson, _ in stood] == ["cai-ung-dung"]
            assert "lam-chu-to" not in {name for name, _ in door.service.house.school.revisions}

            add_as_the_guide_says(folder)
            await door.service.reload()  # what the ticker does every half minute

            await begins(lan)
            await says(lan, "chinh chu to cho de doc", "Bước 1/")
            for text, expected in WAY:
                await says(lan, text, expected)

            assert hoa.heard() == heard
            assert stand(door, hoa) == stood
            assert await says(hoa, "nhac lai", "Bước 3/") == step
            await says(hoa, "xong", "Bước 4/")
