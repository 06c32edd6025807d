"""The command `hocvuso`: what it prints for machines, and its exit codes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import lessons
from service.cli import app

CATALOG = Path(lessons.__file__).parent / "catalog"
HOCVUSO = Path(sys.executable).with_name("hocvuso")
TOKEN = "8123456789:AAEcanary-canary_canary-canary_12345"
INTENTS = {
    *[
        "done",
        "help",
        "back",
        "repeat",
        "stop",
        "delete_data",
        "export_data",
        "menu",
        "yes",
        "no",
        "later",
        "thanks",
        "danger",
        "secret",
    ],
    *(f"option{n}" for n in range(1, 10)),
    *["question", "ambiguous", "unknown"],
}

Write = Callable[..., Path]


def run(*arguments: str, typed: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, arguments, input=typed)


def hocvuso(*arguments: str, typed: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """The command as people have it, in a process of its own."""
    return subprocess.run(
        [HOCVUSO, *arguments],
        input=typed,
        capture_output=True,
        env=dict(os.environ) | env,
        timeout=60,
        check=False,
    )


# --- understand ------------------------------------------------------------------------------------


def understood(context: str, *lines: str) -> list[dict[str, Any]]:
    ran = run("understand", "--context", context, typed="".join(f"{line}\n" for line in lines))
    assert ran.exit_code == 0, ran.output
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize("context", ["none", "step", "quiz", "yesno", "menu"])
def test_every_line_is_answered_by_one_object_with_these_keys(context: str) -> None:
    lines = [
        "xong rồi ạ",
        "",
        "  2 ",
        "cài ứng dụng",
        "b",
        "\ttab",
        '"',
        "🙏",
        "giup toi",
        "x" * 9000,
    ]
    answers = understood(context, *lines)
    assert [answer["text"] for answer in answers] == lines
    for answer in answers:
        assert list(answer) == ["text", "intent", "lessons", "step"]
        assert answer["intent"] in INTENTS
        assert len(answer["lessons"]) <= 3
        assert all(isinstance(code, str) for code in answer["lessons"])
        assert answer["step"] is None or isinstance(answer["step"], str)


@pytest.mark.parametrize(
    ("context", "line", "intent"),
    [
        ("step", "xong roi", "done"),
        ("step", "không làm được", "help"),
        ("quiz", "2", "option2"),
        ("quiz", "C", "option3"),
        ("menu", "5", "option5"),
        ("yesno", "có", "yes"),
        ("yesno", "không", "no"),
        ("none", "xóa dữ liệu", "delete_data"),
        ("step", "mã OTP là 123456", "secret"),
    ],
)
def test_the_context_decides(context: str, line: str, intent: str) -> None:
    assert [answer["intent"] for answer in understood(context, line)] == [intent]


def test_a_lesson_is_named_by_its_code() -> None:
    (answer,) = understood("none", "cài ứng dụng")
    assert answer["lessons"][0] == "L02"


def test_without_input_nothing_is_said() -> None:
    assert understood("none") == []


def test_an_unknown_context_is_a_mistake_in_use() -> None:
    assert run("understand", "--context", "party").exit_code == 2


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_vietnamese_goes_in_and_out_as_it_is_in_every_locale(locale: str) -> None:
    typed = "Cháu chỉ bác đặt ứng dụng\nhỏng \xff\n".encode().replace("ÿ".encode(), b"\xff")
    ran = hocvuso("understand", typed=typed, LC_ALL=locale, PYTHONUTF8="0", PYTHONIOENCODING="")
    assert ran.returncode == 0, ran.stderr.decode()
    first, second = ran.stdout.splitlines()
    assert "Cháu chỉ bác đặt ứng dụng".encode() in first
    assert json.loads(second)["text"] == "hỏng \ufffd"


@pytest.mark.slow
def test_a_line_ends_where_a_line_feed_stands_and_nowhere_else() -> None:
    """Whatever else some reader may take for the end of a line is neither split in nor printed raw."""
    odd = ["", "xong\rroi", "a\u2028b\u2029c\u0085d", "\x00\x1bxong\x07", "\x0b\x0c", "a" * 5_000]
    typed = "".join(f"{line}\n" for line in odd).encode() + b"\xff\xfexong\r\nxong"
    ran = hocvuso("understand", "--context", "step", typed=typed)
    assert ran.returncode == 0, ran.stderr.decode()
    printed = ran.stdout.decode().splitlines()
    texts = [json.loads(line)["text"] for line in printed]
    assert texts == [*odd, "\ufffd\ufffdxong", "xong"]


@pytest.mark.slow
def test_lines_are_answered_as_they_come() -> None:
    """A tool that asks and waits for the answer is not left waiting."""
    with subprocess.Popen(
        [HOCVUSO, "understand"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        for line in (b"xong roi\n", b"giup\n"):
            process.stdin.write(line)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["text"] == line.decode().strip()
        process.stdin.close()
    assert process.returncode == 0


# --- lessons check ---------------------------------------------------------------------------------


def test_our_own_lessons_have_no_fault() -> None:
    ran = run("lessons", "check")
    assert ran.exit_code == 0, ran.output
    assert "0 lỗi" in ran.stdout


def test_a_sound_folder_is_fine_and_the_machine_reads_an_empty_list(lesson: Write) -> None:
    folder = str(lesson().parent)
    assert run("lessons", "check", folder).exit_code == 0
    ran = run("lessons", "check", folder, "--json")
    assert (ran.exit_code, json.loads(ran.stdout)) == (0, [])


# What is done to a sound lesson, the line on which that is found, and a word of the finding.
TEN_FAULTS: list[tuple[list[tuple[str, str]], str, str]] = [
    ([("- [Xong rồi] -> go-ten", "- [Xong rồi] -> khong-co")], "- [Xong rồi]", "khong-co"),
    ([("## cham-cai · Bấm cài", "## go-ten · Bấm cài")], "## go-ten · Bấm cài", "go-ten"),
    ([("- [x] Không bấm", "- [ ] Không bấm")], "- [ ] Bấm luôn", "đáp án đúng"),
    ([("nhom: K0", "nhom: K9")], "nhom:", "K9"),
    ([("nguon: [S57, G]", "nguon: [S999]")], "nguon:", "S999"),
    ([("  > Đúng rồi!\n", "")], "- [x] Không bấm", "giải thích"),
    ([('Chạm nút "Mở".', "Chạm nút " + "a" * 300)], "Chạm nút a", "300"),
    ([("phut: 10", "phut: nhiều")], "phut:", "phut"),
    ([("- [Gặp người] -> gap-nguoi", "- [Xong roi] -> gap-nguoi")], "- [Xong roi]", "không dấu"),
    ([("kiem_tra_ngay: 2026-11-23", "kiem_tra_ngay: hôm qua")], "kiem_tra_ngay:", "hôm qua"),
]


@pytest.fixture
def ten_faults(lesson: Write) -> dict[str, tuple[int, str]]:
    """Ten lessons with a fault each: by file its line and a word of what is said."""
    expected = {}
    for n, (changes, line, word) in enumerate(TEN_FAULTS, 1):
        names = [("id: cai-ung-dung", f"id: bai-{n:02}"), ("ma: L02", f"ma: L{n:02}")]
        path = lesson(*names, *changes, file=f"bai-{n:02}.md")
        lines = path.read_text(encoding="utf-8").splitlines()
        found = next(at for at, text in enumerate(lines, 1) if text.startswith(line))
        expected[path.name] = (found, word)
    return expected


def test_ten_faults_are_ten_findings_each_on_its_line(
    folder: Path, ten_faults: dict[str, tuple[int, str]]
) -> None:
    ran = run("lessons", "check", str(folder / "lessons"), "--json")
    assert ran.exit_code == 1
    findings = json.loads(ran.stdout)
    errors = [finding for finding in findings if finding["severity"] == "error"]
    assert {e["file"]: e["line"] for e in errors} == {
        file: line for file, (line, _) in ten_faults.items()
    }
    assert len(errors) == 10
    for finding in errors:
        assert list(finding) == ["file", "line", "message", "severity"]
        assert ten_faults[finding["file"]][1] in finding["message"]
        assert "sai" not in finding["message"].lower().split()


def test_for_people_the_findings_are_sentences_with_a_sum(
    folder: Path, ten_faults: dict[str, tuple[int, str]]
) -> None:
    ran = run("lessons", "check", str(folder / "lessons"))
    assert ran.exit_code == 1
    *findings, total = ran.stdout.splitlines()
    assert total.startswith("0 bài đọc được, 10 lỗi")
    for file, (line, word) in ten_faults.items():
        (told,) = (one for one in findings if one.startswith(f"{file}, dòng {line}: lỗi: "))
        assert word in told


def test_advice_alone_is_no_failure_unless_it_is_asked_for(lesson: Write) -> None:
    path = lesson(("- [Gặp người]", "- [Nhờ người ở tổ công nghệ số giúp]"))
    ran = run("lessons", "check", str(path.parent))
    assert (ran.exit_code, "1 lời nhắc" in ran.stdout) == (0, True)
    assert run("lessons", "check", str(path.parent), "--strict").exit_code == 1


def test_a_folder_that_is_not_there_is_a_finding_and_no_fault_of_the_lessons(
    folder: Path, lesson: Write
) -> None:
    sound = str(lesson().parent)
    for there in ([str(folder / "none")], [sound, "--against", str(folder / "none")]):
        ran = run("lessons", "check", *there, "--json")
        assert ran.exit_code == 3
        (finding,) = json.loads(ran.stdout)
        assert finding["line"] == 0


def test_a_step_that_went_since_the_lessons_before_needs_a_successor(
    lesson: Write, tmp_path: Path
) -> None:
    folder = lesson().parent
    former = tmp_path / "former"
    shutil.copytree(folder, former)
    path = lesson(("## xem-ten ·", "## doc-ten ·"))
    ran = run("lessons", "check", str(folder), "--against", str(former))
    assert ran.exit_code == 1
    assert "cai-ung-dung.md: lỗi: Bước “xem-ten” không còn trong bài" in ran.stdout
    moved = path.read_text("utf-8").replace("phut: 10", "phut: 10\ndoi_buoc:\n  xem-ten: doc-ten")
    path.write_text(moved, "utf-8")
    assert run("lessons", "check", str(folder), "--against", str(former)).exit_code == 0


# --- people, chat and the database -------------------------------------------------------------------


@pytest.mark.parametrize("command", [("export",), ("erase", "--yes")])
def test_nobody_is_found_in_a_new_database(command: tuple[str, ...]) -> None:
    ran = run("people", *command, "telegram", "1")
    assert ran.exit_code == 1, ran.output
    assert ran.stderr == "Không có ai như vậy.\n"


def test_nobody_is_erased_unasked() -> None:
    assert run("people", "erase", "telegram", "1", typed="n\n").exit_code == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [["chat"], ["serve"], ["work"], ["people", "export", "telegram", "1"]]
)
def test_a_database_that_cannot_be_used_is_said_in_a_sentence(command: list[str]) -> None:
    ran = hocvuso(*command, HOCVUSO_DATABASE_URL="mysql://u:canary@h/db", HOCVUSO_PORT="1024")
    said = ran.stderr.decode()
    assert ran.returncode == 3, said
    assert "cơ sở dữ liệu" in said
    assert "Traceback" not in said
    assert "canary" not in said


@pytest.mark.slow
def test_a_folder_that_may_not_be_written_is_said_in_a_sentence(folder: Path) -> None:
    (folder / "file").write_text("")
    ran = hocvuso("chat", HOCVUSO_DATABASE_URL=f"sqlite:///{folder}/file/hocvuso.db")
    assert ran.returncode == 3, ran.stderr.decode()
    assert "Traceback" not in ran.stderr.decode()


@pytest.mark.slow
def test_a_conversation_at_the_keyboard_keeps_its_place(folder: Path) -> None:
    lines = ["xin chào", "đồng ý", "bác", "android", "cài ứng dụng", "rồi"]
    first = hocvuso("chat", typed="".join(f"{line}\n" for line in lines).encode())
    said = first.stdout.decode()
    assert first.returncode == 0, first.stderr.decode()
    assert "CH Play" in said
    assert "kính lúp" in said.rpartition("CH Play")[2]
    assert first.stderr == b""
    assert (folder / "var" / "hocvuso.db").exists()

    again = hocvuso("chat", typed="nhắc lại\nthoát\nkhông ai đọc dòng này\n".encode())
    assert again.returncode == 0, again.stderr.decode()
    assert "kính lúp" in again.stdout.decode()
    assert "ĐỒNG Ý" not in again.stdout.decode()

    export = json.loads(hocvuso("people", "export", "terminal", "me").stdout)
    assert "cai-ung-dung" in json.dumps(export)
    assert hocvuso("people", "erase", "--yes", "terminal", "me").returncode == 0
    assert hocvuso("people", "export", "terminal", "me").returncode == 1
