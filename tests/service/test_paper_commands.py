"""`hocvuso lessons print | export | import` as an official types them, and where the printed codes lead."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pypdfium2  # type: ignore[import-untyped]
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

import lessons
from bot.engine import take_turn
from bot.message import Message
from bot.standing import Consent, Standing
from bot.turn import School
from bot.update import Address, Sender, Update
from channels.text import opened_or_sent
from lessons.catalogue import read_catalogue
from lessons.lesson import Course
from service.cli import app
from service.doors import NO_DOORS, find_doors
from service.settings import Settings
from tests.channels import fake_zalo_oa
from tests.channels.fake_zalo_oa import KEYS
from town.telegram.limits import NO_RATES
from town.town import Town

CATALOG = Path(lessons.__file__).parent / "catalog"
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)

Write = Callable[..., Path]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lessons", *arguments])


def said(result: Result) -> str:
    return " ".join(result.output.split())


# --- Where the codes lead ------------------------------------------------------------------------------


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town.running(rates=NO_RATES) as town:
        yield town


@pytest.fixture
async def oa() -> AsyncIterator[fake_zalo_oa.ZaloWire]:
    wire = fake_zalo_oa.ZaloWire()
    await wire.open()
    yield wire
    await wire.close()


async def test_the_doors_are_what_the_platforms_say_of_us_zalo_first(
    folder: Path, town: Town, oa: fake_zalo_oa.ZaloWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCVUSO_TELEGRAM_TOKEN", town.token)
    monkeypatch.setenv("HOCVUSO_TELEGRAM_API_URL", town.telegram_url)
    monkeypatch.setenv("HOCVUSO_ZALO_BOT_TOKEN", town.zalo_bots.token)
    monkeypatch.setenv("HOCVUSO_ZALO_BOT_API_URL", town.zalo_bots.url)
    monkeypatch.setenv("HOCVUSO_ZALO_OA_ID", KEYS.oa_id)
    monkeypatch.setenv("HOCVUSO_ZALO_OA_APP_ID", KEYS.app_id)
    monkeypatch.setenv("HOCVUSO_ZALO_OA_APP_SECRET", KEYS.app_secret)
    monkeypatch.setenv("HOCVUSO_ZALO_OA_SECRET_KEY", KEYS.secret_key)
    monkeypatch.setenv("HOCVUSO_ZALO_OA_API_URL", oa.url)
    monkeypatch.setenv("HOCVUSO_ZALO_OA_OAUTH_URL", oa.url)
    monkeypatch.setenv("HOCVUSO_PUBLIC_URL", "https://hoc.example.vn")
    found = await find_doors(Settings())
    doors = found.to("chu-ky-so")
    assert [door.app for door in doors] == ["Zalo", "Zalo", "Telegram", "trang web"]
    account, bot, telegram, web = doors
    assert (account.url, account.opens_lesson) == (f"https://zalo.me/{KEYS.oa_id}", False)
    assert (bot.url, bot.name) == ("", town.zalo_bots.home.name)
    assert telegram.url == f"https://t.me/{telegram.name.removeprefix('@')}?start=chu-ky-so"
    assert web.url == "https://hoc.example.vn/chat/?bai=chu-ky-so"
    # No database yet, so no token of the Official Account: its code needs none.
    assert any("zalo-oa" in sentence for sentence in found.amiss)


def test_what_the_codes_carry_opens_that_very_lesson() -> None:
    course = Course(read_catalogue(CATALOG).lessons)
    learner = Standing(Consent.GRANTED, settled=True)
    for lesson in course.lessons:
        (payload,) = parse_qs(urlsplit(f"https://t.me/a_bot?start={lesson.id}").query)["start"]
        content = opened_or_sent(f"/start {payload}")
        update = Update("1", Address("telegram", "7"), Sender("7"), content, NOW)
        turn = take_turn(School(course, frozenset()), learner, update, NOW)
        shown = " ".join(one.text for one in turn.messages if isinstance(one, Message))
        assert f"Bài “{lesson.title}”" in shown


# --- print -----------------------------------------------------------------------------------------------


def test_print_makes_a_file_a_lesson_and_says_what_is_missing(folder: Path) -> None:
    result = run("print", "L10", "cai-ung-dung", "--device", "android", "--out", "giay")
    assert result.exit_code == 0
    assert NO_DOORS in said(result)
    assert "02373.725.725" in said(result)  # left out, since nobody called it for so long
    assert sorted(path.name for path in (folder / "giay").iterdir()) == [
        "cai-ung-dung-android.pdf",
        "so-suc-khoe-android.pdf",
    ]
    document = pypdfium2.PdfDocument(folder / "giay" / "so-suc-khoe-android.pdf")
    assert f"1 tờ ({len(document)} mặt)" in said(result)


def test_print_says_what_it_does_not_understand(
    folder: Path, lesson: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson()
    monkeypatch.setenv("HOCVUSO_LESSONS_DIR", str(folder / "lessons"))
    assert "Không có bài L99" in said(run("print", "L99"))
    assert run("print", "L99").exit_code == 2
    assert run("print", "--device", "nokia").exit_code == 2
    blocked = folder / "giay"
    blocked.write_text("a file")
    result = run("print", "l02", "--out", "giay")
    assert result.exit_code == 2
    assert "Không ghi được" in said(result)


def test_a_folder_without_lessons_prints_nothing(
    folder: Path, lesson: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson(("ma: L02\n", ""))
    monkeypatch.setenv("HOCVUSO_LESSONS_DIR", str(folder / "lessons"))
    result = run("print")
    assert result.exit_code == 2
    assert "hocvuso lessons check" in said(result)


# --- export and import -------------------------------------------------------------------------------------


@pytest.fixture
def file(folder: Path, lesson: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sound lesson in Excel; its own file stands in `lessons/`, with a note of its author."""
    lesson(("Tải đúng kho", "<!-- hỏi lại cô Hoa -->\nTải đúng kho"))
    monkeypatch.setenv("HOCVUSO_LESSONS_DIR", str(folder / "lessons"))
    result = run("export", "bai.xlsx")
    assert result.exit_code == 0
    assert "Ghi chú riêng" in said(result)
    return folder / "bai.xlsx"


