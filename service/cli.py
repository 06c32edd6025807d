"""The command `hocvuso`. Exit codes: 0 fine, 1 findings, 2 usage, 3 the environment is not as needed."""

import asyncio
import io
import json
import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from service import paper_cli, report_cli, team_cli
from service.settings import Settings

FINDINGS, ENVIRONMENT = 1, 3

app = typer.Typer(
    help="Học Vụ Số: trợ giảng kỹ năng số trong ứng dụng trò chuyện.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
lessons_app = typer.Typer(
    help="Bài học: soát lỗi, xem thử, in ra giấy, sửa bằng Excel.", no_args_is_help=True
)
channels_app = typer.Typer(no_args_is_help=True)
people_app = typer.Typer(help="Dữ liệu của một người: xuất ra, xóa đi.", no_args_is_help=True)
app.add_typer(lessons_app, name="lessons")
paper_cli.add_to(lessons_app)
app.add_typer(channels_app, name="channels")
app.add_typer(people_app, name="people")
app.add_typer(team_cli.team_app, name="team")
app.command("report")(report_cli.report)

# Allowed raw in JSON, and yet many readers would take them for the end of the line.
_ENDS_LINES = {ord(char): f"\\u{ord(char):04x}" for char in "\u0085\u2028\u2029"}
Json = Annotated[bool, typer.Option("--json", help="In ra cho máy đọc.")]


def main() -> None:
    """The command itself, in whatever locale; a database that cannot be used is a sentence and exit code 3."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except Exception as trouble:
        from storage.errors import StorageError  # half of what `understand` would load in all

        if not isinstance(trouble, StorageError):
            raise
        print(f"Chưa dùng được cơ sở dữ liệu: {trouble}", file=sys.stderr)
        sys.exit(ENVIRONMENT)


@app.command()
def serve(
    web_only: Annotated[
        bool, typer.Option("--web-only", help="Chỉ nhận tin; `hocvuso work` gửi tin và nhắc.")
    ] = False,
) -> None:
    """Chạy tất cả: nhận tin, trả lời, nhắc học; chưa có tài khoản nào thì mở thị trấn thử."""
    from service.server import serve_web

    raise typer.Exit(serve_web(settings(), web_only=web_only))


@app.command()
def work() -> None:
    """Chỉ gửi tin và nhắc học, bên cạnh các `serve --web-only` trên cùng một PostgreSQL."""
    from service.server import serve_work

    raise typer.Exit(serve_work(settings()))


@app.command()
def chat() -> None:
    """Học ngay trong cửa sổ lệnh này."""
    from service.terminal_command import run_terminal

    raise typer.Exit(asyncio.run(run_terminal(settings())))


class ContextName(StrEnum):
    NONE = "none"
    STEP = "step"
    QUIZ = "quiz"
    YESNO = "yesno"
    MENU = "menu"


@app.command()
def understand(
    context: Annotated[ContextName, typer.Option(help="Bot đang chờ điều gì.")] = ContextName.NONE,
) -> None:
    """Đọc từng dòng từ đầu vào, in ra cách bot hiểu dòng đó, mỗi dòng một đối tượng JSON."""
    from service.understand_command import understand_lines

    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(newline="\n")  # a carriage return inside a line ends no line
    lines = (line.removesuffix("\n").removesuffix("\r") for line in sys.stdin)
    for answer in understand_lines(lines, context.value, settings().lessons_dir):
        print(json.dumps(answer, ensure_ascii=False).translate(_ENDS_LINES), flush=True)


@app.command()
def doctor(
    deep: Annotated[
        bool, typer.Option("--deep", help="Đọc hết cơ sở dữ liệu dù lớn (có thể mất vài phút).")
    ] = False,
    as_json: Json = False,
) -> None:
    """Xem máy đã sẵn sàng cho mọi người dùng chưa; mục nào chưa ổn thì nói cách sửa."""
    from service.doctor_command import examine, exit_code, printed

    _silence_logs()
    found = examine(settings(), deep=deep)
    if as_json:
        print(json.dumps([asdict(check) for check in found], ensure_ascii=False, indent=2))
    else:
        print(printed(found))
    raise typer.Exit(exit_code(found))


@app.command()
def trace(short: Annotated[str, typer.Argument(metavar="MÃ")], as_json: Json = False) -> None:
    """Lần theo một mã trong nhật ký (trace): tin đến nào, dẫn đến những tin gửi nào, ra sao rồi."""
    from service.trace_command import follow

    rows = follow(settings(), short)
    _table(rows, as_json=as_json)
    raise typer.Exit(0 if rows else _said("Không có gì mang mã này (hoặc đã quá hạn lưu)."))


@lessons_app.command("check")
def lessons_check(
    folder: Annotated[Path | None, typer.Argument(help="Thư mục bài học.")] = None,
    as_json: Json = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Nhắc cả những chỗ còn gọn hơn được; lời nhắc cũng tính là lỗi."
        ),
    ] = False,
    former: Annotated[
        Path | None,
        typer.Option("--against", help="Thư mục bản cũ: bước nào bị bỏ mà chưa có doi_buoc."),
    ] = None,
) -> None:
    """Soát các bài học: tệp nào, dòng nào, cần làm gì."""
    from service.lessons_command import check_lessons

    folder = folder or settings().lessons_dir
    findings, lessons = check_lessons(folder, strict=strict, former=former)
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(finding)
        errors = sum(finding.is_error for finding in findings)
        print(f"{lessons} bài đọc được, {errors} lỗi, {len(findings) - errors} lời nhắc.")
    bad = any(finding.is_error or strict for finding in findings)
    if not all(needed.is_dir() for needed in (folder, former or folder)):
        raise typer.Exit(ENVIRONMENT)
    raise typer.Exit(FINDINGS if bad else 0)


@lessons_app.command("preview")
def lessons_preview(
    place: Annotated[
        Path | None, typer.Argument(metavar="[TỆP|THƯ MỤC]", help="Một bài, hoặc cả thư mục.")
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Cổng trên máy này.")] = 8090,
    strict: Annotated[
        bool, typer.Option("--strict", help="Nhắc cả những chỗ còn gọn hơn được.")
    ] = False,
) -> None:
    """Xem thử bài trên trang của máy này: Zalo, Telegram, trang web và tờ in cạnh nhau."""
    from service.preview_command import preview

    given = settings()
    where = place or given.lessons_dir
    raise typer.Exit(preview(where, port, contact=given.contact, strict=strict))


@lessons_app.command("cards")
def lessons_cards(
    lessons: Annotated[
        list[str] | None, typer.Argument(metavar="[BÀI]...", help="Tên bài; bỏ trống: mọi bài.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Thư mục để ghi hình.")] = Path("var/the-hinh"),
) -> None:
    """Vẽ mọi màn hình của mỗi bài (@man_hinh) lên một tấm, để xem lại một lượt."""
    from service.cards_command import draw_sheets

    try:
        for sheet in draw_sheets(settings().lessons_dir, lessons or (), out):
            print(sheet)
    except OSError as error:
        print(f"Không ghi được hình: {error}", file=sys.stderr)
        raise typer.Exit(ENVIRONMENT) from error
    except LookupError as error:
        raise typer.BadParameter(f"Không có bài “{error.args[0]}”.") from error


@channels_app.callback()
def channels() -> None:
    """Các tài khoản trên những nền tảng trò chuyện."""
    _silence_logs()


@channels_app.command("list")
def channels_list(as_json: Json = False) -> None:
    """Tài khoản nào đang được cấu hình, làm được gì, giới hạn bao nhiêu, gói còn lại bao nhiêu."""
    from service.channels_command import describe
    from service.channels_words import listed

    told = asyncio.run(describe(settings()))
    _tell(told.rows, listed, as_json=as_json)
    raise typer.Exit(_findings(told.amiss))


@channels_app.command("check")
def channels_check(as_json: Json = False) -> None:
    """Hỏi từng nền tảng: mã truy cập đúng chưa, webhook đang trỏ về đâu, lỗi gần nhất là gì."""
    from service.channels_command import check
    from service.channels_words import checked

    told = asyncio.run(check(settings()))
    _tell(told.rows, checked, as_json=as_json)
    raise typer.Exit(_findings(told.amiss, told.rows))


AccountName = Annotated[
    str | None, typer.Argument(metavar="[TÀI KHOẢN]", help="Bỏ trống: mọi tài khoản.")
]


@channels_app.command("set-webhook")
def channels_set_webhook(account: AccountName = None, as_json: Json = False) -> None:
    """Báo cho nền tảng biết phải gửi tin về HOCVUSO_PUBLIC_URL."""
    from service.channels_command import set_webhook
    from service.channels_words import checked

    told = asyncio.run(set_webhook(settings(), account))
    _tell(told.rows, checked, as_json=as_json)
    raise typer.Exit(_findings(told.amiss, told.rows))


@channels_app.command("drop-webhook")
def channels_drop_webhook(account: AccountName = None, as_json: Json = False) -> None:
    """Bỏ webhook, để máy này tự hỏi tin (tin đang chờ vẫn giữ nguyên, ở nền tảng nào có giữ)."""
    from service.channels_command import drop_webhook
    from service.channels_words import checked

    told = asyncio.run(drop_webhook(settings(), account))
    _tell(told.rows, checked, as_json=as_json)
    raise typer.Exit(_findings(told.amiss, told.rows))


@channels_app.command("authorise")
def channels_authorise(
    account: Annotated[str, typer.Argument(metavar="TÀI KHOẢN")],
    refresh_token: Annotated[
        bool,
        typer.Option("--refresh-token", help="Dán refresh token lấy từ API Explorer của Zalo."),
    ] = False,
) -> None:
    """Xin quản trị viên của một Zalo OA cho phép chương trình gửi tin (lần đầu, hoặc khi quyền đã mất)."""
    from service.authorise_command import authorise

    def ask(words: str) -> str:
        return str(typer.prompt(words, hide_input=refresh_token))

    trouble = authorise(settings(), account, pasted=refresh_token, ask=ask, say=print)
    raise typer.Exit(_said(trouble))


@people_app.command("export")
def people_export(account: str, user: str) -> None:
    """Mọi điều đang lưu về một người, dạng JSON."""
    from service.people_command import export_person

    found = export_person(settings(), account, user)
    if found is None:
        raise typer.Exit(_said("Không có ai như vậy."))
    print(json.dumps(found, ensure_ascii=False, indent=2, default=str))


@people_app.command("pseudonym")
def people_pseudonym(account: str, user: str) -> None:
    """Người này mang bí danh nào trong nhật ký (who)."""
    from service.people_command import pseudonym

    print(pseudonym(settings(), account, user))


@people_app.command("unreached")
def people_unreached(as_json: Json = False) -> None:
    """Ai đang không nhận được lời nhắc vì nền tảng không cho nhắn nữa: cần gọi điện hoặc đến nhà."""
    from service.people_command import unreached

    rows = unreached(settings())
    _table(rows, as_json=as_json)
    if not rows and not as_json:
        print("Không có ai.")


@people_app.command("erase")
def people_erase(
    account: str,
    user: str,
    yes: Annotated[bool, typer.Option("--yes", help="Xóa thật, không hỏi lại.")] = False,
) -> None:
    """Xóa mọi điều đang lưu về một người. Không lấy lại được."""
    from service.people_command import erase_person

    if not yes:
        typer.confirm(f"Xóa hết dữ liệu của {account}:{user}?", abort=True)
    raise typer.Exit(
        _said(None if erase_person(settings(), account, user) else "Không có ai như vậy.")
    )


def settings() -> Settings:
    """The settings, or a sentence for each one that is wrong and exit code 3."""
    try:
        return Settings()
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False, include_input=False, include_context=False):
            name = "_".join(str(part) for part in error["loc"]).upper()
            said = f"HOCVUSO_{name}: {error['msg']}" if name else error["msg"]
            print(said.removeprefix("Value error, "), file=sys.stderr)
        print("Xem docs/operate.md.", file=sys.stderr)
        raise typer.Exit(ENVIRONMENT) from None


def _silence_logs() -> None:
    """What is logged on the way the command says itself, in its own words."""
    logging.getLogger().addHandler(logging.NullHandler())


def _said(trouble: str | None) -> int:
    if trouble is None:
        return 0
    print(trouble, file=sys.stderr)
    return FINDINGS


def _tell(
    rows: Sequence[dict[str, Any]],
    words: Callable[[Sequence[dict[str, Any]]], str],
    *,
    as_json: bool,
) -> None:
    print(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else words(rows))


def _findings(amiss: Sequence[str], rows: Iterable[dict[str, Any]] = ()) -> int:
    for sentence in amiss:
        print(sentence, file=sys.stderr)
    return FINDINGS if amiss or not all(row["ok"] for row in rows) else 0


def _table(rows: Iterable[dict[str, Any]], *, as_json: bool) -> None:
    rows = list(rows)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        print("\n".join(f"{name:>16}  {value}" for name, value in row.items()), end="\n\n")