def edit(file: Path, old: str, new: str | None, column: str = "C") -> None:
    book = load_workbook(file)
    cells = [cell for (cell,) in book.worksheets[1][f"{column}2:{column}60"]]
    (found,) = [cell for cell in cells if cell.value == old]
    found.value = new
    book.save(file)


def test_what_was_not_changed_is_not_written(folder: Path, file: Path) -> None:
    before = (folder / "lessons/cai-ung-dung.md").read_bytes()
    result = run("import", "bai.xlsx")
    assert result.exit_code == 0
    assert "0 bài vào" in said(result)
    assert (folder / "lessons/cai-ung-dung.md").read_bytes() == before


def test_an_edited_lesson_is_taken_only_when_told_and_loses_its_notes_aloud(
    folder: Path, file: Path
) -> None:
    path = folder / "lessons/cai-ung-dung.md"
    before = path.read_text()
    edit(file, 'Chạm nút "Mở".', 'Chạm nút "Mở" nhé.')
    refused = run("import", "bai.xlsx")
    assert refused.exit_code == 1
    assert "thêm --replace" in said(refused)
    dry = run("import", "bai.xlsx", "--replace", "--dry-run")
    assert dry.exit_code == 0
    assert "Sẽ ghi 1 bài" in said(dry)
    assert path.read_text() == before
    taken = run("import", "bai.xlsx", "--replace")
    assert taken.exit_code == 0
    assert "Ghi chú riêng" in said(taken)
    assert 'Chạm nút "Mở" nhé.' in path.read_text()
    assert run("check", "lessons").exit_code == 0
    assert [one.name for one in (folder / "lessons").iterdir()] == ["cai-ung-dung.md"]


def test_a_step_that_goes_without_a_successor_is_refused(folder: Path, file: Path) -> None:
    edit(file, "mo-len", "mo-ra", column="E")
    result = run("import", "bai.xlsx", "--replace")
    assert result.exit_code == 1
    assert "“mo-len” không còn trong bài" in said(result)
    assert "thêm một dòng “Bước cũ”" in said(result)
    assert "mo-len" in (folder / "lessons/cai-ung-dung.md").read_text()


def test_one_bad_cell_keeps_all_lessons_out(folder: Path, file: Path) -> None:
    edit(file, 'Chạm nút "Mở".', None)
    result = run("import", "bai.xlsx", "--into", "moi")
    assert result.exit_code == 1
    assert "ô C" in said(result)
    assert "Chưa nhập bài nào" in said(result)
    assert not (folder / "moi").exists()


def test_a_new_folder_gets_the_lessons_and_a_code_is_nobody_elses(folder: Path, file: Path) -> None:
    assert run("import", "bai.xlsx", "--into", "moi").exit_code == 0
    assert (folder / "moi/cai-ung-dung.md").is_file()
    edit(file, "cai-ung-dung", "cai-app", column="E")
    result = run("import", "bai.xlsx", "--into", "moi")
    assert result.exit_code == 1
    assert "ma “L02” đã dùng trong tệp cai-ung-dung.md" in said(result)


def test_files_that_are_not_there_or_are_something_else(folder: Path, file: Path) -> None:
    assert run("import", "khong-co.xlsx").exit_code == 2
    (folder / "x.xlsx").write_text("x")
    result = run("import", "x.xlsx")
    assert result.exit_code == 1
    assert "không phải tệp Excel" in said(result)
    again = run("export", "bai.xlsx")
    assert again.exit_code == 2
    assert "--replace" in said(again)
    assert "bai.xlsx" in said(run("export", "bai.csv"))
